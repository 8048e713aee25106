"""The cast of an article: who is named in it, under which forms, with which gender, offices and country."""

from __future__ import annotations

from datetime import date

from .actors import Actors, Person
from .attached import Attached
from .descriptions import Description, names_body
from .entities import Entity
from .lexicon import Lexicon, grammar
from .names import fold
from .people import Name, find_names, same_person
from .words import Words

_CERTAIN = 2.0  # evidence from which a run of capitals is taken for a person
_MEMBER = "parlementaire"
_COUNTERPARTS = grammar("counterparts")


class People(Attached):
    """The people named in an article, with what its titles and appositions say of each."""

    def __init__(self, words: Words, lex: Lexicon, actors: Actors, day: date | None) -> None:
        super().__init__(words, lex, find_names(words, lex, actors))
        self.actors, self.day = actors, day
        self.entities: list[Entity] = []
        self.of_name: dict[int, Entity] = {}  # first word of a naming -> whom
        self.linked: dict[int, Entity] = {}  # head word of a description -> whom
        for name in self.names:
            if not name.honorific and names_body(words, name.i, lex):
                name.evidence -= 4
        attached = {id(n): self.attached(n) for n in self.names}
        for name in self.names:
            titles = attached[id(name)]
            if titles:
                single = " " not in fold(name.text) and not any(d.known for d in titles)
                name.evidence += 0.5 if single else 2.5
        self._people(attached)

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
            if self.descriptions[head].head not in _COUNTERPARTS:
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
            if d.words & self.lex.sits:
                e.classes.add(_MEMBER)
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
            elif office.until is not None:
                e.past.add((_class(office.role, self.lex), office.of))

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
