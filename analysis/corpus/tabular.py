"""CSV, JSON Lines and Parquet: one row per article, only the column ``text`` required."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis.corpus.encodings import UnreadableError
from analysis.corpus.language import word_lists
from analysis.corpus.problems import Log, did_you_mean
from analysis.corpus.records import Record, SourceFile

#: The columns that are understood; all others but these and the pointers are carried along unchanged.
COLUMNS = ["article_id", "title", "published", "outlet", "source", "text"]
_POINTERS = ["url", "file"]
_OURS = {*COLUMNS, *_POINTERS, "sha256"}
_SEPARATORS = ",;\t|"

Row = tuple[int | None, dict[str, object]]


def read_table(file: SourceFile, log: Log) -> Iterator[Record]:
    """Yield the articles of a table file.

    Parameters
    ----------
    file : SourceFile
        A ``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson`` or ``.parquet`` file.
    log : Log
        Takes the rows that cannot be read.
    """
    suffix = file.path.suffix.lower()
    if suffix == ".parquet":
        rows = list(_parquet_rows(file.path))
    else:
        text = file.read(log)
        if not text.strip():
            log.refuse(file.name, "the file is empty", "Remove it, or put articles in it.")
            return
        read = _json_rows if suffix in (".jsonl", ".ndjson") else _csv_rows
        rows = list(read(text, file.name, log))
    yield from records(rows, file.name, file.key, log)


def frame_rows(table: pd.DataFrame) -> Iterator[Row]:
    """Yield the rows of a DataFrame with their number, counted from one."""
    yield from enumerate(table.to_dict("records"), start=1)


def records(rows: list[Row], name: str, key: str, log: Log) -> Iterator[Record]:
    """Turn the rows of any table into records, or say which columns are there instead of ``text``."""
    columns = list(dict.fromkeys(str(column) for _, row in rows for column in row))
    known = {column.strip().lower() for column in columns}
    if rows and not known & {"text", "file"}:
        listed = ", ".join(f"'{column}'" for column in columns) or "none"
        hint = did_you_mean("text", columns, also=word_lists()["text_columns"])
        what = f"Rename the column that holds the text.{hint}"
        log.refuse(name, f"no column 'text'; its columns are {listed}", what)
        return
    for number, (line, row) in enumerate(rows, start=1):
        yield _record(row, name, line, f"{key}-{number}")


def _record(row: dict[str, object], name: str, line: int | None, fallback_id: str) -> Record:
    cells = {str(column).strip().lower(): value for column, value in row.items()}
    place = name if line is None else f"{name}:{line}"
    record = Record(cells.get("text"), name, line, fallback_id=fallback_id)
    record.source = _filled(cells.get("source")) or _filled(cells.get("url")) or place
    for column in ("article_id", "title", "published", "outlet"):
        setattr(record, column, cells.get(column))
    record.extra = {str(c): value for c, value in row.items() if str(c).strip().lower() not in _OURS}
    if not _filled(record.text):
        record.pointer = _filled(cells.get("file"))
    return record


def _filled(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _parquet_rows(path: Path) -> Iterator[Row]:
    try:
        table = pd.read_parquet(path)
    except Exception as error:  # pyarrow raises many kinds
        first = (str(error).splitlines() or [type(error).__name__])[0]
        reason = f"not a Parquet table ({first})"
        raise UnreadableError(reason, "Write it again, or export it as CSV.") from error
    yield from frame_rows(table)


def _json_rows(text: str, name: str, log: Log) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            reason = f"not a JSON object ({error.msg}, column {error.colno})"
            log.refuse(name, reason, "Write one JSON object per line.", number)
            continue
        except (RecursionError, ValueError) as error:
            log.refuse(name, f"not a JSON object ({error})", "Write one JSON object per line.", number)
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            reason = f"a JSON {type(row).__name__} where an object is expected"
            log.refuse(name, reason, 'Write one object per line: {"text": "…"}.', number)


def _csv_rows(text: str, name: str, log: Log) -> Iterator[Row]:
    start, separator = _separator(text)
    limit = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        body = io.StringIO(text[start:], newline="")
        yield from _csv_cells(body, separator, text.count("\n", 0, start), name, log)
    finally:
        csv.field_size_limit(limit)


def _csv_cells(body: io.StringIO, separator: str, skipped: int, name: str, log: Log) -> Iterator[Row]:
    reader = csv.reader(body, delimiter=separator, strict=True)
    header: list[str] = []
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            what = "Close the quotation mark of the cell that starts here; double the ones inside it."
            log.refuse(name, f"broken CSV from this line on ({error})", what, line)
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
        elif len(cells) != len(header):
            reason = f"{len(cells)} cells where the header has {len(header)}"
            log.refuse(name, reason, "Put cells that hold the separator in quotation marks.", line)
        else:
            yield line, dict(zip(header, cells, strict=True))


def _separator(text: str) -> tuple[int, str]:
    """Find where the header starts and what stands between its cells; Excel's ``sep=;`` line is obeyed."""
    first = text.partition("\n")[0]
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return len(first) + 1, first.strip()[4]
    counts = {mark: first.count(mark) for mark in _SEPARATORS}
    best = max(counts, key=lambda mark: counts[mark])
    return 0, best if counts[best] else ","
