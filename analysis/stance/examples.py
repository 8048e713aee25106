"""Training examples: what one of the heads reads, and what it should answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.stance.data import Coded
from analysis.stance.inputs import spoken
from analysis.stance.themes import Themes
from analysis.tables import SENTIMENTS, STANCES

OPPOSITE = {"favor": "against", "against": "favor"}
#: Share of the unrelated default propositions, and of statements paired with a foreign proposition, that an
#: epoch of pairs holds.
UNRELATED, FOREIGN = 0.15, 0.1


@dataclass(frozen=True)
class Single:
    """A statement alone: its tone, and its stance toward each known proposition (indices)."""

    texts: tuple[str]
    stance: tuple[int, ...]
    tone: int


@dataclass(frozen=True)
class Pair:
    """A statement with a proposition, and the stances that its label allows."""

    texts: tuple[str, str]
    allowed: tuple[str, ...]


def singles(statements: Sequence[Coded], known: Sequence[str]) -> list[Single]:
    """Every statement with the stance toward every known proposition, and the tone."""
    return [
        Single(
            (spoken(s.cue, s.content),),
            tuple(STANCES.index(s.stance.get(name, "unrelated")) for name in known),
            SENTIMENTS.index(s.sentiment),
        )
        for s in statements
    ]


def pairs(
    statements: Sequence[Coded], themes: Themes, rng: random.Random, most: int | None = None
) -> list[Pair]:
    """Coded pairs, pairs with a foreign proposition, and one wording of every default proposition addressed.

    Parameters
    ----------
    statements : sequence of Coded
    themes : Themes
        With the default propositions and their wordings.
    rng : random.Random
        Chooses the wordings, the foreign propositions and what is left out.
    most : int, optional
        How many pairs at most.
    """
    every = [sentence for s in statements for sentence, _ in s.pairs]
    found = []
    for s in statements:
        text = spoken(s.cue, s.content)
        found += [Pair((text, sentence), (stance,)) for sentence, stance in s.pairs]
        if every and rng.random() < FOREIGN:
            found.append(Pair((text, rng.choice(every)), ("unrelated",)))
        for name, proposition in themes.propositions.items():
            stance = s.stance.get(name, "unrelated")
            if stance == "unrelated" and rng.random() > UNRELATED:
                continue
            sentence = rng.choice([proposition.fr, *proposition.paraphrases, *proposition.reversed])
            turned = OPPOSITE.get(stance, stance) if sentence in proposition.reversed else stance
            found.append(Pair((text, sentence), (turned,)))
    rng.shuffle(found)
    return found[:most]
