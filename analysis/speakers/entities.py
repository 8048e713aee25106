"""The participants of an article, and the places where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from .descriptions import Description


@dataclass(eq=False, slots=True)
class Entity:
    """One participant of the article."""

    name: str
    kind: str = "person"
    gender: str = "?"
    sure: bool = False  # the gender is said by the text or by the actor table
    number: str = "s"
    countries: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    past: set[tuple[str, str]] = field(default_factory=set)  # offices of former days, and of what
    words: set[str] = field(default_factory=set)
    nouns: set[str] = field(default_factory=set)  # heads of its descriptions that are no office
    roles: list[Description] = field(default_factory=list)
    members: tuple[Entity, ...] = ()
    forms: set[str] = field(default_factory=set)
    first: int = 0


@dataclass(eq=False, slots=True)
class Event:
    """One place of the text where an entity, or something that describes one, stands."""

    start: int
    end: int
    entity: Entity | None
    description: Description | None = None
    subject: bool = False
    oblique: bool = False
    speaker: bool = False
