"""A row and one of its parts under lock: every change of a row's life begins here and ends with :func:`touch`."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from docintel.domain.life import OVER
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store.items import get_item, signed
from docintel.store.models import Assignment, Obligation, Unit
from docintel.store.storable import storable

_Part = TypeVar("_Part", bound=models.Model)


def part(model: type[_Part], number: int, what: str) -> _Part:
    """The row of ``model`` with this number. Raises NotFound."""
    found = model._default_manager.filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise NotFound(f"没有编号为 {number} 的{what}；请刷新页面后再试")
    return found


def hold(item_id: str, who: str, expected: int | None = None) -> Obligation:
    """The row under lock. Raises NotFound, BadInput (nobody signs), StoreConflict (changed since it was seen)."""
    signed(who)
    item = get_item(item_id, lock=True)
    if expected is not None and item.revision != expected:
        raise StoreConflict(f"{item_id} 在此期间已被他人修改；请看过新的情况后再办")
    return item


def hold_assignment(number: int, who: str, expected: int | None = None) -> tuple[Obligation, Assignment]:
    """An assignment with its row under lock. Raises as :func:`hold`."""
    signed(who)
    item = get_item(part(Assignment, number, "交办").obligation.item_id, lock=True)
    row = Assignment.objects.select_related("unit").get(pk=number)
    if expected is not None and row.revision != expected:
        raise StoreConflict(f"{row.unit}的这次交办在此期间已有变化（现为“{row.get_state_display()}”）；请看过新的情况后再办")
    return item, row


def touch(item: Obligation, *rows: Any) -> None:
    """Counts a change of the row, and of its assignments given."""
    for row in rows:
        row.revision += 1
        row.save()
    item.revision += 1
    item.save(update_fields=["revision", "updated"])


def live(item: Obligation, role: str = "") -> list[Assignment]:
    """Assignments of the row that are not over, the lead first."""
    found = Assignment.objects.filter(obligation=item).exclude(state__in=OVER).select_related("unit")
    return list((found.filter(role=role) if role else found).order_by("role", "pk"))


def unit(number: int) -> Unit:
    """A unit that rows can be given to. Raises NotFound, BadInput where it was stopped."""
    found = part(Unit, number, "承办单位")
    if found.stopped:
        raise BadInput(f"{found}已经停用；请选另一个单位，或先在人员管理中恢复使用")
    return found


def words(text: str, what: str, *, needed: bool = True, most: int = 5000) -> str:
    """``text`` as it is kept. Raises BadInput where it is needed and empty, or too long."""
    kept = storable(text.strip())
    if needed and not kept:
        raise BadInput(f"没有填写{what}；请写明后再保存")
    if len(kept) > most:
        raise BadInput(f"{what}有{len(kept)}字，最多{most}字；请写得短些，详细内容作为文件上传")
    return kept
