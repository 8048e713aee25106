"""Pronouns that stand for one of several or for someone told of: "l'un d'eux", "celui de", "celui qui"."""

from __future__ import annotations

import re
from dataclasses import replace

from .context import Answer
from .entities import Entity
from .extents import Extents
from .lexicon import grammar
from .query import Query

_AHEAD = 12  # words in which "celui qui" tells who it is
_COPULAS = grammar("copulas")
_OF = frozenset(("de", "du", "des", "d"))
_ONE = ("un", "une")


class StandIns(Extents):
    """Resolves "l'un", "celui", "celle" by what follows them."""

    def _one_of(self, i: int, j: int) -> Entity | None:
        """Resolve "l'un d'eux, Senthil Chaturvedi" and "l'un des avocats", of which a mention may be "un"."""
        words = self.words
        i -= i < j and i > 0 and words[i].low in _ONE and words[i - 1].low == "l"
        lows = [w.low for w in words.list[i : i + 5]]
        if len(lows) < 4 or lows[0] != "l" or lows[1] not in _ONE or lows[2] not in _OF:
            return None
        k = i + 3 + (lows[3] == "entre")
        if words.list[k : k + 1] and words[k].low in ("eux", "elles"):
            named = self._apposed(k + 1)
            return named if named is not None else self._of_them(lows[1], words[i].start)
        d = next((d for d in self.people.descriptions.values() if d.i == i), None)
        return self._apposed(d.j) or self._kept(self._text(i, d.j), d) if d is not None else None

    def _of_them(self, one: str, here: int) -> Entity | None:
        """Name one of several unnamed people: "un des trois diplomates"."""
        ranked = self.scene.present(here, lambda e: 0.0 if e.number == "p" and not e.members else None)
        if not ranked:
            return None
        several = re.sub(r"^(?:les|des|ces|ses|leurs)\s+", "", ranked[0][1].name, flags=re.I)
        return self._unnamed(f"{one} des {several}")

    def _that_of(self, i: int, j: int) -> tuple[int, int]:
        """Give the words behind "celui de", to which "celui" alone is widened; "qui" for "celui qui"."""
        k = i + 1
        if k >= len(self.words) or self.words[k].gap.strip(" ’'"):
            return i, j
        if self.words[k].low == "qui":
            return k, k + 1
        if self.words[k].low not in _OF:
            return i, j
        start = k if self.words[k].low in ("du", "des") else k + 1
        d = next((d for d in self.people.descriptions.values() if d.i == start), None)
        return start, max(j, d.j if d is not None else start + 1)

    def _who_is(self, here: int, key: str, k: int, q: Query) -> Answer:
        """Resolve "celui qui est maire depuis 2008": by the office, else whoever is in mind."""
        words = self.words
        gender = "f" if key.startswith("cell") else "m"
        for h in range(k + 1, min(k + _AHEAD, len(words))):
            d = self.people.descriptions.get(h)
            if re.search(r"[.;:!?\n«»]", words[h].gap):
                break
            if (
                d is not None
                and d.known
                and d.number == "s"
                and any(w.low in _COPULAS for w in words.list[k:h])
            ):
                found = self._best(replace(d, gender=gender, definite="def"), d.i)
                if found is not None:
                    return found[0], "title or epithet", found[1]
                break
        return self._pronoun(here, "elle" if gender == "f" else "il", q)
