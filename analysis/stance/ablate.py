"""What each witness is worth, and what more data would bring: tables from real runs, kept beside the model.

Each row is the mean over the four folds of articles, with the standard deviation between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.stance import hybrid
from analysis.stance.data import Coded, fold_of
from analysis.stance.evidence import AROUND, READ
from analysis.stance.fit import Witnesses, bag_probabilities, figures, fit_bag
from analysis.stance.stack import fit_stack
from analysis.stance.themes import default_themes

#: Groups of columns that can be taken away.
GROUPS = {
    "encoder": lambda name: name.startswith("encoder_") or name in ("tone", "tone_neutral"),
    "bag of words": lambda name: name.startswith("bag_"),
    "word lists": lambda name: name in READ or name == "lexicon_side",
    "rest of the article": lambda name: name in AROUND,
}
COLUMNS = ("macro_f1", "f1_favor", "f1_against", "f1_neutral", "flipped", "accuracy", "ece")


def ablation(seen: Witnesses, strength: float, shift: float) -> pd.DataFrame:
    """Leave out each group of evidence in turn, and use each alone.

    Returns
    -------
    pandas.DataFrame
        variant, and mean and standard deviation of every figure over the folds.
    """
    names = seen.names_known
    kept = {"all evidence": list(range(len(names)))}
    for group, inside in GROUPS.items():
        kept[f"without {group}"] = [i for i, n in enumerate(names) if not inside(n)]
    for group, inside in GROUPS.items():
        if group != "rest of the article":
            kept[f"{group} alone"] = [i for i, n in enumerate(names) if inside(n) or n.startswith("is_")]
    return pd.DataFrame([{"variant": v, **_folds(seen, c, strength, shift)} for v, c in kept.items()])


def _folds(seen: Witnesses, columns: Sequence[int], strength: float, shift: float) -> dict[str, float]:
    names, rows = [seen.names_known[i] for i in columns], []
    for k in sorted(set(seen.fold)):
        features, stance = seen.rows(seen.fold != k)
        stack = fit_stack(names, features[:, columns], stance, strength)
        test = seen.fold == k
        rows.append(figures(stack.probabilities(seen.known[test][..., columns]), seen.gold[test], shift))
    table = pd.DataFrame(rows)
    return {
        f"{c}{s}": round(float(f), 4)
        for c in COLUMNS
        for s, f in (("", table[c].mean()), ("_sd", table[c].std()))
    }


def learning_curve(
    seen: Witnesses, coded: Sequence[Coded], strength: float, shares: Sequence[float] = (0.25, 0.5, 0.75, 1.0)
) -> pd.DataFrame:
    """Macro-F1 of everything but the encoder, with a share of the coded statements.

    The encoder is left out because each of its points is a training run of its own; its one point, with all
    the data, is the ablation's "all evidence".

    Returns
    -------
    pandas.DataFrame
        share, statements, macro_f1 and its standard deviation over the folds.
    """
    names, rows = list(default_themes().propositions), []
    columns = [i for i, n in enumerate(seen.names_known) if not GROUPS["encoder"](n)]
    for share in shares:
        scores, counts = [], []
        for k in sorted(set(seen.fold)):
            rng = np.random.default_rng(k)
            pool = [s for s in coded if fold_of(s.article) != k]
            part = [pool[i] for i in rng.permutation(len(pool))[: int(share * len(pool))]]
            bags = bag_probabilities(fit_bag(part, names), seen.statements)
            view = Witnesses(
                seen.statements,
                seen.tone,
                seen.encoder,
                np.stack([bags[n] for n in names], axis=1),
                bags["tone"],
            )
            fit_on = np.flatnonzero(seen.fold != k)
            fit_on = rng.permutation(fit_on)[: int(share * len(fit_on))]
            features, stance = view.rows(fit_on)
            stack = fit_stack([view.names_known[i] for i in columns], features[:, columns], stance, strength)
            test = seen.fold == k
            scores.append(
                figures(stack.probabilities(view.known[test][..., columns]), view.gold[test])["macro_f1"]
            )
            counts.append(len(part))
        rows.append(
            {
                "share": share,
                "statements": round(float(np.mean(counts))),
                "macro_f1": round(float(np.mean(scores)), 4),
                "macro_f1_sd": round(float(np.std(scores, ddof=1)), 4),
            }
        )
    return pd.DataFrame(rows)


def write_tables(
    seen: Witnesses, coded: Sequence[Coded], strength: float, shift: float, out: Path = hybrid.FOLDER
) -> None:
    """Write `ablation.csv` and `learning_curve.csv` beside the model."""
    ablation(seen, strength, shift).to_csv(out / "ablation.csv", index=False)
    learning_curve(seen, coded, strength).to_csv(out / "learning_curve.csv", index=False)
