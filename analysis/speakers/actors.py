"""The actor table: people with dated offices, institutions and metonyms, read from YAML."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from .names import fold, sound

_DEFAULT = Path(__file__).resolve().parents[2] / "seeds" / "actors.yaml"
_FIELDS = {
    "people": {"name", "gender", "country", "forms", "offices"},
    "offices": {"role", "of", "since", "until"},
    "institutions": {"name", "kind", "gender", "country", "forms"},
}
_KINDS = ("organisation", "state", "group")


class ActorsError(ValueError):
    """The actor table cannot be used; the message names the file, the entry and what to do."""


@dataclass(frozen=True)
class Office:
    """An office held from one day to another (either end may be open)."""

    role: str
    of: str = ""
    since: date | None = None
    until: date | None = None

    def held_on(self, day: date | None) -> bool:
        """Say whether the office was held on that day; without a day, whether it is held still.

        Examples
        --------
        >>> Office("président", "France", date(2012, 5, 15), date(2017, 5, 14)).held_on(date(2016, 1, 1))
        True
        """
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Person:
    """A known person: canonical name, gender (m, f or ?), country, other spellings, offices."""

    name: str
    gender: str = "?"
    country: str = ""
    forms: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()


@dataclass(frozen=True)
class Institution:
    """A known body, with the kind that the codebook gives it and the names under which it appears."""

    name: str
    kind: str = "organisation"
    gender: str = "?"
    country: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Actors:
    """The whole table, with look-ups by name and by office."""

    people: tuple[Person, ...] = ()
    institutions: tuple[Institution, ...] = ()
    metonyms: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _full(self) -> dict[str, Person]:
        rows: dict[str, Person] = {}
        for person in self.people:
            for form in (person.name, *person.forms):
                for key in (fold(form), "~" + sound(form)):
                    rows.setdefault(key, person)
        return rows

    @cached_property
    def _surnames(self) -> dict[str, list[Person]]:
        rows: dict[str, list[Person]] = {}
        for person in self.people:
            keys = {key for form in (person.name, *person.forms) for key in _surname_keys(form)}
            for key in keys:
                rows.setdefault(key, []).append(person)
        return rows

    def person(self, name: str) -> Person | None:
        """Give the person of a full name in any usual spelling, or of a surname of one bearer."""
        key = fold(name)
        found = self._full.get(key) or (self._full.get("~" + sound(name)) if " " in key else None)
        if found or not key:
            return found
        bearers = self._surnames.get(key) or self._surnames.get("~" + sound(name)) or []
        return bearers[0] if len(bearers) == 1 else None

    def bearers(self, surname: str) -> list[Person]:
        """Give everyone with that surname."""
        return list(self._surnames.get(fold(surname)) or self._surnames.get("~" + sound(surname)) or [])

    def holders(self, roles: Iterable[str], of: str, day: date | None) -> list[Person]:
        """Give the people who held one of these offices of a state or body on a day."""
        wanted = {fold(r) for r in roles}
        return [
            p
            for p in self.people
            if any(fold(o.role) in wanted and fold(o.of) == fold(of) and o.held_on(day) for o in p.offices)
        ]


def _surname_keys(name: str) -> list[str]:
    words = fold(name).split()
    if len(words) < 2:
        return words
    low = name.split()
    particle = next(
        (
            k
            for k in range(1, len(low) - 1)
            if low[k][0].islower() or low[k] in ("De", "Le", "La", "Van", "Von")
        ),
        None,
    )
    keys = [words[-1], "~" + sound(words[-1])]
    if particle is not None:
        keys.append(fold(" ".join(low[particle:])))
    if len(words[-1]) < 4 and particle is None:
        keys = keys[:1]
    return keys


def read_actors(path: str | Path | None = None) -> Actors:
    """Read an actor table.

    Parameters
    ----------
    path : str, Path or None
        A YAML file with the keys ``people``, ``institutions``, ``metonyms``; None: ``seeds/actors.yaml``.

    Returns
    -------
    Actors

    Raises
    ------
    ActorsError
        When the file is absent or no YAML, or an entry lacks its name, has an unknown field or a wrong date.

    Examples
    --------
    >>> read_actors().person("Zelenskyy").name
    'Volodymyr Zelensky'
    """
    file = Path(path) if path is not None else _DEFAULT
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ActorsError(
            f"no actor table at {file}: give the path of a YAML file, or None for the shipped one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ActorsError(f"cannot read {file}: {error}; the actor table is a UTF-8 YAML file") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise ActorsError(
            f"{file}{where} is not YAML ({getattr(error, 'problem', error)}): mend that line"
        ) from error
    if data is None:
        return Actors()
    if not isinstance(data, dict):
        raise ActorsError(
            f"{file} holds a {type(data).__name__}: write the keys people, institutions, metonyms"
        )
    _known(data, {"people", "institutions", "metonyms"}, f"{file}")
    people = [_person(row, f"{file}, people {k}") for k, row in enumerate(_rows(data, "people", file), 1)]
    bodies = [
        _institution(row, f"{file}, institutions {k}")
        for k, row in enumerate(_rows(data, "institutions", file), 1)
    ]
    metonyms = data.get("metonyms") or {}
    if not isinstance(metonyms, dict) or not all(isinstance(v, str) for v in metonyms.values()):
        raise ActorsError(f"{file}, metonyms: write one 'Name: Whom it stands for' a line")
    _no_twins(people, file)
    return Actors(tuple(people), tuple(bodies), {str(k): v for k, v in metonyms.items()})


def _rows(data: dict[str, Any], key: str, file: Path) -> list[Any]:
    rows = data.get(key) or []
    if not isinstance(rows, list):
        raise ActorsError(f"{file}, {key}: write a list ('- name: …'), not a {type(rows).__name__}")
    return rows


def _known(row: dict[str, Any], known: set[str], where: str) -> None:
    for name in row:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(sorted(known))}"
            raise ActorsError(f"{where}: unknown field '{name}'; {hint}")


def _entry(row: Any, known: set[str], where: str) -> dict[str, Any]:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        raise ActorsError(f"{where}: an entry needs a 'name' (got {row!r})")
    _known(row, known, f"{where} ({row['name']})")
    return row


def _forms(row: dict[str, Any], where: str) -> tuple[str, ...]:
    forms = row.get("forms") or []
    if not isinstance(forms, list) or not all(isinstance(f, str) for f in forms):
        raise ActorsError(f"{where} ({row['name']}): 'forms' is a list of names")
    return tuple(forms)


def _gender(row: dict[str, Any], where: str) -> str:
    gender = row.get("gender", "?")
    if gender not in ("m", "f", "?"):
        raise ActorsError(f"{where} ({row['name']}): gender is m or f, or left out; got {gender!r}")
    return str(gender)


def _person(row: Any, where: str) -> Person:
    row = _entry(row, _FIELDS["people"], where)
    offices = tuple(_office(o, f"{where} ({row['name']})") for o in row.get("offices") or ())
    return Person(
        row["name"], _gender(row, where), str(row.get("country") or ""), _forms(row, where), offices
    )


def _office(row: Any, where: str) -> Office:
    if not isinstance(row, dict) or not isinstance(row.get("role"), str):
        raise ActorsError(f"{where}: an office needs a 'role' (got {row!r})")
    _known(row, _FIELDS["offices"], f"{where}, office {row['role']}")
    since, until = (_day(row.get(k), k, where) for k in ("since", "until"))
    if since and until and until < since:
        raise ActorsError(f"{where}, office {row['role']}: until {until} comes before since {since}")
    return Office(row["role"], str(row.get("of") or ""), since, until)


def _day(value: Any, key: str, where: str) -> date | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ActorsError(f"{where}: '{key}' is a day such as 2019-05-20, not {value!r}") from error


def _institution(row: Any, where: str) -> Institution:
    row = _entry(row, _FIELDS["institutions"], where)
    kind = row.get("kind", "organisation")
    if kind not in _KINDS:
        raise ActorsError(f"{where} ({row['name']}): kind is one of {', '.join(_KINDS)}; got {kind!r}")
    return Institution(
        row["name"], kind, _gender(row, where), str(row.get("country") or ""), _forms(row, where)
    )


def _no_twins(people: list[Person], file: Path) -> None:
    seen: set[str] = set()
    for person in people:
        key = fold(person.name)
        if key in seen:
            raise ActorsError(f"{file}: '{person.name}' stands twice under people; join the two entries")
        seen.add(key)
