"""Documents and possessed bodies speak for their authors and owners."""

from __future__ import annotations

import re

from .context import Answer, Context
from .descriptions import Description, determiner
from .entities import Entity
from .lexicon import grammar
from .names import fold

_NUMBERS = grammar("numerals")
_MADE = grammar("made")
_THEIRS = frozenset(("leur", "leurs"))
_JOINT = grammar("joint")


class Authors(Context):
    """Resolves "un communiqué du ministère", "une déclaration commune", "son ambassade"."""

    def _possessed(self, d: Description, i: int, j: int, text: str) -> Answer:
        """Resolve "son ambassade à Bamako", "sa diplomatie", "son parti": the body of whoever is in mind."""
        owner = self._possessor(i)
        rest = re.sub(r"^\S+?\s+", "", text) if " " in text else text
        if owner is None:
            return self._kept(text, d), "own words", 0.3
        country = next(iter(sorted(owner.countries)), "")
        if d.head == "diplomatie" and country and self.lex.adjective(country):
            ministry = self.lex.ministry_of(country)
            return self.bodies.named(ministry, gender="m", country=country), "possessed body", 0.65
        name = country if d.head == "ambassade" and country else owner.name
        first, _, more = rest.partition(" ")
        full = f"{first} {of(name)}{' ' + more if more else ''}"
        return self.bodies.named(full, gender=d.gender), "possessed body", 0.55

    def _possessor(self, i: int) -> Entity | None:
        """Give whom "son", "sa", "leur" at word i means: the most present one, several for "leur"."""
        several = self.words[i].low in _THEIRS

        def fits(e: Entity) -> float | None:
            if several:
                return 0.0 if e.number == "p" else -1.5 if e.kind == "organisation" else None
            return None if e.number == "p" else -0.8 if e.kind == "unnamed" else 0.0

        ranked = self.scene.present(self.words[i].start, fits, own="in")
        return ranked[0][1] if ranked else None

    def _someones(self, d: Description, i: int, j: int, text: str) -> Answer:
        """Name whoever is only told by a relation: "sa présidente" is "présidente du patronat".

        A mere relation to a person ("son avocat", "sa mère") keeps its words.
        """
        owner = self._possessor(i)
        several = self.words[i].low in _THEIRS
        private = owner is not None and owner.kind == "person" and d.head_end == j
        if owner is None or private or " " not in text or (several and owner.number != "p"):
            return self._kept(text, d), "own words", 0.3
        head = self.words.text[self.words[i + 1].start : self.words[d.head_end - 1].end]
        more = self.words.text[self.words[d.head_end - 1].end : self.words[j - 1].end]
        entity = self._kept(text, d)
        entity.name = f"{head}{more} {of(owner.name)}"
        return entity, "someone of theirs", 0.5

    def _document(self, d: Description, i: int, j: int, text: str, deep: int) -> Answer:
        """Give the author for whom a document speaks."""
        words = self.words
        k = d.head_at + 1
        while k < j and words[k].low not in ("de", "du", "des", "d", "par"):
            k += 1
        if k < j and words[k].low == "par" and words[k - 1].low not in _MADE:
            k = j
        if k < j and deep < 3:
            start = k if words[k].low in ("du", "des") else k + 1
            if start < j:
                author, how, sure = self.phrase(start, j, deep + 1)
                plain = (
                    how == "unnamed source"
                    and determiner(words, start) is None
                    and words[start].low not in _NUMBERS
                )
                if author is not None and how != "own words" and not plain:
                    return author, "author", sure * 0.9
        if d.words & _JOINT:
            return self._authors(d, i, text)
        earlier = self._author_before(d, i)
        if earlier is not None:
            return earlier, "author named before", 0.6
        if d.definite == "poss":
            owner = self._possessor(i)
            if owner is not None:
                return owner, "author in mind", 0.5
        state = self._state_of(d)
        if state is not None:
            return state, "author", 0.5
        if d.definite == "dem" or (d.definite == "def" and d.head in self.lex.speeches):
            ranked = self.scene.present(words[i].start, lambda e: 0.0 if e.kind != "unnamed" else None)
            if ranked and ranked[0][0] > 1.5:
                return ranked[0][1], "author in mind", 0.3
        cut = next((k for k in range(d.head_at + 1, j) if "VerbForm=Part" in words[k].morph), j)
        return self._kept(words.text[words[i].start : words[cut - 1].end], d), "unnamed document", 0.6

    def _state_of(self, d: Description) -> Entity | None:
        """Give the state of "le projet américain"."""
        own = sorted(d.countries)
        place = self.lex.places.get(own[0]) if len(own) == 1 and d.definite == "def" else None
        return self.bodies.entity(place) if place is not None else None

    def _authors(self, d: Description, i: int, text: str) -> Answer:
        here = self.words[i].start
        ranked = [
            r
            for r in self.scene.present(
                here, lambda e: 0.0 if e.kind in ("person", "state") and e.number == "s" else None
            )
            if r[0] > 1.0
        ]
        persons = [e for _, e in ranked if e.kind == "person"]
        states = [e for _, e in ranked if e.kind == "state"]
        chosen = persons[:2] if len(persons) > 1 else states[:2]
        if len(chosen) > 1:
            return self._group(sorted(chosen, key=self._first)), "joint authors", 0.7
        return self._kept(text, d), "own words", 0.3

    def _author_before(self, d: Description, i: int) -> Entity | None:
        """Find "le document publié par la Chine" before "ce document"."""
        for h in sorted((h for h in self.people.descriptions if h < d.head_at), reverse=True):
            if self.people.descriptions[h].head != d.head:
                continue
            for k in range(h + 1, min(h + 8, len(self.words) - 1)):
                if re.search(r"[.;!?\n]", self.words[k].gap):
                    break
                if self.words[k].low in ("par", "de", "du", "d", "des"):
                    start = k if self.words[k].low in ("du", "des") else k + 1
                    for i2, _, entity in self.bodies.places:
                        if start <= i2 <= start + 1:
                            return entity
                    for name in self.people.names:
                        if start <= name.i <= start + 4 and name.i in self.people.of_name:
                            return self.people.of_name[name.i]
        return None


def of(name: str) -> str:
    """Give a name behind "de": "d'Ancenis", "du ministre", "des négociants".

    Examples
    --------
    >>> of("Paul Morin"), of("le ministre"), of("les élus"), of("Ankara")
    ('de Paul Morin', 'du ministre', 'des élus', "d'Ankara")
    """
    for article, form in (("le ", "du "), ("les ", "des ")):
        if name.startswith(article):
            return form + name[len(article) :]
    low = fold(name)
    return f"d'{name}" if low[:1] in "aeiouyh" and not low.startswith("y") else f"de {name}"
