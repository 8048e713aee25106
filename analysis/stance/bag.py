"""A bag of words beside the encoder: hashed words and word pairs of cue and content, one linear layer.

It sees the few hundred coded phrases more literally than the encoder does, and errs elsewhere.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

import numpy as np

from analysis.stance.lexicon import normal

#: Columns of the hashed space.
WIDTH = 2**14


def words_of(cue: str, content: str) -> list[str]:
    """Words and pairs of neighbours; those of the cue are marked as such.

    Examples
    --------
    >>> words_of("a salué", "cet accord")
    ['<a', '<salué', '<a salué', 'cet', 'accord', 'cet accord', '<salué cet']
    """
    head = [f"<{w}" for w in re.findall(r"\w+", normal(cue))]
    body = re.findall(r"\w+", normal(content))
    joint = [f"{head[-1]} {body[0]}"] if head and body else []
    return [*_grams(head), *_grams(body), *joint]


def _grams(words: list[str]) -> list[str]:
    return words + [f"{a} {b.lstrip('<')}" for a, b in pairwise(words)]


def hashed(cue: str, content: str) -> dict[int, float]:
    """Sparse row of unit length: column → weight."""
    row: dict[int, float] = {}
    words = words_of(cue, content)
    stems = [f"~{w[:5]}" for w in words if " " not in w and len(w) > 5]
    for word in dict.fromkeys(words + stems):
        row[zlib.crc32(word.encode()) % WIDTH] = 1.0
    length = np.sqrt(len(row)) or 1.0
    return {column: value / length for column, value in row.items()}


def apply(weights: np.ndarray, bias: np.ndarray, rows: list[dict[int, float]]) -> np.ndarray:
    """Logits of sparse rows: rows × outputs."""
    out = np.tile(bias.astype(np.float64), (len(rows), 1))
    for at, row in enumerate(rows):
        for column, value in row.items():
            out[at] += value * weights[column]
    return out
