"""One article, read once: marks, paragraphs, sentences and parse, on the offsets of its own text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from analysis.statements.lexicon import layout
from analysis.statements.marks import Mark, Quote, paragraphs, read_marks

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as SpacySpan

_WORD = re.compile(r"[^\W\d_]+")
_SPACES = dict.fromkeys(map(ord, "\xa0\u202f\u2009\u2007\u2002\u2003\u200a\t\u2028\u2029\r\x0b\x0c"), " ")
_APOSTROPHES = {ord("’"): "'", ord("‘"): "'", ord("ʼ"): "'", ord("′"): "'", ord("`"): "'"}
_STOP = re.compile(r"(?:[.!?…]+|\.\.\.)")
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Ö][A-ZÀ-Ö' /-]{2,40}|[A-ZÀ-Ö][\w' /-]{2,30}(?=, ?\d|\s?\()"
    r"|(?:\d{1,2}|1er) \w+ \d{4}[^–—\n]{0,25})"
    r"(?:, ?(?:le )?(?:\d{1,2}|1er) \w+(?: \d{4})?)?\s?(?:\([^)\n]{2,24}\))?\s?\.?\s?[-–—]\s"
)
_DASH = re.compile(r"[—–-]\s*(?=\S)")
#: As far back as a mark is sought over spaces: the text before it is not copied.
_NEAR = 32
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters with its place; `low` is its lower-case form."""

    start: int
    end: int
    low: str


@dataclass
class Reading:
    """What the rules look at.

    Attributes
    ----------
    text : str
        The article's text.
    flat : str
        The same text, character for character, with every quotation mark written « or », apostrophes '
        and spaces plain: easier to match, same offsets.
    quotes, marks : list
        See :mod:`analysis.statements.marks`. A paragraph of dialogue opened by a dash is a quote too.
    paragraphs : list of (start, end)
    prose : list of bool
        One for each paragraph: false for "Lire aussi", credits and the like.
    sentences : list of (start, end)
        Not split inside a quotation.
    doc : spacy.tokens.Doc
        The parse of `flat`, one pass.
    """

    text: str
    flat: str
    quotes: list[Quote]
    marks: list[Mark]
    paragraphs: list[Span]
    prose: list[bool]
    sentences: list[Span]
    doc: Doc
    words: list[Word] = field(default_factory=list)

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.idx for t in self.doc]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s for s, _ in self.sentences]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [s for s, _ in self.paragraphs]

    @cached_property
    def depths(self) -> bytearray:
        """How many quotations each character stands in, marks excluded."""
        depth = bytearray(len(self.text) + 1)
        for q in self.quotes:
            for i in range(q.start, q.end):
                depth[i] += 1
        return depth

    def token_at(self, at: int) -> Token | None:
        """Return the token over a character, or None between tokens."""
        i = bisect_right(self._token_starts, at) - 1
        if i < 0:
            return None
        token = self.doc[i]
        return token if at < token.idx + len(token) else None

    def sentence_at(self, at: int) -> Span:
        """Return the span of the sentence around a character."""
        i = max(0, bisect_right(self._sentence_starts, at) - 1)
        return self.sentences[i] if self.sentences else (0, len(self.text))

    def paragraph_at(self, at: int) -> int:
        """Return the index of the paragraph around a character."""
        return max(0, bisect_right(self._paragraph_starts, at) - 1)

    def quote_at(self, at: int, level: int = 1) -> Quote | None:
        """Return the quotation of a level around a character, marks included."""
        return next((q for q in self.quotes if q.level == level and q.outer_start <= at < q.outer_end), None)

    def quote_opening(self, at: int) -> Quote | None:
        """Return the outer quotation whose first mark stands at a character."""
        return next((q for q in self.quotes if q.level == 1 and q.outer_start == at), None)

    def quote_closing(self, at: int) -> Quote | None:
        """Return the outer quotation whose last mark ends at a character."""
        return next((q for q in self.quotes if q.level == 1 and q.outer_end == at), None)

    def tokens(self, start: int, end: int, alignment: str = "contract") -> SpacySpan | None:
        """Return the tokens between two characters or None; "expand" takes tokens partly outside."""
        return self.doc.char_span(start, end, alignment_mode=alignment)

    def skip_spaces(self, at: int, limit: int, spaces: str = " ") -> int:
        """Return the first place at or after a character that is no space."""
        rest = self.flat[at:limit]
        return at + len(rest) - len(rest.lstrip(spaces))

    def skip_back(self, at: int, spaces: str | None = None) -> int:
        """Return the place before a character from which only spaces, or the characters given, follow."""
        left = self.flat[max(0, at - _NEAR) : at]
        return at - len(left) + len(left.rstrip(spaces))

    def in_prose(self, at: int) -> bool:
        """Say whether a character stands in a paragraph of the article's prose."""
        return bool(self.paragraphs) and self.prose[self.paragraph_at(at)]


@lru_cache(maxsize=1)
def parser() -> Language:
    """Load the French pipeline once.

    Raises
    ------
    OSError
        When the model's package is not installed; the message says how to install it.
    """
    import spacy

    try:
        return spacy.load("fr_core_news_md")
    except OSError as error:
        raise OSError(
            "The French model 'fr_core_news_md' is not installed. Install the pinned requirements: "
            "pip install -r requirements.txt"
        ) from error


def read(text: str) -> Reading:
    """Read one article.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> r = read("« Nous tiendrons. Toujours », dit-il. Il part.")
    >>> [r.text[s:e] for s, e in r.sentences]
    ['« Nous tiendrons. Toujours », dit-il.', 'Il part.']
    """
    quotes, marks = read_marks(text)
    spans = paragraphs(text)
    quotes = sorted(quotes + _dialogues(text, spans, quotes), key=lambda q: (q.outer_start, -q.outer_end))
    flat = _flatten(text, marks)
    outer, inner = _sentences(flat, spans, quotes)
    prose = [not layout().is_boilerplate(flat[s:e]) for s, e in spans]
    words = [Word(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(flat)]
    return Reading(text, flat, quotes, marks, spans, prose, outer, _parse(flat, inner), words)


def _flatten(text: str, marks: list[Mark]) -> str:
    flat = list(text.translate({**_SPACES, **_APOSTROPHES}))
    for m in marks:
        if m.role != "none":
            width = m.end - m.start
            flat[m.start : m.end] = "«".ljust(width) if m.role == "open" else "»".rjust(width)
    return "".join(flat)


def _dialogues(text: str, spans: list[Span], quotes: list[Quote]) -> list[Quote]:
    """Return a quote for each paragraph of dialogue that a dash opens."""
    out = []
    for s, e in spans:
        dash = _DASH.match(text, s, e)
        spoken = dash and text[s] in "—–" and re.search(r"[.!?…»]\W*$", text[s:e])
        if dash and spoken and not any(q.outer_start < e and q.outer_end > s for q in quotes):
            out.append(Quote(dash.end(), e, s, e, 1, 0.8, "dialogue"))
    return out


def _sentences(flat: str, spans: list[Span], quotes: list[Quote]) -> tuple[list[Span], list[int]]:
    """Return the sentences that keep quotations whole, and the starts of all, inside quotations too."""
    outer: list[Span] = []
    starts: list[int] = []
    inside = [(q.outer_start, q.outer_end) for q in quotes if q.level == 1 and q.reason != "dialogue"]
    inside_starts = [s for s, _ in inside]
    for s, e in spans:
        dateline = _DATELINE.match(flat, s, e)
        begin = dateline.end() if dateline else s
        starts.append(s)
        if dateline:
            starts.append(begin)
        for stop in _STOP.finditer(flat, s, e):
            at = stop.end()
            if not _ends_sentence(flat, stop.start(), at, e):
                continue
            i = bisect_right(inside_starts, stop.start()) - 1
            around = inside[i] if i >= 0 and stop.start() < inside[i][1] else None
            if around and around[1] < e and not flat[at : around[1]].strip(" »"):
                at = around[1]
                around = None
            following = at + len(flat[at:e]) - len(flat[at:e].lstrip(" "))
            if following >= e or not (
                flat[following].isupper() or flat[following] in "«—–(" or flat[following].isdigit()
            ):
                continue
            starts.append(following)
            if around is None:
                outer.append((begin, at))
                begin = following
        if begin < e:
            outer.append((begin, e))
    return outer, starts


def _ends_sentence(flat: str, start: int, end: int, limit: int) -> bool:
    if end < limit and flat[end] not in " »)":
        return False
    if flat[start:end] != ".":
        return True
    before = re.search(r"([\w.-]+)$", flat[max(0, start - 12) : start])
    return not (before and layout().is_abbreviation(before.group(1)))


def _parse(flat: str, starts: list[int]) -> Doc:
    nlp = parser()
    doc = nlp.make_doc(flat)
    wanted = set(starts)
    for token in doc:
        token.is_sent_start = token.idx in wanted if token.i else True
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return doc
