"""Any sequence-classification or NLI checkpoint of the Hugging Face hub, or of a folder, as a scorer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from analysis.stance.errors import ScorerError
from analysis.stance.inputs import spoken
from analysis.stance.lexicon import normal, subject_pattern
from analysis.stance.model import by_length
from analysis.stance.scorers import Scored, column
from analysis.stance.themes import Proposition
from analysis.tables import SENTIMENTS, STANCES

#: How labels of published checkpoints are called → what they mean here.
MEANINGS = {
    "nli": {"entail": "favor", "contradict": "against", "neutral": "neutral"},
    "stance": {
        "favor": "favor", "favour": "favor", "pro": "favor", "support": "favor", "against": "against",
        "anti": "against", "oppose": "against", "neutral": "neutral", "none": "neutral",
        "unrelated": "unrelated",
    },
    "tone": {
        "pos": "positive", "neu": "neutral", "neg": "negative", "1 star": "negative", "2 star": "negative",
        "3 star": "neutral", "4 star": "positive", "5 star": "positive",
    },
}  # fmt: skip
#: What an NLI checkpoint is asked for the tone.
TONE_HYPOTHESES = {
    "positive": "Le ton est positif.",
    "neutral": "Le ton est neutre.",
    "negative": "Le ton est négatif.",
}
TEMPLATE = "{}"
CONFIDENT = 0.5


@dataclass(frozen=True)
class Labels:
    """What the outputs of a checkpoint mean."""

    task: str
    meanings: tuple[str, ...]


class HubScorer:
    """A published or local checkpoint; see `load`."""

    def __init__(
        self, name: str, model: Any, tokenizer: Any, labels: Labels, template: str = TEMPLATE
    ) -> None:
        self.name, self.model, self.tokenizer, self.labels = f"hf:{name}", model.eval(), tokenizer, labels
        self.template = template

    @classmethod
    def load(cls, spec: str, template: str = TEMPLATE) -> HubScorer:
        """Load a checkpoint.

        Parameters
        ----------
        spec : str
            "NAME@REVISION" of the hub, or the path of a folder.
        template : str
            How a proposition becomes the hypothesis of an NLI checkpoint; `{}` stands for it.

        Returns
        -------
        HubScorer

        Raises
        ------
        ScorerError
            Without a revision, without safetensors, with remote code, with labels that mean neither stance
            nor tone, or when the hub cannot be reached.

        Examples
        --------
        >>> HubScorer.load("some/model")
        Traceback (most recent call last):
        ...
        analysis.stance.errors.ScorerError: 'hf:some/model' names no revision. ...
        """
        from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

        name, where = _where(spec)
        config = _guard(spec, lambda: AutoConfig.from_pretrained(name, trust_remote_code=False, **where))
        if getattr(config, "auto_map", None):
            raise ScorerError(
                f"'hf:{spec}' needs code from its repository, which is never run here. Choose another."
            )
        labels = labels_of(config.id2label, spec)
        tokenizer = _guard(
            spec, lambda: AutoTokenizer.from_pretrained(name, trust_remote_code=False, **where)
        )
        model = _guard(
            spec,
            lambda: AutoModelForSequenceClassification.from_pretrained(
                name, use_safetensors=True, trust_remote_code=False, **where
            ),
        )
        return cls(spec, model, tokenizer, labels, template)

    def sentiment(self, statements: pd.DataFrame) -> np.ndarray:
        """Tone of every statement.

        Raises
        ------
        ScorerError
            When the checkpoint rates stance toward a target only.
        """
        contents = column(statements, "content")
        if self.labels.task == "tone":
            return self._gather(self._run([(c,) for c in contents]), SENTIMENTS)
        if self.labels.task != "nli":
            raise ScorerError(
                f"'{self.name}' rates stance only. For the tone, name a checkpoint with tone labels."
            )
        asked = [(c, h) for c in contents for h in TONE_HYPOTHESES.values()]
        held = self._gather(self._run(asked), STANCES)[:, 0].reshape(-1, len(SENTIMENTS))
        return held / np.clip(held.sum(1, keepdims=True), 1e-9, None)

    def stance(self, statements: pd.DataFrame, propositions: Sequence[Proposition]) -> Scored:
        """Stance of every statement toward every proposition.

        An NLI checkpoint does not tell "neutral" from "unrelated": its neutral goes to "neutral" where the
        statement touches the proposition's subject, else to "unrelated".

        Raises
        ------
        ScorerError
            When the checkpoint rates tone only.
        """
        if self.labels.task == "tone":
            raise ScorerError(f"'{self.name}' rates tone only. For stance, name an NLI or stance checkpoint.")
        texts = [
            spoken(c, t)
            for c, t in zip(column(statements, "cue"), column(statements, "content"), strict=True)
        ]
        asked = [(t, self.template.format(p.fr)) for t in texts for p in propositions]
        shape = (len(texts), len(propositions), len(STANCES))
        found = self._gather(self._run(asked), STANCES).reshape(shape)
        for j, proposition in enumerate(propositions):
            pattern = subject_pattern(proposition)
            for i, text in enumerate(texts):
                if "unrelated" not in self.labels.meanings and not pattern.search(normal(text)):
                    found[i, j, 3], found[i, j, 2] = found[i, j, 2], 0.0
        return Scored(found, found.max(-1) < CONFIDENT)

    def _gather(self, outputs: np.ndarray, names: Sequence[str]) -> np.ndarray:
        found = np.zeros((len(outputs), len(names)))
        for k, meaning in enumerate(self.labels.meanings):
            found[:, list(names).index(meaning)] += outputs[:, k]
        return found

    @torch.inference_mode()
    def _run(self, texts: Sequence[tuple[str, ...]]) -> np.ndarray:
        """Class probabilities of every text or pair; equal ones are read once, similar lengths together."""
        unique = list(dict.fromkeys(texts))
        out = np.zeros((len(unique), len(self.labels.meanings)))
        limit = min(getattr(self.tokenizer, "model_max_length", 512), 512)
        encoded = [self.tokenizer(*t, truncation=True, max_length=limit) for t in unique]
        for rows in by_length([e["input_ids"] for e in encoded]):
            batch = self.tokenizer.pad([encoded[i] for i in rows], return_tensors="pt")
            out[rows] = self.model(**batch).logits.float().softmax(-1).numpy()
        place = {text: i for i, text in enumerate(unique)}
        return out[[place[t] for t in texts]] if texts else out


def _where(spec: str) -> tuple[str, dict[str, str]]:
    if Path(spec).expanduser().is_dir():
        return str(Path(spec).expanduser()), {}
    name, mark, revision = spec.rpartition("@")
    if not mark or not name or not revision:
        raise ScorerError(
            f"'hf:{spec}' names no revision. Write hf:NAME@REVISION with the commit of the checkpoint, so "
            "that results can be had again; or the path of a folder that holds one."
        )
    return name, {"revision": revision}


def _guard(spec: str, load: Any) -> Any:
    """Run a loading step and turn what can go wrong into one clear message."""
    try:
        return load()
    except (OSError, ValueError, ImportError) as error:
        text = str(error)
        if "safetensors" in text:
            reason = "has no safetensors weights; other formats can hold code and are not read"
        elif re.search(r"trust_remote_code|custom code", text):
            reason = "needs code from its repository, which is never run here"
        elif re.search(
            r"connect|offline|resolve|couldn't find them|timed? ?out|Max retries|gated", text, re.I
        ):
            reason = "could not be fetched: is there a network, and are name and revision right"
        else:
            reason = f"could not be loaded ({text.splitlines()[0][:160] if text else type(error).__name__})"
        raise ScorerError(
            f"The checkpoint 'hf:{spec}' {reason}. Use scorer='default' to work without it."
        ) from error


def labels_of(id2label: dict[int, str], spec: str = "") -> Labels:
    """Read the meaning and order of labels from a checkpoint's config.

    Raises
    ------
    ScorerError
        When the names of the labels mean neither entailment, nor stance, nor tone.

    Examples
    --------
    >>> labels_of({0: "contradiction", 1: "neutral", 2: "entailment"}).meanings
    ('against', 'neutral', 'favor')
    """
    names = [str(id2label[i]).lower().replace("_", " ") for i in sorted(id2label)]
    for task, meanings in MEANINGS.items():
        found = [next((m for key, m in meanings.items() if name.startswith(key)), None) for name in names]
        kept = [meaning for meaning in found if meaning]
        if len(kept) == len(names) and len(set(kept)) > 1:
            return Labels(task, tuple(kept))
    raise ScorerError(
        f"The labels of 'hf:{spec}' ({', '.join(names)}) mean neither entailment, nor stance, nor tone. "
        "Choose a checkpoint whose config names its labels."
    )
