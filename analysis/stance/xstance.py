"""The pair reader on x-stance, as shipped and after training on other questions.

x-stance (Vamvas & Sennrich 2020) holds answers of Swiss candidates to questions, in favor or against. It is
not free for commercial use, so it measures and ships nothing: what ``--epochs`` learns is thrown away.

``python -m analysis.stance.xstance FILE [--epochs N]``
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from analysis.stance import hybrid
from analysis.stance.encoder import load_encoder
from analysis.stance.evidence import AGAINST, FAVOR
from analysis.stance.examples import Pair
from analysis.stance.measure import macro_f1
from analysis.stance.model import StanceModel
from analysis.stance.reader import Reader
from analysis.stance.themes import default_themes
from analysis.stance.train import Pool, Settings, take_steps

SIDES = ("favor", "against")


def read_answers(path: Path) -> list[tuple[str, str, str]]:
    """Read a file of answers as (answer, question, stance).

    Raises
    ------
    ValueError
        When a line lacks a field; the message names the line.
    """
    answers = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = json.loads(line)
        if missing := {"statement", "question", "stance"} - set(row):
            raise ValueError(f"{path}, line {number}: no {', '.join(sorted(missing))}. Is it x-stance?")
        answers.append((row["statement"], row["question"], row["stance"]))
    return answers


def sides(reader: Reader, answers: Sequence[tuple[str, str, str]]) -> list[str]:
    """Give the likelier side of every answer."""
    found = reader.pairs([(text, question) for text, question, _ in answers])
    return [SIDES[int(p[AGAINST] > p[FAVOR])] for p in found]


def taught(answers: Sequence[tuple[str, str, str]], epochs: int, rate: float, seed: int) -> Reader:
    """Train the first of the shipped readers further on answers."""
    settings = Settings(seed=seed, epochs=epochs, rate=rate)
    model = StanceModel(load_encoder(), list(default_themes().propositions))
    model.load_weights(load_file(hybrid.FOLDER / "weights-0.safetensors"))
    torch.manual_seed(seed)
    pool = Pool(model, [Pair((text, question), (stance,)) for text, question, stance in answers])
    rng = random.Random(seed)
    steps = [("pair", rows) for _ in range(epochs) for rows in pool.batches(rng, settings.batch)]
    with tempfile.TemporaryDirectory() as folder:
        take_steps(model, steps, {"pair": [pool]}, rate, settings, Path(folder) / "state.pt", resume=False)
    model.eval()
    return Reader([model])


def unseen_questions(
    answers: Sequence[tuple[str, str, str]], epochs: int, rate: float = 6e-5, parts: int = 3, seed: int = 0
) -> list[str]:
    """Give the likelier side of every answer, by readers taught on the answers to other questions."""
    questions = sorted({question for _, question, _ in answers})
    dealt = np.random.default_rng(seed).permutation(len(questions)) % parts
    part = dict(zip(questions, dealt.tolist(), strict=True))
    found = [""] * len(answers)
    for k in range(parts):
        reader = taught([a for a in answers if part[a[1]] != k], epochs, rate, seed)
        mine = [i for i, a in enumerate(answers) if part[a[1]] == k]
        for i, side in zip(mine, sides(reader, [answers[i] for i in mine]), strict=True):
            found[i] = side
    return found


def figures(answers: Sequence[tuple[str, str, str]], found: Sequence[str]) -> dict[str, float]:
    """Macro-F1 over the two sides, with a 95 % interval from resampled questions."""
    gold = [stance for _, _, stance in answers]
    by_question: dict[str, list[int]] = {}
    for i, (_, question, _) in enumerate(answers):
        by_question.setdefault(question, []).append(i)
    groups, rng = list(by_question.values()), np.random.default_rng(0)
    drawn = []
    for _ in range(500):
        rows = [i for g in rng.integers(len(groups), size=len(groups)) for i in groups[g]]
        drawn.append(macro_f1([gold[i] for i in rows], [found[i] for i in rows], SIDES))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {
        "answers": len(gold),
        "questions": len(groups),
        "macro_f1": macro_f1(gold, list(found), SIDES),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
    }


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="answers (.jsonl: statement, question, stance)")
    parser.add_argument("--epochs", type=int, default=0, help="passes over the answers to other questions")
    parser.add_argument("--rate", type=float, default=6e-5)
    args = parser.parse_args()
    answers = read_answers(args.file)
    if args.epochs:
        found = unseen_questions(answers, args.epochs, args.rate)
    else:
        config = json.loads((hybrid.FOLDER / "model.json").read_text("utf-8"))
        found = sides(Reader.load([hybrid.FOLDER / w for w in config["weights"]], config["known"]), answers)
    print(json.dumps(figures(answers, found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
