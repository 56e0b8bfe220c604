"""分解任务: parts of a row with their own unit and day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from docintel.domain.life import ASSIGNABLE
from docintel.errors import BadInput, StoreConflict
from docintel.store.days import sensible
from docintel.store.items import tell
from docintel.store.life import held
from docintel.store.models import SubTask


@transaction.atomic
def add(item_id: str, text: str, who: str, *, unit: int | None = None, due: date | None = None) -> int:
    """A new sub-task; its number. Raises NotFound, BadInput."""
    item = held.hold(item_id, who)
    if item.state not in ASSIGNABLE:
        raise BadInput(f"{item_id} 现为“{item.get_state_display()}”，不能再分解任务")
    today = timezone.localdate()
    if due is not None and due < today:
        raise BadInput(f"分解任务的时限{due}早于今天（{today}）；请填写今天以后的日期，或留空")
    if due is not None:
        sensible(due, "分解任务的时限")
    row = SubTask(obligation=item, text=held.words(text, "分解任务", most=500), unit=held.unit(unit) if unit else None, due=due, who=who)
    row.save()
    tell(item_id, who, "subtask", old="", new=_told(row))
    held.touch(item)
    return int(row.pk)


@transaction.atomic
def end(number: int, who: str, *, done: date | None, note: str = "") -> None:
    """A sub-task is ``done`` on a day, or (None) dropped, which needs a reason. Raises NotFound, BadInput, StoreConflict."""
    row = held.part(SubTask, number, "分解任务")
    item = held.hold(row.obligation.item_id, who)
    row.refresh_from_db()
    if row.done or row.dropped:
        raise StoreConflict(f"“{row.text[:30]}”已经{'完成' if row.done else '取消'}；请刷新后查看")
    today = timezone.localdate()
    if done is not None and done > today:
        raise BadInput(f"完成日期{done}在今天（{today}）之后；请填写实际完成的日期")
    if done is not None:
        sensible(done, "完成日期")
    why = held.words(note, "取消的理由", needed=done is None)
    old = _told(row)
    row.done, row.dropped = done, done is None
    row.save()
    tell(item.item_id, who, "subtask", old=old, new=f"完成（{done}）" if done else "取消", note=why)
    held.touch(item)


def _told(row: SubTask) -> str:
    return "，".join(filter(None, (row.text, str(row.unit) if row.unit else "", f"{row.due}前" if row.due else "")))


def item_of(number: int) -> tuple[str, int | None]:
    """(row, unit) of a sub-task. Raises NotFound."""
    row = held.part(SubTask, number, "分解任务")
    return row.obligation.item_id, row.unit_id
