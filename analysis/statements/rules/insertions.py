"""Inserted cues: which verb groups stand inside or behind what they report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout, pattern, verbs, words
from analysis.statements.phrases import SOURCES, can_speak, inverted_subject
from analysis.statements.reading import Reading, Span
from analysis.statements.tokens import is_finite, is_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

#: What a mention must be to close a sentence that a quotation does not open.
_CLOSERS = (*SOURCES, "documents")
_BREAKS = (",", "»", "?", "!", "…", "—", "–")
_NOMINAL = ("DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM", "X")


def is_inserted(r: Reading, cue: Cue) -> bool:
    """Say whether a verb cue is an inserted or closing clause: "…, a-t-il dit", "« … », déclare X"."""
    if not cue.frames & {"incise", "quote"} or cue.mood not in ("finite", "compound"):
        return False
    left = r.flat[max(0, cue.start - 6) : cue.start].rstrip()
    after_break = left.endswith(_BREAKS)
    quoted = left.rstrip(" ,").endswith("»") or r.depths[cue.start] > 0
    if cue.pronoun:
        return after_break or r.depths[cue.start] > 0
    if not after_break and _closes_without_comma(r, cue):
        return True
    if not after_break or not (quoted or _clause_before(r, cue) or _only_comma(r, cue)):
        return False
    phrase = inverted_subject(r, cue)
    if phrase is None or r.depths[phrase[0]] != r.depths[cue.start] or _has_quoted_subject(r, cue):
        return False
    token = r.token_at(phrase[0])
    plural = _is_plural(r, cue) and r.flat.startswith(words("plural_subject"), phrase[0])
    led = token is not None and token.pos_ == "ADP"
    if not plural and (led or r.flat.startswith(words("no_inverted_subject"), phrase[0])):
        return False
    if r.depths[cue.start] and not pattern("closes_insertion").match(r.flat, phrase[1], phrase[1] + 14):
        return False
    if quoted:
        speaks = can_speak(r, phrase) in _CLOSERS
        alone = _is_only_break(r, cue) and _ends_sentence(r, phrase)
        sure = _opens_sentence(r, cue) or (speaks and (alone or not _has_subject_before(r, cue)))
        return sure and token is not None and (plural or token.pos_ in _NOMINAL)
    source = can_speak(r, phrase)
    if source == "other":
        return _clause_before(r, cue) and _ends_sentence(r, phrase)
    return source in _CLOSERS and _closes(r, cue, phrase)


def _is_only_break(r: Reading, cue: Cue) -> bool:
    """Say whether the comma before a cue is the only one of its sentence outside quotations."""
    begin = r.sentence_at(cue.start)[0]
    commas = [i for i in range(begin, cue.start) if r.flat[i] == "," and not r.depths[i]]
    return len(commas) == 1 and not r.flat[commas[0] + 1 : cue.start].strip()


def _closes_without_comma(r: Reading, cue: Cue) -> bool:
    """Say whether a verb and its subject close a sentence without a comma: "Il part *indique la police*."."""
    if cue.lemma not in verbs().closing or cue.pronoun or r.depths[cue.start] or cue.negated:
        return False
    if not _clause_before(r, cue) or _has_subject_before(r, cue):
        return False
    phrase = inverted_subject(r, cue)
    return can_speak(r, phrase) in SOURCES and phrase is not None and _ends_sentence(r, phrase)


def _is_plural(r: Reading, cue: Cue) -> bool:
    """Say whether a verb group is plural, by its first or its only verb: "*ont* déclaré", "déclarent"."""
    verb = r.flat[cue.start : cue.end].split()
    return verb[-1 if cue.mood == "finite" else 0].endswith("nt")


def _has_quoted_subject(r: Reading, cue: Cue) -> bool:
    """Say whether a phrase that ends in marks is the subject: "L'opération « X » débute en janvier"."""
    follows = r.token_at(r.skip_spaces(cue.end, len(r.flat)))
    return follows is not None and follows.pos_ == "ADP" and not _stands_alone(r, cue)


def _stands_alone(r: Reading, cue: Cue) -> bool:
    """Say whether the quotation before a cue is set off from it: by a comma or as a sentence."""
    left = r.flat[max(0, cue.start - 3) : cue.start].rstrip()
    return not left.endswith("»") or _opens_sentence(r, cue)


def _opens_sentence(r: Reading, cue: Cue) -> bool:
    """Say whether the quotation before a cue, or around it, is the first thing in its sentence."""
    quote = r.quote_closing(r.skip_back(cue.start, " ,")) or r.quote_at(cue.start)
    return quote is not None and not r.flat[r.sentence_at(quote.outer_start)[0] : quote.outer_start].strip()


def _has_subject_before(r: Reading, cue: Cue) -> bool:
    """Say whether a verb has its subject on the left: "Poutine, qui parle d'« erreur », *a signé* …"."""
    verb = cue.token
    begin = r.sentence_at(cue.start)[0]
    if verb is None or r.depths[cue.start]:
        return False
    return any(is_subject(c) and begin <= c.idx < cue.start and not r.depths[c.idx] for c in verb.children)


def _closes(r: Reading, cue: Cue, subject: Span) -> bool:
    """Say whether a verb and the phrase behind it are a clause: by the parse, or by what follows."""
    verb = cue.token
    if verb is not None and any(is_subject(c) and c.i > verb.i for c in verb.children):
        return True
    return bool(pattern("closes_insertion").match(r.flat[subject[1] : subject[1] + 14]))


def _ends_sentence(r: Reading, subject: Span) -> bool:
    """Say whether nothing follows a phrase in its sentence: "…, espère le rapporteur."."""
    return not r.flat[subject[1] : r.sentence_at(subject[0])[1]].strip(" .!?…")


def _only_comma(r: Reading, cue: Cue) -> bool:
    """Say whether the comma before a cue is the first of its sentence, so that it closes no apposition.

    "Pas question, répond Vilnius", but not "Lundi, répond Vilnius".
    """
    begin = r.sentence_at(cue.start)[0]
    before = r.flat[begin : cue.start]
    return before.count(",") == 1 and (len(before) > 20 or not layout().circumstances.match(before.lstrip()))


def _clause_before(r: Reading, cue: Cue) -> bool:
    """Say whether a main clause of its own stands between the sentence's start and an inserted cue."""
    return any(
        is_finite(t) and not r.depths[t.idx] and not _is_relative(t)
        for t in r.tokens(r.sentence_at(cue.start)[0], cue.start) or ()
    )


def _is_relative(verb: Token) -> bool:
    """Say whether a finite verb, or the one that it is an auxiliary of, opens a relative clause."""
    heads = (verb, verb.head) if verb.dep_.startswith(("aux", "cop")) else (verb,)
    return any(
        h.dep_.startswith("acl") or any(c.text.lower() in words("relatives") for c in h.lefts) for h in heads
    )
