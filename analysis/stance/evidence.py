"""Evidence about a statement and a proposition, as named numbers a linear layer can weigh.

Four witnesses: the encoder, the bag of words, the word lists, and the rest of the article. Every number has
a name, so that a decision can be read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stance.lexicon import (
    Reading,
    direction,
    governed,
    name_pattern,
    subject_pattern,
    takes_side,
)  # fmt: skip
from analysis.stance.themes import Proposition
from analysis.tables import STANCES

FAVOR, AGAINST, NEUTRAL, UNRELATED = range(len(STANCES))
#: What a learned witness says, in log-odds.
LEARNED = ("related", "side", "neutral")
READ = (
    "touch", "touch_cue", "touch_context", "touch_many", "lead",
    "attitude", "push", "attitude_push", "judgement", "condemn", "refuse", "praise", "want", "promise",
    "negated", "procedure", "direct", "mixed", "length", "governed_side", "asked_side", "object_side",
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
    acted = float(np.clip(governed(reading.content, pattern), -1, 1)) * sign
    bare = float(takes_side(reading) and touched > 0 and acted == 0)
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
        reading.attitude * acted,
        reading.attitude * acted * takes_side(reading),
        reading.attitude * bare * sign,
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


TONE = (
    "tone_positive",
    "tone_negative",
    "bag_positive",
    "bag_negative",
    "good",
    "bad",
    "condemn",
    "refuse",
    "praise",
)
KNOWN_NAMES = (
    *(f"encoder_{n}" for n in LEARNED), *(f"bag_{n}" for n in LEARNED), *READ, *AROUND, "tone",
    "tone_neutral", "lexicon_side",
)  # fmt: skip


def known_features(
    reads: Sequence[Reading],
    where: Sequence[Place],
    propositions: Sequence[Proposition],
    tone: np.ndarray,
    encoder: np.ndarray,
    bagged: np.ndarray,
) -> np.ndarray:
    """Numbers for the propositions the encoder was trained on.

    At the end stand columns for each of them: which one it is, and what the cue says to it as its object.
    """
    learned, words = log_odds(encoder), log_odds(bagged)
    read = read_features(reads, where, propositions)
    named = named_features(reads, propositions)
    related = 1 / (1 + np.exp(-learned[..., 0]))
    around = around_features(where, related, read[..., READ.index("touch")], named)
    count = len(propositions)
    which = np.broadcast_to(np.eye(count), (len(reads), count, count))
    wanted = read[..., [READ.index("object_side")]] * which
    parts = [learned, words, read, around, _tone(tone, count), _side(read), which, wanted]
    return np.concatenate(parts, axis=-1)


OPEN_NAMES = (*(f"pair_{n}" for n in LEARNED), *READ, "tone", "tone_neutral", "lexicon_side")


def open_features(
    reads: Sequence[Reading],
    where: Sequence[Place],
    propositions: Sequence[Proposition],
    tone: np.ndarray,
    pair: np.ndarray,
) -> np.ndarray:
    """Numbers for any other proposition."""
    learned, read = log_odds(pair), read_features(reads, where, propositions)
    return np.concatenate([learned, read, _tone(tone, len(propositions)), _side(read)], axis=-1)


def _tone(tone: np.ndarray, count: int) -> np.ndarray:
    both = np.stack([tone[:, 0] - tone[:, 2], tone[:, 1] - 1 / 3], axis=-1)
    return np.repeat(both[:, None], count, axis=1)


def _side(read: np.ndarray) -> np.ndarray:
    """Whether the words alone take a side where they touch the subject."""
    return (read[..., READ.index("attitude_push")] * read[..., READ.index("touch")])[..., None]


def tone_features(tone: np.ndarray, bagged: np.ndarray, reads: Sequence[Reading]) -> np.ndarray:
    """Numbers for the tone layer, in the order of `TONE`."""
    learned = [np.log(np.clip(p, 1e-4, 1)) for p in (tone, bagged)]
    odds = [p[:, [i]] - p[:, [1]] for p in learned for i in (0, 2)]
    words = np.array(
        [
            [np.tanh(r.good / 2), np.tanh(r.bad / 2), r.cues["condemn"], r.cues["refuse"], r.cues["praise"]]
            for r in reads
        ]
    )
    return np.concatenate([*odds, words.reshape(len(reads), -1)], axis=1)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    power = np.exp(logits - logits.max(-1, keepdims=True))
    return power / power.sum(-1, keepdims=True)
