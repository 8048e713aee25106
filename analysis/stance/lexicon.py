"""What word lists read off a statement: the lexicon baseline, and evidence for the learned scorer.

The lists are in `lexicon.yaml`; nothing here names a word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from analysis.stance.themes import Proposition

PATH = Path(__file__).with_name("lexicon.yaml")
#: Words of a proposition shorter than this, or in `_FRAME`, do not tell its subject.
_SHORT = 5
_STEM = 6
_NEAR = 4
#: Words that may stand between a verb or noun of action and the subject it governs.
_REACH = 5


@dataclass(frozen=True)
class Lexicon:
    """Word lists as compiled patterns, by "group.class"."""

    patterns: Mapping[str, re.Pattern[str]]

    def count(self, name: str, text: str) -> int:
        """How many words of a class a text holds."""
        return sum(1 for _ in self.patterns[name].finditer(text))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Compile `lexicon.yaml`.

    Examples
    --------
    >>> load_lexicon().count("cues.condemn", "a dénoncé")
    1
    """
    data = yaml.safe_load(PATH.read_text("utf-8"))
    patterns = {}
    for group, value in data.items():
        classes = value.items() if isinstance(value, dict) else [("", value)]
        for name, words in classes:
            patterns[f"{group}.{name}".rstrip(".")] = _compile(words)
    return Lexicon(patterns)


def _compile(words: list[str]) -> re.Pattern[str]:
    parts = [
        re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
        for w in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def normal(text: object) -> str:
    """Lower case with straight apostrophes and plain spaces; an absent text is empty.

    Examples
    --------
    >>> normal("S’oppose À")
    "s'oppose à"
    """
    if not isinstance(text, str):
        return ""
    return re.sub(r"\s+", " ", text.lower().replace("’", "'").replace("‘", "'"))


@lru_cache(maxsize=512)
def subject_pattern(proposition: Proposition) -> re.Pattern[str]:
    """Match the words that touch a proposition's subject: its patterns, else stems of its longer words."""
    if proposition.subject:
        return re.compile("|".join(f"(?:{p})" for p in proposition.subject))
    words = re.findall(r"[\w-]+", normal(proposition.fr))
    lexicon = load_lexicon()
    frame = [
        lexicon.patterns[k] for k in ("actions.further", "actions.end", "judgements.good", "judgements.bad")
    ]
    modal = re.compile(
        r"(?:dev|doi|fau|falloir|vouloir|pouvoir|peuv|être|avoir|leurs?$|cette$|entre$|contre$|toute?s?$)"
    )
    stems = [
        re.escape(w[:_STEM]) for w in words
        if len(w) >= _SHORT and not modal.match(w) and not any(f.fullmatch(w) for f in frame)
    ]  # fmt: skip
    stems = stems or [re.escape(w) for w in words if len(w) >= _SHORT] or [re.escape(w) for w in words]
    return re.compile("|".join(rf"\b{s}" for s in stems))


@lru_cache(maxsize=512)
def name_pattern(proposition: Proposition) -> re.Pattern[str] | None:
    """Match the proper names in a proposition's wordings, or give None where it has none."""
    wordings = [proposition.fr, *proposition.paraphrases, *proposition.reversed]
    names = {
        match.group().lower()
        for sentence in wordings
        for match in re.finditer(r"(?<!^)(?<![.!?«] )\b[A-ZÀÂÉÈÊÎÔÇ][\w-]{2,}", sentence.replace("’", "'"))
    }
    if not names:
        return None
    return re.compile("|".join(rf"\b{re.escape(n[:_STEM])}" for n in sorted(names)))


@lru_cache(maxsize=512)
def direction(proposition: Proposition) -> int:
    """Whether a proposition asks for its subject (1) or for its end (−1)."""
    text = normal(proposition.fr)
    push = _push(text)
    return -1 if push < 0 or (push == 0 and load_lexicon().count("actions.end", text)) else 1


def _push(text: str) -> float:
    """Sum of the words that further or end, praise or blame, each turned round by a negation near it."""
    lexicon, total = load_lexicon(), 0.0
    signs = {"actions.further": 1, "actions.end": -1, "judgements.good": 0.7, "judgements.bad": -0.7}
    for name, sign in signs.items():
        for found in lexicon.patterns[name].finditer(text):
            total += sign * (-1 if _negated(text, found.start()) else 1)
    return total


def governed(text: str, subject: re.Pattern[str]) -> float:
    """Sum of the words that further (1) or end (−1) a subject itself, turned round by a negation near them.

    Examples
    --------
    >>> sanctions = re.compile("sanction")
    >>> governed("la levée immédiate des sanctions", sanctions)
    -1.0
    >>> governed("les sanctions ne doivent pas être levées", sanctions)
    1.0
    >>> governed("la levée du corps, et des sanctions", sanctions)
    0.0
    """
    lexicon, places, total = load_lexicon(), [m.span() for m in subject.finditer(text)], 0.0
    for name, sign in (("actions.further", 1.0), ("actions.end", -1.0)):
        for found in lexicon.patterns[name].finditer(text):
            if any(a <= found.start() and found.end() <= b and b - a > len(found.group()) for a, b in places):
                continue  # a name of the subject: "gel des avoirs"
            gaps = [text[found.end() : a] if a >= found.end() else text[b : found.start()] for a, b in places]
            if any(_is_close(gap) for gap in gaps):
                total += sign * (-1 if _negated(text, found.start()) else 1)
    return total


def _is_close(gap: str) -> bool:
    """Whether so little stands between two words that one governs the other."""
    return not re.search(r"[,;:.!?«»\"]", gap) and len(gap.split()) <= _REACH


def _negated(text: str, at: int) -> bool:
    before = " ".join(re.findall(r"[\w'-]+", text[:at])[-_NEAR:]).replace("'", "' ")
    return load_lexicon().count("negation", before) % 2 == 1 if before else False


CUES = ("praise", "want", "promise", "condemn", "refuse", "say")


@dataclass(frozen=True)
class Reading:
    """What the word lists find in one statement, whatever the proposition."""

    cue: str
    content: str
    context: str
    cues: Mapping[str, int]
    inside: Mapping[str, int]
    push: float
    further: int
    end: int
    good: int
    bad: int
    negations: int
    procedure: int

    @property
    def attitude(self) -> int:
        """Sign that the cue gives to its content: −1 when it condemns or refuses, else 1."""
        against, toward = self.cues["condemn"] + self.cues["refuse"], self.cues["praise"] + self.cues["want"]
        negated = -1 if re.search(r"\bne\b|\bn'|\bpas\b", self.cue) and "non seulement" not in self.cue else 1
        return negated * (-1 if against > toward else 1)


def read_statement(cue: object, content: object, context: object = "") -> Reading:
    """Read cue, content and context with the word lists."""
    lexicon = load_lexicon()
    cue, content, context = normal(cue), normal(content), normal(context)
    opening = " ".join(content.split()[:3])
    return Reading(
        cue=cue,
        content=content,
        context=context,
        cues={name: lexicon.count(f"cues.{name}", cue) for name in CUES},
        inside={name: lexicon.count(f"cues.{name}", opening) for name in CUES},
        push=_push(content),
        further=lexicon.count("actions.further", content),
        end=lexicon.count("actions.end", content),
        good=lexicon.count("judgements.good", content),
        bad=lexicon.count("judgements.bad", content),
        negations=lexicon.count("negation", content),
        procedure=lexicon.count("procedure", content),
    )


def stance_of(reading: Reading, proposition: Proposition) -> dict[str, float]:
    """Probabilities of the four stances by the word lists alone.

    Parameters
    ----------
    reading : Reading
        From `read_statement`.
    proposition : Proposition
        What the stance is toward.

    Returns
    -------
    dict of float
        favor, against, neutral, unrelated; their sum is 1.

    Examples
    --------
    >>> p = Proposition("sanctions", "Les sanctions doivent être maintenues.", subject=("sanction",))
    >>> stance = stance_of(read_statement("s'oppose à", "la levée des sanctions"), p)
    >>> max(stance, key=stance.get)
    'favor'
    """
    touched = len(subject_pattern(proposition).findall(reading.content))
    related = 1 / (1 + math.exp(-(2.6 * min(touched, 2) - 1.6)))
    toward = (
        reading.attitude * (reading.push or (0.6 if takes_side(reading) else 0.0)) * direction(proposition)
    )
    sided = 0.0 if toward == 0 else min(0.85, 0.5 + 0.2 * abs(toward))
    favor = sided / (1 + math.exp(-2 * toward))
    against = sided - favor
    return {
        "favor": related * favor,
        "against": related * against,
        "neutral": related * (1 - sided),
        "unrelated": 1 - related,
    }


def takes_side(reading: Reading) -> bool:
    """Whether the cue says how the source stands to the content."""
    return sum(reading.cues[name] for name in ("praise", "want", "condemn", "refuse")) > 0


def tone_of(reading: Reading) -> dict[str, float]:
    """Probabilities of the three tones by the word lists alone.

    Examples
    --------
    >>> tone = tone_of(read_statement("a dénoncé", "une mascarade"))
    >>> max(tone, key=tone.get)
    'negative'
    """
    good = reading.good + 0.8 * reading.cues["praise"] + 0.3 * reading.further
    bad = reading.bad + 0.8 * (reading.cues["condemn"] + reading.cues["refuse"]) + 0.4 * reading.end
    scores = {"positive": good, "neutral": 0.9, "negative": bad}
    powers = {name: math.exp(score) for name, score in scores.items()}
    return {name: power / sum(powers.values()) for name, power in powers.items()}
