"""Titles and epithets: "le chef de la diplomatie turque", "l'édile", "Le Polonais"."""

from __future__ import annotations

from .context import Context
from .descriptions import Description, read_description
from .entities import Entity, Event
from .fit import description_fits, gender_fits
from .names import fold
from .query import Query

_NEXT = 2  # sentences from a title that opens an article to the name of its bearer


class Titles(Context):
    """Resolves descriptions of one person by what the article says of its people, then by office and date."""

    def _description_at(self, i: int, j: int) -> Description | None:
        while i < j:
            d = read_description(self.words, i, j, self.lex, self.people.starts)
            if d is not None:
                return d
            if self.words[i].low not in ("de", "d", "cher", "tout", "meme"):
                return None
            i += 1
        return None

    def described_entity(self, event: Event) -> Entity | None:
        """Say whom a description in the narration means; an indefinite one brings in someone unnamed."""
        d = event.description
        assert d is not None
        text = self.words.text[event.start : event.end]
        if d.head in self.lex.documents:
            return None
        if not d.known and d.head in self.lex.bodies and d.definite == "indef":
            return self._kept(text, d) if event.subject else None
        if not d.known and d.head in self.lex.bodies:
            return self.bodies.body(d, d.j, "") if d.definite in ("def", "bare") and d.number == "s" else None
        if d.definite == "bare":
            return None
        if d.number == "p":
            return self._kept(text, d) if event.subject and not d.count else None
        if d.definite == "indef":
            return self._kept(text, d)
        found = self._best(d, d.i)
        return found[0] if found is not None and found[1] >= 0.5 else self._kept(text, d)

    def pronoun_entity(self, event: Event) -> Entity | None:
        """Say whom a subject pronoun of the narration means, so that the thread is kept."""
        key = fold(self.words.text[event.start : event.end])
        found, _, sure = self._pronoun(event.start, key, Query(event.start, event.end))
        return found if sure >= 0.6 and found is not None and found.kind in ("person", "unnamed") else None

    def _best(self, d: Description, i: int) -> tuple[Entity, float] | None:
        """Give the person whom a definite description fits best, with a certainty."""
        here = self.words[i].start
        avoid = self._owner(d, here)
        others = self._named_in(d)

        def fits(e: Entity) -> float | None:
            if e is avoid or (others and d.head not in e.classes | e.nouns and not d.words & e.words):
                return None
            score = description_fits(d, e, self.lex)
            if (
                (score is None or score < -1.2)
                and e is self.last
                and not d.words
                and not d.countries
                and d.definite in ("def", "dem")
            ):
                score = self._loose(d, e)
            if score is None:
                return None
            if avoid is not None and not d.words and not d.countries:
                score += 0.8 if avoid.classes & e.classes else 0.0
            return score if e.kind == "person" else score - 1.0

        ranked = [
            (0.5 * (s - b) + b, e) for s, e in self.scene.present(here, fits, 4) for b in (fits(e) or 0.0,)
        ]
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
            fit = d.definite in ("def", "dem") and (d.known or d.definite == "dem")
            only = people[0] if len(people) == 1 and fit else None
            if only is not None and self._titled_otherwise(d, only[1]):
                return None
            if (
                only is not None
                and (fits(only[1]) or 0.0) >= (-2.0 if d.known else -1.5)
                and (d.countries or only[0] > -1.0)
            ):
                return only[1], 0.55
            return None
        return top[1], min(0.92, 0.55 + 0.1 * max(0.0, own) + 0.06 * min(margin, 2.0))

    def _named_in(self, d: Description) -> bool:
        """Say whether the complement of a title names someone ("le dirigeant de la campagne de M. Petit")."""
        named = {w for e in self.people.entities if e.kind == "person" for w in fold(e.name).split()}
        return d.known and d.linked and bool(d.words & named)

    def _named_next(self, d: Description, i: int) -> Entity | None:
        """Give the first person of the article, whom its opening calls by a title before the name.

        "[La gardienne américaine] a dénoncé … Hope Solo, 35 ans, …": nobody is named before.
        """
        if not d.known or d.definite != "def" or d.number != "s":
            return None
        here = self.words[i].start
        people = [(n.i, self.people.of_name[n.i]) for n in self.people.names if n.i in self.people.of_name]
        if not people or people[0][0] < i:
            return None
        k, first = people[0]
        near = self.scene.sentence(self.words[k].start) - self.scene.sentence(here) <= _NEXT
        free = self.words[k].first and not first.classes - self.lex.labels and first.kind == "person"
        free = free and not (first.countries and d.countries and not first.countries & d.countries)
        return first if near and free and gender_fits(d.gender, first) is not None else None

    def _titled_otherwise(self, d: Description, e: Entity) -> bool:
        """Say whether the article gives someone another title than this office."""
        office = d.known and not d.demonym and d.head not in self.lex.anyone | self.lex.labels
        return office and bool(e.nouns or e.classes - self.lex.labels) and d.head not in e.classes

    def _loose(self, d: Description, e: Entity) -> float | None:
        """Weigh the last speaker for a title that the article has not given ("Le député"), by gender."""
        gender = gender_fits(d.gender, e)
        other = d.head not in self.lex.covers and bool(e.classes - self.lex.labels)
        other = other and self._titled_otherwise(d, e)
        return None if other or gender is None or e.kind != "person" or e.number != d.number else gender - 1.2

    def _owner(self, d: Description, here: int) -> Entity | None:
        """Give the other party of a relation ("son homologue"): whoever is most present."""
        if d.head not in self.lex.relations:
            return None
        ranked = self.scene.present(here, lambda e: 0.0 if e.kind == "person" and e.number == "s" else None)
        return ranked[0][1] if ranked else None

    def _by_office(self, d: Description) -> Entity | None:
        if not d.known or d.former or d.definite not in ("def", "bare") or not self._of_the_table():
            return None
        spots = sorted(d.countries)
        spots += [e.name for e in (self.bodies.lookup(w) for w in sorted(d.words)) if e is not None]
        found = {p.name: p for s in spots for p in self.actors.holders(self._roles(d.head), s, self.day)}
        if d.gender in ("m", "f"):
            found = {n: p for n, p in found.items() if p.gender in (d.gender, "?")}
        if len(found) != 1:
            return None
        person = next(iter(found.values()))
        entity = Entity(
            person.name,
            "person",
            person.gender,
            person.gender != "?",
            countries={person.country},
            classes={d.head},
        )
        entity.forms |= {person.name, *person.forms}
        self.people.entities.append(entity)
        return entity

    def _of_the_table(self) -> bool:
        """Say whether the article is about people whom the table knows, or about nobody else.

        Where all who are named are unknown to the table, so may be the holder of an office.
        """
        people = [e for e in self.people.entities if e.kind == "person"]
        return not people or any(self.actors.person(e.name) for e in people)

    def _roles(self, head: str) -> list[str]:
        return (
            [head, *sorted(self.lex.covers.get(head, frozenset()))]
            if head in ("dirigeant", "ministre des affaires etrangeres")
            else [head]
        )
