"""The forms of a verb that an article may hold: third persons, participles, the infinitive.

Regular verbs follow rules; the others are conjugated like a model of ``data/conjugation.yaml``.
"""

from __future__ import annotations

import re
from typing import Any

_SECOND_GROUP = ("it", "issent", "issait", "issaient", "ira", "iront", "irait", "iraient", "irent", "isse")
_FUTURE = ("a", "ont", "ait", "aient")


def inflect(lemma: str, data: dict[str, dict[str, dict[str, Any]]]) -> list[tuple[str, str]]:
    """Return the third-person, participle and infinitive forms of a verb.

    Parameters
    ----------
    lemma : str
        The infinitive.
    data : dict
        "irregular": infinitive → its forms ("finite", "past", "present"); "models": ending of an
        infinitive → the stems and forms of all verbs that end so.

    Returns
    -------
    list of (form, mood)
        The mood is "finite", "past", "present" or "infinitive".

    Raises
    ------
    ValueError
        When the verb is neither regular nor like a model.

    Examples
    --------
    >>> [form for form, mood in inflect("rappeler", {}) if mood == "finite"][:3]
    ['rappelle', 'rappellent', 'rappela']
    """
    forms = [(lemma, "infinitive")]
    entry = data.get("irregular", {}).get(lemma)
    if entry:
        return forms + _moods(entry["finite"], entry["past"], entry["present"])
    models = data.get("models", {})
    ending = max((e for e in models if lemma.endswith(e)), key=len, default=None)
    if ending is not None:
        return forms + _like(models[ending], lemma.removesuffix(ending))
    stem = lemma[:-2]
    if lemma.endswith("er"):
        return forms + _first_group(stem)
    if lemma.endswith("ir"):
        finite = [stem + end for end in _SECOND_GROUP]
        past = [stem + end for end in ("i", "ie", "is", "ies")]
        return forms + _moods(finite, past, stem + "issant")
    raise ValueError(f"conjugation.yaml: how to conjugate '{lemma}' is not known; add a model or its forms")


def _like(model: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    """Return the forms of a model, each behind the first letters of the verb."""
    finite = [*model["now"], *(model["was"] + end for end in ("ait", "aient")), *model["did"]]
    finite += [model["will"] + end for end in _FUTURE] + model["may"]
    present = model["was"] + "ant"
    return _moods([prefix + f for f in finite], [prefix + f for f in model["past"]], prefix + present)


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
    if stem.endswith("ay"):
        finite += [stem + end for end in ("e", "ent", "era", "eront")]
    past = [stem + end for end in ("é", "ée", "és", "ées")]
    return _moods(finite, past, soft + "ant")


def _strong(stem: str) -> str:
    """Return the stem before a mute e: répét-er → répète, rappel-er → rappelle, appuy-er → appuie."""
    if re.search("[auo]y$", stem):
        return stem[:-1] + "i"
    if re.search("(app|rapp|interp|j|rej|proj)e[lt]$", stem):
        return stem + stem[-1]
    return re.sub("[eé]([bcdfgjlmnpqrstvz]{1}|[bcdfgptv][lr]|gu|qu|ch)$", r"è\1", stem)
