"""`read_corpus`: from files to the articles table."""

from __future__ import annotations

import codecs
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from analysis.corpus.articles import Gate
from analysis.corpus.encodings import UnreadableError
from analysis.corpus.files import SUFFIXES, TABLES, find_files
from analysis.corpus.pages import read_page
from analysis.corpus.problems import CorpusError, CorpusWarning, Log, did_you_mean
from analysis.corpus.records import Record, SourceFile
from analysis.corpus.tabular import frame_rows, read_table, records
from analysis.tables import ARTICLES, check

_ENCODINGS = ["utf-8", "utf-16", "cp1252", "iso8859_15", "latin-1", "mac_roman"]


def read_corpus(
    source: str | Path | pd.DataFrame | Iterable[str | Path],
    encoding: str | None = None,
    errors: str | None = None,
    *,
    keep_duplicates: bool = False,
    max_chars: int = 300_000,
) -> pd.DataFrame:
    r"""Read French press articles into the articles table.

    Parameters
    ----------
    source : str, pathlib.Path, DataFrame or iterable of paths
        A folder (read with its sub-folders), a file (``.txt``, ``.html``, ``.csv``, ``.jsonl``,
        ``.parquet``), a glob, several of these, or a DataFrame. Tables have the columns article_id, title,
        published, outlet and text, of which only ``text`` is required; instead of ``text``, the column
        ``file`` may name a file beside the table. HTML saved from Europresse or Factiva gives one row per
        article. Of a folder with a table ``articles.csv`` (or ``.jsonl``, ``.parquet``), only that table
        and the sub-folder ``articles`` are read.
    encoding : str, optional
        What the files are written in. By default it is found: UTF-8, UTF-16, or what charset-normalizer says.
    errors : {"strict", "replace", "ignore"}, optional
        What to do with bytes that do not fit the encoding. By default such a file is left out.
    keep_duplicates : bool
        Keep articles whose text is, character for character, that of an earlier one. By default the first is
        kept, so that a dispatch printed twice is not counted as two statements.
    max_chars : int
        Longer texts are no articles and are left out; most are exports with all articles in one text.

    Returns
    -------
    pandas.DataFrame
        The articles table, further columns of a table kept as they are. ``articles.attrs["errors"]`` lists
        what was left out (stage, file, line, article_id, reason, what_to_do) and
        ``articles.attrs["notes"]`` counts what deserves a look, ``articles.attrs["files"]`` names what was
        read.

    Raises
    ------
    CorpusError
        When the source does not exist or gives no article at all. Its ``errors`` say why, file by file.

    Warns
    -----
    CorpusWarning
        Once, when something was left out or deserves a look.

    Notes
    -----
    The text is never rewritten: it is what the file holds once decoded, so that ``text[start:end]`` of a
    statement can be found again. Only the line ends of ``.txt`` files become ``\n``, because Git and mail
    programs change them from machine to machine.

    Examples
    --------
    >>> articles = read_corpus(pd.DataFrame({"text": ["Le ministre a dit qu'il ne céderait pas à la rue."]}))
    >>> articles.loc[0, "article_id"]
    'table-1'
    """
    for name in filter(None, [encoding]):
        _check_encoding(name)
    log = Log()
    gate = Gate(log, keep_duplicates=keep_duplicates, max_chars=max_chars)
    rows = [row for record in _records(source, log, encoding, errors) if (row := gate.admit(record))]
    if not rows:
        raise CorpusError(_nothing(source, log), log.records())
    articles = _frame(rows)
    articles.attrs = {"errors": log.records(), "notes": dict(log.notes), "files": log.files}
    _warn(log, len(rows))
    return articles


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError:
        known = ["utf-8", "utf-16", "cp1252", "iso8859_15", "latin-1", "mac_roman"]
        hint = did_you_mean(name, known)
        raise CorpusError(f"unknown encoding '{name}'.{hint} Python knows: {', '.join(known)}…") from None


def _records(source: object, log: Log, encoding: str | None, errors: str | None) -> Iterator[Record]:
    if isinstance(source, pd.DataFrame):
        yield from records(list(frame_rows(source)), "table", "table", log)
        return
    files = find_files(source, log, encoding, errors)
    files.sort(key=lambda file: file.path.suffix.lower() not in TABLES)
    taken: set[Path] = set()  # files whose article a table has described already
    for file in files:
        if file.path.resolve() in taken:
            continue
        for record in _read(file, log):
            if record.pointer is None:
                yield record
            else:
                yield from _pointed(record, file, taken, log)


def _read(file: SourceFile, log: Log) -> Iterator[Record]:
    log.files.append(file.name)
    try:
        yield from _reader(file)(file, log)
    except UnreadableError as error:
        log.refuse(file.name, str(error), error.what_to_do)
    except OSError as error:
        log.refuse(file.name, f"cannot be opened ({error.strerror or error})", "Check that it may be read.")


def _reader(file: SourceFile) -> Callable[[SourceFile, Log], Iterator[Record]]:
    suffix = file.path.suffix.lower()
    return read_table if suffix in TABLES else read_page if "htm" in suffix else _read_text


def _read_text(file: SourceFile, log: Log) -> Iterator[Record]:
    text = file.read(log).replace("\r\n", "\n").replace("\r", "\n")
    yield Record(text, file.name, source=file.name, fallback_id=file.key)


def _pointed(record: Record, table: SourceFile, taken: set[Path], log: Log) -> Iterator[Record]:
    """Read the file that a row of a table names, and describe its article by that row."""
    folder = table.path.parent.resolve()
    path = (folder / str(record.pointer)).resolve()
    if not path.is_relative_to(folder) or not path.is_file() or path.suffix.lower() in TABLES:
        near = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES]
        what = f"Correct the column 'file'.{did_you_mean(str(record.pointer), near)}"
        log.refuse(table.name, f"no article '{record.pointer}' beside the table", what, record.line)
        return
    taken.add(path)
    name = (Path(table.name).parent / str(record.pointer)).as_posix()
    file = SourceFile(path, name, Path(str(record.pointer)).stem, table.encoding, table.errors)
    for found in _read(file, log):
        for column in ("article_id", "title", "published", "outlet"):
            if getattr(record, column) not in (None, ""):
                setattr(found, column, getattr(record, column))
        if not str(record.source).startswith(table.name):
            found.source = record.source
        found.extra = record.extra
        yield found


def _frame(rows: list[dict]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    for column in ("title", "outlet"):
        table[column] = table[column].astype("str")
    table["published"] = pd.to_datetime(table["published"])
    first = list(ARTICLES.columns)
    table = check(table[first + [column for column in table.columns if column not in first]], ARTICLES)
    return table.assign(published=table["published"].astype("datetime64[s]"))


def _nothing(source: object, log: Log) -> str:
    what = "this table" if isinstance(source, pd.DataFrame) else f"'{source}'"
    if not log.problems:
        return f"no article in {what}. Readable are: {', '.join(SUFFIXES)}."
    more = f" (and {len(log.problems) - 3} more)" if len(log.problems) > 3 else ""
    return f"no article could be read from {what}. " + " ".join(map(str, log.problems[:3])) + more


def _warn(log: Log, kept: int) -> None:
    parts = [f"{count} × {note}" for note, count in log.notes.most_common()]
    if log.problems:
        reasons = Counter(problem.reason for problem in log.problems).most_common(3)
        listed = "; ".join(f"{count} × {reason}" for reason, count in reasons)
        parts.insert(0, f"{len(log.problems)} left out ({listed}), see articles.attrs['errors']")
    if parts:
        warnings.warn(f"{kept} articles read; " + "; ".join(parts), CorpusWarning, stacklevel=3)
