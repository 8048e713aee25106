"""The article as words with places: elisions apart, capitals, sentences and quotation marks noted."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc

from .names import fold

_ELISION = r"(?:[ldjmtsncLDJMTSNC]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)['’‘ʼ]"
_WORD = r"[^\W_]+(?:(?:[-‑‐]|['’ʼ])[^\W_]+)*"
_TOKEN = re.compile(rf"{_ELISION}(?=\s?[^\W_])|\b[Ee]x-(?=\w)|MM?\.|Mmes?\b\.?|{_WORD}")
_SENTENCE = re.compile(r"(?<!\bM)(?<!\bMM)(?<!\b[A-Z])[.!?…]+[\s»”\"’]*\s(?=[\s«“\"—–\-]*[^\Wa-zà-ÿ_])|\n+")
_ARABIC = re.compile(r"(?:al|el|ez|es|at|as|bin|ben)[-‑][A-ZÀ-Ý]")
_PARAGRAPH = re.compile(r"\n+")
_OPENING, _CLOSING, _EITHER = "«“„", "»”", '"'


@dataclass(slots=True)
class Word:
    """One word: its text, folded form, characters, what stands before it, and the parser's opinion of it."""

    text: str
    low: str
    start: int
    end: int
    gap: str
    cap: bool
    first: bool
    pos: str
    dep: str
    morph: str
    ent: str


class Words:
    """The words of an article, with the sentence, paragraph and quotation of each character."""

    def __init__(self, doc: Doc) -> None:
        self.text = doc.text
        self.sentence_ends = [m.end() for m in _SENTENCE.finditer(self.text)]
        self.paragraph_ends = [m.end() for m in _PARAGRAPH.finditer(self.text)]
        self.quoted = _quotations(self.text)
        self._quote_starts = [s for s, _ in self.quoted]
        self.list = _read(doc)
        self._starts = [w.start for w in self.list]

    def __len__(self) -> int:
        return len(self.list)

    def __getitem__(self, i: int) -> Word:
        return self.list[i]

    def sentence(self, char: int) -> int:
        """Give the number of the sentence at a character."""
        return bisect_right(self.sentence_ends, char)

    def paragraph(self, char: int) -> int:
        """Give the number of the paragraph at a character."""
        return bisect_right(self.paragraph_ends, char)

    def in_quotation(self, char: int) -> bool:
        """Say whether a character stands between quotation marks."""
        k = bisect_right(self._quote_starts, char) - 1
        return k >= 0 and char < self.quoted[k][1]

    def at(self, char: int) -> int:
        """Give the index of the first word that starts at or after a character."""
        k = bisect_right(self._starts, char) - 1
        return k if k >= 0 and self._starts[k] == char else k + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the indices of the words between two characters (end excluded)."""
        i = self.at(start)
        if i > 0 and self.list[i - 1].end > start:
            i -= 1
        j = i
        while j < len(self.list) and self.list[j].start < end:
            j += 1
        return i, j


def _read(doc: Doc) -> list[Word]:
    parsed = {t.idx: t for t in doc}
    out: list[Word] = []
    text, last = doc.text, 0
    for m in _TOKEN.finditer(text):
        t = parsed.get(m.start())
        gap = text[last : m.start()]
        first = not out or (any(c in gap for c in '.!?…:\n«“„"—–') and not out[-1].text.startswith("M"))
        form = m.group()
        cap = form[0].isupper() or _ARABIC.match(form) is not None
        out.append(
            Word(
                form,
                "à" if form in ("à", "À") or (form == "A" and first) else fold(form),
                m.start(),
                m.end(),
                gap,
                cap,
                first,
                t.pos_ if t is not None else "",
                t.dep_ if t is not None else "",
                str(t.morph) if t is not None and t.pos_ in ("VERB", "AUX") else "",
                t.ent_type_ if t is not None else "",
            )
        )
        last = m.end()
    return out


def _quotations(text: str) -> list[tuple[int, int]]:
    """Give rough quotations; statements bring the exact ones with their segments."""
    spans, opened = [], -1
    for m in re.finditer(r"[«»“”„\"\n]", text):
        mark, i = m.group(), m.start()
        if mark == "\n":
            if opened >= 0:
                spans.append((opened, i))
            opened = -1
        elif opened >= 0:
            if mark in _OPENING and i + 1 < len(text) and text[i - 1].isspace() and not text[i + 1].isspace():
                continue
            spans.append((opened, i))
            opened = -1
        elif mark in _OPENING or mark in _EITHER:
            opened = i
    return spans
