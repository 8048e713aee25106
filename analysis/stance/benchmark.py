"""How fast the scorer reads, as ratios against a plain ``transformers.pipeline``.

Run ``python -m analysis.stance.benchmark``. Both sides have the same weights, the same pairs and the same
number of threads; the pipeline multiplies in single precision. What differs is how: similar lengths together,
no pair twice, bfloat16 in the fast readers, and a statement read once for all propositions that the project
knows. Only the ratios mean anything on another machine.
"""

from __future__ import annotations

import argparse
import functools
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from analysis.stance.data import SEEDS, Coded, read_training
from analysis.stance.hybrid import FOLDER, HybridScorer
from analysis.stance.inputs import spoken
from analysis.stance.reader import Reader, wordings
from analysis.stance.themes import default_themes

ROUNDS = 3


def pairs_of(statements: list[Coded]) -> list[tuple[str, str]]:
    """Every statement with every wording of the default propositions, as a run asks them."""
    sentences = [s for p in default_themes().propositions.values() for s, _ in wordings(p)]
    return [(spoken(s.cue, s.content), sentence) for s in statements for sentence in sentences]


def plain_pipeline(reader: Reader, batch: int = 16) -> Callable[[list[tuple[str, str]]], Any]:
    """Put the pair model's weights into a stock sequence classifier and its pipeline."""
    from transformers import BertForSequenceClassification, PreTrainedTokenizerFast, pipeline

    model = reader.models[0]
    encoder = model.encoder
    config = type(encoder.body.config)(**encoder.body.config.to_dict())
    config.vocab_size, config.num_labels = len(encoder.words), 4
    stock = BertForSequenceClassification(config)
    stock.bert.embeddings.word_embeddings.weight = nn.Parameter(encoder.words.float())
    plain = model.body.state_dict()
    wanted = stock.bert.state_dict()
    stock.bert.load_state_dict(
        {k: plain.get(k, v) if plain.get(k, v).shape == v.shape else v for k, v in wanted.items()}
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=encoder.tokenizer, pad_token="<pad>", unk_token="<unk>"
    )
    run = pipeline(
        "text-classification", model=stock.eval(), tokenizer=tokenizer, device="cpu", batch_size=batch
    )
    return lambda pairs: run([{"text": a, "text_pair": b} for a, b in pairs], top_k=None)


def seconds(run: Callable[[], Any]) -> float:
    """Median time of a few runs, after one to warm up."""
    run()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def compare(statements: list[Coded], folder: Path = FOLDER) -> dict[str, float]:
    """Measure pairs per second of the plain pipeline and of the scorer, and their ratios.

    Parameters
    ----------
    statements : list of Coded
        What is read.
    folder : pathlib.Path
        The model.

    Returns
    -------
    dict of float
        Pairs per second, ratios, and the peak memory of the process in GB.
    """
    scorer = HybridScorer.load(folder)
    pairs, texts = pairs_of(statements), [spoken(s.cue, s.content) for s in statements]
    exact, fast = (Reader(scorer.reader.models[:1], fast) for fast in (False, True))
    known = len(texts) * len(scorer.known)
    found: dict[str, float] = {}
    for name, reader in (("pair reader", exact), ("fast pair reader", fast)):
        found[name] = len(pairs) / seconds(functools.partial(reader.pairs, pairs))
    for name, reader in (("statement reader", exact), ("fast statement reader", fast)):
        found[name] = known / seconds(functools.partial(reader.statements, texts))
    found["peak memory of the readers, GB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    found["largest difference of a fast probability"] = float(
        np.abs(exact.pairs(pairs) - fast.pairs(pairs)).max()
    )
    plain = plain_pipeline(exact)
    with torch.inference_mode():
        slow = len(pairs) / seconds(lambda: plain(pairs))
    ratios = {
        f"{name}, times the pipeline": v / slow
        for name, v in found.items()
        if "reader" in name and "GB" not in name
    }
    return {name: round(v, 3) for name, v in ({"pipeline, pairs per second": slow} | found | ratios).items()}


def main() -> int:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=60)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    statements = [s for s in read_training(SEEDS) if s.context][: args.statements]
    for name, value in compare(statements).items():
        print(f"{name:60}{value}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
