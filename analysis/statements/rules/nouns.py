"""Attribution by a noun: "l'annonce par X de …", "le refus de X de …", "« … » La formule est de X"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import alternatives, load, pattern
from analysis.statements.phrases import SOURCES, can_speak, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import kept_article, limit_at, trim, unwrap


def _nouns() -> dict[str, dict[str, Any]]:
    return load("nouns.yaml")["nouns"]


@lru_cache(maxsize=1)
def _nominal() -> re.Pattern[str]:
    return pattern("nominal", nouns="|".join(sorted(map(re.escape, _nouns()), key=len, reverse=True)))


@lru_cache(maxsize=1)
def _formulas() -> tuple[re.Pattern[str], ...]:
    return pattern("formula", nouns="|".join(load("nouns.yaml")["formulas"])), pattern("in_these_terms")


@cache
def _link(noun: str) -> re.Pattern[str]:
    """Return what introduces the content of a noun."""
    links = "|".join(alternatives(f"link_{link}") for link in _nouns()[noun]["link"])
    return re.compile(rf"\s(?:{links})|\s?:\s")


def nominal(scene: Scene) -> Iterator[Proposal]:
    """Yield what the noun of a position introduces: "l'appel lancé par X à …"."""
    r = scene.r
    for m in _nominal().finditer(r.flat):
        if not scene.is_told(m.start()):
            continue
        noun = m["noun"].lower()
        limit = limit_at(r, m.start())
        phrase = noun_phrase_from(r, m.end(), limit)
        split = _split_at_link(r, phrase, _link(noun), limit) if phrase else None
        if split is None:
            continue
        mention, link = split
        source = can_speak(r, mention)
        if source not in (*SOURCES, "pronoun"):
            continue
        start = link.end() - kept_article(link.group())
        cue = Cue(*m.span("noun"), noun, (), "noun")
        yield Proposal(
            segments=unwrap(r, trim(r, start, clause_end(r, start, cue, "object", scene.cues, limit))),
            cue=m.span("noun"),
            mention=mention,
            rule=f"noun {noun}",
            lemma=noun,
            source=source,
            subject="noun",
            polarity=_nouns()[noun].get("polarity", 0),
        )


def _split_at_link(
    r: Reading, phrase: Span, link: re.Pattern[str], limit: int
) -> tuple[Span, re.Match[str]] | None:
    """Split "l'Union européenne du prolongement": the mention ends before the word that links the content."""
    head = r.token_at(phrase[0])
    if head is None:
        return None
    while head.head.i > head.i and head.pos_ in ("DET", "ADJ", "ADP", "NUM"):
        head = head.head
    start = max(phrase[0] + 1, head.idx + len(head) - 1)
    found = link.search(r.flat, start, min(limit, phrase[1] + 60))
    return ((phrase[0], min(phrase[1], found.start())), found) if found else None


def formula(scene: Scene) -> Iterator[Proposal]:
    """Yield quotations that the next sentence attributes: "« … » La formule est d'Emmanuel Macron"."""
    r = scene.r
    for quote in (q for q in r.quotes if q.level == 1):
        m = next(filter(None, (p.match(r.flat, quote.outer_end) for p in _formulas())), None)
        mention = noun_phrase_from(r, m.end(), limit_at(r, m.end())) if m else None
        if m and mention:
            yield Proposal(
                segments=[quote.inner],
                cue=m.span("noun"),
                mention=mention,
                rule="noun formula",
                lemma=m["noun"],
                source=can_speak(r, mention),
                subject="noun",
            )
