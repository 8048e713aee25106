"""Training of the stance model: ``python -m analysis train``.

Statements teach the tone and the stance toward the project's own propositions; pairs teach the stance
toward any proposition. The frozen lower half of the encoder is run once and its output kept, so an epoch
costs half.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from analysis.stance.data import SEEDS, Coded, fold_of, read_training
from analysis.stance.encoder import PAD, load_encoder
from analysis.stance.inputs import spoken
from analysis.stance.model import RANK, StanceModel, by_length, encode, pad, rank_of
from analysis.stance.themes import Themes, default_themes
from analysis.tables import SENTIMENTS, STANCES

OPPOSITE = {"favor": "against", "against": "favor"}
#: Rare stances weigh more in the loss.
WEIGHTS = torch.tensor([1.2, 1.2, 1.5, 0.5])
#: Tokens a statement or pair may have in training.
LIMIT = 128


@dataclass(frozen=True)
class Settings:
    """What a training run depends on, kept beside the weights.

    Attributes
    ----------
    seed : int
        Of every random choice.
    statement_epochs, pair_epochs : int
        Passes over the statements (tone, stance toward the known propositions) and over the pairs (stance
        toward any proposition). The two are usually trained in separate runs, since they are read in
        separate passes.
    rate : float
        Highest learning rate.
    fold : int
        Which quarter of the articles is held out (see `fold_of`); -1 for none.
    context : bool
        Whether the encoder also reads the sentence around the statement.
    """

    seed: int = 0
    statement_epochs: int = 4
    pair_epochs: int = 0
    rate: float = 5e-4
    fold: int = 0
    context: bool = False


@dataclass(frozen=True)
class Example:
    """One input of one of the two heads."""

    texts: tuple[str, ...]
    stance: tuple[int, ...]
    tone: int = -1


def statement_examples(statements: Sequence[Coded], known: Sequence[str], context: bool) -> list[Example]:
    """Statements with the stance toward every known proposition, and the tone."""
    return [
        Example(
            (spoken(s.cue, s.content), s.context) if context and s.context else (spoken(s.cue, s.content),),
            tuple(STANCES.index(s.stance.get(name, "unrelated")) for name in known),
            SENTIMENTS.index(s.sentiment),
        )
        for s in statements
    ]


def pair_examples(statements: Sequence[Coded], themes: Themes, rng: random.Random) -> list[Example]:
    """Coded pairs, and for the default propositions one wording of each that the statement addresses."""
    examples = []
    for s in statements:
        text = spoken(s.cue, s.content)
        examples += [Example((text, sentence), (STANCES.index(stance),)) for sentence, stance in s.pairs]
        for name, proposition in themes.propositions.items():
            stance = s.stance.get(name, "unrelated")
            if stance == "unrelated" and rng.random() > 0.2:
                continue
            sentence = rng.choice([proposition.fr, *proposition.paraphrases, *proposition.reversed])
            stance = OPPOSITE.get(stance, stance) if sentence in proposition.reversed else stance
            examples.append(Example((text, sentence), (STANCES.index(stance),)))
    return examples


class Batches:
    """Examples of one kind with the states of the frozen half, in batches of similar length."""

    def __init__(self, model: StanceModel, examples: Sequence[Example]) -> None:
        self.examples = list(examples)
        self.ids = encode(model.encoder, [e.texts for e in examples], LIMIT)
        self.states: list[torch.Tensor] = [torch.empty(0)] * len(self.ids)
        for rows in by_length(self.ids):
            states = model.lower(pad([self.ids[i] for i in rows])).half()
            for at, i in enumerate(rows):
                self.states[i] = states[at, : len(self.ids[i])].clone()

    def epoch(self, rng: random.Random, tokens: int = 1280, most: int = 32) -> list[list[int]]:
        """Shuffle anew: rows of similar length share a batch, batches come in random order."""
        noise = [len(i) + rng.random() * 6 for i in self.ids]
        order = sorted(range(len(noise)), key=noise.__getitem__)
        batches = [[order[i] for i in rows] for rows in by_length([self.ids[i] for i in order], tokens, most)]
        rng.shuffle(batches)
        return batches

    def load(self, rows: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """States and mask of a batch."""
        mask = pad([self.ids[i] for i in rows]) != PAD
        states = torch.nn.utils.rnn.pad_sequence([self.states[i] for i in rows], batch_first=True).float()
        return states, mask


def statement_loss(model: StanceModel, data: Batches, rows: Sequence[int]) -> torch.Tensor:
    """Loss of tone and of stance toward the known propositions."""
    tone, known = model.statement_logits(*data.load(rows))
    stance = torch.tensor([data.examples[i].stance for i in rows])
    loss = F.cross_entropy(known.flatten(0, 1), stance.flatten(), weight=WEIGHTS)
    return 2 * loss + F.cross_entropy(tone, torch.tensor([data.examples[i].tone for i in rows]))


def pair_loss(model: StanceModel, data: Batches, rows: Sequence[int]) -> torch.Tensor:
    """Loss of stance toward the proposition of each pair."""
    target = torch.tensor([data.examples[i].stance[0] for i in rows])
    return F.cross_entropy(model.pair_logits(*data.load(rows)), target, weight=WEIGHTS)


def schedule(settings: Settings, statements: Batches, pairs: Batches) -> list[tuple[str, list[int]]]:
    """All steps of a run, in order: a function of the settings alone."""
    rng = random.Random(settings.seed)
    steps: list[tuple[str, list[int]]] = []
    for epoch in range(max(settings.statement_epochs, settings.pair_epochs)):
        part = (
            [("statement", rows) for rows in statements.epoch(rng)]
            if epoch < settings.statement_epochs
            else []
        )
        part += [("pair", rows) for rows in pairs.epoch(rng)] if epoch < settings.pair_epochs else []
        rng.shuffle(part)
        steps += part
    return steps


def train(
    out: Path,
    settings: Settings | None = None,
    data: Path = SEEDS,
    articles: Path | None = None,
    start: Path | None = None,
    resume: bool = True,
) -> Path:
    """Train the adapter and the heads.

    Parameters
    ----------
    out : pathlib.Path
        Folder for `learned.safetensors`, `settings.json` and the state to resume from.
    settings : Settings, optional
        Seed, epochs, rate, hold-out.
    data, articles : pathlib.Path
        As `read_training`.
    start : pathlib.Path, optional
        Learned weights to begin from, such as those of a transfer stage.
    resume : bool
        Go on from an interrupted run of the same settings in `out`.

    Returns
    -------
    pathlib.Path
        The file with what was learned.

    Raises
    ------
    FileNotFoundError
        When there is no training data.

    Examples
    --------
    >>> train(Path("runs/stance"), Settings(seed=1))  # doctest: +SKIP
    """
    settings = settings or Settings()
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed)
    torch.set_flush_denormal(True)
    themes = default_themes()
    begin = load_file(start) if start else None
    rank = rank_of(begin) if begin else RANK
    model = StanceModel(load_encoder(), list(themes.propositions), rank)
    if begin:
        model.load_learned_state(begin)
    coded = [s for s in read_training(data, articles) if fold_of(s.article) != settings.fold]
    known = (
        statement_examples(coded, model.propositions, settings.context) if settings.statement_epochs else []
    )
    open_pairs = pair_examples(coded, themes, random.Random(settings.seed)) if settings.pair_epochs else []
    statements, pairs = Batches(model, known), Batches(model, open_pairs)
    steps = schedule(settings, statements, pairs)
    print(f"{len(coded)} statements, {len(pairs.examples)} pairs, {len(steps)} steps", flush=True)
    for _ in _run(model, settings, steps, {"statement": statements, "pair": pairs}, out, resume):
        pass
    path = out / "learned.safetensors"
    reads = "statement" if settings.statement_epochs else "pair"
    save_file({k: v.half() for k, v in model.learned_state(reads).items()}, path)
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=1), "utf-8")
    (out / "checkpoint.pt").unlink(missing_ok=True)
    return path


def _run(
    model: StanceModel,
    settings: Settings,
    steps: Sequence[tuple[str, list[int]]],
    data: dict[str, Batches],
    out: Path,
    resume: bool,
) -> Iterator[int]:
    learned = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=settings.rate, weight_decay=0.01)
    warm, total = 60, max(len(steps), 1)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.02, 1 - s / total))
    )
    first, checkpoint = 0, out / "checkpoint.pt"
    if resume and checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["settings"] == asdict(settings) and saved["total"] == total:
            first = saved["step"]
            model.load_learned_state(saved["model"])
            optimiser.load_state_dict(saved["optimiser"])
            rate.load_state_dict(saved["rate"])
    losses, began = {"statement": statement_loss, "pair": pair_loss}, time.monotonic()
    running: dict[str, float] = {}
    model.train()
    for step in range(first, len(steps)):
        torch.manual_seed(settings.seed * 100_003 + step)
        kind, rows = steps[step]
        loss = losses[kind](model, data[kind], rows)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimiser.step()
        rate.step()
        running[kind] = 0.97 * running.get(kind, loss.item()) + 0.03 * loss.item()
        if step % 50 == 49:
            print(
                step + 1,
                {k: round(v, 3) for k, v in running.items()},
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
        if step % 200 == 199:
            state = {
                "settings": asdict(settings),
                "total": total,
                "step": step + 1,
                "model": _all(model),
            }
            torch.save(state | {"optimiser": optimiser.state_dict(), "rate": rate.state_dict()}, checkpoint)
        yield step


def _all(model: StanceModel) -> dict[str, torch.Tensor]:
    return model.learned_state("statement") | model.learned_state("pair")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``python -m analysis train``."""
    parser.add_argument("--out", type=Path, default=Path("runs/stance"), help="folder for what is learned")
    parser.add_argument("--data", type=Path, default=SEEDS, help="folder of coded statements")
    parser.add_argument(
        "--articles", type=Path, help="public articles (.jsonl) for statements kept as offsets"
    )
    parser.add_argument("--start", type=Path, help="learned weights to begin from (.safetensors)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--statement-epochs", type=int, default=Settings.statement_epochs)
    parser.add_argument("--pair-epochs", type=int, default=Settings.pair_epochs)
    parser.add_argument("--rate", type=float, default=Settings.rate)
    parser.add_argument(
        "--fold", type=int, default=0, help="quarter of the articles to hold out; -1 for none"
    )
    parser.add_argument("--context", action="store_true", help="read the sentence around the statement too")
    parser.add_argument("--restart", action="store_true", help="do not go on from an interrupted run")


def main(args: argparse.Namespace) -> int:
    """Run ``python -m analysis train``."""
    settings = Settings(
        args.seed, args.statement_epochs, args.pair_epochs, args.rate, args.fold, args.context
    )
    path = train(args.out, settings, args.data, args.articles, args.start, not args.restart)
    print(f"Learned weights: {path}")
    return 0


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(_parser)
    raise SystemExit(main(_parser.parse_args()))
