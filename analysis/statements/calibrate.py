"""Fit the confidence of statements on coded articles.

``python -m analysis.statements.calibrate CODED... --out FILE``
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from analysis.statements.choose import choose
from analysis.statements.confidence import features, speaker_features
from analysis.statements.extract import queries
from analysis.statements.reading import read
from analysis.statements.rules import propose

IOU = 0.6


def coded_articles(paths: Iterable[Path], texts: Path | None = None) -> list[dict[str, Any]]:
    """Read coded articles.

    Parameters
    ----------
    paths : iterable of Path
        Files (one article as JSON, or JSON Lines), or folders of them.
    texts : Path, optional
        JSON Lines with ``article_id`` and ``text``, for articles that are coded by offsets alone.

    Raises
    ------
    KeyError
        When the text of an article is neither with its coding nor in `texts`.
    """
    articles: list[dict[str, Any]] = []
    for path in paths:
        files = sorted(path.rglob("*.json*")) if path.is_dir() else [path]
        for file in files:
            text = file.read_text(encoding="utf-8")
            lines = text.splitlines() if file.suffix == ".jsonl" else [text]
            articles += [json.loads(line) for line in lines]
    known = {}
    if texts is not None:
        known = {
            a["article_id"]: a["text"]
            for a in map(json.loads, texts.read_text(encoding="utf-8").splitlines())
        }
    for article in articles:
        if "text" not in article:
            if article["article_id"] not in known:
                raise KeyError(
                    f"no text for the coded article '{article['article_id']}': give its corpus with --texts"
                )
            article["text"] = known[article["article_id"]]
    return articles


def examples(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one example per chosen proposal.

    Returns
    -------
    list of dict
        The article, the features, and whether content and speaker are right.
    """
    from analysis.evaluation import same_speakers
    from analysis.speakers import Cast, read_actors

    actors = read_actors()
    rows = []
    for article in articles:
        r = read(article["text"])
        chosen = choose(r, propose(r))
        speakers = Cast(r.doc, actors, None).resolve(list(queries(chosen)))
        found = match_contents(article, [p.segments for p in chosen])
        for j, (p, s) in enumerate(zip(chosen, speakers, strict=True)):
            gold = article["statements"][found[j]] if j in found else None
            rows.append(
                {
                    "article": article["article_id"],
                    "content": features(r, p),
                    "speaker": speaker_features(s, p),
                    "right": gold is not None,
                    "right_speaker": gold is not None and same_speakers(gold["speakers"], list(s.names)),
                }
            )
    return rows


def match_contents(article: dict[str, Any], contents: list[list[tuple[int, int]]]) -> dict[int, int]:
    """Match found contents with coded statements, one to one, best overlap first.

    Returns
    -------
    dict
        The place of a content → the place of its statement in the coding.
    """
    words = [m.start() for m in re.finditer(r"\w+", article["text"])]

    def tokens(spans: Iterable[tuple[int, int]]) -> set[int]:
        return {w for w in words if any(s <= w < e for s, e in spans)}

    gold = [tokens(s["content"]) for s in article["statements"]]
    mine = [tokens(c) for c in contents]
    pairs = sorted(
        ((len(a & b) / len(a | b), i, j) for i, a in enumerate(gold) for j, b in enumerate(mine) if a & b),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for iou, i, j in pairs:
        if iou >= IOU and j not in taken and i not in taken.values():
            taken[j] = i
    return taken


def fit(
    rows: list[dict[str, Any]], which: str, label: str, c: float = 0.5, min_count: int = 3
) -> dict[str, Any]:
    """Fit one logistic regression; features seen fewer than `min_count` times are left out."""
    from sklearn.linear_model import LogisticRegression

    counts = Counter(name for row in rows for name in row[which])
    names = sorted(n for n, k in counts.items() if k >= min_count)
    at = {n: i for i, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row[which].items():
            if name in at:
                x[i, at[name]] = value
    y = np.array([row[label] for row in rows])
    model = LogisticRegression(C=c, max_iter=2000).fit(x, y)
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {
            n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= 0.02
        },
    }


def predict(model: dict[str, Any], rows: list[dict[str, Any]], which: str) -> np.ndarray:
    """Return the probabilities of a fitted model."""
    z = [
        model["intercept"] + sum(model["weights"].get(n, 0) * v for n, v in row[which].items())
        for row in rows
    ]
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def cross_validate(rows: list[dict[str, Any]], folds: int = 5) -> dict[str, np.ndarray]:
    """Return held-out probabilities, whole articles held out together."""
    articles = sorted({row["article"] for row in rows})
    fold = {
        a: int(i)
        for a, i in zip(articles, np.random.default_rng(0).permutation(len(articles)) % folds, strict=True)
    }
    content, speaker = np.zeros(len(rows)), np.zeros(len(rows))
    for k in range(folds):
        train = [row for row in rows if fold[row["article"]] != k]
        test = [i for i, row in enumerate(rows) if fold[row["article"]] == k]
        held = [rows[i] for i in test]
        content[test] = predict(fit(train, "content", "right"), held, "content")
        speaker[test] = predict(
            fit([t for t in train if t["right"]], "speaker", "right_speaker"), held, "speaker"
        )
    return {"content": content, "speaker": speaker}


def reliability(
    p: np.ndarray, right: np.ndarray, edges: Iterable[float] = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.001)
) -> list[dict[str, float]]:
    """Return stated and observed shares of right statements by bin of confidence."""
    bounds = list(edges)
    table = []
    for low, high in pairwise(bounds):
        inside = (p >= low) & (p < high)
        if inside.any():
            table.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "n": int(inside.sum()),
                    "stated": round(float(p[inside].mean()), 3),
                    "right": round(float(right[inside].mean()), 3),
                }
            )
    return table


def main() -> None:
    """Fit, cross-validate and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", nargs="+", type=Path)
    parser.add_argument(
        "--texts", type=Path, help="JSON Lines with the texts of articles coded by offsets alone"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "confidence.json")
    parser.add_argument("--keep", type=float, default=0.4, help="leave out proposals below this probability")
    args = parser.parse_args()
    rows = examples(coded_articles(args.coded, args.texts))
    held = cross_validate(rows)
    both = held["content"] * held["speaker"]
    right = np.array([row["right_speaker"] for row in rows], dtype=float)
    report = {
        "articles": len({row["article"] for row in rows}),
        "proposals": len(rows),
        "reliability": reliability(both, right),
        "ece": round(
            float(
                np.sum([abs(t["stated"] - t["right"]) * t["n"] for t in reliability(both, right)]) / len(rows)
            ),
            4,
        ),
    }
    weights = {
        "keep": args.keep,
        "content": fit(rows, "content", "right"),
        "speaker": fit([row for row in rows if row["right"]], "speaker", "right_speaker"),
        "measured": report,
    }
    args.out.write_text(
        json.dumps(weights, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
