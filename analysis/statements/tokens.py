"""What the parse says of one word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.statements.lexicon import pattern

if TYPE_CHECKING:
    from spacy.tokens import Token


def verb_form(token: Token) -> list[str]:
    """Return the verb forms that the parse gives a token: "Fin", "Inf", "Part"; empty for other words."""
    return token.morph.get("VerbForm", [])


def is_verb(token: Token) -> bool:
    """Say whether a token is a verb or an auxiliary."""
    return token.pos_ in ("VERB", "AUX")


def is_finite(token: Token) -> bool:
    """Say whether a token is a verb in a finite form."""
    return is_verb(token) and "Fin" in verb_form(token)


def has_finite(tokens: Iterable[Token]) -> bool:
    """Say whether a finite verb is among the tokens."""
    return any(map(is_finite, tokens))


def is_infinitive(token: Token) -> bool:
    """Say whether a token is an infinitive, by its parse or by its ending."""
    ending = is_verb(token) and pattern("infinitive_ending").search(token.text.lower())
    return "Inf" in verb_form(token) or bool(ending)


def is_imperative(token: Token) -> bool:
    """Say whether a token is an imperative."""
    return token.pos_ == "VERB" and "Imp" in token.morph.get("Mood", [])


def is_subject(token: Token) -> bool:
    """Say whether a token is the subject of its head."""
    return token.dep_.startswith("nsubj")


def climb(token: Token, relations: tuple[str, ...], start: int) -> Token:
    """Climb to the left from a part of a noun phrase to its noun, not beyond a character.

    Parameters
    ----------
    token : Token
    relations : tuple of str
        The dependencies over which to climb.
    start : int
        The start of the sentence.
    """
    while token.dep_ in relations and start <= token.head.idx < token.idx:
        token = token.head
    return token
