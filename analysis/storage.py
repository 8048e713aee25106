"""The tables of a run on disk: Parquet with fixed types, CSV and JSON Lines on request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pyarrow
import pyarrow.parquet as pq

from analysis.tables import ARTICLES, ESTIMATES, SENTIMENT_TABLE, STANCE_TABLE, STATEMENTS

#: The tables of a run, in the order in which they come to be.
CONTRACTS: dict[str, pa.DataFrameSchema] = {
    "articles": ARTICLES,
    "statements": STATEMENTS,
    "sentiments": SENTIMENT_TABLE,
    "stances": STANCE_TABLE,
    "estimates": ESTIMATES,
}
#: Columns that hold lists, with the type of what is in them.
_LISTS = {
    "segments": pyarrow.list_(pyarrow.list_(pyarrow.int64())),
    "speakers": pyarrow.list_(pyarrow.string()),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class RunError(ValueError):
    """A folder does not hold a finished run, or a file of it cannot be read."""


@dataclass
class Run:
    """What one run left in its folder."""

    folder: Path
    articles: pd.DataFrame
    statements: pd.DataFrame
    sentiments: pd.DataFrame
    stances: pd.DataFrame
    estimates: pd.DataFrame
    errors: list[dict]
    manifest: dict


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as Parquet, byte-identical for the same rows.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table of a run; list columns keep their types even where the table is empty.
    path : pathlib.Path
        The file; it appears only when it is complete.

    Returns
    -------
    pathlib.Path
        The file.
    """
    plain = table.reset_index(drop=True).copy()
    plain.attrs = {}
    lists = {name: kind for name, kind in _LISTS.items() if name in plain}
    rest = pyarrow.Table.from_pandas(plain.drop(columns=list(lists)), preserve_index=False)
    for name, kind in lists.items():
        cells = pyarrow.array([_plain_list(cell) for cell in plain[name]], type=kind)
        rest = rest.add_column(list(plain.columns).index(name), pyarrow.field(name, kind), cells)
    part = path.with_name(path.name + ".part")
    pq.write_table(rest.select(list(plain.columns)), part)
    return part.replace(path)


def read_table(path: Path) -> pd.DataFrame:
    """Read a Parquet table back, with Python lists in its list columns.

    Raises
    ------
    RunError
        When the file is absent or is not Parquet.
    """
    try:
        table = pd.read_parquet(path)
    except FileNotFoundError:
        raise RunError(f"no table '{path}'. Run `python -m analysis run CORPUS --out DIR` first.") from None
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise RunError(f"'{path}' is not a Parquet table ({error}). Run the corpus again.") from error
    for name in _LISTS:
        if name in table:
            table[name] = pd.Series(
                [_plain_list(cell) for cell in table[name]], index=table.index, dtype=object
            )
    return table


def read_run(folder: str | Path) -> Run:
    """Read the tables of a finished run.

    Parameters
    ----------
    folder : str or pathlib.Path
        The RUN_DIR of ``python -m analysis run CORPUS --out RUN_DIR``.

    Returns
    -------
    Run
        The five tables, the errors and the manifest.

    Raises
    ------
    RunError
        When the folder holds no run, or one that was not finished.

    Examples
    --------
    >>> read_run("nowhere")
    Traceback (most recent call last):
    ...
    analysis.storage.RunError: no finished run in 'nowhere': manifest.json is missing. ...
    """
    folder = Path(folder)
    if not (folder / "manifest.json").is_file():
        raise RunError(
            f"no finished run in '{folder}': manifest.json is missing. "
            "Run `python -m analysis run CORPUS --out DIR` (with --resume to finish an interrupted one)."
        )
    tables = {name: read_table(folder / f"{name}.parquet") for name in CONTRACTS}
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    lines = (folder / "errors.jsonl").read_text(encoding="utf-8").split("\n")
    return Run(folder, **tables, errors=[json.loads(line) for line in lines if line], manifest=manifest)


def export_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV that a spreadsheet opens safely.

    Texts that a spreadsheet would take for a formula (they start with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return) get a leading apostrophe. Lists are written as JSON. The file starts with a byte-order
    mark, without which Excel reads UTF-8 as something else.
    """
    safe = table.copy()
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            safe[name] = [_safe_cell(cell) for cell in table[name]]
    safe.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def export_jsonl(table: pd.DataFrame, path: Path) -> None:
    """Write a table as JSON Lines, one row per line, dates as ISO days, missing values as null."""
    plain = table.copy()
    for name in table.columns:
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            plain[name] = table[name].dt.strftime("%Y-%m-%d")
    rows = plain.astype(object).where(plain.notna(), None).to_dict("records")
    write_jsonl(rows, path)


def write_json(value: object, path: Path) -> None:
    """Write a value as readable JSON, in UTF-8 and with the same line ends on every system."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_jsonl(rows: list[dict], path: Path) -> None:
    """Write dictionaries as JSON Lines; the file appears only when it is complete."""
    part = path.with_name(path.name + ".part")
    lines = (json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    part.write_text("".join(lines), encoding="utf-8", newline="\n")
    part.replace(path)


def _plain_list(cell: object) -> object:
    """Turn the nested arrays of Parquet into lists."""
    if hasattr(cell, "tolist"):
        cell = cell.tolist()
    return [_plain_list(part) for part in cell] if isinstance(cell, list | tuple) else cell


def _safe_cell(cell: object) -> object:
    if isinstance(cell, list):
        cell = json.dumps(cell, ensure_ascii=False)
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
