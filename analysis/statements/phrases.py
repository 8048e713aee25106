"""Noun phrases in their place: subjects, inverted subjects, what follows a preposition."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.statements.lexicon import load
from analysis.statements.reading import Reading, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.statements.cues import Cue

_SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:caus", "expl:subj")
_UP = ("conj", "advcl", "xcomp", "acl", "parataxis", "fixed", "ccomp", "dep")
_INSIDE = {"ADJ", "NOUN", "PROPN", "NUM", "DET", "ADP", "X", "SYM"}
_PREPOSITIONS = {
    "de",
    "d'",
    "du",
    "des",
    "à",
    "au",
    "aux",
    "pour",
    "chez",
    "près",
    "en",
    "sur",
    "l'",
    "la",
    "le",
    "les",
}
_NAME = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*|de|du|des|d'|von|van|der|den|ben|bin|al|el|la|le|ibn|dos|da|di|y)$"
)
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")
_TIME = re.compile(
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|aujourd'hui|demain|ce (?:matin|soir|jour)|mi-\w+|depuis|lors|dans|devant|avant|après|pendant|par|via|sur|en|à (?:l'issue|la|l'antenne|son|sa|propos)|au (?:cours|micro|sujet|terme)|auprès|avec|concernant|dès|mais|où|dont|qui|que|alors|pour sa|pour son|face|vers|sous|sans|ajoutant|(?:le|la|l') ?\d|\d)\b",
    re.IGNORECASE,
)


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
    """Return the noun phrase that begins at or after a place, with an apposed name; None if none does.

    "a déclaré *son ministre des Affaires étrangères, Olushegun Bakari*" · "selon *un communiqué du ministère*".
    """
    start += len(r.flat[start:limit]) - len(r.flat[start:limit].lstrip(" "))
    token = r.token_at(start)
    if token is None or start >= limit:
        return None
    partitive = re.match(
        r"(?:l'une?|une?|certaine?s|plusieurs|beaucoup|deux|trois|aucune?|nombre) (?:de|des|d'|du)\b",
        r.flat[start : start + 20],
        re.IGNORECASE,
    )
    if (
        (not partitive
        and token.pos_ == "PRON")
        or token.text.lower() in ("lui", "elle", "eux", "elles", "celui", "celle", "ceux")
    ):
        end = token.idx + len(token)
        ci = re.match(r"-(?:ci|là)", r.flat[end:])
        return (start, end + (ci.end() if ci else 0))
    end = None
    doc = r.doc
    depth = r.depths[start]
    for t in doc[token.i :]:
        if t.idx >= limit or r.depths[t.idx] != depth:
            break
        low = t.text.lower()
        if partitive and t.idx < start + partitive.end():
            end = t.idx + len(t)
            continue
        if (t.is_punct and low not in ("-", "'", ".")) or t.is_space:
            break
        agent = low == "par" and end is not None and "Part" in r.doc[t.i - 1].morph.get("VerbForm")
        if (
            end is not None
            and not agent
            and _TIME.match(r.flat[t.idx : t.idx + 24])
            and not _continues_name(r, t, end)
        ):
            break
        is_name = bool(_CAPITAL.match(t.text)) or t.text in ("-", "'") or low in ("-ci", "-là")
        if t.pos_ not in _INSIDE and not is_name and low not in _PREPOSITIONS and t.pos_ != "CCONJ":
            if t.pos_ in ("ADV", "PRON") or end is None:
                break
            if t.pos_ in ("VERB", "AUX") and not (
                t.morph.get("VerbForm") == ["Part"] and t.head.i < t.i and low[-1] in "ésui"
            ):
                break
        if t.pos_ == "ADP" and end is not None and low not in _PREPOSITIONS and not agent:
            break
        if low in ("à", "au", "aux", "sur", "en") and t.head.head.i < token.i:
            break
        if t.pos_ == "CCONJ" and not _coordinates_names(r, t, start):
            break
        end = t.idx + len(t)
    if end is None:
        return None
    text = r.flat[start:end]
    trimmed = re.sub(
        r"\s+(?:de|d'|du|des|à|au|aux|et|en|pour|sur|la|le|les|l'|-|un|une)\s*$", "", text
    ).rstrip(" -")
    trimmed = trimmed if re.search(r"\b[A-Z]\.$", trimmed) else trimmed.rstrip(".")
    end = start + len(trimmed)
    if end <= start:
        return None
    listed = _ENUMERATION.match(r.flat, end, limit)
    if listed and _CAPITAL.search(r.flat[start:end]):
        return (start, listed.end())
    return (start, _with_apposition(r, start, end, limit))


_LISTED = r"(?:(?:le |la |l'|les )?[A-ZÀ-Ö][\w'-]+(?: [A-ZÀ-Ö][\w'-]+){0,3})"
_ENUMERATION = re.compile(rf"(?:\s?, {_LISTED}){{1,5}}\s?,? (?:et|ainsi que) {_LISTED}")


def _continues_name(r: Reading, t: Token, end: int) -> bool:
    return t.idx == end and bool(_CAPITAL.match(t.text))


def _coordinates_names(r: Reading, t: Token, start: int) -> bool:
    after = r.doc[t.i + 1] if t.i + 1 < len(r.doc) else None
    if after is None or after.pos_ == "VERB":
        return False
    joined = t.head.dep_ == "conj" and start <= t.head.head.idx < t.idx
    return bool(_CAPITAL.match(after.text)) or (after.pos_ in ("NOUN", "DET", "ADJ", "PROPN") and joined)


def _with_apposition(r: Reading, start: int, end: int, limit: int) -> int:
    """Extend a title by the name that follows after a comma: "le ministre turc, Hakan Fidan"."""
    m = re.compile(
        r", ((?:(?:M\.|Mme) |(?:le |la |l')(?:[a-zà-ö][\w'-]+ ){1,3})?[A-ZÀ-Ö][\w'’-]+(?: (?:[A-ZÀ-Ö][\w'’-]*\.?|de|von|van|der|ben|bin|al|el|ibn|dos|da|di|del|della|ter|ould|den|la|le)(?= |,|\.|;|»|$|\)))*)"
    ).match(r.flat, end, limit)
    named = re.search(r"[A-ZÀ-Ö][\w'-]+ [A-ZÀ-Ö][\w'-]+$", r.flat[start:end])
    if (
        m
        and not named
        and r.flat[start:end][0].islower() | (not _CAPITAL.match(r.flat[start:end].split(" ")[-1]))
    ):
        tail = re.search(
            r" (?:de|von|van|der|ben|bin|al|el|ibn|dos|da|di|del|della|ter|ould|den|la|le)$", m.group(1)
        )
        after = r.flat[m.end() : m.end() + 1]
        if " " in m.group(1) and not tail and after in (",", ".", " ", "", ";", ":", "»", ")"):
            return m.end()
    return end


def subject_of(r: Reading, cue: Cue) -> tuple[Span | None, str]:
    """Return the subject of a verb cue and how it was found.

    Returns
    -------
    span or None
    str
        "pronoun" (inverted), "inverted", "parse", "shared" (with an earlier verb), "relative", "left" or "none".
    """
    token = cue.token
    if cue.pronoun:
        return cue.pronoun, "pronoun"
    if token is None:
        return None, "none"
    sentence = r.sentence_at(cue.start)
    own = _own_subject(r, cue, sentence)
    if own:
        return own
    seen = set()
    head = token
    while head.dep_ in _UP and head.head.i != head.i and head.i not in seen:
        seen.add(head.i)
        if head.dep_ == "acl" and cue.mood in ("present",) and head.head.pos_ in ("NOUN", "PROPN"):
            pass
        head = head.head
        if head.idx < sentence[0]:
            break
        for child in head.children:
            if child.dep_ in _SUBJECTS and child.idx >= sentence[0] and not r.depths[child.idx]:
                span = subject_span(r, child, head)
                if span and span[0] < cue.start:
                    return span, "shared"
    return _left_phrase(r, cue, sentence)


def _own_subject(r: Reading, cue: Cue, sentence: Span) -> tuple[Span, str] | None:
    token = cue.token
    if token is None:
        return None
    for child in token.children:
        if child.dep_ not in _SUBJECTS or not sentence[0] <= child.idx < sentence[1]:
            continue
        if child.idx >= cue.end:
            continue
        if child.text.lower() in ("qui",):
            antecedent = token.head if token.dep_.startswith("acl") else None
            if antecedent is not None and antecedent.i < token.i:
                if r.flat[: child.idx].rstrip().endswith(","):
                    antecedent = _whole(antecedent, sentence)
                span = subject_span(r, antecedent, token)
                if span:
                    return (span[0], min(span[1], child.idx)), "relative"
            return None
        span = subject_span(r, child, token)
        if span:
            return span, "parse"
    return None


def _whole(noun: Token, sentence: Span) -> Token:
    """Climb from a complement or an apposition to the noun that it belongs to: ", chef de mission pour la Syrie, qui"."""
    while (
        noun.dep_ in ("nmod", "appos", "flat:name") and noun.head.i < noun.i and noun.head.idx >= sentence[0]
    ):
        noun = noun.head
    return noun


def subject_span(r: Reading, noun: Token, verb: Token) -> Span | None:
    """Return the words of a subject: its left edge to its apposed name, without relative clauses."""
    start = noun.left_edge.idx
    if noun.pos_ == "PRON":
        return (noun.idx, noun.idx + len(noun) + len(_HERE.match(r.flat, noun.idx + len(noun)).group()))
    if r.depths[noun.idx] and not r.depths[verb.idx]:
        return None
    sentence = r.sentence_at(noun.idx)
    start = max(start, sentence[0])
    lead = re.match(
        r"(?:(?:[^,]{0,80}, )|(?:[Pp]our sa part|[Dd]e son côté|et|mais|or|[«»:;—–]) ?)+(?=\S)",
        r.flat[start : noun.idx],
    )
    if lead and "," in lead.group():
        start += lead.end()
    circumstance = _CIRCUMSTANCE.match(r.flat, start, noun.idx)
    start = circumstance.end() if circumstance else start
    opening = r.token_at(start)
    if opening is not None and opening.pos_ == "ADP" and opening.i < noun.i:
        start = min(
            t.idx
            for t in (noun, *noun.lefts)
            if t is noun or (t.dep_ in ("det", "amod", "nummod") and t.idx >= start)
        )
    phrase = noun_phrase_from(r, start, min(sentence[1], max(verb.idx, noun.idx + len(noun))))
    if phrase is None or phrase[1] < noun.idx:
        return (noun.idx, noun.idx + len(noun))
    return phrase


_HERE = re.compile(r"(?:-(?:ci|là)\b)?")
_CIRCUMSTANCE = re.compile(
    r"(?:(?:À|A|Dans|De|En|Au|Aux|Depuis|Lors|Sur|Devant|Après|Avant|Côté|Interrogée?|Pendant|Face|Sans|Avec|Chez|Dès|Par|Vers|à|dans|en|au|depuis|lors|après|côté)\b[^,«»]{1,90}, ?(?:(?:lui|elle|eux)[, ]+)?)+"
)
_RELATIVE_LEFT = re.compile(r"(?:, (?:lui|elle|eux)(?: aussi)?,?|, [^,]{2,120},|,)?\s*$")


def _left_phrase(r: Reading, cue: Cue, sentence: Span) -> tuple[Span | None, str]:
    """Return the noun phrase right before the verb, as a last resort."""
    left = _RELATIVE_LEFT.sub("", r.flat[sentence[0] : cue.start])
    at = sentence[0] + len(left.rstrip())
    token = r.token_at(at - 1) if at > sentence[0] else None
    while token is not None and token.idx >= sentence[0] and token.pos_ not in ("NOUN", "PROPN", "PRON"):
        token = r.doc[token.i - 1] if token.i and token.pos_ not in ("VERB", "AUX") else None
    if token is None or r.depths[token.idx]:
        return None, "none"
    while (
        token.dep_ in ("flat:name", "nmod", "appos", "conj", "flat:foreign", "amod")
        and token.head.i < token.i
        and token.head.idx >= sentence[0]
    ):
        token = token.head
    span = subject_span(r, token, cue.token) if cue.token is not None else None
    return (span, "left") if span else (None, "none")


def can_speak(r: Reading, span: Span | None) -> str:
    """Say what kind of source a mention looks like: name, pronoun, people, bodies, documents, "other" or "none"."""
    if span is None:
        return "none"
    words = r.flat[span[0] : span[1]]
    low = words.lower().strip()
    if low in ("il", "elle", "ils", "elles", "lui", "eux", "celui-ci", "celle-ci", "ceux-ci", "je", "nous"):
        return "pronoun"
    if low in ("on", "l'on"):
        return "other"
    if low in ("ce", "cela", "ça", "c'", "qui", "que", "tout", "rien", "ceci"):
        return "other"
    nouns = source_nouns()
    for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", low):
        if w in nouns:
            return nouns[w]
    tokens = [t for t in r.doc.char_span(*span, alignment_mode="expand") or []]
    if (
        any(t.ent_type_ in ("PER", "ORG", "LOC") for t in tokens)
        or re.search(r"(?<!^)\b[A-ZÀ-Ö]\w+", words)
        or (words[:1].isupper() and " " not in words)
    ):
        return "name"
    return "other"
