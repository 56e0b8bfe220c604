"""本期任务: a recurring row makes one for each calendar period, each closed by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from docintel.domain.life import ASSIGNABLE
from docintel.errors import BadInput, StoreConflict
from docintel.store import bulk
from docintel.store.items import tell
from docintel.store.life import held
from docintel.store.models import Feedback, Instance, Obligation
from docintel.store.pace import period_of
from docintel.store.progress import confirmations

_MOST = 600  # periods of a row at once: fifty years of months
_AT_ONCE = 500  # rows a transaction


def make_up(today: date, item: Obligation | None = None) -> int:
    """Makes the instances that are missing up to ``today``, of one row or of all; how many. They begin with the period of confirmation.

    Safe to call at any time by several people: a period is made once.
    """
    found = _lacking(today) if item is None else _lacking(today).filter(pk=item.pk)
    lacking = [row for row in found if period_of(row.recurrence[0][1], today)]  # 不定期 has no calendar period
    return sum(_make(lacking[at : at + _AT_ONCE], today) for at in range(0, len(lacking), _AT_ONCE))


@transaction.atomic
def _make(rows: Sequence[Obligation], today: date) -> int:
    """What these rows lack, in few statements: on the first day of a year thousands of rows begin a period, and everybody waits."""
    bulk.wait_for_writers()
    keys = [row.pk for row in rows]
    confirmed = confirmations([row.item_id for row in rows])
    made = Instance.objects.filter(obligation__in=keys).order_by()
    newest = dict(made.values_list("obligation").annotate(last=Max("end")))
    fresh = [
        Instance(obligation=row, start=start, end=end)
        for row in rows
        for start, end in _periods(row, confirmed.get(row.item_id) or row.created.astimezone().date(), newest.get(row.pk), today)
    ]
    there = set(made.values_list("obligation_id", "start"))
    fresh = [one for one in fresh if (one.obligation_id, one.start) not in there]
    Instance.objects.bulk_create(fresh)
    moved = Obligation.objects.filter(pk__in={one.obligation_id for one in fresh})
    list(moved.order_by("pk").select_for_update().values_list("pk"))  # in one order, so that two writers never block one another
    moved.update(updated=timezone.now())  # their lights may change
    return len(fresh)


def _lacking(today: date) -> QuerySet[Obligation]:
    """Recurring rows under way whose running period has no instance."""
    has = Instance.objects.filter(obligation=OuterRef("pk"), end__gte=today)
    found = Obligation.objects.filter(state__in=ASSIGNABLE, gone_since=None).exclude(recurrence=[])
    return found.exclude(Exists(has)).only("pk", "item_id", "recurrence", "created").order_by("pk")


def _periods(row: Obligation, since: date, newest: date | None, today: date) -> Iterator[tuple[date, date]]:
    """The calendar periods from the one of ``since`` (or after ``newest``, the end of the last instance) to the running one."""
    every = row.recurrence[0][1]
    day = max(since, newest + timedelta(days=1)) if newest else since
    for _ in range(_MOST):
        period = period_of(every, min(day, today))
        if period is None or period[0] > today:
            return
        yield period
        day = period[1] + timedelta(days=1)
        if day > today:
            return


@transaction.atomic
def close(number: int, who: str, note: str = "") -> None:
    """销号 of a period: by a unit's feedback on it, or with words that say what shows it. Raises NotFound, BadInput, StoreConflict."""
    row = held.part(Instance, number, "本期任务")
    item = held.hold(row.obligation.item_id, who)
    row.refresh_from_db()
    told = Feedback.objects.filter(instance=row).exists()
    if not told and not note.strip():
        raise BadInput(f"{name_of(row)}还没有单位反馈；请等反馈，或在说明中写明以什么为据销号")
    end(row, item, who, held.words(note, "说明", needed=False))
    held.touch(item)


def end(row: Instance, item: Obligation, who: str, note: str) -> None:
    """Closes a period of a locked row, with history."""
    if row.closed:
        raise StoreConflict(f"{name_of(row)}已于{row.closed}销号")
    row.closed, row.closed_by, row.note = timezone.localdate(), who, note
    row.save()
    tell(item.item_id, who, "instance", old=name_of(row), new="销号", note=note)


def name_of(row: Instance) -> str:
    """2025年, 2025年上半年, 2025年第三季度, 2025年5月, or both days."""
    start, days = row.start, (row.end - row.start).days
    if days > 300:
        return f"{start.year}年"
    if days > 150:
        return f"{start.year}年{'上' if start.month == 1 else '下'}半年"
    if days > 80:
        return f"{start.year}年第{'一二三四'[(start.month - 1) // 3]}季度"
    if days > 50:
        return f"{start.year}年{start.month}—{row.end.month}月"
    if days > 20:
        return f"{start.year}年{start.month}月"
    return f"{start}至{row.end}"


def item_of(number: int) -> str:
    """The row of a period. Raises NotFound."""
    return held.part(Instance, number, "本期任务").obligation.item_id
