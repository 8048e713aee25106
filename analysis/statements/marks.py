"""Quotation marks, read character by character into spans.

The press mixes every family of marks («», “”, "", ‹›, ‘’, „“, doubled commas), turns them the wrong way
round and forgets to close them. Each paragraph is read once from left to right with a small beam search:
every mark gets a role (open, close, none) at a cost that weighs its glyph, its neighbours and the marks that
are open. The beam is bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

#: Mark → (family, role its glyph suggests). Role "both" for marks without orientation.
GLYPHS: dict[str, tuple[str, str]] = {
    "«": ("guillemet", "open"),
    "»": ("guillemet", "close"),
    "<<": ("guillemet", "open"),
    ">>": ("guillemet", "close"),
    "“": ("curly", "open"),
    "”": ("curly", "close"),
    "‟": ("curly", "open"),
    "„": ("curly", "open"),
    '"': ("straight", "both"),
    "″": ("straight", "both"),
    "''": ("straight", "both"),
    "``": ("straight", "open"),
    "‹": ("single guillemet", "open"),
    "›": ("single guillemet", "close"),
    "‘": ("single", "open"),
    "’": ("single", "close"),
    "'": ("single", "both"),
}
_MARK = re.compile("|".join(re.escape(m) for m in sorted(GLYPHS, key=len, reverse=True)))
_ELIDED = re.compile(
    r"(?:^|[^\w])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|entr)$", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")

_WRONG_GLYPH = 2.0
_NO_ROLE = 3.0
_UNCLOSED = 2.5
_UNCLOSED_FROM_START = 1.5
_REOPENED = 2.2
_BEAM = 8
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of text between two quotation marks.

    Attributes
    ----------
    start, end : int
        The text between the marks, without the white space beside them (end excluded).
    outer_start, outer_end : int
        The same with its marks.
    level : int
        1 for an outer quotation, 2 for one inside it.
    certainty : float
        1 for a well-formed pair; less for wrong glyphs and missing partners.
    reason : str
        Why a mark has no ordinary partner: "pair", "turned", "closed by the paragraph", "re-opened",
        "carried on"; "dialogue" for a paragraph that a dash opens.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    level: int
    certainty: float
    reason: str

    @property
    def inner(self) -> tuple[int, int]:
        """The span between the marks."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation mark with the role that the reader gave it ("open", "close" or "none")."""

    start: int
    end: int
    role: str


class _Path(NamedTuple):
    cost: float
    stack: tuple[tuple[int, str], ...]  # (index of the mark, its family)
    roles: tuple | None  # linked backwards, (the roles before, role): a path shares its history
    pairs: tuple | None  # linked backwards, (the pairs before, (open, close or None, reason))


def _unlink(chain: tuple | None) -> list:
    """Return the items of a chain linked backwards, the first item first."""
    items = []
    while chain is not None:
        chain, item = chain
        items.append(item)
    return items[::-1]


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the spans of the non-empty lines of a text, white space at both ends left out.

    Examples
    --------
    >>> paragraphs("Un.\n\n Deux. ")
    [(0, 3), (6, 11)]
    """
    spans = []
    for line in _PARAGRAPH.finditer(text):
        inner = line.group().strip()
        if inner:
            start = line.start() + line.group().index(inner[0])
            spans.append((start, start + len(inner)))
    return spans


def read_marks(text: str) -> tuple[list[Quote], list[Mark]]:
    """Pair the quotation marks of a text.

    Parameters
    ----------
    text : str
        Any text; it is not changed.

    Returns
    -------
    list of Quote
        In order of their start.
    list of Mark
        Every mark that is no apostrophe, with its role.

    Examples
    --------
    A guillemet that opens where it should close:

    >>> text = "« Pas sans la Chine« , a-t-il dit."
    >>> [text[q.start:q.end] for q in read_marks(text)[0]]
    ['Pas sans la Chine']
    """
    quotes: list[Quote] = []
    marks: list[Mark] = []
    still_open = False
    for start, end in paragraphs(text):
        found = _marks_of(text, start, end)
        roles, pairs = _best_path(text, found, start, end)
        mine = [_quote(text, found, pair, start, end) for pair in pairs]
        orphan = next((m for m, role in zip(found, roles, strict=True) if role != "none"), None)
        first = found[0] if found else None
        if (
            still_open
            and first
            and roles[0] == "none"
            and GLYPHS[text[first[0] : first[1]]][1] != "open"
            and orphan is not first
        ):
            mine.append(Quote(start, _rstrip(text, start, first[0]), start, first[1], 1, 0.7, "carried on"))
        still_open = any(q.reason == "closed by the paragraph" for q in mine)
        quotes += [q for q in mine if q.start < q.end]
        marks += [Mark(s, e, role) for (s, e), role in zip(found, roles, strict=True)]
    return sorted(_with_levels(quotes), key=lambda q: (q.outer_start, -q.outer_end)), marks


def _marks_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the places of the quotation marks of a paragraph; apostrophes are left out."""
    places = []
    for m in _MARK.finditer(text, start, end):
        s, e = m.span()
        if GLYPHS[m.group()][0] == "single" and _is_apostrophe(text, s, e):
            continue
        places.append((s, e))
    return places


def _is_apostrophe(text: str, s: int, e: int) -> bool:
    before = text[s - 1] if s else " "
    after = text[e] if e < len(text) else " "
    if before.isalnum() and after.isalnum():
        return True
    if _ELIDED.search(text[max(0, s - 9) : s]):
        return True
    return after.isdigit() or (before.isdigit() and not after.isalnum())


def _context_cost(text: str, s: int, e: int, start: int, end: int) -> tuple[float, float]:
    """Return what the neighbours say against opening and against closing at this mark."""
    left = text[s - 1] if s > start else ""
    right = text[e] if e < end else ""
    opening = closing = 0.0
    if left.isalnum() or (left in {".", ",", "!", "?", "…", ")", "%"} and left):
        opening += 2.0
    if not right or right in ",.;:)!?…":
        opening += 3.0
    elif right.isspace() and not left.isspace() and left and left not in "('’‘":
        opening += 0.5
    if not left:
        closing += 4.0
    elif left.isspace() or left == "(":
        closing += 2.5 if right.isalnum() else 0.6
    elif right.isalnum():
        closing += 1.5
    return opening, closing


def _best_path(
    text: str, found: list[tuple[int, int]], start: int, end: int
) -> tuple[list[str], list[tuple[int, int | None, str]]]:
    paths = [_Path(0.0, (), None, None)]
    for i, (s, e) in enumerate(found):
        family, glyph_role = GLYPHS[text[s:e]]
        opening, closing = _context_cost(text, s, e, start, end)
        opening += _WRONG_GLYPH if glyph_role == "close" else 0.0
        wrong_close = _WRONG_GLYPH if glyph_role == "open" else 0.0
        if family == "guillemet" and glyph_role == "close":
            closing = min(closing, 2.5 if text[e : e + 1].isalnum() else 0.0) if s > start else closing
        steps = []
        for p in paths:
            steps.append(p._replace(cost=p.cost + _NO_ROLE, roles=(p.roles, "none")))
            steps += _open_steps(p, i, family, opening)
            steps += _close_steps(p, i, family, closing + wrong_close, text, found)
        paths = sorted(steps, key=lambda p: p.cost)[:_BEAM]
    done = []
    for p in paths:
        cost, pairs = p.cost, p.pairs
        for index, _ in p.stack:
            at_start = not text[start : found[index][0]].strip("—–- ")
            cost += _UNCLOSED_FROM_START if at_start else _UNCLOSED
            pairs = (pairs, (index, None, "closed by the paragraph"))
        done.append(p._replace(cost=cost, pairs=pairs))
    best = min(done, key=lambda p: p.cost)
    return _unlink(best.roles), _unlink(best.pairs)


def _open_steps(p: _Path, i: int, family: str, cost: float) -> list[_Path]:
    steps = []
    if len(p.stack) < _DEPTH:
        nested = 0.0 if not p.stack else (1.5 if p.stack[-1][1] == family else 0.4) + 1.0 * (len(p.stack) - 1)
        steps.append(
            p._replace(cost=p.cost + cost + nested, stack=(*p.stack, (i, family)), roles=(p.roles, "open"))
        )
    if p.stack:
        earlier = p.stack[-1]
        pair = (earlier[0], i, "re-opened")
        steps.append(
            p._replace(
                cost=p.cost + cost + _REOPENED,
                stack=(*p.stack[:-1], (i, family)),
                roles=(p.roles, "open"),
                pairs=(p.pairs, pair),
            )
        )
    return steps


def _close_steps(
    p: _Path, i: int, family: str, cost: float, text: str, found: list[tuple[int, int]]
) -> list[_Path]:
    if not p.stack:
        return []
    index, opened = p.stack[-1]
    opener = text[found[index][0] : found[index][1]]
    closer = text[found[i][0] : found[i][1]]
    if opener == "„" and closer == "“":
        cost -= _WRONG_GLYPH
    if opened != family:
        cost += 0.5 if "straight" in (opened, family) and "single" not in (opened, family) else 1.2
    turned = GLYPHS[closer][1] == "open" or GLYPHS[opener][1] == "close"
    pair = (index, i, "turned" if turned else "pair")
    return [
        p._replace(cost=p.cost + cost, stack=p.stack[:-1], roles=(p.roles, "close"), pairs=(p.pairs, pair))
    ]


def _quote(
    text: str, found: list[tuple[int, int]], pair: tuple[int, int | None, str], start: int, end: int
) -> Quote:
    opener, closer, reason = pair
    outer_start, inner_start = found[opener]
    if closer is None:
        inner_end = outer_end = end
    elif reason == "re-opened":
        inner_end = outer_end = _rstrip(text, inner_start, found[closer][0])
    else:
        inner_end, outer_end = found[closer]
    s = inner_start + len(text[inner_start:inner_end]) - len(text[inner_start:inner_end].lstrip())
    e = _rstrip(text, s, inner_end)
    certainty = {"pair": 1.0, "turned": 0.9, "closed by the paragraph": 0.7, "re-opened": 0.5}[reason]
    return Quote(min(s, e), e, outer_start, outer_end, 1, certainty, reason)


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _with_levels(quotes: list[Quote]) -> list[Quote]:
    """Set the nesting level of every quote."""
    ordered = sorted(quotes, key=lambda q: (q.outer_start, -q.outer_end))
    out: list[Quote] = []
    around: list[Quote] = []
    for q in ordered:
        while around and around[-1].outer_end <= q.outer_start:
            around.pop()
        around.append(q)
        out.append(Quote(q.start, q.end, q.outer_start, q.outer_end, len(around), q.certainty, q.reason))
    return out
