"""What a mention is (a name, a pronoun, a title, a body, a document, a group), and whom it means."""

from __future__ import annotations

import re
from datetime import date

from .actors import Actors
from .bodies import Bodies
from .descriptions import Description, determiner, read_description
from .entities import Entity, Event, People
from .fit import description_fits, gender_fits
from .lexicon import Lexicon
from .names import fold
from .query import Query, Speaker
from .scene import Scene
from .words import Words

_PRONOUNS = {
    "il": ("m", "s"), "elle": ("f", "s"), "ils": ("?", "p"), "elles": ("f", "p"), "lui": ("m", "s"), "eux": ("m", "p"),
    "l": ("?", "s"), "le": ("?", "s"), "la": ("f", "s"), "t il": ("m", "s"), "t elle": ("f", "s"), "t ils": ("m", "p"), "lui meme": ("m", "s"),
    "elle meme": ("f", "s"), "son": ("?", "s"), "sa": ("?", "s"), "ses": ("?", "s"), "leur": ("?", "p"), "leurs": ("?", "p"), "se": ("?", "s"),
    "s": ("?", "s"), "celui la": ("m", "s"), "celle la": ("f", "s"), "les": ("?", "p"), "y": ("?", "s"), "en": ("?", "s"),
    "le meme": ("m", "s"), "la meme": ("f", "s"), "je": ("?", "s"), "moi": ("?", "s"), "tous": ("m", "p"), "toutes": ("f", "p"), "tous deux": ("m", "p"),
    "toutes deux": ("f", "p"), "les deux": ("?", "p"),
}  # fmt: skip
_LATTER = {
    "celui ci": ("m", "s"), "celle ci": ("f", "s"), "ceux ci": ("m", "p"), "celles ci": ("f", "p"), "ce dernier": ("m", "s"),
    "cette derniere": ("f", "s"), "ces derniers": ("m", "p"), "ces dernieres": ("f", "p"), "dernier": ("m", "s"), "derniere": ("f", "s"),
}  # fmt: skip
_ORDER = {"le premier": 0, "la premiere": 0, "le second": 1, "la seconde": 1, "l un": 0, "l une": 0, "l autre": 1}
_RELATIVE = frozenset(("qui", "lequel", "laquelle", "dont", "que", "lesquels", "lesquelles"))
_BEFORE_OTHERS = frozenset("de du des d par avec à au aux chez contre pres aupres envers dont pour".split())
_MADE = frozenset("publie publiee diffuse diffusee signe signee defendue defendu portee porte deposee depose redige redigee adopte adoptee commande realise realisee mene menee presente presentee vote votee emis emise".split())
_NUMBERS = frozenset("deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante cent".split())
_JOINT = frozenset("commun commune conjoint conjointe communs conjoints communes conjointes final finale".split())
_VOICE = re.compile(r"par la (?:voix|bouche) (?:de\s+|d['’])?")
_ON = re.compile(r"(?:Du côté |Dans |Chez |À |Au )(.+?),? (?:l'|l’)?on")
_AT = re.compile(r"\b(?:[ÀAà]u?|[Dd]ans|[Cc]hez|[Aa]ux|[Dd]u côté d[eu]s?)\s+")
_AND = re.compile(r"\s*,?\s+(?:et|ainsi que|comme|ou)\s+(?=(?:l['’]|le |la |les |son |sa |un |une )?\w)|\s*,\s+(?=(?:l['’]|le |la |les )?[^\Wa-zà-ÿ_])")


class Mentions:
    """Resolves the mentions of one article, statement after statement."""

    def __init__(self, words: Words, lex: Lexicon, people: People, bodies: Bodies, actors: Actors, day: date | None, scene: Scene) -> None:
        self.words, self.lex, self.people, self.bodies = words, lex, people, bodies
        self.actors, self.day, self.scene = actors, day, scene
        self.last: Entity | None = None
        self.until = 0  # the character up to which statements have been read
        self.spoken: dict[int, Entity] = {}  # query -> whom

    # -- one statement ----------------------------------------------------------------------------------------------
    def speaker(self, queries: list[Query], k: int, answers: dict[int, Speaker]) -> Speaker:
        """Answer one query, and note that its speaker has spoken."""
        q = queries[k]
        if q.start is None or q.end is None or not self.words.text[q.start : q.end].strip():
            entity, how, sure = self._carried(q)
        else:
            entity, how, sure = self._mention(q)
        if entity is None:
            entity, how, sure = self._own_words(q), "own words", 0.2
        self._note(q, entity)
        self.spoken[k] = entity
        return _speaker(entity, how, sure)

    def _carried(self, q: Query) -> tuple[Entity | None, str, float]:
        new = self._introduced(q)
        if new is not None:
            return new, "introduced before the quotation", 0.7
        if q.carried is not None and q.carried in self.spoken:
            return self.spoken[q.carried], "carried", 0.85
        if self.last is not None:
            return self.last, "carried", 0.5
        here = q.segments[0][0] if q.segments else 0
        ranked = self.scene.present(here, lambda e: 0.0 if e.kind == "person" else None)
        if ranked:
            return ranked[0][1], "most present", 0.45
        return None, "nobody", 0.1

    def _introduced(self, q: Query) -> Entity | None:
        """Give the subject whom the narration brings in between the last statement and a quotation without cue."""
        if not q.segments:
            return None
        here = q.segments[0][0]
        fresh = {e.entity for e in self.scene.events if self.until <= e.start < here and e.subject and not e.speaker and e.entity is not None
                 and e.entity.kind in ("person", "unnamed") and e.entity.number == "s" and not self.scene.told(e.start)}  # fmt: skip
        ranked = self.scene.present(here, lambda e: 0.0 if e in fresh else None)
        return ranked[0][1] if ranked else None

    def _note(self, q: Query, entity: Entity) -> None:
        start = q.start if q.start is not None else (q.segments[0][0] if q.segments else 0)
        end = q.end if q.end is not None else start
        for part in entity.members or (entity,):
            self.scene.add(Event(start, end, part, None, True, False, True))
        if entity.members:
            self.scene.add(Event(start, end, entity, None, True, False, True))
        self.last = entity
        self.until = max(self.until, end, *(e for _, e in q.segments), q.cue[1] if q.cue else -1)

    def _own_words(self, q: Query) -> Entity:
        text = "" if q.start is None or q.end is None else self.words.text[q.start : q.end]
        return self._unnamed(text)

    def _unnamed(self, text: str) -> Entity:
        text = re.sub(r"\s+", " ", text).strip(" ,;:«»“”\"") or "source inconnue"
        m = re.match(r"[^\W\d_]+['’]?", text)
        if m and fold(m.group()) in _LOWERED | self.lex.sources:
            text = text[0].lower() + text[1:]
        return Entity(text, "unnamed")

    # -- kinds of mention -------------------------------------------------------------------------------------------
    def _mention(self, q: Query) -> tuple[Entity | None, str, float]:
        assert q.start is not None and q.end is not None
        text = self.words.text[q.start : q.end]
        key = fold(text)
        if q.possessive or key in _PRONOUNS or key in _LATTER:
            return self._pronoun(q.start, key, q)
        if key in _ORDER:
            return self._of_two(q.start, _ORDER[key])
        if key in _RELATIVE:
            return self._relative(q.start)
        if key in ("on", "l on", "t on"):
            return self._one(q)
        i, j = self.words.span(q.start, q.end)
        voice = _VOICE.search(text)
        if voice and len(text) > voice.end() + 2:
            i = self.words.at(q.start + voice.end())
        elif (place := _ON.fullmatch(text)) is not None:
            i, j = self.words.span(q.start + place.start(1), q.start + place.end(1))
        if i >= j:
            return None, "own words", 0.1
        return self.phrase(i, j)

    def phrase(self, i: int, j: int, deep: int = 0) -> tuple[Entity | None, str, float]:
        """Resolve the words i to j, which are no pronoun."""
        words = self.words
        text = words.text[words[i].start : words[j - 1].end]
        named = self._heads(i, j)
        if len(named) > 1:
            return self._group(named), "names", 0.9
        if named:
            if named[0].kind == "unnamed" and named[0].number == "s":
                return self._unnamed(text), "homonyms", 0.3
            others = self._other_parts(i, j) if deep == 0 else []
            if others:
                return self._group(others), "names", 0.8
            return named[0], "name", 0.95
        group = self.lex.group_names.get(re.sub(r"^les\s+", "", text, flags=re.I))
        if group:
            return Entity("Union européenne" if False else group, "group", "m", True, "p"), "group name", 0.8
        whole = self.bodies.lookup(re.sub(r"\s*\([^)]*\)", "", text))
        if whole is not None:
            return whole, "place or institution", 0.92
        if deep == 0:
            parts = self._parts(i, j)
            if parts:
                return self._group(parts), "coordination", 0.8
        return self._noun_phrase(i, j, text, deep)

    def _heads(self, i: int, j: int) -> list[Entity]:
        """Give those named in a mention, without those who are only complements ("les parents de Vincent Lambert")."""
        out: list[Entity] = []
        plural = False
        for name in self.people.names:
            entity = self.people.of_name.get(name.i)
            if entity is None or name.i < i or name.i >= j:
                continue
            if self.words.in_quotation(name.start) and not self.words.in_quotation(self.words[i].start):
                continue
            k = name.i
            for d in self.people.descriptions.values():
                if d.j == name.i and i <= d.i < k and self.people.linked.get(d.head_at) is entity:
                    k = min(k, d.i)
            while k > i and not words_gap(self.words, k) and self._honorific(k - 1):
                k -= 1
            before = self.words[k - 1].low if k > i and not words_gap(self.words, k) else ""
            starts = self.words[k].low if k < len(self.words) else ""
            if k > i and (before in _BEFORE_OTHERS or starts in ("du", "des", "au", "aux") and k < name.i and k > i):
                continue
            if k > i and before and not out and not self._titled(i, k):
                continue
            if entity not in out:
                out.append(entity)
            plural = plural or name.plural_honorific
        return out

    def _titled(self, i: int, k: int) -> bool:
        """Say whether the words before a name are its title (and no verb or body stands between)."""
        d = self._description_at(i, k + 1)
        if d is None:
            return True
        if d.known or self.people.linked.get(d.head_at) is not None:
            return True
        return d.head not in self.lex.bodies and d.head not in self.lex.documents

    def _honorific(self, k: int) -> bool:
        return self.words[k].low in self.lex.honorifics or self.words[k].text.rstrip(".") in ("M", "MM", "Mme", "Mmes", "Me", "Mgr", "Dr", "Pr")

    def _other_parts(self, i: int, j: int) -> list[Entity]:
        """Give all parts of "X et le ministre turc" when one of them has a name; empty when there is one part only."""
        text = self.words.text[self.words[i].start : self.words[j - 1].end]
        if not re.search(r"\bet\b|ainsi que", text):
            return []
        return self._parts(i, j, need=1)

    def _parts(self, i: int, j: int, need: int = 0) -> list[Entity]:
        start, end = self.words[i].start, self.words[j - 1].end
        text = self.words.text[start:end]
        cuts = [m.span() for m in _AND.finditer(text)]
        if not cuts or not re.search(r"\s(?:et|ainsi que|comme|ou)\s", text):
            return []
        edges = [0, *(x for c in cuts for x in c), len(text)]
        spans = [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
        found: list[Entity] = []
        for a, b in spans:
            x, y = self.words.span(a, b)
            if x >= y or (a > start and self.words[x].low in ("de", "du", "des", "d", "à", "en")):
                return []
            entity, how, _ = self.phrase(x, y, deep=1)
            if entity is None or how in ("own words", "nobody"):
                return []
            if entity.kind == "unnamed" and not (self.words[x].low in ("le", "la", "l", "les", "un", "une", "des")):
                return []
            if entity.kind == "organisation" and how == "proper name" and self.words[x].low in self.lex.roles:
                return []
            if entity not in found:
                found.append(entity)
        return found if len(found) > 1 else []

    def _group(self, parts: list[Entity]) -> Entity:
        flat: list[Entity] = []
        for p in parts:
            flat += [m for m in (p.members or (p,)) if m not in flat]
        if len(flat) == 1:
            return flat[0]
        women = all(p.gender == "f" for p in flat)
        return Entity(" et ".join(p.name for p in flat), "group", "f" if women else "m", True, "p", members=tuple(flat))

    # -- noun phrases -----------------------------------------------------------------------------------------------
    def _description_at(self, i: int, j: int) -> Description | None:
        while i < j:
            d = read_description(self.words, i, j, self.lex, self.people.starts)
            if d is not None:
                return d
            if self.words[i].low not in ("de", "d", "cher", "tout", "meme"):
                return None
            i += 1
        return None

    def _noun_phrase(self, i: int, j: int, text: str, deep: int) -> tuple[Entity | None, str, float]:
        words = self.words
        d = self._description_at(i, j)
        if d is None:
            return self._proper_name(i, j, text)
        if d.definite == "bare" and i > 0 and words[i - 1].low in ("du", "au", "des", "aux") and not words_gap(words, i):
            d.definite, d.number = "def", "p" if words[i - 1].low in ("des", "aux") else "s"
        linked = self.people.linked.get(d.head_at)
        if linked is not None and deep < 2:
            return linked, "title with name", 0.92
        if d.head in self.lex.documents:
            return self._document(d, i, j, text, deep)
        if d.definite == "bare" and not d.known and not words[d.head_at].cap and d.head not in self.lex.bodies:
            return self._kept(text, d), "unnamed source", 0.6
        if d.definite == "indef" and not d.demonym:
            full = self.people.descriptions.get(d.head_at)
            if full is None or self.people.linked.get(d.head_at) is None:
                return self._kept(text, d), "unnamed source", 0.85
        if d.head in self.lex.sources and not d.known and d.head not in self.lex.bodies:
            return self._kept(text, d), "unnamed source", 0.8
        if d.number == "p":
            return self._several(d, i, j, text)
        body = not d.known and d.head in self.lex.bodies and not d.demonym
        if body:
            if d.head == "conseil" and d.definite == "def" and not d.words and not d.countries:
                lawyer = self._best(d, i)
                if lawyer is not None and lawyer[0].roles:
                    return lawyer[0], "epithet", lawyer[1]
            if d.definite == "poss":
                return self._possessed(d, i, j, text)
            return self.bodies.body(d, j, self._country(words[i].start)), "body", 0.8
        if d.head in ("pays", "capitale", "etat") and d.definite in ("poss", "def", "dem"):
            state = self._state_in_focus(words[i].start)
            if state is not None:
                return state, "country in focus", 0.6
        if not d.known and words[d.head_at].cap and not d.demonym and d.definite in ("def", "bare"):
            return self._proper_name(i, j, text)
        if d.definite == "poss" and (d.head not in self.lex.relations or d.words):
            return self._kept(text, d), "own words", 0.5
        found = self._best(d, i)
        if found is not None:
            return found[0], "title or epithet", found[1]
        holder = self._by_office(d)
        if holder is not None:
            return holder, "office by date", 0.6
        if not d.known and d.definite in ("def", "bare") and words[d.head_at].cap and not d.demonym:
            return self._proper_name(i, j, text)
        return self._kept(text, d), "own words", 0.35

    def _kept(self, text: str, d: Description | None = None) -> Entity:
        text = re.split(r"\s*(?:,|\s«|\squi se\s)", text)[0] if len(text) > 60 else text
        entity = self._unnamed(text)
        if d is not None:
            entity.gender, entity.number, entity.sure = d.gender, d.number, d.gender != "?"
            entity.classes, entity.words, entity.countries = {d.head} if d.head else set(), set(d.words), set(d.countries)
            entity.roles.append(d)
            if d.number == "p" and (d.head in self.lex.collectives) and d.definite == "def" and not d.count:
                entity.kind = "group"
                entity.name = re.sub(r"^(?:les|Les)\s+", "", entity.name)
        return entity

    def _proper_name(self, i: int, j: int, text: str) -> tuple[Entity | None, str, float]:
        caps = [w for w in self.words.list[i:j] if w.cap]
        low = self.words[i].low
        if not caps:
            return None, "own words", 0.2
        bare = re.sub(r"\s*\([^)]*\)", "", text).strip(" «»“”\"")
        if low in ("le", "la", "l", "les") and not (self.words[i].cap and not self.words[i].first and low != "l"):
            bare = re.sub(r"^(?:l['’‘ʼ]\s*|(?:le|la|les)\s+)", "", bare, flags=re.I)
        names = [n for n in self.people.names if i <= n.i < j]
        if names and names[0].evidence > 0.4 and names[0].i - i <= 1 and low not in ("le", "la", "l", "les") and names[0].j >= j and names[0].evidence >= 1:
            entity = Entity(names[0].text, first=names[0].start)
            entity.forms.add(entity.name)
            self.people.entities.append(entity)
            self.people.of_name[names[0].i] = entity
            return entity, "likely name", 0.6
        return self.bodies.named(bare), "proper name", 0.7

    # -- titles and epithets ----------------------------------------------------------------------------------------
    def described_entity(self, event: Event) -> Entity | None:
        """Say whom a description in the narration means; an indefinite one brings in someone unnamed."""
        d = event.description
        assert d is not None
        text = self.words.text[event.start : event.end]
        if d.head in self.lex.documents:
            return None
        if not d.known and d.head in self.lex.bodies:
            return self.bodies.body(d, d.j, "") if d.definite in ("def", "bare") and d.number == "s" else None
        if d.definite == "indef":
            return self._kept(text, d) if d.number == "s" else None
        if d.definite == "bare":
            return None
        if d.number == "p":
            return None
        found = self._best(d, d.i)
        return found[0] if found is not None and found[1] >= 0.5 else self._kept(text, d)

    def pronoun_entity(self, event: Event) -> Entity | None:
        """Say whom a subject pronoun of the narration means, so that the thread is not lost between statements."""
        key = fold(self.words.text[event.start : event.end])
        found, _, sure = self._pronoun(event.start, key, Query(event.start, event.end))
        return found if sure >= 0.6 and found is not None and found.kind in ("person", "unnamed") else None

    def _best(self, d: Description, i: int) -> tuple[Entity, float] | None:
        """Give the person whom a definite description fits best, with a certainty."""
        here = self.words[i].start
        avoid = self._owner(d, here)

        def fits(e: Entity) -> float | None:
            if e is avoid:
                return None
            score = description_fits(d, e, self.lex)
            if (score is None or score < -1.2) and e is self.last and not d.words and not d.countries and d.definite in ("def", "dem"):
                score = self._loose(d, e)
            if score is None:
                return None
            if avoid is not None and not d.words and not d.countries:
                score += 0.8 if avoid.classes & e.classes else 0.0
            return score if e.kind == "person" else score - 1.0

        ranked = [(0.5 * (s - b) + b, e) for s, e in self.scene.present(here, fits, 4) for b in (fits(e) or 0.0,)]
        known = {e for _, e in ranked}
        for e in self.people.entities:
            if e not in known and e is not avoid:
                score = fits(e)
                if score is not None and score > 2.5:
                    ranked.append((score - 2.0, e))
        if not ranked:
            return None
        ranked.sort(key=lambda r: -r[0])
        top = ranked[0]
        margin = top[0] - ranked[1][0] if len(ranked) > 1 else 2.0
        own = fits(top[1]) or 0.0
        if own < -2.3 or (own < 0.2 and top[0] < 0.3):
            people = [(s, e) for s, e in ranked if e.kind == "person"]
            only = people[0] if len(people) == 1 and d.definite == "def" else None
            if only is not None and (fits(only[1]) or 0.0) >= -1.5 and (d.countries or only[0] > -1.0):
                return only[1], 0.55
            return None
        return top[1], min(0.92, 0.55 + 0.1 * max(0.0, own) + 0.06 * min(margin, 2.0))

    def _loose(self, d: Description, e: Entity) -> float | None:
        """A title that the article has not given ("Le député") goes to the last speaker, if anyone, by gender."""
        gender = gender_fits(d.gender, e)
        return None if gender is None or e.kind != "person" or e.number != d.number else gender - 1.2

    def _owner(self, d: Description, here: int) -> Entity | None:
        """Give the other party of a relation ("son homologue"): whoever is most present."""
        if d.head not in self.lex.relations:
            return None
        ranked = self.scene.present(here, lambda e: 0.0 if e.kind == "person" and e.number == "s" else None)
        return ranked[0][1] if ranked else None

    def _by_office(self, d: Description) -> Entity | None:
        if not d.known or d.former or d.definite not in ("def", "bare"):
            return None
        spots = sorted(d.countries)
        spots += [e.name for e in (self.bodies.lookup(w) for w in sorted(d.words)) if e is not None]
        found = {p.name: p for s in spots for p in self.actors.holders(self._roles(d.head), s, self.day)}
        if d.gender in ("m", "f"):
            found = {n: p for n, p in found.items() if p.gender in (d.gender, "?")}
        if len(found) != 1:
            return None
        person = next(iter(found.values()))
        entity = Entity(person.name, "person", person.gender, person.gender != "?", countries={person.country}, classes={d.head})
        entity.forms |= {person.name, *person.forms}
        self.people.entities.append(entity)
        return entity

    def _roles(self, head: str) -> list[str]:
        return [head, *sorted(self.lex.covers.get(head, frozenset()))] if head in ("dirigeant", "ministre des affaires etrangeres") else [head]

    # -- groups -----------------------------------------------------------------------------------------------------
    def _several(self, d: Description, i: int, j: int, text: str) -> tuple[Entity | None, str, float]:
        """Resolve "les deux présidents", "les deux pays", "les autorités chinoises", "les parties"."""
        here = self.words[i].start
        if d.definite == "indef" or (d.definite == "poss" and d.head not in self.lex.relations):
            return self._kept(text, d), "unnamed source", 0.75
        own = {c for c in d.countries if c != "Union européenne"}
        if d.head in ("autorites", "douanes", "services") or d.head in self.lex.bodies:
            country = self._country(here)
            if d.head == "autorites" and not own and not d.words:
                return self._kept(text, d), "collective", 0.5
            if d.head == "autorites" and d.words and not own:
                return self.bodies.named(re.sub(r"^les\s+", "", text, flags=re.I)), "body", 0.7
            return self.bodies.body(d, j, country), "body", 0.75
        if d.head in ("pays", "capitales", "parties", "etats", "gouvernements", "delegations", "camps", "voisins", "puissances", "capitale", "partie", "etat"):
            if d.count or (not d.words and not own):
                return self._states(here, d.count or 2, text, d)
        if d.count or (not d.words and not own and (d.known or d.head in ("dirigeants", "hommes", "femmes"))):
            return self._persons(d, here, d.count or 2, text)
        return self._kept(text, d), "collective", 0.6

    def _states(self, here: int, count: int, text: str, d: Description) -> tuple[Entity | None, str, float]:
        counts: dict[Entity, float] = {}

        def fits(e: Entity) -> float | None:
            return 0.0 if e.kind == "state" else None

        for score, e in self.scene.present(here, fits):
            counts[e] = max(counts.get(e, -9.0), 0.5 * score + 0.5 * min(6, self.bodies.counts[e.name]))
        for score, e in self.scene.present(here, lambda e: 0.0 if e.kind == "person" and len(e.countries) == 1 else None):
            place = self.lex.places.get(next(iter(e.countries)))
            if place is not None and place.kind == "state":
                state = self.bodies.entity(place)
                counts[state] = max(counts.get(state, -9.0), 0.5 * score + 0.5 * min(6, self.bodies.counts[state.name]))
        for _, _, e in self.bodies.places:
            if e.kind == "state":
                counts.setdefault(e, 0.5 * min(6, self.bodies.counts[e.name]) - 2)
        best = sorted(counts, key=lambda e: -counts[e])[:count]
        if len(best) < 2:
            return self._kept(text, d), "own words", 0.3
        return self._group(sorted(best, key=self._first)), "the states in focus", 0.65

    def _persons(self, d: Description, here: int, count: int, text: str) -> tuple[Entity | None, str, float]:
        singular = Description(d.i, d.j, d.head_at, d.head, d.known, "?" if d.gender == "m" else d.gender, "s", "def", 0, False, set(d.countries), set(d.words))

        def fits(e: Entity) -> float | None:
            if e.kind != "person":
                return None
            if d.gender == "f" and e.gender == "m":
                return None
            score = description_fits(singular, e, self.lex)
            return None if score is None or (d.words and score < 2.5) else score

        ranked = self.scene.present(here, fits)[:count]
        if len(ranked) < 2 or (d.count and len(ranked) < count):
            return self._kept(text, d), "own words", 0.3
        people = sorted((e for _, e in ranked), key=self._first)
        return self._group(people), "the persons in focus", 0.75

    def _first(self, e: Entity) -> int:
        return next((ev.start for ev in self.scene.events if ev.entity is e), e.first)

    # -- pronouns ---------------------------------------------------------------------------------------------------
    def _pronoun(self, here: int, key: str, q: Query) -> tuple[Entity | None, str, float]:
        gender, number = _PRONOUNS.get(key) or _LATTER.get(key) or ("?", "s")
        latter = key in _LATTER
        if key == "l" or q.possessive and key in ("le", "la", "l"):
            gender = "?"

        def fits(e: Entity) -> float | None:
            if number == "p":
                if e.number != "p":
                    return None
            elif e.number == "p":
                return None
            bonus = gender_fits(gender, e)
            if bonus is None:
                return None
            if e.kind in ("state", "organisation"):
                bonus -= 1.3 if e.kind == "state" else 0.8
            elif e.kind == "unnamed":
                bonus -= 0.2
            return bonus

        ranked = self._latter(here, fits) if latter else self.scene.present(here, fits)
        if number == "p" and (not ranked or ranked[0][0] < 2.5):
            pair = self._pair(here, gender)
            if pair is not None:
                return pair, "pronoun", 0.6
        if not ranked:
            if self.last is not None:
                return self.last, "pronoun", 0.3
            return self._ahead(here, gender)
        margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 2.0
        found = ranked[0][1]
        if gender in ("m", "f") and found.gender == "?" and number == "s" and margin > 0.5:
            found.gender = gender
        return found, "pronoun", min(0.93, 0.6 + 0.15 * min(2.0, max(0.0, margin)))

    def _latter(self, here: int, fits) -> list[tuple[float, Entity]]:
        """Rank for "ce dernier", "celui-ci": the one named last, not the one the text is about."""
        ranked = self.scene.present(here, fits)
        place: dict[Entity, int] = {}
        for event in self.scene.events:
            if event.start < here and event.entity is not None and not (self.scene.told(event.start) and not event.speaker):
                place[event.entity] = event.start
        near = [(r[0] - 0.02 * (here - place.get(r[1], -999)) if r[1] in place else r[0] - 5, r[1]) for r in ranked]
        return sorted(near, key=lambda r: -r[0])

    def _pair(self, here: int, gender: str) -> Entity | None:
        ranked = self.scene.present(here, lambda e: 0.0 if e.kind in ("person", "unnamed") and e.number == "s" and not (gender == "f" and e.gender == "m") else None)
        people = [e for s, e in ranked[:2] if s > 1.0]
        return self._group(sorted(people, key=self._first)) if len(people) == 2 else None

    def _of_two(self, here: int, which: int) -> tuple[Entity | None, str, float]:
        """Resolve "le premier", "le second" among the two persons named last."""
        last: list[Entity] = []
        for event in reversed(self.scene.events):
            e = event.entity
            if e is not None and event.end <= here and e.kind == "person" and e not in last and not self.scene.told(event.start):
                last.append(e)
        two = sorted(last[:2], key=self._first)
        return (two[which], "first or second", 0.6) if len(two) == 2 else (None, "nobody", 0.1)

    def _ahead(self, here: int, gender: str) -> tuple[Entity | None, str, float]:
        """Look ahead for a pronoun that comes before its name."""
        for name in self.people.names:
            entity = self.people.of_name.get(name.i)
            if entity is not None and name.start > here and gender_fits(gender, entity) is not None:
                return entity, "pronoun before its name", 0.4
        return None, "nobody", 0.1

    def _relative(self, here: int) -> tuple[Entity | None, str, float]:
        """"X, qui a dit": whoever stands last before the relative pronoun."""
        before = [e for e in self.scene.events if e.end <= here and e.entity is not None]
        near = [e for e in before if re.fullmatch(r"[\s,)]*(?:(?:pour|selon|d'après|à|chez|par|de)\s+)?", self.words.text[e.end : here])]
        if near:
            return near[-1].entity, "relative", 0.85
        ranked = self.scene.present(here, lambda e: gender_fits("?", e))
        return (ranked[0][1], "relative", 0.6) if ranked else (None, "nobody", 0.1)

    def _one(self, q: Query) -> tuple[Entity | None, str, float]:
        """"dit-on à l'Élysée", "indique-t-on dans l'entourage du chancelier": the place speaks."""
        assert q.start is not None and q.end is not None
        m = re.compile(r"\s*,?\s*(?:à|au|dans|chez|de|du côté de|auprès de|aux)\s+", re.I).match(self.words.text, q.end)
        if m:
            i = self.words.at(m.end())
            j = i
            while j < len(self.words) and (j == i or not re.search(r"[,.;:!?«»\n]", self.words[j].gap)) and j - i < 8:
                j += 1
            if i < j:
                return self.phrase(i, j)
        for m in _AT.finditer(self.words.text, max(0, q.start - 80), q.start):
            if re.search(r"[.;!?\n»]", self.words.text[m.end() : q.start]):
                continue
            i, j = self.words.span(m.end(), q.start)
            while j > i and self.words[j - 1].end > q.start:
                j -= 1
            if i < j:
                found = self.phrase(i, j)
                if found[0] is not None:
                    return found
        return None, "nobody", 0.1

    # -- possessed, documents, focus --------------------------------------------------------------------------------
    def _possessed(self, d: Description, i: int, j: int, text: str) -> tuple[Entity | None, str, float]:
        """"son ambassade à Bamako", "sa diplomatie", "son parti": the body of whoever is in mind."""
        ranked = self.scene.present(self.words[i].start, lambda e: 0.0 if e.kind != "unnamed" else None)
        owner = ranked[0][1] if ranked else None
        rest = re.sub(r"^\S+?\s+", "", text) if " " in text else text
        if owner is None:
            return self._kept(text, d), "own words", 0.3
        country = next(iter(sorted(owner.countries)), "")
        if d.head == "diplomatie" and country and self.lex.adjective(country):
            return self.bodies.named(self.lex.ministry_of(country), gender="m", country=country), "possessed body", 0.65
        name = country if d.head == "ambassade" and country else owner.name
        first, _, more = rest.partition(" ")
        return self.bodies.named(f"{first} {_of(name)}{' ' + more if more else ''}", gender=d.gender), "possessed body", 0.55

    def _document(self, d: Description, i: int, j: int, text: str, deep: int) -> tuple[Entity | None, str, float]:
        """A document speaks for its author."""
        words = self.words
        k = d.head_at + 1
        while k < j and words[k].low not in ("de", "du", "des", "d", "par"):
            k += 1
        if k < j and words[k].low == "par" and words[k - 1].low not in _MADE:
            k = j
        if k < j and deep < 3:
            start = k if words[k].low in ("du", "des") else k + 1
            if start < j:
                author, how, sure = self.phrase(start, j, deep + 1)
                plain = how == "unnamed source" and determiner(words, start) is None and not words[start].low in _NUMBERS
                if author is not None and how != "own words" and not plain:
                    return author, "author", sure * 0.9
        if d.words & _JOINT:
            return self._authors(d, i, text)
        earlier = self._author_before(d, i)
        if earlier is not None:
            return earlier, "author named before", 0.6
        if d.definite in ("def", "dem", "poss"):
            ranked = self.scene.present(words[i].start, lambda e: 0.0 if e.kind != "unnamed" else None)
            if ranked and ranked[0][0] > 1.5:
                return ranked[0][1], "author in mind", 0.45
        cut = next((k for k in range(d.head_at + 1, j) if "VerbForm=Part" in words[k].morph), j)
        return self._kept(words.text[words[i].start : words[cut - 1].end], d), "unnamed document", 0.6

    def _authors(self, d: Description, i: int, text: str) -> tuple[Entity | None, str, float]:
        here = self.words[i].start
        ranked = [r for r in self.scene.present(here, lambda e: 0.0 if e.kind in ("person", "state") and e.number == "s" else None) if r[0] > 1.0]
        persons = [e for _, e in ranked if e.kind == "person"]
        states = [e for _, e in ranked if e.kind == "state"]
        chosen = persons[:2] if len(persons) > 1 else states[:2]
        if len(chosen) > 1:
            return self._group(sorted(chosen, key=self._first)), "joint authors", 0.7
        return self._kept(text, d), "own words", 0.3

    def _author_before(self, d: Description, i: int) -> Entity | None:
        """Find "le document publié par la Chine" before "ce document"."""
        for h in sorted((h for h in self.people.descriptions if h < d.head_at), reverse=True):
            if self.people.descriptions[h].head != d.head:
                continue
            for k in range(h + 1, min(h + 8, len(self.words) - 1)):
                if re.search(r"[.;!?\n]", self.words[k].gap):
                    break
                if self.words[k].low in ("par", "de", "du", "d", "des"):
                    start = k if self.words[k].low in ("du", "des") else k + 1
                    for i2, j2, entity in self.bodies.places:
                        if start <= i2 <= start + 1:
                            return entity
                    for name in self.people.names:
                        if start <= name.i <= start + 4 and name.i in self.people.of_name:
                            return self.people.of_name[name.i]
        return None

    def _country(self, here: int) -> str:
        """Give the country in focus at a character: a state just named, or that of the person in mind."""
        ranked = self.scene.present(here, lambda e: 0.0 if e.countries and e.name != "Union européenne" else None)
        for _, e in ranked:
            own = sorted(c for c in e.countries if c != "Union européenne")
            if len(own) == 1:
                return own[0]
        return ""

    def _state_in_focus(self, here: int) -> Entity | None:
        country = self._country(here)
        place = self.lex.places.get(country) if country else None
        return self.bodies.entity(place) if place is not None else None


_LOWERED = frozenset("le la l les un une des plusieurs certains certaines quelques deux trois ce cet cette ces son sa ses leur leurs d autres de".split())


def words_gap(words: Words, k: int) -> str:
    """Give what stands before a word, without spaces."""
    return words[k].gap.strip(" \u00a0\u202f.")


def _of(name: str) -> str:
    low = fold(name)
    return f"d'{name}" if low[:1] in "aeiouyh" and not low.startswith("y") else f"de {name}"


def _speaker(entity: Entity, how: str, sure: float) -> Speaker:
    members = entity.members or (entity,)
    names = tuple(m.name for m in members)
    return Speaker(names, "group" if len(members) > 1 else entity.kind, how, round(min(1.0, max(0.0, sure)), 3))
