"""The default scorer: encoder, bag of words and word lists, weighed by a small linear stack.

A statement is read once for its tone and for the propositions the project was trained on; any other
proposition is read together with the statement, in each of its wordings.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from safetensors.torch import load_file

from analysis.stance import bag
from analysis.stance.encoder import PAD, Encoder, load_encoder
from analysis.stance.errors import EncoderError
from analysis.stance.evidence import (
    AGAINST,
    AROUND,
    FAVOR,
    LEARNED,
    NEUTRAL,
    READ,
    UNRELATED,
    Place,
    around_features,
    log_odds,
    named_features,
    read_features,
)  # fmt: skip
from analysis.stance.inputs import spoken
from analysis.stance.lexicon import Reading
from analysis.stance.model import StanceModel, by_length, encode, pad, rank_of
from analysis.stance.scorers import Scored, column, readings
from analysis.stance.stack import Layer, Rule, Stack, decide
from analysis.stance.themes import Proposition, default_themes
from analysis.tables import SENTIMENTS, STANCES

FOLDER = Path(__file__).with_name("model")
#: Wordings of a proposition that are asked at most, half of them reversed.
WORDINGS = 4
SWAP = [AGAINST, FAVOR, NEUTRAL, UNRELATED]
TONE = (
    "tone_positive",
    "tone_negative",
    "bag_positive",
    "bag_negative",
    "good",
    "bad",
    "condemn",
    "refuse",
    "praise",
)


class Reader:
    """The encoder with one or several learned adapters, ready to read many texts.

    Several adapters, trained on different parts of the data, share the frozen lower half; their answers are
    averaged.
    """

    def __init__(self, models: Sequence[StanceModel], stance_from: int = 0) -> None:
        self.models, self.stance_from = list(models), stance_from
        self.encoder = models[0].encoder
        self.plain: Encoder | None = None

    @classmethod
    def load(cls, paths: Sequence[Path], known: Sequence[str], stance_from: int = 0) -> Reader:
        """Load learned weights onto the encoder and merge them into it.

        All adapters answer the tone, those from `stance_from` on the stance toward the known propositions
        too.
        """
        models: list[StanceModel] = []
        encoder = load_encoder()
        for path in paths:
            state = load_file(path)
            own = replace(encoder, body=copy.deepcopy(encoder.body))
            model = StanceModel(own, known, rank_of(state))
            model.load_learned_state(state)
            model.eval()
            model.body.merge_adapter()
            if models:
                model.share_lower(models[0])
            models.append(model)
        reader = cls(models, stance_from)
        reader.plain = encoder
        return reader

    @torch.inference_mode()
    def statements(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Tone (rows × 3) and stance toward the known propositions (rows × known × 4)."""
        tone = np.zeros((len(texts), len(SENTIMENTS)))
        known = np.zeros((len(texts), len(self.models[0].propositions), len(STANCES)))
        for rows, states, mask in self._batches([(t,) for t in texts]):
            answers = [model.statement_logits(states, mask) for model in self.models]
            tone[rows] = mean_of([a for a, _ in answers])
            known[rows] = mean_of([b for _, b in answers[self.stance_from :]])
        return tone, known

    @torch.inference_mode()
    def pairs(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Stance of each pair (rows × 4); a pair that comes twice is read once."""
        unique = list(dict.fromkeys(pairs))
        out = np.zeros((len(unique), len(STANCES)))
        for rows, states, mask in self._batches(unique):
            out[rows] = mean_of([model.pair_logits(states, mask) for model in self.models])
        place = {pair: i for i, pair in enumerate(unique)}
        return out[[place[pair] for pair in pairs]] if pairs else out

    @torch.inference_mode()
    def similarity(self, texts: Sequence[str], sentences: Sequence[str]) -> np.ndarray:
        """Cosine between texts and sentences in the encoder as it was before training (rows × sentences)."""
        both, plain = list(dict.fromkeys([*texts, *sentences])), self.plain or self.encoder
        ids = encode(plain, [(f"query: {t}",) for t in both])
        vectors = np.zeros((len(both), plain.body.config.hidden_size))
        for rows in by_length(ids):
            batch = pad([ids[i] for i in rows])
            mask = batch != PAD
            states = plain.body(inputs_embeds=plain.embed(batch), attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).float()
            vectors[rows] = ((states * weight).sum(1) / weight.sum(1)).numpy()
        vectors /= np.clip(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9, None)
        place = {t: i for i, t in enumerate(both)}
        return vectors[[place[t] for t in texts]] @ vectors[[place[s] for s in sentences]].T

    def _batches(
        self, texts: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
        ids = encode(self.encoder, texts)
        for rows in by_length(ids):
            batch = pad([ids[i] for i in rows])
            yield rows, self.models[0].lower(batch), batch != PAD


def mean_of(logits: Sequence[torch.Tensor]) -> np.ndarray:
    """Probabilities of several models: the softmax of their mean log-probabilities."""
    return torch.stack([x.log_softmax(-1) for x in logits]).mean(0).softmax(-1).numpy()


class HybridScorer:
    """The default scorer; see `load`."""

    def __init__(self, folder: Path, config: dict) -> None:
        self.folder, self.config = folder, config
        self.name = f"default {config['version']}"
        self.known = list(config["known"])
        self.reader = Reader.load(
            [folder / name for name in config["statement"]], self.known, config["stance_from"]
        )
        self._pair_reader: Reader | None = None
        words = load_file(folder / "bag.safetensors")
        self.words = {name: tensor.float().numpy() for name, tensor in words.items()}
        self.stacks = {name: Stack.from_json(data) for name, data in config["stacks"].items()}
        self.tone_layer = Layer.from_json(config["tone"])
        sentences = default_themes().propositions
        self.sentences = {sentences[name].fr: i for i, name in enumerate(self.known)}
        self._last: tuple[tuple, tuple] | None = None

    @classmethod
    def load(cls, folder: Path = FOLDER) -> HybridScorer:
        """Load the shipped model, verifying every file against its checksum.

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
        return cls(folder, config)

    @property
    def pair_reader(self) -> Reader:
        """The reader of pairs, loaded when a proposition first needs it."""
        if self._pair_reader is None:
            self._pair_reader = Reader.load([self.folder / name for name in self.config["pair"]], self.known)
        return self._pair_reader

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
        mean, spread = ask(self.pair_reader, texts, propositions)
        alike = self.pair_reader.similarity(
            [r.content for r in raw(statements)], [p.fr for p in propositions]
        )
        features = open_features(reads, places(statements), propositions, tone, mean, alike)
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


KNOWN_NAMES = (
    *(f"encoder_{n}" for n in LEARNED), *(f"bag_{n}" for n in LEARNED), *READ, *AROUND, "tone",
    "tone_neutral", "lexicon_side",
)  # fmt: skip


def known_features(
    reads: Sequence[Reading],
    where: Sequence[Place],
    propositions: Sequence[Proposition],
    tone: np.ndarray,
    encoder: np.ndarray,
    bagged: np.ndarray,
) -> np.ndarray:
    """Numbers for the propositions the encoder was trained on, with one column per proposition at the end."""
    learned, words = log_odds(encoder), log_odds(bagged)
    read = read_features(reads, where, propositions)
    named = named_features(reads, propositions)
    related = 1 / (1 + np.exp(-learned[..., 0]))
    around = around_features(where, related, read[..., READ.index("touch")], named)
    count = len(propositions)
    which = np.broadcast_to(np.eye(count), (len(reads), count, count))
    return np.concatenate([learned, words, read, around, _tone(tone, count), _side(read), which], axis=-1)


OPEN_NAMES = (*(f"pair_{n}" for n in LEARNED), *READ, "tone", "tone_neutral", "lexicon_side", "similarity")


def open_features(
    reads: Sequence[Reading],
    where: Sequence[Place],
    propositions: Sequence[Proposition],
    tone: np.ndarray,
    pair: np.ndarray,
    alike: np.ndarray,
) -> np.ndarray:
    """Numbers for any other proposition."""
    learned, read = log_odds(pair), read_features(reads, where, propositions)
    return np.concatenate(
        [learned, read, _tone(tone, len(propositions)), _side(read), alike[..., None]], axis=-1
    )


def _tone(tone: np.ndarray, count: int) -> np.ndarray:
    both = np.stack([tone[:, 0] - tone[:, 2], tone[:, 1] - 1 / 3], axis=-1)
    return np.repeat(both[:, None], count, axis=1)


def _side(read: np.ndarray) -> np.ndarray:
    """Whether the words alone take a side where they touch the subject."""
    return (read[..., READ.index("attitude_push")] * read[..., READ.index("touch")])[..., None]


def tone_features(tone: np.ndarray, bagged: np.ndarray, reads: Sequence[Reading]) -> np.ndarray:
    """Numbers for the tone layer, in the order of `TONE`."""
    learned = [np.log(np.clip(p, 1e-4, 1)) for p in (tone, bagged)]
    odds = [p[:, [i]] - p[:, [1]] for p in learned for i in (0, 2)]
    words = np.array(
        [
            [np.tanh(r.good / 2), np.tanh(r.bad / 2), r.cues["condemn"], r.cues["refuse"], r.cues["praise"]]
            for r in reads
        ]
    )
    return np.concatenate([*odds, words.reshape(len(reads), -1)], axis=1)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    power = np.exp(logits - logits.max(-1, keepdims=True))
    return power / power.sum(-1, keepdims=True)
