"""Quotations that are the predicate of a clause without cue: "Elle « comprend la fatigue »"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern, words
from analysis.statements.marks import Quote
from analysis.statements.phrases import can_speak
from analysis.statements.reading import Reading
from analysis.statements.rules.inserted import has_own_cue
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.rules.quotations import speaker_before
from analysis.statements.spans import limit_at, trim
from analysis.statements.subjects import subject_span
from analysis.statements.tokens import is_finite, is_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Subjects that say themselves what their predicate quotes.
_SPEAKS = ("people", "bodies", "pronoun")


def built_in(scene: Scene) -> Iterator[Proposal]:
    """Yield clauses whose predicate is quoted: said by the subject, or by whoever spoke before."""
    r = scene.r
    for quote in r.quotes:
        if quote.level != 1 or not r.in_prose(quote.outer_start) or has_own_cue(scene, quote):
            continue
        verb = _predicate(r, quote)
        subject = _subject(r, verb, quote) if verb is not None else None
        span = subject_span(r, subject, verb) if subject is not None and verb is not None else None
        if subject is None or verb is None or span is None:
            continue
        source = can_speak(r, span)
        contrasted = pattern("contrasted").search(r.flat, span[1], quote.outer_start)
        speaks = source in _SPEAKS or subject.ent_type_ == "PER" or bool(contrasted)
        cue = Cue(verb.idx, verb.idx + len(verb), "", (), "finite", token=verb)
        begin = quote.outer_start if speaks else span[0]
        end = clause_end(r, quote.outer_start, cue, "que", scene.cues, limit_at(r, quote.outer_start))
        yield Proposal(
            segments=[trim(r, begin, max(end, quote.outer_end))],
            cue=None,
            mention=span if speaks else None,
            rule="built in speaker" if speaks else "built in thing",
            source=source,
            subject="parse" if speaks else "carried",
            carried=not speaks,
            hint=None if speaks else speaker_before(r, quote),
        )


def _predicate(r: Reading, quote: Quote) -> Token | None:
    """Return the finite verb that opens a quotation, or the copula right before it."""
    clitics = pattern("clitics_here").match(r.flat, quote.start)
    inner = r.token_at(clitics.end() if clitics else quote.start)
    if inner is not None and is_finite(inner) and r.flat[quote.start].islower() and inner.idx < quote.end:
        return inner
    copula = pattern("copula_left").search(r.flat, max(0, quote.outer_start - 30), quote.outer_start)
    return r.token_at(copula.start(1)) if copula and " " in r.flat[quote.start : quote.end] else None


def _subject(r: Reading, verb: Token, quote: Quote) -> Token | None:
    """Return the subject of a predicate, before the quotation and in its sentence; no relative."""
    begin = r.sentence_at(quote.outer_start)[0]
    heads = (verb, verb.head) if verb.dep_ in ("cop", "aux:pass", "aux:tense") else (verb,)
    found = (t for head in heads for t in head.children if is_subject(t))
    subject = next((t for t in found if begin <= t.idx < quote.outer_start and not r.depths[t.idx]), None)
    return None if subject is None or subject.text.lower() in words("relatives") else subject
