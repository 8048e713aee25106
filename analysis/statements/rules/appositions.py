"""What stands between a source and what it says: "Selon X, politologue à Lyon, dont …, *la ville* …"."""

from __future__ import annotations

import re

from analysis.statements.lexicon import pattern, words
from analysis.statements.phrases import can_speak
from analysis.statements.reading import Reading, Span
from analysis.statements.tokens import has_finite, is_finite

_TO_BREAK = re.compile(r"[^,;:.«»()]{0,90}?\s?(?:\([^()]{1,80}\)\s?)?[,;:]\s*")
_COMMA = re.compile(r"\s?[,;]\s+")
_NAMES = re.compile(r"(?:[A-ZÀ-Ö][\w'’-]+\.? ?(?:(?:de|von|van|ben|al|el) )?){2,4}$")
#: Most appositions that are stepped over, and how far a comma may be.
_MOST = 3
_FAR = 160


def content_start(r: Reading, mention: Span, limit: int) -> int | None:
    """Return where the clause behind "Selon X" begins, or None where no clause follows.

    Parameters
    ----------
    r : Reading
    mention : (start, end)
        The source.
    limit : int
        The end of the sentence.
    """
    at = r.skip_spaces(mention[1], limit)
    if r.quote_opening(at) is not None:
        return at
    broken = _TO_BREAK.match(r.flat, mention[1], limit)
    if broken is None or r.depths[broken.end() - 1]:
        return at if opens_clause(r, at, limit) else None
    begin = _over_appositions(r, mention, broken.end(), limit)
    link = pattern("contrast_link").match(r.flat, begin, limit)
    return link.end() if link else begin


def opens_clause(r: Reading, at: int, limit: int) -> bool:
    """Say whether a clause with its subject first begins at a character."""
    rest = r.tokens(at, limit, "expand")
    if not rest or starts_with_verb(r, at) or rest[0].text.lower() in words("relatives"):
        return False
    return rest[0].pos_ in ("DET", "PRON", "PROPN") and has_finite(rest)


def starts_with_verb(r: Reading, at: int) -> bool:
    """Say whether a finite verb stands here, over its clitics: "n'y *voit*"."""
    clitics = pattern("clitics_here").match(r.flat, at)
    token = r.token_at(clitics.end() if clitics else at)
    return token is not None and is_finite(token)


def _over_appositions(r: Reading, mention: Span, at: int, limit: int) -> int:
    """Step over what is said of the source, unless a verb without its subject would be left."""
    starts = [at]
    while len(starts) <= _MOST:
        end = _apposition_end(r, mention, starts[-1], limit)
        if end is None:
            break
        starts.append(end)
    while len(starts) > 1 and starts_with_verb(r, starts[-1]):
        starts.pop()
    return starts[-1]


def _apposition_end(r: Reading, mention: Span, at: int, limit: int) -> int | None:
    """Return the end of an apposition, its comma taken in, where a clause or a quotation still follows."""
    commas = _COMMA.finditer(r.flat, at, min(limit, at + _FAR))
    comma = next((m for m in commas if not r.depths[m.start()] and not _in_brackets(r, at, m.start())), None)
    stretch = r.tokens(at, comma.start()) if comma else None
    if comma is None or not stretch:
        return None
    if not has_finite(r.tokens(comma.end(), limit) or ()) and "«" not in r.flat[comma.end() : limit]:
        return None
    if pattern("relative_opening").match(r.flat, at):
        return comma.end()
    said = not has_finite(stretch) and _is_apposition(r, mention, (at, comma.start()))
    return comma.end() if said else None


def _in_brackets(r: Reading, start: int, at: int) -> bool:
    return r.flat.count("(", start, at) > r.flat.count(")", start, at)


def _is_apposition(r: Reading, mention: Span, stretch: Span) -> bool:
    """Say whether a stretch between commas is said of the source: by how it begins."""
    start, end = stretch
    if pattern("apposition").match(r.flat, start):
        return True
    first = r.token_at(start)
    if first is None:
        return False
    if first.pos_ == "DET":
        named = r.flat[mention[0]].isupper() or first.text.lower() in words("indefinite_articles")
        return named and can_speak(r, stretch) in ("people", "bodies")
    if first.text[0].isupper():
        title = can_speak(r, mention) in ("people", "bodies")
        return title and bool(_NAMES.match(r.flat[start:end] + " "))
    return first.pos_ in ("NOUN", "ADJ", "X") or (first.pos_ == "VERB" and not is_finite(first))
