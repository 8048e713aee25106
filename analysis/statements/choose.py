"""Choosing among overlapping proposals."""

from __future__ import annotations

from analysis.statements.reading import Reading, Span
from analysis.statements.rules import Proposal

#: Lower comes first where two proposals claim the same content.
_ORDER = (
    "noun formula",
    "taken up",
    "incise",
    "position",
    "verb",
    "colon",
    "signature",
    "preposition",
    "noun",
    "built",
    "free",
)
#: Rules that only claim what no other does.
_LAST = ("noun possessed", "built", "free")


def choose(r: Reading, proposals: list[Proposal]) -> list[Proposal]:
    """Keep one proposal for each content.

    Parameters
    ----------
    r : Reading
    proposals : list of Proposal

    Returns
    -------
    list of Proposal
        In text order. Nested contents (one source inside another) both stay; two proposals for the same
        words do not.
    """
    kept: list[Proposal] = []
    for p in sorted(proposals, key=lambda p: (_rank(p), -p.probability, p.start)):
        if not any(_clash(p, k) for k in kept):
            kept.append(p)
    kept = [p for p in kept if not (_is_last(p) and any(_covers(k, p) for k in kept if k is not p))]
    return sorted(kept, key=lambda p: (p.start, -p.end))


def _rank(p: Proposal) -> int:
    return next((i for i, name in enumerate(_ORDER) if p.rule.startswith(name)), len(_ORDER))


def _is_last(p: Proposal) -> bool:
    """Say whether a proposal gives way to any other that takes in its words."""
    return p.rule.startswith(_LAST)


def _clash(p: Proposal, k: Proposal) -> bool:
    """Say whether two proposals are for the same statement."""
    overlap = _overlap(p.segments, k.segments)
    union = _length(p.segments) + _length(k.segments) - overlap
    if overlap == 0:
        return p.cue is not None and p.cue == k.cue and p.rule.split()[0] != k.rule.split()[0]
    if (
        p.segments != k.segments
        and p.cue is not None
        and k.cue is not None
        and p.rule.split()[0] != k.rule.split()[0]
        and _nested_sources(p, k)
    ):
        return False
    if p.rule.startswith("passive") and k.rule.startswith("passive") and p.cue != k.cue:
        return False  # "saluée par X et regrettée par Y"
    one_verb = {p.rule.split()[0], k.rule.split()[0]} == {"verb", "position"}
    return overlap / union > 0.7 or p.cue == k.cue or (one_verb and _share_words(p.cue, k.cue))


def _share_words(a: Span | None, b: Span | None) -> bool:
    """Say whether two cues share words: "s'est dit", "s'est dit favorable"."""
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def _nested_sources(p: Proposal, k: Proposal) -> bool:
    """Say whether one proposal's content holds the other's cue: a source inside a source."""
    return any(_inside(a.cue, b.segments) for a, b in ((p, k), (k, p)) if a.cue)


def _inside(span: Span, segments: list[Span]) -> bool:
    return any(s <= span[0] and span[1] <= e for s, e in segments)


def _covers(k: Proposal, p: Proposal) -> bool:
    return _overlap(p.segments, k.segments) >= 0.9 * _length(p.segments)


def _overlap(a: list[Span], b: list[Span]) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def _length(segments: list[Span]) -> int:
    return sum(e - s for s, e in segments)
