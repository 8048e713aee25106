"""Places in the text of an article: where content may begin and end."""

from __future__ import annotations

from analysis.statements.lexicon import pattern, words
from analysis.statements.reading import Reading, Span

_EDGE = " \t,;:–—-"
_BREAKS = ",—– "
_WINDOW = 400


def limit_at(r: Reading, at: int) -> int:
    """Return the end of the sentence around a character, or of the quotation that it stands in."""
    quote = r.quote_at(at)
    end = r.sentence_at(at)[1]
    return min(end, quote.end) if quote is not None and r.depths[at] else end


def comma_before(r: Reading, at: int) -> int:
    """Return the end of the text before a cue, without the comma or dash between them."""
    begin = max(0, at - _WINDOW)
    return begin + len(r.flat[begin:at].rstrip().rstrip(_BREAKS))


def trim(r: Reading, start: int, end: int) -> Span:
    """Take off the white space and punctuation at both ends.

    A question mark, and a full stop that closes an abbreviation, stay.
    """
    while start < end and r.flat[start] in _EDGE:
        start += 1
    while end > start and (
        r.flat[end - 1] in _EDGE or (r.flat[end - 1] in ".!…?" and not _kept_stop(r, start, end))
    ):
        end -= 1
    if r.flat[start:end].count("(") < r.flat[start:end].count(")") and r.flat[end - 1] == ")":
        end -= 1
    return start, end


def _kept_stop(r: Reading, start: int, end: int) -> bool:
    return r.flat[end - 1] in "?!" or bool(pattern("abbreviation_end").search(r.flat[start:end]))


def unwrap(r: Reading, span: Span) -> list[Span]:
    """Take the marks off content that stands whole between one pair of them."""
    quote = r.quote_opening(span[0])
    if quote is not None and quote.outer_end >= span[1]:
        return [quote.inner]
    return [span]


def kept_article(text: str) -> int:
    """Return the length of the article that a contraction at the end of a text lends to the content.

    Examples
    --------
    >>> kept_article("opposé à la "), kept_article("opposé aux ")
    (3, 0)
    """
    return next((len(article) for article in words("kept_articles") if text.endswith(article)), 0)
