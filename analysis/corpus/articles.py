"""The gate to the articles table: what an article must be, and what it is given."""

from __future__ import annotations

import hashlib
import json
import re

import pandas as pd

from analysis.corpus.dates import parse_date
from analysis.corpus.language import Language, language_of
from analysis.corpus.problems import Log
from analysis.corpus.records import Record

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
#: UTF-8 read as cp1252, twice: "Ã©" for "é".
_TWICE = re.compile("Ã[\x80-\xbf©¨ª§´®¢¹»]|â€[™œ\x9d“”]|Â[«»\xa0]")


class Gate:
    """Admits records one by one, in order, and logs the ones it refuses.

    Parameters
    ----------
    log : Log
        Takes the refusals and remarks.
    keep_duplicates : bool
        Admit a text that was admitted before.
    max_chars : int
        The longest text that passes for an article.
    """

    def __init__(self, log: Log, *, keep_duplicates: bool = False, max_chars: int = 300_000):
        self.log, self.keep_duplicates, self.max_chars = log, keep_duplicates, max_chars
        self._ids: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def admit(self, record: Record) -> dict | None:
        """Return the row of an article, or None when it is refused."""
        if not isinstance(record.text, str):
            empty = _plain(record.text) is None
            kind = "empty" if empty else f"a {type(record.text).__name__}, not text"
            refusal: tuple[str, str] | None = (f"the text is {kind}", "Fill it, or remove the article.")
        else:
            language = language_of(record.text)
            refusal = self._unfit(record.text) or _foreign(language) or self._seen(record)
        if refusal:
            self.log.refuse(record.file, *refusal, record.line, _plain(record.article_id))
            return None
        text = str(record.text)
        name, sha = self._name(record), _sha256(text)
        self._texts.setdefault(sha, name)
        self._ids[name] = str(record.source or record.file)
        self._look_at(text, language)
        return self._row(record, name, sha)

    def _unfit(self, text: str) -> tuple[str, str] | None:
        if not text.strip():
            return "the text is empty", "Fill it, or remove the article."
        if len(text) > self.max_chars:
            reason = f"{len(text):,} characters, more than the {self.max_chars:,} of one article"
            return reason, "Split it into its articles, or raise max_chars."
        if _HALF_PAIR.search(text):
            return "half a surrogate pair, which is no character", "Write the text again as valid Unicode."
        if "\x00" in text or len(_CONTROL.findall(text)) > len(text) / 50:
            return "control characters as in a binary file", "Export it as plain text."
        return None

    def _seen(self, record: Record) -> tuple[str, str] | None:
        """Say whether the text or the id was there before."""
        same = self._texts.get(_sha256(str(record.text)))
        if same and not self.keep_duplicates:
            what = "Nothing to do, unless both shall count: keep_duplicates=True."
            return f"the same text as article '{same}', which is kept", what
        given = _plain(record.article_id)
        if given in self._ids:
            what = "Give each article an id of its own, or drop the column article_id."
            return f"the article_id '{given}' belongs to another text already ({self._ids[given]})", what
        return None

    def _name(self, record: Record) -> str:
        name = given = _plain(record.article_id) or record.fallback_id
        number = 1
        while name in self._ids:
            number += 1
            name = f"{given}-{number}"
        return name

    def _row(self, record: Record, name: str, sha: str) -> dict:
        published = parse_date(record.published)
        if pd.isna(published) and _plain(record.published):
            self.log.remark("date of publication that cannot be read, left empty")
        row = {column: _carried(value) for column, value in record.extra.items()}
        row |= {
            "article_id": name,
            "title": _plain(record.title),
            "published": published,
            "outlet": _plain(record.outlet),
            "source": str(record.source or record.file),
            "text": record.text,
            "sha256": sha,
        }
        return row

    def _look_at(self, text: str, language: Language) -> None:
        if language.little_french:
            self.log.remark("little French in the text (a list, or several languages)")
        if len(_TWICE.findall(text)) > 2:
            self.log.remark("accents look decoded twice (Ã© for é); read the original with its own encoding")
        if "\ufffd" in text:
            self.log.remark("characters lost by an earlier conversion (\ufffd)")


def _foreign(language: Language) -> tuple[str, str] | None:
    if language.words == 0:
        return "no words", "Remove the article."
    if language.no_french:
        like = f", more like {language.other}" if language.other_share > 0.15 else ""
        if language.latin < 0.5:
            like = ", and it is not written in Latin letters"
        share = f"{language.french:.0%} of its words are French function words{like}"
        return f"not French: {share}", "Remove it, or put its French translation in its place."
    return None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str | None:
    """Return a cell as text, None when it is empty."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).encode("utf-8", "replace").decode().strip() or None


def _carried(value: object) -> object:
    """Return the cell of a further column in a form that every table format can hold."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return _plain(value)
