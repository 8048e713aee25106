"""The sequence classifier: the encoder, trained from its fourth layer on, and its heads.

One head reads a pair (statement, proposition); two read the statement alone, for its tone and for what it
says of the propositions the project itself is trained on. The lowest layers stay as they are, so several
trained models share them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import nn

from analysis.stance.encoder import MAX_TOKENS, PAD, Encoder
from analysis.stance.pack import CODES, pack, unpack
from analysis.tables import SENTIMENTS, STANCES

#: The first layer that is trained; those below are frozen.
SPLIT = 4


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
    """Encoder and heads.

    Parameters
    ----------
    encoder : Encoder
        From `load_encoder`; its body becomes the model's own.
    propositions : sequence of str
        Names of the propositions that the statement head knows.
    """

    def __init__(self, encoder: Encoder, propositions: Sequence[str]) -> None:
        super().__init__()
        self.encoder, self.body = encoder, encoder.body
        self.propositions = list(propositions)
        hidden = self.body.config.hidden_size
        self.pair_head = Head(hidden, len(STANCES), hidden)
        self.tone_head = Head(hidden, len(SENTIMENTS), hidden)
        self.known_head = Head(hidden, len(STANCES) * len(self.propositions), hidden)
        for parameter in self.body.parameters():
            parameter.requires_grad = False
        for layer in self.body.encoder.layer[SPLIT:]:
            for parameter in layer.parameters():
                parameter.requires_grad = True

    def lower(self, ids: torch.Tensor) -> torch.Tensor:
        """States after the frozen layers."""
        with torch.no_grad():
            states = self.body.embeddings.eval()(inputs_embeds=self.encoder.embed(ids))
            mask = self._attention(ids != PAD)
            for layer in self.body.encoder.layer[:SPLIT]:
                states = layer.eval()(states, mask)
        return states

    def share_lower(self, other: StanceModel) -> None:
        """Use the frozen layers of another model, which are the same, and free one's own."""
        for i in range(SPLIT):
            self.body.encoder.layer[i] = other.body.encoder.layer[i]

    def upper(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States after the trained layers."""
        attention = self._attention(mask)
        for layer in self.body.encoder.layer[SPLIT:]:
            states = layer(states, attention)
        return states.float()

    @staticmethod
    def _attention(mask: torch.Tensor) -> torch.Tensor | None:
        return None if bool(mask.all()) else mask[:, None, None, :]

    def pair_logits(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Stance logits of pairs, from the states of the lower layers."""
        return self.pair_head(self.upper(states, mask), mask)

    def statement_logits(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Tone logits, and stance logits toward the known propositions (batch × proposition × stance)."""
        top = self.upper(states, mask)
        known = self.known_head(top, mask).view(len(top), len(self.propositions), len(STANCES))
        return self.tone_head(top, mask), known

    def learned_state(self) -> dict[str, torch.Tensor]:
        """Give the weights that training changes: the upper layers and the heads."""
        return {name: p.detach() for name, p in self.named_parameters() if p.requires_grad}

    def packed_state(self, base: Encoder) -> dict[str, torch.Tensor]:
        """Give `learned_state` as differences to an untrained encoder (see `pack`)."""
        return pack(self.learned_state(), base_weights(base))

    def load_weights(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Take over weights of an earlier run, packed or whole."""
        if any(name.endswith(CODES) for name in weights):
            self.load_packed(weights)
        else:
            self.load_state_dict(dict(weights), strict=False)

    def load_packed(self, packed: Mapping[str, torch.Tensor]) -> None:
        """Take over what `packed_state` gave; the model's own encoder must be untrained."""
        self.load_state_dict(unpack(packed, base_weights(self.encoder)), strict=False)


def base_weights(encoder: Encoder) -> dict[str, torch.Tensor]:
    """Weights of an untrained encoder, named as in `StanceModel`."""
    return {f"body.{name}": weight for name, weight in encoder.body.state_dict().items()}


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
