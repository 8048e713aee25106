"""Attribution by a preposition: "Selon X, …", "…, selon X", "À en croire X, …", "X, pour qui …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout, pattern, words
from analysis.statements.phrases import SOURCES, can_speak, has_entity, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.leads import after_dateline, after_link, clause_start, quote_or_clause
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import comma_before, limit_at, trim, unwrap
from analysis.statements.subjects import subject_span
from analysis.statements.tokens import climb, has_finite

_TO_COMMA = re.compile(r"[^,;.«»]{0,90}?,\s*")
_COMMA = re.compile(r"\s*,\s*")
_STRETCH = re.compile(r"[^,;:«»]{3,90},\s+")
_PARTS = ("nmod", "appos", "flat:name", "amod", "conj")


def according_to(scene: Scene) -> Iterator[Proposal]:
    """Yield the clause around each preposition that a source follows."""
    r = scene.r
    for cue in scene.prepositions:
        mention, source = _source(r, cue)
        if mention is None or any(c.pronoun and 0 <= cue.start - c.end <= 2 for c in scene.verbs):
            continue
        if cue.lemma in words("weak_prepositions") and not _is_sure(r, mention, source):
            continue
        segments = _attributed_clause(scene, cue, mention)
        if segments:
            yield Proposal(
                segments=segments,
                cue=(cue.start, cue.end),
                mention=mention,
                rule=f"preposition {cue.lemma}",
                lemma=cue.lemma,
                source="pronoun" if r.flat[slice(*mention)].lower() in words("source_pronouns") else source,
                subject="preposition",
                conditional=any(pattern("hearsay").search(r.flat[s:e]) for s, e in segments),
            )


def _source(r: Reading, cue: Cue) -> tuple[Span | None, str]:
    """Return the mention behind a preposition, or the pronoun inside it, and its kind."""
    bound = pattern("bound_source").search(cue.lemma)
    if bound:
        return (cue.start + bound.start(), cue.start + bound.end()), "pronoun"
    mention = noun_phrase_from(r, cue.end, limit_at(r, cue.start))
    return mention, can_speak(r, mention)


def _is_sure(r: Reading, mention: Span, source: str) -> bool:
    """Say whether what follows "pour" is a source and a comma, so that it attributes."""
    comma = r.flat[mention[1] : mention[1] + 1] == ","
    return comma and source in (*SOURCES, "pronoun") and (source != "name" or has_entity(r, mention))


def _attributed_clause(scene: Scene, cue: Cue, mention: Span) -> list[Span]:
    """Return the clause that a preposition attributes: after it, before it, or on both sides."""
    r = scene.r
    limit = limit_at(r, cue.start)
    start = after_link(r, r.sentence_at(cue.start)[0], cue.start + 1)
    start = after_dateline(r, start, cue.start) if start < cue.start else start
    opens = not r.flat[start : cue.start].strip(" ,;")
    if opens or r.flat[: cue.start].rstrip().endswith((";", " –", " —")):
        return _clause_after(scene, cue, mention, limit)
    left = trim(r, clause_start(scene, start, cue), comma_before(r, cue.start))
    quote = r.quote_closing(left[1])
    if quote is not None:
        return quote_or_clause(scene, quote)
    comma = _COMMA.match(r.flat, mention[1], limit)
    if not cue.inserted and (comma is None or layout().circumstances.match(r.flat, comma.end())):
        return [left]
    tail = comma.end() if comma else mention[1]
    right = trim(r, tail, clause_end(r, tail, cue, "que", scene.cues, limit))
    second = cue.inserted or not pattern("no_second_half").match(r.flat[right[0] : right[1]])
    return [left, right] if right[1] - right[0] > 3 and second else [left]


def _clause_after(scene: Scene, cue: Cue, mention: Span, limit: int) -> list[Span]:
    """Return the clause behind "Selon X, "."""
    r = scene.r
    after = _TO_COMMA.match(r.flat, mention[1], limit)
    if after is None:
        return []
    begin = _over_appositions(r, after.end(), limit)
    return unwrap(r, trim(r, begin, clause_end(r, begin, cue, "que", scene.cues, limit)))


def _over_appositions(r: Reading, at: int, limit: int) -> int:
    """Step over "…, de l'université de X, …" behind a source, twice at most."""
    for _ in range(2):
        end = _apposition_end(r, at, limit)
        if end is None:
            break
        at = end
    return at


def _apposition_end(r: Reading, at: int, limit: int) -> int | None:
    """Return the end of an apposition: a stretch to a comma without a finite verb, before a clause."""
    m = _STRETCH.match(r.flat, at, limit)
    if m is None or r.flat[at : at + 3].lower() in words("content_openings"):
        return None
    stretch = r.tokens(at, m.end())
    if stretch is None or has_finite(stretch) or not pattern("apposition").match(r.flat[at:limit]):
        return None
    if not has_finite(r.tokens(m.end(), limit) or ()):
        return None
    last = r.flat[at : at + 3] in words("bare_articles") and "," not in r.flat[m.end() : limit]
    return None if last else m.end()


def for_whom(scene: Scene) -> Iterator[Proposal]:
    """Yield "X, pour qui …", "la banque, selon laquelle …": the noun before the relative is the source."""
    r = scene.r
    for m in pattern("for_whom").finditer(r.flat):
        start = r.sentence_at(m.start())[0]
        token = r.token_at(m.start("comma") - 1)
        if not scene.is_told(m.start()) or token is None or token.idx < start:
            continue
        noun = climb(token, _PARTS, start)
        mention = subject_span(r, noun, r.doc[min(noun.i + 1, len(r.doc) - 1)])
        source = can_speak(r, mention)
        if source not in SOURCES:
            continue
        cue = Cue(*m.span("cue"), m["cue"], (), "preposition")
        end = clause_end(r, m.end(), cue, "que", scene.cues, limit_at(r, m.end()))
        yield Proposal(
            segments=unwrap(r, trim(r, m.end(), end)),
            cue=m.span("cue"),
            mention=mention,
            rule="preposition relative",
            lemma=m["cue"],
            source=source,
            subject="relative",
        )
