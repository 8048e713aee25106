"""Phrases that describe someone: "le chef de la diplomatie russe", "l'ancien comédien", "Le Polonais"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .lexicon import Lexicon, grammar, grammar_table
from .words import Words

_DEF = {"le": "m", "la": "f", "l": "?", "les": "?", "du": "m", "au": "m", "aux": "?"}
_INDEF = {
    "un": "m",
    "une": "f",
    "des": "?",
    "plusieurs": "?",
    "certains": "m",
    "certaines": "f",
    "quelques": "?",
    "d": "?",
}
_DEM = {"ce": "m", "cet": "m", "cette": "f", "ces": "?"}
_POSS = {"son": "?", "sa": "f", "ses": "?", "leur": "?", "leurs": "?", "mon": "?", "notre": "?", "nos": "?"}
_PLURALS = grammar("plurals")
_COUNTS = grammar_table("counts")
_ORIGIN = re.compile(r"\w{2}(?:[ao]is|[ao]ise|ien|ienne|een|eenne|ain|aine|\wane?|[io]te|ande?|onne)$")
_LINKS = grammar("links")
_ARTICLES = grammar("articles")
_CLITICS = grammar("before_infinitive")
_STOP = re.compile(r"[,.;:!?…\n\"«»“”—–]|[()\[\]]")


@dataclass(slots=True)
class Description:
    """What a noun phrase says of whom it means."""

    i: int
    j: int
    head_at: int
    head: str
    known: bool
    gender: str
    number: str
    definite: str  # def, indef, dem, poss, bare
    count: int = 0
    former: bool = False
    countries: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    demonym: bool = False  # the head itself is a people: "le Polonais"
    linked: bool = False  # it has a complement: "le siège de Lyon", not "le mouvement islamiste"
    head_end: int = 0  # the word after the head, before its complements
    compound: set[str] = field(default_factory=set)  # "chef de *cabinet*": another office than "chef"


def determiner(words: Words, i: int) -> tuple[str, str, str] | None:
    """Give (definiteness, gender, number) of the determiner at word i, or None."""
    low = words[i].low
    for table, kind in ((_DEF, "def"), (_INDEF, "indef"), (_DEM, "dem"), (_POSS, "poss")):
        if low in table:
            return kind, table[low], "p" if low in _PLURALS else "s"
    return None


def read_description(
    words: Words, i: int, limit: int, lex: Lexicon, names: dict[int, int]
) -> Description | None:
    """Read the description that starts at word i (determiner or bare noun), or None when there is no noun.

    Parameters
    ----------
    words, i, limit
        The article's words, the first word, and the word before which to stop.
    lex : Lexicon
    names : dict
        Words at which a person's name starts; a description ends before one that is not its complement.
    """
    if i >= limit:
        return None
    det = determiner(words, i)
    k, kind, gender, number, count, former = i, "bare", "?", "s", 0, False
    if det:
        kind, gender, number = det
        k += 1
        if (
            k + 2 < limit
            and words[k].low == "un"
            and words[k + 1].low in ("des", "de")
            and words[i].low == "l"
        ):
            kind, gender = "indef", "m"  # "l'un des chauffeurs"
            k += 2
            number = "p"
    one_of = kind == "indef" and number == "p" and words[i].low == "l"
    if k < limit and words[k].low in _COUNTS:
        count, number = _COUNTS[words[k].low], "p"
        kind = "indef" if kind == "bare" else kind
        k += 1
    head = _head(words, k, limit, lex, names, kind == "def" and number == "s")
    while head is None and k + 1 < limit and not _STOP.search(words[k + 1].gap) and _precedes(words, k, lex):
        former = former or words[k].low in (
            "ex",
            "ancien",
            "ancienne",
            "anciens",
            "anciennes",
            "defunt",
            "feu",
        )
        k += 1
        head = _head(words, k, limit, lex, names)
    if head is None:
        return None
    size, cls, genders, known, origin = head
    out = Description(i, k + size, k, cls, known, gender, number, kind, count, former, head_end=k + size)
    out.countries |= origin
    out.demonym = bool(origin)
    if gender == "?" and genders in ("m", "f", "mp", "fp"):
        out.gender = genders[0]
    elif gender in "mf" and genders in ("m", "f") and gender != genders and known:
        out.gender = genders
    if one_of:
        out.number = "s"
    if kind == "bare" and "p" in genders and len(genders) == 2:
        out.number = "p"
    _complements(words, out, limit, lex, names)
    _office(out, lex)
    return out


def _precedes(words: Words, k: int, lex: Lexicon) -> bool:
    w = words[k]
    return (
        w.low in lex.around
        or w.pos in ("ADJ", "NUM")
        or (not w.cap and bool(lex.demonym(w.low)) and w.pos != "NOUN")
    )


def _head(words: Words, k: int, limit: int, lex: Lexicon, names: dict[int, int], det: bool = False):
    """Give (length, class, genders, known, countries) of the head noun at word k, or None."""
    lows = [w.low for w in words.list[k : min(limit, k + 6)]]
    if not lows:
        return None
    found = lex.phrases.match(lows, 0)
    if found and not any(_STOP.search(words[k + n].gap) for n in range(1, found[0])):
        return found[0], found[1][0], found[1][1], True, set()
    w = words[k]
    origin = lex.demonym(w.low) if w.cap else []
    if origin and (
        k + 1 >= limit or words[k + 1].pos != "NOUN" or words[k + 1].cap or words[k + 1].low in lex.around
    ):
        genders = "".join(sorted({g for d in origin for g in d.genders}, reverse=True))
        return 1, "", genders, True, {d.country for d in origin}
    if (
        det
        and w.cap
        and not w.first
        and k not in names
        and _ORIGIN.search(w.low)
        and w.ent != "ORG"
        and (k + 1 >= limit or not words[k + 1].cap or words[k + 1].gap.strip())
        and lex.places.get(w.text) is None
    ):
        return 1, "", "f" if w.low.endswith(("aise", "oise", "enne", "aine")) else "m", True, {"~" + w.low}
    if k in names:
        return None
    if w.low in lex.roles and not (
        w.low in lex.around and len(lows) > 1 and _next_noun(words, k, limit, lex, names)
    ):
        cls, genders = lex.roles[w.low]
        return 1, cls, genders, True, set()
    if (
        w.pos == "NOUN"
        or (w.low in lex.bodies or w.low in lex.documents or w.low in lex.sources)
        or (w.pos == "PROPN" and not w.cap)
    ):
        return 1, w.low, lex.body_gender.get(w.low, "mf"), False, set()
    return None


def _next_noun(words: Words, k: int, limit: int, lex: Lexicon, names: dict[int, int]) -> bool:
    if k + 1 >= limit or _STOP.search(words[k + 1].gap):
        return False
    nxt = words[k + 1]
    return (
        nxt.low in lex.roles
        or (nxt.pos == "NOUN" and not nxt.cap)
        or lex.phrases.match([w.low for w in words.list[k + 1 : k + 5]], 0) is not None
    )


def _complements(words: Words, out: Description, limit: int, lex: Lexicon, names: dict[int, int]) -> None:
    """Take in the adjectives and the complements of the head noun."""
    k, linked, was_cap, linked_once = out.j, False, False, False
    end = k
    while k < limit:
        w = words[k]
        gap = _STOP.search(w.gap)
        if gap:
            close = _aside(words, k, limit)
            if close is not None:
                end = close
            break
        tail = lex.tails.match([x.low for x in words.list[k : min(limit, k + 4)]], 0)
        if tail and not linked:
            k += tail[0]
            end = k
            continue
        if w.low in _LINKS:
            if _action(words, k, limit):
                break
            if w.low in ("de", "d") and k == out.head_end and k + 1 < limit and _common(words, k + 1, lex):
                out.compound.add(words[k + 1].low)
            linked, k = True, k + 1
            linked_once = out.linked = True
            continue
        if linked and w.low in _ARTICLES:
            k += 1
            continue
        if (
            w.low == "et"
            and linked_once
            and k + 1 < limit
            and words[k + 1].low in _LINKS | {"la", "l", "le"}
            and ("ministre" in out.head or "secretaire" in out.head or "ministere" in out.head)
        ):
            k += 1
            linked = True
            continue
        body = end == k and not linked and names_body(words, k, lex)
        if out.known and not linked and w.text.isupper() and 1 < len(w.text) < 6 and k not in names:
            out.words.add(w.low)  # a party: "le député LR Éric Ciotti"
            k += 1
            end = k
            continue
        if k in names and not linked and not body:
            break
        place = lex.places.match([x.low for x in words.list[k : min(limit, k + 6)]], 0) if w.cap else None
        if linked and place:
            out.countries.add(place[1].country) if place[1].country else None
            out.words |= {x.low for x in words.list[k : k + place[0]]}
            k += place[0]
        elif linked and k in names:
            out.words |= {x.low for x in words.list[k : names[k]]}
            k = names[k]
        elif (origin := lex.demonym(w.low)) and (not w.cap or linked):
            out.countries |= {d.country for d in origin}
            k += 1
        elif linked and w.low in lex.honorifics and w.cap:
            k += 1
            continue
        elif linked or body or (w.cap and was_cap and k not in names):
            out.words.add(w.low)
            k += 1
        elif not w.cap and out.known and k + 1 < limit and k + 1 in names and not words[k + 1].gap.strip():
            out.words.add(w.low)  # "la députée pirate Ásta Bjarnadóttir", whatever the parser says
            k += 1
        elif not w.cap and (
            w.pos in ("ADJ", "NOUN", "NUM", "PROPN") or "VerbForm=Part" in w.morph or w.low in lex.around
        ):
            if (w.pos == "VERB" and w.low in ("dit",)) or "Tense=Pres" in w.morph:
                break
            out.words.add(w.low)
            k += 1
        else:
            break
        end, was_cap, linked = k, w.cap, False
    out.j = max(out.j, end)


def _common(words: Words, k: int, lex: Lexicon) -> bool:
    """Say whether word k is a common noun without article ("chef de cabinet")."""
    return words[k].pos == "NOUN" and not words[k].cap and not lex.demonym(words[k].low)


def names_body(words: Words, k: int, lex: Lexicon) -> bool:
    """Say whether the capital at word k opens the name of the body before it ("la firme Boréalis")."""
    w, noun = words[k], words[k - 1] if k > 0 else None
    if noun is None or not w.cap or w.gap.strip() or noun.low not in lex.bodies or noun.low in lex.fields:
        return False
    single = k + 1 >= len(words) or not words[k + 1].cap or bool(words[k + 1].gap.strip())
    return (single or w.ent != "PER") and w.low.split(" ")[0] not in lex.given


def _action(words: Words, k: int, limit: int) -> bool:
    """Say whether a preposition opens an infinitive ("le refus du gouvernement de payer"), no complement."""
    j = k + 1
    while j < limit and words[j].low in _CLITICS:
        j += 1
    return j < limit and "VerbForm=Inf" in words[j].morph


def _aside(words: Words, k: int, limit: int) -> int | None:
    """Give the word after a short parenthesis before word k ("La maire (divers gauche)"), or None."""
    if not re.fullmatch(r"\s*\(\s*", words[k].gap):
        return None
    for j in range(k + 1, min(limit, k + 6)):
        if ")" in words[j].gap:
            return j
    return None


def _office(out: Description, lex: Lexicon) -> None:
    """Name an office by head and field: ministre + affaires étrangères."""
    if out.head in ("ministre", "secretaire", "chef", "patron", "responsable", "secretaire d etat", "numero"):
        for field_, office in lex.domains.items():
            if set(field_.split()) <= out.words:
                out.head = office
                out.words -= set(field_.split())
                break
    if out.head == "ministre des affaires etrangeres" and "Union européenne" in out.countries:
        out.head = "haut representant"
    if out.head == "haut representant" and not out.countries:
        out.countries.add("Union européenne")
