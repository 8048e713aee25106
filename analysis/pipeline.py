"""A whole corpus through every step, into a folder of tables."""

from __future__ import annotations

import json
import time
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from analysis.batches import Batch, Steps, concat_batches, work_through
from analysis.corpus import CorpusError, CorpusWarning, read_corpus
from analysis.manifest import code_sha256, inputs, sha256, versions
from analysis.storage import CONTRACTS, Run, export_csv, export_jsonl, write_json, write_jsonl, write_table

_EXPORTS: dict[str, Callable[[pd.DataFrame, Path], None]] = {"csv": export_csv, "jsonl": export_jsonl}


def run(
    corpus: str | Path | pd.DataFrame,
    out: str | Path,
    themes: str | Path | None = None,
    actors: str | Path | None = None,
    scorer: str = "default",
    workers: int = 1,
    resume: bool = False,
    min_confidence: float = 0.0,
    *,
    encoding: str | None = None,
    export: tuple[str, ...] = (),
    batch_size: int = 20,
    steps: Steps | None = None,
    progress: bool = True,
) -> Run:
    """Read a corpus, find its statements, score them, estimate where the speakers stand; write it all down.

    Parameters
    ----------
    corpus : str, pathlib.Path or DataFrame
        Anything `read_corpus` reads.
    out : str or pathlib.Path
        The folder for the tables. An earlier run in it is replaced.
    themes, actors : str or pathlib.Path, optional
        YAML files; by default those that come with the project.
    scorer : str
        The stance and sentiment scorer.
    workers : int
        Processes that extract statements.
    resume : bool
        Keep the finished batches of an interrupted run. They are recognised by their texts and by every
        setting, model and line of code they depend on, so that nothing stale is taken up.
    min_confidence : float
        Leave out statements below it.
    encoding : str, optional
        Of the files, where it is not found rightly by itself.
    export : tuple of {"csv", "jsonl"}
        Further formats for the tables.
    batch_size : int
        Articles worked through, and kept, at a time.
    steps : Steps, optional
        Other functions for the three steps.
    progress : bool
        Show a progress bar on a terminal.

    Returns
    -------
    Run
        The tables, the errors and the manifest, as `read_run` gives them.

    Raises
    ------
    CorpusError
        When no article can be read; ``errors.jsonl`` then says why.
    ValueError
        On an unknown scorer, a broken themes or actors file, or another wrong argument.

    Examples
    --------
    >>> run("seeds", "runs/seed").statements["speakers"].explode().value_counts()  # doctest: +SKIP
    """
    started, clock = datetime.now(UTC), time.monotonic()
    _check_arguments(out, workers, batch_size, min_confidence, export)
    folder = _folder(out)
    articles, said = _read(corpus, folder, encoding)
    steps, asked = (steps, "") if steps else _steps(themes, actors, scorer, min_confidence)
    settings = json.dumps([code_sha256(), versions(), asked, scorer, min_confidence])
    parts = [articles.iloc[start : start + batch_size] for start in range(0, len(articles), batch_size)]
    done = work_through(parts, steps, folder / "batches", settings, workers=workers, resume=resume)
    batches = _watched(done, parts, progress)
    said += sum((batch.warnings for batch in batches), Counter())
    tables = _tables(articles, batches)
    errors = articles.attrs["errors"] + [error for batch in batches for error in batch.errors]
    outputs = _write(tables, errors, folder, export)
    manifest = {
        "arguments": {
            "corpus": "a DataFrame" if isinstance(corpus, pd.DataFrame) else str(corpus),
            "themes": None if themes is None else str(themes),
            "actors": None if actors is None else str(actors),
            "scorer": scorer,
            "min_confidence": min_confidence,
            "workers": workers,
            "resume": resume,
        },
        "versions": versions(),
        "code_sha256": code_sha256(),
        "inputs": inputs(corpus, articles.attrs["files"], [themes, actors]),
        "outputs": {path.name: sha256(path) for path in outputs},
        "scorers": sorted({*tables["stances"]["scorer"], *tables["sentiments"]["scorer"]}),
        "counts": _counts(tables, errors, batches),
        "warnings": dict(said),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
    }
    write_json(manifest, folder / "manifest.json")
    return Run(folder, **tables, errors=errors, manifest=manifest)


def summary(done: Run) -> str:
    """Say in a few lines what a run gave, what was left out and where to look.

    Parameters
    ----------
    done : Run
        What `run` or `read_run` gave.

    Returns
    -------
    str
        Lines for a terminal.
    """
    counts = done.manifest["counts"]
    lines = [
        f"{counts['articles']} articles, {counts['statements']} statements by {counts['speakers']} speakers "
        f"({counts['unresolved']} without a resolved speaker), {counts['stances']} stances, "
        f"{counts['estimates']} estimates in {done.manifest['seconds']} s"
    ]
    lines += [f"warning: {text} ({count} ×)" for text, count in done.manifest["warnings"].items()]
    if done.errors:
        reasons = Counter(f"{error['stage']}: {error['reason']}" for error in done.errors).most_common(5)
        lines.append(
            f"{len(done.errors)} errors, each with its place and remedy in {done.folder / 'errors.jsonl'}"
        )
        lines += [f"  {count} × {reason}" for reason, count in reasons]
    else:
        lines.append("no errors")
    lines.append(f"tables in {done.folder}")
    return "\n".join(lines)


def _check_arguments(
    out: str | Path, workers: int, batch_size: int, min_confidence: float, export: tuple[str, ...]
) -> None:
    if Path(out).exists() and not Path(out).is_dir():
        raise ValueError(f"'{out}' is a file; a run needs a folder. Name another with --out.")
    if workers < 1 or batch_size < 1:
        raise ValueError(f"workers={workers}, batch_size={batch_size}: both are counts of at least 1.")
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence={min_confidence} is no probability. Use a number between 0 and 1.")
    if unknown := set(export) - set(_EXPORTS):
        raise ValueError(f"unknown export {', '.join(sorted(unknown))}. Known are: {', '.join(_EXPORTS)}.")


def _folder(out: str | Path) -> Path:
    """Make the folder; without its manifest it counts as unfinished until the end of this run."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    return folder


def _read(corpus: object, folder: Path, encoding: str | None) -> tuple[pd.DataFrame, Counter]:
    """Read the articles, and keep what the reading warns of for the end."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            articles = read_corpus(corpus, encoding)  # type: ignore[arg-type]
        except CorpusError as error:
            write_jsonl(error.errors, folder / "errors.jsonl")
            raise
    others = [w for w in caught if issubclass(w.category, UserWarning)]
    others = [w for w in others if not issubclass(w.category, CorpusWarning)]  # it repeats errors and notes
    return articles, Counter(articles.attrs["notes"]) + Counter(str(w.message) for w in others)


def _steps(
    themes: str | Path | None, actors: str | Path | None, scorer: str, min_confidence: float
) -> tuple[Steps, str]:
    """Prepare the suite's own steps, and put in words what they depend on beside the code.

    A themes or actors file that cannot be read is said here, before any work.
    """
    from analysis.speakers.actors import read_actors
    from analysis.stance import read_themes, score_sentiment, score_stance
    from analysis.statements import extract_statements

    asked, known = read_themes(themes), read_actors(actors)
    steps = Steps(
        extract=partial(extract_statements, actors=known, min_confidence=min_confidence),
        sentiment=partial(score_sentiment, scorer=scorer),
        stance=partial(score_stance, themes=asked, scorer=scorer),
    )
    return steps, f"{asked!r} {known!r}"


def _watched(done: Any, parts: list[pd.DataFrame], progress: bool) -> list[Batch]:
    batches = []
    with tqdm(total=sum(map(len, parts)), unit="article", disable=None if progress else True) as bar:
        for batch, part in zip(done, parts, strict=True):
            batches.append(batch)
            bar.update(len(part))
    return batches


def _tables(articles: pd.DataFrame, batches: list[Batch]) -> dict[str, pd.DataFrame]:
    from analysis.error_model import ErrorModel
    from analysis.estimates import estimate_stance

    names = ["statements", "sentiments", "stances"]
    tables = {"articles": articles} | {name: concat_batches(batches, name) for name in names}
    scorers = set(tables["stances"]["scorer"])
    errs = ErrorModel.measured(scorers.pop()) if len(scorers) == 1 else None
    tables["estimates"] = estimate_stance(tables["stances"], tables["statements"], error_model=errs)
    return tables


def _write(
    tables: dict[str, pd.DataFrame], errors: list[dict], folder: Path, export: tuple[str, ...]
) -> list[Path]:
    for old in folder.iterdir():
        if old.stem in CONTRACTS and old.suffix.lstrip(".") in _EXPORTS:
            old.unlink()
    written = [write_table(table, folder / f"{name}.parquet") for name, table in tables.items()]
    for kind in export:
        for name, table in tables.items():
            _EXPORTS[kind](table, folder / f"{name}.{kind}")
            written.append(folder / f"{name}.{kind}")
    write_jsonl(errors, folder / "errors.jsonl")
    return [*written, folder / "errors.jsonl"]


def _counts(tables: dict[str, pd.DataFrame], errors: list[dict], batches: list[Batch]) -> dict[str, int]:
    speakers = tables["statements"]["speakers"]
    return {
        **{name: len(table) for name, table in tables.items()},
        "speakers": len({name for names in speakers for name in names}),
        "unresolved": int(sum(len(names) == 0 for names in speakers)),
        "errors": len(errors),
        "batches": len(batches),
        "batches_resumed": sum(batch.resumed for batch in batches),
    }
