"""The subject that opens the clause of a verb, where the parse gives the verb none or a wrong one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.statements.lexicon import load, pattern
from analysis.statements.phrases import SOURCES, can_speak, inverted_subject, noun_phrase_from
from analysis.statements.reading import Reading, Span
from analysis.statements.tokens import is_finite, is_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

    from analysis.statements.cues import Cue

_PARTITIVE = ("de", "d'", "des", "du")
_OPENS = ("DET", "PROPN")
_PHRASE = re.compile(r"\s*(?:en|à|au|aux|dans|pour|de|du|des|d'|auprès|chez|sur)\s?[^,;:«»]{1,60}")
_CLITICS = re.compile(r"\s*(?:(?:ne|n'|se|s'|le|la|l'|les|lui|leur|en|y)\s?)*", re.I)
_APPOSITION = re.compile(r"\s*,\s[^,;:«»]{2,140}," + _CLITICS.pattern, re.I)
_COLON = re.compile(r"\s*:")


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    return frozenset(load("grammar.yaml")["clause_openers"])


def clause_subject(r: Reading, cue: Cue, sentence: Span, after: int = -1) -> Span | None:
    """Return the phrase between the last finite verb and a cue that can only be the subject of the cue.

    "ce blocage est intolérable et *Louis Dreyfus*, président du journal, estime que …"

    Parameters
    ----------
    r : Reading
    cue : Cue
    sentence : (start, end)
    after : int
        A character before which the phrase may not begin.
    """
    if cue.mood not in ("finite", "compound"):
        return None
    tokens = _since_last_verb(r, sentence[0], cue.start)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.idx < after or not _begins(before, token, sentence):
            continue
        span = noun_phrase_from(r, token.idx, cue.start)
        if span is not None and _reaches(r, span, cue.start):
            return span if can_speak(r, span) in (*SOURCES, "documents") else None
    return None


def _since_last_verb(r: Reading, start: int, end: int) -> list[Token]:
    """Return the tokens outside quotation marks between the last finite verb and a place, that verb first."""
    tokens = [t for t in r.tokens(start, end) or () if not r.depths[t.idx]]
    last = max((k for k, t in enumerate(tokens) if is_finite(t)), default=0)
    return tokens[last:]


def _begins(before: Token | None, token: Token, sentence: Span) -> bool:
    """Say whether a subject can begin with a token: a determiner or a name where a clause opens."""
    if before is None or token.idx == sentence[0]:
        return token.idx == sentence[0] and token.pos_ in _OPENS
    upper = token.text[:1].isupper()
    missed = before.text.endswith(".") and upper  # the end of a sentence that the reading has missed
    return (token.pos_ in _OPENS or upper) and (missed or before.text.lower() in _openers())


def _reaches(r: Reading, span: Span, verb: int) -> bool:
    """Say whether nothing but an apposition or a complement stands between a phrase and its verb."""
    rest = r.flat[span[1] : verb]
    named = ", " in r.flat[slice(*span)] and rest.strip() == ","
    more = _APPOSITION.fullmatch(rest) or _PHRASE.fullmatch(rest) or _CLITICS.fullmatch(rest)
    return not rest.strip() or named or more is not None


def behind_fronted(r: Reading, cue: Cue, span: Span, sentence: Span) -> Span | None:
    """Return the subject behind a fronted predicate that the parse takes for it.

    "*Accusée* par l'ONU, **l'Afrique du Sud** a nié …", "*Ancienne juge*, **la candidate** soutient …"
    """
    first = r.token_at(span[0])
    if first is None or first.pos_ in (*_OPENS, "PRON", "NUM") or span[0] != sentence[0]:
        return None
    comma = r.flat.find(", ", span[1], cue.start)
    return clause_subject(r, cue, sentence, comma) if comma >= 0 else None


def behind_circumstance(r: Reading, cue: Cue, span: Span, sentence: Span) -> Span | None:
    """Return the subject behind a circumstance that the parse takes for it.

    "*Sur RTL*, rappelant les chiffres, **Chantal Perrichon**, la présidente de la Ligue, a dénoncé …"
    """
    first = r.token_at(sentence[0])
    led = first is not None and first.pos_ == "ADP" and first.text.lower() not in _PARTITIVE
    if not led or first is None or r.skip_spaces(first.idx + len(first), span[1]) != span[0]:
        return None
    return clause_subject(r, cue, sentence, span[1])


def of_main_clause(r: Reading, cue: Cue, sentence: Span) -> Span | None:
    """Return the subject of the first verb of a sentence, for a participle at its end: "…, *jugeant* que"."""
    if cue.mood != "present" or not r.flat.endswith(",", 0, r.skip_back(cue.start)):
        return None
    before = [t for t in r.tokens(sentence[0], cue.start) or () if not r.depths[t.idx]]
    verb = next((t for t in before if is_finite(t)), None)
    opening = next((t for t in before if t.pos_ in _OPENS), None)
    if verb is None or opening is None or opening.idx > verb.idx:
        return None
    span = noun_phrase_from(r, opening.idx, verb.idx)
    first = opening.idx == sentence[0] or r.flat[sentence[0] : opening.idx].rstrip().endswith(",")
    good = span is not None and first and _reaches(r, span, verb.idx)
    return span if good and can_speak(r, span) in SOURCES else None


def before_dont(r: Reading, cue: Cue, span: Span, sentence: Span) -> Span | None:
    """Return the subject before an aside: "*Une lettre de maires*, dont celui de Lens, demande"."""
    left = r.flat[sentence[0] : span[0]]
    if not left.endswith(", dont ") or r.flat[span[1] : cue.start].strip()[-1:] != ",":
        return None
    return noun_phrase_from(r, sentence[0], span[0])


def of_participle(r: Reading, cue: Cue, sentence: Span) -> Token | None:
    """Return the noun that a participle between commas belongs to: "*Ce dernier*, accusant X, a …"."""
    token = cue.token
    if token is None or cue.mood != "present" or not token.dep_.startswith("acl"):
        return None
    noun = token.head
    led = any(t.dep_ == "case" for t in noun.children)
    apart = r.flat[sentence[0] : cue.start].rstrip().endswith(",")
    stands = is_subject(noun) and sentence[0] <= noun.idx < token.idx
    return noun if stands and apart and not led else None


def before_colon(r: Reading, cue: Cue) -> Span | None:
    """Return the inverted subject before a colon: "…, tempère *l'économiste Dorota Pilch* : …"."""
    if cue.mood != "finite" or not r.flat.endswith(",", 0, r.skip_back(cue.start)):
        return None
    span = inverted_subject(r, cue)
    if span is None or not _COLON.match(r.flat, span[1]) or r.flat[cue.end : span[0]].strip():
        return None
    return span if can_speak(r, span) in ("name", "people") else None


def subject_ahead(r: Reading, at: int, sentence: Span) -> Span | None:
    """Return the first phrase behind a comma after a place that reaches a finite verb."""
    comma = r.flat.find(", ", at, sentence[1])
    while comma > 0:
        first = r.token_at(comma + 2)
        if first is not None and first.pos_ in _OPENS and not r.depths[first.idx]:
            verb = next((t for t in r.tokens(first.idx, sentence[1]) or () if is_finite(t)), None)
            span = noun_phrase_from(r, first.idx, verb.idx) if verb is not None else None
            if span is not None and verb is not None and _reaches(r, span, verb.idx):
                return span if can_speak(r, span) in (*SOURCES, "documents") else None
        comma = r.flat.find(", ", comma + 2, sentence[1])
    return None


def opens_sentence(r: Reading, cue: Cue, sentence: Span) -> bool:
    """Say whether a verb without subject opens its sentence: "*Estimant* …", "Après *avoir annoncé* …"."""
    before = r.flat[sentence[0] : cue.start]
    if cue.mood == "present":
        ways = (pattern(name).fullmatch(before) for name in ("opens_participle", "circumstance"))
        return any(ways)
    perfect = pattern("opens_perfect").match(r.flat, cue.start)
    infinitive = cue.mood == "infinitive" or perfect is not None
    return infinitive and before.strip().lower() in load("grammar.yaml")["before_opening_infinitive"]


def lists_verbs(r: Reading, cue: Cue, found: str) -> bool:
    """Say whether a verb goes on a list without "et": "Il accuse X, *propose* de …"."""
    return found == "left" and cue.mood == "finite" and r.flat.endswith(",", 0, r.skip_back(cue.start))


def relative_verb(verb: Token) -> Token:
    """Return the first of coordinated verbs of relative clauses: "qui a salué … et *qui dénonce* …"."""
    while verb.dep_ == "conj" and verb.head.i < verb.i and not verb.dep_.startswith("acl"):
        verb = verb.head
    return verb
