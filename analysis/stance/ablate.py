"""What each witness is worth, and what more data would bring: tables from real runs, kept beside the model.

All coded articles, each read by an encoder that has not seen it, are dealt into five parts; each row is the
mean over the parts, with the standard deviation between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.stance import hybrid
from analysis.stance.data import Coded, held_out
from analysis.stance.evidence import AROUND, READ
from analysis.stance.fit import Witnesses, bag_probabilities, figures, fit_bag, group_folds
from analysis.stance.stack import Rule, fit_stack
from analysis.stance.themes import default_themes

#: Groups of columns that can be taken away.
GROUPS = {
    "encoder": lambda name: name.startswith("encoder_") or name in ("tone", "tone_neutral"),
    "bag of words": lambda name: name.startswith("bag_"),
    "word lists": lambda name: name in READ or name == "lexicon_side",
    "rest of the article": lambda name: name in AROUND,
}
COLUMNS = ("macro_f1", "f1_favor", "f1_against", "f1_neutral", "flipped", "accuracy", "ece")


def ablation(seen: Witnesses, strength: float, rule: Rule) -> pd.DataFrame:
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
    return pd.DataFrame([{"variant": v, **_folds(seen, c, strength, rule)} for v, c in kept.items()])


def _folds(seen: Witnesses, columns: Sequence[int], strength: float, rule: Rule) -> dict[str, float]:
    names, rows, fold = [seen.names_known[i] for i in columns], [], group_folds(seen.statements)
    for k in sorted(set(fold)):
        features, stance = seen.rows(fold != k)
        stack = fit_stack(names, features[:, columns], stance, strength)
        test = fold == k
        rows.append(figures(stack.probabilities(seen.known[test][..., columns]), seen.gold[test], rule))
    table = pd.DataFrame(rows)
    return {
        f"{c}{s}": round(float(f), 4)
        for c in COLUMNS
        for s, f in (("", table[c].mean()), ("_sd", table[c].std()))
    }


def learning_curve(
    seen: Witnesses, coded: Sequence[Coded], strength: float, shares: Sequence[float] = (0.25, 0.5, 0.75, 1.0)
) -> pd.DataFrame:
    """Macro-F1 of everything but the encoder, the bag of words fitted on a share of the coded statements.

    The encoder is left out because each of its points is a training run of its own; its one point, with all
    the data, is the ablation's "all evidence".

    Returns
    -------
    pandas.DataFrame
        share, statements, macro_f1 and its standard deviation over the folds.
    """
    rows = []
    columns = [i for i, n in enumerate(seen.names_known) if not GROUPS["encoder"](n)]
    kept, part = [seen.names_known[i] for i in columns], group_folds(seen.statements)
    for share in shares:
        view, scores = with_less(seen, coded, share), []
        for k in sorted(set(part)):
            features, stance = view.rows(part != k)
            stack = fit_stack(kept, features[:, columns], stance, strength)
            test = view.known[part == k][..., columns]
            scores.append(figures(stack.probabilities(test), view.gold[part == k])["macro_f1"])
        rows.append(
            {
                "share": share,
                "statements": int(share * sum(not held_out(s, 0) for s in coded)),
                "macro_f1": round(float(np.mean(scores)), 4),
                "macro_f1_sd": round(float(np.std(scores, ddof=1)), 4),
            }
        )
    return pd.DataFrame(rows)


def with_less(seen: Witnesses, coded: Sequence[Coded], share: float) -> Witnesses:
    """Read the same statements with bags of words fitted on a share of the coded ones."""
    names, rng = list(default_themes().propositions), np.random.default_rng(0)
    stances, tones = seen.bag.copy(), seen.bag_tone.copy()
    for fold in sorted(set(seen.fold)):
        pool = [s for s in coded if not held_out(s, int(fold))]
        part = [pool[i] for i in rng.permutation(len(pool))[: int(share * len(pool))]]
        mine = np.flatnonzero(seen.fold == fold)
        bags = bag_probabilities(fit_bag(part, names), [seen.statements[i] for i in mine])
        stances[mine], tones[mine] = np.stack([bags[n] for n in names], axis=1), bags["tone"]
    return Witnesses(seen.statements, seen.tone, seen.encoder, stances, tones)


def write_tables(
    seen: Witnesses, coded: Sequence[Coded], strength: float, rule: Rule, out: Path = hybrid.FOLDER
) -> None:
    """Write `ablation.csv` and `learning_curve.csv` beside the model."""
    ablation(seen, strength, rule).to_csv(out / "ablation.csv", index=False)
    learning_curve(seen, coded, strength).to_csv(out / "learning_curve.csv", index=False)
