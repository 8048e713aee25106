"""One attribution cue in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.statements.lexicon import VerbClass
from analysis.statements.reading import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(slots=True)
class Cue:
    """One attribution cue in its place.

    Attributes
    ----------
    start, end : int
        The whole group: auxiliary, adverbs in between, clitics, inverted pronoun.
    lemma : str
        Infinitive, noun or preposition.
    senses : tuple of VerbClass
        The classes that the lexicon gives it; empty for a preposition or a noun.
    mood : str
        "finite", "compound" (with an auxiliary), "elliptic" (a participle whose auxiliary stands with an
        earlier verb), "present" (participle), "infinitive"; "preposition" or "noun".
    pronoun : (start, end) or None
        The inverted subject pronoun: a-t-*il* dit.
    """

    start: int
    end: int
    lemma: str
    senses: tuple[VerbClass, ...]
    mood: str
    pronoun: Span | None = None
    negated: bool = False
    conditional: bool = False
    inserted: bool = False
    subject: Span | None = None
    subject_found: str = ""
    token: Token | None = field(default=None, repr=False)

    @property
    def frames(self) -> frozenset[str]:
        """The complements that any of its senses may take."""
        return frozenset().union(*(s.frames for s in self.senses)) if self.senses else frozenset()

    def sense_for(self, frame: str) -> VerbClass | None:
        """Return the first sense that takes a complement of this kind."""
        return next((s for s in self.senses if frame in s.frames), None)
