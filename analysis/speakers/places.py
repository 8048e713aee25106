"""States and institutions that an article names: metonyms, acronyms, one entity for each."""

from __future__ import annotations

import re
from collections import Counter

from .actors import Actors
from .entities import Entity
from .lexicon import Lexicon, Place, grammar
from .names import fold
from .roster import People
from .words import Words

_SMALL = grammar("small")
_HEADS = grammar("body_heads")
_ARTICLES = frozenset(("le", "la", "l", "les", "un", "une", "du", "au", "des"))
_ACRONYM = re.compile(r"\(\s*([^\W\d_a-zà-ÿ][\w.\-]{1,11})\s*\)")
_SPELLED = re.compile(r"\b([^\W\d_a-zà-ÿ]{2,8})\s*\(\s*([^()\n]{8,90}?)\s*\)")
_STOP = re.compile(r"[,.;:!?«»“”\n()]")


class Places:
    """The states and organisations that an article names."""

    def __init__(self, words: Words, lex: Lexicon, people: People, actors: Actors) -> None:
        self.words, self.lex, self.people = words, lex, people
        self._entities: dict[str, Entity] = {}
        self._own = {fold(f): b for b in actors.institutions for f in (b.name, *b.forms)}
        self._metonyms = {fold(k): v for k, v in actors.metonyms.items()}
        self.acronyms = self._acronyms()
        self.places: list[tuple[int, int, Entity]] = []
        self.counts: Counter[str] = Counter()
        self._find_places()
        self._find_firms()

    def _find_firms(self) -> None:
        raise NotImplementedError

    # -- names
    def _find_places(self) -> None:
        lows = [w.low for w in self.words.list]
        taken = {k for n in self.people.names if n.i in self.people.of_name for k in range(n.i, n.j)}
        k = 0
        while k < len(lows):
            found = self.lex.places.match(lows, k) if k not in taken and self._capital_in(k) else None
            if found is None:
                k += 1
                continue
            entity = self.entity(found[1])
            self.places.append((k, k + found[0], entity))
            for country in entity.countries:
                self.counts[country] += 1
            k += found[0]
        for e in self.people.entities:
            for country in e.countries:
                self.counts[country] += 0.5  # type: ignore[assignment]

    def _capital_in(self, k: int) -> bool:
        return self.words[k].cap or (
            k + 1 < len(self.words)
            and self.words[k + 1].cap
            and self.words[k].low
            in ("empire", "place", "departement", "palais", "etat", "royaume", "ile", "groupe")
        )

    def entity(self, place: Place) -> Entity:
        """Give the entity of a place or an institution."""
        kind = "organisation" if place.kind == "body" else "state"
        name = place.name
        if name == "Union européenne":
            kind = "organisation"
        own = self._own.get(fold(name))
        if own is not None:
            name, kind = own.name, own.kind
        if name not in self._entities:
            countries = {place.country} if place.country else set()
            self._entities[name] = Entity(name, kind, place.gender, True, place.number, countries)
            self._entities[name].nouns |= self.lex.body_nouns.get(name, frozenset())
        return self._entities[name]

    def named(self, name: str, kind: str = "organisation", gender: str = "?", country: str = "") -> Entity:
        """Give the (one) entity of a name."""
        if name not in self._entities:
            self._entities[name] = Entity(
                name, kind, gender, gender != "?", "s", {country} if country else set()
            )
        return self._entities[name]

    def lookup(self, text: str) -> Entity | None:
        """Give the state or institution of a whole text without its article, or None."""
        bare = re.sub(r"^(?:l['’‘ʼ]\s*|(?:le|la|les)\s+)", "", text.strip(), flags=re.I)
        own = self._own.get(fold(bare)) or self._own.get(fold(text))
        if own is not None:
            return self.named(own.name, own.kind, own.gender, own.country)
        target = self._metonyms.get(fold(bare))
        if fold(bare) == "bruxelles":
            target = self.brussels()
        if target is not None:
            place = self.lex.places.get(target)
            return self.entity(place) if place is not None else self.named(target)
        full = self.acronyms.get(fold(bare))
        if full is not None:
            return self.named(full)
        place = self.lex.places.get(bare) or self.lex.places.get(text)
        if place is not None:
            return self.entity(place)
        full = self._spelled_out(bare) if 1 < len(bare) < 8 and bare.isupper() else ""
        return self.named(full) if full else None

    def _spelled_out(self, short: str) -> str:
        """Give the name of which an acronym holds the initials: "le Parti socialiste" for "le PS"."""
        for d in self.people.descriptions.values():
            if d.head not in self.lex.bodies or not self.words[d.head_at].cap:
                continue
            letters = ""
            for k in range(d.head_at, d.j):
                letters += self.words[k].low[:1] if self.words[k].low not in _SMALL else ""
                if letters == short.casefold():
                    return self.words.text[self.words[d.head_at].start : self.words[k].end]
        return ""

    def brussels(self) -> str:
        """Bruxelles is the Union, or the Belgian government where the article is about that one."""
        belgian = sum("Belgique" in e.countries for e in self.people.entities)
        european = self.counts["Union européenne"] + sum(
            bool({"haut representant", "commissaire"} & e.classes) or "Union européenne" in e.countries
            for e in self.people.entities
        )
        named = sum(1 for i, j, e in self.places if e.name == "Belgique" and self.words[i].low != "bruxelles")
        return "Belgique" if belgian + named > 2 + european else "Union européenne"

    def _acronyms(self) -> dict[str, str]:
        """Read "Communauté économique … (Cedeao)" and "SNCF (Société nationale …)" from the article."""
        out: dict[str, str] = {}
        for m in _ACRONYM.finditer(self.words.text):
            _, j = self.words.span(0, m.start())
            i = self._full_name(j, fold(m.group(1)))
            if i is not None and i + 1 < j:
                out[fold(m.group(1))] = self._text(i, j)
        for m in _SPELLED.finditer(self.words.text):
            i, j = self.words.span(m.start(2), m.end(2))
            i += i < j and self.words[i].low in _ARTICLES
            if self._stands_for(i, j, fold(m.group(1))):
                out.setdefault(fold(m.group(1)), self._text(i, j))
        return out

    def _text(self, i: int, j: int) -> str:
        return self.words.text[self.words[i].start : self.words[j - 1].end]

    def _full_name(self, j: int, short: str) -> int | None:
        """Give the word at which the full name of an acronym begins, when it ends before word j."""
        found = body = None
        for i in range(j - 1, max(-1, j - 15), -1):
            if i < j - 1 and _STOP.search(self.words[i + 1].gap):
                break
            if i == 0 or self.words[i - 1].low not in _ARTICLES or self.words[i].gap.strip(" ’'"):
                continue
            if found is None and self._stands_for(i, j, short):
                found = i
            opens = self.words[i - 1].low not in ("du", "des") or found is None
            if opens and self.words[i].cap and self.words[i].low in self.lex.bodies | _HEADS:
                body = i  # "l'Autorité des technologies (BTK)": a body goes under what letters it likes
        return body if found is None or (body is not None and not self.words[found].cap) else found

    def _stands_for(self, i: int, j: int, short: str) -> bool:
        """Say whether an acronym can stand for words i to j: it begins alike, its letters follow in order."""
        letters = fold(self._text(i, j)).replace(" ", "") if i < j else ""
        place = 0
        for letter in short.replace(" ", ""):
            place = letters.find(letter, place) + 1
            if not place:
                return False
        return letters[:1] == short[:1]
