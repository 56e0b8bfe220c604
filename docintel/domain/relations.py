"""Papers that repeal or amend one another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A paper beside this one: ``doc`` is '' where the library does not hold it; ``day`` the ISO day from which it counts ('' unknown)."""

    doc: str
    title: str
    number: str
    day: str
    relation: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Repeal:
    """The paper that ends another one: the first day on which it does, its title and id."""

    day: str
    title: str
    doc: str
