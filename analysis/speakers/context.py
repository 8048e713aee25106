"""What every resolver of mentions shares: the article, its cast, the scene, and the last speaker."""

from __future__ import annotations

import re
from datetime import date

from .actors import Actors
from .bodies import Bodies
from .descriptions import Description
from .entities import Entity
from .lexicon import Lexicon, grammar
from .names import fold
from .query import Query
from .roster import People
from .scene import Scene
from .words import Words

#: Whom a mention means (None when nobody fits), by which rule, and how surely.
Answer = tuple[Entity | None, str, float]
_RELATIVE = re.compile(r"\s*,?\s+(?:qui|que|dont|où)\s|\s+qu['’]")
_LOWERED = grammar("lowered")


class Context:
    """The state of one pass over an article, and the few answers that all resolvers give."""

    def __init__(
        self,
        words: Words,
        lex: Lexicon,
        people: People,
        bodies: Bodies,
        actors: Actors,
        day: date | None,
        scene: Scene,
    ) -> None:
        self.words, self.lex, self.people, self.bodies = words, lex, people, bodies
        self.actors, self.day, self.scene = actors, day, scene
        self.last: Entity | None = None
        self.until = 0  # the character up to which statements have been read
        self.spoken: dict[int, Entity] = {}  # query -> whom

    def _unnamed(self, text: str) -> Entity:
        text = re.sub(r"\s+", " ", text).strip(' ,;:«»“”"') or "source inconnue"
        m = re.match(r"[^\W\d_]+['’]?", text)
        if m and fold(m.group()) in _LOWERED | self.lex.sources:
            text = text[0].lower() + text[1:]
        return Entity(text, "unnamed")

    def _kept(self, text: str, d: Description | None = None) -> Entity:
        text = _RELATIVE.split(text)[0] if d is None or d.definite != "def" else text
        text = re.split(r"\s*(?:,|\s«)", text)[0] if len(text) > 60 else text
        entity = self._unnamed(text)
        if d is not None:
            entity.gender, entity.number, entity.sure = d.gender, d.number, d.gender != "?"
            entity.classes, entity.words, entity.countries = (
                {d.head} if d.head else set(),
                set(d.words),
                set(d.countries),
            )
            entity.roles.append(d)
            if d.number == "p" and (d.head in self.lex.collectives) and d.definite == "def" and not d.count:
                entity.kind = "group"
                entity.name = re.sub(r"^(?:les|Les)\s+", "", entity.name)
        return entity

    def _group(self, parts: list[Entity]) -> Entity:
        flat: list[Entity] = []
        for p in parts:
            flat += [m for m in (p.members or (p,)) if m not in flat]
        if len(flat) == 1:
            return flat[0]
        women = all(p.gender == "f" for p in flat)
        return Entity(
            " et ".join(p.name for p in flat), "group", "f" if women else "m", True, "p", members=tuple(flat)
        )

    def _first(self, e: Entity) -> int:
        return next((ev.start for ev in self.scene.events if ev.entity is e), e.first)

    def _country(self, here: int) -> str:
        """Give the country in focus at a character: a state just named, or that of the person in mind."""
        ranked = self.scene.present(
            here, lambda e: 0.0 if e.countries and e.name != "Union européenne" else None
        )
        for _, e in ranked:
            own = sorted(c for c in e.countries if c != "Union européenne")
            if len(own) == 1:
                return own[0]
        return ""

    def _state_in_focus(self, here: int) -> Entity | None:
        country = self._country(here)
        place = self.lex.places.get(country) if country else None
        return self.bodies.entity(place) if place is not None else None

    def phrase(self, i: int, j: int, deep: int = 0) -> Answer:
        """Resolve the words i to j, which are no pronoun; written by ``Mentions``."""
        raise NotImplementedError

    def _pronoun(self, here: int, key: str, q: Query) -> Answer:
        raise NotImplementedError

    def _description_at(self, i: int, j: int) -> Description | None:
        raise NotImplementedError

    def _parts(self, i: int, j: int, need: int = 0) -> list[Entity]:
        raise NotImplementedError

    def _best(self, d: Description, i: int) -> tuple[Entity, float] | None:
        raise NotImplementedError


def words_gap(words: Words, k: int) -> str:
    """Give what stands before a word, without spaces."""
    return words[k].gap.strip(" \u00a0\u202f.")
