"""Is this French? A count of function words, nothing more."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from importlib import resources

import yaml

_SAMPLE = 50_000
#: Below this many words nothing can be told, and the text is kept.
_FEW, _ENOUGH = 8, 20
#: French news has about .45 of its words in the list; a table of names, .1.
_NONE, _LITTLE = 0.06, 0.2


@functools.cache
def word_lists() -> dict:
    """Return what `languages.yaml` holds."""
    text = resources.files("analysis.corpus").joinpath("languages.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@dataclass(frozen=True)
class Language:
    """How much of a text is function words of French, and of the best other language."""

    words: int
    french: float
    other: str
    other_share: float
    latin: float

    @property
    def no_french(self) -> bool:
        """Whether the text has no French to speak of."""
        if self.latin < 0.5:
            return True
        if self.words < _FEW:
            return False
        if self.words < _ENOUGH:
            return self.french == 0 or self.other_share > max(2 * self.french, 0.3)
        return self.french < _NONE or (self.other_share > 1.2 * self.french and self.french < _LITTLE * 1.5)

    @property
    def little_french(self) -> bool:
        """Whether the text is kept but deserves a look (lists, mixed languages)."""
        return not self.no_french and self.words >= _ENOUGH and self.french < _LITTLE


def language_of(text: str) -> Language:
    """Measure the share of French function words in a text.

    Parameters
    ----------
    text : str
        An article; its first 50,000 characters are looked at.

    Returns
    -------
    Language
        The shares, with the verdicts `no_french` and `little_french`.

    Examples
    --------
    >>> language_of("The minister said that the talks with the French were going well.").no_french
    True
    """
    words = Counter(re.findall(r"[^\W\d_]+", text[:_SAMPLE].casefold()))
    total = sum(words.values())
    shares = {
        name: sum(words[word] for word in listed) / total if total else 0.0
        for name, listed in word_lists()["function_words"].items()
    }
    french = shares.pop("French")
    other = max(shares, key=lambda name: shares[name])
    letters = sum(len(word) * count for word, count in words.items())
    latin = sum(len(word) * count for word, count in words.items() if word[0] < "\u0250")
    return Language(total, french, other, shares[other], latin / letters if letters else 0.0)
