"""Training of the stance model: ``python -m analysis train``.

Two stages. The first, when public sets are given, teaches the encoder to relate a text to a sentence, on
entailment and stance pairs that are mostly English. The second teaches French statements: alone, their tone
and their stance toward the project's own propositions; in pairs, the stance toward any proposition.
Both run under bfloat16 autocast, which a processor with AVX-512 BF16 reads two and a half times as fast.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from analysis.stance.data import SEEDS, held_out, read_training
from analysis.stance.encoder import PAD, load_encoder
from analysis.stance.examples import Pair, Single, pairs, singles
from analysis.stance.model import StanceModel, by_length, encode, pad
from analysis.stance.themes import default_themes
from analysis.stance.transfer import read_transfer
from analysis.tables import STANCES

#: Rare stances weigh more in the loss: of statements alone, where most pairs are unrelated, and of pairs.
ALONE = torch.tensor([2.0, 2.0, 1.5, 0.4])
PAIRED = torch.tensor([1.2, 1.2, 1.3, 0.6])
#: Tokens a statement or pair may have in training.
LIMIT = 112
#: The heads start from nothing and learn faster than the encoder.
HEADS_FASTER = 4.0
WARM_UP = 100


@dataclass(frozen=True)
class Settings:
    """What a training run depends on, kept beside the weights.

    Attributes
    ----------
    seed : int
        Of every random choice.
    epochs : int
        Passes over the French statements.
    pairs : int
        Pairs that go with each of these passes.
    rate, transfer_rate : float
        Highest learning rate of the encoder in the second and in the first stage.
    fold : int
        Which part of the articles is held out (see `held_out`); -1 for none.
    transfer : bool
        Whether there is a first stage.
    batch : int
        Tokens of a batch, padding included. Small batches take more steps over the same statements, and the
        encoder learns the side of a statement by steps more than by passes.
    """

    seed: int = 0
    epochs: int = 3
    pairs: int = 18_000
    rate: float = 6e-5
    transfer_rate: float = 8e-5
    fold: int = 0
    transfer: bool = False
    batch: int = 640


Step = tuple[str, list[int]]


class Pool:
    """Examples of one kind with their token ids, dealt into batches of similar length."""

    def __init__(self, model: StanceModel, examples: Sequence[Single | Pair]) -> None:
        self.examples = list(examples)
        self.ids = encode(model.encoder, [e.texts for e in examples], LIMIT)

    def batches(self, rng: random.Random, tokens: int, most: int = 40) -> list[list[int]]:
        """Shuffle anew: rows of similar length share a batch, batches come in random order."""
        noise = [len(i) + rng.random() * 6 for i in self.ids]
        order = sorted(range(len(noise)), key=noise.__getitem__)
        batches = [[order[i] for i in rows] for rows in by_length([self.ids[i] for i in order], tokens, most)]
        rng.shuffle(batches)
        return batches

    def load(self, model: StanceModel, rows: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """States after the frozen layers, and mask, of a batch."""
        ids = pad([self.ids[i] for i in rows])
        return model.lower(ids), ids != PAD


def statement_loss(model: StanceModel, pool: Pool, rows: Sequence[int]) -> torch.Tensor:
    """Loss of tone and of stance toward the known propositions."""
    with torch.autocast("cpu", torch.bfloat16):
        tone, known = model.statement_logits(*pool.load(model, rows))
    chosen = [pool.examples[i] for i in rows]
    stance = torch.tensor([e.stance for e in chosen if isinstance(e, Single)])
    tones = torch.tensor([e.tone for e in chosen if isinstance(e, Single)])
    loss = F.cross_entropy(known.float().flatten(0, 1), stance.flatten(), weight=ALONE)
    return 2 * loss + F.cross_entropy(tone.float(), tones)


def pair_loss(model: StanceModel, pool: Pool, rows: Sequence[int]) -> torch.Tensor:
    """Negative log-likelihood of the stances that the label of each pair allows."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = model.pair_logits(*pool.load(model, rows))
    chosen = [pool.examples[i] for i in rows]
    allowed = torch.tensor([[name in e.allowed for name in STANCES] for e in chosen if isinstance(e, Pair)])
    likely = logits.float().log_softmax(-1).masked_fill(~allowed, -torch.inf).logsumexp(-1)
    weight = (allowed * PAIRED).sum(1) / allowed.sum(1)
    return -(weight * likely).sum() / weight.sum()


LOSSES: dict[str, Callable[[StanceModel, Pool, Sequence[int]], torch.Tensor]] = {
    "statement": statement_loss,
    "pair": pair_loss,
}


def train(
    out: Path,
    settings: Settings | None = None,
    data: Path = SEEDS,
    articles: Path | None = None,
    transfer: Path | None = None,
    start: Path | None = None,
    resume: bool = True,
) -> Path:
    """Train the upper layers of the encoder and the heads.

    Parameters
    ----------
    out : pathlib.Path
        Folder for `learned.safetensors`, `settings.json` and the states to resume from.
    settings : Settings, optional
        Seed, epochs, rate, hold-out.
    data, articles : pathlib.Path
        As `read_training`.
    transfer : pathlib.Path, optional
        Folder of public labelled pairs, for a first stage (see `read_transfer`).
    start : pathlib.Path, optional
        Weights to begin from instead: of a first stage (`transfer.safetensors` of an earlier run), or what
        an earlier run learned.
    resume : bool
        Go on from an interrupted run of the same settings in `out`.

    Returns
    -------
    pathlib.Path
        The file with what was learned, packed (see `pack`).

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
    torch.set_flush_denormal(True)
    torch.manual_seed(settings.seed)
    themes = default_themes()
    model = StanceModel(load_encoder(), list(themes.propositions))
    first = start or out / "transfer.safetensors"
    if transfer and not (resume and first.exists()):
        pool, rng = Pool(model, read_transfer(transfer, settings.seed)), random.Random(settings.seed)
        steps = [("pair", rows) for rows in pool.batches(rng, settings.batch)]
        print(f"first stage: {len(pool.examples)} pairs, {len(steps)} steps", flush=True)
        take_steps(
            model, steps, {"pair": [pool]}, settings.transfer_rate, settings, out / "transfer.pt", resume
        )
        save_file(model.learned_state(), first)
    if transfer or start:
        model.load_weights(load_file(first))
    coded = [s for s in read_training(data, articles) if not held_out(s, settings.fold)]
    rng = random.Random(settings.seed)
    alone = Pool(model, singles(coded, model.propositions))
    paired = [Pool(model, pairs(coded, themes, rng, settings.pairs)) for _ in range(settings.epochs)]
    steps = schedule(alone, paired, rng, settings.batch)
    print(f"second stage: {len(coded)} statements, {len(steps)} steps", flush=True)
    pools = {"statement": [alone] * settings.epochs, "pair": paired}
    take_steps(model, steps, pools, settings.rate, settings, out / "statements.pt", resume)
    path = out / "learned.safetensors"
    save_file(model.packed_state(load_encoder()), path)
    (out / "settings.json").write_text(json.dumps(asdict(settings), indent=1), "utf-8")
    return path


def schedule(alone: Pool, paired: Sequence[Pool], rng: random.Random, tokens: int) -> list[Step]:
    """All steps of the second stage: in every epoch statements and pairs, mixed."""
    steps: list[Step] = []
    for epoch, pool in enumerate(paired):
        part = [(f"statement {epoch}", rows) for rows in alone.batches(rng, tokens)]
        part += [(f"pair {epoch}", rows) for rows in pool.batches(rng, tokens)]
        rng.shuffle(part)
        steps += part
    return steps


def take_steps(
    model: StanceModel,
    steps: Sequence[Step],
    pools: dict[str, list[Pool]],
    rate: float,
    settings: Settings,
    checkpoint: Path,
    resume: bool,
) -> None:
    """Take all steps, keeping the state every few hundred, so that an interrupted run can go on."""
    heads = [p for name, p in model.named_parameters() if "_head." in name]
    body = [p for name, p in model.named_parameters() if p.requires_grad and "_head." not in name]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": rate * HEADS_FASTER}], weight_decay=0.01
    )
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / WARM_UP, max(0.02, 1 - s / max(len(steps), 1)))
    )
    done, key = 0, json.dumps(asdict(settings)) + str(len(steps))
    if resume and checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        if saved["key"] == key:
            done = saved["step"]
            model.load_state_dict(saved["model"], strict=False)
            optimiser.load_state_dict(saved["optimiser"])
            falling.load_state_dict(saved["falling"])
    began, running = time.monotonic(), dict.fromkeys(LOSSES, 0.0)
    model.train()
    for step in range(done, len(steps)):
        torch.manual_seed(settings.seed * 100_003 + step)
        name, rows = steps[step]
        kind, _, epoch = name.partition(" ")
        loss = LOSSES[kind](model, pools[kind][int(epoch or 0)], rows)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimiser.step()
        falling.step()
        running[kind] = 0.98 * (running[kind] or loss.item()) + 0.02 * loss.item()
        if step % 100 == 99:
            told = ", ".join(f"{k} {v:.3f}" for k, v in running.items() if v)
            print(f"  step {step + 1}: {told}; {time.monotonic() - began:.0f} s", flush=True)
        if step % 400 == 399:
            state = {"key": key, "step": step + 1, "model": model.learned_state()}
            state |= {"optimiser": optimiser.state_dict(), "falling": falling.state_dict()}
            torch.save(state, checkpoint)
    checkpoint.unlink(missing_ok=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``python -m analysis train``."""
    default = Settings()
    parser.add_argument("--out", type=Path, default=Path("runs/stance"), help="folder for what is learned")
    parser.add_argument("--data", type=Path, default=SEEDS, help="folder of coded statements")
    parser.add_argument(
        "--articles", type=Path, help="public articles (.jsonl) for statements kept as offsets"
    )
    parser.add_argument("--transfer", type=Path, help="folder of public labelled pairs, for a first stage")
    parser.add_argument("--start", type=Path, help="weights of an earlier run to begin from (.safetensors)")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--epochs", type=int, default=default.epochs)
    parser.add_argument("--pairs", type=int, default=default.pairs, help="pairs in each epoch")
    parser.add_argument("--rate", type=float, default=default.rate)
    parser.add_argument("--batch", type=int, default=default.batch, help="tokens of a batch")
    parser.add_argument(
        "--fold", type=int, default=default.fold, help="part of the articles to hold out; -1 for none"
    )
    parser.add_argument("--restart", action="store_true", help="do not go on from an interrupted run")


def main(args: argparse.Namespace) -> int:
    """Run ``python -m analysis train``."""
    settings = Settings(
        seed=args.seed, epochs=args.epochs, pairs=args.pairs, rate=args.rate, fold=args.fold,
        transfer=bool(args.transfer or args.start), batch=args.batch,
    )  # fmt: skip
    path = train(args.out, settings, args.data, args.articles, args.transfer, args.start, not args.restart)
    print(f"Learned weights: {path}")
    return 0


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(_parser)
    raise SystemExit(main(_parser.parse_args()))
