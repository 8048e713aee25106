"""Fit what stands on the learned encoder: the bag of words, the stacks, the tone layer; and measure it all.

The bag is fitted on the statements the encoder was trained on, the stacks on those it has not seen. The
figures come from cross-validation over whole articles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import save_file

from analysis.error_model import ErrorModel
from analysis.stance import bag, hybrid
from analysis.stance.data import SEEDS, Coded, fold_of, held_out, read_gold, read_training
from analysis.stance.evidence import (
    KNOWN_NAMES,
    OPEN_NAMES,
    TONE,
    known_features,
    open_features,
    softmax,
    tone_features,
)  # fmt: skip
from analysis.stance.inputs import spoken
from analysis.stance.measure import (
    accuracy_after_abstaining,
    calibration_error,
    f1_by_class,
    flipped,
    macro_f1,
    reliability,
)
from analysis.stance.reader import Reader
from analysis.stance.scorers import readings
from analysis.stance.stack import RULE, Layer, Rule, Stack, decide, fit_layer, fit_stack
from analysis.stance.themes import Proposition, default_themes
from analysis.tables import SENTIMENTS, STANCES

#: A label whose stated probability is lower is given with the remark that the model would rather not say.
ABSTAIN_BELOW = 0.5
#: Inverse of the regularisation of the tone layer.
TONE_STRENGTH = 0.1
#: Files whose statements were coded for propositions of their own subject alone.
OWN_ONLY = ("wikinews_own",)
#: Inverse of the regularisation of the stack for propositions the encoder does not know.
OPEN_STRENGTH = 0.2
Words = dict[str, torch.Tensor]


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
        model = LogisticRegression(C=strength, max_iter=100, tol=1e-3, class_weight="balanced").fit(
            matrix, target
        )
        classes = len(SENTIMENTS) if name == "tone" else len(STANCES)
        weight, bias = np.zeros((bag.WIDTH, classes)), np.full(classes, -6.0)
        weight[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
        out[f"{name}.weight"] = torch.tensor(weight).half()
        out[f"{name}.bias"] = torch.tensor(bias).half()
    return out


@dataclass
class Witnesses:
    """All evidence about a set of statements, each read by models that have not seen its article."""

    statements: list[Coded]
    tone: np.ndarray
    encoder: np.ndarray
    bag: np.ndarray
    bag_tone: np.ndarray

    def __post_init__(self) -> None:
        themes, table = default_themes().propositions, frame(self.statements)
        self.names = list(themes)
        self.reads, self.where = readings(table), hybrid.places(table)
        self.known = known_features(
            self.reads, self.where, list(themes.values()), self.tone, self.encoder, self.bag
        )
        self.tones = tone_features(self.tone, self.bag_tone, self.reads)
        self.gold = gold_stance(self.statements, self.names)
        self.gold_tone = np.array([SENTIMENTS.index(s.sentiment) for s in self.statements])
        self.names_known = (
            *KNOWN_NAMES,
            *(f"is_{n}" for n in self.names),
            *(f"object_side_{n}" for n in self.names),
        )
        self.fold = np.array([fold_of(s.article) for s in self.statements])

    def rows(self, keep: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Features and stances of the kept statements, one row per pair."""
        return self.known[keep].reshape(-1, self.known.shape[-1]), self.gold[keep].reshape(-1)


def witness(reader: Reader, words: Words, statements: Sequence[Coded]) -> Witnesses:
    """Read statements with one encoder and one bag."""
    tone, known = reader.statements([spoken(s.cue, s.content) for s in statements])
    bags = bag_probabilities(words, statements)
    stances = np.stack([bags[n] for n in default_themes().propositions], axis=1)
    return Witnesses(list(statements), tone, known, stances, bags["tone"])


def bag_probabilities(words: Words, statements: Sequence[Coded]) -> dict[str, np.ndarray]:
    """Probabilities of the bag of words, by output."""
    rows = [bag.hashed(s.cue, s.content) for s in statements]
    arrays = {name: tensor.float().numpy() for name, tensor in words.items()}
    names = [name.removesuffix(".bias") for name in arrays if name.endswith(".bias")]
    return {n: softmax(bag.apply(arrays[f"{n}.weight"], arrays[f"{n}.bias"], rows)) for n in names}


def read_unseen(learned: Sequence[Path], coded: Sequence[Coded]) -> tuple[Witnesses, Pairs]:
    """Read the statements of all articles, each with the weights and the bag that have not seen its article.

    `learned` holds the weights of the runs that held out part 0, part 1 and so on.
    """
    names, parts, pairs = list(default_themes().propositions), [], []
    for fold, path in enumerate(learned):
        print(f"reading the articles held out from {path}", flush=True)
        reader = Reader.load([path], names)
        words = fit_bag([s for s in coded if not held_out(s, fold)], names)
        mine = [s for s in coded if held_out(s, fold)]
        parts.append(witness(reader, words, [s for s in mine if s.domain not in OWN_ONLY]))
        pairs.append(pair_rows(reader, [s for s in mine if s.pairs]))
    return joined(parts), Pairs(
        np.concatenate([p.features for p in pairs]),
        np.concatenate([p.stance for p in pairs]),
        [article for p in pairs for article in p.articles],
    )


def joined(parts: Sequence[Witnesses]) -> Witnesses:
    """Put the parts of the articles together."""
    names = ("tone", "encoder", "bag", "bag_tone")
    arrays = [np.concatenate([getattr(p, name) for p in parts]) for name in names]
    return Witnesses([s for p in parts for s in p.statements], *arrays)


def cross_validate(seen: Witnesses, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of every pair and tone by stacks fitted on other held-out articles."""
    out = np.zeros((*seen.gold.shape, len(STANCES)))
    tones = np.zeros((len(seen.statements), len(SENTIMENTS)))
    fold = group_folds(seen.statements)
    for k in sorted(set(fold)):
        fit, test = fold != k, fold == k
        stack = fit_stack(seen.names_known, *seen.rows(fit), strength)
        out[test] = stack.probabilities(seen.known[test])
        layer = fit_layer(TONE, seen.tones[fit], seen.gold_tone[fit], len(SENTIMENTS), TONE_STRENGTH)
        tones[test] = layer.probabilities(seen.tones[test])
    return out, tones


def group_folds(statements: Sequence[Coded], count: int = 5) -> np.ndarray:
    """Deal the held-out articles into parts, for cross-validation."""
    names = {a: i % count for i, a in enumerate(sorted({s.article for s in statements}))}
    return np.array([names[s.article] for s in statements])


def figures(probabilities: np.ndarray, gold: np.ndarray, rule: Rule = RULE) -> dict:
    """All figures of stance for a set of pairs."""
    flat, answer = probabilities.reshape(-1, len(STANCES)), gold.reshape(-1)
    chosen = decide(flat, rule)
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


@dataclass
class Pairs:
    """Coded pairs of own-subject propositions, with what the encoder and the word lists say of them."""

    features: np.ndarray
    stance: np.ndarray
    articles: list[str]


def pair_rows(reader: Reader, statements: Sequence[Coded]) -> Pairs:
    """Read the coded pairs of statements."""
    table = frame(statements)
    reads, where = readings(table), hybrid.places(table)
    asked = [(i, sentence, stance) for i, s in enumerate(statements) for sentence, stance in s.pairs]
    asked += mismatched(statements)
    texts = [spoken(s.cue, s.content) for s in statements]
    tone, _ = reader.statements(texts)
    found = reader.pairs([(texts[i], sentence) for i, sentence, _ in asked])
    rows = [
        open_features([reads[i]], [where[i]], [Proposition("own", text)], tone[[i]], p[None, None])[0, 0]
        for (i, text, _), p in zip(asked, found, strict=True)
    ]
    stance = np.array([STANCES.index(stance) for _, _, stance in asked])
    return Pairs(np.array(rows), stance, [statements[i].article for i, _, _ in asked])


def mismatched(statements: Sequence[Coded]) -> list[tuple[int, str, str]]:
    """Pair each statement with a proposition of another article: unrelated, as most pairs in a run are."""
    rng, found = np.random.default_rng(0), []
    owners = [(s.article, s.domain, sentence) for s in statements for sentence, _ in s.pairs]
    for i, s in enumerate(statements):
        article, domain, sentence = owners[int(rng.integers(len(owners)))]
        if article != s.article and domain != s.domain:
            found.append((i, sentence, "unrelated"))
    return found


@dataclass(frozen=True)
class Recipe:
    """What a fit starts from.

    Attributes
    ----------
    learned : tuple of pathlib.Path
        Weights of the training runs that held out part 0, part 1 … of the articles, in this order.
    data, articles : pathlib.Path
        As `read_training`.
    check : pathlib.Path, optional
        Coded articles in the full format that nothing was trained on.
    strength : float
        Inverse of the regularisation of the stacks.
    rule : Rule
        How labels are given.
    """

    learned: tuple[Path, ...]
    data: Path = SEEDS
    articles: Path | None = None
    check: Path | None = None
    strength: float = 0.02
    rule: Rule = RULE


def fit(recipe: Recipe, out: Path = hybrid.FOLDER) -> dict:
    """Fit bag, stacks and tone layer on the learned encoders, write the model, give its figures.

    Parameters
    ----------
    recipe : Recipe
        Weights and data.
    out : pathlib.Path
        Folder of the model.

    Returns
    -------
    dict
        Figures from cross-validation over whole articles and, where given, on the check set.
    """
    out.mkdir(parents=True, exist_ok=True)
    names, strength = list(default_themes().propositions), recipe.strength
    coded = read_training(recipe.data, recipe.articles)
    seen, pairs = read_unseen(recipe.learned, coded)
    probabilities, tones = cross_validate(seen, strength)
    rule = recipe.rule
    stack = fit_stack(seen.names_known, *seen.rows(np.ones(len(seen.statements), bool)), strength)
    tone = fit_layer(TONE, seen.tones, seen.gold_tone, len(SENTIMENTS), TONE_STRENGTH)
    open_stack = fit_stack(OPEN_NAMES, pairs.features, pairs.stance, OPEN_STRENGTH)
    words = fit_bag(coded, names)
    report = {
        "cross_validated": figures(probabilities, seen.gold, rule),
        "by_proposition": {
            n: figures(probabilities[:, [i]], seen.gold[:, [i]], rule) for i, n in enumerate(names)
        },
        "by_domain": by_domain(seen, probabilities, rule),
        "sentiment": tone_figures(tones, seen.gold_tone),
        "own_propositions": pair_figures(pairs, rule),
    }
    if recipe.check:
        checked = witness(Reader.load(recipe.learned, names), words, read_gold(recipe.check))
        found = stack.probabilities(checked.known)
        report["check"] = figures(found, checked.gold, rule)
        report["check_sentiment"] = tone_figures(tone.probabilities(checked.tones), checked.gold_tone)
    from analysis.stance.ablate import write_tables

    write_tables(seen, coded, strength, rule, out)
    reliability_table(probabilities, seen.gold, rule).to_csv(out / "reliability.csv", index=False)
    version = write(out, recipe, words, {"known": stack, "open": open_stack}, tone, rule, report)
    errors = error_model(probabilities, seen.gold, rule, f"default {version}")
    errors.to_json(out / "confusion.json")
    return report


def error_model(probabilities: np.ndarray, gold: np.ndarray, rule: Rule, scorer: str) -> ErrorModel:
    """Count labels given, where it does not abstain, against labels coded, cross-validated.

    The intervals of estimates draw from these counts.
    """
    flat = probabilities.reshape(-1, len(STANCES))
    given, coded = decide(flat, rule), gold.reshape(-1)
    sure = flat[np.arange(len(flat)), given] >= ABSTAIN_BELOW
    said, meant = (pd.Series([STANCES[i] for i in labels[sure]]) for labels in (given, coded))
    return ErrorModel.from_labels(said, meant, scorer, "coded articles, cross-validated")


def reliability_table(probabilities: np.ndarray, gold: np.ndarray, rule: Rule) -> pd.DataFrame:
    """How often a label is right at each stated probability (cross-validated)."""
    flat = probabilities.reshape(-1, len(STANCES))
    chosen = decide(flat, rule)
    return reliability(flat[np.arange(len(flat)), chosen], chosen == gold.reshape(-1))


def by_domain(seen: Witnesses, probabilities: np.ndarray, rule: Rule) -> dict:
    """Figures of each file of coded articles."""
    domains = np.array([s.domain for s in seen.statements])
    return {
        str(d): figures(probabilities[domains == d], seen.gold[domains == d], rule)
        for d in sorted(set(domains))
    }


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


def pair_figures(pairs: Pairs, rule: Rule) -> dict:
    """Figures of the stack for own-subject propositions, cross-validated over articles."""
    names = {a: i % 5 for i, a in enumerate(sorted(set(pairs.articles)))}
    fold = np.array([names[a] for a in pairs.articles])
    out = np.zeros((len(pairs.stance), len(STANCES)))
    for k in sorted(set(fold)):
        stack = fit_stack(OPEN_NAMES, pairs.features[fold != k], pairs.stance[fold != k], OPEN_STRENGTH)
        out[fold == k] = stack.probabilities(pairs.features[fold == k])
    return figures(out, pairs.stance, rule)


def write(
    out: Path, recipe: Recipe, words: Words, stacks: dict[str, Stack], tone: Layer, rule: Rule, report: dict
) -> str:
    """Write the model's files and their checksums; give its version."""
    save_file(words, out / "bag.safetensors")
    sources = {f"weights-{i}.safetensors": path for i, path in enumerate(recipe.learned)}
    for name, source in sources.items():
        if source.resolve() != (out / name).resolve():
            (out / name).write_bytes(source.read_bytes())
    files = ["bag.safetensors", *sources]
    version = hashlib.sha256(b"".join((out / f).read_bytes() for f in files)).hexdigest()[:8]
    config = {
        "version": version,
        "known": list(default_themes().propositions),
        "weights": list(sources),
        "rule": asdict(rule),
        "abstain_below": ABSTAIN_BELOW,
        "sha256": {f: hashlib.sha256((out / f).read_bytes()).hexdigest() for f in files},
        "stacks": {name: stack.to_json() for name, stack in stacks.items()},
        "tone": tone.to_json(),
        "figures": report,
    }
    (out / "model.json").write_text(json.dumps(config, indent=1, ensure_ascii=False), "utf-8")
    return version


def main() -> int:
    """Run ``python -m analysis.stance.fit``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learned", type=Path, nargs="+", required=True)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--check", type=Path)
    parser.add_argument("--out", type=Path, default=hybrid.FOLDER)
    parser.add_argument("--strength", type=float, default=Recipe.strength)
    args = parser.parse_args()
    recipe = Recipe(
        tuple(args.learned),
        articles=args.articles,
        check=args.check,
        strength=args.strength,
    )
    print(json.dumps(fit(recipe, args.out), indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
