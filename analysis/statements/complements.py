"""What follows a verb cue: the frame that its complement fills, and where the content starts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.statements.attributes import ATTRIBUTE_FRAMES, attribute_start, object_before
from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern, words
from analysis.statements.marks import Quote
from analysis.statements.reading import Reading
from analysis.statements.spans import kept_article
from analysis.statements.tokens import has_finite, is_finite, is_infinitive, is_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

#: Frames of a noun phrase behind a preposition; each is a pattern of its own.
_PREPOSITION_FRAMES = ("de_np", "a_np", "pour_np", "contre_np", "sur_np", "en_faveur")
#: A verb with one of these may have a quotation for its complement.
_QUOTED_FRAMES = {"quote", "colon", "object", "attribute", "inf", "attribute_quote"}
#: A verb with no other frames says nothing behind a colon.
_NO_SPEECH = ATTRIBUTE_FRAMES | {"a_inf"}
_ATTRIBUTES = ("ADJ", "VERB", "ADV", "DET", "NOUN")
_OBJECTS = ("DET", "NOUN", "NUM", "PROPN", "ADJ", "PRON")
_ADDRESSEES = ("DET", "PROPN", "NOUN", "ADJ")
#: Classes whose object is never an addressee.
_TAKES_OBJECT = ("hail", "support", "condemn")
_NAMED = ("DET", "NOUN", "ADJ", "NUM", "PROPN")
_BEFORE_NOUN = ("ADP", "DET", "NUM", "ADJ", "SCONJ")
_PHRASE = (*_BEFORE_NOUN, "NOUN", "PROPN")
_AFTER_NOUN = ("ADJ", "PROPN", "NOUN", "NUM")
_QUOTED = re.compile("«[^«»]{0,40}»")
#: Most words of a quotation that stands between a verb and its complement: a manner, a title.
_FEW = 4
#: How many words or phrases may stand between a verb and its complement.
_MOST_PASSED = 14


@dataclass(frozen=True, slots=True)
class Complement:
    """What follows a cue: the frame that it fills and where its content starts."""

    frame: str
    start: int
    quote: Quote | None = None


def complement(r: Reading, cue: Cue, limit: int) -> Complement | None:
    """Find the complement of a verb cue to its right.

    Parameters
    ----------
    r : Reading
    cue : Cue
        A verb cue outside quotations.
    limit : int
        The end of the sentence.

    Returns
    -------
    Complement or None
        None when nothing to the right fits a frame of the verb.
    """
    if "que" in cue.frames and (start := _que(r, cue, limit)) is not None:
        return Complement("que", start)
    at = _out_of_quotation(r, cue, cue.end)
    for passed in range(_MOST_PASSED):
        at = r.skip_spaces(at, limit)
        if at >= limit:
            return None
        title = _title_end(r, at, limit)
        found = _here(r, cue, at, limit, passed) if title is None else None
        if found is not None:
            return found
        at = title or _after_manner(r, cue, at, limit) or _skip(r, at, limit)
        if at < 0:
            return None
        at = _out_of_quotation(r, cue, min(at, limit))
    return None


def _out_of_quotation(r: Reading, cue: Cue, at: int) -> int:
    """Return a place itself, or the end of the quotation that a phrase led into: "rejette « en bloc | »"."""
    quote = r.quote_at(at - 1) if r.depths[at - 1] > r.depths[cue.start] else None
    return quote.outer_end if quote is not None and quote.outer_start > cue.start else at


def _title_end(r: Reading, at: int, limit: int) -> int | None:
    """Return the end of a title between a verb and its complement: "a assuré au « 20 Heures » que"."""
    titled = r.flat.endswith(words("before_title"), 0, r.skip_back(at))
    return _few_quoted(r, at, limit) if titled else None


def _after_manner(r: Reading, cue: Cue, at: int, limit: int) -> int | None:
    """Return the end of an adverbial, or of quoted words of manner: "rejette « en bloc » X"."""
    adverbial = pattern("adverbial_here").match(r.flat, at, limit)
    if adverbial:
        return adverbial.end()
    return None if cue.frames & _QUOTED_FRAMES else _few_quoted(r, at, limit)


def _few_quoted(r: Reading, at: int, limit: int) -> int | None:
    """Return the end of a quotation of a few words that opens here."""
    quote = r.quote_opening(at)
    few = quote is not None and len(r.flat[quote.start : quote.end].split()) <= _FEW
    return quote.outer_end if quote is not None and few and quote.outer_end < limit else None


def _here(r: Reading, cue: Cue, at: int, limit: int, passed: int) -> Complement | None:
    """Return the complement that starts exactly here, if any; `passed` counts what stands before it."""
    frames, rest = cue.frames, r.flat[at:limit]
    quote = r.quote_opening(at)
    judged = attribute_start(r, cue, at, limit)
    if judged is not None:
        return Complement("quote", judged, quote) if quote is not None else Complement("as", judged)
    if quote is not None:
        between = any(map(is_infinitive, r.tokens(cue.end, at) or ())) or _is_named(r, cue, at)
        return Complement("quote", at, quote) if frames & _QUOTED_FRAMES and not between else None
    if rest[0] == ":":
        return _after_colon(r, at, rest, frames)
    token = r.token_at(at)
    if token is None:
        return None
    if "si" in frames and pattern("indirect_question").match(rest) and passed < 3:
        return Complement("si", at)
    if frames & {"a_inf", "a_np", "de_np"} and (clause := pattern("ce_que").match(rest)):
        return Complement("que", at + clause.end())
    attribute = token.pos_ in _ATTRIBUTES or is_infinitive(token)
    if "attribute" in frames and attribute and rest[0] not in ",.;":
        return Complement("attribute", at)
    quoted = _quote_behind_preposition(r, at, rest)
    if quoted is not None:
        frame, opened = quoted
        verb = _first_verb(r, opened)
        if verb is None:
            return None
        if is_infinitive(verb) and frame in frames:
            return Complement(frame, opened.outer_start)
    infinitive = _infinitive_behind_preposition(r, at, rest)
    if infinitive is not None:
        frame, start = infinitive
        frame = "object_de" if frame == "de_inf" and "object_de" in frames else frame
        return Complement(frame, start) if frame in frames else None
    charge = pattern("de_np").match(rest) if "object_de" in frames and object_before(r, cue) else None
    if charge and passed < 3:
        return Complement("object_de", at + charge.end() - kept_article(charge.group()))
    return _noun_behind_preposition(cue, at, rest, passed) or _bare(r, cue, token, at, rest, passed)


def _is_named(r: Reading, cue: Cue, at: int) -> bool:
    """Say whether a quotation is the name of the object before it: "a lancé l'opération « Bouclier »"."""
    passed = r.tokens(cue.end, at)
    if not passed or passed[0].pos_ != "DET" or passed[-1].pos_ != "NOUN":
        return False
    timed = pattern("time").match(r.flat[passed[0].idx : at].lower())
    return not timed and all(t.pos_ in _NAMED for t in passed)


def _after_colon(r: Reading, at: int, rest: str, frames: frozenset[str]) -> Complement | None:
    start = r.skip_spaces(at + 1, len(r.flat))
    quote = r.quote_opening(start)
    if quote is not None:
        return None if frames <= _NO_SPEECH else Complement("quote", start, quote)
    clause = start < len(r.flat) and "colon" in frames and rest[1:].strip()
    return Complement("colon", start) if clause else None


def _quote_behind_preposition(r: Reading, at: int, rest: str) -> tuple[str, Quote] | None:
    """Return the quotation that a preposition introduces here, and the frame of its infinitive."""
    m = pattern("preposition_before_quote").match(rest)
    opened = next((q for q in r.quotes if q.outer_start == at + m.end()), None) if m else None
    return ("de_inf" if m["de"] else "a_inf", opened) if m and opened else None


def _first_verb(r: Reading, quote: Quote) -> Token | None:
    """Return the word of a quotation behind its clitics: "promet de « ne rien *céder* »"."""
    m = pattern("verb_in_quote").match(r.flat[quote.start : quote.end])
    return r.token_at(quote.start + m.start(1)) if m else None


def _infinitive_behind_preposition(r: Reading, at: int, rest: str) -> tuple[str, int] | None:
    """Return the frame and the start of the infinitive that a preposition introduces here."""
    m = pattern("preposition_before_verb").match(rest)
    verb = r.token_at(at + m.start("verb")) if m else None
    if m is None or verb is None or not is_infinitive(verb):
        return None
    return "de_inf" if m["de"] else "a_inf", at + m.end()


def _noun_behind_preposition(cue: Cue, at: int, rest: str, passed: int) -> Complement | None:
    """Return the noun phrase that a preposition introduces here."""
    purpose = pattern("pour_np").match(rest)
    if purpose and passed < 4 and "pour_inf" in cue.frames:
        return Complement("pour_np", at + purpose.end())
    for frame in _PREPOSITION_FRAMES:
        m = pattern(frame).match(rest)
        if m and frame in cue.frames:
            return Complement(frame, at + m.end() - kept_article(m.group()))
    return None


def _bare(r: Reading, cue: Cue, token: Token, at: int, rest: str, passed: int) -> Complement | None:
    """Return the infinitive or the object that stands here without preposition."""
    if "inf" in cue.frames and passed < 3 and _is_bare_infinitive(r, at):
        return Complement("inf", at)
    if not (pattern("quantity").match(rest) or token.pos_ in _OBJECTS):
        return None
    if pattern("time").match(r.flat[at : at + 40].lower()):
        return None
    if any(map(is_verb, r.tokens(cue.end, at) or ())):
        return None
    if cue.frames & {"object_de", "object_de_np"} and (found := _object_de(r, cue, at)):
        return found
    if "object_from" in cue.frames and passed and pattern("de_np").match(r.flat[cue.end : at].lstrip()):
        return Complement("object", at)
    thing = token.text.lower() not in words("no_object") and not _is_addressee(cue, token)
    return Complement("object", at) if "object" in cue.frames and thing else None


def _object_de(r: Reading, cue: Cue, at: int) -> Complement | None:
    """Return an object that "de" completes: "accuse Y d'ingérence", "menace Y de sanctions"."""
    later = pattern("later_de").match(r.flat, at, r.sentence_at(at)[1])
    verb = r.token_at(later.end()) if later else None
    if later is None or ("object_de" not in cue.frames and verb is not None and is_infinitive(verb)):
        return None
    return Complement("object_de", at)


def _is_bare_infinitive(r: Reading, at: int) -> bool:
    m = pattern("bare_infinitive").match(r.flat[at : at + 60])
    token = r.token_at(at + m.start(1)) if m else None
    return token is not None and is_infinitive(token)


def _is_addressee(cue: Cue, token: Token) -> bool:
    """Say whether the object of a verb is who is spoken to: "appelle *Moscou* à …"."""
    return (
        any(s.addressee == "object" for s in cue.senses)
        and "a_inf" in cue.frames
        and token.pos_ in _ADDRESSEES
        and not any(s.name in _TAKES_OBJECT for s in cue.senses)
    )


def _que(r: Reading, cue: Cue, limit: int) -> int | None:
    """Return the start of the clause behind "que"."""
    found = [*pattern("que").finditer(r.flat, cue.end, min(limit, cue.end + 260))]
    found += pattern("que_before_comma").finditer(r.flat, cue.end, min(limit, cue.end + 60))
    for m in sorted(found, key=lambda m: m.start()):
        gap = r.flat[cue.end : m.start()]
        if r.depths[m.start()] != r.depths[cue.start] or _is_other_que(r, cue, m.start(), gap):
            continue
        if any(mark in _QUOTED.sub("", gap) for mark in ";:»") or _is_open(gap):
            return None
        insertion = pattern("insertion_before_que").search(gap)
        if has_finite(r.tokens(cue.end, cue.end + insertion.start() if insertion else m.start()) or ()):
            return None
        token = r.token_at(m.start())
        far = len(gap.strip()) > 1 and len(gap) > 70
        if far and token is not None and cue.token is not None and not _depends(token, cue.token):
            return None
        return m.end()
    return None


def _is_open(gap: str) -> bool:
    """Say whether a comma opens an insertion that does not end before "que".

    ", lundi, par un communiqué, " is closed: its last comma stands right before the conjunction.
    """
    inside = gap.strip()
    return bool(gap.count(",") % 2) and not (len(inside) > 1 and inside[0] == inside[-1] == ",")


def _is_other_que(r: Reading, cue: Cue, at: int, gap: str) -> bool:
    """Say whether a "que" is part of "alors que", of "ne … que", or a relative pronoun."""
    before = r.flat[max(cue.start, at - 14) : at].split()
    compound = before and before[-1].lower() in words("not_before_que") and at > cue.end + 1
    if gap.strip().lower() in words("adverbs_before_que"):
        return False
    if compound and (len(before) < 2 or before[-2] not in words("before_not_que")):
        return True
    if pattern("comparison").search(gap) or _only(r, cue, at):
        return True
    if gap.strip() and pattern("adverbs_only").match(gap):
        return False
    token = r.token_at(at)
    relative = token is not None and token.pos_ == "PRON" and token.dep_ != "mark"
    if token is None or (relative and len(gap) > 1 and not gap.rstrip().endswith(",")):
        return True
    return bool(pattern("ne_before_que").search(gap))


def _only(r: Reading, cue: Cue, at: int) -> bool:
    """Say whether "ne … que" only restricts: "n'ont relevé qu'une empreinte"."""
    group = r.flat[cue.start : at]
    return bool(pattern("ne_before_que").match(group)) and not pattern("negative").search(group)


def _depends(mark: Token, verb: Token) -> bool:
    return mark.head.head.i == verb.i or mark.head.i == verb.i


def _skip(r: Reading, at: int, limit: int) -> int:
    """Return the place after an adverb, a date, an addressee or an inserted phrase.

    Returns
    -------
    int
        -1 where nothing may be skipped.
    """
    rest = r.flat[at:limit]
    if rest[0] == ",":
        close = rest.find(",", 1)
        return at + close + 1 if 0 < close < 110 and "«" not in rest[:close] else -1
    token = r.token_at(at)
    if (
        rest[0] in ".;!?()»«"
        or pattern("complement_barrier").match(rest)
        or token is None
        or is_finite(token)
    ):
        return -1
    if token.pos_ in _PHRASE:
        return max(_end_of_phrase(r, token, at, limit), token.idx + len(token))
    return token.idx + len(token)  # the token may have begun before: "a déclaré—"


def _end_of_phrase(r: Reading, token: Token, at: int, limit: int) -> int:
    """Return the end of the noun phrase that a token opens, its adjectives and names behind it included."""
    head = token
    while head.pos_ in _BEFORE_NOUN and head.head.i > head.i:
        head = head.head
    end = head.idx + len(head)
    stop = pattern("complement_link").search(r.flat, max(end, at + 1), limit)
    bound = stop.start() if stop else limit
    for t in r.doc[head.i + 1 :]:
        if t.idx >= min(limit, bound) or t.pos_ not in _AFTER_NOUN or t.head.i > t.i:
            break
        end = t.idx + len(t)
    return max(end, _end_of_second(r, token, end, limit))


def _end_of_second(r: Reading, first: Token, end: int, limit: int) -> int:
    """Return the end of a second noun that "et" joins to a phrase: "propose aux chefs *et aux élus*"."""
    joint = r.token_at(r.skip_spaces(end, limit))
    second = r.token_at(joint.idx + len(joint) + 1) if joint is not None and joint.pos_ == "CCONJ" else None
    while second is not None and second.pos_ in _BEFORE_NOUN and second.head.i > second.i:
        second = second.head
    if second is None or second.idx >= limit:
        return end
    joined = second.dep_ == "conj" and first.i <= second.head.i < second.i
    names = second.text[0].isupper() and r.doc[second.i - 2].text[0].isupper()
    return second.idx + len(second) if names or (joined and second.pos_ in ("NOUN", "PROPN")) else end
