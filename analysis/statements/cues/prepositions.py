"""Prepositions that attribute: "selon", "d'après", "aux yeux de"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.statements.cues.cue import Cue
from analysis.statements.lexicon import load, pattern
from analysis.statements.reading import Reading
from analysis.statements.tokens import is_infinitive


@dataclass(frozen=True)
class _Prepositions:
    """The prepositions of prepositions.yaml, those with other uses, and what is no source behind them."""

    pattern: re.Pattern[str]
    cautious: frozenset[str]
    stops: re.Pattern[str]
    cautious_stops: re.Pattern[str]


@lru_cache(maxsize=1)
def _prepositions() -> _Prepositions:
    data = load("prepositions.yaml")
    ordered = sorted(data["sources"], key=lambda e: -len(e["words"]))
    return _Prepositions(
        re.compile(rf"(?<!\w)(?:{'|'.join(_either_case(e['words']) for e in ordered)})", re.IGNORECASE),
        frozenset(e["words"] for e in ordered if e.get("caution")),
        _any_of(data["not_sources"]),
        _any_of(data["not_sources"] + data["pour_no_source"]),
    )


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


def _either_case(preposition: str) -> str:
    """Return the pattern of a preposition; a capital À may have lost its accent."""
    text = re.sub("^à ", "[àa] ", preposition)
    return text if preposition.endswith("'") else text + r"(?![\w-])"


def _opens_purpose(r: Reading, at: int) -> bool:
    """Say whether an infinitive follows: "pour *les faire passer*" attributes nothing."""
    at = r.skip_spaces(at, len(r.flat))
    m = pattern("bare_infinitive").match(r.flat, at, at + 60)
    token = r.token_at(m.start(1)) if m else None
    return token is not None and is_infinitive(token)


def find_prepositions(r: Reading) -> list[Cue]:
    """Return "selon", "d'après", "pour", "aux yeux de"… where a source may follow, outside quotations."""
    known = _prepositions()
    cues = []
    for m in known.pattern.finditer(r.flat):
        if r.depths[m.start()] or not r.in_prose(m.start()):
            continue
        low = m.group().lower()
        cautious = low in known.cautious
        after = r.flat[m.end() : m.end() + 24].lstrip(" ").lower()
        if (known.cautious_stops if cautious else known.stops).match(after) or _opens_purpose(r, m.end()):
            continue
        after_break = bool(pattern("after_break").search(r.flat, max(0, m.start() - 8), m.start()))
        opens = after_break or r.sentence_at(m.start())[0] == m.start()
        if cautious and not (opens and (m.group()[0].isupper() or after_break)):
            continue
        cues.append(Cue(m.start(), m.end(), low, (), "preposition", inserted=not opens))
    return cues
