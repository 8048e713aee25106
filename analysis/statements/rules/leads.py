"""What stands before content in its sentence: links, datelines, the clause around a quotation."""

from __future__ import annotations

import re

from analysis.statements.complements import complement
from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout, pattern, words
from analysis.statements.marks import Quote
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.proposal import Scene
from analysis.statements.spans import trim
from analysis.statements.tokens import has_finite, is_finite

_DATELINE = re.compile(r"(?:[A-ZÀ-Ö ,'-]{3,40}|[^.:«»]{0,40}\([^)]{2,20}\)) [-–—] ")
#: Most characters between two quotations of one clause.
_LONGEST_LINK = 30
_CLAUSE_BREAK = re.compile("[;:] ")


def after_link(r: Reading, begin: int, end: int) -> int:
    """Return the place after a link to the text before: "Et", "Enfin,"."""
    low = r.flat[begin:end].lower()
    for link in layout().links:
        if re.match(rf"{re.escape(link)}[, ]", low):
            return r.skip_spaces(begin + len(link), end, " ,")
    return begin


def after_dateline(r: Reading, begin: int, at: int) -> int:
    """Return the place after a place name and a dash: "PARIS (Reuters) – "."""
    lead = _DATELINE.match(r.flat[begin:at])
    return begin + lead.end() if lead else begin


def clause_start(scene: Scene, start: int, cue: Cue) -> int:
    """Return where the clause before a closing cue starts: after a semicolon or a colon."""
    r = scene.r
    for m in reversed(list(_CLAUSE_BREAK.finditer(r.flat[start : cue.start]))):
        at = start + m.start()
        headed = r.flat[at] == ":" and not has_finite(r.tokens(start, at) or ())
        if not r.depths[at] and cue.start - at > 12 and not headed:
            return at + 2
    return start


def after_source(scene: Scene, begin: int, limit: int) -> int:
    """Step over an opening "Selon lui, ": the clause behind it is one statement, whoever reports it again."""
    comma = scene.r.flat.find(", ", begin, limit)
    opens = comma > 0 and any(c.start == begin for c in scene.prepositions)
    return comma + 2 if opens else begin


def quote_or_clause(scene: Scene, quote: Quote) -> list[Span]:
    """Return the quotation alone, or with the start of its sentence where it does not stand by itself."""
    r = scene.r
    first = _first_of_chain(scene, quote)
    whole = [quote.inner] if first == quote.outer_start else [(first, quote.outer_end)]
    begin = after_link(r, r.sentence_at(first)[0], first)
    begin = max(begin, r.paragraphs[r.paragraph_at(first)][0])
    begin = _after_break(r, after_source(scene, after_dateline(r, begin, first), first), first)
    lead = r.flat[begin:first]
    if not lead.strip(" «,—–-") or lead.rstrip().endswith(":"):
        return whole
    outer = r.tokens(begin, first, "expand")
    if outer is None:
        return whole
    lead_has_verb = has_finite(outer)
    clause = _is_clause(r, quote)
    if clause is None or (clause and (lead_has_verb or r.text[quote.start].isupper())):
        return whole
    if lead_has_verb and any(_reports(r, c, first) for c in scene.verbs if begin <= c.start < first):
        return whole
    return [(trim(r, begin, quote.outer_end)[0], quote.outer_end)]


def _after_break(r: Reading, begin: int, first: int) -> int:
    """Return the place behind the last colon or semicolon before a quotation that a clause leads to."""
    breaks = [m.end() for m in _CLAUSE_BREAK.finditer(r.flat, begin, first) if not r.depths[m.start()]]
    last = breaks[-1] if breaks else begin
    told = has_finite(r.tokens(begin, last) or ())
    return last if told and r.flat[last:first].strip(" «") else begin


def _first_of_chain(scene: Scene, quote: Quote) -> int:
    """Return where the first of several quotations in one clause starts: "« A », mais « B », dit X"."""
    r, first = scene.r, quote.outer_start
    begin = r.sentence_at(first)[0]
    while (
        link := pattern("chained_quotations").search(r.flat, max(begin, first - _LONGEST_LINK), first)
    ) is not None:
        before = r.quote_closing(link.start() + 1)
        cues = any(link.start() <= c.start < first and not r.depths[c.start] for c in scene.cues)
        if before is None or before.outer_start < begin or cues or before.reason == "dialogue":
            break
        first = before.outer_start
    return first


def _reports(r: Reading, cue: Cue, at: int) -> bool:
    """Say whether a cue outside quotations takes the one that opens at a place, or a clause around it."""
    if r.depths[cue.start] or not cue.frames & {"que", "quote"}:
        return False
    found = complement(r, cue, r.sentence_at(at)[1])
    if found is None or found.start > at:
        return False
    near = found.frame == "que" or at - cue.end <= _LONGEST_LINK
    return near or any(r.flat[i] == "," and not r.depths[i] for i in range(found.start, at))


def _is_clause(r: Reading, quote: Quote) -> bool | None:
    """Say whether a main clause stands inside a quotation; None where it holds no words."""
    inner = r.tokens(quote.start, quote.end, "expand")
    if inner is None:
        return None
    if pattern("subordinate_quotation").match(r.flat, quote.start):
        return False
    return any(
        is_finite(t)
        and not t.dep_.startswith("acl")
        and not any(c.text.lower() in words("subordinators") and c.i >= inner.start for c in t.lefts)
        for t in inner
    )
