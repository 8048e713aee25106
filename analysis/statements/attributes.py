"""What somebody takes something for: "juge l'offre « faible »", "la tient pour nulle", "y voit un piège"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.statements.cues import Cue
from analysis.statements.lexicon import pattern, words
from analysis.statements.reading import Reading
from analysis.statements.tokens import verb_form

if TYPE_CHECKING:
    from spacy.tokens import Token

#: The frames of this file: an attribute without link, behind "comme", "de", "pour", or seen in something.
ATTRIBUTE_FRAMES = {"as", "as_comme", "as_d", "as_pour", "in_as"}
_DETERMINED = ("DET", "PRON", "NUM")


def attribute_start(r: Reading, cue: Cue, at: int, limit: int) -> int | None:
    """Return where the content begins whose attribute a verb of judgement gives, if it begins here.

    An object and its attribute are content together; where the object is a pronoun or stands before the
    verb ("qu'il juge …"), the attribute alone is.

    Parameters
    ----------
    r : Reading
    cue : Cue
        A verb with one of the frames of this file.
    at : int
        A place behind the verb.
    limit : int
        The end of the sentence.
    """
    if "in_as" in cue.frames:
        start = _seen_in(r, cue, at, limit)
        if start is not None:
            return start
    if not cue.frames & (ATTRIBUTE_FRAMES - {"in_as"}):
        return None
    rest = r.flat[at:limit]
    link = pattern("attribute_link").match(rest)
    if link and _takes(cue, link[1]):
        free = link[1] != "d" or object_before(r, cue) or rest[link.end()] == "«"
        return at + link.end() if free else None
    token = r.token_at(at)
    if token is None:
        return None
    bare = "as" in cue.frames and _is_attribute(r, token, at)
    if bare and (object_before(r, cue) or _names_object(token)):
        return at
    opens = token.pos_ in ("DET", "PROPN", "NUM")
    return at if opens and _attribute_later(r, cue, at, limit) else None


def _takes(cue: Cue, link: str) -> bool:
    """Say whether a verb gives its attribute behind this word."""
    return f"as_{link}" in cue.frames


def _is_attribute(r: Reading, token: Token, at: int) -> bool:
    if r.quote_opening(at) is not None:
        return True
    while token.pos_ == "ADV" and token.i + 1 < len(r.doc):
        token = token.nbor(1)
    return token.pos_ == "ADJ" or (token.pos_ == "VERB" and verb_form(token) == ["Part"])


def _names_object(adjective: Token) -> bool:
    """Say whether the object follows its attribute: "juge prématurée *toute rencontre*"."""
    after = adjective.nbor(1) if adjective.i + 1 < len(adjective.doc) else None
    return after is not None and after.pos_ == "DET"


def object_before(r: Reading, cue: Cue) -> bool:
    """Say whether the object is a pronoun before the verb, or a relative: "la juge", "qu'il juge"."""
    verb = cue.token.idx if cue.token is not None else cue.end
    if pattern("object_pronoun").search(r.flat[cue.start : verb]):
        return True
    begin = min(cue.start, cue.subject[0]) if cue.subject else cue.start
    return bool(pattern("relative_before").search(r.flat[max(0, begin - 5) : begin]))


def _attribute_later(r: Reading, cue: Cue, at: int, limit: int) -> bool:
    """Say whether the attribute of the object that opens here stands behind it."""
    m = pattern("attribute_later").match(r.flat, at, limit)
    if m and _takes(cue, m[1]):
        return True
    if "as" not in cue.frames:
        return False
    if _is_definite_with_adjective(r, at, limit):
        return True
    quote = next((q for q in r.quotes if q.level == 1 and at < q.outer_start < limit), None)
    between = r.tokens(at, quote.outer_start) if quote else None
    if between is None or not any(t.pos_ in ("NOUN", "PROPN") for t in between):
        return False
    return all(t.pos_ in ("DET", "NOUN", "ADJ", "PROPN", "NUM") for t in between)


def _is_definite_with_adjective(r: Reading, at: int, limit: int) -> bool:
    """Say whether a definite noun and an adjective stand here: "trouve *ces mesures dérisoires*"."""
    tokens = list((r.tokens(at, limit, "contract") or ())[:4])
    if len(tokens) < 3 or [t.pos_ for t in tokens[:2]] != ["DET", "NOUN"]:
        return False
    adjective = tokens[2].pos_ == "ADJ" or (tokens[2].pos_ == "ADV" and tokens[2].dep_ == "amod")
    if not adjective or "Ind" in tokens[0].morph.get("Definite", []):
        return False
    return len(tokens) < 4 or tokens[3].is_punct or tokens[3].pos_ == "CCONJ"


def _seen_in(r: Reading, cue: Cue, at: int, limit: int) -> int | None:
    """Return the start of "dans ce vote un tournant", or of "un tournant" behind "y voit"."""
    verb = cue.token.idx if cue.token is not None else cue.end
    token = r.token_at(at)
    if pattern("pronoun_y").search(r.flat[cue.start : verb]) or r.flat.startswith(
        words("there"), cue.end + 1
    ):
        determined = token is not None and token.pos_ in _DETERMINED
        return at if determined or r.quote_opening(at) is not None else None
    gap = r.flat[cue.end : at]
    near = all(t.pos_ in ("ADV", "PUNCT") for t in r.tokens(cue.end, at) or ()) or bool(
        pattern("adverbs_only").fullmatch(gap)
    )
    if near and cue.negated and r.quote_opening(at) is not None:
        return at
    return at if near and pattern("seen_in").match(r.flat, at, limit) and _two_phrases(r, at, limit) else None


def _two_phrases(r: Reading, at: int, limit: int) -> bool:
    """Say whether a second phrase follows the one behind "dans": "dans ce vote | un tournant"."""
    for t in (r.tokens(at, limit, "contract") or ())[2:14]:
        if t.text == "«" or (t.pos_ in ("DET", "NUM") and t.i):
            before = t.nbor(-1)
            if before.pos_ in ("NOUN", "PROPN", "ADJ", "PRON"):
                return True
        if t.pos_ in ("VERB", "AUX", "CCONJ") or t.text in ",;:.":
            return False
    return False
