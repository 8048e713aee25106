"""Fit what stands on the learned encoder: the bag of words, the stacks, the tone layer; and measure it all.

The bag is fitted on the statements the encoder was trained on, the stacks on those it has not seen. The figures come
from cross-validation over whole articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import save_file

from analysis.stance import bag, hybrid
from analysis.stance.data import SEEDS, Coded, held_out, read_training
from analysis.stance.measure import (
    accuracy_after_abstaining,
    calibration_error,
    f1_by_class,
    flipped,
    macro_f1,
)
from analysis.stance.scorers import readings
from analysis.stance.stack import Layer, Stack, decide, fit_layer, fit_stack
from analysis.stance.themes import Proposition, default_themes
from analysis.tables import SENTIMENTS, STANCES

FOLDS = 5


def frame(statements: Sequence[Coded]) -> pd.DataFrame:
    """Coded statements as rows of the table *statements*, as far as the scorers read them."""
    return pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(len(statements))],
            "article_id": [s.article for s in statements],
            "kind": [s.kind for s in statements],
            "cue": [s.cue for s in statements],
            "content": [s.content for s in statements],
            "context": [s.context for s in statements],
        }
    )


def gold_stance(statements: Sequence[Coded], names: Sequence[str]) -> np.ndarray:
    """Coded stance toward each named proposition: statements × propositions."""
    return np.array([[STANCES.index(s.stance.get(n, "unrelated")) for n in names] for s in statements])


def fit_bag(statements: Sequence[Coded], names: Sequence[str]) -> dict[str, torch.Tensor]:
    """Fit the linear layers over hashed words."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [bag.hashed(s.cue, s.content) for s in statements]
    values = np.concatenate([list(r.values()) for r in rows])
    columns = np.concatenate([list(r) for r in rows])
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix((values, columns, ends), shape=(len(rows), bag.WIDTH))
    stance = gold_stance(statements, names)
    targets = {"tone": (np.array([SENTIMENTS.index(s.sentiment) for s in statements]), 5.0)}
    targets |= {name: (stance[:, i], 10.0) for i, name in enumerate(names)}
    out = {}
    for name, (target, strength) in targets.items():
        model = LogisticRegression(C=strength, max_iter=400, class_weight="balanced").fit(matrix, target)
        classes = len(SENTIMENTS) if name == "tone" else len(STANCES)
        weight, bias = np.zeros((bag.WIDTH, classes)), np.full(classes, -6.0)
        weight[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
        out[f"{name}.weight"] = torch.tensor(weight).half()
        out[f"{name}.bias"] = torch.tensor(bias).half()
    return out


class Witnesses:
    """All evidence about a set of statements, computed once."""

    def __init__(
        self, reader: hybrid.Reader, words: dict[str, np.ndarray], statements: Sequence[Coded]
    ) -> None:
        themes = default_themes().propositions
        self.statements = list(statements)
        self.names = reader.model.propositions
        table = frame(statements)
        self.table = table
        tone, known = reader.statements([hybrid.spoken(s.cue, s.content) for s in statements])
        rows = [bag.hashed(s.cue, s.content) for s in statements]
        bags = {
            n: hybrid.softmax(bag.apply(words[f"{n}.weight"], words[f"{n}.bias"], rows))
            for n in ("tone", *self.names)
        }
        self.tone, self.encoder, self.bag = tone, known, np.stack([bags[n] for n in self.names], axis=1)
        self.reads, self.where = readings(table), hybrid.places(table)
        propositions = [themes[n] for n in self.names]
        index = list(range(len(self.names)))
        self.known = hybrid.known_features(
            self.reads, self.where, propositions, index, tone, known, self.bag, len(self.names)
        )
        self.tones = hybrid.tone_features(tone, bags["tone"], self.reads)
        self.gold = gold_stance(statements, self.names)
        self.gold_tone = np.array([SENTIMENTS.index(s.sentiment) for s in statements])
        self.names_known = (*hybrid.KNOWN_NAMES, *(f"is_{n}" for n in self.names))

    def rows(self, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Features and stances of the kept statements, one row per pair."""
        return self.known[keep].reshape(-1, self.known.shape[-1]), self.gold[keep].reshape(-1)


def folds(statements: Sequence[Coded], count: int = FOLDS) -> np.ndarray:
    """Fold of every statement, by a hash of its article."""
    return np.array([int(hashlib.md5(s.article.encode()).hexdigest(), 16) % count for s in statements])


def cross_validate(seen: Witnesses, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of every held-out pair and tone by stacks fitted on the other articles."""
    fold, out = folds(seen.statements), np.zeros((*seen.gold.shape, len(STANCES)))
    tones = np.zeros((len(seen.statements), len(SENTIMENTS)))
    for k in range(FOLDS):
        fit, test = fold != k, fold == k
        stack = fit_stack(seen.names_known, *seen.rows(fit), strength)
        out[test] = stack.probabilities(seen.known[test])
        layer = fit_layer(hybrid.TONE, seen.tones[fit], seen.gold_tone[fit], len(SENTIMENTS), strength)
        tones[test] = layer.probabilities(seen.tones[test])
    return out, tones


def figures(probabilities: np.ndarray, gold: np.ndarray, shift: float = 0.0) -> dict:
    """All figures of stance for a set of pairs."""
    flat, answer = probabilities.reshape(-1, len(STANCES)), gold.reshape(-1)
    chosen = decide(flat, shift)
    right, confidence = chosen == answer, flat[np.arange(len(flat)), chosen]
    g, f = [STANCES[i] for i in answer], [STANCES[i] for i in chosen]
    return {
        "pairs": len(g),
        "macro_f1": macro_f1(g, f),
        **{f"f1_{k}": v for k, v in f1_by_class(g, f).items()},
        "flipped": flipped(g, f),
        "accuracy": round(float(right.mean()), 4),
        "ece": calibration_error(confidence, right),
        "accuracy_at_80": accuracy_after_abstaining(confidence, right),
    }


def pair_rows(reader: hybrid.Reader, seen: Witnesses) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Features, stances and articles of the coded pairs of own-subject propositions."""
    asked = [(i, sentence, stance) for i, s in enumerate(seen.statements) for sentence, stance in s.pairs]
    texts = [hybrid.spoken(s.cue, s.content) for s in seen.statements]
    found = reader.pairs([(texts[i], sentence) for i, sentence, _ in asked])
    rows = [
        hybrid.open_features(
            [seen.reads[i]], [seen.where[i]], [Proposition("own", sentence)], seen.tone[[i]], p[None, None]
        )[0, 0]
        for (i, sentence, _), p in zip(asked, found, strict=True)
    ]
    stance = np.array([STANCES.index(stance) for _, _, stance in asked])
    return np.array(rows), stance, [seen.statements[i].article for i, _, _ in asked]


def fit(
    learned: Path,
    learned_pairs: Path,
    out: Path = hybrid.FOLDER,
    data: Path = SEEDS,
    articles: Path | None = None,
    strength: float = 0.05,
) -> dict:
    """Fit bag, stacks and tone layer on the learned encoder, write the model, give its figures.

    Parameters
    ----------
    learned, learned_pairs : pathlib.Path
        Weights of the two training runs (statements, pairs), both with every fourth article held out.
    out : pathlib.Path
        Folder of the model.
    data, articles : pathlib.Path
        As `read_training`.
    strength : float
        Inverse of the regularisation of the stacks.

    Returns
    -------
    dict
        Figures from cross-validation over held-out articles.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = list(default_themes().propositions)
    coded = read_training(data, articles)
    words = fit_bag([s for s in coded if not held_out(s.article)], names)
    held = [s for s in coded if held_out(s.article)]
    arrays = {k: v.float().numpy() for k, v in words.items()}
    seen = Witnesses(hybrid.Reader.load(learned, names), arrays, held)
    probabilities, tones = cross_validate(seen, strength)
    real = np.array([bool(s.context) for s in held])
    shift = best_shift(probabilities[real], seen.gold[real])
    stack = fit_stack(seen.names_known, *seen.rows(np.ones(len(held), bool)), strength)
    tone = fit_layer(hybrid.TONE, seen.tones, seen.gold_tone, len(SENTIMENTS), strength)
    pair_reader = hybrid.Reader.load(learned_pairs, names)
    features, stance, owners = pair_rows(pair_reader, seen)
    open_stack = fit_stack(hybrid.OPEN_NAMES, features, stance, strength)
    report = {
        "held_out": figures(probabilities[real], seen.gold[real], shift),
        "by_proposition": {
            n: figures(probabilities[real][:, [i]], seen.gold[real][:, [i]], shift)
            for i, n in enumerate(names)
        },
        "sentiment": tone_figures(tones[real], seen.gold_tone[real]),
        "own_propositions": pair_figures(features, stance, owners, strength),
    }
    write(
        out, names, words, learned, learned_pairs, {"known": stack, "open": open_stack}, tone, shift, report
    )
    return report


def best_shift(probabilities: np.ndarray, gold: np.ndarray) -> float:
    """The shift of `decide` with the best macro-F1, on a coarse grid."""
    grid = np.arange(0.0, 1.01, 0.1)
    scores = [figures(probabilities, gold, shift)["macro_f1"] for shift in grid]
    return round(float(grid[int(np.argmax(scores))]), 2)


def tone_figures(probabilities: np.ndarray, gold: np.ndarray) -> dict:
    """Accuracy, F1 and calibration of the tone."""
    chosen = probabilities.argmax(1)
    right = chosen == gold
    g, f = [SENTIMENTS[i] for i in gold], [SENTIMENTS[i] for i in chosen]
    return {
        "statements": len(g),
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": macro_f1(g, f, SENTIMENTS),
        "ece": calibration_error(probabilities.max(1), right),
        "accuracy_at_80": accuracy_after_abstaining(probabilities.max(1), right),
    }


def pair_figures(features: np.ndarray, stance: np.ndarray, owners: Sequence[str], strength: float) -> dict:
    """Figures of the stack for own-subject propositions, cross-validated over articles."""
    fold = np.array([int(hashlib.md5(a.encode()).hexdigest(), 16) % FOLDS for a in owners])
    out = np.zeros((len(stance), len(STANCES)))
    for k in range(FOLDS):
        stack = fit_stack(hybrid.OPEN_NAMES, features[fold != k], stance[fold != k], strength)
        out[fold == k] = stack.probabilities(features[fold == k])
    return figures(out, stance)


def write(
    out: Path,
    names: Sequence[str],
    words: dict[str, torch.Tensor],
    learned: Path,
    learned_pairs: Path,
    stacks: dict[str, Stack],
    tone: Layer,
    shift: float,
    report: dict,
) -> None:
    """Write the model's files and their checksums."""
    save_file(words, out / "bag.safetensors")
    for source, name in ((learned, "statement.safetensors"), (learned_pairs, "pair.safetensors")):
        if source.resolve() != (out / name).resolve():
            (out / name).write_bytes(source.read_bytes())
    files = ("bag.safetensors", "statement.safetensors", "pair.safetensors")
    config = {
        "version": hashlib.sha256(b"".join((out / f).read_bytes() for f in files)).hexdigest()[:8],
        "known": list(names),
        "shift": shift,
        "abstain_below": 0.5,
        "sha256": {f: hashlib.sha256((out / f).read_bytes()).hexdigest() for f in files},
        "stacks": {name: stack.to_json() for name, stack in stacks.items()},
        "tone": tone.to_json(),
        "figures": report,
    }
    (out / "model.json").write_text(json.dumps(config, indent=1, ensure_ascii=False), "utf-8")


def main() -> int:
    """Run ``python -m analysis.stance.fit``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learned", type=Path, required=True)
    parser.add_argument("--learned-pairs", type=Path, required=True)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--out", type=Path, default=hybrid.FOLDER)
    parser.add_argument("--strength", type=float, default=0.05)
    args = parser.parse_args()
    report = fit(args.learned, args.learned_pairs, args.out, articles=args.articles, strength=args.strength)
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
