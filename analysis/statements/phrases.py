"""Noun phrases in their place: behind a verb or a preposition, with the name in apposition to them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.statements.lexicon import load, pattern, words
from analysis.statements.reading import Reading, Span
from analysis.statements.spans import limit_at
from analysis.statements.tokens import is_verb, verb_form

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.statements.cues import Cue

#: Kinds of mention that make a good source, see :func:`can_speak`.
SOURCES = ("name", "people", "bodies")
ENTITIES = ("PER", "ORG", "LOC")
_INSIDE = {"ADJ", "NOUN", "PROPN", "NUM", "DET", "ADP", "X", "SYM"}
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_FULL_NAME = re.compile(r"[A-ZÀ-Ö][\w'-]+ [A-ZÀ-Ö][\w'-]+$")
_INITIAL = re.compile(r"\b[A-Z]\.$")
_LATER_CAPITAL = re.compile(r"(?<!^)\b[A-ZÀ-Ö]\w+")
_HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: Words that tell that a phrase with a preposition is a clause.
_NO_CIRCUMSTANCE = ("SCONJ", "CCONJ", "PRON", "VERB", "AUX")
#: How many phrases may stand between a verb and its inverted subject, and how many words one may have.
_MOST_BETWEEN = 3
_LONGEST_BETWEEN = 14
_AFTER_NAME = (",", ".", " ", "", ";", ":", "»", ")")


@lru_cache(maxsize=1)
def source_nouns() -> dict[str, str]:
    """Return noun → people, bodies or documents, for nouns that can be a source."""
    data = load("sources.yaml")
    nouns = {}
    for group in ("documents", "bodies", "people"):
        for noun in data[group]:
            nouns[noun] = nouns[noun + "s"] = group
    return nouns


def noun_phrase_from(r: Reading, start: int, limit: int) -> Span | None:
    """Return the noun phrase that begins at or after a place, with an apposed name.

    "a déclaré *son ministre des Affaires étrangères, Olushegun Bakari*",
    "selon *un communiqué du ministère*".

    Parameters
    ----------
    r : Reading
    start, limit : int
        Where it must begin, and what it may not pass.

    Returns
    -------
    (start, end) or None
        None if no noun phrase begins there.
    """
    start = r.skip_spaces(start, limit)
    token = r.token_at(start)
    if token is None or start >= limit:
        return None
    partitive = pattern("partitive").match(r.flat[start : start + 20])
    if (not partitive and token.pos_ == "PRON") or token.text.lower() in words("strong_pronouns"):
        end = token.idx + len(token)
        ci = pattern("ci").match(r.flat[end:])
        return (start, end + (ci.end() if ci else 0))
    last = _last_token(r, token, start, limit, start + partitive.end() if partitive else start)
    if last is None:
        return None
    end = _without_dangling(r, start, last.idx + len(last))
    if end <= start:
        return None
    if any(office in r.flat[start:end].lower() for office in words("list_offices")):
        fields = pattern("office_list").match(r.flat, end, limit)
        end = fields.end() if fields else end
    listed = pattern("enumeration").match(r.flat, end, limit)
    if listed and _CAPITAL.search(r.flat[start:end]):
        return (start, listed.end())
    return (start, _with_apposition(r, start, end, limit))


def _last_token(r: Reading, first: Token, start: int, limit: int, partitive_end: int) -> Token | None:
    """Return the last token of the phrase that `first` opens; those before `partitive_end` belong to it."""
    last: Token | None = None
    depth = r.depths[start]
    for t in r.doc[first.i :]:
        if t.idx >= limit or r.depths[t.idx] != depth:
            break
        if t.idx >= partitive_end and _ends_phrase(r, t, first, last, start):
            break
        last = t
    return last


def _ends_phrase(r: Reading, t: Token, first: Token, last: Token | None, start: int) -> bool:
    """Say whether a token is no longer part of a phrase whose last token so far is `last`."""
    low = t.text.lower()
    if (t.is_punct and low not in ("-", "'", ".")) or t.is_space:
        return True
    agent = low in words("agent") and last is not None and "Part" in verb_form(r.doc[t.i - 1])
    if last is not None and not agent and pattern("phrase_stop").match(r.flat[t.idx : t.idx + 24]):
        joined = t.idx == last.idx + len(last) or last.text.lower() in words("name_links")
        if not (joined and _CAPITAL.match(t.text)):
            return True
    is_name = bool(_CAPITAL.match(t.text)) or t.text in ("-", "'") or low in words("demonstrative_ends")
    linked = low in words("phrase_links")
    if t.pos_ not in _INSIDE and not is_name and not linked and t.pos_ != "CCONJ":
        superlative = low in words("superlatives") and last is not None and last.pos_ == "DET"
        if (t.pos_ in ("ADV", "PRON") and not superlative) or last is None:
            return True
        participle = verb_form(t) == ["Part"] and t.head.i < t.i and low[-1] in "ésui"
        if is_verb(t) and not participle:
            return True
    if t.pos_ == "ADP" and last is not None and not linked and not agent:
        return True
    if low in words("loose_links") and t.head.head.i < first.i:
        return True
    return t.pos_ == "CCONJ" and not _coordinates_names(r, t, start)


def _without_dangling(r: Reading, start: int, end: int) -> int:
    """Return the end of a phrase without a preposition, hyphen or full stop left over."""
    trimmed = pattern("dangling").sub("", r.flat[start:end]).rstrip(" -")
    return start + len(trimmed if _INITIAL.search(trimmed) else trimmed.rstrip("."))


def _coordinates_names(r: Reading, t: Token, start: int) -> bool:
    after = r.doc[t.i + 1] if t.i + 1 < len(r.doc) else None
    if after is None or after.pos_ == "VERB":
        return False
    joined = t.head.dep_ == "conj" and start <= t.head.head.idx < t.idx
    return bool(_CAPITAL.match(after.text)) or (after.pos_ in ("NOUN", "DET", "ADJ", "PROPN") and joined)


def _with_apposition(r: Reading, start: int, end: int, limit: int) -> int:
    """Extend a title by the name that follows after a comma: "le ministre turc, Hakan Fidan"."""
    m = pattern("apposed_name").match(r.flat, end, limit)
    phrase = r.flat[start:end]
    if m is None or _FULL_NAME.search(phrase):
        return end
    if not phrase[0].islower() and _CAPITAL.match(phrase.split(" ")[-1]):
        return end
    name = m.group(1)
    follows = r.flat[m.end() : m.end() + 1] in _AFTER_NAME
    return m.end() if " " in name and not pattern("particle_end").search(name) and follows else end


def inverted_subject(r: Reading, cue: Cue) -> Span | None:
    """Return the subject behind its verb, over what stands between: "tranche, amer, *le patron*"."""
    limit = limit_at(r, cue.end)
    at = cue.end
    for _ in range(_MOST_BETWEEN):
        skipped = pattern("adverbial").match(r.flat, at, limit) or pattern("aside").match(r.flat, at, limit)
        after = skipped.end() if skipped else _after_circumstance(r, at, limit)
        if after is None:
            break
        at = after
    return noun_phrase_from(r, at, limit)


def _after_circumstance(r: Reading, at: int, limit: int) -> int | None:
    """Return the place behind a phrase with a preposition: "a confié *à l'agence* un électricien"."""
    at = r.skip_spaces(at, limit, " ,")
    first = r.token_at(at)
    if first is None or at >= limit or first.pos_ != "ADP" or first.text.lower() in words("agent"):
        return None
    last = first
    for token in r.doc[first.i + 1 : first.i + _LONGEST_BETWEEN]:
        if token.idx >= limit or r.depths[token.idx] != r.depths[at]:
            return None
        opens = token.pos_ == "DET" or (token.pos_ in ("PROPN", "NUM") and last.pos_ == "NOUN")
        if opens and last.pos_ not in ("ADP", "DET"):
            return token.idx
        if (token.is_punct and token.text not in ("-", ",")) or token.pos_ in _NO_CIRCUMSTANCE:
            return None
        last = token
    return None


def can_speak(r: Reading, span: Span | None) -> str:
    """Say what kind of source a mention looks like.

    Returns
    -------
    str
        "name", "pronoun", "people", "bodies", "documents", "other" or "none".
    """
    if span is None:
        return "none"
    mention = r.flat[span[0] : span[1]]
    low = mention.lower().strip()
    if low in words("pronouns"):
        return "pronoun"
    if low in words("impersonal"):
        return "other"
    nouns = source_nouns()
    group = next((nouns[w] for w in _HYPHENATED.findall(low) if w in nouns), None)
    if group is not None:
        return group
    capital = _LATER_CAPITAL.search(mention) or (mention[:1].isupper() and " " not in mention)
    return "name" if has_entity(r, span) or capital else "other"


def has_entity(r: Reading, span: Span) -> bool:
    """Say whether the parse finds a person, an organisation or a place in a mention."""
    return any(t.ent_type_ in ENTITIES for t in r.tokens(*span, "expand") or ())
