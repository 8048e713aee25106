"""The rules: each looks at one kind of attribution and proposes statements.

A rule never decides against another; :mod:`analysis.statements.choose` does that by evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.statements.cues import find_cues, find_prepositions
from analysis.statements.reading import Reading
from analysis.statements.rules.built_in import built_in
from analysis.statements.rules.colons import after_colon
from analysis.statements.rules.formulas import formula, recalled
from analysis.statements.rules.forward import forward
from analysis.statements.rules.inserted import inserted
from analysis.statements.rules.insertions import is_inserted
from analysis.statements.rules.nouns import nominal, possessed
from analysis.statements.rules.passives import charged, impersonal, passive
from analysis.statements.rules.positions import position
from analysis.statements.rules.prepositions import according_to, for_whom
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.rules.quotations import free, signature, verbless
from analysis.statements.rules.taken_up import taken_up
from analysis.statements.subjects import find_subjects

__all__ = ["RULES", "Proposal", "Scene", "propose"]

RULES: tuple[Callable[[Scene], Iterator[Proposal]], ...] = (
    forward,
    position,
    passive,
    charged,
    impersonal,
    inserted,
    according_to,
    for_whom,
    nominal,
    possessed,
    formula,
    recalled,
    taken_up,
    verbless,
    after_colon,
    signature,
    built_in,
    free,
)


def propose(r: Reading) -> list[Proposal]:
    """Run every rule on an article.

    Parameters
    ----------
    r : Reading

    Returns
    -------
    list of Proposal
        In no particular order; they may overlap.

    Examples
    --------
    >>> from analysis.statements.reading import read
    >>> [p.rule for p in propose(read("« Nous tiendrons », a déclaré Mark Carney."))]
    ['incise after']
    """
    verbs = find_cues(r)
    for cue in verbs:
        cue.inserted = is_inserted(r, cue)
    find_subjects(r, verbs)
    scene = Scene(r, verbs, find_prepositions(r))
    found = [p for rule in RULES for p in rule(scene)]
    return [p for p in found if p.segments and all(s < e for s, e in p.segments)]
