"""Verbs of saying that say nothing where they stand: "une affiche annonce le bal", "accuse un retard"."""

from __future__ import annotations

from analysis.statements.complements import Complement
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern, verbs, words
from analysis.statements.phrases import can_speak
from analysis.statements.reading import Reading

_OBJECTS = ("object", "object_de", "colon", "as")
_NOUNS = ("NOUN", "PROPN")
#: How many words of an object may hold its noun.
_HEAD_WITHIN = 5


def says_nothing(r: Reading, cue: Cue) -> bool:
    """Say whether the subject of a verb is none that speaks: "rien n'indique que", "une affiche annonce"."""
    if _all_need(cue, "source") and can_speak(r, cue.subject) in ("other", "none"):
        return True
    if cue.subject is None:
        return False
    subject = r.flat[slice(*cue.subject)].lower()
    if pattern("shows").match(subject):
        return True
    return cue.subject_found in ("parse", "left") and subject in words("no_speakers")


def asks_nothing(r: Reading, cue: Cue, found: Complement, limit: int) -> bool:
    """Say whether a verb and its complement are no statement: "accuse un retard", "accueille un hôte"."""
    if cue.negated and r.flat.startswith(verbs().silences, found.start):
        return True
    if _all_need(cue, "manner") and not pattern("manner").search(r.flat, cue.end, limit):
        return True
    objects = verbs().idioms.get(cue.lemma)
    if objects is None or found.frame not in _OBJECTS:
        return False
    opening = (r.tokens(found.start, limit, "contract") or ())[:_HEAD_WITHIN]
    noun = next((t for t in opening if t.pos_ in _NOUNS), None)
    return noun is not None and noun.text.lower() in objects


def _all_need(cue: Cue, what: str) -> bool:
    return bool(cue.senses) and all(s.needs == what for s in cue.senses)
