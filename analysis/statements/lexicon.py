"""The language data of attribution: cues, frames, layout. A linguist edits the YAML files beside; nothing here names a verb."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class VerbClass:
    """One sense of a reporting verb: its class, its complements, the side it takes."""

    name: str
    frames: frozenset[str]
    polarity: int = 0
    negates: bool = False
    reflexive: bool = False
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One inflected form: its infinitive and its mood ("finite", "past", "present", "infinitive")."""

    lemma: str
    mood: str


@dataclass(frozen=True)
class Verbs:
    """The verbs: forms → infinitives, infinitives → classes, and phrases of several words."""

    forms: dict[str, tuple[Form, ...]]
    classes: dict[tuple[str, bool], tuple[VerbClass, ...]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], bool, VerbClass], ...]]
    silent_when_negated: frozenset[str]
    with_etre: frozenset[str]
    modals: tuple[str, ...]
    silences: tuple[str, ...]
    positions: dict[str, int]
    passives: frozenset[str]


@dataclass(frozen=True)
class Layout:
    """What the page adds to the prose: boilerplate, abbreviations, circumstances after a comma."""

    boilerplate: re.Pattern[str]
    abbreviations: frozenset[str]
    circumstances: re.Pattern[str]
    links: frozenset[str]

    def is_boilerplate(self, paragraph: str) -> bool:
        """Say whether a paragraph is "Lire aussi", a credit, a signature…"""
        return bool(self.boilerplate.match(paragraph))

    def is_abbreviation(self, word: str) -> bool:
        """Say whether a full stop after this word ends no sentence."""
        return word.lower() in self.abbreviations


@lru_cache(maxsize=None)
def load(name: str) -> dict[str, Any]:
    """Read one of the YAML files of this room."""
    text = resources.files("analysis.statements").joinpath("data", name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


@lru_cache(maxsize=1)
def layout() -> Layout:
    """Return the layout patterns."""
    data = load("layout.yaml")
    return Layout(
        re.compile("|".join(f"(?:{p})" for p in data["boilerplate"]), re.IGNORECASE),
        frozenset(data["abbreviations"]),
        re.compile("|".join(f"(?:{p})" for p in data["circumstances"])),
        frozenset(data["links"]),
    )


@lru_cache(maxsize=1)
def verbs() -> Verbs:
    """Return the reporting verbs with every form that may stand in an article."""
    data = load("verbs.yaml")
    classes: dict[tuple[str, bool], list[VerbClass]] = {}
    lemmas: set[str] = set()
    known: dict[str, VerbClass] = {}
    for name, entry in (data["classes"] | data["phrase_classes"]).items():
        sense = VerbClass(
            name,
            frozenset(entry["frames"]),
            entry.get("polarity", 0),
            entry.get("negates", False),
            entry.get("reflexive", False),
            entry.get("addressee", ""),
        )
        known[name] = sense
        for verb in entry.get("verbs", []):
            if " " not in verb and "'" not in verb:
                classes.setdefault((verb, sense.reflexive), []).append(sense)
                lemmas.add(verb)
    phrases: dict[str, list[tuple[tuple[str, ...], bool, VerbClass]]] = {}
    for entry in data["phrases"]:
        words = entry["words"].replace("'", " ").split()
        reflexive = words[0] in ("se", "s")
        head, *rest = words[1:] if reflexive else words
        if head == "en":
            head, *rest = rest
        phrases.setdefault(head, []).append((tuple(rest), reflexive, known[entry["class"]]))
        lemmas.add(head)
    forms: dict[str, list[Form]] = {}
    for lemma in sorted(lemmas):
        for form, mood in _inflect(lemma, data["irregular"]):
            entry = Form(lemma, mood)
            if entry not in forms.setdefault(form, []):
                forms[form].append(entry)
    return Verbs(
        {form: tuple(v) for form, v in forms.items()},
        {key: tuple(v) for key, v in classes.items()},
        {head: tuple(sorted(v, key=lambda p: -len(p[0]))) for head, v in phrases.items()},
        frozenset(data["silent_when_negated"]),
        frozenset(data["with_être"]),
        tuple(data["modal_before"]),
        tuple(data["silences"]),
        data["position_adjectives"],
        frozenset(data["passives"]),
    )


def _inflect(lemma: str, irregular: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the third-person, participle and infinitive forms of a verb (and "-ons" for "nous")."""
    forms = [(lemma, "infinitive")]
    if lemma in irregular:
        entry = irregular[lemma]
        forms += [(f, "finite") for f in entry["finite"]] + [(f, "past") for f in entry["past"]]
        return forms + ([(entry["present"], "present")] if entry["present"] else [])
    if lemma.endswith("er"):
        return forms + _first_group(lemma[:-2])
    if lemma.endswith("ir"):
        stem = lemma[:-2]
        finite = [
            stem + end
            for end in (
                "it",
                "issent",
                "issait",
                "issaient",
                "ira",
                "iront",
                "irait",
                "iraient",
                "irent",
                "isse",
            )
        ]
        past = [stem + end for end in ("i", "ie", "is", "ies")]
        return (
            forms
            + [(f, "finite") for f in finite]
            + [(f, "past") for f in past]
            + [(stem + "issant", "present")]
        )
    if lemma.endswith(("endre", "ondre")):
        stem = lemma[:-2]
        finite = [
            stem,
            *(stem + end for end in ("ent", "ait", "aient", "it", "irent", "ra", "ront", "rait", "raient")),
        ]
        return forms + [(f, "finite") for f in finite] + [(stem + "u", "past"), (stem + "ant", "present")]
    raise ValueError(f"verbs.yaml: how to conjugate '{lemma}' is not known; add it under 'irregular'")


def _first_group(stem: str) -> list[tuple[str, str]]:
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
    strong = _strong(stem)
    finite = [strong + "e", strong + "ent"]
    finite += [soft + end for end in ("a", "ait", "aient")] + [stem + "èrent"]
    future = strong if strong != stem and not re.search("é[^aeiouy]+$", stem) else stem
    finite += [future + end for end in ("era", "eront", "erait", "eraient")]
    past = [stem + end for end in ("é", "ée", "és", "ées")]
    return [(f, "finite") for f in finite] + [(f, "past") for f in past] + [(soft + "ant", "present")]


def _strong(stem: str) -> str:
    """Return the stem before a mute e: répét-e → répète, rappel-er → rappelle, appuy-er → appuie."""
    if re.search("[uo]y$", stem):
        return stem[:-1] + "i"
    if re.search("(app|rapp|interp|j|rej|proj)e[lt]$", stem):
        return stem + stem[-1]
    return re.sub("[eé]([bcdfgjlmnpqrstvz]{1}|[bcdfgptv][lr]|gu|qu|ch)$", r"è\1", stem)
