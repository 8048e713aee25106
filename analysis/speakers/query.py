"""What the resolver is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Query:
    """One statement whose speaker is wanted.

    Parameters
    ----------
    start, end : int or None
        Characters of the speaker mention in the article; None when the text names none at that place.
    cue : tuple of int or None
        Characters of the reporting cue.
    segments : tuple of tuple of int
        Characters of the content; names in there are told, not telling.
    carried : int or None
        Index of the earlier query whose speaker goes on when there is no mention.
    """

    start: int | None
    end: int | None
    cue: tuple[int, int] | None = None
    segments: tuple[tuple[int, int], ...] = ()
    carried: int | None = None


@dataclass(frozen=True)
class Speaker:
    """Who speaks: canonical names, the codebook's kind, the rule that decided and how sure it is."""

    names: tuple[str, ...]
    kind: str
    how: str
    certainty: float
