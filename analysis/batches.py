"""A corpus in batches: each is worked through on its own, kept on disk, and never worked through twice.

What fails is caught where it fails: a batch that raises is tried again article by article, and the article
that raises becomes an error record. What concerns the whole run (a scorer that does not exist, a themes file
that cannot be read) is raised at once instead.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import re
import shutil
import traceback
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.storage import CONTRACTS, read_table, write_table
from analysis.tables import GAP, check

Step = Callable[[pd.DataFrame], pd.DataFrame]

#: Raised by name, so that this module need not import the model to know its errors.
_CONCERN_THE_RUN = {"ScorerError", "EncoderError", "ThemesError", "ActorsError", "ModuleNotFoundError"}
#: What a process of the pool extracts with.
_step: Step | None = None
_TABLES = ["statements", "sentiments", "stances"]


@dataclass
class Batch:
    """What a batch of articles gave."""

    tables: dict[str, pd.DataFrame]
    errors: list[dict] = field(default_factory=list)
    warnings: Counter = field(default_factory=Counter)
    resumed: bool = False


@dataclass(frozen=True)
class Steps:
    """The three steps of a run, each a function of one table. ``extract`` is sent to other processes."""

    extract: Step
    sentiment: Step
    stance: Step


def batch_key(articles: pd.DataFrame, settings: str) -> str:
    """Name a batch by its texts and everything that its result depends on."""
    rows = [*articles["article_id"], *articles["sha256"], *map(str, articles["published"])]
    return hashlib.sha256("\n".join([settings, *rows]).encode()).hexdigest()[:24]


def work_through(
    batches: list[pd.DataFrame], steps: Steps, folder: Path, settings: str, *, workers: int, resume: bool
) -> Iterator[Batch]:
    """Yield the result of each batch, in order.

    Parameters
    ----------
    batches : list of DataFrame
        Parts of the articles table.
    steps : Steps
        What is done with each part.
    folder : pathlib.Path
        Where finished batches are kept.
    settings : str
        Whatever else the result depends on.
    workers : int
        Processes that extract; scoring stays in this one.
    resume : bool
        Take finished batches from the folder. Otherwise the folder is emptied first.
    """
    if not resume:
        _empty(folder)
    keys = [batch_key(articles, settings) for articles in batches]
    kept = {key: batch for key in keys if resume and (batch := _load(folder / key))}
    todo = [articles for articles, key in zip(batches, keys, strict=True) if key not in kept]
    extracted = extract_all(todo, steps.extract, workers)
    for key in keys:
        if key in kept:
            yield kept[key]
        else:
            batch = next(extracted)
            _score(batch, steps)
            _save(batch, folder / key)
            yield batch


def extract_all(batches: list[pd.DataFrame], extract: Step, workers: int) -> Iterator[Batch]:
    """Yield the statements of each batch, in order, worked out by several processes."""
    if workers <= 1 or len(batches) <= 1:
        yield from (_extract(articles, extract) for articles in batches)
        return
    waiting = deque(batches)
    while waiting:
        try:
            for batch in _in_processes(list(waiting), extract, workers):
                waiting.popleft()
                yield batch
        except BrokenProcessPool:
            # the process died; find out by which article, each in a process of its own
            yield _extract_apart(waiting.popleft(), extract)


def _in_processes(batches: list[pd.DataFrame], extract: Step, workers: int) -> Iterator[Batch]:
    # "spawn" gives each process a memory of its own, as on every system; a forked torch may hang
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        min(workers, len(batches)), mp_context=context, initializer=_learn, initargs=(extract,)
    ) as pool:
        try:
            yield from pool.map(_extract_here, batches)
        except GeneratorExit:
            pool.shutdown(cancel_futures=True)
            raise


def _learn(extract: Step) -> None:
    """Keep the step in a new process, so that what it carries (the table of actors) is sent once."""
    global _step
    _step = extract


def _extract_here(articles: pd.DataFrame) -> Batch:
    assert _step is not None
    return _extract(articles, _step)


def _extract_apart(articles: pd.DataFrame, extract: Step) -> Batch:
    parts = []
    for _, row in articles.groupby("article_id", sort=False):
        try:
            parts += list(_in_processes([row], extract, 1))
        except BrokenProcessPool as error:
            parts.append(Batch(_nothing(), [_record("extract", row["article_id"].iloc[0], error)]))
    return _joined(parts)


def _extract(articles: pd.DataFrame, extract: Step) -> Batch:
    table, errors, said = _by_article(articles, partial(_checked, extract), "statements")
    return Batch({"statements": table}, errors, said)


def _score(batch: Batch, steps: Steps) -> None:
    statements = batch.tables["statements"]
    for name, step in (("sentiments", steps.sentiment), ("stances", steps.stance)):
        table, errors, said = _by_article(statements, step, name)
        batch.tables[name] = table
        batch.errors += errors
        batch.warnings += said


def _by_article(table: pd.DataFrame, step: Step, gives: str) -> tuple[pd.DataFrame, list[dict], Counter]:
    """Apply a step to the whole table or, where that raises, to each article on its own."""
    stage = "extract" if gives == "statements" else "score"
    errors: list[dict] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            parts = [step(table)] if len(table) else []
        except Exception as error:
            if type(error).__name__ in _CONCERN_THE_RUN:
                raise
            parts = []
            for name, rows in table.groupby("article_id", sort=False):
                try:
                    parts.append(step(rows.reset_index(drop=True)))
                except Exception as reason:
                    errors.append(_record(stage, str(name), reason))
    said = Counter(str(w.message) for w in caught if issubclass(w.category, UserWarning))
    return _concat(parts, gives), errors, said


def _checked(extract: Step, part: pd.DataFrame) -> pd.DataFrame:
    """Extract, and make sure that each content is what stands in its article."""
    found = check(extract(part), CONTRACTS["statements"])
    texts = dict(zip(part["article_id"], part["text"], strict=True))
    for row in found.itertuples():
        text = texts[row.article_id]
        if GAP.join(text[start:end] for start, end in row.segments) != row.content:
            raise ValueError(f"the segments {row.segments} of {row.statement_id} do not give its content")
    return found


def _record(stage: str, article_id: str, error: BaseException) -> dict:
    if isinstance(error, BrokenProcessPool):
        reason = "the process died over this article"
        what = "Most likely memory: split a very long text, or use fewer --workers."
    elif isinstance(error, MemoryError):
        reason, what = "not enough memory for this article", "Split the text, or use fewer --workers."
    else:
        reason = f"{type(error).__name__}: {error}"
        what = "A fault of the suite: please report it with the article; the others are not touched by it."
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else None
    return {
        "stage": stage,
        "file": None,
        "line": None,
        "article_id": article_id,
        "reason": reason,
        "what_to_do": what,
        "raised_at": place,
    }


def _nothing() -> dict[str, pd.DataFrame]:
    return {"statements": _concat([], "statements")}


def _concat(parts: list[pd.DataFrame], name: str) -> pd.DataFrame:
    """Put tables of one kind below one another, with the contract's columns even where there is no row."""
    filled = [part for part in parts if len(part)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    empty = pd.DataFrame({column: [] for column in CONTRACTS[name].columns}, dtype=object)
    return check(empty, CONTRACTS[name])


def _joined(parts: list[Batch]) -> Batch:
    statements = _concat([part.tables["statements"] for part in parts], "statements")
    errors = [error for part in parts for error in part.errors]
    return Batch({"statements": statements}, errors, sum((part.warnings for part in parts), Counter()))


def concat_batches(batches: list[Batch], name: str) -> pd.DataFrame:
    """Put one table of all batches together and check it."""
    return check(_concat([batch.tables[name] for batch in batches], name), CONTRACTS[name])


def _save(batch: Batch, folder: Path) -> None:
    """Keep a batch; with errors it is not finished, and is tried again when the run is resumed."""
    if batch.errors:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        write_table(batch.tables[name], folder / f"{name}.parquet")
    (folder / "done.json").write_text(json.dumps(batch.warnings, ensure_ascii=False), encoding="utf-8")


def _load(folder: Path) -> Batch | None:
    if not (folder / "done.json").is_file():
        return None
    tables = {name: read_table(folder / f"{name}.parquet") for name in _TABLES}
    said = Counter(json.loads((folder / "done.json").read_text(encoding="utf-8")))
    return Batch(tables, warnings=said, resumed=True)


def _empty(folder: Path) -> None:
    for old in folder.glob("*"):
        if old.is_dir() and re.fullmatch(r"[0-9a-f]{24}", old.name):
            shutil.rmtree(old)
