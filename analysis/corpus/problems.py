"""What could not be read, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field


class CorpusError(ValueError):
    """The corpus cannot be read at all. ``errors`` holds one record per file or line that was refused."""

    def __init__(self, message: str, errors: list[dict] | None = None):
        super().__init__(message)
        self.errors = errors or []


class CorpusWarning(UserWarning):
    """Some articles were left out or deserve a look; said once, with the count."""


@dataclass(frozen=True)
class Problem:
    """One article, line or file that could not become a row of the articles table."""

    file: str
    line: int | None
    article_id: str | None
    reason: str
    what_to_do: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.reason}. {self.what_to_do}"


@dataclass
class Log:
    """The problems and remarks gathered while a corpus is read."""

    problems: list[Problem] = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)

    def refuse(
        self, file: str, reason: str, what_to_do: str, line: int | None = None, article_id: str | None = None
    ) -> None:
        """Note that something is left out of the corpus."""
        self.problems.append(Problem(file, line, article_id, reason, what_to_do))

    def remark(self, note: str) -> None:
        """Count a remark on an article that is kept."""
        self.notes[note] += 1

    def records(self) -> list[dict]:
        """Return the problems as plain dictionaries, ready for errors.jsonl."""
        return [{"stage": "read", **asdict(problem)} for problem in self.problems]


def did_you_mean(word: str, known: Iterable[str], also: Iterable[str] = ()) -> str:
    """Return ``" Did you mean 'x'?"`` for the nearest known word, or an empty string.

    Parameters
    ----------
    word : str
        The word that is not known.
    known : iterable of str
        The words that are.
    also : iterable of str
        Words that mean the same as ``word`` whatever their spelling.

    Examples
    --------
    >>> did_you_mean("text", ["titre", "texte"])
    " Did you mean 'texte'?"
    >>> did_you_mean("text", ["title", "corps"], also=["corps", "body"])
    " Did you mean 'corps'?"
    """
    names = [str(name) for name in known]
    lower = {name.strip().lower(): name for name in reversed(names)}
    synonyms = [lower[other] for other in also if other in lower]
    near = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    best = synonyms or [lower[name] for name in near]
    return f" Did you mean '{best[0]}'?" if best else ""
