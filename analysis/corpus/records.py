"""A file on its way in, and an article on its way into the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from analysis.corpus.encodings import decode
from analysis.corpus.problems import Log


@dataclass(frozen=True)
class SourceFile:
    """A file of the corpus: its place, its name in messages, and the id of its article if it names none."""

    path: Path
    name: str
    key: str
    encoding: str | None = None
    errors: str | None = None

    def read(self, log: Log, declared: str | None = None) -> str:
        """Return the decoded file; an encoding other than UTF-8 is remarked."""
        decoded = decode(self.path.read_bytes(), self.encoding, self.errors, declared)
        if decoded.text and not decoded.encoding.startswith("utf-8"):
            log.remark(f"read as {decoded.encoding}, not UTF-8")
        return decoded.text


@dataclass
class Record:
    """What a reader found for one article; ``text`` is exactly what stood in the file."""

    text: object
    file: str
    line: int | None = None
    article_id: object = None
    title: object = None
    published: object = None
    outlet: object = None
    source: object = None
    extra: dict[str, object] = field(default_factory=dict)
    #: Used when the article names no id of its own.
    fallback_id: str = ""
    #: The file that holds the text, where a row of a table names one.
    pointer: str | None = None
