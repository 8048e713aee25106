"""The language data (countries, roles, bodies, given names), read once into look-up tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from .names import fold

_DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Place:
    """A name with a capital that stands for a state or a body."""

    name: str
    kind: str  # state, capital or body
    gender: str = "?"
    number: str = "s"
    country: str = ""


@dataclass(frozen=True)
class Demonym:
    """An adjective of origin: which country, which genders and numbers the form can have."""

    country: str
    genders: str
    numbers: str


class Table:
    """Phrases found by their first word, the longest first."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}

    def add(self, phrase: str, value: Any) -> None:
        """Enter a phrase; the first value entered for a phrase stays."""
        words = tuple(fold(phrase).split())
        if not words:
            return
        row = self._by_first.setdefault(words[0], [])
        if all(w != words for w, _ in row):
            row.append((words, value))
            row.sort(key=lambda r: -len(r[0]))

    def get(self, phrase: str) -> Any | None:
        """Give the value of a whole phrase, or None."""
        words = tuple(fold(phrase).split())
        return next((v for w, v in self._by_first.get(words[0], ()) if w == words), None) if words else None

    def match(self, lows: list[str], i: int) -> tuple[int, Any] | None:
        """Give (how many words, value) of the longest phrase that starts at word i.

        A word of several folded parts ("porte parole") counts for all of them.
        """
        head = "a" if lows[i] == "à" else lows[i].partition(" ")[0]
        rows = self._by_first.get(head)
        if not rows:
            return None
        ahead: list[str] = []
        ends: list[int] = []
        for k in range(i, min(i + 8, len(lows))):
            parts = ["a"] if lows[k] == "à" else lows[k].split()
            ahead += parts
            ends += [0] * (len(parts) - 1) + [k + 1 - i]
        for words, value in rows:
            n = len(words)
            if n <= len(ahead) and tuple(ahead[:n]) == words and ends[n - 1]:
                return ends[n - 1], value
        return None


def feminine(adjective: str) -> str:
    """Give the feminine of an adjective of origin by the common rules.

    Examples
    --------
    >>> feminine("chinois"), feminine("ukrainien"), feminine("russe")
    ('chinoise', 'ukrainienne', 'russe')
    """
    if adjective.endswith("e"):
        return adjective
    return adjective + ("ne" if adjective.endswith(("ien", "éen", "yen")) else "e")


def plural(adjective: str) -> str:
    """Give the plural of an adjective of origin."""
    return adjective if adjective.endswith(("s", "x")) else adjective + "s"


class Lexicon:
    """All look-up tables; see the comments in the YAML files for what each list means."""

    def __init__(self) -> None:
        self.places = Table()
        self.demonyms: dict[str, list[Demonym]] = {}
        self.country_gender: dict[str, str] = {}
        self.regions: set[str] = set()
        self.parents: dict[str, str] = {}
        self._countries(_load("countries"))
        self._roles(_load("roles"))
        self._bodies(_load("bodies"))
        names = _load("given_names")
        men, women = ({fold(n) for n in names[g].split()} for g in ("m", "f"))
        self.given = {n: "?" if n in men and n in women else "m" if n in men else "f" for n in men | women}

    def _countries(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            gender, number = row["g"][0], "p" if row["g"].endswith("p") else "s"
            name = row["name"]
            self.country_gender[name] = gender
            if row.get("region"):
                self.regions.add(name)
                self.parents[name] = row.get("of", "")
            place = Place(name, "state", gender, number, name)
            for form in [name, *row.get("forms", ())]:
                self.places.add(form, place)
            fems = row.get("fem") or [feminine(a) for a in row["adj"]]
            for masc, fem in zip(row["adj"], fems, strict=True):
                self._demonym(name, masc, fem)
        for row in rows:
            for capital in row["capital"]:
                self.places.add(capital, Place(row["name"], "capital", "m", "s", row["name"]))

    def _demonym(self, country: str, masc: str, fem: str) -> None:
        forms: dict[str, tuple[set[str], set[str]]] = {}
        for form, gender, number in (
            (masc, "m", "s"),
            (fem, "f", "s"),
            (plural(masc), "m", "p"),
            (plural(fem), "f", "p"),
        ):
            genders, numbers = forms.setdefault(fold(form), (set(), set()))
            genders.add(gender)
            numbers.add(number)
        for form, (genders, numbers) in forms.items():
            row = Demonym(country, "".join(genders), "".join(numbers))
            self.demonyms.setdefault(form, []).append(row)

    def _roles(self, data: dict[str, Any]) -> None:
        self.roles: dict[str, tuple[str, str]] = {}  # folded noun -> (class, genders)
        for masc, fem in data["pairs"].items():
            if masc == fem:
                self.roles[fold(masc)] = (fold(masc), "mf")
                continue
            self.roles.setdefault(fold(masc), (fold(masc), "m"))
            self.roles.setdefault(fold(fem), (fold(masc), "f"))
        for noun in data["epicene"].split():
            self.roles.setdefault(fold(noun), (fold(noun), "mf"))
        for noun in list(self.roles):
            cls, genders = self.roles[noun]
            self.roles.setdefault(plural(noun), (cls, genders + "p"))
        self.phrases = Table()
        for office, forms in data["phrases"].items():
            for form in [office, *forms]:
                self.phrases.add(form, (fold(office), _gender_of(form, self.roles)))
                words = form.split(" ", 1)
                self.phrases.add(
                    " ".join([plural(words[0]), *words[1:]]),
                    (fold(office), _gender_of(form, self.roles) + "p"),
                )
        self.covers = {fold(k): frozenset(fold(v) for v in vs) for k, vs in data["covers"].items()}
        self.anyone = frozenset(fold(w) for w in data["anyone"])
        self.relations = frozenset(fold(w) for w in data["relations"])
        self.kin = frozenset(fold(w) for w in data["kin"].split())
        self.sits = frozenset(fold(w) for w in data["sits"].split())
        self.labels = frozenset(fold(w) for w in data["labels"].split())
        self.around = frozenset(fold(w) for w in data["around"].split())
        self.honorifics = {fold(k): v for k, v in data["honorifics"].items()}
        self.tails = Table()
        for phrase in data["tails"]:
            self.tails.add(phrase, phrase)
        self.abbreviated = frozenset(data["abbreviated"].split())
        self.ranks = {fold(k): fold(v) for k, v in data["ranks"].items()}
        self.fields = frozenset(fold(w) for w in data["fields"].split())
        self.acts = {fold(k): fold(v) for k, v in data["acts"].items()}
        self.domains = {fold(k): fold(v) for k, v in data["domains"].items()}

    def _bodies(self, data: dict[str, Any]) -> None:
        def words(key: str) -> frozenset[str]:
            return frozenset(fold(w) for w in data[key].split())

        self.body_gender = {fold(w): g for g, nouns in data["bodies"].items() for w in nouns.split()}
        self.bodies, self.collectives = frozenset(self.body_gender), words("collectives")
        self.sources, self.documents = words("sources"), words("documents")
        self.speeches, self.anaphoric = words("speeches"), words("anaphoric")
        self.of_state = frozenset(fold(w) for w in data["of_state"])
        self.bodies |= self.of_state
        self.foreign_ministry = frozenset(data["foreign_ministry"])
        self.businesses = words("businesses")
        self.body_covers = {
            fold(k): frozenset(fold(v) for v in vs.split()) for k, vs in data["body_covers"].items()
        }
        self.defaults = {fold(k): v for k, v in data["defaults"].items()}
        self.body_nouns: dict[str, frozenset[str]] = {}
        for row in data["institutions"]:
            place = Place(row["name"], "body", row["g"], "s", row.get("country", ""))
            self.body_nouns[row["name"]] = frozenset(fold(w) for w in row.get("nouns", "").split())
            for form in [row["name"], *row["forms"]]:
                self.places.add(form, place)
        self.group_names = Table()
        for row in data["groups"]:
            for form in row["forms"]:
                self.group_names.add(form, row["name"])

    def demonym(self, word: str) -> list[Demonym]:
        """Give the readings of a (folded) word as an adjective of origin."""
        return self.demonyms.get(word, [])

    def ministry_of(self, country: str) -> str:
        """Name a country's ministry: "ministère chinois des Affaires étrangères"."""
        return f"ministère {self.adjective(country)} des Affaires étrangères"

    def adjective(self, country: str, gender: str = "m") -> str:
        """Give the (singular) adjective of a country, or an empty text."""
        row = next((r for r in _load("countries") if r["name"] == country), None)
        if row is None or not row["adj"]:
            return ""
        if gender == "m":
            return row["adj"][0]
        return row["fem"][0] if row.get("fem") else feminine(row["adj"][0])


def _gender_of(phrase: str, roles: dict[str, tuple[str, str]]) -> str:
    low = fold(phrase)
    for head in (" ".join(low.split()[:n]) for n in (2, 1)):
        if head in roles:
            genders = roles[head][1]
            break
    else:
        genders = "mf"
    return (
        "f"
        if low.startswith(("premiere", "vice premiere", "grande", "haute"))
        else "m"
        if low.startswith(("premier", "vice premier", "grand ", "haut "))
        else genders
    )


@lru_cache(maxsize=8)
def _load(name: str) -> Any:
    with (_DATA / f"{name}.yaml").open(encoding="utf-8") as stream:
        return yaml.safe_load(stream)


def grammar(key: str) -> frozenset[str]:
    """Give a closed class of words from ``data/grammar.yaml``.

    Examples
    --------
    >>> "ben" in grammar("particles")
    True
    """
    return frozenset(_load("grammar")[key].split())


def grammar_list(key: str) -> list[str]:
    """Give a list of ``data/grammar.yaml``: phrases and patterns that hold spaces."""
    return list(_load("grammar")[key])


def grammar_table(key: str) -> dict[str, Any]:
    """Give a table of ``data/grammar.yaml``: pronouns with what they ask for."""
    return dict(_load("grammar")[key])


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Give the one lexicon of the process."""
    return Lexicon()
