"""Public labelled pairs, read for a first stage of training: entailment and stance, mostly English.

The encoder is multilingual, so what it learns of direction on these helps in French. Which sets are read, how
much of each and what their labels mean stands in ``seeds/training/transfer.yaml``.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from analysis.stance.data import SEEDS
from analysis.stance.examples import OPPOSITE, Pair

TABLE = SEEDS / "transfer.yaml"


def read_transfer(folder: Path, seed: int = 0, table: Path = TABLE) -> list[Pair]:
    """Read the sets of a folder as training pairs.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the files, also in sub-folders.
    seed : int
        Of the choice of rows and of the targets that are turned round.
    table : pathlib.Path
        Sets, labels and negations.

    Returns
    -------
    list of Pair
        In random order.

    Raises
    ------
    FileNotFoundError
        When none of the sets is there.
    """
    told, rng = yaml.safe_load(table.read_text("utf-8")), random.Random(seed)
    pairs: list[Pair] = []
    for name, how in told["sets"].items():
        rows = list(_rows(folder, name))
        if not rows:
            print(f"  {name}: no such set in {folder}, left out")
        rng.shuffle(rows)
        for text, target, label in rows[: how.get("most")]:
            if label in OPPOSITE and rng.random() < how.get("turned", 0.0):
                target, label = _turned(target, label, told["turns"])
            pairs.append(Pair((text, target), tuple(told["labels"].get(label, told["labels"]["compatible"]))))
    if not pairs:
        raise FileNotFoundError(f"None of the sets of {table.name} is in {folder}. Is the path right?")
    rng.shuffle(pairs)
    return pairs


def _rows(folder: Path, name: str) -> Iterator[tuple[str, str, str]]:
    for path in sorted(Path(folder).rglob(f"{name}*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream]
        entailment = any(r["label"] == "entailment" for r in rows)
        for r in rows:
            yield r["text"], r["target"], _named(r["label"], entailment)
    for path in sorted(Path(folder).rglob(f"{name}*.tsv")):
        with path.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["premise"], row["hypothesis"], _named(row["label_text"], True)


def _named(label: str, entailment: bool) -> str:
    return "entailment neutral" if entailment and label == "neutral" else label


def _turned(target: str, label: str, turns: list[list[str]]) -> tuple[str, str]:
    """Negate a target where that is plain."""
    return next(
        ((target.replace(old, new, 1), OPPOSITE[label]) for old, new in turns if old in target),
        (target, label),
    )


def counts(pairs: list[Pair]) -> Mapping[str, int]:
    """How many pairs allow each set of labels."""
    found: dict[str, int] = {}
    for p in pairs:
        found["/".join(p.allowed)] = found.get("/".join(p.allowed), 0) + 1
    return found
