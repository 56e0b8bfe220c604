"""What every change of a ledger row needs: the row under lock, a name, a line of history."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from docintel.domain.life import OVER
from docintel.errors import BadInput, NotFound
from docintel.store.models import Assignment, History, Obligation, SubTask


def scope(units: frozenset[int] | None, path: str = "pk") -> Q:
    """Rows that one of ``units`` was given, as lead, support or for a part of it, and has not handed back; None = every row.

    ``path`` leads from the table that is asked to the row's key (``obligation``).
    """
    if units is None:
        return Q()
    given = Assignment.objects.filter(unit__in=units).exclude(state__in=OVER).values("obligation")
    parts = SubTask.objects.filter(unit__in=units, dropped=False).values("obligation")
    return Q(**{f"{path}__in": given}) | Q(**{f"{path}__in": parts})


def sees(units: frozenset[int] | None, item_id: str) -> bool:
    """Whether a row lies within :func:`scope`; a row that does not exist lies outside of every unit's."""
    return units is None or Obligation.objects.filter(scope(units), item_id=item_id.strip()).exists()


def seen_of(units: frozenset[int] | None, item_ids: Sequence[str]) -> frozenset[str]:
    """Those of the rows that lie within :func:`scope`."""
    if units is None:
        return frozenset(item_ids)
    return frozenset(Obligation.objects.filter(scope(units), item_id__in=item_ids).values_list("item_id", flat=True))


def get_item(item_id: str, lock: bool = False) -> Obligation:
    """The row with its paper; ``lock`` holds it until the transaction ends. Raises NotFound."""
    found = Obligation.objects.select_related("paper")
    if lock:
        found = found.select_for_update(of=("self",))
    item = found.filter(item_id=item_id.strip()).first()
    if item is None:
        raise NotFound(f"台账中没有编号 {item_id}；用 docintel ledger list 查看编号")
    return item


def tell(item_id: str, who: str, field: str, *, old: str, new: str, note: str = "") -> None:
    """Writes a line of history."""
    History.objects.create(kind="item", subject=item_id, who=who, field=field, old=old, new=new, note=note)


def signed(who: str) -> None:
    """Raises BadInput where nobody signs for a change."""
    if not who.strip():
        raise BadInput("修改台账必须写明经办人；命令行用 --by 用户名")
