"""Attribution by the next words: "« … » La formule est de X", "C'est ce que dit Y"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.statements.lexicon import load, pattern
from analysis.statements.phrases import can_speak, inverted_subject, noun_phrase_from
from analysis.statements.reading import Span
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import limit_at, trim
from analysis.statements.tokens import is_subject


@lru_cache(maxsize=1)
def _formulas() -> tuple[re.Pattern[str], ...]:
    return pattern("formula", nouns="|".join(load("nouns.yaml")["formulas"])), pattern("in_these_terms")


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


def recalled(scene: Scene) -> Iterator[Proposal]:
    """Yield what "C'est ce que X a annoncé" takes up: the quotation or the sentence before."""
    r = scene.r
    for cue in scene.verbs:
        begin = r.sentence_at(cue.start)[0]
        taken_up = pattern("this_is_what").match(r.flat, begin, cue.start)
        content = _before(scene, begin) if taken_up and scene.is_told(cue.start) else None
        if content is None:
            continue
        own = next((t for t in cue.token.children if is_subject(t)), None) if cue.token is not None else None
        before = own is not None and begin <= own.idx < cue.start
        mention = cue.pronoun or (cue.subject if before else inverted_subject(r, cue))
        if mention is not None:
            yield Proposal(
                segments=[content],
                cue=(cue.start, cue.end),
                mention=mention,
                rule="noun formula",
                lemma=cue.lemma,
                source=can_speak(r, mention),
                subject="noun",
                conditional=cue.conditional,
            )


def _before(scene: Scene, begin: int) -> Span | None:
    """Return the quotation or the sentence, without a source of its own, that ends before a sentence."""
    r = scene.r
    at = len(r.flat[:begin].rstrip(" ")) if r.flat[max(0, begin - 1) : begin] == " " else begin
    start, end = r.sentence_at(max(0, at - 1))
    quote = r.quote_closing(len(r.flat[:at].rstrip(" .")))
    told = [c for c in scene.cues if start <= c.start < end and not r.depths[c.start]]
    if quote is not None and quote.outer_start <= start + 2:
        return quote.inner
    if at <= start or "\n" in r.flat[start:at] or end > begin or told:
        return None
    return trim(r, start, end)
