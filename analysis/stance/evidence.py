"""Evidence about a statement and a proposition, as named numbers a linear layer can weigh.

Four witnesses: the encoder, the bag of words, the word lists, and the rest of the article. Every number has
a name, so that a decision can be read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stance.lexicon import Reading, direction, name_pattern, subject_pattern
from analysis.stance.themes import Proposition
from analysis.tables import STANCES

FAVOR, AGAINST, NEUTRAL, UNRELATED = range(len(STANCES))
#: What a learned witness says, in log-odds.
LEARNED = ("related", "side", "neutral")
READ = (
    "touch", "touch_cue", "touch_context", "touch_many", "lead",
    "attitude", "push", "attitude_push", "judgement", "condemn", "refuse", "praise", "want", "promise",
    "negated", "procedure", "direct", "mixed", "length",
)  # fmt: skip
AROUND = ("touch_article", "article", "neighbours", "names_article", "names_context", "rival", "rival_mean")
_SMALL = 1e-4


@dataclass(frozen=True)
class Place:
    """Where a statement stands: its article, in reading order, and its kind."""

    article: str
    kind: str


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    """Turn stance probabilities (… × 4) into the log-odds related, side, neutral (… × 3)."""
    p = np.clip(probabilities, _SMALL, 1.0)
    favor, against, neutral, unrelated = (p[..., i] for i in range(len(STANCES)))
    related = np.log((favor + against + neutral) / unrelated)
    return np.stack([related, np.log(favor / against), np.log(neutral / (favor + against))], axis=-1)


def read_features(
    readings: Sequence[Reading], places: Sequence[Place], propositions: Sequence[Proposition]
) -> np.ndarray:
    """Numbers that the word lists give: statements × propositions × `READ`."""
    return np.array(
        [[_read(r, place, p) for p in propositions] for r, place in zip(readings, places, strict=True)],
        dtype=float,
    ).reshape(len(readings), len(propositions), len(READ))


def _read(reading: Reading, place: Place, proposition: Proposition) -> list[float]:
    pattern, sign = subject_pattern(proposition), direction(proposition)
    touched = len(pattern.findall(reading.content))
    first = pattern.search(reading.content)
    push = float(np.tanh(reading.push / 1.5)) * sign
    return [
        float(touched > 0),
        float(bool(pattern.search(reading.cue))),
        float(bool(pattern.search(reading.context))),
        float(touched > 1),
        float(first is not None and first.start() < 25),
        reading.attitude * sign,
        push,
        reading.attitude * push,
        float(np.tanh((reading.good - reading.bad) / 2)) * sign,
        *(min(reading.cues[name] + 0.5 * reading.inside[name], 1.5)
          for name in ("condemn", "refuse", "praise", "want", "promise")),
        float(reading.negations % 2),
        float(np.tanh(reading.procedure)),
        float(place.kind == "direct"),
        float(place.kind == "mixed"),
        float(np.log1p(len(reading.content.split())) - 2.5),
    ]  # fmt: skip


def around_features(
    places: Sequence[Place], related: np.ndarray, touched: np.ndarray, named: np.ndarray
) -> np.ndarray:
    """Tell what the other statements of the article are about: statements × propositions × `AROUND`.

    Parameters
    ----------
    places : sequence of Place
        In reading order within each article.
    related : numpy.ndarray
        Probability of each statement to be related to each proposition.
    touched : numpy.ndarray
        Whether each statement touches the subject of each proposition.
    named : numpy.ndarray
        Whether its sentence holds a proper name of the proposition (0.5 where the proposition has none).
    """
    out = np.zeros((*related.shape, len(AROUND)))
    rows: dict[str, list[int]] = {}
    for i, place in enumerate(places):
        rows.setdefault(place.article, []).append(i)
    for members in rows.values():
        count = len(members)
        for at, i in enumerate(members):
            others = [j for j in members if j != i]
            near = [members[k] for k in (at - 1, at + 1) if 0 <= k < count]
            weight = min(count - 1, 6) / 6
            out[i, :, 3] = np.where(named[members] == 1, 1.0, 0.0).mean(0) > 0.15
            if others:
                out[i, :, 0] = weight * touched[others].mean(0)
                out[i, :, 1] = weight * (related[others].mean(0) - 0.15)
            if near:
                out[i, :, 2] = related[near].mean(0) - 0.15
    out[..., 4] = named
    count = related.shape[1]
    if count > 1:
        rivals = np.stack([np.delete(related, j, axis=1) for j in range(count)], axis=1)
        out[..., 5], out[..., 6] = rivals.max(-1), rivals.mean(-1)
    return out


def named_features(readings: Sequence[Reading], propositions: Sequence[Proposition]) -> np.ndarray:
    """Tell whether each statement's sentence holds a proper name of each proposition."""
    patterns = [name_pattern(p) for p in propositions]
    return np.array(
        [
            [
                0.5 if p is None else float(bool(p.search(f"{r.cue} {r.content} {r.context}")))
                for p in patterns
            ]
            for r in readings
        ]
    ).reshape(len(readings), len(propositions))
