"""From a figure to a paper: files that are the same each time, their caption, and where they come from.

Beside every figure lies a record (JSON): its caption, the function that drew it, the tables it was drawn from
with their checksums, and the checksum of each file. `verify` reads the records back.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd

from analysis.latex import command_name, escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Formats a figure is written in: for print, for the web, for slides.
FORMATS = ("pdf", "svg", "png")

#: What makes a file the same each time: no dates, fixed ids, whole letters, fonts inside.
_FIXED: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "svg.hashsalt": "porte-parole",
    "svg.fonttype": "path",
    "savefig.dpi": 300,
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    "savefig.transparent": False,
}
_MAKER = "Porte-parole"
_METADATA: dict[str, dict] = {
    "pdf": {"Creator": _MAKER, "Producer": _MAKER, "CreationDate": None, "ModDate": None},
    "svg": {"Creator": _MAKER, "Date": None},
    "png": {"Software": _MAKER},
}
_RECORD = "porte-parole figure 1"
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")


def export_figure(
    fig: Figure,
    name: str,
    out: str | Path = "figures",
    caption: str = "",
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    """Write a figure as PDF, SVG and PNG, byte-identical when run again, with its caption and its record.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Of `analysis.charts`, or any other.
    name : str
        Of the files; letters that some systems do not bear in a file name are replaced.
    out : str or pathlib.Path
        The folder; made where it is missing.
    caption : str
        In plain words; escaped where it goes into LaTeX.
    tables : mapping of str to pandas.DataFrame, optional
        The tables it was drawn from, by their names; their checksums go into the record.

    Returns
    -------
    list of pathlib.Path
        The PDF, SVG and PNG, a ``.tex`` that includes the figure with its caption, and the record ``.json``.

    Raises
    ------
    ValueError
        When the name holds nothing that a file can be called.

    Examples
    --------
    >>> export_figure(fig, "stance-ukraine", caption="Who wants talks.")  # doctest: +SKIP
    """
    stem, folder = safe_name(name), _folder(out)
    files = {f"{stem}.{kind}": _picture(fig, kind) for kind in FORMATS}
    files[f"{stem}.tex"] = _include(stem, caption).encode()
    record = {
        "record": _RECORD,
        "name": name,
        "caption": caption,
        "drawn_by": fig.get_gid() or "",
        "size_inches": [round(float(side), 3) for side in fig.get_size_inches()],
        "tables": {key: _identity(table) for key, table in (tables or {}).items()},
        "scorers": _scorers(tables or {}),
        "made_with": {key: metadata.version(key) for key in ("matplotlib", "pandas")},
    }
    return _write(folder, stem, files, record)


def write_numbers(
    numbers: Mapping[str, object],
    out: str | Path = "figures",
    name: str = "numbers",
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    r"""Write the numbers of a text as LaTeX commands, so that no number is copied by hand.

    Parameters
    ----------
    numbers : mapping of str to object
        Name → number or text. ``n statements`` becomes ``\nStatements``; texts are escaped.
    out, name, tables
        As for `export_figure`.

    Returns
    -------
    list of pathlib.Path
        The ``.tex`` and its record.

    Raises
    ------
    ValueError
        When two names give the same command, or a name gives none.

    Examples
    --------
    >>> write_numbers({"n statements": 17, "loudest": "Chine & co"}, "paper")  # doctest: +SKIP
    """
    commands: dict[str, str] = {}
    for key, value in numbers.items():
        command = command_name(key)
        if command in commands:
            raise ValueError(f"the number {key!r} gives \\{command}, which another has taken. Rename one.")
        commands[command] = escape(str(value))
    lines = [f"\\newcommand{{\\{command}}}{{{value}}}" for command, value in commands.items()]
    stem = safe_name(name)
    record = {"record": _RECORD, "name": name, "numbers": {key: str(value) for key, value in numbers.items()},
              "tables": {key: _identity(table) for key, table in (tables or {}).items()}}  # fmt: skip
    return _write(_folder(out), stem, {f"{stem}.tex": ("\n".join(lines) + "\n").encode()}, record)


def verify(figures_dir: str | Path) -> list[str]:
    """Compare every file of a figures folder with its record.

    Parameters
    ----------
    figures_dir : str or pathlib.Path
        What `export_figure` and `write_numbers` wrote.

    Returns
    -------
    list of str
        One sentence per problem: a file that is missing, was changed, or has no record. Empty: all is well.

    Raises
    ------
    FileNotFoundError
        When the folder holds no record at all.
    """
    folder = Path(figures_dir)
    records = {path: _read_record(path) for path in sorted(folder.glob("*.json"))}
    known = {path: record for path, record in records.items() if record is not None}
    if not known:
        raise FileNotFoundError(
            f"no figure records in '{folder}'. "
            "Write figures with `python -m analysis figures RUN_DIR --out DIR`."
        )
    problems, listed = [], set()
    for path, record in known.items():
        for name, expected in record["files"].items():
            listed.add(name)
            file = folder / Path(name).name
            if not file.is_file():
                problems.append(f"{name} is missing; {path.name} lists it.")
            elif _sha256(file.read_bytes()) != expected:
                problems.append(
                    f"{name} is not the file that {path.name} describes: it was changed or redrawn."
                )
    for file in sorted(folder.iterdir()):
        if file.suffix.lstrip(".") in {*FORMATS, "tex"} and file.name not in listed:
            problems.append(f"{file.name} has no record. Write it with export_figure, or move it elsewhere.")
    return problems


def safe_name(name: str) -> str:
    """Turn any name into one that every system bears as a file name.

    Raises
    ------
    ValueError
        When nothing is left of it.

    Examples
    --------
    >>> safe_name("Élargissement de l’UE / 2023"), safe_name("../x"), safe_name("con")
    ('elargissement-de-l-ue-2023', 'x', 'con-')
    """
    spelled = name.lower().translate({ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss", ord("’"): "'"})
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:80]
    if not plain:
        raise ValueError(
            f"{name!r} holds no letter or digit that a file can be called by. Choose another name."
        )
    return plain + "-" if _RESERVED.match(plain) else plain


def _folder(out: str | Path) -> Path:
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _picture(fig: Figure, kind: str) -> bytes:
    held = BytesIO()
    with mpl.rc_context(_FIXED):
        fig.savefig(held, format=kind, metadata=_METADATA[kind])
    content = held.getvalue()
    return content.replace(b"\r\n", b"\n") if kind == "svg" else content


def _include(stem: str, caption: str) -> str:
    return (
        "\\begin{figure}\n  \\centering\n"
        f"  \\includegraphics{{{stem}}}\n  \\caption{{{escape(caption)}}}\n  \\label{{fig:{stem}}}\n"
        "\\end{figure}\n"
    )


def _identity(table: pd.DataFrame) -> dict[str, object]:
    """Give a table's size and a checksum of its values, whatever its dtypes and index."""
    rows = table.to_json(orient="records", lines=True, date_format="iso", date_unit="s", force_ascii=False)
    return {"rows": len(table), "sha256": _sha256(rows.encode())}


def _scorers(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    return sorted({name for table in tables.values() if "scorer" in table for name in table["scorer"]})


def _write(folder: Path, stem: str, files: dict[str, bytes], record: dict) -> list[Path]:
    record["files"] = {name: _sha256(content) for name, content in files.items()}
    files[f"{stem}.json"] = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def _read_record(path: Path) -> dict | None:
    """Read a record; any other JSON in the folder is none of ours."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return None
    return read if isinstance(read, dict) and read.get("record") == _RECORD else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
