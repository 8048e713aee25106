"""How sure a statement is: a probability, calibrated on coded articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.statements.rules import Proposal

if TYPE_CHECKING:
    from analysis.speakers import Speaker


def confidence(p: Proposal, speaker: Speaker) -> float:
    """Return the probability that content and speaker are both right, two decimals."""
    return round(p.probability * speaker.certainty, 2)
