"""How well a description fits a person: office, origin, field, gender."""

from __future__ import annotations

from .descriptions import Description
from .entities import Entity
from .lexicon import Lexicon

_MINISTERS = ("ministre", "secretaire", "vice ministre")


def gender_fits(wanted: str, e: Entity) -> float | None:
    """Give 0 for the same gender, a malus for an unknown or unsure one, None for the other."""
    if wanted == "?" or (e.kind == "unnamed" and e.gender == "?"):
        return 0.0
    if e.gender == "?":
        return -0.3
    if e.gender != wanted:
        return None if e.sure else -2.2
    return 0.0


def description_fits(d: Description, e: Entity, lex: Lexicon) -> float | None:
    """Give a bonus for what speaks for the entity, or None when something speaks against it.

    Parameters
    ----------
    d : Description
        What the mention says.
    e : Entity
        Someone of the article.
    """
    if e.kind not in ("person", "unnamed") or (e.number == "s") != (d.number == "s"):
        return None
    gender = gender_fits(d.gender, e)
    if gender is None:
        return None
    score = 0.5 * gender
    local = {c for c in d.countries if c.startswith("~")}
    countries = d.countries - local - lex.regions
    if local:
        stem = next(iter(local))[1:5]
        score += 2.0 if any(w.startswith(stem) for w in e.words) else -0.4
    elif d.countries and not countries:
        wide = d.countries | {lex.parents.get(c, "") for c in d.countries}
        own = e.countries - {"Union européenne"}
        if own and not wide & own and d.head and not d.demonym:
            return None
        score += 2.0 if d.countries & own else 0.5 if wide & own else -1.5 if own else 0.0
    score += 1.0 if d.definite == "dem" else 0.0
    if countries:
        if countries & e.countries:
            score += 2.5
        elif e.countries - lex.regions:
            return None
        else:
            score -= 0.6
    if d.head and not d.demonym:
        role = _role(d, e, lex)
        if role is None or (countries and not e.countries and e.roles and 0 < role < 2.0):
            return None  # "le chef du gouvernement espagnol" is no party leader of this country
        score += role
    overlap = d.words & e.words
    if _of_another(d, e, lex) and not overlap and not countries & e.countries:
        return None
    score += min(2.0, 0.8 * len(overlap))
    if d.words and not overlap and d.head not in e.classes:
        score -= min(1.2, 0.6 * len(d.words))  # a long title is rather that of someone new
    return score


def _of_another(d: Description, e: Entity, lex: Lexicon) -> bool:
    """Say whether an office is said with whom it serves ("le patron de l'usine"), and e holds another one.

    A complement that only takes up a body ("le patron du groupe") tells nobody apart.
    """
    if not d.known or d.former or not d.linked or d.head in e.classes or not e.classes - lex.labels:
        return False
    titles = [r for r in e.roles if r.known]
    ranked = bool(lex.covers.get(d.head, frozenset()) & e.classes & set(lex.ranks.values()))
    told = not ranked and (not titles or any(r.words or r.countries for r in titles))
    return bool(d.compound or (told and d.words - lex.bodies - lex.anaphoric))


def _role(d: Description, e: Entity, lex: Lexicon) -> float | None:
    if d.former and any(d.head == role and of in (d.countries or {of}) for role, of in e.past):
        return 3.0
    if d.head in lex.kin and (d.linked or d.definite == "poss") and d.head not in e.classes | e.nouns:
        return None  # "la mère du suspect", "sa mère"
    same = [r for r in e.roles if r.head == d.head]
    if d.head in e.classes or (not d.known and d.head in e.nouns):
        fields = [r.words for r in same if r.words]
        if d.words and fields and len(fields) == len(same) and not any(d.words & f for f in fields):
            return None if d.head.split()[0] in _MINISTERS or len(d.words) > 1 else 0.5
        return 3.0
    if d.head in lex.anyone or d.head in lex.relations:
        return 0.3
    if d.head in lex.labels:
        return -0.2
    if d.former and d.known:
        return -0.5 if e.kind == "person" else None  # a former office says nothing of the present one
    covered = lex.covers.get(d.head, frozenset()) & e.classes
    if covered:
        return 2.0
    narrower = any(d.head in lex.covers.get(c, frozenset()) for c in e.classes)
    if narrower:
        return 1.2
    if not e.classes - lex.labels:
        return -0.5 if e.kind == "person" else None
    return -2.5 if d.head in lex.covers or not d.known else None
