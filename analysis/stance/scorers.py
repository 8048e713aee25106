"""Scorers by name: "default", "fast", "lexicon", "hf:NAME@REVISION"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.stance import lexicon
from analysis.stance.errors import ScorerError, did_you_mean
from analysis.stance.themes import Proposition
from analysis.tables import SENTIMENTS, STANCES


@dataclass(frozen=True)
class Scored:
    """Probabilities toward one proposition per row, and where the scorer would rather not say.

    Attributes
    ----------
    probabilities : numpy.ndarray
        statements × propositions × (favor, against, neutral, unrelated).
    abstain : numpy.ndarray
        statements × propositions, bool.
    spread : numpy.ndarray, optional
        How far paraphrases and reversed forms of a proposition disagree, per pair.
    labels : numpy.ndarray, optional
        Index of the stance given; without it the most likely one.
    """

    probabilities: np.ndarray
    abstain: np.ndarray
    spread: np.ndarray | None = None
    labels: np.ndarray | None = None


class Scorer(Protocol):
    """What a scorer offers."""

    name: str

    def sentiment(self, statements: pd.DataFrame) -> np.ndarray:
        """Probabilities statements × (positive, neutral, negative)."""
        ...

    def stance(self, statements: pd.DataFrame, propositions: Sequence[Proposition]) -> Scored:
        """Probabilities of every statement toward every proposition."""
        ...


class LexiconScorer:
    """The transparent baseline: word lists, no learning."""

    name = "lexicon"
    #: Below this the baseline abstains.
    confident = 0.5

    def sentiment(self, statements: pd.DataFrame) -> np.ndarray:
        """Tone by word lists."""
        tones = [lexicon.tone_of(reading) for reading in readings(statements)]
        return np.array([[tone[name] for name in SENTIMENTS] for tone in tones]).reshape(-1, len(SENTIMENTS))

    def stance(self, statements: pd.DataFrame, propositions: Sequence[Proposition]) -> Scored:
        """Stance by word lists."""
        scores = [
            [[stance[name] for name in STANCES] for stance in (lexicon.stance_of(r, p) for p in propositions)]
            for r in readings(statements)
        ]
        probabilities = np.array(scores).reshape(len(statements), len(propositions), len(STANCES))
        return Scored(probabilities, probabilities.max(-1) < self.confident)


def readings(statements: pd.DataFrame) -> list[lexicon.Reading]:
    """Read every statement with the word lists."""
    return [
        lexicon.read_statement(cue, content, context)
        for cue, content, context in zip(
            column(statements, "cue"),
            column(statements, "content"),
            column(statements, "context"),
            strict=True,
        )
    ]


def column(statements: pd.DataFrame, name: str) -> list[str]:
    """Give a text column as a list; an absent column or missing text gives empty texts."""
    if name not in statements:
        return [""] * len(statements)
    return [value if isinstance(value, str) else "" for value in statements[name]]


def _default() -> Scorer:
    from analysis.stance.hybrid import HybridScorer

    return HybridScorer.load()


def _fast() -> Scorer:
    from analysis.stance.hybrid import HybridScorer

    return HybridScorer.load(fast=True)


_MAKERS: dict[str, Callable[[], Scorer]] = {"default": _default, "fast": _fast, "lexicon": LexiconScorer}


@lru_cache(maxsize=4)
def get_scorer(name: str = "default") -> Scorer:
    """Find a scorer by its name; each is loaded once.

    Parameters
    ----------
    name : str
        "default" (the shipped model), "fast" (the same in bfloat16, for large corpora), "lexicon" (word
        lists), or "hf:NAME@REVISION" (a sequence-classification or NLI checkpoint of the Hugging Face hub,
        or "hf:PATH" of a local one).

    Returns
    -------
    Scorer

    Raises
    ------
    ScorerError
        For an unknown name, or a checkpoint that cannot be used.

    Examples
    --------
    >>> get_scorer("lexicon").name
    'lexicon'
    """
    if name.startswith("hf:"):
        from analysis.stance.hub import HubScorer

        return HubScorer.load(name.removeprefix("hf:"))
    if name not in _MAKERS:
        hint = did_you_mean(name, [*_MAKERS, "hf:NAME@REVISION"])
        raise ScorerError(f"There is no scorer '{name}'. {hint}")
    return _MAKERS[name]()
