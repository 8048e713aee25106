"""Verbs of saying that say nothing where they stand: "une affiche annonce le bal", "accuse un retard"."""

from __future__ import annotations

from analysis.statements.complements import Complement
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern, verbs, words
from analysis.statements.marks import Quote
from analysis.statements.phrases import can_speak, source_nouns
from analysis.statements.reading import Reading
from analysis.statements.tokens import has_finite

_OBJECTS = ("object", "object_de", "colon", "as")
_NOUNS = ("NOUN", "PROPN")
_CLAUSES = ("que", "si", "quote")
#: How many words of an object may hold its noun.
_HEAD_WITHIN = 5


def says_nothing(r: Reading, cue: Cue) -> bool:
    """Say whether the subject of a verb is none that speaks: "rien n'indique que", "une affiche annonce"."""
    if _all_need(cue, "source") and can_speak(r, cue.subject) in ("other", "none"):
        return True
    if cue.subject is None:
        return False
    subject = r.flat[slice(*cue.subject)].lower()
    if pattern("shows").match(subject) or _observes(r, cue, subject):
        return True
    return cue.subject_found != "pronoun" and subject in words("no_speakers")


def _observes(r: Reading, cue: Cue, subject: str) -> bool:
    """Say whether the journalist notes something: "On note que", but not "À Bruxelles, on note que"."""
    opens = cue.subject is not None and cue.subject[0] == r.sentence_at(cue.start)[0]
    return opens and subject in words("one") and cue.lemma in verbs().observing


def _is_one(r: Reading, cue: Cue) -> bool:
    """Say whether nobody in particular is the subject: "on"."""
    return cue.subject is not None and r.flat[slice(*cue.subject)].lower() in words("one")


def asks_nothing(r: Reading, cue: Cue, found: Complement, limit: int) -> bool:
    """Say whether a verb and its complement are no statement: "accuse un retard", "accueille un hôte"."""
    if cue.mood == "present" and found.frame not in _CLAUSES and _qualifies(r, cue):
        return True
    if cue.negated and r.flat.startswith(verbs().silences, found.start):
        return True
    if found.frame == "object" and cue.lemma in verbs().counting and _is_one(r, cue):
        return True
    if _all_need(cue, "manner") and not pattern("manner").search(r.flat, cue.end, limit):
        return True
    if found.quote is not None and cue.lemma in verbs().titling and _is_title(r, cue, found.quote):
        return True
    objects = verbs().idioms.get(cue.lemma)
    if objects is None or found.frame not in _OBJECTS:
        return False
    opening = (r.tokens(found.start, limit, "contract") or ())[:_HEAD_WITHIN]
    noun = next((t for t in opening if t.pos_ in _NOUNS), None)
    return noun is not None and noun.text.lower() in objects


def _is_title(r: Reading, cue: Cue, quote: Quote) -> bool:
    """Say whether a quotation without a verb, and without a colon before it, names a work."""
    told = ":" in r.flat[cue.end : quote.outer_start]
    return not told and not has_finite(r.tokens(quote.start, quote.end, "expand") or ())


def _qualifies(r: Reading, cue: Cue) -> bool:
    """Say whether a participle only tells which one a noun means: "les États *soutenant* le terrorisme".

    A text says what its participle tells: "une résolution *exigeant* le retrait".
    """
    begin = r.sentence_at(cue.start)[0]
    left = r.flat[begin : cue.start].rstrip()
    token = cue.token
    if not left or not left[-1].isalnum() or pattern("after_en").search(left):
        return False
    noun = token.head if token is not None and token.dep_.startswith("acl") else None
    adjacent = noun if noun is not None else r.token_at(begin + len(left) - 1)
    return adjacent is not None and source_nouns().get(adjacent.text.lower()) != "documents"


def _all_need(cue: Cue, what: str) -> bool:
    return bool(cue.senses) and all(s.needs == what for s in cue.senses)
