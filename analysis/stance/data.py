"""Coded statements for training and measuring, from three kinds of file.

* hand-written statements without an article: `statement`, `pairs`, `default_stances`; or `cue`, `content`,
  `stance`, `pairs`;
* statements of coded articles: the same with `article_id` and `context`;
* statements of public articles, kept as offsets, whose text is filled in from a file the user has.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.tables import GAP

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "training"


@dataclass(frozen=True)
class Coded:
    """One coded statement.

    Attributes
    ----------
    article : str
        The article it comes from; hand-written single statements each have their own, and no context.
    domain : str
        Name of the file.
    cue, content, context, kind : str
        As in the table *statements*; cue and context may be empty.
    stance : mapping
        Default proposition → stance; those absent are unrelated.
    pairs : tuple of (str, str)
        (proposition in French, stance).
    sentiment : str
        positive, neutral or negative.
    """

    article: str
    domain: str
    cue: str
    content: str
    context: str
    kind: str
    stance: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...]
    sentiment: str


def read_training(folder: Path = SEEDS, articles: Path | None = None) -> list[Coded]:
    """Read every coded statement of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds .jsonl files of the three kinds, also in sub-folders.
    articles : pathlib.Path, optional
        A .jsonl file of public articles (article_id, text), for statements kept as offsets. Without it
        those are left out.

    Returns
    -------
    list of Coded

    Raises
    ------
    FileNotFoundError
        When the folder holds no .jsonl file.

    Examples
    --------
    >>> statements = read_training()
    >>> len(statements) >= 1260
    True
    """
    files = sorted(Path(folder).rglob("*.jsonl"))
    if not files:
        raise FileNotFoundError(f"No .jsonl file of coded statements in {folder}.")
    texts = _texts(articles) if articles else {}
    return [coded for file in files for coded in _read(file, texts)]


def _texts(path: Path) -> dict[str, str]:
    return {row["article_id"]: row["text"] for row in _rows(path)}


def _rows(path: Path) -> Iterator[dict]:
    with Path(path).open(encoding="utf-8") as stream:
        yield from (json.loads(line) for line in stream if line.strip())


def _read(path: Path, texts: Mapping[str, str]) -> Iterator[Coded]:
    for number, row in enumerate(_rows(path), 1):
        pairs = tuple((p["proposition"], p["stance"]) for p in row.get("pairs", ()))
        if "statement" in row:
            yield Coded(f"{path.stem}-s{number}", path.stem, "", row["statement"], "", row["form"],
                        row.get("default_stances", {}), pairs, row["sentiment"])  # fmt: skip
        elif "content" in row:
            article = row.get("article_id", f"{path.stem}-s{number}")
            yield Coded(article, path.stem, row["cue"] or "", row["content"], row.get("context", ""),
                        row["kind"], row["stance"], pairs, row["sentiment"])  # fmt: skip
        elif row["article_id"] in texts:
            yield from_offsets(row, texts[row["article_id"]], path.stem)


def from_offsets(row: Mapping, text: str, domain: str) -> Coded:
    """Fill a statement that is kept as offsets with the words of its article."""
    spans, cue = row["segments"], row["cue"]
    start, end = context_of(text, [*spans, *([cue] if cue else [])])
    return Coded(
        article=row["article_id"],
        domain=domain,
        cue=text[slice(*cue)] if cue else "",
        content=GAP.join(text[a:b] for a, b in spans),
        context=text[start:end],
        kind=row["kind"],
        stance=row["stance"],
        pairs=tuple((p["proposition"], p["stance"]) for p in row.get("pairs", ())),
        sentiment=row["sentiment"],
    )


def read_gold(folder: Path) -> list[Coded]:
    """Read coded articles in the full format (text, statements with character spans)."""
    found = []
    for file in sorted(Path(folder).glob("*.json")):
        if file.name.endswith(".src.json"):
            continue
        article = json.loads(file.read_text("utf-8"))
        for row in article["statements"]:
            row = row | {"article_id": article["article_id"], "segments": row["content"]}
            found.append(from_offsets(row, article["text"], file.stem.split("-")[0]))
    return found


def context_of(text: str, spans: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Widen spans to the ends of their sentences, inside their paragraph."""
    spans = list(spans)
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    starts = [m.end() for m in re.finditer(r"[.!?…][»”\"]?\s+(?=[«“\"A-ZÀÂÉÈÊÎÔÇ])", text[begin:start])]
    begin += starts[-1] if starts else 0
    after = re.search(r"[.!?…](?=[»”\"]?\s)", text[max(end - 1, 0) : stop])
    return begin, (max(end - 1, 0) + after.end() if after else stop)


#: Parts that the articles are dealt into; one is held out in each training run.
FOLDS = 2


def fold_of(article: str) -> int:
    """Part of an article, by a hash of its name: the same on every machine, whatever else is in the data."""
    return int(hashlib.sha256(article.encode()).hexdigest(), 16) % FOLDS


def held_out(statement: Coded, fold: int) -> bool:
    """Whether a training run leaves a statement out: those of the articles of its fold.

    Statements without an article are in every run; nothing is measured on them.
    """
    return bool(statement.context) and fold_of(statement.article) == fold
