"""What goes on behind a colon: "Elle réfute tout abandon : aucune usine ne fermera"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.statements.complements import complement
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern
from analysis.statements.phrases import SOURCES, can_speak
from analysis.statements.reading import Reading
from analysis.statements.rules.proposal import Proposal, Scene
from analysis.statements.rules.silences import asks_nothing, says_nothing
from analysis.statements.spans import trim
from analysis.statements.subjects import subject_of
from analysis.statements.tokens import has_finite, is_finite, is_infinitive

_COLON = re.compile(r"\s?:\s(?!«)")
#: Complements behind which a colon brings a second statement; a clause or a quotation goes on by itself.
_BRIEF = ("object", "object_de", "as", "attribute", "de_np", "a_np", "contre_np", "sur_np", "pour_np")
#: How near to the colon a cue must stand to be that of the clause behind it.
_OWN_CUE = 40
_FEWEST_WORDS = 4


def after_colon(scene: Scene) -> Iterator[Proposal]:
    """Yield the clause behind a colon that explains what its sentence says or how its subject feels."""
    r = scene.r
    for start, end in r.sentences:
        m = next((m for m in _COLON.finditer(r.flat, start, end) if not r.depths[m.start()]), None)
        if m is None or not r.in_prose(start) or not _is_told_clause(scene, m.end(), end):
            continue
        cue = _stated(scene, start, m.start()) or _attitude(r, start, m.start())
        mention = cue.subject if cue is not None else None
        source = can_speak(r, mention)
        if cue is None or mention is None or source not in (*SOURCES, "pronoun"):
            continue
        yield Proposal(
            segments=[trim(r, m.end(), end)],
            cue=None,
            mention=mention,
            rule="colon clause",
            source=source,
            subject=cue.subject_found,
        )


def _is_told_clause(scene: Scene, start: int, end: int) -> bool:
    """Say whether a clause stands behind a colon, with no cue of its own."""
    r = scene.r
    rest = r.tokens(start, end, "contract")
    if not rest or len(r.flat[start:end].split()) < _FEWEST_WORDS:
        return False
    if pattern("counted_up").match(r.flat, rest[0].idx):
        return False
    if any(start <= c.start < start + _OWN_CUE and not r.depths[c.start] for c in scene.cues):
        return False
    inside = r.tokens(start, end, "expand") or ()
    return is_infinitive(rest[0]) or has_finite(inside)


def _stated(scene: Scene, start: int, colon: int) -> Cue | None:
    """Return the last cue before a colon, where it takes a position on an object."""
    before = [c for c in scene.verbs if start <= c.start < colon and not scene.r.depths[c.start]]
    if not before or before[-1].inserted or before[-1].mood == "present":
        return None
    cue, r = before[-1], scene.r
    found = complement(r, cue, colon)
    if found is None or found.frame not in _BRIEF or found.quote is not None:
        return None
    return None if says_nothing(r, cue) or asks_nothing(r, cue, found, colon) else cue


def _attitude(r: Reading, start: int, colon: int) -> Cue | None:
    """Return the verb of an attitude right before a colon: "se montre plus ferme :", "est catégorique :"."""
    m = pattern("attitude").search(r.flat, start, colon)
    if m is None or m.end() != colon or r.depths[m.start()]:
        return None
    verb = next(filter(is_finite, r.tokens(m.start(), colon, "expand") or ()), None)
    last = r.token_at(colon - 1)
    if verb is None or last is None:
        return None
    cue = Cue(m.start(), colon, "attitude", (), "finite", token=last if verb.head.i == last.i else verb)
    cue.subject, cue.subject_found = subject_of(r, cue)
    return cue
