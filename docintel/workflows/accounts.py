"""The first sign-in of a new library; everything later is the page 人员 and ``docintel people``."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.store import people
from docintel.workflows.people import new_password


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Name and password, shown once."""

    name: str
    password: str


def first_user(name: str = "admin") -> FirstUser | None:
    """Create an administrator when nobody can administer; None when somebody can."""
    password = new_password()
    return FirstUser(name, password) if people.first_administrator(name, password) else None
