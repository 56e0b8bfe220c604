"""Units as the life of a row needs them: those that rows can be given to, those that a row's owners mean, those that a person names."""

from __future__ import annotations

from collections.abc import Iterable

from docintel.domain.life import Proposal
from docintel.errors import BadInput, NotFound
from docintel.store import units
from docintel.store.corrections import split_owners
from docintel.store.models import Obligation


def usable() -> list[tuple[int, str]]:
    """(number, name) of every unit that rows can be given to."""
    return [(u.number, u.name) for u in units.units() if not u.stopped]


def proposed(item: Obligation, meanings: units.Proposals | None = None) -> tuple[Proposal, ...]:
    """The units that the row's owners mean, those who lead first, a unit once; an owner that means none is there too, not certain.

    ``meanings``: read once for many rows.
    """
    meanings = meanings or units.Proposals()
    owners = list(item.owners.select_related("body__same_as", "body__successor").order_by("order"))
    leading, _ = split_owners([{"role": o.role, "pk": o.pk} for o in owners])
    leaders = {o["pk"] for o in leading}
    found: dict[int | str, Proposal] = {}
    for owner in sorted(owners, key=lambda o: o.pk not in leaders):
        unit, name = meanings.unit_of(owner), owner.name or owner.canonical
        role = "lead" if owner.pk in leaders else "support"
        if unit is not None:
            found.setdefault(unit.pk, Proposal(unit.pk, unit.name, role, certain=True))
        elif name:
            found.setdefault(name, Proposal(None, name, role, certain=False, why=f"本单位的承办单位中没有“{name}”"))
    return tuple(found.values())


def named(names: Iterable[str]) -> list[int]:
    """Numbers of the units of these names or writings. Raises BadInput naming those that are none."""
    found, wrong = [], []
    for name in names:
        try:
            found.append(units.number_of(name))
        except NotFound:
            wrong.append(f"“{name}”")
    if wrong:
        raise BadInput(f"承办单位中没有{'、'.join(wrong)}；请照单位名称填写，或请管理员先在“单位”页建立")
    return found
