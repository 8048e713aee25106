"""Where the content of a statement starts and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.statements.cues import Cue
from analysis.statements.lexicon import layout
from analysis.statements.marks import Quote
from analysis.statements.reading import Reading, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NOT_QUE = {
    "alors",
    "tandis",
    "afin",
    "depuis",
    "tant",
    "pour",
    "bien",
    "dès",
    "après",
    "avant",
    "ainsi",
    "plus",
    "moins",
    "aussi",
    "autant",
    "parce",
    "lors",
    "ce",
    "sans",
    "outre",
    "tel",
    "même",
    "autre",
    "mieux",
    "sitôt",
    "ne",
}
_WH = re.compile(
    r"(?:si|s'|quand|comment|pourquoi|où|combien|qui|quel|quelle|quels|quelles|ce que|ce qu'|ce qui)\b"
)
_EDGE = " \t,;:–—-"
_PREPOSITION_FRAMES = {
    "de_np": re.compile(r"(?:de l'|de la |du |des |de |d')"),
    "a_np": re.compile(r"(?:à l'|à la |au |aux |à )"),
    "pour_np": re.compile(r"pour "),
    "contre_np": re.compile(r"contre "),
    "sur_np": re.compile(r"sur "),
    "en_faveur": re.compile(r"en faveur (?:de l'|de la |du |des |de |d')"),
}
_KEPT_ARTICLE = ("l'", "la ", "le ", "les ")


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
    frames = cue.frames
    if "que" in frames and (start := _que(r, cue, limit)) is not None:
        return Complement("que", start)
    at = cue.end
    passed = 0
    while at < limit and passed < 14:
        at += len(r.flat[at:limit]) - len(r.flat[at:limit].lstrip(" "))
        if at >= limit:
            break
        rest = r.flat[at:limit]
        found = _here(r, cue, at, rest, frames, passed)
        if found is not None:
            return found
        at = _skip(r, cue, at, limit)
        if at < 0:
            break
        passed += 1
    return None


def _here(r: Reading, cue: Cue, at: int, rest: str, frames: frozenset[str], passed: int) -> Complement | None:
    """Return the complement that starts exactly here, if any."""
    quote = next((q for q in r.quotes if q.outer_start == at and q.level == 1), None)
    if quote is not None:
        if (
            "quote" in frames
            or "colon" in frames
            or frames & {"object", "attribute", "que", "inf", "attribute_quote"}
        ):
            return Complement("quote", at, quote)
        return None
    if rest[0] == ":":
        start = at + 1 + len(r.flat[at + 1 :]) - len(r.flat[at + 1 :].lstrip(" "))
        quote = next((q for q in r.quotes if q.outer_start == start and q.level == 1), None)
        if quote is not None:
            return Complement("quote", start, quote)
        return (
            Complement("colon", start)
            if start < len(r.flat) and "colon" in frames and rest[1:].strip()
            else None
        )
    token = r.token_at(at)
    if token is None:
        return None
    if "si" in frames and _WH.match(rest) and passed < 3:
        return Complement("si", at)
    if (
        "attribute" in frames
        and (token.pos_ in ("ADJ", "VERB", "ADV", "DET", "NOUN") or _infinitive(token))
        and rest[0] not in ",.;"
    ):
        return Complement("attribute", at)
    quoted = re.match(r"(de|d'|à) ?(?=« ?)", rest)
    if (
        quoted
        and (opened := next((q for q in r.quotes if q.outer_start == at + quoted.end()), None)) is not None
    ):
        verb = re.match(
            r"(?:(?:ne |n'|pas |plus |se |s'|l'|le |la |les |y |en |lui )*)(\w+)",
            r.flat[opened.start : opened.end],
        )
        token = r.token_at(opened.start + verb.start(1)) if verb else None
        frame = "a_inf" if quoted.group(1) == "à" else "de_inf"
        if token is not None and _infinitive(token) and frame in frames:
            return Complement(frame, opened.outer_start)
        if token is None:
            return None
        token = r.token_at(at) or token
    preposition = re.match(
        r"(de |d'|à )(?=(?:(?:ne |n')?(?:pas |plus |jamais |rien )?)?(?:(?:se |s'|l'|le |la |les |y |en |lui |leur |nous |vous |m'|me )*)(\w+))",
        rest,
    )
    if preposition:
        verb = r.token_at(at + preposition.start(2))
        frame = "a_inf" if preposition.group(1) == "à " else "de_inf"
        if verb is not None and _infinitive(verb):
            if "object_de" in frames and frame == "de_inf":
                return Complement("object_de", at + preposition.end())
            return Complement(frame, at + preposition.end()) if frame in frames else None
    if passed < 4 and "pour_inf" in frames and rest.startswith("pour "):
        return Complement("pour_np", at + 5)
    for frame, pattern in _PREPOSITION_FRAMES.items():
        m = pattern.match(rest)
        if m and frame in frames:
            start = at + m.end()
            for article in _KEPT_ARTICLE:
                if m.group().endswith(article) and m.group() not in ("au ",):
                    start -= len(article)
            return Complement(frame, start)
    if "inf" in frames and _bare_infinitive(r, at) and passed < 3:
        return Complement("inf", at)
    quantity = re.match(r"(?:davantage|plus|moins|beaucoup|trop|assez) d", rest)
    if (quantity or token.pos_ in ("DET", "NOUN", "NUM", "PROPN", "ADJ", "PRON")) and not _is_time(
        r, token, at
    ):
        if cue.sense_for("object_de"):
            return Complement("object_de", at)
        if (
            "object" in frames
            and not _is_addressee(cue, token, frames)
            and token.text.lower() not in ("il", "elle", "on", "ils", "qui", "que", "où", "dont")
        ):
            return Complement("object", at)
    return None


def _que(r: Reading, cue: Cue, limit: int) -> int | None:
    """Return the start of the clause behind "que"."""
    for m in re.compile(r"\bqu(?:e |')").finditer(r.flat, cue.end, min(limit, cue.end + 260)):
        if r.depths[m.start()] != r.depths[cue.start]:
            continue
        before = r.flat[max(cue.start, m.start() - 14) : m.start()].split()
        if before and before[-1].lower() in _NOT_QUE and m.start() > cue.end + 1 and before[-2:-1] != ["de"]:
            continue
        token = r.token_at(m.start())
        gap = r.flat[cue.end : m.start()]
        if token is None or (
            token.pos_ == "PRON" and token.dep_ != "mark" and len(gap) > 1 and not gap.rstrip().endswith(",")
        ):
            continue
        if re.search(r"\bn(?:e |')", gap):
            continue
        if ";" in gap or ":" in gap or "»" in gap or gap.count(",") % 2:
            return None
        between = r.doc.char_span(cue.end, m.start(), alignment_mode="contract")
        if between is not None and any(_finite(t) for t in between):
            return None
        if (
            len(gap.strip()) > 1
            and cue.token is not None
            and not _depends(token, cue.token)
            and len(gap) > 70
        ):
            return None
        return m.end()
    return None


def _depends(mark: Token, verb: Token) -> bool:
    return mark.head.head.i == verb.i or mark.head.i == verb.i


def _finite(t: Token) -> bool:
    return t.pos_ in ("VERB", "AUX") and "Fin" in t.morph.get("VerbForm")


def _infinitive(t: Token) -> bool:
    return "Inf" in t.morph.get("VerbForm") or (
        t.pos_ in ("VERB", "AUX") and t.text.lower().endswith(("er", "ir", "re", "oir"))
    )


def _bare_infinitive(r: Reading, at: int) -> bool:
    m = re.match(
        r"(?:ne pas |ne plus |n'|ne jamais )?(?:(?:se |s'|l'|le |la |les |y |en |lui |leur )*)(?:bien |vouloir |pleinement |toujours )?(\w+)",
        r.flat[at : at + 60],
    )
    token = r.token_at(at + m.start(1)) if m else None
    return token is not None and _infinitive(token)


def _is_time(r: Reading, token: Token, at: int) -> bool:
    return bool(
        re.match(
            r"(?:(?:ce |le |la |l'|dès )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|aujourd'hui|matin|soir|midi|après-midi|veille|lendemain|semaine|mois|même jour|jour)\b|le \d|l'an|l'année|\d{1,2} (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)|\d{1,2} ?h\b|(?:une|un) (?:fois|nouvelle fois)|ce \d)",
            r.flat[at : at + 40].lower(),
        )
    )


def _is_addressee(cue: Cue, token: Token, frames: frozenset[str]) -> bool:
    return (
        bool(any(s.addressee == "object" for s in cue.senses))
        and "a_inf" in frames
        and token.pos_ in ("DET", "PROPN", "NOUN", "ADJ")
        and not any(s.name in ("hail", "support", "condemn") for s in cue.senses)
    )


def _skip(r: Reading, cue: Cue, at: int, limit: int) -> int:
    """Return the place after an adverb, a date, an addressee or an inserted phrase; -1 where nothing may be skipped."""
    rest = r.flat[at:limit]
    if rest[0] == ",":
        close = rest.find(",", 1)
        if 0 < close < 110 and "«" not in rest[:close]:
            return at + close + 1
        return -1
    if rest[0] in ".;!?()»«" or re.match(r"(?:et|ou|mais|car|qui|dont|où|puis)\b", rest):
        return -1
    token = r.token_at(at)
    if token is None:
        return -1
    if _finite(token):
        return -1
    if token.pos_ in ("ADP", "DET", "NOUN", "PROPN", "NUM", "ADJ", "SCONJ"):
        head = token
        while head.pos_ in ("ADP", "DET", "NUM", "ADJ", "SCONJ") and head.head.i > head.i:
            head = head.head
        end = head.idx + len(head)
        stop = next(
            (
                m.start()
                for m in re.compile(r"\s(?:à|de|d'|que|qu'|pour|contre|«|:)|,").finditer(
                    r.flat, max(end, at + 1), limit
                )
            ),
            limit,
        )
        nxt = r.doc[head.i + 1] if head.i + 1 < len(r.doc) else None
        while (
            nxt is not None
            and nxt.idx < limit
            and nxt.idx < stop
            and nxt.pos_ in ("ADJ", "PROPN", "NOUN", "NUM")
            and nxt.head.i <= nxt.i
        ):
            end = nxt.idx + len(nxt)
            nxt = r.doc[nxt.i + 1] if nxt.i + 1 < len(r.doc) else None
        return max(end, at + len(token))
    return at + len(token)


def clause_end(r: Reading, start: int, cue: Cue, frame: str, cues: list[Cue], limit: int) -> int:
    """Return where content that starts at `start` ends.

    The sentence's end, or earlier: before a coordinated or participial reporting verb, an inserted cue, a semicolon,
    or a circumstance that the journalist adds after a comma. Text inside quotation marks is never cut.
    """
    end = limit
    for other in cues:
        if other.start < start + 3 or other is cue or other.start >= end or r.depths[other.start]:
            continue
        if _is_sibling(r, cue, other, start, frame):
            end = _before_link(r, start, other.start)
            break
    for m in re.compile(r"[,;]\s|\s[–—]\s").finditer(r.flat, start, end):
        if r.depths[m.start()]:
            continue
        mark = m.group().strip()
        after = r.flat[m.end() : m.end() + 60]
        if mark in (";", "–", "—") and (mark == ";" or (r.flat.count(mark, start, end) == 1 and mark != "-")):
            end = m.start()
            break
        if re.match(r"(?:tandis|alors) qu", after):
            end = m.start()
            break
        if layout().circumstances.match(after):
            close = r.flat.find(", ", m.end(), end)
            if frame in ("que", "colon", "si") and close > 0 and close - m.end() < 60:
                continue
            end = m.start()
            break
        if frame not in ("que", "colon", "si") and _new_clause(r, after, m.end(), cue):
            end = m.start()
            break
        if _participial(r, m.end(), after, cue, frame):
            end = m.start()
            break
    for pattern in (_COLON,) if frame in ("que", "colon", "si", "inf") else (_COLON, _COORDINATED, _ADJUNCT):
        for m in pattern.finditer(r.flat, start + 1, end):
            if r.depths[m.start()] or r.depths[m.end() - 1]:
                continue
            if pattern is _COLON and frame in ("que", "colon", "si") and r.flat[m.end() : m.end() + 1] != "«":
                continue
            if pattern is not _COORDINATED or _is_coordinated_verb(r, m, cue):
                end = m.start()
                break
    return trim(r, start, end)[1]


_COLON = re.compile(r"\s?:\s")
_COORDINATED = re.compile(
    r"\s(?:et|mais|puis|ou)\s(?:(?:n'|ne |s'|se |l'|le |la |les |lui |leur |y |en )*)(\w+)"
)
_ADJUNCT = re.compile(
    r"\s(?:lors d|au cours d|à l'issue d|en marge d|à l'occasion d|après avoir |dans (?:un|une|son|sa) (?:message|communiqué|tweet|entretien|interview|lettre|discours|vidéo|déclaration|tribune|courrier|note)|sur (?:Twitter|Facebook|X|Instagram|Telegram|LinkedIn)\b|en (?:se |s'|l'|le |la |y )?\w{3,}ant\b)"
)


def _is_coordinated_verb(r: Reading, m: re.Match[str], cue: Cue) -> bool:
    """Say whether "et" joins another finite verb of the same subject: "juge … et renvoie …"."""
    token = r.token_at(m.start(1))
    if token is None or not _finite(token):
        return False
    return not any(c.dep_.startswith("nsubj") and c.i < token.i and c.idx > m.start() for c in token.children)


def _participial(r: Reading, at: int, after: str, cue: Cue, frame: str) -> bool:
    """Say whether a comma opens a participial clause about the speaker: ", invoquant …", ", les tenant pour …"."""
    m = re.match(r"(?:(?:ne |n'|se |s'|l'|le |la |les |en |y )*)(\w+ant)\b", after)
    token = r.token_at(at + m.start(1)) if m else None
    if token is None or token.pos_ != "VERB":
        return False
    return frame not in ("que", "colon", "si") or (cue.token is not None and token.head.i == cue.token.i)


def _new_clause(r: Reading, after: str, at: int, cue: Cue) -> bool:
    """Say whether a comma opens a new main clause: ", et elle résume…", ", mais l'élue …", ", alors que …"."""
    if re.match(
        r"(?:alors que|tandis que|ce qui|ce que|au moment où|même si|bien que|qui |qu'|que |dont |où |(?:à|pour|avec|par|sur) (?:qui|la?quel)|auquel|à laquelle|avec l)",
        after,
    ):
        return True
    m = re.match(r"(?:et|mais|or|car|puis)\b", after)
    if not m:
        return False
    sentence_end = r.sentence_at(at)[1]
    span = r.doc.char_span(at, min(sentence_end, at + 70), alignment_mode="expand")
    return span is not None and any(_finite(t) for t in span)


def _is_sibling(r: Reading, cue: Cue, other: Cue, start: int, frame: str) -> bool:
    """Say whether another cue stands beside this content and not inside it."""
    left = r.flat[max(start, other.start - 26) : other.start].rstrip()
    if other.mood == "elliptic":
        return cue.mood in ("compound", "elliptic") or frame in ("object", "de_np", "quote")
    if other.mood == "present":
        return left.endswith((",", " en", ", tout en", "»")) or left.endswith("tout en")
    if other.mood == "preposition":
        return left.endswith(",") and not other.inserted
    if other.mood == "infinitive":
        return bool(re.search(r"avant d[e']?$", left))
    if other.pronoun:
        return left.endswith((",", "»", "?", "!", "…"))
    if left.endswith((",", "»")) and (other.inserted or cue.subject_found == "relative"):
        return True
    if re.search(
        r"(?:\bet|\bmais|\bpuis|\bou|,)(?: (?:\w+ment|aussi|a ainsi|surtout|même|notamment))?$", left
    ):
        if other.token is None or cue.token is None:
            return False
        own = any(c.dep_.startswith("nsubj") for c in other.token.children)
        if own:
            return False
        if frame in ("que", "colon", "inf"):
            return other.mood == cue.mood or other.token.head.i == cue.token.i or not left.endswith(" et")
        return True
    return False


def _before_link(r: Reading, start: int, at: int) -> int:
    """Step back over the words that lead up to a following cue."""
    left = r.flat[start:at]
    m = re.search(
        r"(?:\s*,)?\s*(?:\b(?:et|ou|mais|puis|tout en|en|avant d[e']|ainsi que)\b\s*(?:\w+ment|aussi|surtout|même|notamment|également)?)?\s*$",
        left,
    )
    return start + (m.start() if m else len(left.rstrip()))


def trim(r: Reading, start: int, end: int) -> Span:
    """Take off the white space and punctuation at both ends; a full stop that closes a quotation inside stays."""
    while start < end and r.flat[start] in _EDGE:
        start += 1
    while end > start and (
        r.flat[end - 1] in _EDGE or (r.flat[end - 1] in ".!…?" and not _kept_stop(r, start, end))
    ):
        end -= 1
    if r.flat[start:end].count("(") < r.flat[start:end].count(")") and r.flat[end - 1] == ")":
        end -= 1
    return start, end


def _kept_stop(r: Reading, start: int, end: int) -> bool:
    return r.flat[end - 1] in "?!" or bool(re.search(r"\b(?:M|St|etc|[A-Z])\.$", r.flat[start:end]))
