"""Verb, then content: "X a déclaré que …", "X a salué …", "X promet de …", "X affirme : « … »"."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.statements.clauses import clause_end
from analysis.statements.complements import Complement, complement
from analysis.statements.cues import Cue
from analysis.statements.marks import Quote
from analysis.statements.phrases import can_speak
from analysis.statements.reading import Reading, Span
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.rules.silences import asks_nothing, says_nothing
from analysis.statements.spans import limit_at, trim, unwrap


def forward(scene: Scene) -> Iterator[Proposal]:
    """Yield what stands behind each verb cue that is not inserted."""
    r = scene.r
    for cue in scene.verbs:
        if cue.inserted or r.depths[cue.start] or says_nothing(r, cue):
            continue
        limit = limit_at(r, cue.start)
        found = complement(r, cue, _with_colon(r, limit))
        if found is None or asks_nothing(r, cue, found, limit):
            continue
        frame = "quote" if found.quote is not None else found.frame
        sense = cue.sense_for(frame) or cue.senses[0]
        yield Proposal(
            segments=_content(scene, cue, found, limit),
            cue=(cue.start, cue.end),
            mention=cue.subject,
            rule=f"verb {cue.mood}:{frame}",
            lemma=cue.lemma,
            source=can_speak(r, cue.subject),
            subject=cue.subject_found,
            negates=sense.negates,
            negated=cue.negated,
            conditional=cue.conditional,
            question=_is_question(r, cue.end),
            polarity=sense.polarity,
            classes=tuple(s.name for s in cue.senses),
        )


def _with_colon(r: Reading, limit: int) -> int:
    """Return the end of a sentence with the colon behind it, which may introduce the next."""
    return limit + 1 if r.flat[limit : limit + 1] == ":" else limit


def _is_question(r: Reading, at: int) -> bool:
    end = r.sentence_at(at)[1]
    return r.flat[end - 1 : end] == "?" and not r.depths[end - 1]


def _content(scene: Scene, cue: Cue, found: Complement, limit: int) -> list[Span]:
    r, start = scene.r, found.start
    if found.quote is not None:
        return _quoted(scene, cue, found.quote, limit)
    furthest = r.sentence_at(start)[1] if found.frame == "colon" else start + 1
    furthest = min(max(limit, furthest), len(r.flat))
    end = clause_end(r, start, cue, found.frame, scene.cues, furthest)
    return unwrap(r, trim(r, start, end))


def _quoted(scene: Scene, cue: Cue, quote: Quote, limit: int) -> list[Span]:
    """Return the quotation, or the phrase around it where it is only part of the clause."""
    r = scene.r
    after = r.flat[quote.outer_end : limit].lstrip(" ")
    sentence = r.text[quote.start].isupper()
    says = bool(cue.frames & {"que", "incise"})
    whole = sentence or (says and (not after or after[0] in ".,;:!?)(–—"))
    if whole or not after or ":" in r.flat[cue.end : quote.outer_start]:
        return [quote.inner]
    end = clause_end(r, quote.outer_start, cue, "object", scene.cues, limit)
    span = trim(r, quote.outer_start, max(end, quote.outer_end))
    return unwrap(r, span) if says and "attribute" not in cue.frames else [span]
