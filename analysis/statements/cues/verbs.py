"""Verb cues: which forms of a reporting verb attribute content, and in what sense."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.statements.cues.cue import Cue
from analysis.statements.cues.groups import (
    Group,
    auxiliary,
    grammar,
    past_group,
    read_clitics,
    read_inverted_modal,
    read_modal,
    simple_group,
)
from analysis.statements.lexicon import Form, VerbClass, load, pattern, verbs, words
from analysis.statements.reading import Reading
from analysis.statements.tokens import is_infinitive, is_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_GOVERNING = ("finite", "compound", "present")
_SUBJECT_ENDS = ("PROPN", "NOUN", "ADJ", "PRON", "NUM")
_PREVIOUS = re.compile(r"(\w+'?)\s*$")


def find_cues(r: Reading) -> list[Cue]:
    """Return the verb cues of an article in text order, those inside quotations too."""
    cues: list[Cue] = []
    lexicon = verbs()
    for i, word in enumerate(r.words):
        if word.low in lexicon.forms and r.in_prose(word.start):
            cue = next(filter(None, (_verb_cue(r, i, form) for form in _readings(r, i))), None)
            if cue and cues:
                _join_chain(r, cues[-1], cue)
            if cue and cue.mood == "infinitive" and not _is_led(r, cue.start):
                continue
            if cue and cues and cue.start <= cues[-1].start and cue.end > cues[-1].end:
                cues[-1] = cue  # "a tenu à" is part of "a tenu à rappeler"
            elif cue and not (cues and cue.start < cues[-1].end):
                cues.append(cue)
    return _with_ellipsis(r, cues)


def _join_chain(r: Reading, before: Cue, cue: Cue) -> None:
    """Let an infinitive of attitude take in the verb that governs it: "dit regretter"."""
    governs = "inf" in before.frames and before.mood in _GOVERNING
    if cue.mood == "infinitive" and governs and not r.flat[before.end : cue.start].strip():
        cue.start, cue.mood, cue.pronoun = before.start, before.mood, before.pronoun
        cue.token, cue.conditional = before.token, before.conditional


def _readings(r: Reading, i: int) -> tuple[Form, ...]:
    """Return the forms that a word may be; behind an auxiliary it is a participle and nothing else."""
    forms = verbs().forms[r.words[i].low]
    participles = tuple(f for f in forms if f.mood == "past")
    return participles if participles and auxiliary(r, i) is not None else forms


def _verb_cue(r: Reading, i: int, form: Form) -> Cue | None:
    """Return the cue around a word that may be a form of a reporting verb."""
    word = r.words[i]
    token = r.token_at(word.start)
    if token is None:
        return None
    aux = auxiliary(r, i) if form.mood == "past" else None
    group = past_group(r, i, aux) if form.mood == "past" else simple_group(r, i, form.mood)
    read_clitics(r, group)
    passive = group.mood == "compound" and not group.reflexive and r.words[aux or 0].low in grammar().etre
    if passive and form.lemma not in verbs().with_etre:
        return None
    if (
        aux is not None
        and r.words[aux].low in words("perfect_infinitive")
        and not _follows_after(r, group.start)
    ):
        return None
    if group.mood == "infinitive":
        read_modal(r, group)
        read_inverted_modal(r, group)
    senses, group.end, lemma = _senses(r, i, form.lemma, _clitics(r, group, word.start), group.end)
    if not group.negated:
        senses = tuple(s for s in senses if not s.negated_only)
    if not group.pronoun:
        senses = tuple(s for s in senses if s.needs != "inversion")
    if not senses or not _looks_verbal(r, token, group, lemma):
        return None
    if all(s.negated_only for s in senses):
        group.negated = False
    if group.negated and lemma in verbs().silent_when_negated:
        return None
    return Cue(
        start=group.start,
        end=group.end,
        lemma=lemma,
        senses=senses,
        mood=group.mood,
        pronoun=group.pronoun,
        negated=group.negated,
        conditional=group.conditional,
        token=token,
    )


def _follows_after(r: Reading, start: int) -> bool:
    """Say whether "après" stands before a perfect infinitive: what somebody said before."""
    return bool(pattern("after_left").search(r.flat, max(0, start - 8), start))


def _clitics(r: Reading, group: Group, verb: int) -> str:
    """Return what the clitics of a group make of its verb: "", "se" or "s'en"."""
    if not group.reflexive:
        return ""
    return "s'en" if pattern("reflexive_en").search(r.flat, group.start, verb) else "se"


def _senses(r: Reading, i: int, lemma: str, clitics: str, end: int) -> tuple[tuple[VerbClass, ...], int, str]:
    """Return the senses of the verb, those of a phrase first, and the end of the group."""
    for rest, phrase_clitics, sense in verbs().phrases.get(lemma, ()):
        if phrase_clitics != clitics and (phrase_clitics, clitics) != ("se", "s'en"):
            continue
        last = _phrase_end(r, i, rest)
        if last is not None:
            return (sense,), max(end, r.words[last].end), f"{lemma} {' '.join(rest)}".strip()
    return verbs().classes.get((lemma, bool(clitics)), ()), end, lemma


def _phrase_end(r: Reading, i: int, rest: tuple[str, ...]) -> int | None:
    """Return the index of the last word of a phrase whose verb is word `i`; adverbs may stand inside."""
    at = i
    for n, wanted in enumerate(rest):
        for j in range(at + 1, min(at + 5, len(r.words))):
            gap = r.flat[r.words[j - 1].end : r.words[j].start].strip(" -'\u00ab\u00bb")
            if gap or not _may_pass(r, j, wanted, n):
                return None
            if r.words[j].low == wanted or (wanted == "son" and r.words[j].low in words("possessives")):
                at = j
                break
        else:
            return None
    return at


def _may_pass(r: Reading, j: int, wanted: str, n: int) -> bool:
    """Say whether a word is the one wanted in a phrase, or may stand before it: an adverb, an adjective."""
    low = r.words[j].low
    if low == wanted or low in grammar().between or (wanted == "son" and low in words("possessives")):
        return True
    token = r.token_at(r.words[j].start)
    return token is not None and token.pos_ in (("ADV",) if n == 0 else ("ADV", "ADJ"))


def _looks_verbal(r: Reading, token: Token, group: Group, lemma: str) -> bool:
    """Say whether a form that may also be a noun or an adjective is a verb here."""
    if group.mood == "compound" or group.pronoun:
        return True
    if group.mood == "finite":
        return token.pos_ in ("VERB", "AUX") or _looks_finite(r, token, group.start)
    if group.mood == "infinitive":
        carried = lemma in verbs().carried and not _governs_infinitive(r, group.end)
        return token.pos_ in ("VERB", "AUX") and (carried or _is_led(r, group.start))
    if group.mood == "present":
        leads = r.flat[max(0, group.start - 4) : group.start].rstrip().endswith(words("participle_leads"))
        return token.pos_ in ("VERB", "AUX") or leads or group.start < token.idx
    return token.pos_ in ("VERB", "ADJ", "AUX")


def _is_led(r: Reading, start: int) -> bool:
    """Say whether an infinitive stands where it is a cue by itself: "avant de *rappeler*"."""
    return bool(_before_infinitive().search(r.flat[max(0, start - 40) : start]))


def _governs_infinitive(r: Reading, end: int) -> bool:
    """Say whether a bare infinitive follows: "dit *espérer partir*" is content."""
    m = pattern("bare_infinitive").match(r.flat, end + 1)
    token = r.token_at(m.start(1)) if m else None
    return token is not None and is_infinitive(token)


def _looks_finite(r: Reading, token: Token, start: int) -> bool:
    """Say whether a word that the parse takes for a noun is a finite verb: by its neighbours."""
    previous = _PREVIOUS.search(r.flat[max(0, start - 14) : start])
    nominal = token.pos_ in ("NOUN", "ADJ", "PROPN", "X", "ADV")
    if token.pos_ == "NOUN" and any(c.dep_ == "det" and c.i < token.i - 1 for c in token.children):
        return False
    if nominal and start == token.idx and any(is_subject(c) and c.i < token.i for c in token.children):
        return True
    if nominal and previous and previous.group(1).lower() in words("verb_leads"):
        return True
    if pattern("verbal_clitics").match(r.flat, start, token.idx):
        return True
    after = r.doc[token.i + 1] if token.i + 1 < len(r.doc) else None
    before = r.token_at(start - 2) if start > 1 and r.flat[start - 1] == " " else None
    named = before is not None and (before.pos_ in _SUBJECT_ENDS or before.shape_.startswith("Xx"))
    if nominal and after is not None and named:
        return _opens_complement(after) if start == token.idx else _opens_attribute(after)
    after_break = r.flat[max(0, start - 3) : start].rstrip().endswith((",", "»", "?", "!", "…"))
    return after_break and nominal and (after is None or after.text.lower() not in words("que"))


def _opens_complement(after: Token) -> bool:
    """Say whether a word behind a form shows that it is a verb: an article, "que", a quotation, an adverb."""
    if after.pos_ in ("DET", "ADV") or after.text in ("«", *words("que")) or is_infinitive(after):
        return True
    return after.pos_ == "ADJ" and after.i + 1 < len(after.doc) and after.nbor(1).pos_ == "DET"


def _opens_attribute(after: Token) -> bool:
    """Say whether a word behind "la juge" shows that it is a verb with its pronoun."""
    return after.pos_ in ("ADJ", "ADV", "PUNCT") or after.text.lower() in words("attribute_links")


@lru_cache(maxsize=1)
def _before_infinitive() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(load("grammar.yaml")["before_infinitive"]) + r")$")


def _with_ellipsis(r: Reading, cues: list[Cue]) -> list[Cue]:
    """Keep a bare participle only where it continues an earlier compound verb: "a rappelé … et salué …"."""
    kept: list[Cue] = []
    for cue in cues:
        if cue.mood != "elliptic" or _continues(r, cue, kept):
            kept.append(cue)
    return kept


def _continues(r: Reading, cue: Cue, earlier: list[Cue]) -> bool:
    """Say whether a participle is joined to a compound verb before it in the sentence."""
    left = r.flat[max(0, cue.start - 24) : cue.start].rstrip()
    if r.depths[cue.start] or not pattern("joined_participle").search(left):
        return False
    begin = r.sentence_at(cue.start)[0]
    if left.endswith(",") and _agrees_with_object(cue):
        return False
    return any(
        c.start >= begin and c.mood in ("compound", "elliptic") and not r.depths[c.start] and not c.pronoun
        for c in earlier
    )


def _agrees_with_object(cue: Cue) -> bool:
    """Say whether a participle agrees with a noun before it: "deux agents, *accusés* d'espionnage"."""
    morph = cue.token.morph if cue.token is not None else None
    return morph is not None and ("Plur" in morph.get("Number", []) or "Fem" in morph.get("Gender", []))
