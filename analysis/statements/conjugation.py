"""The forms of a verb that an article may hold: third persons, participles, the infinitive."""

from __future__ import annotations

import re
from typing import Any

_SECOND_GROUP = ("it", "issent", "issait", "issaient", "ira", "iront", "irait", "iraient", "irent", "isse")
_THIRD_GROUP = ("ent", "ait", "aient", "it", "irent", "ra", "ront", "rait", "raient")


def inflect(lemma: str, irregular: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the third-person, participle and infinitive forms of a verb.

    Parameters
    ----------
    lemma : str
        The infinitive.
    irregular : dict
        Infinitive → its forms ("finite", "past", "present"), for verbs that follow no rule.

    Returns
    -------
    list of (form, mood)
        The mood is "finite", "past", "present" or "infinitive".

    Raises
    ------
    ValueError
        When the verb is neither regular nor among the irregular ones.

    Examples
    --------
    >>> [form for form, mood in inflect("rappeler", {}) if mood == "finite"][:3]
    ['rappelle', 'rappellent', 'rappela']
    """
    forms = [(lemma, "infinitive")]
    if lemma in irregular:
        entry = irregular[lemma]
        forms += _moods(entry["finite"], entry["past"])
        return forms + ([(entry["present"], "present")] if entry["present"] else [])
    stem = lemma[:-2]
    if lemma.endswith("er"):
        return forms + _first_group(stem)
    if lemma.endswith("ir"):
        finite = [stem + end for end in _SECOND_GROUP]
        past = [stem + end for end in ("i", "ie", "is", "ies")]
        return forms + _moods(finite, past, stem + "issant")
    if lemma.endswith(("endre", "ondre")):
        finite = [stem, *(stem + end for end in _THIRD_GROUP)]
        return forms + _moods(finite, [stem + "u"], stem + "ant")
    raise ValueError(f"verbs.yaml: how to conjugate '{lemma}' is not known; add it under 'irregular'")


def _moods(finite: list[str], past: list[str], present: str = "") -> list[tuple[str, str]]:
    forms = [(f, "finite") for f in finite] + [(f, "past") for f in past]
    return [*forms, (present, "present")] if present else forms


def _first_group(stem: str) -> list[tuple[str, str]]:
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
    strong = _strong(stem)
    finite = [strong + "e", strong + "ent"]
    finite += [soft + end for end in ("a", "ait", "aient")] + [stem + "èrent"]
    future = strong if strong != stem and not re.search("é[^aeiouy]+$", stem) else stem
    finite += [future + end for end in ("era", "eront", "erait", "eraient")]
    past = [stem + end for end in ("é", "ée", "és", "ées")]
    return _moods(finite, past, soft + "ant")


def _strong(stem: str) -> str:
    """Return the stem before a mute e: répét-e → répète, rappel-er → rappelle, appuy-er → appuie."""
    if re.search("[uo]y$", stem):
        return stem[:-1] + "i"
    if re.search("(app|rapp|interp|j|rej|proj)e[lt]$", stem):
        return stem + stem[-1]
    return re.sub("[eé]([bcdfgjlmnpqrstvz]{1}|[bcdfgptv][lr]|gu|qu|ch)$", r"è\1", stem)
