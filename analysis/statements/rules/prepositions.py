"""Attribution by a preposition: "Selon X, …", "…, selon X", "À en croire X, …", "X, pour qui …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout, pattern, words
from analysis.statements.phrases import SOURCES, can_speak, has_entity, noun_phrase_from, source_nouns
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.appositions import content_start, opens_clause, starts_with_verb
from analysis.statements.rules.leads import after_dateline, after_link, clause_start, quote_or_clause
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import comma_before, limit_at, trim, unwrap
from analysis.statements.subjects import subject_span
from analysis.statements.tokens import climb, has_finite

if TYPE_CHECKING:
    from spacy.tokens import Token

_BREAK = re.compile(r"\s*[,:]\s*(?!«)")
_PARTS = ("nmod", "appos", "flat:name", "amod", "conj")
#: Last word of a clause that is not complete yet: what follows "selon X" goes on with it.
_OPEN_ENDS = ("VERB", "AUX", "ADV", "SCONJ", "ADP")
#: First word of what is said of the source and not by it.
_OF_SOURCE = ("DET", "NOUN", "PROPN", "ADJ", "VERB", "NUM")


def according_to(scene: Scene) -> Iterator[Proposal]:
    """Yield the clause around each preposition that a source follows."""
    r = scene.r
    for cue in scene.prepositions:
        mention, source = _source(r, cue)
        if mention is None or _belongs_to_inversion(scene, cue):
            continue
        if cue.lemma in words("weak_prepositions") and not _is_sure(r, cue, mention, source):
            continue
        figure = _figure_before(scene, cue)
        segments = [figure] if figure else _attributed_clause(scene, cue, mention)
        if segments:
            yield Proposal(
                segments=segments,
                cue=(cue.start, cue.end),
                mention=mention,
                rule=f"preposition {cue.lemma}" + (":figure" if figure else ""),
                lemma=cue.lemma,
                source="pronoun" if r.flat[slice(*mention)].lower() in words("source_pronouns") else source,
                subject="preposition",
                conditional=any(pattern("hearsay").search(r.flat[s:e]) for s, e in segments),
            )


def _belongs_to_inversion(scene: Scene, cue: Cue) -> bool:
    """Say whether a preposition stands right behind "dit-on", whose source it names."""
    gap = (scene.r.flat[c.end : cue.start] for c in scene.verbs if c.pronoun and c.end <= cue.start)
    return any(not text.strip(" ,") for text in gap if len(text) <= 2)


def _source(r: Reading, cue: Cue) -> tuple[Span | None, str]:
    """Return the mention behind a preposition, or the pronoun inside it, and its kind."""
    bound = pattern("bound_source").search(cue.lemma)
    if bound:
        return (cue.start + bound.start(), cue.start + bound.end()), "pronoun"
    mention = noun_phrase_from(r, cue.end, limit_at(r, cue.start))
    if mention is None:
        return None, "none"
    mention = _without_subject(r, mention)
    return mention, can_speak(r, mention)


def _without_subject(r: Reading, mention: Span) -> Span:
    """Cut an apposed name that is the subject of the clause behind, and the figure of another source."""
    figure = pattern("second_figure").search(r.flat, *mention)
    if figure:
        return mention[0], figure.start()
    comma = r.flat.find(", ", *mention)
    after = r.flat[mention[1] : mention[1] + 2].strip()
    return (mention[0], comma) if comma > 0 and after and after[0] not in ",.;:»)!?" else mention


def _is_sure(r: Reading, cue: Cue, mention: Span, source: str) -> bool:
    """Say whether what follows "pour" is a source with its clause, or closes a quotation."""
    limit = limit_at(r, cue.start)
    named = source != "name" or has_entity(r, mention) or "«" in r.flat[mention[1] : limit]
    known = (
        source in (*SOURCES, "pronoun") and named and (source in ("name", "pronoun") or _leads(r, mention))
    )
    known = known or r.flat[slice(*mention)].lower() in words("vague_sources")
    at = r.skip_spaces(mention[1], limit)
    comma = r.flat[at : at + 1] == ","
    behind_quote = r.flat.endswith("»", 0, r.skip_back(cue.start, " ,")) and at >= limit - 1
    clause = cue.start == r.sentence_at(cue.start)[0] and opens_clause(r, at, limit)
    quoted = r.quote_opening(at) is not None
    return known and (quoted or comma or behind_quote or clause)


def _leads(r: Reading, mention: Span) -> bool:
    """Say whether the first noun of a mention can speak: not that of "sa première participation"."""
    head = next((t for t in r.tokens(*mention, "expand") or () if t.pos_ in ("NOUN", "PROPN")), None)
    named = any(t.ent_type_ == "PER" for t in r.tokens(*mention, "expand") or ())
    return named or head is None or head.text.lower() in source_nouns() or head.text[0].isupper()


def _figure_before(scene: Scene, cue: Cue) -> Span | None:
    """Return the second figure of a count that two sources give: "30 000 selon la CGT"."""
    begin = scene.r.sentence_at(cue.start)[0]
    if not any(begin <= c.start < cue.start for c in scene.prepositions):
        return None
    figure = pattern("figure_before").search(scene.r.flat, max(begin, cue.start - 60), cue.start)
    return figure.span("figure") if figure else None


def _limit(scene: Scene, cue: Cue) -> int:
    """Return the end of the sentence, or of what stands before the figure of the next source."""
    limit = limit_at(scene.r, cue.start)
    after = (c for c in scene.prepositions if cue.end < c.start < limit)
    figures = filter(None, (_figure_before(scene, c) for c in after))
    return min((f[0] for f in figures), default=limit)


def _attributed_clause(scene: Scene, cue: Cue, mention: Span) -> list[Span]:
    """Return the clause that a preposition attributes: after it, before it, or on both sides."""
    r = scene.r
    limit = _limit(scene, cue)
    mention = (mention[0], max(mention[1], cue.end))
    aside = _in_parentheses(r, cue)
    if aside:
        return [aside]
    start = after_link(r, r.sentence_at(cue.start)[0], cue.start + 1)
    start = after_dateline(r, start, cue.start) if start < cue.start else start
    if pattern("opens_clause").search(r.flat, start, cue.start) or start >= cue.start:
        return _clause_after(scene, cue, mention, limit)
    left = trim(r, clause_start(scene, start, cue), comma_before(r, cue.start))
    again = pattern("again").search(r.flat, *left)
    left = trim(r, left[0], again.start()) if again else left
    quote = r.quote_closing(left[1])
    if quote is not None and not _is_first_half(scene, cue, left, mention, limit):
        built_in = pattern("que_left").search(r.flat, left[0], quote.outer_start)
        return [left] if built_in else quote_or_clause(scene, quote)
    right = _right_of(scene, cue, mention, limit)
    said = r.tokens(*left) or ()
    if right is None or right[1] - right[0] <= 3:
        return [left]
    if not has_finite(said):
        clause = not cue.inserted and not starts_with_verb(r, right[0]) and has_finite(r.tokens(*right) or ())
        return _clause_after(scene, cue, mention, limit) if clause else [left, right]
    return [left, right] if _goes_on(r, cue, left, mention, right) else [left]


def _in_parentheses(r: Reading, cue: Cue) -> Span | None:
    """Return what stands before a source inside one pair of parentheses: "(*4,8* selon l'institut)"."""
    begin = r.sentence_at(cue.start)[0]
    opened = r.flat.rfind("(", begin, cue.start)
    if opened < 0 or ")" in r.flat[opened : cue.start] or ")" not in r.flat[cue.end : cue.end + 80]:
        return None
    inside = trim(r, opened + 1, cue.start)
    return inside if inside[0] < inside[1] else None


def _is_first_half(scene: Scene, cue: Cue, left: Span, mention: Span, limit: int) -> bool:
    """Say whether a subject that ends in marks has its verb behind the source: "« X », selon Y, *vise* …"."""
    r = scene.r
    if has_finite(r.tokens(*left, "expand") or ()):
        return False
    right = _right_of(scene, cue, mention, limit)
    return right is not None and starts_with_verb(r, right[0])


def _right_of(scene: Scene, cue: Cue, mention: Span, limit: int) -> Span | None:
    """Return what follows the source in its sentence."""
    r = scene.r
    broken = _BREAK.match(r.flat, mention[1], limit)
    tail = r.skip_spaces(broken.end() if broken else mention[1], limit)
    if tail >= limit or pattern("no_second_half").match(r.flat, tail, limit):
        return None
    if broken is None and pattern("participle").match(r.flat, tail, limit):
        return None
    return trim(r, tail, clause_end(r, tail, cue, "que", scene.cues, limit))


def _goes_on(r: Reading, cue: Cue, left: Span, mention: Span, right: Span) -> bool:
    """Say whether the clause before "selon X" goes on behind it."""
    last, first = r.token_at(left[1] - 1), r.token_at(right[0])
    if last is not None and last.pos_ in _OPEN_ENDS:
        return not any(c.dep_ == "aux:pass" for c in last.children)
    if r.flat[mention[1] : right[0]].strip() != ",":
        return r.flat[mention[1] : right[0]].strip() == ":"
    if not cue.inserted and layout().circumstances.match(r.flat, right[0]):
        return False
    return first is not None and first.pos_ not in _OF_SOURCE


def _clause_after(scene: Scene, cue: Cue, mention: Span, limit: int) -> list[Span]:
    """Return the clause behind "Selon X, "."""
    r = scene.r
    begin = content_start(r, mention, limit)
    if begin is None:
        return []
    return unwrap(r, trim(r, begin, clause_end(r, begin, cue, "que", scene.cues, limit)))


def for_whom(scene: Scene) -> Iterator[Proposal]:
    """Yield "X, pour qui …", "la banque, selon laquelle …": the noun before the relative is the source."""
    r = scene.r
    for m in pattern("for_whom").finditer(r.flat):
        start = r.sentence_at(m.start())[0]
        token = r.token_at(m.start("comma") - 1)
        if not scene.is_told(m.start()) or token is None or token.idx < start:
            continue
        mention = _antecedent(r, token, start)
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


def _antecedent(r: Reading, token: Token, start: int) -> Span | None:
    """Return the noun phrase that a token ends: by the parse, or the longest that reaches it."""
    noun = climb(token, _PARTS, start)
    mention = subject_span(r, noun, r.doc[min(noun.i + 1, len(r.doc) - 1)])
    end = token.idx + len(token)
    if mention and mention[1] == end and can_speak(r, mention) in SOURCES:
        return mention
    around = r.doc[max(0, token.i - 14) : token.i + 1]
    openings = (t.idx for t in around if t.idx >= start and t.pos_ in ("DET", "PROPN", "NOUN"))
    phrases = (noun_phrase_from(r, at, end) for at in openings)
    return next((p for p in phrases if p and p[1] == end and can_speak(r, p) in SOURCES), None)
