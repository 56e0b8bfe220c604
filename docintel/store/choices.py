"""What an office settles for itself (本单位设置): chosen by a person, kept for good, the newest of a key in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from docintel.errors import BadInput, StoreConflict
from docintel.store.items import signed
from docintel.store.models import OfficeChoice


@dataclass(frozen=True, slots=True)
class Settled:
    """A choice; ``number`` 0: nobody chose yet and ``value`` is None."""

    number: int
    value: Any = None
    who: str = ""
    when: datetime | None = None
    note: str = ""


def current(key: str) -> Settled:
    """What is in force for ``key``."""
    row = OfficeChoice.objects.filter(key=key).order_by("pk").last()
    return _settled(row) if row else Settled(0)


def history(key: str) -> list[Settled]:
    """Every choice of ``key``, the newest first."""
    return [_settled(row) for row in OfficeChoice.objects.filter(key=key).order_by("-pk")]


@transaction.atomic
def settle(key: str, value: Any, who: str, note: str = "", expected: int | None = None) -> Settled:
    """Puts another value in force. ``expected`` is the number of the choice that the person saw.

    Raises BadInput (nothing new), StoreConflict (somebody chose meanwhile).
    """
    signed(who)
    last = OfficeChoice.objects.select_for_update().filter(key=key).order_by("-pk").first()
    if expected is not None and expected != (last.pk if last else 0):
        raise StoreConflict("这项设置在此期间已被改过；请刷新后再改")
    if last is not None and last.value == value:
        raise BadInput("与现行设置相同，没有变化")
    row = OfficeChoice(key=key, value=value, who=who, note=note.strip())
    row.save()
    return _settled(row)


def _settled(row: OfficeChoice) -> Settled:
    return Settled(row.pk, row.value, row.who, row.when, row.note)
