"""What the encoder should read and be taught: short runs that differ in one thing, each with several seeds.

Every run starts from the untrained encoder, passes over a sample of the coded statements (alone, no pairs),
and is measured on the articles of the part that is held out. The figures are lower than those of the shipped
model, which is trained longer and is not alone; they are for comparing.

``python -m analysis.stance.ablate_training --articles FILE``
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from analysis.stance import hybrid
from analysis.stance.data import SEEDS, Coded, held_out, read_training
from analysis.stance.encoder import load_encoder
from analysis.stance.evidence import AGAINST, FAVOR
from analysis.stance.examples import singles
from analysis.stance.fit import OWN_ONLY, gold_stance
from analysis.stance.inputs import spoken
from analysis.stance.measure import flipped, macro_f1
from analysis.stance.model import SPLIT, StanceModel
from analysis.stance.reader import Reader
from analysis.stance.themes import default_themes
from analysis.stance.train import Pool, Settings, take_steps
from analysis.tables import SENTIMENTS, STANCES

#: The part of the articles that every run is measured on.
FOLD = 0
#: How many statements a whole sample has.
SAMPLE = 5000
Input = Callable[[Coded], Coded]


def as_it_is(statement: Coded) -> Coded:
    """Cue and content."""
    return statement


def content_alone(statement: Coded) -> Coded:
    """Content without its cue."""
    return replace(statement, cue="")


def whole_sentence(statement: Coded) -> Coded:
    """Put the sentences that hold cue, speaker and content in place of the content, where there are any."""
    return replace(statement, cue="", content=statement.context) if statement.context else statement


@dataclass(frozen=True)
class Variant:
    """One way of training.

    Attributes
    ----------
    name : str
    reads : callable
        What the encoder reads of a statement.
    share : float
        Part of the sample it is taught.
    authored : bool
        Whether the statements without an article, written one by one for the project, are among them.
    layers : int
        How many of the highest layers are trained.
    """

    name: str
    reads: Input = as_it_is
    share: float = 1.0
    authored: bool = True
    layers: int = 12 - SPLIT


VARIANTS = (
    Variant("cue and content, whole sample, eight layers"),
    Variant("content alone", reads=content_alone),
    Variant("whole sentence", reads=whole_sentence),
    Variant("a quarter of the sample", share=0.25),
    Variant("half of the sample", share=0.5),
    Variant("statements of articles alone", authored=False),
    Variant("two layers", layers=2),
)


def trained(variant: Variant, coded: Sequence[Coded], settings: Settings) -> Reader:
    """Train one variant on the statements that are not held out."""
    rng = random.Random(settings.seed)
    pool = [s for s in coded if not held_out(s, FOLD)]
    pool = [s for s in pool if variant.authored or s.context]
    pool = rng.sample(pool, int(variant.share * min(SAMPLE, len(pool))))
    torch.manual_seed(settings.seed)
    model = StanceModel(load_encoder(), list(default_themes().propositions))
    for layer in model.body.encoder.layer[SPLIT : 12 - variant.layers]:
        layer.requires_grad_(False)
    alone = Pool(model, singles([variant.reads(s) for s in pool], model.propositions))
    steps = [
        ("statement", rows) for _ in range(settings.epochs) for rows in alone.batches(rng, settings.batch)
    ]
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.pt"
        take_steps(model, steps, {"statement": [alone]}, settings.rate, settings, state, resume=False)
    model.eval()
    return Reader([model])


def measured(reader: Reader, variant: Variant, coded: Sequence[Coded]) -> dict[str, float]:
    """Figures of the encoder alone on the held-out articles."""
    seen = [variant.reads(s) for s in coded if held_out(s, FOLD) and s.domain not in OWN_ONLY]
    tone, known = reader.statements([spoken(s.cue, s.content) for s in seen])
    gold = gold_stance(seen, list(default_themes().propositions)).reshape(-1)
    flat = known.reshape(-1, len(STANCES))
    found = flat.argmax(1)
    sided = np.isin(gold, (FAVOR, AGAINST))
    names, answers = [STANCES[i] for i in gold], [STANCES[i] for i in found]
    tones = np.array([SENTIMENTS.index(s.sentiment) for s in seen])
    return {
        "macro_f1": macro_f1(names, answers),
        "flipped": flipped(names, answers),
        "side_accuracy": float(((flat[:, FAVOR] > flat[:, AGAINST]) == (gold == FAVOR))[sided].mean()),
        "tone_accuracy": float((tone.argmax(1) == tones).mean()),
    }


def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """Mean and standard deviation of every variant over its seeds."""
    figures = [c for c in runs.columns if c not in ("variant", "seed")]
    grouped = runs.groupby("variant", sort=False)[figures]
    table = grouped.mean().join(grouped.std(ddof=1).add_suffix("_sd"))
    return table.assign(runs=grouped.size()).round(4).reset_index()


def main() -> int:
    """Run every variant with every seed, writing each figure as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SEEDS)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--variants", type=int, default=len(VARIANTS), help="only so many of the first")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--runs", type=Path, default=Path("runs/ablation.csv"), help="finished runs, kept")
    parser.add_argument("--out", type=Path, default=hybrid.FOLDER / "training_ablation.csv")
    args = parser.parse_args()
    torch.set_flush_denormal(True)
    coded = read_training(args.data, args.articles)
    args.runs.parent.mkdir(parents=True, exist_ok=True)
    rows = pd.read_csv(args.runs).to_dict("records") if args.runs.exists() else []
    done = {(row["variant"], row["seed"]) for row in rows}
    for seed in range(args.seeds):
        for variant in VARIANTS[: args.variants]:
            if (variant.name, seed) in done:
                continue
            began = time.monotonic()
            reader = trained(variant, coded, Settings(seed=seed, epochs=args.epochs, rate=args.rate))
            rows.append({"variant": variant.name, "seed": seed, **measured(reader, variant, coded)})
            print(rows[-1], f"{time.monotonic() - began:.0f} s", flush=True)
            pd.DataFrame(rows).to_csv(args.runs, index=False)
            summary(pd.DataFrame(rows)).to_csv(args.out, index=False)
    print(summary(pd.DataFrame(rows)).to_string(index=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
