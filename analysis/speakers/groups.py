"""Groups: "les deux présidents", "les deux pays", "les autorités turques"."""

from __future__ import annotations

import re

from .context import Answer, Context
from .descriptions import Description
from .entities import Entity
from .fit import description_fits


class Groups(Context):
    """Resolves plural mentions."""

    def _several(self, d: Description, i: int, j: int, text: str) -> Answer:
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
        if d.head in (
            "pays",
            "capitales",
            "parties",
            "etats",
            "gouvernements",
            "delegations",
            "camps",
            "voisins",
            "puissances",
            "capitale",
            "partie",
            "etat",
        ) and (d.count or (not d.words and not own)):
            return self._states(here, d.count or 2, text, d)
        if d.count or (not d.words and not own and (d.known or d.head in ("dirigeants", "hommes", "femmes"))):
            return self._persons(d, here, d.count or 2, text)
        return self._kept(text, d), "collective", 0.6

    def _states(self, here: int, count: int, text: str, d: Description) -> Answer:
        counts: dict[Entity, float] = {}

        def fits(e: Entity) -> float | None:
            return 0.0 if e.kind == "state" else None

        for score, e in self.scene.present(here, fits):
            counts[e] = max(counts.get(e, -9.0), 0.5 * score + 0.5 * min(6, self.bodies.counts[e.name]))
        for score, e in self.scene.present(
            here, lambda e: 0.0 if e.kind == "person" and len(e.countries) == 1 else None
        ):
            place = self.lex.places.get(next(iter(e.countries)))
            if place is not None and place.kind == "state":
                state = self.bodies.entity(place)
                counts[state] = max(
                    counts.get(state, -9.0), 0.5 * score + 0.5 * min(6, self.bodies.counts[state.name])
                )
        for _, _, e in self.bodies.places:
            if e.kind == "state":
                counts.setdefault(e, 0.5 * min(6, self.bodies.counts[e.name]) - 2)
        best = sorted(counts, key=lambda e: -counts[e])[:count]
        if len(best) < 2:
            return self._kept(text, d), "own words", 0.3
        return self._group(sorted(best, key=self._first)), "the states in focus", 0.65

    def _persons(self, d: Description, here: int, count: int, text: str) -> Answer:
        singular = Description(
            d.i,
            d.j,
            d.head_at,
            d.head,
            d.known,
            "?" if d.gender == "m" else d.gender,
            "s",
            "def",
            0,
            False,
            set(d.countries),
            set(d.words),
        )

        def fits(e: Entity) -> float | None:
            if e.kind != "person":
                return None
            if (d.gender == "f" and e.gender == "m") or (d.head == "homme" and e.gender == "f"):
                return None
            score = description_fits(singular, e, self.lex)
            return None if score is None or score < (2.5 if d.words else -1.5) else score

        ranked = self.scene.present(here, fits)[:count]
        if len(ranked) < 2 or (d.count and len(ranked) < count):
            return self._kept(text, d), "own words", 0.3
        people = sorted((e for _, e in ranked), key=self._first)
        return self._group(people), "the persons in focus", 0.75
