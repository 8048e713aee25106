"""Which files a corpus is made of."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis.corpus.problems import CorpusError, Log, did_you_mean
from analysis.corpus.records import SourceFile

TABLES = [".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"]
SUFFIXES = [".txt", ".html", ".htm", ".xhtml", *TABLES]


def find_files(source: object, log: Log, encoding: str | None, errors: str | None) -> list[SourceFile]:
    """List the files of a corpus, in an order that is the same on every machine.

    Parameters
    ----------
    source : str, pathlib.Path or iterable of these
        A folder, a file, a glob, or several.
    log : Log
        Counts the files of a folder that are of another kind.
    encoding, errors : str, optional
        Handed on to each file.

    Raises
    ------
    CorpusError
        When there is no such file, or none that can be read.
    """
    if not isinstance(source, str | Path):
        if not isinstance(source, Iterable):
            raise CorpusError(f"a corpus is a path or a DataFrame, not {type(source).__name__}.")
        return [file for part in source for file in find_files(part, log, encoding, errors)]
    path = Path(source).expanduser()
    if path.is_dir():
        paths, root = _inside(path, log), path
    elif path.is_file():
        paths, root = [_readable(path)], path.parent
    elif any(mark in str(source) for mark in "*?["):
        paths, root = _matching(path), None
    else:
        siblings = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        raise CorpusError(f"no file or folder '{source}'.{did_you_mean(path.name, siblings)}")
    return [SourceFile(p, p.as_posix(), _key(p, root), encoding, errors) for p in paths]


def _inside(folder: Path, log: Log) -> list[Path]:
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and not _hidden(p.relative_to(folder)))
    described = [
        p for p in paths if p.parent == folder and p.stem == "articles" and p.suffix.lower() in TABLES
    ]
    if described:
        paths = described + [p for p in paths if p.relative_to(folder).parts[0] == "articles"]
    other = Counter(p.suffix.lower() or "no suffix" for p in paths if p.suffix.lower() not in SUFFIXES)
    for suffix, count in other.items():
        log.notes[f"file of another kind, not read ({suffix})"] += count
    return [p for p in paths if p.suffix.lower() in SUFFIXES]


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _readable(path: Path) -> Path:
    if path.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"'{path}' is none of {', '.join(SUFFIXES)}. Export it as one of these.")
    return path


def _matching(pattern: Path) -> list[Path]:
    found = [Path(p) for p in sorted(glob.glob(str(pattern), recursive=True))]  # noqa: PTH207
    paths = [p for p in found if p.is_file() and p.suffix.lower() in SUFFIXES]
    if not paths:
        raise CorpusError(f"no readable file matches '{pattern}'. Readable are: {', '.join(SUFFIXES)}.")
    return paths


def _key(path: Path, root: Path | None) -> str:
    """Name an article by its place in the folder, without the suffix."""
    inside = path.relative_to(root) if root else Path(path.name)
    return inside.with_suffix("").as_posix()
