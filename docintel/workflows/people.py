"""人员和单位 as an administrator keeps them; who is looking. ``who`` is always the user's name, ``address`` where the request came from."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from docintel.domain.people import MemberRow, UnitRow, Viewer
from docintel.store import people, units

UNIT_FIELDS = units.FIELDS


def viewer(user: AbstractBaseUser) -> Viewer:
    """Who a signed-in user is, with his unit and all below it. One statement."""
    return people.viewer(user)


def administrators() -> list[str]:
    """Whom to ask for a permission."""
    return people.administrators()


def list_members(text: str = "") -> Sequence[MemberRow]:
    """Everybody; ``text`` part of a name or of the unit's name."""
    return people.members(text)


def member(name: str) -> MemberRow:
    """One user. Raises NotFound."""
    return people.member(name)


def new_password() -> str:
    """A password that can be read over the telephone: 16 letters and figures in fours, none that looks like another (79 bits)."""
    letters = "23456789abcdefghjkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def add_member(
    name: str, role: str, who: str, *, unit: int | None = None, full_name: str = "", outside: bool = False, address: str = ""
) -> str:
    """A new user; gives the first password, shown once, to be changed at the first sign-in ("" with ``outside``: he signs in through
    the office's own sign-in).

    Raises BadInput, NotFound.
    """
    password = None if outside else new_password()
    people.add(name, role, who, password=password, unit=unit, full_name=full_name, address=address)
    return password or ""


def change_member(
    name: str, role: str, who: str, *, unit: int | None = None, full_name: str | None = None, expected: str | None = None, address: str = ""
) -> None:
    """Another role, unit or full name. Raises NotFound, BadInput, StoreConflict."""
    people.change(name, role, who, unit=unit, full_name=full_name, expected=expected, address=address)


def set_active(name: str, who: str, *, active: bool, expected: str | None = None, address: str = "") -> None:
    """Stops a user or lets him in again; users are never deleted. Raises NotFound, BadInput, StoreConflict."""
    people.set_active(name, who, active=active, expected=expected, address=address)


def reset_password(name: str, who: str, address: str = "") -> str:
    """A new password, shown once; sessions of the user end. Raises NotFound."""
    password = new_password()
    people.set_password(name, password, who, address)
    return password


def chose_password(name: str, address: str = "") -> None:
    """The user has changed his password himself; whoever had to may go on."""
    people.chose_password(name, address)


def list_units() -> list[UnitRow]:
    """The tree, each unit followed by those below it."""
    return units.units()


def unit(number: int) -> UnitRow:
    """One unit. Raises NotFound."""
    return units.unit(number)


def unit_number(name: str) -> int:
    """The number of the unit of a name or other writing. Raises NotFound."""
    return units.number_of(name)


def add_unit(name: str, who: str, *, address: str = "", **fields: Any) -> int:
    """A new unit; ``fields`` as in UNIT_FIELDS. Gives its number. Raises BadInput, NotFound."""
    return units.add(name, who, address=address, **fields)


def change_unit(number: int, fields: Mapping[str, Any], who: str, *, expected: str | None = None, address: str = "") -> None:
    """Changes UNIT_FIELDS. Raises NotFound, BadInput, StoreConflict."""
    units.change(number, fields, who, expected=expected, address=address)


def stop_unit(number: int, who: str, *, stopped: bool, expected: str | None = None, address: str = "") -> None:
    """Stops a unit, or uses it again. Raises NotFound, StoreConflict."""
    units.set_stopped(number, who, stopped=stopped, expected=expected, address=address)


def bodies_without_unit() -> list[str]:
    """Bodies that own rows and are no unit yet, those with most rows first."""
    return units.bodies_without_unit()


def import_bodies(who: str, names: Sequence[str] | None = None, address: str = "") -> list[str]:
    """Makes units of bodies that own rows (all, or those of ``names``); gives the names taken in."""
    found = [name for name in units.bodies_without_unit() if names is None or name in names]
    for name in found:
        units.add(name, who, address=address)
    return found
