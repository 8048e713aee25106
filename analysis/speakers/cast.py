"""The cast of an article, and who speaks in each of its statements (thin version)."""

from __future__ import annotations

from datetime import datetime

from spacy.tokens import Doc

from .actors import Actors
from .names import fold
from .query import Query, Speaker

_PRONOUNS = {"il", "elle", "ils", "elles", "lui", "l", "celui ci", "celle ci", "ce dernier", "cette derniere", "t il", "t elle"}


class Cast:
    """The people, states and bodies of one article."""

    def __init__(self, doc: Doc, actors: Actors, published: datetime | None = None) -> None:
        self.text = doc.text
        self.people = [e.text for e in doc.ents if e.label_ == "PER"]

    def resolve(self, queries: list[Query]) -> list[Speaker]:
        """Give each query its speaker, in the same order."""
        out: list[Speaker] = []
        for q in queries:
            out.append(self._one(q, out))
        return out

    def _one(self, q: Query, before: list[Speaker]) -> Speaker:
        if q.start is None or q.end is None:
            if q.carried is not None and 0 <= q.carried < len(before):
                return before[q.carried]
            return before[-1] if before else Speaker(("inconnu",), "unnamed", "nothing", 0.05)
        words = self.text[q.start : q.end]
        if fold(words) in _PRONOUNS and before:
            return before[-1]
        names = [p for p in self.people if p in words]
        if names:
            return Speaker((names[0],), "person", "name", 0.7)
        return Speaker((words or "inconnu",), "unnamed", "own words", 0.2)
