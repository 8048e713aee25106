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
_ACRONYM = re.compile(r"\(\s*([^\W\d_a-zà-ÿ][\w.\-]{1,11})\s*\)")


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
            i = j
            short = m.group(1)
            while i > 0 and j - i < 14 and (i == j or not re.search(r"[,.;:!?«»“”\n()]", self.words[i].gap)):
                i -= 1
                if self.words[i].low in (
                    "le",
                    "la",
                    "l",
                    "les",
                    "un",
                    "une",
                    "du",
                    "au",
                    "des",
                ) and self._initials(i + 1, j, short):
                    break
            else:
                continue
            if self.words[i].low in ("le", "la", "l", "les", "un", "une", "du", "au", "des") and i + 2 < j:
                out[fold(short)] = self.words.text[self.words[i + 1].start : self.words[j - 1].end]
        return out

    def _initials(self, i: int, j: int, short: str) -> bool:
        return i < j and bool(self.words[i].low) and fold(short)[:1] == self.words[i].low[:1]
