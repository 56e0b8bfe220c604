"""What every change of a ledger row needs: the row under lock, a name, a line of history."""

from __future__ import annotations

from docintel.errors import BadInput, NotFound
from docintel.store.models import History, Obligation


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
