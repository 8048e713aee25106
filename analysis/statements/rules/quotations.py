"""Quotations without a cue: behind a colon, signed on the next line, or free."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from analysis.statements.marks import Quote
from analysis.statements.phrases import SOURCES, can_speak, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.inserted import has_own_cue
from analysis.statements.rules.leads import after_link
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.subjects import subject_span
from analysis.statements.tokens import has_finite, is_finite, is_imperative

_COLON = re.compile(r"\s?:\s?$")
_SIGNED = re.compile(r"[—–-]\s?(?=[A-ZÀ-Ö])")
_STOP = re.compile(r"[.!?…]")


def verbless(scene: Scene) -> Iterator[Proposal]:
    """Yield "X : « … »" and "Et X, ministre : « … »" without a verb."""
    r = scene.r
    for quote in r.quotes:
        colon = _COLON.search(r.flat[max(0, quote.outer_start - 3) : quote.outer_start])
        if quote.level != 1 or not r.in_prose(quote.outer_start) or not colon:
            continue
        at = quote.outer_start - len(colon.group())
        sentence = r.sentence_at(at)
        lead = r.tokens(sentence[0], at)
        if lead is None or has_finite(lead) or any(sentence[0] <= c.start < at for c in scene.verbs):
            continue
        mention = noun_phrase_from(r, after_link(r, sentence[0], at), at)
        source = can_speak(r, mention)
        if mention is not None and at - mention[1] <= 60 and source in SOURCES:
            yield Proposal(
                segments=[quote.inner],
                cue=None,
                mention=mention,
                rule="colon without verb",
                source=source,
                subject="colon",
            )


def signature(scene: Scene) -> Iterator[Proposal]:
    """Yield quotations on a line of their own, signed on the next: "— Charles Michel, premier ministre"."""
    r = scene.r
    for (start, end), (s, e) in itertools.pairwise(r.paragraphs):
        signed = _SIGNED.match(r.flat, s, e)
        quote = next(
            (q for q in r.quotes if q.level == 1 and q.outer_start == start and q.outer_end >= end - 2), None
        )
        if signed is None or quote is None or r.flat[e - 1] in ".!?…»":
            continue
        mention = noun_phrase_from(r, signed.end(), e)
        if mention is not None:
            yield Proposal(
                segments=[quote.inner],
                cue=None,
                mention=mention,
                rule="signature",
                source=can_speak(r, mention),
                subject="colon",
            )


def free(scene: Scene) -> Iterator[Proposal]:
    """Yield quotations of a sentence or more without any cue: the speaker before them goes on."""
    r = scene.r
    for quote in r.quotes:
        if quote.level != 1 or not r.in_prose(quote.outer_start) or has_own_cue(scene, quote):
            continue
        before = r.flat[max(0, quote.outer_start - 3) : quote.outer_start].rstrip(" ")
        after_colon = before.endswith(":") and _clause_before(r, quote)
        starts = after_colon or _starts_sentence(r, quote, before)
        if not (_ends_sentence(r, quote) and starts and _is_sentence(r, quote)):
            continue
        yield Proposal(
            segments=[quote.inner],
            cue=None,
            mention=None,
            rule="free quotation after colon" if after_colon else "free quotation",
            subject="carried",
            carried=True,
            hint=_hint(r, quote),
            hint_after=_hint_after(r, quote),
        )


def _starts_sentence(r: Reading, quote: Quote, before: str) -> bool:
    begins = quote.outer_start == r.sentence_at(quote.outer_start)[0]
    return begins or not before or before[-1] in "\n.!?»…"


def _ends_sentence(r: Reading, quote: Quote) -> bool:
    stopped = r.flat[quote.end - 1 : quote.end] in (".", "!", "?", "…", "")
    after = r.flat[quote.outer_end : quote.outer_end + 1]
    return stopped or after in (".", "!", "?", "", "\n") or quote.reason != "pair"


def _is_sentence(r: Reading, quote: Quote) -> bool:
    """Say whether a quotation is a sentence or more: a clause, a sentence of its own, or many words."""
    text = r.flat[quote.start : quote.end]
    alone = (quote.outer_start, quote.outer_end) in r.sentences or len(_STOP.findall(text)) > 1
    if alone or len(text.split()) > 7:
        return True
    inner = r.tokens(quote.start, quote.end, "expand") or ()
    return any(is_finite(t) or is_imperative(t) for t in inner)


def _clause_before(r: Reading, quote: Quote) -> bool:
    """Say whether a finite verb stands before a quotation in its sentence."""
    return has_finite(r.tokens(r.sentence_at(quote.outer_start)[0], quote.outer_start) or ())


def _hint(r: Reading, quote: Quote) -> Span | None:
    """Return the subject of the sentence before, in the same paragraph."""
    begin = r.paragraphs[r.paragraph_at(quote.outer_start)][0]
    if begin >= quote.outer_start - 2:
        return None
    return _person_of(r, r.sentence_at(max(begin, quote.outer_start - 3)))


def _hint_after(r: Reading, quote: Quote) -> Span | None:
    """Return the subject of the sentence after a quotation that opens the article: it names the speaker."""
    at = r.skip_spaces(quote.outer_end, len(r.flat), " .\n")
    return _person_of(r, r.sentence_at(at)) if at < len(r.flat) else None


def _person_of(r: Reading, sentence: Span) -> Span | None:
    """Return the first subject of a sentence that can be a source."""
    for token in r.tokens(*sentence) or ():
        if token.dep_ == "nsubj" and not r.depths[token.idx]:
            span = subject_span(r, token, token.head)
            if span and can_speak(r, span) in (*SOURCES, "pronoun"):
                return span
    return None
