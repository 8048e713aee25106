"""The subject of a verb cue: its own by the parse, that of an earlier verb, or the phrase at its left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.statements.complements import complement
from analysis.statements.lexicon import pattern, words
from analysis.statements.openings import (
    before_colon,
    before_dont,
    behind_circumstance,
    behind_fronted,
    clause_subject,
    lists_verbs,
    of_main_clause,
    of_participle,
    opens_sentence,
    relative_verb,
    subject_ahead,
)
from analysis.statements.phrases import inverted_subject, noun_phrase_from, source_nouns
from analysis.statements.reading import Reading, Span
from analysis.statements.tokens import climb, is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.statements.cues import Cue

_SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:caus", "expl:subj")
_UP = ("conj", "advcl", "xcomp", "acl", "parataxis", "fixed", "ccomp", "dep")
_COMPLEMENTS = ("nmod", "appos", "flat:name")
_PARTS = ("flat:name", "nmod", "appos", "conj", "flat:foreign", "amod")
_NOMINAL = ("NOUN", "PROPN", "PRON", "ADJ", "NUM")
#: Ways of finding a subject that is surely the verb's own.
_OWN = ("parse", "pronoun", "relative", "opening", "inverted")


def find_subjects(r: Reading, verbs: list[Cue]) -> None:
    """Set the subject of every verb cue.

    One without its own takes that of the cue before it in the sentence.
    """
    before: list[Cue] = []
    for cue in verbs:
        if cue.inserted:
            cue.subject = cue.pronoun or inverted_subject(r, cue)
            cue.subject_found = "pronoun" if cue.pronoun else "inverted"
        else:
            cue.subject, cue.subject_found = subject_of(r, cue)
            cue.subject = _with_joined(r, cue)
            shared = _subject_before(r, cue, before)
            leans = _leans(r, cue) or lists_verbs(r, cue, cue.subject_found)
            if shared and cue.subject_found not in _OWN and leans:
                cue.subject, cue.subject_found = shared, "shared"
        if not r.depths[cue.start]:
            before.append(cue)


def _with_joined(r: Reading, cue: Cue) -> Span | None:
    """Return the subject with the names that "et" joins to it, which a plural verb asks for."""
    verb = r.flat[cue.start : cue.end].split()
    plural = any(word.endswith("nt") for word in verb[: None if cue.mood == "finite" else 1])
    if cue.subject is None or not plural or not r.flat[cue.subject[0]].isupper():
        return cue.subject
    begin = r.sentence_at(cue.subject[0])[0]
    joined = pattern("names_joined_left").search(r.flat, begin, cue.subject[0])
    inside = joined is not None and r.depths[joined.start()] == r.depths[cue.subject[0]]
    return (joined.start(), cue.subject[1]) if joined is not None and inside else cue.subject


def _subject_before(r: Reading, cue: Cue, before: list[Cue]) -> Span | None:
    """Return the subject of the last cue before, in the same sentence, that reports something."""
    sentence = r.sentence_at(cue.start)
    for other in reversed(before):
        if other.start < sentence[0]:
            return None
        if other.inserted or complement(r, other, cue.start) is not None:
            return other.subject
    return None


def _leans(r: Reading, cue: Cue) -> bool:
    """Say whether a cue leans on an earlier subject: a participle, an infinitive, "et promet"."""
    left = r.flat[max(0, cue.start - 24) : cue.start].rstrip()
    return cue.mood in ("elliptic", "present", "infinitive") or bool(
        pattern("coordination_left").search(left)
    )


def subject_of(r: Reading, cue: Cue) -> tuple[Span | None, str]:
    """Return the subject of a verb cue and how it was found.

    Parameters
    ----------
    r : Reading
    cue : Cue

    Returns
    -------
    (start, end) or None
    str
        "pronoun" (inverted), "parse", "relative", "shared" (with an earlier verb), "left" or "none".
    """
    if cue.pronoun:
        return cue.pronoun, "pronoun"
    if cue.token is None:
        return None, "none"
    sentence = r.sentence_at(cue.start)
    own = _own_subject(r, cue.token, cue.end, sentence) or _relative_left(r, cue, sentence)
    if own:
        ways = (behind_fronted, behind_circumstance, before_dont)
        other = next((s for way in ways if (s := way(r, cue, own[0], sentence))), None)
        return (other, own[1]) if other else own
    behind = before_colon(r, cue)
    if behind:
        return behind, "inverted"
    noun = of_participle(r, cue, sentence)
    if noun is not None and (span := subject_span(r, noun, cue.token)) is not None:
        return span, "parse"
    opening = clause_subject(r, cue, sentence)
    if opening:
        return opening, "opening"
    shared = _shared_subject(r, cue.token, cue.start, sentence)
    if shared is None and opens_sentence(r, cue, sentence):
        shared = _subject_ahead(r, cue.end, sentence)
    if shared:
        return shared, "shared"
    main = of_main_clause(r, cue, sentence)
    return (main, "shared") if main else _left_phrase(r, cue, cue.token, sentence)


def _subject_ahead(r: Reading, at: int, sentence: Span) -> Span | None:
    """Return the subject behind an opening participle: "Estimant que …, *les avocats* ont demandé …"."""
    opening = subject_ahead(r, at, sentence)
    if opening:
        return opening
    comma = r.flat.find(", ", at, sentence[1])
    for token in r.tokens(comma + 2, sentence[1]) or () if comma > 0 else ():
        if token.dep_ in _SUBJECTS and not r.depths[token.idx]:
            return subject_span(r, token, token.head)
    return None


def _own_subject(r: Reading, verb: Token, before: int, sentence: Span) -> tuple[Span, str] | None:
    """Return the subject that the parse gives a verb."""
    for child in verb.children:
        if child.dep_ not in _SUBJECTS or not sentence[0] <= child.idx < min(sentence[1], before):
            continue
        if child.text.lower() in words("reflexives"):
            continue
        if child.text.lower() in words("subject_relative"):
            return _antecedent(r, verb, child, sentence)
        span = subject_span(r, child, verb)
        if span:
            return span, "parse"
    return None


def _antecedent(r: Reading, verb: Token, relative: Token, sentence: Span) -> tuple[Span, str] | None:
    """Return the noun that a relative pronoun stands for: ", *chef de mission pour la Syrie*, qui"."""
    clause = relative_verb(verb)
    if not clause.dep_.startswith("acl") or clause.head.i >= clause.i:
        return None
    noun = clause.head
    if r.flat.endswith(",", 0, r.skip_back(relative.idx)):
        noun = _before_complement(climb(noun, _COMPLEMENTS, sentence[0]))
    elif noun.ent_type_ == "LOC":
        noun = _who_is_of(noun)
    if noun.pos_ not in _NOMINAL:
        return None
    span = subject_span(r, noun, verb)
    return ((span[0], min(span[1], relative.idx)), "relative") if span else None


def _relative_left(r: Reading, cue: Cue, sentence: Span) -> tuple[Span, str] | None:
    """Return the noun right before "qui", where the parse does not tie the relative clause to it."""
    left = r.flat[sentence[0] : cue.start].rstrip()
    if not left.endswith(words("subject_relative")) or left[:-3].strip() == "":
        return None
    end = sentence[0] + len(left[:-3].rstrip(" ,"))
    noun = r.token_at(end - 1)
    if noun is None or noun.pos_ not in ("NOUN", "PROPN") or r.depths[noun.idx]:
        return None
    comma = r.flat.rfind(", ", sentence[0], end)
    first = climb(noun, _PARTS, max(sentence[0], comma))
    span = subject_span(r, first, r.doc[min(noun.i + 1, len(r.doc) - 1)])
    return ((span[0], min(span[1], end)), "relative") if span and span[0] < end else None


def _who_is_of(place: Token) -> Token:
    """Step from a place to the person it belongs to: "*le chef de mission* pour la Syrie, qui estime"."""
    people, noun = source_nouns(), _before_complement(place)
    while noun.dep_ in _COMPLEMENTS and noun.head.i < noun.i and people.get(noun.text.lower()) != "people":
        noun = noun.head
    return noun if people.get(noun.text.lower()) == "people" else place


def _before_complement(noun: Token) -> Token:
    """Step from a noun behind a preposition to the noun it completes: "*ce document* en 12 points, qui"."""
    edge = noun.left_edge
    while edge.pos_ == "ADP" and edge.i and edge.nbor(-1).pos_ in ("NOUN", "PROPN"):
        noun = edge.nbor(-1)
        edge = noun.left_edge
    return noun


def _shared_subject(r: Reading, verb: Token, before: int, sentence: Span) -> Span | None:
    """Return the subject of a verb that this one depends on."""
    seen = set()
    head = verb
    while head.dep_ in _UP and head.head.i != head.i and head.i not in seen:
        seen.add(head.i)
        head = head.head
        if head.idx < sentence[0]:
            break
        for child in head.children:
            if child.dep_ in _SUBJECTS and child.idx >= sentence[0] and not r.depths[child.idx]:
                span = subject_span(r, child, head)
                if span and (span[0] < before or not r.flat[sentence[0] : before].strip()):
                    return span
    return None


def subject_span(r: Reading, noun: Token, verb: Token) -> Span | None:
    """Return the words of a subject: its left edge to its apposed name, without relative clauses."""
    if noun.pos_ == "PRON" and (named := _before_pronoun(r, noun)) is not None:
        return named
    if noun.pos_ == "PRON":
        end = noun.idx + len(noun)
        ci = pattern("ci").match(r.flat, end)
        return (noun.idx, ci.end() if ci else end)
    if r.depths[noun.idx] and not r.depths[verb.idx]:
        return None
    sentence = r.sentence_at(noun.idx)
    start = _phrase_start(r, noun, max(noun.left_edge.idx, sentence[0]))
    phrase = noun_phrase_from(r, start, min(sentence[1], max(verb.idx, noun.idx + len(noun))))
    if phrase is None or phrase[1] < noun.idx:
        return (noun.idx, noun.idx + len(noun))
    return phrase


def _before_pronoun(r: Reading, pronoun: Token) -> Span | None:
    """Return the phrase that a pronoun between commas takes up: "*La délégation*, elle, …"."""
    end = pronoun.idx + len(pronoun)
    if pronoun.text.lower() not in words("source_pronouns") or not r.flat.startswith(",", end):
        return None
    begin = r.sentence_at(pronoun.idx)[0]
    left = r.flat[begin : pronoun.idx].rstrip()
    noun = r.token_at(begin + len(left) - 2) if left.endswith(",") and len(left) > 2 else None
    if noun is None or noun.pos_ not in ("NOUN", "PROPN", "ADJ") or r.depths[noun.idx]:
        return None
    comma = r.flat.rfind(", ", begin, begin + len(left) - 1)
    noun = climb(noun, _PARTS, max(begin, comma))
    return subject_span(r, noun, pronoun) if noun.pos_ in ("NOUN", "PROPN") else None


def _phrase_start(r: Reading, noun: Token, start: int) -> int:
    """Step over links, circumstances and prepositions before the phrase of a noun."""
    lead = pattern("subject_lead").match(r.flat[start : noun.idx])
    if lead and "," in lead.group():
        start += lead.end()
    circumstance = pattern("circumstance").match(r.flat, start, noun.idx)
    start = circumstance.end() if circumstance else start
    opening = r.token_at(start)
    if opening is None or opening.pos_ != "ADP" or opening.i >= noun.i:
        return start
    return min(
        t.idx
        for t in (noun, *noun.lefts)
        if t is noun or (t.dep_ in ("det", "amod", "nummod") and t.idx >= start)
    )


def _left_phrase(r: Reading, cue: Cue, verb: Token, sentence: Span) -> tuple[Span | None, str]:
    """Return the noun phrase right before the verb, as a last resort."""
    left = pattern("between_subject_and_verb").sub("", r.flat[sentence[0] : cue.start])
    at = sentence[0] + len(left.rstrip())
    token = r.token_at(at - 1) if at > sentence[0] else None
    while token is not None and token.idx >= sentence[0] and token.pos_ not in ("NOUN", "PROPN", "PRON"):
        token = r.doc[token.i - 1] if token.i and not is_verb(token) else None
    if token is None or token.idx < sentence[0] or r.depths[token.idx]:
        return None, "none"
    comma = r.flat.rfind(", ", sentence[0], token.idx)
    span = subject_span(r, climb(token, _PARTS, max(sentence[0], comma)), verb)
    return (span, "left") if span else (None, "none")
