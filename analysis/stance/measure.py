"""Figures for a scorer against human coding: F1, flipped sides, calibration, abstention."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.tables import STANCES


def f1_by_class(
    gold: Sequence[str], found: Sequence[str], labels: Sequence[str] = tuple(STANCES)
) -> dict[str, float]:
    """F1 of each label.

    Examples
    --------
    >>> f1_by_class(["favor", "against"], ["favor", "favor"], ["favor", "against"])
    {'favor': 0.6667, 'against': 0.0}
    """
    scores = {}
    for label in labels:
        hits = sum(g == f == label for g, f in zip(gold, found, strict=True))
        errors = sum((g == label) != (f == label) for g, f in zip(gold, found, strict=True))
        scores[label] = round(2 * hits / (2 * hits + errors), 4) if hits + errors else 0.0
    return scores


def macro_f1(gold: Sequence[str], found: Sequence[str], labels: Sequence[str] = tuple(STANCES)) -> float:
    """Mean F1 over the labels that the coding uses."""
    scores = f1_by_class(gold, found, labels)
    used = [scores[label] for label in labels if label in set(gold)]
    return round(float(np.mean(used)), 4) if used else 0.0


def flipped(gold: Sequence[str], found: Sequence[str]) -> float:
    """Share of favor and against taken for each other.

    Examples
    --------
    >>> flipped(["favor", "against", "neutral"], ["against", "against", "favor"])
    0.5
    """
    sided = [(g, f) for g, f in zip(gold, found, strict=True) if g in ("favor", "against")]
    turned = sum({g, f} == {"favor", "against"} for g, f in sided)
    return round(turned / len(sided), 4) if sided else 0.0


def reliability(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> pd.DataFrame:
    """How often the scorer is right at each stated confidence.

    Parameters
    ----------
    confidence : numpy.ndarray
        Stated probability of the label given.
    right : numpy.ndarray
        Whether the label is that of the coders.
    bins : int
        Equal parts of 0 … 1.

    Returns
    -------
    pandas.DataFrame
        low, high, n, confidence, accuracy; one row per bin that is not empty.

    Examples
    --------
    >>> reliability(np.array([0.9, 0.95]), np.array([True, False]))["accuracy"].item()
    0.5
    """
    at = np.clip((np.asarray(confidence) * bins).astype(int), 0, bins - 1)
    rows = []
    for b in range(bins):
        inside = at == b
        if inside.any():
            rows.append(
                {
                    "low": b / bins,
                    "high": (b + 1) / bins,
                    "n": int(inside.sum()),
                    "confidence": round(float(np.mean(confidence[inside])), 4),
                    "accuracy": round(float(np.mean(right[inside])), 4),
                }
            )
    return pd.DataFrame(rows)


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Give the expected calibration error (Guo et al. 2017): mean gap of stated and real accuracy."""
    table = reliability(confidence, right, bins)
    gap = (table["confidence"] - table["accuracy"]).abs()
    return round(float((gap * table["n"]).sum() / table["n"].sum()), 4)


def accuracy_after_abstaining(confidence: np.ndarray, right: np.ndarray, share: float = 0.2) -> float:
    """Accuracy on what is left when the least confident share is set aside."""
    keep = np.argsort(-np.asarray(confidence), kind="stable")[: max(1, round(len(right) * (1 - share)))]
    return round(float(np.mean(np.asarray(right)[keep])), 4)
