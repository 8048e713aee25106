"""The run of the article: who stands where, who spoke, and so who is in mind when a pronoun comes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable

from .entities import Entity, Event
from .words import Words

_REACH = 9  # sentences that a pronoun can look back


class Scene:
    """Events in text order, with a measure of how present each participant is at a point of the text."""

    def __init__(self, words: Words, told: list[tuple[int, int]]) -> None:
        self.words = words
        self.events: list[Event] = []
        self.own: tuple[tuple[int, int], ...] = ()  # what the statement in hand says
        self._told = sorted(told)
        self._told_starts = [s for s, _ in self._told]
        self._ends = [e for e in words.sentence_ends if not words.in_quotation(e - 1)]

    def add(self, event: Event) -> None:
        """Enter an event at its place."""
        insort(self.events, event, key=lambda e: e.start)

    def told(self, char: int) -> bool:
        """Say whether a character is inside the content of a statement or inside quotation marks."""
        k = bisect_right(self._told_starts, char) - 1
        while k >= 0 and k > bisect_right(self._told_starts, char) - 5:
            if self._told[k][0] <= char < self._told[k][1]:
                return True
            k -= 1
        return self.words.in_quotation(char)

    def sentence(self, char: int) -> int:
        """Count the sentences of the narration before a character; those inside quotations do not count."""
        return bisect_right(self._ends, char)

    def present(
        self, char: int, fits: Callable[[Entity], float | None], most: int = _REACH, own: str = "told"
    ) -> list[tuple[float, Entity]]:
        """Rank those who can be meant at a character, the most present first.

        Parameters
        ----------
        char : int
            The place of the pronoun or description.
        fits : callable
            Gives each entity a bonus (or a malus), or None when it cannot be meant.
        most : int
            Sentences beyond which distance no longer counts; titles look back further than pronouns.
        own : str
            Whether those in the content of the statement in hand are merely "told" of, can not be meant
            ("out": nobody is brought in by his own words), or stand as in the narration ("in").

        Notes
        -----
        Presence grows for the last speaker and for subjects and falls with every sentence and for those
        who are only talked about, after the ranking by salience of Lappin and Leass (1994).
        """
        here, paragraph = self.sentence(char), self.words.paragraph(char)
        best: dict[Entity, float] = {}
        seen: dict[Entity, float] = {}
        k = bisect_left(self.events, char, key=lambda e: e.start) - 1
        order = 0
        while k >= 0:
            event = self.events[k]
            k -= 1
            far = here - self.sentence(event.start)
            if far > _REACH and best:
                break
            entity = event.entity
            if entity is None or event.end > char:
                continue
            within = own != "told" and any(a <= event.start < b for a, b in self.own)
            if within and own == "out":
                continue
            order += 1
            score = (
                3.0
                - 1.1 * min(far, most)
                - 0.35 * min(3, most, paragraph - self.words.paragraph(event.start))
            )
            score += 0.8 * event.speaker + 1.2 * event.subject - 0.8 * event.oblique - 0.01 * order
            score += 0.4 * (far == 0 and event.subject)
            if not event.speaker and not within and self.told(event.start):
                score -= 2.0
            if entity not in best or score > best[entity]:
                best[entity] = score
            seen[entity] = min(0.6, seen.get(entity, 0) + 0.1)
        ranked = []
        for entity, score in best.items():
            bonus = fits(entity)
            if bonus is not None:
                ranked.append((score + bonus + seen[entity], entity))
        ranked.sort(key=lambda r: -r[0])
        return ranked
