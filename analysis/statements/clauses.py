"""Where the content of a statement ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.statements.complements import complement
from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout, pattern, words
from analysis.statements.reading import Reading
from analysis.statements.spans import trim
from analysis.statements.tokens import has_finite, is_finite, is_subject

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

_BREAK = re.compile(r"[,;]\s|\s[–—]\s")
_COLON = re.compile(r"\s?:\s")
#: Moods of a cue that has a subject of its own.
_TELLING = ("finite", "compound")
#: Frames whose content is a clause: it may go on after a comma.
_CLAUSES = ("que", "colon", "si")
#: First words of what a colon lists.
_LISTED = ("DET", "NUM", "NOUN", "PROPN", "ADJ")


def clause_end(r: Reading, start: int, cue: Cue, frame: str, cues: list[Cue], limit: int) -> int:
    """Return where content that starts at `start` ends.

    The sentence's end, or earlier: before a coordinated or participial reporting verb, an inserted cue, a
    semicolon, or a circumstance that the journalist adds after a comma. Text inside quotation marks is
    never cut.

    Parameters
    ----------
    r : Reading
    start : int
    cue : Cue
        The cue of this content.
    frame : str
        The complement that it is.
    cues : list of Cue
        All cues of the article.
    limit : int
        The end of the sentence.
    """
    end = _next_cue(r, start, cue, frame, cues, limit)
    end = _at_break(r, start, cue, frame, cues, end)
    end = _at_colon(r, start, frame, end)
    if frame not in _CLAUSES and frame != "inf":
        end = _at_coordination(r, start, end)
        end = _outside(r, "adjunct", start, end)
    if cue.mood == "noun" and not has_finite(r.tokens(r.sentence_at(cue.start)[0], cue.start) or ()):
        end = _before_main_verb(r, start, end)
    if cue.mood == "present" or pattern("after_left").search(r.flat, max(0, cue.start - 8), cue.start):
        end = _before_main_clause(r, start, cue, frame, end)
    elif cue.subject_found == "relative" and frame in _CLAUSES:
        end = _before_main_verb_of(r, start, cue, end)
    elif pattern("opens_subordinate").match(r.flat, r.sentence_at(cue.start)[0], cue.start):
        end = _after_subordinate(r, start, cue, end)
    return trim(r, start, end)[1]


def _before_main_verb(r: Reading, start: int, end: int) -> int:
    """Return where the main verb of a noun cue begins: "le refus de signer | a surpris ses voisins"."""
    inside_relative = False
    for token in r.tokens(start, end, "contract") or ():
        low = token.text.lower()
        inside_relative = inside_relative or low in words("subordinators")
        if is_finite(token) and not inside_relative and not r.depths[token.idx]:
            return token.idx
        if low == ",":
            inside_relative = False
    return end


def _before_main_clause(r: Reading, start: int, cue: Cue, frame: str, end: int) -> int:
    """Return the comma behind a participle that leads up to the main clause.

    "Estimant que …, | les avocats ont demandé …", "Le ministre, accusant …, | a affirmé que …"
    """
    begin = r.sentence_at(cue.start)[0]
    leads = (pattern(name) for name in ("opens_participle", "behind_circumstance"))
    opens = any(lead.fullmatch(r.flat, begin, cue.start) for lead in leads)
    for m in _BREAK.finditer(r.flat, start, end):
        rest = r.tokens(m.end(), r.sentence_at(start)[1], "contract")
        if m.group()[0] != "," or not rest or r.depths[m.start()]:
            continue
        if frame in _CLAUSES and not has_finite(r.tokens(start, m.start()) or ()):
            continue
        if opens and _opens_clause(rest):
            return m.start()
        if not opens and _continues_main(rest, cue):
            return m.start()
    return end


def _before_main_verb_of(r: Reading, start: int, cue: Cue, end: int) -> int:
    """Return the comma behind a relative clause in the middle: "X, qui affirme que …, | *est parti*"."""
    for m in _BREAK.finditer(r.flat, start, end):
        rest = r.tokens(m.end(), r.sentence_at(start)[1], "contract")
        if m.group()[0] == "," and rest and not r.depths[m.start()] and _continues_main(rest, cue):
            return m.start()
    return end


def _after_subordinate(r: Reading, start: int, cue: Cue, end: int) -> int:
    """Return the comma behind a clause that opens its sentence: "Alors que X juge Y utile, | Z …"."""
    if any(not r.depths[m.start()] for m in _BREAK.finditer(r.flat, r.sentence_at(cue.start)[0], cue.start)):
        return end
    for m in _BREAK.finditer(r.flat, start, end):
        rest = r.tokens(m.end(), r.sentence_at(start)[1], "contract")
        if rest and not r.depths[m.start()] and _opens_clause(rest):
            return m.start()
    return end


def _opens_clause(rest: SpacySpan) -> bool:
    """Say whether a main clause begins with these words."""
    opens = rest[0].pos_ in ("DET", "PROPN", "PRON", "NOUN") or rest[0].text[0].isupper()
    return opens and has_finite(rest) and rest[0].text.lower() not in words("subordinators")


def _continues_main(rest: SpacySpan, cue: Cue) -> bool:
    """Say whether the verb of the clause around a participle begins here: "X, accusant …, *a affirmé*"."""
    verb = next((t for t in rest[:5] if t.pos_ not in ("PRON", "ADV", "PUNCT")), None)
    if verb is None or not is_finite(verb):
        return False
    owned = [c for c in verb.head.children if is_subject(c)] + [c for c in verb.children if is_subject(c)]
    return all(cue.token is None or c.i < cue.token.i or c.i >= verb.i for c in owned)


def _next_cue(r: Reading, start: int, cue: Cue, frame: str, cues: list[Cue], limit: int) -> int:
    """Return the place before the next cue that stands beside this content."""
    for other in cues:
        if other.start < start + 3 or other is cue or other.start >= limit or r.depths[other.start]:
            continue
        if _is_sibling(r, cue, other, start, frame):
            return _before_link(r, start, other.start)
    return limit


def _at_break(r: Reading, start: int, cue: Cue, frame: str, cues: list[Cue], end: int) -> int:
    """Return the first comma, semicolon or dash where the journalist goes on."""
    for m in _BREAK.finditer(r.flat, start, end):
        if r.depths[m.start()]:
            continue
        if _breaks(r, m, start, cue, frame, end) or _reporting_relative(r, m.end(), cues, end):
            return m.start()
    return end


def _reporting_relative(r: Reading, at: int, cues: list[Cue], end: int) -> bool:
    """Say whether a comma opens a relative clause in which somebody else speaks: ", qu'il juge …"."""
    if not pattern("relative_clause").match(r.flat, at):
        return False
    comma = r.flat.find(", ", at, end)
    close = comma if comma > 0 else end
    return any(
        at <= c.start < close
        and c.mood in _TELLING
        and not r.depths[c.start]
        and complement(r, c, end) is not None
        for c in cues
    )


def _breaks(r: Reading, m: re.Match[str], start: int, cue: Cue, frame: str, end: int) -> bool:
    mark = m.group().strip()
    if mark == ";" or (mark != "," and r.flat.count(mark, start, end) == 1):
        return True
    after = r.flat[m.end() : m.end() + 60]
    if pattern("contrast").match(after):
        return True
    if layout().circumstances.match(after):
        close = r.flat.find(", ", m.end(), end)
        return not (frame in _CLAUSES and close > 0 and close - m.end() < 60)
    if cue.mood == "preposition" and r.flat.endswith("»", 0, r.skip_back(m.start())):
        return _next_clause(r, m.end(), r.sentence_at(start)[1])
    if frame not in _CLAUSES and (_new_clause(r, after, m.end()) or _next_clause(r, m.end(), end)):
        return True
    if not frame.endswith(("inf", "colon")) and pattern("without").match(after):
        return True
    relative = pattern("after_relative").search(r.flat, max(0, cue.start - 12), cue.start)
    if relative and frame not in _CLAUSES and _goes_on(r, m.end()):
        return True
    return _participial(r, m.end(), after, cue, frame)


def _at_colon(r: Reading, start: int, frame: str, end: int) -> int:
    for m in _COLON.finditer(r.flat, start + 1, end):
        opens_quote = r.flat[m.end() : m.end() + 1] == "«"
        if _is_outside(r, m) and (opens_quote or (frame not in _CLAUSES and not _lists(r, m.end(), end))):
            return m.start()
    return end


def _lists(r: Reading, start: int, end: int) -> bool:
    """Say whether what stands behind a colon is part of an object: "a annoncé son choix : *deux femmes*"."""
    rest = r.tokens(start, end, "contract")
    if not rest or rest[0].pos_ not in _LISTED:
        return False
    return not has_finite(r.tokens(start, end, "expand") or ())


def _at_coordination(r: Reading, start: int, end: int) -> int:
    for m in pattern("coordinated_verb").finditer(r.flat, start + 1, end):
        if _is_outside(r, m) and _is_coordinated(r.token_at(m.start(1)), m.start()):
            return m.start()
    return end


def _outside(r: Reading, name: str, start: int, end: int) -> int:
    """Return the first place outside quotations where a pattern matches."""
    found = (m.start() for m in pattern(name).finditer(r.flat, start + 1, end) if _is_outside(r, m))
    return next(found, end)


def _is_outside(r: Reading, m: re.Match[str]) -> bool:
    return not (r.depths[m.start()] or r.depths[m.end() - 1])


def _is_coordinated(token: Token | None, at: int) -> bool:
    """Say whether "et" joins another finite verb of the same subject: "juge … et renvoie …"."""
    if token is None or not is_finite(token):
        return False
    return not any(is_subject(c) and c.i < token.i and c.idx > at for c in token.children)


def _participial(r: Reading, at: int, after: str, cue: Cue, frame: str) -> bool:
    """Say whether a comma opens a participial clause about the speaker: ", invoquant …"."""
    m = pattern("participle").match(after)
    token = r.token_at(at + m.start(1)) if m else None
    if token is None or token.pos_ != "VERB":
        return False
    if frame.endswith("inf") and pattern("gerund").match(after):
        return False
    return frame not in _CLAUSES or (cue.token is not None and token.head.i == cue.token.i)


def _new_clause(r: Reading, after: str, at: int) -> bool:
    """Say whether a comma opens a new main clause: ", et elle résume…", ", alors que …"."""
    if pattern("new_clause").match(after):
        return True
    if not pattern("coordination").match(after):
        return False
    return has_finite(r.tokens(at, min(r.sentence_at(at)[1], at + 70), "expand") or ())


def _goes_on(r: Reading, at: int) -> bool:
    """Say whether the verb behind a relative clause begins here: "X, qui dément Y, *a offert*"."""
    token = r.token_at(at)
    while token is not None and token.pos_ in ("PRON", "ADV") and token.i + 1 < len(r.doc):
        token = token.nbor(1)
    return token is not None and is_finite(token)


def _next_clause(r: Reading, at: int, end: int) -> bool:
    """Say whether a main clause with a subject of its own begins here: ", la Suède réclame un audit"."""
    rest = None if pattern("relative_clause").match(r.flat, at) else r.tokens(at, end, "contract")
    verb = next((t for t in rest[:12] if is_finite(t)), None) if rest else None
    if rest is None or verb is None or verb.dep_.startswith(("acl", "advcl")):
        return False
    heads = (verb, verb.head) if verb.dep_.startswith(("aux", "cop")) else (verb,)
    subject = next((c for h in heads for c in h.children if is_subject(c) and c.i < verb.i), None)
    if subject is None or subject.left_edge.i > rest[0].i:
        return False
    between = r.doc[rest[0].i : verb.i]
    return not any(t.text.lower() in words("subordinators") or t.text == "," for t in between)


def _is_sibling(r: Reading, cue: Cue, other: Cue, start: int, frame: str) -> bool:
    """Say whether another cue stands beside this content and not inside it."""
    left = r.flat[max(start, other.start - 26) : other.start].rstrip()
    if other.mood == "elliptic":
        return cue.mood in ("compound", "elliptic") or frame in ("object", "de_np", "quote")
    if other.mood == "present":
        return cue.mood != "preposition" and left.endswith(words("participle_leads"))
    if other.mood == "preposition":
        return left.endswith(",") and not other.inserted
    if other.mood == "infinitive":
        return bool(pattern("before_d").search(left))
    if other.pronoun:
        return left.endswith((",", "»", "?", "!", "…"))
    if left.endswith((",", "»")) and (other.inserted or cue.subject_found == "relative"):
        return True
    return bool(pattern("sibling_link").search(left)) and _shares_subject(cue, other, left, frame)


def _shares_subject(cue: Cue, other: Cue, left: str, frame: str) -> bool:
    """Say whether a coordinated cue goes with this cue, and not with a verb inside the content."""
    if other.token is None or cue.token is None or any(map(is_subject, other.token.children)):
        return False
    if frame in ("que", "colon", "inf"):
        beside = other.mood == cue.mood or other.token.head.i == cue.token.i
        return beside or not left.endswith(words("and_left"))
    return True


def _before_link(r: Reading, start: int, at: int) -> int:
    """Step back over the words that lead up to a following cue."""
    left = r.flat[start:at]
    m = pattern("link_before_cue").search(left)
    return start + (m.start() if m else len(left.rstrip()))
