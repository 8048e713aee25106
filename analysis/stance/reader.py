"""The trained encoder as a reader of texts: of statements alone, and of statements with a proposition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from analysis.stance.encoder import PAD, load_encoder
from analysis.stance.evidence import AGAINST, FAVOR, NEUTRAL, UNRELATED
from analysis.stance.model import StanceModel, by_length, encode, pad
from analysis.stance.themes import Proposition
from analysis.tables import SENTIMENTS, STANCES

#: Wordings of a proposition that are asked at most, half of them reversed.
WORDINGS = 4
SWAP = [AGAINST, FAVOR, NEUTRAL, UNRELATED]


class Reader:
    """One or several trained encoders, ready to read many texts; their answers are averaged.

    Those trained on different parts of the data share the frozen layers.

    Parameters
    ----------
    models : sequence of StanceModel
    fast : bool
        Multiply matrices in bfloat16: about three times as fast on a processor that has it (AVX-512 BF16,
        AMX), with probabilities that differ by about 0.002. Elsewhere it makes no difference.
    """

    def __init__(self, models: Sequence[StanceModel], fast: bool = False) -> None:
        self.models = list(models)
        self.fast = fast and torch.ops.mkldnn._is_mkldnn_bf16_supported()
        self.encoder = models[0].encoder

    @classmethod
    def load(cls, paths: Sequence[Path], known: Sequence[str], fast: bool = False) -> Reader:
        """Load learned weights onto the encoder."""
        models: list[StanceModel] = []
        for path in paths:
            model = StanceModel(load_encoder(), known)
            model.load_packed(load_file(path))
            model.eval().requires_grad_(False)
            if models:
                model.share_lower(models[0])
            models.append(model)
        return cls(models, fast)

    @torch.inference_mode()
    def statements(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Tone (rows × 3) and stance toward the known propositions (rows × known × 4)."""
        tone = np.zeros((len(texts), len(SENTIMENTS)))
        known = np.zeros((len(texts), len(self.models[0].propositions), len(STANCES)))
        for rows, states, mask in self._batches([(t,) for t in texts]):
            with self._precision():
                answers = [model.statement_logits(states, mask) for model in self.models]
            tone[rows] = mean_of([a for a, _ in answers])
            known[rows] = mean_of([b for _, b in answers])
        return tone, known

    @torch.inference_mode()
    def pairs(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Stance of each pair (rows × 4); a pair that comes twice is read once."""
        unique = list(dict.fromkeys(pairs))
        out = np.zeros((len(unique), len(STANCES)))
        for rows, states, mask in self._batches(unique):
            with self._precision():
                out[rows] = mean_of([model.pair_logits(states, mask) for model in self.models])
        place = {pair: i for i, pair in enumerate(unique)}
        return out[[place[pair] for pair in pairs]] if pairs else out

    def _batches(
        self, texts: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
        ids = encode(self.encoder, texts)
        for rows in by_length(ids):
            batch = pad([ids[i] for i in rows])
            with self._precision():
                states = self.models[0].lower(batch)
            yield rows, states, batch != PAD

    def _precision(self) -> AbstractContextManager:
        return torch.autocast("cpu", torch.bfloat16) if self.fast else nullcontext()


def mean_of(logits: Sequence[torch.Tensor]) -> np.ndarray:
    """Probabilities of several models: the softmax of their mean log-probabilities."""
    return torch.stack([x.float().log_softmax(-1) for x in logits]).mean(0).softmax(-1).numpy()


def wordings(proposition: Proposition) -> list[tuple[str, bool]]:
    """Sentences to ask for a proposition, and whether each is reversed."""
    same = [proposition.fr, *proposition.paraphrases]
    turned = list(proposition.reversed)
    half = WORDINGS // 2
    same = same[: WORDINGS - min(len(turned), half)]
    return [(s, False) for s in same] + [(s, True) for s in turned[: WORDINGS - len(same)]]


def ask(
    reader: Reader, texts: Sequence[str], propositions: Sequence[Proposition]
) -> tuple[np.ndarray, np.ndarray]:
    """Read every text with every wording of every proposition.

    Returns
    -------
    tuple of numpy.ndarray
        Mean probabilities (texts × propositions × 4), and the spread of the stance score between wordings.
    """
    asked = [
        (i, j, s, turned)
        for i in range(len(texts))
        for j, p in enumerate(propositions)
        for s, turned in wordings(p)
    ]
    found = reader.pairs([(texts[i], s) for i, _, s, _ in asked])
    values: dict[tuple[int, int], list[np.ndarray]] = {}
    for (i, j, _, turned), p in zip(asked, found, strict=True):
        values.setdefault((i, j), []).append(p[SWAP] if turned else p)
    mean = np.zeros((len(texts), len(propositions), len(STANCES)))
    spread = np.zeros(mean.shape[:2])
    for (i, j), several in values.items():
        stacked = np.array(several)
        mean[i, j] = stacked.mean(0)
        spread[i, j] = (stacked[:, FAVOR] - stacked[:, AGAINST]).std()
    return mean, spread
