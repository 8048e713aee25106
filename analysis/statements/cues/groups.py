"""Verb groups: the auxiliary, the clitics, the inverted pronoun and the modal around a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.statements.lexicon import load, pattern, verbs, words
from analysis.statements.reading import Reading, Span

#: Most characters and words of what commas set between an auxiliary and its participle.
_LONGEST_INSERTION = 120
_MOST_INSERTED = 24


@dataclass(frozen=True)
class Grammar:
    """Closed word classes, from grammar.yaml."""

    avoir: frozenset[str]
    etre: frozenset[str]
    conditional: frozenset[str]
    between: frozenset[str]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """Return the closed word classes."""
    data = load("grammar.yaml")
    return Grammar(*(frozenset(data[k]) for k in ("avoir", "être", "conditional", "between")))


@dataclass(slots=True)
class Group:
    """A verb group while it is read: its characters, its mood and what its auxiliary and clitics say."""

    start: int
    end: int
    mood: str
    pronoun: Span | None = None
    conditional: bool = False
    reflexive: bool = False
    negated: bool = False


def auxiliary(r: Reading, i: int) -> int | None:
    """Return the index of the auxiliary before a past participle, over adverbs and an inverted pronoun."""
    closed = grammar()
    if (before := _before_insertion(r, i)) is not None:
        return before
    for j in range(i - 1, max(-1, i - 8), -1):
        gap = r.flat[r.words[j].end : r.words[j + 1].start]
        if gap.strip(" -',") and not (gap.strip() == "«" and i - j > 1):
            return None
        low = r.words[j].low
        if low in closed.avoir or low in closed.etre:
            return j
        if low not in closed.between and not pattern("adverb").match(low):
            token = r.token_at(r.words[j].start)
            if token is None or token.pos_ != "ADV":
                return None
    return None


def _before_insertion(r: Reading, i: int) -> int | None:
    """Return the index of an auxiliary that commas part from its participle: "*a*, la veille, jugé"."""
    closed, at = grammar(), r.words[i].start
    m = pattern("insertion_left").search(r.flat, max(0, at - _LONGEST_INSERTION), at)
    if m is None:
        return None
    for j in range(i - 1, max(-1, i - _MOST_INSERTED), -1):
        if r.words[j].end == m.start():
            return j if r.words[j].low in closed.avoir else None
    return None


def past_group(r: Reading, i: int, aux: int | None) -> Group:
    """Return a participle with its auxiliary, or alone."""
    word = r.words[i]
    if aux is None:
        return Group(word.start, word.end, "elliptic")
    first = r.words[aux]
    inversion = pattern("inverted_pronoun").match(r.flat, first.end)
    pronoun = inversion.span(1) if inversion else None
    return Group(first.start, word.end, "compound", pronoun, first.low in grammar().conditional)


def simple_group(r: Reading, i: int, mood: str) -> Group:
    """Return a simple form, with its inverted pronoun."""
    word = r.words[i]
    inversion = pattern("inverted_pronoun").match(r.flat, word.end)
    if inversion is None or mood != "finite":
        return Group(word.start, word.end, mood)
    conditional = word.low.endswith(words("conditional_endings"))
    return Group(word.start, inversion.end(), mood, inversion.span(1), conditional)


def read_clitics(r: Reading, group: Group) -> None:
    """Take the clitics into the group; they tell whether it is reflexive and negated."""
    clitics = pattern("clitics_before").search(r.flat, max(0, group.start - 16), group.start)
    before = clitics.group(1) if clitics else ""
    gerund = pattern("gerund").match(before) if group.mood == "present" else None
    before = before[gerund.end() :] if gerund else before
    group.start -= len(before)
    group.reflexive = bool(pattern("reflexive").search(before))
    ne = pattern("negation").search(before)
    group.negated = bool(ne and pattern("negative").search(r.flat[group.start : group.end + 12]))


def read_modal(r: Reading, group: Group) -> None:
    """Take the modal before an infinitive into the group: "a tenu à *rappeler*"."""
    modal = _modal().search(r.flat, max(0, group.start - 40), group.start)
    if modal:
        group.start, group.mood = modal.start(), "compound"
        ne = pattern("negated_left").search(r.flat, max(0, group.start - 6), group.start + 3)
        group.negated = group.negated or bool(ne)


def read_inverted_modal(r: Reading, group: Group) -> None:
    """Take the modal with its pronoun before an infinitive into the group: "*peut-on* lire"."""
    modal = pattern("inverted_modal").search(r.flat, max(0, group.start - 24), group.start)
    if modal and group.mood == "infinitive":
        group.start, group.mood, group.pronoun = modal.start(), "finite", modal.span("pronoun")


@lru_cache(maxsize=1)
def _modal() -> re.Pattern[str]:
    """Match what makes one group with a reporting infinitive: "a tenu à", "préfère"."""
    closed = grammar()
    aux = "|".join(sorted(closed.avoir | closed.etre, key=len, reverse=True))
    modals = "|".join(sorted(map(_elided, verbs().modals), key=len, reverse=True))
    return pattern("modal_group", aux=aux, modals=modals)


def _elided(modal: str) -> str:
    """Return the pattern of a modal; its last "de" may be "d'"."""
    text = re.escape(modal)
    return text.removesuffix("de") + "d(?:e |')" if modal.endswith(" de") else text + " "
