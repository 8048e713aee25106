"""The default scorer: encoder, bag of words and word lists, weighed by a small linear stack.

A statement is read once for its tone and for the propositions the project was trained on; any other
proposition is read together with the statement, in each of its wordings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from safetensors.torch import load_file

from analysis.stance import bag
from analysis.stance.errors import EncoderError
from analysis.stance.evidence import (
    UNRELATED,
    Place,
    known_features,
    open_features,
    softmax,
    tone_features,
)  # fmt: skip
from analysis.stance.inputs import spoken
from analysis.stance.lexicon import Reading
from analysis.stance.reader import Reader, ask
from analysis.stance.scorers import Scored, column, readings
from analysis.stance.stack import Layer, Rule, Stack, decide
from analysis.stance.themes import Proposition, default_themes
from analysis.tables import SENTIMENTS, STANCES

FOLDER = Path(__file__).with_name("model")


class HybridScorer:
    """The default scorer; see `load`."""

    def __init__(self, folder: Path, config: dict, fast: bool = False) -> None:
        self.folder, self.config = folder, config
        self.name = f"{'fast' if fast else 'default'} {config['version']}"
        self.known = list(config["known"])
        self.reader = Reader.load([folder / name for name in config["weights"]], self.known, fast)
        words = load_file(folder / "bag.safetensors")
        self.words = {name: tensor.float().numpy() for name, tensor in words.items()}
        self.stacks = {name: Stack.from_json(data) for name, data in config["stacks"].items()}
        self.tone_layer = Layer.from_json(config["tone"])
        sentences = default_themes().propositions
        self.sentences = {sentences[name].fr: i for i, name in enumerate(self.known)}
        self._last: tuple[tuple, tuple] | None = None

    @classmethod
    def load(cls, folder: Path = FOLDER, fast: bool = False) -> HybridScorer:
        """Load the shipped model, verifying every file against its checksum.

        With `fast` the encoder multiplies in bfloat16 where the processor can (see `Reader`).

        Raises
        ------
        EncoderError
            When a file is missing or is not the one the model was measured with.

        Examples
        --------
        >>> HybridScorer.load().name  # doctest: +SKIP
        'default 1'
        """
        path = folder / "model.json"
        if not path.exists():
            raise EncoderError(f"There is no trained model in {folder}. Train one: python -m analysis train")
        config = json.loads(path.read_text("utf-8"))
        for name, expected in config["sha256"].items():
            file = folder / name
            if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != expected:
                raise EncoderError(
                    f"{file} is missing or is not the file of this model. Check it out again with git."
                )
        return cls(folder, config, fast)

    def sentiment(self, statements: pd.DataFrame) -> np.ndarray:
        """Tone of every statement."""
        if statements.empty:
            return np.zeros((0, len(SENTIMENTS)))
        reads, tone, _, bags = self._read(statements)
        return self.tone_layer.probabilities(tone_features(tone, bags["tone"], reads))

    def stance(self, statements: pd.DataFrame, propositions: Sequence[Proposition]) -> Scored:
        """Stance of every statement toward every proposition."""
        shape = (len(statements), len(propositions))
        probabilities, spread = np.zeros((*shape, len(STANCES))), np.zeros(shape)
        probabilities[..., UNRELATED] = 1.0
        if not statements.empty:
            known = [i for i, p in enumerate(propositions) if p.fr in self.sentences]
            others = [i for i, p in enumerate(propositions) if p.fr not in self.sentences]
            if known:
                probabilities[:, known] = self._known(statements, [propositions[i] for i in known])
            if others:
                probabilities[:, others], spread[:, others] = self._open(
                    statements, [propositions[i] for i in others]
                )
        labels = decide(probabilities, Rule(**self.config["rule"]))
        stated = np.take_along_axis(probabilities, labels[..., None], -1)[..., 0]
        return Scored(probabilities, stated < self.config["abstain_below"], spread, labels)

    def _read(
        self, statements: pd.DataFrame
    ) -> tuple[list[Reading], np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        cues, contents = column(statements, "cue"), column(statements, "content")
        key = tuple(zip(cues, contents, strict=True))
        if self._last is None or self._last[0] != key:
            tone, known = self.reader.statements([spoken(c, t) for c, t in key])
            rows = [bag.hashed(c, t) for c, t in key]
            bags = {
                name: softmax(bag.apply(self.words[f"{name}.weight"], self.words[f"{name}.bias"], rows))
                for name in ("tone", *self.known)
            }
            self._last = (key, (tone, known, bags))
        tone, known, bags = self._last[1]
        return readings(statements), tone, known, bags

    def _known(self, statements: pd.DataFrame, propositions: Sequence[Proposition]) -> np.ndarray:
        """Weigh all known propositions together, so that no answer depends on what else is asked."""
        reads, tone, known, bags = self._read(statements)
        bagged = np.stack([bags[name] for name in self.known], axis=1)
        every = [default_themes().propositions[name] for name in self.known]
        features = known_features(reads, places(statements), every, tone, known, bagged)
        return self.stacks["known"].probabilities(features)[:, [self.sentences[p.fr] for p in propositions]]

    def _open(
        self, statements: pd.DataFrame, propositions: Sequence[Proposition]
    ) -> tuple[np.ndarray, np.ndarray]:
        reads, tone, _, _ = self._read(statements)
        texts = [spoken(r.cue, r.content) for r in raw(statements)]
        mean, spread = ask(self.reader, texts, propositions)
        features = open_features(reads, places(statements), propositions, tone, mean)
        return self.stacks["open"].probabilities(features), spread


@dataclass(frozen=True)
class Raw:
    """Cue and content as they stand."""

    cue: str
    content: str


def raw(statements: pd.DataFrame) -> list[Raw]:
    """Cue and content of every row."""
    return [Raw(c, t) for c, t in zip(column(statements, "cue"), column(statements, "content"), strict=True)]


def places(statements: pd.DataFrame) -> list[Place]:
    """Article and kind of every row; without an article column each row stands alone."""
    articles = column(statements, "article_id")
    articles = [a or f"#{i}" for i, a in enumerate(articles)]
    return [Place(a, k) for a, k in zip(articles, column(statements, "kind"), strict=True)]
