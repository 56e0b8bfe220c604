"""The JSON API of people, units and the audit."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from docintel.domain.people import AuditFilters
from docintel.domain.serial import dump
from docintel.web.access import viewer_of
from docintel.web.middleware import address_of
from docintel.workflows import audit, people

router = Router(tags=["人员和单位"])
Role = Literal["secretariat", "unit", "leader", "staff", "auditor", "administrator"]
_LARGEST = 2**62
_ERRORS = {404: dict[str, Any], 409: dict[str, Any], 422: dict[str, Any]}


class Page(Schema):
    """A part of a long list."""

    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=1, le=1000)


class PeopleQuery(Page):
    """``text``: part of a name or of the unit's name."""

    text: str = Field("", max_length=200)


class NewMember(Schema):
    """``outside``: signs in through the office's own sign-in alone."""

    name: str = Field(min_length=1, max_length=150)
    role: Role
    unit: int | None = Field(None, ge=1, le=_LARGEST)
    full_name: str = Field("", max_length=150)
    outside: bool = False


class MemberChange(Schema):
    """What is given is changed; ``expected`` is the version as seen (409 when somebody was faster)."""

    role: Role | None = None
    unit: int | None = Field(None, ge=1, le=_LARGEST)
    full_name: str | None = Field(None, max_length=150)
    active: bool | None = None
    expected: str


class UnitFields(Schema):
    """A unit; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=200)
    parent: int | None = Field(None, ge=1, le=_LARGEST)
    aliases: list[str] | None = Field(None, max_length=50)
    email: str | None = Field(None, max_length=254)
    phone: str | None = Field(None, max_length=60)


class UnitChange(UnitFields):
    """``expected`` is the version as seen (409 when somebody was faster)."""

    stopped: bool | None = None
    expected: str


class Bodies(Schema):
    """Full names of bodies; without: all that own rows."""

    names: list[str] | None = None


class AuditQuery(Page):
    """Filters of the audit; days are inclusive."""

    who: str = Field("", max_length=150)
    act: str = Field("", max_length=40)
    since: date | None = None
    until: date | None = None


@router.get("/people", response={200: dict[str, Any]}, summary="人员", url_name="people")
def members(request: HttpRequest, query: Query[PeopleQuery]) -> dict[str, Any]:
    """Users with role and unit."""
    rows = people.list_members(query.text)
    return {"count": len(rows), "rows": dump(rows[query.offset : query.offset + query.limit])}


@router.post("/people", response={200: dict[str, Any], **_ERRORS}, summary="新增人员", url_name="people")
def add_member(request: HttpRequest, given: NewMember) -> dict[str, Any]:
    """A new user; the answer has his first password, never shown again."""
    how: dict[str, Any] = given.dict(exclude={"name", "role"})
    password = people.add_member(given.name, given.role, viewer_of(request).name, address=address_of(request), **how)
    return {"person": dump(people.member(given.name)), "password": password}


@router.post("/people/{name}", response={200: dict[str, Any], **_ERRORS}, summary="改角色、单位，停用", url_name="person")
def change_member(request: HttpRequest, name: str, given: MemberChange) -> dict[str, Any]:
    """Another role, unit or full name; stop or let in again."""
    who, address, now = viewer_of(request).name, address_of(request), people.member(name)
    expected: str | None = given.expected
    said = given.dict(exclude_unset=True)
    with transaction.atomic():  # all of it or nothing
        if {"role", "unit", "full_name"} & set(said):
            unit = said.get("unit", now.unit_number)
            role, full_name = given.role or now.role, given.full_name
            people.change_member(name, role, who, unit=unit, full_name=full_name, expected=expected, address=address)
            expected = None
        if given.active is not None:
            people.set_active(name, who, active=given.active, expected=expected, address=address)
    return {"person": dump(people.member(name))}


@router.post("/people/{name}/password", response={200: dict[str, Any], **_ERRORS}, summary="重设密码", url_name="person_password")
def reset_password(request: HttpRequest, name: str) -> dict[str, Any]:
    """A new password; his sessions end."""
    return {"password": people.reset_password(name, viewer_of(request).name, address_of(request))}


@router.get("/units", response={200: dict[str, Any]}, summary="单位", url_name="units")
def units(request: HttpRequest, query: Query[Page]) -> dict[str, Any]:
    """The tree, each unit followed by those below it."""
    rows = people.list_units()
    return {"count": len(rows), "rows": dump(rows[query.offset : query.offset + query.limit])}


@router.post("/units", response={200: dict[str, Any], **_ERRORS}, summary="新增单位", url_name="units")
def add_unit(request: HttpRequest, given: UnitFields) -> dict[str, Any]:
    """A new unit."""
    said = {k: v for k, v in given.dict(exclude_unset=True).items() if k != "name"}
    number = people.add_unit(given.name or "", viewer_of(request).name, address=address_of(request), **said)
    return {"unit": dump(people.unit(number))}


@router.post("/units/import", response={200: dict[str, Any], **_ERRORS}, summary="从机构名录建立单位", url_name="units_import")
def import_bodies(request: HttpRequest, given: Bodies) -> dict[str, Any]:
    """Units of bodies that own ledger rows."""
    return {"added": people.import_bodies(viewer_of(request).name, given.names, address_of(request))}


@router.post("/units/{unit}", response={200: dict[str, Any], **_ERRORS}, summary="改单位，停用", url_name="unit")
def change_unit(request: HttpRequest, unit: int, given: UnitChange) -> dict[str, Any]:
    """Name, place in the tree, other writings, address; stop or use again."""
    who, address = viewer_of(request).name, address_of(request)
    expected: str | None = given.expected
    said = given.dict(exclude_unset=True, exclude={"expected", "stopped"})
    with transaction.atomic():
        if said:
            people.change_unit(unit, said, who, expected=expected, address=address)
            expected = None
        if given.stopped is not None:
            people.stop_unit(unit, who, stopped=given.stopped, expected=expected, address=address)
    return {"unit": dump(people.unit(unit))}


@router.get("/audit", response={200: dict[str, Any]}, summary="审计记录", url_name="audit")
def audit_lines(request: HttpRequest, query: Query[AuditQuery]) -> dict[str, Any]:
    """Lines of the audit, the newest first."""
    rows = audit.list_lines(AuditFilters(query.who, query.act, query.since, query.until))
    return {"count": len(rows), "rows": dump(rows[query.offset : query.offset + query.limit])}
