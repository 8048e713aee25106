"""The language data of attribution: cues, frames, layout, patterns.

A linguist edits the YAML files in ``data``; nothing here names a verb.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from analysis.statements.conjugation import inflect


@dataclass(frozen=True, slots=True)
class VerbClass:
    """One sense of a reporting verb: its class, its complements, the side it takes."""

    name: str
    frames: frozenset[str]
    polarity: int = 0
    negates: bool = False
    reflexive: bool = False
    addressee: str = ""
    needs: str = ""
    negated_only: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One inflected form: its infinitive and its mood ("finite", "past", "present", "infinitive")."""

    lemma: str
    mood: str


#: A phrase of several words: those behind its verb, its clitics ("", "se", "s'en"), and its class.
Phrase = tuple[tuple[str, ...], str, VerbClass]


@dataclass(frozen=True)
class Verbs:
    """The verbs: forms → infinitives, infinitives → classes, and phrases of several words."""

    forms: dict[str, tuple[Form, ...]]
    classes: dict[tuple[str, bool], tuple[VerbClass, ...]]
    phrases: dict[str, tuple[Phrase, ...]]
    silent_when_negated: frozenset[str]
    with_etre: frozenset[str]
    modals: tuple[str, ...]
    carried: frozenset[str]
    silences: tuple[str, ...]
    positions: dict[str, dict[str, int]]
    appositions: tuple[str, ...]
    passives: frozenset[str]
    bare_passives: frozenset[str]
    judging: frozenset[str]
    idioms: dict[str, frozenset[str]]
    charging: frozenset[str]
    impersonal: frozenset[str]
    titling: frozenset[str]
    observing: frozenset[str]
    counting: frozenset[str]
    closing: frozenset[str]


@dataclass(frozen=True)
class Layout:
    """What the page adds to the prose: boilerplate, abbreviations, circumstances after a comma."""

    boilerplate: re.Pattern[str]
    abbreviations: frozenset[str]
    circumstances: re.Pattern[str]
    links: frozenset[str]

    def is_boilerplate(self, paragraph: str) -> bool:
        """Say whether a paragraph is no prose: "Lire aussi", a credit, a signature."""
        return bool(self.boilerplate.match(paragraph))

    def is_abbreviation(self, word: str) -> bool:
        """Say whether a full stop after this word ends no sentence."""
        return word.lower() in self.abbreviations


@cache
def load(name: str) -> dict[str, Any]:
    """Read one of the YAML files of this room."""
    text = resources.files("analysis.statements").joinpath("data", name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    data = load("patterns.yaml")
    return {name: tuple(v) for name, v in data["words"].items()}, data["patterns"]


def words(name: str) -> tuple[str, ...]:
    """Return a list of words of ``patterns.yaml``.

    Parameters
    ----------
    name : str

    Raises
    ------
    KeyError
        When the file has no such list.

    Examples
    --------
    >>> words("days")[:2]
    ('lundi', 'mardi')
    """
    return _entry(_patterns()[0], name, "words")


def alternatives(name: str, **filled: str) -> str:
    """Return the text of a pattern of ``patterns.yaml``, its lists filled in.

    Parameters
    ----------
    name : str
    **filled : str
        Alternatives ("a|b") for the names between per cent signs that are no list of the file.

    Raises
    ------
    KeyError
        When the file has no such pattern, or no list that the pattern names.
    """
    text = _entry(_patterns()[1], name, "patterns").replace("␣", " ")
    return re.sub(r"%(\w+)%", lambda m: filled.get(m[1]) or "|".join(words(m[1])), text)


@cache
def pattern(name: str, **filled: str) -> re.Pattern[str]:
    """Return a pattern of ``patterns.yaml``, compiled once; see :func:`alternatives`.

    Examples
    --------
    >>> bool(pattern("contrast").match("alors que la guerre dure"))
    True
    """
    return re.compile(alternatives(name, **filled))


def _entry(entries: dict[str, Any], name: str, part: str) -> Any:
    if name in entries:
        return entries[name]
    near = get_close_matches(name, entries, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    raise KeyError(f"patterns.yaml: no '{name}' under '{part}'{hint}")


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
    entries = data["classes"] | data["phrase_classes"]
    known = {name: _sense(name, entry) for name, entry in entries.items()}
    classes: dict[tuple[str, bool], list[VerbClass]] = {}
    for name, entry in entries.items():
        for verb in entry.get("verbs", []):
            if " " not in verb and "'" not in verb:
                classes.setdefault((verb, known[name].reflexive), []).append(known[name])
    phrases: dict[str, list[Phrase]] = {}
    for name, texts in data["phrases"].items():
        for text in texts:
            head, rest, clitics = _phrase(text)
            phrases.setdefault(head, []).append((rest, clitics, known[name]))
    lemmas = {verb for verb, _ in classes} | set(phrases)
    return Verbs(
        _forms(sorted(lemmas)),
        {key: tuple(v) for key, v in classes.items()},
        {head: tuple(sorted(v, key=lambda p: -len(p[0]))) for head, v in phrases.items()},
        frozenset(data["silent_when_negated"]),
        frozenset(data["with_être"]),
        _modals(data["modal_before"]),
        frozenset(data["carried"]),
        tuple(data["silences"]),
        data["position_adjectives"],
        tuple(data["position_appositions"]),
        frozenset(data["passives"]),
        frozenset(data["bare_passives"]),
        frozenset(data["judging"]),
        {
            verb: frozenset(n + end for n in nouns for end in ("", "s"))
            for verb, nouns in data["idioms"].items()
        },
        frozenset(data["charging"]),
        frozenset(data["impersonal"]),
        frozenset(data["titling"]),
        frozenset(data["observing"]),
        frozenset(data["counting"]),
        frozenset(data["closing"]),
    )


def _with_plurals(nouns: list[str]) -> frozenset[str]:
    return frozenset(noun + end for noun in nouns for end in ("", "s"))


def _modals(data: dict[str, list[str]]) -> tuple[str, ...]:
    """Return what may stand before a reporting infinitive, inflected: "tient à", "tenu à"."""
    conjugation = load("conjugation.yaml")
    found = []
    for name, moods in (("any", ("finite", "past", "present")), ("past", ("past",))):
        for text in data[name]:
            verb, _, rest = text.partition(" ")
            forms = [form for form, mood in inflect(verb, conjugation) if mood in moods]
            found += [f"{form} {rest}".strip() for form in forms]
    return tuple(dict.fromkeys(found))


def _sense(name: str, entry: dict[str, Any]) -> VerbClass:
    return VerbClass(
        name,
        frozenset(entry["frames"]),
        entry.get("polarity", 0),
        entry.get("negates", False),
        entry.get("reflexive", False),
        entry.get("addressee", ""),
        entry.get("needs", ""),
        entry.get("negated_only", False),
    )


def _phrase(text: str) -> tuple[str, tuple[str, ...], str]:
    """Return the verb of a phrase, the words behind it, and its clitics."""
    parts = text.replace("'", " ").split()
    clitics = ""
    if parts[0] in ("se", "s"):
        clitics = "s'en" if parts[1] == "en" else "se"
    head, *rest = parts[{"": 0, "se": 1, "s'en": 2}[clitics] :]
    return head, tuple(rest), clitics


def _forms(lemmas: list[str]) -> dict[str, tuple[Form, ...]]:
    """Return every form → the verbs that it may belong to."""
    forms: dict[str, list[Form]] = {}
    for lemma in lemmas:
        for text, mood in inflect(lemma, load("conjugation.yaml")):
            form = Form(lemma, mood)
            if form not in forms.setdefault(text, []):
                forms[text].append(form)
    return {text: tuple(found) for text, found in forms.items()}
