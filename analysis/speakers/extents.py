"""Where a mention really begins and ends: coordinated subjects, and whoever lends the voice."""

from __future__ import annotations

import re

from .context import Answer, Context
from .entities import Entity
from .lexicon import grammar, grammar_list
from .query import Query

_AND = grammar("conjunctions")
_STOP = re.compile(r"[.;:!?…\n«»“”\"()]")
_REACH = 16  # words that a coordinated subject can span
_VOICE = re.compile(
    r"\s*,?\s*(?:" + "|".join(grammar_list("voices")) + r")\s+(?:d['’]\s*|de\s+(?!la\b|l['’]))?", re.I
)
_SHORT = 8  # words from a mention to the name in apposition to it
_CLOSES = (",", ".", ";", ":", "»", ")", "!", "?")
_OF = frozenset(("de", "du", "des", "d"))
_FUSED = frozenset(("du", "des", "au", "aux"))
_AMOUNTS = grammar("amounts")
_NO_SUBJECT = grammar("prepositions") | {"et", "ou", "ni"}


class Extents(Context):
    """Widens mentions: "Riyad et [Ankara]" with a plural verb, "[Moscou], par la voix de X"."""

    def _whole(self, i: int, j: int) -> tuple[int, int]:
        """Take in all of a phrase of which a mention holds a part.

        "[Fatih]" of "Ömer Fatih Sayan", "[M.]" of "M. Tilby", "[conseiller]" of "un conseiller du maire".
        """
        if i >= j:
            return i, j
        for d in self.people.descriptions.values():
            if not d.i <= i <= d.head_at < j:
                continue
            cut = self.words[j - 1].low in _OF
            if j < d.j and (cut or (d.i < i and self.words[j].low in _OF and not self.words[j].gap.strip())):
                j = d.j
            i = i if self.words[d.i].low in _FUSED else d.i
            break
        for name in self.people.names:
            if name.i in self.people.of_name and (name.i < i < name.j or name.i < j < name.j):
                i, j = min(i, name.i), max(j, name.j)
            elif name.i == j > i and name.honorific and self.words[j - 1].low in self.lex.honorifics:
                j = name.j
        while i > 0 and self._amount(i - 1) and not self.words[i].gap.strip():
            i -= 1
        return i, j

    def _amount(self, k: int) -> bool:
        return self.words[k].text.isdigit() or self.words[k].low in _AMOUNTS

    def _apposed(self, j: int) -> Entity | None:
        """Give the person whose name stands in apposition behind word j, over a short complement.

        "[Le représentant de l'Unicef] dans la région, le Danois Mads Kjeldsen, a demandé …"
        """
        words = self.words
        comma = next((k for k in range(j, min(j + _SHORT, len(words))) if words[k].gap.strip()), None)
        if comma is None or words[comma].gap.strip() != "," or any(self._finite(k) for k in range(j, comma)):
            return None
        for name in self.people.names:
            if not comma <= name.i < comma + _SHORT or name.i not in self.people.of_name:
                continue
            entity = self.people.of_name[name.i]
            title = next((d for d in entity.roles if d.i == comma and d.j == name.i), None)
            closed = name.j >= len(words) or words[name.j].gap.strip()[:1] in _CLOSES
            return entity if closed and (name.i == comma or title is not None) else None
        return None

    def _text(self, i: int, j: int) -> str:
        return self.words.text[self.words[i].start : self.words[j - 1].end]

    def _voice(self, q: Query) -> Answer | None:
        """Give whoever lends a mention the voice: "le parti, par la voix d'Anaïs Bolduc, s'oppose"."""
        assert q.end is not None
        m = _VOICE.match(self.words.text, q.end)
        if m is None:
            return None
        i = self.words.at(m.end())
        j = i
        while j < len(self.words) and (
            j == i or not (_STOP.search(self.words[j].gap) or "," in self.words[j].gap)
        ):
            if self._finite(j):
                break
            j += 1
        if j == i:
            return None
        entity, how, sure = self.phrase(i, j, 1)
        return (entity, how, sure) if entity is not None and entity.kind == "person" else None

    def _widened(self, q: Query, i: int, j: int) -> Answer | None:
        """Give all whom a coordinated subject names where the mention holds one of them only."""
        if not self._plural_verb(q, j):
            return None
        right = self._to_the_right(i, j)
        left = self._to_the_left(i, right or j)
        if left == i and right is None:
            return None
        entity, _, sure = self.phrase(left, right or j)
        return (entity, "coordination", sure) if entity is not None and len(entity.members) > 1 else None

    def _plural_verb(self, q: Query, j: int) -> bool:
        """Say whether the cue, or the verb right behind the mention, stands in the plural."""
        places = list(range(j, min(j + 3, len(self.words))))
        if q.cue is not None:
            places = [*range(*self.words.span(*q.cue)), *places]
        return any(self._finite(k) and "Number=Plur" in self.words[k].morph for k in places)

    def _finite(self, k: int) -> bool:
        return "VerbForm=Fin" in self.words[k].morph

    def _to_the_right(self, i: int, j: int) -> int | None:
        """Give the word before the plural verb, where "et" stands between the mention and it."""
        joined = False
        for k in range(j, min(j + _REACH, len(self.words))):
            if _STOP.search(self.words[k].gap):
                return k if joined else None
            if self._finite(k):
                return k if joined and "Number=Plur" in self.words[k].morph else None
            joined = joined or self.words[k].low in _AND
        return None

    def _to_the_left(self, i: int, j: int) -> int:
        """Give the first word of the coordination whose last part starts at word i."""
        if i < 2 or self.words[i - 1].low not in _AND or self.words[i].gap.strip():
            return i
        found = i
        for k in range(i - 2, max(-1, i - _REACH), -1):
            if _STOP.search(self.words[k + 1].gap) or self._finite(k):
                break
            opens = k == 0 or self.words[k].gap.strip() or self.words[k].first or self.words[k].cap
            blocked = k > 0 and not self.words[k].gap.strip() and self.words[k - 1].low in _NO_SUBJECT
            if opens and not blocked and self._parts(k, j):
                found = k
        return found
