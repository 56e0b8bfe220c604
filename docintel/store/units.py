"""承办单位: the tree, and which unit the owners of a row mean. Units are never deleted, only stopped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, Q

from docintel.domain.ids import content_id
from docintel.domain.people import UnitRow
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import audit
from docintel.store.corrections import split_owners
from docintel.store.items import signed
from docintel.store.models import Body, Obligation, Owner, Unit
from docintel.store.storable import storable

FIELDS = {"name": "名称", "parent": "上级单位", "aliases": "公文中的写法", "email": "邮箱", "phone": "电话"}
"""What may be changed of a unit, code → Chinese label. ``parent`` is a number or None, ``aliases`` a list or 甲、乙."""
_BETWEEN = re.compile(r"[、，,；;\n]+")


def units() -> list[UnitRow]:
    """The tree, each unit followed by those below it; stopped ones too."""
    found = list(
        Unit.objects.select_related("body").annotate(people=Count("members", filter=Q(members__user__is_active=True))).order_by("name")
    )
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id, []).append(unit)
    rows: list[UnitRow] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in below.pop(parent, []):
            rows.append(_row(unit, depth))
            walk(unit.pk, depth + 1)

    walk(None, 0)
    return rows


def unit(number: int) -> UnitRow:
    """One unit. Raises NotFound."""
    found = next((u for u in units() if u.number == number), None)
    if found is None:
        raise _missing(number)
    return found


def number_of(name: str) -> int:
    """The number of the unit of that name or other writing. Raises NotFound."""
    wanted = name.strip()
    exact = Unit.objects.filter(name=wanted).values_list("pk", flat=True).first()
    written = (pk for pk, aliases in Unit.objects.values_list("pk", "aliases") if wanted in aliases)
    found = exact if exact is not None else next(written, None)
    if found is None:
        raise NotFound(f"没有单位 {name}；用 docintel units list 或“单位”页查看")
    return found


def _row(unit: Unit, depth: int) -> UnitRow:
    version = content_id("v", unit.name, unit.parent_id, *unit.aliases, unit.email, unit.phone, unit.stopped)
    body, people = unit.body, getattr(unit, "people", 0)
    return UnitRow(
        unit.pk,
        unit.name,
        unit.parent_id,
        depth,
        body.name if body else "",
        tuple(unit.aliases),
        unit.email,
        unit.phone,
        unit.stopped,
        people,
        version,
    )


def _missing(number: int) -> NotFound:
    return NotFound(f"没有编号为 {number} 的单位；用 docintel units list 或“单位”页查看")


@transaction.atomic
def add(name: str, who: str, *, address: str = "", **fields: Any) -> int:
    """A new unit with FIELDS; the gazetteer's body of that name is joined to it. Gives its number. Raises BadInput, NotFound."""
    signed(who)
    unit = Unit(name="")
    _write(unit, {"name": name, **fields})
    unit.body = _body(unit)
    unit.save()
    audit.write("units", who, subject=unit.name, detail="新增", address=address)
    return unit.pk


@transaction.atomic
def change(number: int, fields: Mapping[str, Any], who: str, *, expected: str | None = None, address: str = "") -> bool:
    """Changes FIELDS of a unit; whether anything really changed.

    Raises NotFound, BadInput (a name that another unit has, a ring), StoreConflict.
    """
    signed(who)
    unit = _get(number, expected)
    before = _shown(unit)
    _write(unit, fields)
    after = _shown(unit)
    if after == before:
        return False
    if (before["name"], before["aliases"]) != (after["name"], after["aliases"]):
        unit.body = _body(unit)
    unit.save()
    told = "；".join(f"{FIELDS[f]} {before[f] or '空'} → {after[f] or '空'}" for f in FIELDS if before[f] != after[f])
    audit.write("units", who, subject=unit.name, detail=told, address=address)
    return True


@transaction.atomic
def set_stopped(number: int, who: str, *, stopped: bool, expected: str | None = None, address: str = "") -> None:
    """Stops a unit (nothing new is given to it), or uses it again. Raises NotFound, StoreConflict."""
    signed(who)
    unit = _get(number, expected)
    if unit.stopped != stopped:
        unit.stopped = stopped
        unit.save(update_fields=["stopped"])
        audit.write("units", who, subject=unit.name, detail="停用" if stopped else "恢复使用", address=address)


def bodies_without_unit() -> list[str]:
    """Bodies of the gazetteer that own ledger rows and have no unit yet, those with most rows first."""
    owning = Body.objects.filter(stopped=False, same_as=None, successor=None, units=None, owners__obligation__gone_since=None)
    taken = {name for unit in Unit.objects.all() for name in (unit.name, *unit.aliases)}
    found = owning.annotate(n=Count("owners__obligation", distinct=True)).filter(n__gt=0).order_by("-n", "name")
    return [name for name in found.values_list("name", flat=True) if name not in taken]


def _get(number: int, expected: str | None) -> Unit:
    unit = Unit.objects.select_for_update().filter(pk=number).first()
    if unit is None:
        raise _missing(number)
    if expected is not None and _row(unit, 0).version != expected:
        raise StoreConflict(f"{unit.name} 在此期间已被修改；请刷新后再改")
    return unit


def _shown(unit: Unit) -> dict[str, str]:
    parent = unit.parent.name if unit.parent else ""
    return {"name": unit.name, "parent": parent, "aliases": "、".join(unit.aliases), "email": unit.email, "phone": unit.phone}


def _write(unit: Unit, fields: Mapping[str, Any]) -> None:
    unknown = [f for f in fields if f not in FIELDS]
    if unknown:
        raise BadInput(f"单位没有字段 {'、'.join(unknown)}；可改的有：{'、'.join(FIELDS)}")
    if "name" in fields:
        unit.name = storable(str(fields["name"] or "").strip())
        if not 0 < len(unit.name) <= 200:
            raise BadInput("请填写单位名称（不超过200字）")
    if "aliases" in fields:
        given = fields["aliases"] or ()
        written = (storable(str(a).strip()) for a in (_BETWEEN.split(given) if isinstance(given, str) else given))
        unit.aliases = [a for a in dict.fromkeys(written) if a and a != unit.name]
    if "phone" in fields:
        unit.phone = storable(str(fields["phone"] or "").strip())[:60]
    if email := str(fields.get("email") or "").strip():
        try:
            validate_email(email)
        except ValidationError as error:
            raise BadInput(f"邮箱 {email} 写得不对；应为 名字@域名") from error
    if "email" in fields:
        unit.email = email
    if "parent" in fields:
        unit.parent = _parent(unit, fields["parent"])
    _own_names(unit)


def _parent(unit: Unit, number: int | None) -> Unit | None:
    """The unit above; a ring is refused."""
    if number is None:
        return None
    above: Unit | None = Unit.objects.filter(pk=number).first()
    if above is None:
        raise _missing(number)
    at: Unit | None = above
    while at is not None:
        if unit.pk is not None and at.pk == unit.pk:
            raise BadInput(f"{above.name} 在 {unit.name} 之下，不能作它的上级")
        at = at.parent
    return above


def _own_names(unit: Unit) -> None:
    """A name means one unit: otherwise a row would be proposed to the wrong one."""
    mine = {unit.name, *unit.aliases}
    for name, aliases in Unit.objects.exclude(pk=unit.pk).values_list("name", "aliases"):
        both = mine & {name, *aliases}
        if both:
            raise BadInput(f"“{both.pop()}”已是单位 {name} 的名称或写法")


def _body(unit: Unit) -> Body | None:
    """The gazetteer's body that has the unit's name, or another writing of it, as its full name; of several the one that owns most rows."""
    return Body.objects.filter(name__in=[unit.name, *unit.aliases], stopped=False).annotate(n=Count("owners")).order_by("-n", "pk").first()


@dataclass(frozen=True, slots=True)
class Part:
    """The part (lead | support) that an owner of a row has; ``inferred`` from its place in a list that names no leader."""

    owner: Owner
    role: str
    inferred: bool = False


def parts(obligation: Obligation) -> list[Part]:
    """Every owner with its part, leaders first.

    A list of 责任单位 without 牵头 is read as clerks read it: the first leads, the others support; that is nowhere stated, so it is
    marked. Bodies that promise together as subjects, and those that a person wrote, lead together.
    """
    owners = list(obligation.owners.select_related("body__same_as", "body__successor").order_by("order"))
    leading, _ = split_owners([{"role": o.role, "pk": o.pk} for o in owners])
    leaders = {o["pk"] for o in leading}
    first = [o for o in owners if o.pk in leaders]
    listed = len(first) > 1 and all(o.role == "responsible" and o.basis == LISTED and not o.by_person for o in first)
    led = [Part(o, "support" if listed and n else "lead", listed) for n, o in enumerate(first)]
    return led + [Part(o, "support") for o in owners if o.pk not in leaders]


LISTED = "responsibility_list"
"""The basis (guide §4) of owners that stand in a list of 责任单位."""


class Proposals:
    """Which units the owners of rows mean: by the unit's name, its other writings, its body in the gazetteer (and what that became)."""

    def __init__(self) -> None:
        self._named: dict[str, Unit] = {}
        self._bodies: dict[int, Unit] = {}
        for unit in Unit.objects.filter(stopped=False).order_by("pk"):
            for name in (unit.name, *unit.aliases):
                self._named.setdefault(name, unit)
            if unit.body_id is not None:
                self._bodies.setdefault(unit.body_id, unit)

    def of(self, obligation: Obligation) -> list[tuple[Unit, str]]:
        """(unit, "lead" | "support") of a row, each unit once, leaders first. Empty where no owner is a unit."""
        found: dict[int, tuple[Unit, str]] = {}
        for part in parts(obligation):
            unit = self.unit_of(part.owner)
            if unit is not None:
                found.setdefault(unit.pk, (unit, part.role))
        return list(found.values())

    def unit_of(self, owner: Owner) -> Unit | None:
        """The unit that an owner of a row means, None where it means none."""
        bodies = [b for b in _lives_on(owner.body) if b]
        by_body = next((self._bodies[b.pk] for b in bodies if b.pk in self._bodies), None)
        names = _names(owner, bodies)
        return by_body or next((self._named[n] for n in names if n in self._named), None)


def _lives_on(body: Body | None) -> Iterable[Body | None]:
    """The body and what it is another writing of, or has become."""
    return () if body is None else (body, body.same_as, body.successor)


def _names(owner: Owner, bodies: Sequence[Body]) -> list[str]:
    return [*(b.name for b in bodies), *(n for n in (owner.canonical, owner.name) if n)]


def proposed_units(obligation: Obligation) -> list[tuple[Unit, str]]:
    """:class:`Proposals` for one row."""
    return Proposals().of(obligation)
