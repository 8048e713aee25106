"""Content, then cue: "« … », a déclaré X", "…, estime X", "« A, a-t-il dit, B »"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout, pattern, words
from analysis.statements.marks import Quote
from analysis.statements.phrases import can_speak, inverted_subject, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.leads import after_dateline, after_link, clause_start, quote_or_clause
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import comma_before, limit_at, trim
from analysis.statements.tokens import has_finite, is_finite

#: The end of an inserted clause inside a quotation, behind a comma outside, and before a new quotation.
_END_INSIDE = re.compile(r"[^,.;!?»:]{0,60}?[,.;!?:]\s*")
_END_OUTSIDE = re.compile(r"[^,.;:!?«»]{0,60}?([,:])\s*")
_NEXT_QUOTE = re.compile(r"[^.;:!?«»]{0,120}?\.\s*(?=«)")


def inserted(scene: Scene) -> Iterator[Proposal]:
    """Yield what stands before and around each inserted cue."""
    r = scene.r
    for cue in scene.verbs:
        if not cue.inserted:
            continue
        mention, end = _source(r, cue)
        quoted = r.depths[cue.start] > 0
        segments = _inside_quote(r, cue, end) if quoted else _around(scene, cue, end)
        if not segments:
            continue
        yield Proposal(
            segments=segments,
            cue=(cue.start, cue.end),
            mention=mention,
            rule="incise in quotation" if quoted else "incise after",
            lemma=cue.lemma,
            source=can_speak(r, mention),
            subject="pronoun" if cue.pronoun else "inverted",
            negated=cue.negated,
            conditional=cue.conditional,
            classes=tuple(s.name for s in cue.senses),
        )


def _source(r: Reading, cue: Cue) -> tuple[Span | None, int]:
    """Return the mention of an inserted cue and where the inserted clause ends."""
    if not cue.pronoun:
        mention = inverted_subject(r, cue)
        return mention, mention[1] if mention else cue.end
    if r.flat[slice(*cue.pronoun)] in words("one"):
        return _place_of_one(r, cue) or cue.pronoun, cue.end
    return cue.pronoun, cue.end


def _place_of_one(r: Reading, cue: Cue) -> Span | None:
    """Return the place that is the source: "dit-on *à l'Élysée*", "dans l'entourage du ministre"."""
    m = pattern("place_of_one").match(r.flat, cue.end)
    return noun_phrase_from(r, m.end(), limit_at(r, m.end())) if m else None


def _inside_quote(r: Reading, cue: Cue, end: int) -> list[Span]:
    """Return the two halves of a quotation around a cue inside it."""
    quote = r.quote_at(cue.start)
    if quote is None:
        return []
    first = trim(r, quote.start, comma_before(r, cue.start))
    after = _END_INSIDE.match(r.flat, end, quote.end)
    if after is None or after.end() >= quote.end:
        return [first]
    second = (after.end(), quote.end)
    goes_on = r.flat[second[0]].isupper() or has_finite(r.tokens(*second) or ())
    return [first, second] if quote.reason == "pair" or goes_on else [first]


def _around(scene: Scene, cue: Cue, end: int) -> list[Span]:
    """Return what stands before an inserted cue, and what goes on behind it."""
    r, before = scene.r, _before(scene, cue)
    mixed = bool(before) and not r.depths[before[-1][0]]
    return before + (_rest(scene, cue, end) or (_verb_of(r, before[-1], end) if mixed else []))


def _verb_of(r: Reading, first: Span, end: int) -> list[Span]:
    """Return the predicate whose subject stands before an inserted cue: "un « X », dit-il, *pèse* Y"."""
    limit = r.sentence_at(first[0])[1]
    m = _END_OUTSIDE.match(r.flat, end, limit)
    token = r.token_at(m.end()) if m and m[1] == "," else None
    while token is not None and token.pos_ in ("PRON", "ADV") and token.i + 1 < len(r.doc):
        token = token.nbor(1)
    goes_on = m is not None and token is not None and is_finite(token) and token.idx < limit
    if m is None or not goes_on or has_finite(r.tokens(*first, "expand") or ()):
        return []
    return [trim(r, m.end(), limit)]


def _before(scene: Scene, cue: Cue) -> list[Span]:
    """Return the content that ends at an inserted cue."""
    r = scene.r
    at = comma_before(r, cue.start)
    quote = r.quote_closing(at)
    if quote is not None:
        return quote_or_clause(scene, quote)
    begin = after_link(r, r.sentence_at(max(0, at - 1))[0], at)
    begin = clause_start(scene, after_dateline(r, begin, at), cue)
    for other in scene.prepositions:
        if other.start == begin < at:
            comma = r.flat.find(", ", begin, at)
            begin = comma + 2 if comma > 0 else begin
    return [trim(r, begin, at)] if at - begin > 3 else []


def _rest(scene: Scene, cue: Cue, end: int) -> list[Span]:
    """Return what goes on after an inserted cue."""
    r = scene.r
    limit = limit_at(r, cue.start)
    closed = r.quote_closing(comma_before(r, cue.start)) is not None
    m = _END_OUTSIDE.match(r.flat, end, limit)
    if m is None:
        return _next_quote(scene, end) if closed else []
    quote = r.quote_opening(m.end())
    if quote is not None and closed:
        tail = r.flat[quote.outer_end : limit].strip(" .!?")
        return [] if tail else [quote.inner]
    if quote is not None and quote.outer_end + 3 < limit:
        return [trim(r, quote.outer_start, limit)]
    if closed or m.group(1) != "," or _begins_journalist(scene, m.end(), limit):
        return []
    return [trim(r, m.end(), clause_end(r, m.end(), cue, "que", scene.cues, limit))]


def _next_quote(scene: Scene, end: int) -> list[Span]:
    """Return the quotation in the sentence after an inserted cue, where no cue of its own claims it."""
    r = scene.r
    stop = _NEXT_QUOTE.match(r.flat, end)
    if stop is None or "\n" in stop.group():
        return []
    if any(end <= c.start < stop.end() and not r.depths[c.start] for c in scene.verbs):
        return []
    quote = r.quote_opening(stop.end())
    if quote is None or has_own_cue(scene, quote):
        return []
    after = r.flat[quote.outer_end : quote.outer_end + 2].strip()
    goes_on = after and after[0] not in ".!?«" and not after[0].isupper()
    return [] if goes_on else [quote.inner]


def _begins_journalist(scene: Scene, at: int, limit: int) -> bool:
    """Say whether what follows the inserted cue is no longer the speaker's."""
    after = scene.r.flat[at : min(limit, at + 60)]
    if layout().circumstances.match(after) or pattern("journalist").match(after):
        return True
    return any(at <= c.start <= at + 12 and c.mood in ("present", "elliptic") for c in scene.verbs)


def has_own_cue(scene: Scene, quote: Quote) -> bool:
    """Say whether an inserted cue stands in or right after a quotation."""
    return any(
        c.inserted and (quote.start <= c.start < quote.end or 0 <= c.start - quote.outer_end <= 4)
        for c in scene.verbs
    )
