"""Attribution by a verb that takes a clause up: "…, comme l'a annoncé X", "…, ce que dément X"."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.statements.clauses import clause_end
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern
from analysis.statements.phrases import SOURCES, can_speak, inverted_subject
from analysis.statements.reading import Span
from analysis.statements.rules.appositions import content_start
from analysis.statements.rules.leads import after_link, clause_start
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.spans import comma_before, limit_at, trim, unwrap
from analysis.statements.tokens import has_finite

#: How far before the verb the words that take a clause up may begin.
_NEAR = 24


def taken_up(scene: Scene) -> Iterator[Proposal]:
    """Yield the clause that "comme l'a annoncé X" or "selon ce qu'a expliqué X" attributes."""
    r = scene.r
    for cue in scene.verbs:
        if cue.pronoun or not scene.is_told(cue.start) or "que" not in cue.frames:
            continue
        begin = max(r.sentence_at(cue.start)[0], cue.start - _NEAR)
        back = pattern("takes_up").search(r.flat, begin, cue.start)
        ahead = pattern("leads_up").search(r.flat, begin, cue.start)
        found = back or ahead
        mention = inverted_subject(r, cue) if found else None
        if found is None or mention is None or can_speak(r, mention) not in (*SOURCES, "documents"):
            continue
        at = found.start()
        opens = ahead is not None or not r.flat[r.sentence_at(at)[0] : at].strip()
        segments = _quoted(scene, mention)
        segments = segments or (_after(scene, cue, mention) if opens else _before(scene, cue, at))
        if segments:
            yield Proposal(
                segments=segments,
                cue=(cue.start, cue.end),
                mention=mention,
                rule="taken up",
                lemma=cue.lemma,
                source=can_speak(r, mention),
                subject="inverted",
                negates=any(s.negates for s in cue.senses),
                negated=cue.negated,
                conditional=cue.conditional,
            )


def _quoted(scene: Scene, mention: Span) -> list[Span]:
    """Return the quotation that a colon opens behind the source: "comme l'explique X : « … »"."""
    r = scene.r
    lead = pattern("colon_lead").match(r.flat, mention[1])
    quote = r.quote_opening(lead.end()) if lead else None
    return [quote.inner] if quote is not None else []


def _after(scene: Scene, cue: Cue, mention: Span) -> list[Span]:
    """Return the clause behind the source: "Comme l'a annoncé X, *le prix baisse*"."""
    r = scene.r
    limit = limit_at(r, cue.start)
    begin = content_start(r, mention, limit)
    if begin is None:
        return []
    return unwrap(r, trim(r, begin, clause_end(r, begin, cue, "que", scene.cues, limit)))


def _before(scene: Scene, cue: Cue, at: int) -> list[Span]:
    """Return the clause before the words that take it up, where it has a verb of its own."""
    r = scene.r
    end = comma_before(r, at)
    begin = after_link(r, r.sentence_at(at)[0], end)
    content = trim(r, clause_start(scene, begin, cue), end)
    return unwrap(r, content) if has_finite(r.tokens(*content, "expand") or ()) else []
