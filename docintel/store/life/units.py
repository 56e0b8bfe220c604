"""Units as the life of a row needs them: those that rows can be given to, those that a row's owners mean, those that a person names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from docintel.domain.life import Proposal
from docintel.errors import BadInput, NotFound
from docintel.store import units
from docintel.store.models import Obligation


def usable() -> list[tuple[int, str]]:
    """(number, name) of every unit that rows can be given to."""
    return [(u.number, u.name) for u in units.units() if not u.stopped]


def proposed(item: Obligation, meanings: units.Proposals | None = None) -> tuple[Proposal, ...]:
    """The units that the row's owners mean, those who lead first, a unit once; an owner that means none is there too, not certain.

    ``meanings``: read once for many rows.
    """
    meanings = meanings or units.Proposals()
    found: dict[int | str, Proposal] = {}
    for part in units.parts(item):
        unit, name = meanings.unit_of(part.owner), part.owner.name or part.owner.canonical
        if unit is not None:
            found.setdefault(unit.pk, Proposal(unit.pk, unit.name, part.role, certain=True, inferred=part.inferred))
        elif name:
            why = f"本单位的承办单位中没有“{name}”"
            found.setdefault(name, Proposal(None, name, part.role, certain=False, why=why, inferred=part.inferred))
    return _alone(tuple(found.values()))


def _alone(found: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Where every name of a list means one unit, nothing had to be inferred."""
    return tuple(replace(p, inferred=False) for p in found) if len(found) == 1 else found


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
