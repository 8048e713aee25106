"""What training changed in the encoder, in four bits a weight.

The encoder itself comes from a pinned package in blocks of four bits; what a training run adds to it is kept
the same way: of every matrix the difference to the encoder, in blocks of 32 with one scale each (the format
Q4_0 of llama.cpp, with the middle of its range on zero). Biases, norms and heads stay in half precision.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch

#: Weights that share a scale.
BLOCK = 32
#: The largest step to either side of zero that four bits hold here.
_MOST = 7
#: What is put behind the name of a matrix for its steps; then for its scales, and for what is not packed.
CODES, _SCALES, _HALF = ".codes", ".scales", ".half"
Tensors = dict[str, torch.Tensor]


def pack(learned: Mapping[str, torch.Tensor], base: Mapping[str, torch.Tensor]) -> Tensors:
    """Write learned weights as packed differences.

    Parameters
    ----------
    learned : mapping of str to torch.Tensor
        Weights after training.
    base : mapping of str to torch.Tensor
        The encoder's own weights; what it does not hold (the heads) is written whole.

    Returns
    -------
    dict of str to torch.Tensor
        For a matrix `name.codes` (two weights a byte) and `name.scales`; for the rest `name.half`.

    Examples
    --------
    >>> base = {"layer": torch.zeros(2, 32)}
    >>> packed = pack({"layer": torch.full((2, 32), 0.5)}, base)
    >>> sorted(packed), round(unpack(packed, base)["layer"][0, 0].item(), 2)
    (['layer.codes', 'layer.scales'], 0.5)
    """
    out: Tensors = {}
    for name, weight in learned.items():
        change = weight.detach().float() - base[name].float() if name in base else weight.detach().float()
        if name in base and change.dim() == 2 and change.numel() % BLOCK == 0:
            out[name + CODES], out[name + _SCALES] = _quantise(change.reshape(-1, BLOCK))
        else:
            out[name + _HALF] = change.half().contiguous()
    return out


def _quantise(blocks: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    scale = (blocks.abs().amax(1) / _MOST).half()
    steps = blocks / scale.float().clamp_min(1e-12)[:, None]
    codes = (steps.round().clamp(-_MOST, _MOST) + 8).to(torch.uint8)
    return codes[:, : BLOCK // 2] | codes[:, BLOCK // 2 :] << 4, scale


def unpack(packed: Mapping[str, torch.Tensor], base: Mapping[str, torch.Tensor]) -> Tensors:
    """Read what `pack` wrote, onto the same encoder.

    Raises
    ------
    KeyError
        When a matrix of the file is not one of the encoder's.
    """
    out: Tensors = {}
    for key, value in packed.items():
        name, _, part = key.rpartition(".")
        if "." + part == _HALF:
            out[name] = value.float() + (base[name].float() if name in base else 0.0)
        elif "." + part == CODES:
            codes = torch.cat([value & 15, value >> 4], dim=1).float() - 8
            change = codes * packed[name + _SCALES].float()[:, None]
            out[name] = base[name].float() + change.reshape(base[name].shape)
    return out
