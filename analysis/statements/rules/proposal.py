"""What a rule gets, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analysis.statements.cues import Cue
from analysis.statements.reading import Reading, Span


@dataclass
class Proposal:
    """A statement that a rule proposes.

    Attributes
    ----------
    segments : list of (start, end)
    cue, mention : (start, end) or None
    rule : str
        The rule's name and, after a colon, the frame.
    lemma : str
    source : str
        What the mention looks like, see :func:`analysis.statements.phrases.can_speak`.
    subject : str
        How the mention was found, see :func:`analysis.statements.subjects.subject_of`.
    negates, negated, conditional, question : bool
        The verb denies its complement; it is denied; it is hearsay; it is asked.
    carried : bool
        True when the speaker is that of the statement before.
    hint : (start, end) or None
        For a quotation without cue: whom the sentence before speaks of.
    hint_after : (start, end) or None
        The same for the sentence after, for a quotation that opens the article.
    polarity : int
        The side that the cue takes toward the content: 1, -1 or 0.
    classes : tuple of str
        The classes of the verb.
    probability : float
        That content and cue are right; set by :mod:`analysis.statements.confidence`.
    """

    segments: list[Span]
    cue: Span | None
    mention: Span | None
    rule: str
    lemma: str = ""
    source: str = "none"
    subject: str = ""
    negates: bool = False
    negated: bool = False
    conditional: bool = False
    question: bool = False
    carried: bool = False
    hint: Span | None = None
    hint_after: Span | None = None
    polarity: int = 0
    classes: tuple[str, ...] = ()
    probability: float = 0.5

    @property
    def start(self) -> int:
        """Where the first segment starts."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """Where the last segment ends."""
        return self.segments[-1][1]


@dataclass
class Scene:
    """An article with the cues found in it: what every rule gets."""

    r: Reading
    verbs: list[Cue]
    prepositions: list[Cue]

    @cached_property
    def cues(self) -> list[Cue]:
        """All cues in text order."""
        return sorted(self.verbs + self.prepositions, key=lambda c: c.start)

    def is_told(self, at: int) -> bool:
        """Say whether the journalist speaks at a character: in the prose, outside quotations."""
        return not self.r.depths[at] and self.r.in_prose(at)
