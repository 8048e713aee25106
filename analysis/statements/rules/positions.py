"""Positions taken by an adjective: "X est favorable à …", "X, opposé à …", "X se dit convaincu que …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import alternatives, pattern, verbs
from analysis.statements.phrases import SOURCES, can_speak
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import kept_article, limit_at, trim, unwrap
from analysis.statements.subjects import subject_of, subject_span
from analysis.statements.tokens import is_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Links whose adjective is content behind "se dire".
_KEPT = ("par",)
_NOMINAL = ("NOUN", "PROPN")


@lru_cache(maxsize=1)
def _positions() -> list[tuple[re.Pattern[str], re.Pattern[str] | None, str]]:
    """Return, for each link, the pattern with a verb, that without, and the link's name."""
    apposed = set(verbs().appositions)
    found = []
    for name, adjectives in verbs().positions.items():
        link = alternatives(f"position_{name}")
        some = "|".join(a for a in adjectives if a in apposed)
        with_verb = pattern("position", adjectives="|".join(adjectives), link=link)
        found.append(
            (with_verb, pattern("position_apposed", adjectives=some, link=link) if some else None, name)
        )
    return found


def position(scene: Scene) -> Iterator[Proposal]:
    """Yield "X est favorable à …", "X se dit opposé à …", "X, hostile à …"."""
    for with_verb, apposed, name in _positions():
        taken = set()
        for m in with_verb.finditer(scene.r.flat):
            taken.add(m.start("adjective"))
            yield from _with_verb(scene, m, name)
        for m in apposed.finditer(scene.r.flat) if apposed else ():
            if m.start("adjective") not in taken:
                yield from _apposed(scene, m, name)


def _with_verb(scene: Scene, m: re.Match[str], name: str) -> Iterator[Proposal]:
    r = scene.r
    adjective, verb = r.token_at(m.start("adjective")), r.token_at(m.end("verb") - 1)
    if not scene.is_told(m.start()) or adjective is None or verb is None:
        return
    if name in _KEPT and pattern("reflexive").search(m["verb"]):
        return  # "se dit consterné par …" keeps its adjective
    governs = any(map(is_subject, adjective.children))
    cue = Cue(m.start(), m.end("adjective"), "position", (), "finite", token=adjective if governs else verb)
    subject, how = subject_of(r, cue)
    yield _proposal(scene, m, name, cue, subject, how)


def _apposed(scene: Scene, m: re.Match[str], name: str) -> Iterator[Proposal]:
    r = scene.r
    adjective = r.token_at(m.start("adjective"))
    if not scene.is_told(m.start("adjective")) or adjective is None:
        return
    noun = _noun_of(r, adjective, m.start("before"))
    subject = subject_span(r, noun, adjective) if noun is not None else None
    if noun is None or subject is None or can_speak(r, subject) not in SOURCES:
        return
    cue = Cue(m.start("adjective"), m.end("adjective"), "position", (), "noun", token=adjective)
    yield _proposal(scene, m, name, cue, subject, "apposed")


def _noun_of(r: Reading, adjective: Token, before: int) -> Token | None:
    """Return the noun that an adjective without verb belongs to."""
    head = adjective.head
    if head.pos_ in _NOMINAL and head.i < adjective.i and head.idx >= r.sentence_at(adjective.idx)[0]:
        return head
    last = r.token_at(before if r.flat[before] != "," else max(0, before - 1))
    return last if last is not None and last.pos_ in _NOMINAL else None


def _proposal(
    scene: Scene, m: re.Match[str], name: str, cue: Cue, subject: Span | None, how: str
) -> Proposal:
    r = scene.r
    frame = "que" if name == "que" else "object"
    start = m.end() - kept_article(m.group())
    end = clause_end(r, start, cue, frame, scene.cues, limit_at(r, cue.start))
    polarity = next(v for k, v in verbs().positions[name].items() if m["adjective"].startswith(k))
    return Proposal(
        segments=unwrap(r, trim(r, start, end)),
        cue=(cue.start, cue.end),
        mention=subject,
        rule="position adjective" if how != "apposed" else "position apposed",
        lemma=m["adjective"],
        source=can_speak(r, subject),
        subject=how,
        polarity=polarity,
    )
