"""Where people are named: runs of capitals, judged by titles, given names, parser and actor table."""

from __future__ import annotations

from dataclasses import dataclass

from .actors import Actors
from .lexicon import Lexicon, grammar
from .names import fold, sound
from .words import Words

_PARTICLES = grammar("particles")
_FUNCTION = frozenset(("DET", "ADP", "CCONJ", "SCONJ", "ADV", "PRON", "AUX", "INTJ"))
_NOT_NAMES = grammar("not_names")
_ORG_HEADS = grammar("body_heads")
_ORG_TAILS = grammar("body_tails")


@dataclass(slots=True)
class Name:
    """One naming of a person: words i to j, with the honorific's gender and how surely it is a person."""

    i: int
    j: int
    text: str
    honorific: str  # m, f, ? (a title without gender) or "" for none
    evidence: float
    start: int = 0
    plural_honorific: bool = False
    rank: str = ""  # the office that an honorific tells ("Me", "Mgr")


def find_names(words: Words, lex: Lexicon, actors: Actors) -> list[Name]:
    """Find the runs of words that may name a person, in text order."""
    out, i = [], 0
    n = len(words)
    lows = [w.low for w in words.list]
    while i < n:
        if not words[i].cap:
            i += 1
            continue
        start = i
        i, j, honorific = _run(words, i, lex, lows)
        if j > i:
            for a, b in _split(words, i, j, lex, lows):
                name = _judge(words, a, b, lex, actors, honorific if a == i else "")
                if name:
                    out.append(name)
        i = max(start + 1, j)
    return sorted(out + _surnames(words, lex, out), key=lambda n: n.i)


def _surnames(words: Words, lex: Lexicon, names: list[Name]) -> list[Name]:
    """Find surnames that are places too ("Hollande est arrivé"), where the article has the full name."""
    full = {
        fold(n.text).split()[-1]
        for n in names
        if " " in fold(n.text) and n.evidence > 2 and lex.places.get(n.text.split()[-1])
    }
    taken = {k for n in names for k in range(n.i, n.j)}
    return [
        Name(k, k + 1, w.text, "", 2.0, w.start)
        for k, w in enumerate(words.list)
        if full
        and w.cap
        and w.low in full
        and k not in taken
        and (k == 0 or words[k - 1].low not in ("la", "en", "de", "le") or words[k].gap.strip())
    ]


def _run(words: Words, i: int, lex: Lexicon, lows: list[str]) -> tuple[int, int, str]:
    """Give the run of capitals from word i, without honorifics, origins and functional first words."""
    honorific, n = "", len(words)
    while i < n and words[i].cap:
        w = words[i]
        after = (
            i + 1 < n
            and words[i + 1].cap
            and words[i + 1].gap.strip(" \u00a0\u202f.") == ""
            and "\n" not in words[i + 1].gap
        )
        if not after and i + 1 < n and words[i + 1].low in _PARTICLES and _particle(words, i + 1):
            after = not words[i + 1].gap.strip(" \u00a0\u202f.") and "\n" not in words[i + 1].gap
        title = w.text.rstrip(".") in lex.abbreviated
        place = lex.places.match(lows, i) if w.low in ("le", "la", "les") else None
        if place:
            return i + place[0], i + place[0], ""
        if title or (after and w.low in lex.honorifics and w.low not in lex.given):
            honorific = lex.honorifics.get(w.low, lex.honorifics.get(w.text, "?"))
            if not after:
                return i + 1, i + 1, honorific
        elif w.low in _NOT_NAMES or (w.first and w.pos in _FUNCTION and w.low not in lex.given):
            pass
        elif (
            after
            and (lex.demonym(w.low) or w.low in lex.roles or w.low in lex.around)
            and w.low not in lex.given
        ):
            origins = {g for d in lex.demonym(w.low) for g in d.genders}
            if origins and i > 0 and words[i - 1].low in ("le", "la", "l", "du", "au"):
                honorific = next(iter(origins)) if len(origins) == 1 else "?"  # "la Grecque Fotini Karra"
            phrase = lex.phrases.match(lows, i)
            if phrase:
                i += phrase[0] - 1
        else:
            break
        i += 1
        if not after:
            return i, i, honorific
    start = i
    while i < n and not words[i].cap and words[i].low in _PARTICLES:
        i += 1  # "M. de Saint-Affrique"
    if i > start:
        return _end(words, start, i, honorific, lex) if i < n and words[i].cap else (start, start, honorific)
    if i < n and not words[i].cap:
        return i, i, honorific
    return _end(words, i, i, honorific, lex)


def _end(words: Words, i: int, j: int, honorific: str, lex: Lexicon) -> tuple[int, int, str]:
    """Give the run that starts at word i and surely reaches word j."""
    n = len(words)
    while j < n and (
        j == i
        or (
            words[j].gap.strip(" \u00a0\u202f.") == ""
            and "\n" not in words[j].gap
            and ("." not in words[j].gap or (len(words[j - 1].text) == 1 and words[j].low not in _NOT_NAMES))
        )
    ):
        if (words[j].cap and words[j].low not in ("m", "mm", "mme")) or (
            words[j].low in _PARTICLES and j > i and _particle(words, j)
        ):
            j += 1
        else:
            break
    while j > i and not words[j - 1].cap:
        j -= 1
    if (
        not honorific
        and i > 0
        and not words[i].gap.strip()
        and words[i - 1].low in lex.honorifics
        and words[i - 1].low not in ("saint",)
    ):
        honorific = lex.honorifics[words[i - 1].low]
    return i, j, honorific


def _particle(words: Words, j: int) -> bool:
    """Say whether a lower-case particle joins two parts of one name ("von der Leyen", "ben Farhan")."""
    for k in range(j, min(j + 3, len(words))):
        if words[k].gap.strip(" \u00a0\u202f'’") or "\n" in words[k].gap:
            return False
        if words[k].cap:
            return words[j].low not in ("d", "l", "le", "la", "des", "e") or words[k].low not in _ORG_HEADS
        if words[k].low not in _PARTICLES:
            return False
    return False


def _split(words: Words, i: int, j: int, lex: Lexicon, lows: list[str]) -> list[tuple[int, int]]:
    """Cut places and bodies out of a run: "Affaires étrangères Hakan Fidan", "Lyon Grégory Doucet"."""
    out, a, k = [], i, i
    party = words[i].text.isupper() and len(words[i].text) < 6 and i + 2 < j
    if party and words[i + 1].low.split(" ")[0] in lex.given:
        a = k = i + 1  # "le député LR Éric Ciotti"
    while k < j:
        place = lex.places.match(lows[:j], k) if words[k].cap else None
        if (
            place
            and (k == a or k + place[0] == j or not words[k - 1].cap)
            and not (place[0] == 1 and words[k].low in lex.given and k == a and k + 1 < j)
        ):
            last = place[0] == 1 and k + 1 == j and words[k].low not in ("ue", "onu")
            if last and k > a and words[k - 1].low not in _PARTICLES:
                k += 1  # a surname that is also a place: "Jack London"
                continue
            end = k
            while end > a and not words[end - 1].cap:
                end -= 1
            if end > a:
                out.append((a, end))
            k += place[0]
            while k < j and not words[k].cap:
                k += 1
            a = k
        elif (
            k > a
            and words[k].cap
            and (k + 1 < j or words[k].ent == "PER")
            and (
                (words[k - 1].low in lex.fields and _linked(words, a))
                or (
                    words[k].low.split(" ")[0] in lex.given
                    and (_linked(words, a) or (words[k].ent == "PER" and words[a].ent in ("LOC", "ORG")))
                )
            )
        ):
            out.append((a, k))
            a = k
            k += 1
        else:
            k += 1
    if a < j:
        out.append((a, j))
    return out


def _linked(words: Words, a: int) -> bool:
    return (
        a > 0
        and not words[a].gap.strip()
        and words[a - 1].low in ("de", "du", "des", "d", "l", "la", "à", "aux", "au", "et")
    )


def _judge(words: Words, i: int, j: int, lex: Lexicon, actors: Actors, honorific: str) -> Name | None:
    """Weigh whether words i to j name a person."""
    text = words.text[words[i].start : words[j - 1].end]
    if j == i + 1 and words[i].low in lex.roles and words[i].low not in lex.given and not honorific:
        return None
    caps = [w for w in words.list[i:j] if w.cap]
    if not caps or any(c.isdigit() for c in text) or len(caps) > 6:
        return None
    first = words[i].low.split(" ")[0]
    score = 0.0
    if honorific:
        score += 3
    if actors.person(text):
        score += 4
    if len(caps) > 1 and (words[i].low in lex.given or first in lex.given):
        score += 2.5
    per = sum(w.ent == "PER" for w in caps)
    score += 2 if per * 2 > len(caps) else 0
    score -= 1 if any(w.ent in ("ORG",) for w in caps) else 0
    if len(caps) > 1:
        score += 0.5
    if text.isupper() and all(len(c.text) < 5 for c in caps) and not (honorific or first in lex.given):
        score -= 4  # "CFL TER"
    if j + 1 < len(words) and words[j].text.isdigit() and words[j + 1].low == "ans" and "," in words[j].gap:
        score += 2.5  # "Erzsi, 71 ans,"
    if words[j - 1].low in _ORG_TAILS:
        score -= 4
    if words[i].low in _ORG_HEADS or lex.demonym(words[i].low) or words[i].low in lex.bodies:
        score -= 3
    if (
        text.isupper()
        and len(text) > 3
        and words[i].first
        and (j >= len(words) or any(c in words[j].gap for c in ",(/"))
    ):
        score -= 4  # the town of a dateline
    if (
        len(caps) == 1
        and not honorific
        and i > 0
        and not words[i].gap.strip()
        and words[i - 1].low in ("à", "de", "d", "en", "dans")
        and (words[i].low not in lex.given)
        and score < 4
    ):
        score -= 1.5  # "près de Pokrovsk"
    if len(caps) == 1 and (
        words[i].first and words[i].pos in ("VERB", "NOUN", "ADJ", "ADV") and words[i].low not in lex.given
    ):
        score -= 2
    title = words[i - 1].low if honorific and i > 0 else ""
    return Name(i, j, text, honorific, score, words[i].start, rank=lex.ranks.get(title, ""))


def same_person(short: str, full: str) -> int:
    """Grade how well a shorter naming fits a fuller one: 3 surname, 2 first part, 1 by sound, 0 not.

    Examples
    --------
    >>> same_person("Orban", "Viktor Orbán"), same_person("Gao", "Gao Wenhai")
    (3, 2)
    """
    a, b = fold(short).split(), fold(full).split()
    if not a or not b or len(a) > len(b):
        return 0
    if b[-len(a) :] == a:
        return 3
    if b[: len(a)] == a:
        return 2
    if len(a) > 1 and a[0] == b[0] and a[-1] == b[-1]:
        return 3
    sa, sb = [sound(w) for w in a], [sound(w) for w in b]
    if sb[-len(sa) :] == sa or (len(sa) > 1 and sa[0] == sb[0] and sa[-1] == sb[-1]):
        return 1
    if any(b[k : k + len(a)] == a for k in range(len(b))):
        return 1
    return 0
