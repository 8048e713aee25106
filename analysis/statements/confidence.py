"""How sure a statement is: a probability, calibrated on coded articles.

A logistic regression over what the rules saw: the rule and its frame, the class and the mood of the verb,
what the mention looks like, how the subject was found. Its weights stand in ``data/confidence.json`` and are
refitted with ``python -m analysis.statements.calibrate``; the probability of the content is multiplied by the
certainty of the speaker, which is calibrated on the same articles.
"""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from analysis.statements.reading import Reading
from analysis.statements.rules import Proposal

if TYPE_CHECKING:
    from analysis.speakers import Speaker


_WORD = re.compile(r"\w+")
#: Most words → the name of the class.
_LENGTHS = ((1, "1"), (3, "2-3"), (8, "4-8"), (40, "9-40"))


@lru_cache(maxsize=1)
def weights() -> dict[str, Any]:
    """Return the fitted weights: ``content``, ``speaker`` and the threshold ``keep``."""
    text = (
        resources.files("analysis.statements").joinpath("data", "confidence.json").read_text(encoding="utf-8")
    )
    return json.loads(text)


def features(r: Reading, p: Proposal) -> dict[str, float]:
    """Return the features of a proposal, name → value.

    Parameters
    ----------
    r : Reading
    p : Proposal

    Returns
    -------
    dict
        Indicators ("rule=…", "class=…") and a few lengths, all between 0 and 1.
    """
    content = r.flat[p.start : p.end]
    rule, _, frame = p.rule.partition(":")
    sentence = r.sentence_at(p.cue[0] if p.cue else p.start)
    names = [
        f"rule={p.rule}",
        f"kind={rule.split(' ')[0]}",
        f"source={p.source}",
        f"subject={p.subject}",
        f"source+frame={p.source}+{frame}",
        f"lemma={p.lemma}",
        f"lemma+frame={p.lemma}+{frame}",
        f"quoted={_quoted(r, p)}",
        f"words={_length(len(_WORD.findall(content)))}",
        *(f"class={c}" for c in p.classes),
        *(f"class+source={c}+{p.source}" for c in p.classes),
    ]
    if p.negated:
        names += ["negated", f"negated+{frame}"]
    if p.conditional:
        names.append("conditional")
    if p.question:
        names.append("question")
    if p.mention and p.mention[0] > p.start:
        names.append("mention after")
    if p.mention and not sentence[0] <= p.mention[0] < sentence[1]:
        names.append("mention in another sentence")
    if content[:1].isupper():
        names.append("capital")
    if p.mention and r.depths[p.mention[0]]:
        names.append("mention in quotation")
    return dict.fromkeys(names, 1.0)


def _length(words: int) -> str:
    """Return the class of a length in words."""
    return next((name for most, name in _LENGTHS if words <= most), "41+")


def _quoted(r: Reading, p: Proposal) -> str:
    level = [q for q in r.quotes if q.level == 1 and q.outer_start < p.end and q.outer_end > p.start]
    if not level:
        return "no"
    if any(q.start <= p.start and p.end <= q.end for q in level):
        return "whole " + ("sure" if level[0].certainty == 1 else level[0].reason)
    return "part"


def content_probability(r: Reading, p: Proposal) -> float:
    """Return the probability that a proposal is a statement with the right content."""
    return _logistic(weights()["content"], features(r, p))


def speaker_probability(speaker: Speaker, p: Proposal) -> float:
    """Return the probability that the speaker of a right statement is right."""
    return _logistic(weights()["speaker"], speaker_features(speaker, p))


def speaker_features(speaker: Speaker, p: Proposal) -> dict[str, float]:
    """Return the features of a resolved speaker."""
    names = dict.fromkeys(
        [
            f"how={speaker.how}",
            f"kind={speaker.kind}",
            f"subject={p.subject}",
            f"source={p.source}",
            f"rule={p.rule.split(' ')[0]}",
        ],
        1.0,
    )
    return names | {"certainty": speaker.certainty}


def confidence(content: float, speaker: float) -> float:
    """Return the probability that content and speaker are both right, two decimals."""
    return round(min(0.99, content * speaker), 2)


def _logistic(model: dict[str, Any], values: dict[str, float]) -> float:
    z = model["intercept"] + sum(model["weights"].get(name, 0.0) * v for name, v in values.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
