"""The cast of an article: who is named in it, under which forms, with which gender, offices and country."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .actors import Actors, Person
from .descriptions import Description, names_body, read_description
from .lexicon import Lexicon, grammar
from .names import fold
from .people import Name, find_names, same_person
from .words import Words

_LINKS = grammar("complement_links") | {"la", "l", "le", "les"}
_CERTAIN = 2.0  # evidence from which a run of capitals is taken for a person


@dataclass(eq=False, slots=True)
class Entity:
    """One participant of the article."""

    name: str
    kind: str = "person"
    gender: str = "?"
    sure: bool = False  # the gender is said by the text or by the actor table
    number: str = "s"
    countries: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)  # heads of its descriptions that are no office
    roles: list[Description] = field(default_factory=list)
    members: tuple[Entity, ...] = ()
    forms: set[str] = field(default_factory=set)
    first: int = 0


@dataclass(eq=False, slots=True)
class Event:
    """One place of the text where an entity, or something that describes one, stands."""

    start: int
    end: int
    entity: Entity | None
    description: Description | None = None
    subject: bool = False
    oblique: bool = False
    speaker: bool = False


class People:
    """The people named in an article, with what its titles and appositions say of each."""

    def __init__(self, words: Words, lex: Lexicon, actors: Actors, day: date | None) -> None:
        self.words, self.lex, self.actors, self.day = words, lex, actors, day
        self.entities: list[Entity] = []
        self.of_name: dict[int, Entity] = {}  # first word of a naming -> whom
        self.linked: dict[int, Entity] = {}  # head word of a description -> whom
        self.names = find_names(words, lex, actors)
        self.starts = {n.i: n.j for n in self.names if n.evidence >= 0.5 or n.honorific}
        self.descriptions: dict[int, Description] = {}  # head word -> description
        self._describe()
        for name in self.names:
            if not name.honorific and names_body(words, name.i, lex):
                name.evidence -= 4
        attached = {id(n): self._attached(n) for n in self.names}
        for name in self.names:
            titles = attached[id(name)]
            if titles:
                single = " " not in fold(name.text) and not any(d.known for d in titles)
                name.evidence += 0.5 if single else 2.5
        self._people(attached)

    # -- descriptions
    def _describe(self) -> None:
        """Read every description of the article once, by its head word."""
        k, n, covered = 0, len(self.words), 0
        while k < n:
            d = (
                read_description(self.words, k, min(n, k + 40), self.lex, self.starts)
                if self._may_start(k)
                else None
            )
            if d is None or (d.definite == "bare" and (not d.known or self._inside(k, covered))):
                k += 1
                continue
            self.descriptions.setdefault(d.head_at, d)
            covered = max(covered, d.j)
            k = max(d.head_end, k + 1)

    def _inside(self, k: int, covered: int) -> bool:
        """Say whether a bare noun is an adjective of the head before it ("le directeur adjoint")."""
        return k < covered and not self.words[k].gap.strip() and self.words[k - 1].low not in _LINKS

    def _may_start(self, k: int) -> bool:
        w = self.words[k]
        if w.low in ("d", "en") or self._tail(k - 1) or self._tail(k - 2):
            return False
        if w.low in (
            "le",
            "la",
            "l",
            "un",
            "une",
            "son",
            "sa",
            "ce",
            "cet",
            "cette",
            "les",
            "des",
            "ses",
            "du",
            "au",
            "aux",
            "ces",
            "leur",
            "leurs",
            "plusieurs",
            "deux",
            "certains",
            "quelques",
        ):
            return True
        return (
            w.low in self.lex.roles
            or w.low in self.lex.honorifics
            or w.low in self.lex.around
            or (
                self.lex.phrases.match([w.low, *(x.low for x in self.words.list[k + 1 : k + 4])], 0)
                is not None
            )
        )

    def _tail(self, k: int) -> bool:
        """Say whether word k opens a tail such as "à la retraite", whose noun is no description."""
        return k >= 0 and self.lex.tails.match([x.low for x in self.words.list[k : k + 4]], 0) is not None

    def _attached(self, name: Name) -> list[Description]:
        """Give the descriptions that the text sets beside a naming: before it, or after it between commas."""
        found: list[Description] = []
        before = self._before(name)
        while before is not None and len(found) < 3:
            found.append(before)
            before = self._earlier(before)
        after = self._after(name)
        if after is not None:
            found.append(after)
        return found

    def _before(self, name: Name) -> Description | None:
        i = name.i
        while i > 0 and self._is_honorific(i - 1) and not self.words[i].gap.strip(" \u00a0\u202f."):
            i -= 1
        gap = self.words[i].gap.strip(" \u00a0\u202f") if i < len(self.words) else ""
        if gap not in ("", ",", "(", "),", ")") or "\n" in self.words[i].gap:
            return None
        reaching = [
            d
            for h, d in self.descriptions.items()
            if h < name.i and name.i - h < 25 and self._reaches(d, i, name.i)
        ]
        if not reaching:
            return None
        known = [d for d in reaching if d.known] or reaching
        inner = max(reaching, key=lambda d: d.head_at)
        another = name.j in self.starts and self.words[name.j].gap.strip() == ","
        if not gap and another and not inner.known and inner.head in self.lex.bodies:
            name.evidence -= 4  # "le recteur de l'université Abdou-Moumouni, Issoufou Garba"
            return None
        d = min(known, key=lambda d: d.i) if gap else max(known, key=lambda d: d.head_at)
        return d if self._titles(d, name, gap) else None

    def _reaches(self, d: Description, i: int, start: int) -> bool:
        return d.j in (i, start) or (d.j < i and all(self._is_honorific(k) for k in range(d.j, i)))

    def _titles(self, d: Description, name: Name, gap: str) -> bool:
        """Say whether a description that ends before a naming is that person's title."""
        if d.number == "p" and (d.definite == "indef" or not name.plural_honorific):
            return False
        if not d.known:
            dumb = d.head in self.lex.documents or d.head in self.lex.sources
            body = d.head in self.lex.bodies and (gap == "" or d.definite != "poss")
            if dumb or body:
                name.evidence -= 4 if gap == "" else 0
                return False
            if gap and d.definite not in ("poss", "def"):
                return False
        return not (gap in (",", "),") and (d.head_at in self.linked or not self._closes(name)))

    def _earlier(self, d: Description) -> Description | None:
        """Give the description before another of one person: "Son commandant, le capitaine X"."""
        if d.i == 0 or self.words[d.i].gap.strip() != "," or d.definite not in ("def", "bare"):
            return None
        for head in sorted((h for h in self.descriptions if h < d.i and d.i - h < 12), reverse=True)[:2]:
            other = self.descriptions[head]
            if other.j == d.i and other.known and other.number == "s" and head not in self.linked:
                return other
        return None

    def _closes(self, name: Name) -> bool:
        """Say whether a naming after a comma ends like an apposition, and is no item of a list."""
        j = name.j
        if j >= len(self.words):
            return True
        gap = self.words[j].gap
        return "\n" in gap or bool(gap.strip()) or not self.words[j].cap

    def _after(self, name: Name) -> Description | None:
        """Read "Name, patron d'Armor Énergie," and "Name (président de …)" and "Name est la maire de …"."""
        j, n, words = name.j, len(self.words), self.words
        if j >= n:
            return None
        gap = words[j].gap.strip(" \u00a0\u202f")
        if gap in (",", "(", "–", "-", ", ("):
            k = j
            if words[k].text.isdigit() and k + 1 < n and words[k + 1].low == "ans":
                k += 2
                if k >= n or words[k].gap.strip() != ",":
                    return None
            d = read_description(words, k, min(n, k + 30), self.lex, self.starts)
            if d is None or (d.definite in ("indef",) and d.number == "p") or d.number == "p":
                return None
            if not d.known and (d.definite != "bare" or words[d.head_at].first):
                d_ok = d.definite == "def" and d.j < n and "," in words[d.j].gap
                if not d_ok:
                    return None
            if d.j < n and d.j in self.starts and words[d.j].gap.strip() in ("", ","):
                return None  # the title of the next person
            if (
                d.j < n
                and words[d.j].gap.strip() == ""
                and words[d.j].pos in ("VERB", "AUX")
                and d.definite == "def"
                and gap == ","
            ):
                return None  # "Selon X, le ministre a dit"
            if words[k].low in ("du", "au", "aux", "des"):
                return None
            return self.descriptions.setdefault(d.head_at, d)
        if gap == "" and words[j].low in grammar("copulas") and j + 1 < n:
            d = read_description(words, j + 1, min(n, j + 30), self.lex, self.starts)
            if d is not None and d.known and d.number == "s" and not words[j + 1].gap.strip():
                return self.descriptions.setdefault(d.head_at, d)
        return None

    def _is_honorific(self, k: int) -> bool:
        w = self.words[k]
        return w.low in self.lex.honorifics or w.text.rstrip(".") in (
            "M",
            "MM",
            "Mme",
            "Mmes",
            "Me",
            "Mgr",
            "Dr",
            "Pr",
        )

    # -- people
    def _people(self, attached: dict[int, list[Description]]) -> None:
        """Group the namings into people, the fullest first."""
        order = sorted(self.names, key=lambda n: (-min(2, len(fold(n.text).split())), n.start))
        full = [n for n in order if len(fold(n.text).split()) > 1 and n.evidence >= _CERTAIN]
        for name in full:
            self._enter(name, attached[id(name)], [e for e in self.entities if self._is(name, e)])
        rest = sorted((n for n in self.names if n not in full), key=lambda n: n.start)
        for name in rest:
            self._enter_short(name, attached[id(name)])
        self._counterparts()

    def _counterparts(self) -> None:
        """Give a counterpart ("son homologue") the office of whoever is named before."""
        order = sorted(self.of_name)
        for head, e in self.linked.items():
            if self.descriptions[head].head not in grammar("counterparts"):
                continue
            for i in reversed([i for i in order if i < head]):
                other = self.of_name[i]
                if other is not e:
                    e.classes |= {c for c in other.classes if c not in self.lex.relations}
                    break

    def _is(self, name: Name, entity: Entity) -> bool:
        if len(fold(name.text).split()) < 2:
            return False
        return any(
            same_person(name.text, f) or (len(fold(f).split()) > 1 and same_person(f, name.text))
            for f in entity.forms
        )

    def _enter_short(self, name: Name, titles: list[Description]) -> None:
        grades = [(max(same_person(name.text, f) for f in e.forms), e) for e in self.entities if e.forms]
        best = max((g for g, _ in grades), default=0)
        fits = [e for g, e in grades if g == best and g]
        fits = (
            [e for e in fits if self._agree(name, titles, e)]
            if len(fits) > 1 or name.honorific in ("m", "f")
            else fits
        )
        if fits:
            self._enter(name, titles, fits)
            return
        known = self._actor(name)
        if name.evidence >= _CERTAIN or known:
            self._enter(name, titles, [e for e in self.entities if known and e.name == known.name])

    def _agree(self, name: Name, titles: list[Description], e: Entity) -> bool:
        gender = (
            name.honorific
            if name.honorific in ("m", "f")
            else next((d.gender for d in titles if d.gender in "mf"), "?")
        )
        if (
            gender != "?"
            and e.gender != "?"
            and gender != e.gender
            and (e.sure or name.honorific in ("m", "f"))
        ):
            return False
        return (
            not titles
            or not e.classes
            or any(d.head in e.classes or self.covers(d.head, e.classes) or not d.known for d in titles)
        )

    def _enter(self, name: Name, titles: list[Description], fits: list[Entity]) -> None:
        if len(fits) > 1:
            fits = self._told_apart(name, titles, fits)
            if len(fits) > 1:
                self.of_name[name.i] = Entity(name.text, "unnamed", first=name.start)  # homonyms: not guessed
                return
        if fits:
            entity = fits[0]
        else:
            entity = Entity(name.text, first=name.start)
            self.entities.append(entity)
        self._learn(entity, name, titles)

    def _told_apart(self, name: Name, titles: list[Description], fits: list[Entity]) -> list[Entity]:
        agreeing = [e for e in fits if self._agree(name, titles, e)]
        if len(agreeing) > 1 and titles:
            exact = [e for e in agreeing if any(d.head in e.classes for d in titles)]
            agreeing = exact or agreeing
        return agreeing or fits

    def _learn(self, e: Entity, name: Name, titles: list[Description]) -> None:
        self.of_name[name.i] = e
        if name.text not in e.forms:
            e.forms.add(name.text)
            if len(fold(name.text).split()) > len(fold(e.name).split()):
                e.name = name.text
        known = self._actor(name)
        if known and (not e.classes or " " in fold(name.text)):
            self._from_table(e, known)
        act = self._act(name)
        if act:
            e.classes.add(act)
        for d in titles:
            self.linked[d.head_at] = e
            e.roles.append(d)
            self.take(e, d)
        if name.rank:
            e.classes.add(name.rank)
        if name.honorific in ("m", "f") and not e.sure:
            e.gender, e.sure = name.honorific, True
        elif e.gender == "?":
            given = fold(name.text).split()
            if len(given) > 1:
                e.gender = self.lex.given.get(given[0], _by_ending(given[0]))

    def _act(self, name: Name) -> str:
        """Give the office in "X préside l'association" and "l'agence dirigée par X"."""
        j, words = name.j, self.words
        if (
            j < len(words)
            and not words[j].gap.strip()
            and words[j].pos == "VERB"
            and words[j].low in self.lex.acts
        ):
            return self.lex.acts[words[j].low]
        if name.i > 1 and words[name.i - 1].low == "par":
            return self.lex.acts.get(words[name.i - 2].low, "")
        return ""

    def take(self, e: Entity, d: Description) -> None:
        """Add what a description says to an entity."""
        if d.known and d.head:
            e.classes.add(d.head)
        elif d.head and not d.demonym:
            e.nouns.add(d.head)
        e.countries |= d.countries if not d.former or not e.countries else set()
        e.words |= d.words
        if (
            d.gender in ("m", "f")
            and not e.sure
            and d.number == "s"
            and d.head not in ("personne", "personnalite", "figure", "star")
        ):
            e.gender, e.sure = d.gender, True

    def _actor(self, name: Name) -> Person | None:
        found = self.actors.person(name.text)
        if found is None and " " not in fold(name.text):
            bearers = [
                p for p in self.actors.bearers(name.text) if any(o.held_on(self.day) for o in p.offices)
            ]
            found = bearers[0] if len(bearers) == 1 else None
        return found

    def _from_table(self, e: Entity, known: Person) -> None:
        e.name = known.name
        e.forms |= {known.name, *known.forms}
        if known.gender in ("m", "f"):
            e.gender, e.sure = known.gender, True
        if known.country:
            e.countries.add(known.country)
        for office in known.offices:
            if office.held_on(self.day):
                e.classes.add(_class(office.role, self.lex))
                if office.of:
                    e.countries.add(office.of)

    def covers(self, head: str, classes: set[str]) -> bool:
        """Say whether a general word ("dirigeant") can name a holder of one of these offices."""
        return bool(self.lex.covers.get(head, frozenset()) & classes)


def _by_ending(given: str) -> str:
    """Guess the gender of an unlisted given name by its ending."""
    if len(given) < 4:
        return "?"
    return (
        "f" if given.endswith("a") else "m" if given.endswith(("o", "os", "us", "as", "is", "slav")) else "?"
    )


def _class(role: str, lex: Lexicon) -> str:
    low = fold(role)
    found = lex.phrases.match(low.split(), 0)
    if found and found[0] == len(low.split()):
        return found[1][0]
    return lex.roles.get(low, (low, ""))[0]
