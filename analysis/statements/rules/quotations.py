"""Quotations without a cue: behind a colon, signed on the next line, or free."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from analysis.statements.lexicon import pattern
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
#: Most characters of the line that signs a quotation.
_LONGEST_SIGNATURE = 120
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
        mention = _named_before_colon(r, after_link(r, sentence[0], at), at)
        source = can_speak(r, mention)
        if mention is not None and at - mention[1] <= 60 and source in SOURCES and _is_noun(r, mention):
            yield Proposal(
                segments=[quote.inner],
                cue=None,
                mention=mention,
                rule="colon without verb",
                source=source,
                subject="colon",
            )


def _is_noun(r: Reading, mention: Span) -> bool:
    """Say whether a mention begins like a noun phrase: "Pour s'abonner :" does not."""
    first = r.token_at(mention[0])
    return first is not None and first.pos_ in ("DET", "NOUN", "PROPN", "ADJ", "NUM", "PRON")


def _named_before_colon(r: Reading, start: int, colon: int) -> Span | None:
    """Return the source before a colon: "Sur Twitter, *Anne Hidalgo* :", "Réaction de *l'Élysée* :"."""
    lead = pattern("verbless_lead").match(r.flat, start, colon)
    return noun_phrase_from(r, lead.end() if lead else start, colon)


def signature(scene: Scene) -> Iterator[Proposal]:
    """Yield quotations on a line of their own, signed on the next: "— Charles Michel, premier ministre"."""
    r = scene.r
    for (start, end), (s, e) in itertools.pairwise(r.paragraphs):
        signed = _SIGNED.match(r.flat, s, e)
        if signed is None or r.flat[e - 1] in ".!?…»" or e - s > _LONGEST_SIGNATURE:
            continue
        quote = next(
            (q for q in r.quotes if q.level == 1 and q.outer_start == start and q.outer_end >= end - 2), None
        )
        mention = noun_phrase_from(r, signed.end(), e)
        block = r.flat[end - 1] in ".!?…" and not any(r.depths[start:end])
        block = block and pattern("first_person").search(r.flat, start, end) is not None
        if mention is not None and (quote or (block and can_speak(r, mention) in SOURCES)):
            yield Proposal(
                segments=[quote.inner if quote else (start, end)],
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
        after_colon = before.rstrip().endswith(":")
        starts = after_colon or _starts_sentence(r, quote, before)
        if not (_ends_sentence(r, quote) and starts and _is_sentence(r, quote)) or _is_shown(r, quote):
            continue
        before_it = speaker_before(r, quote)
        named = after_colon and before_it is not None
        yield Proposal(
            segments=[quote.inner],
            cue=None,
            mention=before_it if named else None,
            rule="free quotation after colon" if after_colon else "free quotation",
            subject="carried",
            carried=not named,
            hint=before_it,
            hint_after=_hint_after(r, quote),
        )


def _is_shown(r: Reading, quote: Quote) -> bool:
    """Say whether a quotation is what a banner or a title shows: nobody says it."""
    return bool(pattern("shown").search(r.flat, max(0, quote.outer_start - 60), quote.outer_start))


def _starts_sentence(r: Reading, quote: Quote, before: str) -> bool:
    begins = quote.outer_start == r.sentence_at(quote.outer_start)[0]
    return begins or not before or before[-1] in "\n.!?»…"


def _ends_sentence(r: Reading, quote: Quote) -> bool:
    stopped = r.flat[quote.end - 1 : quote.end] in (".", "!", "?", "…", "")
    after = r.flat[quote.outer_end : quote.outer_end + 12]
    return stopped or bool(pattern("quotation_closes").match(after)) or quote.reason != "pair"


def _is_sentence(r: Reading, quote: Quote) -> bool:
    """Say whether a quotation is a sentence or more: a clause, a sentence of its own, or many words."""
    text = r.flat[quote.start : quote.end]
    alone = (quote.outer_start, quote.outer_end) in r.sentences or len(_STOP.findall(text)) > 1
    if alone or len(text.split()) > 7:
        return True
    inner = r.tokens(quote.start, quote.end, "expand") or ()
    return any(is_finite(t) or is_imperative(t) for t in inner)


def _before(r: Reading, quote: Quote) -> int:
    """Return the place before a quotation, in the paragraph before where that ends with a colon."""
    left = r.flat[max(0, quote.outer_start - 4) : quote.outer_start]
    return quote.outer_start - len(left) + len(left.rstrip()) if "\n" in left else quote.outer_start


def speaker_before(r: Reading, quote: Quote) -> Span | None:
    """Return the subject of the sentence before, in the same paragraph."""
    at = _before(r, quote)
    at = at if r.flat[at - 1 : at] == ":" else quote.outer_start
    begin = r.paragraphs[r.paragraph_at(max(0, at - 1))][0]
    if begin >= at - 2:
        return None
    return _person_of(r, r.sentence_at(max(begin, at - 3)))


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
