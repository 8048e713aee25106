"""The actor table: people with dated offices, institutions and metonyms, read from YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import yaml

from .names import fold

_DEFAULT = Path(__file__).resolve().parents[2] / "seeds" / "actors.yaml"


class ActorsError(ValueError):
    """The actor table cannot be read; the message names the file, the entry and what to do."""


@dataclass(frozen=True)
class Office:
    """An office held from a day to a day (either may be open)."""

    role: str
    of: str = ""
    since: date | None = None
    until: date | None = None

    def held_on(self, day: date | None) -> bool:
        """Say whether the office was held on that day; without a day, whether it is held still."""
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
    """A known institution or state-like body, with the kind that the codebook gives it."""

    name: str
    kind: str = "organisation"
    gender: str = "?"
    country: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Actors:
    """The whole table."""

    people: tuple[Person, ...] = ()
    institutions: tuple[Institution, ...] = ()
    metonyms: dict[str, str] = field(default_factory=dict)


def read_actors(path: str | Path | None = None) -> Actors:
    """Read an actor table.

    Parameters
    ----------
    path : str, Path or None
        A YAML file with the keys ``people``, ``institutions`` and ``metonyms``; None takes ``seeds/actors.yaml``.

    Returns
    -------
    Actors

    Raises
    ------
    ActorsError
        When the file is absent, is not YAML, or an entry lacks its name or has a wrong field or date.

    Examples
    --------
    >>> any(p.name == "Emmanuel Macron" for p in read_actors().people)
    True
    """
    file = Path(path) if path is not None else _DEFAULT
    return Actors()
