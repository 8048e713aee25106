"""Pronouns: il, elle, lui, ce dernier, qui, le premier, on."""

from __future__ import annotations

import re

from .context import Answer, Context
from .entities import Entity
from .fit import gender_fits
from .lexicon import grammar, grammar_table
from .query import Query

PRONOUNS = grammar_table("pronouns")
LATTER = grammar_table("latter")
ORDER = grammar_table("order")
RELATIVE = grammar("relatives")
_STRESSED = grammar_table("stressed")
_FAINT, _FAR = 0.8, 3.0  # presence below which a body is hardly meant; how much further a person may be
_AT = re.compile(r"\b(?:[ÀAà]u?|[Dd]ans|[Cc]hez|[Aa]ux|[Dd]u côté d[eu]s?)\s+")


class Pronouns(Context):
    """Resolves pronouns to the most present participant whose gender and number agree."""

    def _pronoun(self, here: int, key: str, q: Query) -> Answer:
        gender, number = PRONOUNS.get(key) or LATTER.get(key) or ("?", "s")
        latter = key in LATTER
        other = self.last if self._contrasts(q, key) else None

        def fits(e: Entity) -> float | None:
            several = number == "p" and e.number == "s" and self._collective(e)
            if number == "p" and not several:
                if e.number != "p":
                    return None
            elif e.number == "p":
                return None
            bonus = gender_fits("?" if several else gender, e)
            if bonus is None:
                return None
            if latter and e.kind == "state":
                bonus -= 2.0
            if e.kind in ("state", "organisation"):
                bonus -= 1.3 if e.kind == "state" else 0.8
                bonus -= 0.6 if e.gender == "?" else 0.0
            elif e.kind == "unnamed":
                bonus -= 0.2
            return bonus - (2.5 if e is other else 0.0) - (0.3 if several else 0.0)

        ranked = self._latter(here, fits) if latter else self.scene.present(here, fits, own="out")
        if number == "p" and (not ranked or ranked[0][0] < 2.5):
            pair = self._pair(here, gender)
            if pair is not None:
                return pair, "pronoun", 0.6
        if not ranked:
            if self.last is not None:
                return self.last, "pronoun", 0.3
            return self._ahead(here, gender) if number == "s" else (None, "nobody", 0.1)
        if (
            number == "s"
            and not latter
            and ranked[0][0] < _FAINT
            and ranked[0][1].kind in ("state", "organisation")
        ):
            people = [r for r in ranked if r[1].kind == "person" and r[0] > ranked[0][0] - _FAR]
            ranked = people or ranked  # nobody is near: rather a person of the text than a body
        margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else 2.0
        found = ranked[0][1]
        if gender in ("m", "f") and found.gender == "?" and number == "s" and margin > 0.5:
            found.gender = gender
            found.sure = margin > 1.0 and found.kind == "person"
        return found, "pronoun", min(0.93, 0.6 + 0.15 * min(2.0, max(0.0, margin)))

    def _collective(self, e: Entity) -> bool:
        """Say whether "ils" can take up a noun of one: "Un collectif de parents … Ils demandent"."""
        return e.kind == "unnamed" and bool(e.classes & self.lex.bodies)

    def _contrasts(self, q: Query, key: str) -> bool:
        """Say whether a pronoun sets someone else against the last speaker ("Lui dit …")."""
        if q.start is None or q.end is None or key not in _STRESSED:
            return False
        k = self.words.at(q.start)
        if k >= len(self.words) or not self.words[k].first:
            return False
        apart = k + 1 < len(self.words) and self.words[k + 1].gap.strip() == ","
        return apart or _STRESSED[key] == "always"

    def _latter(self, here: int, fits) -> list[tuple[float, Entity]]:
        """Rank for "ce dernier", "celui-ci": the one named last, not the one the text is about."""
        ranked = self.scene.present(here, fits)
        place: dict[Entity, int] = {}
        for event in self.scene.events:
            if (
                event.start < here
                and event.entity is not None
                and (event.speaker or not self.words.in_quotation(event.start))
            ):
                place[event.entity] = event.start
        near = [(self._latest(score, place.get(e), here), e) for score, e in ranked]
        return sorted(near, key=lambda r: -r[0])

    def _latest(self, score: float, at: int | None, here: int) -> float:
        """Weigh by how late someone is named besides presence."""
        if at is None:
            return score - 5
        return score + self._heard(at, here) - 0.02 * (here - at)

    def _heard(self, at: int, here: int) -> float:
        """Make up for being told of only, in the sentence before and without quotation marks."""
        return 2.0 * (self.scene.told(at) and self.scene.sentence(here) - self.scene.sentence(at) <= 1)

    def _pair(self, here: int, gender: str) -> Entity | None:
        ranked = self.scene.present(
            here,
            lambda e: (
                0.0
                if e.kind in ("person", "unnamed")
                and e.number == "s"
                and not e.classes & self.lex.documents
                and not (gender == "f" and e.gender == "m")
                else None
            ),
        )
        people = [e for s, e in ranked[:2] if s > 1.0]
        return self._group(sorted(people, key=self._first)) if len(people) == 2 else None

    def _of_two(self, here: int, which: int) -> Answer:
        """Resolve "le premier", "le second" among the two persons named last."""
        last: list[Entity] = []
        for event in reversed(self.scene.events):
            e = event.entity
            if (
                e is not None
                and event.end <= here
                and e.kind == "person"
                and e not in last
                and not self.scene.told(event.start)
            ):
                last.append(e)
        two = sorted(last[:2], key=self._first)
        return (two[which], "first or second", 0.6) if len(two) == 2 else (None, "nobody", 0.1)

    def _ahead(self, here: int, gender: str) -> Answer:
        """Look ahead for a pronoun that comes before its name."""
        for name in self.people.names:
            entity = self.people.of_name.get(name.i)
            if entity is not None and name.start > here and gender_fits(gender, entity) is not None:
                return entity, "pronoun before its name", 0.4
        return None, "nobody", 0.1

    def _relative(self, here: int) -> Answer:
        """Resolve "X, qui a dit": whoever stands last before the relative pronoun."""
        before = [e for e in self.scene.events if e.end <= here and e.entity is not None]
        near = [
            e
            for e in before
            if re.fullmatch(
                r"[\s,)]*(?:(?:pour|selon|d'après|à|chez|par|de)\s+)?", self.words.text[e.end : here]
            )
        ]
        if near:
            return near[-1].entity, "relative", 0.85
        ranked = self.scene.present(here, lambda e: gender_fits("?", e))
        return (ranked[0][1], "relative", 0.6) if ranked else (None, "nobody", 0.1)

    def _one(self, q: Query) -> Answer:
        """Resolve "dit-on à l'Élysée", "indique-t-on dans l'entourage du chancelier": the place speaks."""
        assert q.start is not None and q.end is not None
        m = re.compile(r"\s*,?\s*(?:à|au|dans|chez|de|du côté de|auprès de|aux)\s+", re.I).match(
            self.words.text, q.end
        )
        if m:
            i = self.words.at(m.end())
            j = i
            while (
                j < len(self.words)
                and (j == i or not re.search(r"[,.;:!?«»\n]", self.words[j].gap))
                and j - i < 8
            ):
                j += 1
            if i < j:
                return self.phrase(i, j)
        for m in _AT.finditer(self.words.text, max(0, q.start - 80), q.start):
            if re.search(r"[.;!?\n»]", self.words.text[m.end() : q.start]):
                continue
            i, j = self.words.span(m.end(), q.start)
            while j > i and self.words[j - 1].end > q.start:
                j -= 1
            if i < j:
                found = self.phrase(i, j)
                if found[0] is not None:
                    return found
        return None, "nobody", 0.1
