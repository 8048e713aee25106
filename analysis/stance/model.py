"""The sequence classifier: the encoder, a low-rank adapter on its upper half, and two heads.

The lower layers are left as they are, so their output can be kept from epoch to epoch in training.
One head reads a pair (statement, proposition); the other reads the statement alone, for its tone and for
what it says of the propositions the project itself is trained on.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from torch import nn

from analysis.stance.encoder import MAX_TOKENS, PAD, Encoder
from analysis.tables import SENTIMENTS, STANCES

#: The first layer that is trained; those below are frozen.
SPLIT = 6
RANK = 32
#: Width of the heads that read the statement alone.
INNER = 384
#: Heads by what they read.
HEADS = {"statement": ("tone_head", "known_head"), "pair": ("pair_head",)}


class Head(nn.Module):
    """First token and mean of all tokens → one hidden layer → logits."""

    def __init__(self, hidden: int, outputs: int, inner: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.inner = nn.Linear(2 * hidden, inner)
        self.outer = nn.Linear(inner, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Classify a batch of token states."""
        weight = mask.unsqueeze(-1).float()
        mean = (states * weight).sum(1) / weight.sum(1)
        pooled = torch.cat([states[:, 0], mean], dim=-1)
        return self.outer(self.dropout(torch.tanh(self.inner(self.dropout(pooled)))))


class StanceModel(nn.Module):
    """Encoder with adapter and heads.

    Parameters
    ----------
    encoder : Encoder
        From `load_encoder`.
    propositions : sequence of str
        Names of the propositions that the statement head knows.
    rank : int
        Rank of the adapter.
    """

    def __init__(self, encoder: Encoder, propositions: Sequence[str], rank: int = RANK) -> None:
        super().__init__()
        self.encoder = encoder
        config = encoder.body.config
        adapter = LoraConfig(
            r=rank,
            lora_alpha=2 * rank,
            lora_dropout=0.0,
            target_modules=["query", "key", "value", "dense"],
            layers_to_transform=list(range(SPLIT, config.num_hidden_layers)),
            layers_pattern="layer",
        )
        with warnings.catch_warnings():
            # peft asks transformers for a name that is on its way out; nothing a user could act on.
            warnings.simplefilter("ignore", FutureWarning)
            self.body = get_peft_model(encoder.body, adapter)
        self.propositions = list(propositions)
        self.pair_head = Head(config.hidden_size, len(STANCES), config.hidden_size)
        self.tone_head = Head(config.hidden_size, len(SENTIMENTS), INNER)
        self.known_head = Head(config.hidden_size, len(STANCES) * len(self.propositions), INNER)

    @property
    def _bert(self) -> Any:
        return self.body.base_model.model

    def lower(self, ids: torch.Tensor) -> torch.Tensor:
        """States after the frozen half."""
        with torch.no_grad():
            bert = self._bert
            states = bert.embeddings.eval()(inputs_embeds=self.encoder.embed(ids))
            mask = self._attention(ids != PAD)
            for layer in bert.encoder.layer[:SPLIT]:
                states = layer.eval()(states, mask)
        return states

    def share_lower(self, other: StanceModel) -> None:
        """Use the frozen layers of another model, which are the same, and free one's own."""
        for i in range(SPLIT):
            self._bert.encoder.layer[i] = other._bert.encoder.layer[i]

    def upper(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States after the adapted half."""
        attention = self._attention(mask)
        for layer in self._bert.encoder.layer[SPLIT:]:
            states = layer(states, attention)
        return states

    @staticmethod
    def _attention(mask: torch.Tensor) -> torch.Tensor | None:
        return None if bool(mask.all()) else mask[:, None, None, :]

    def pair_logits(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Stance logits of pairs, from the states of the lower half."""
        return self.pair_head(self.upper(states, mask), mask)

    def statement_logits(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Tone logits, and stance logits toward the known propositions (batch × proposition × stance)."""
        top = self.upper(states, mask)
        known = self.known_head(top, mask).view(len(top), len(self.propositions), len(STANCES))
        return self.tone_head(top, mask), known

    def learned_state(self, reads: str) -> dict[str, torch.Tensor]:
        """Give what training changed: the adapter in peft's names, and the heads for what it reads."""
        state = {f"adapter.{k}": v for k, v in get_peft_model_state_dict(self.body).items()}
        for part in HEADS[reads]:
            state |= {f"{part}.{k}": v for k, v in getattr(self, part).state_dict().items()}
        return {name: tensor.detach().contiguous() for name, tensor in state.items()}

    def load_learned_state(self, state: dict[str, torch.Tensor]) -> None:
        """Take over what `learned_state` gave; heads that it does not hold stay as they are."""
        adapter = {
            k.removeprefix("adapter."): v.float() for k, v in state.items() if k.startswith("adapter.")
        }
        set_peft_model_state_dict(self.body, adapter)
        for part in (head for heads in HEADS.values() for head in heads):
            own = {
                k.removeprefix(part + "."): v.float() for k, v in state.items() if k.startswith(part + ".")
            }
            if own:
                getattr(self, part).load_state_dict(own)


def rank_of(state: dict[str, torch.Tensor]) -> int:
    """Read the adapter's rank off its weights."""
    return next(v.shape[0] for k, v in state.items() if "lora_A" in k)


def encode(encoder: Encoder, texts: Sequence[tuple[str, ...]], limit: int = MAX_TOKENS) -> list[list[int]]:
    """Token ids of single texts and of pairs; what exceeds the limit is cut from the first text."""
    encoded = []
    for parts in texts:
        pieces = [encoder.tokenizer.encode(p, add_special_tokens=False).ids for p in parts]
        room = limit - 2 - sum(len(p) + 2 for p in pieces[1:])
        ids = [0, *pieces[0][: max(room, 8)], 2]
        for piece in pieces[1:]:
            ids += [2, *piece[: limit // 2], 2]
        encoded.append(ids)
    return encoded


def pad(batch: Sequence[Sequence[int]]) -> torch.Tensor:
    """Stack token ids into one tensor, filled up with the padding id."""
    width = max(map(len, batch))
    return torch.tensor([[*ids, *[PAD] * (width - len(ids))] for ids in batch])


def by_length(encoded: Sequence[Sequence[int]], tokens: int = 2048, most: int = 64) -> list[list[int]]:
    """Group row numbers of similar length, at most `tokens` padded tokens a batch."""
    order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i]), i))
    batches: list[list[int]] = []
    for i in order:
        width = len(encoded[i])
        if batches and len(batches[-1]) < most and (len(batches[-1]) + 1) * width <= tokens:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
