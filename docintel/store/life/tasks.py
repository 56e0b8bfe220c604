"""我的工作: what waits for a unit or for the secretariat, as lists that are counted and sliced, never read whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from docintel.domain.life import AT_WORK, OVER, Task
from docintel.store.life.instances import name_of
from docintel.store.models import Assignment, Countersign, Feedback, Instance, Obligation, Request, SubTask

_BY_LIMIT = (F("limit").asc(nulls_last=True), "pk")


class Tasks(Sequence[Task]):
    """Rows of a query as tasks: ``len`` counts, a slice reads only its rows."""

    def __init__(self, found: QuerySet[Any], told: Callable[[Any], Task]) -> None:
        self._found, self._told = found, told

    def __len__(self) -> int:
        return self._found.count()

    def __iter__(self) -> Iterator[Task]:
        return (self._told(row) for row in self._found)

    @overload
    def __getitem__(self, index: int) -> Task: ...
    @overload
    def __getitem__(self, index: slice) -> list[Task]: ...
    def __getitem__(self, index: int | slice) -> Task | list[Task]:
        if isinstance(index, int):
            return self._told(self._found[index])
        return [self._told(row) for row in self._found[index.start or 0 : index.stop]]


@dataclass(frozen=True, slots=True)
class TaskList:
    """One list: its key, its name, what a person does there, and the tasks."""

    key: str
    name: str
    what: str
    tasks: Tasks


def for_units(units: frozenset[int], today: date) -> list[TaskList]:
    """What waits for units: to accept, to do by limit, to countersign, parts of rows; then what waits for others."""
    mine = _assignments().filter(unit__in=units)
    told = _Teller(today)
    doing = mine.filter(state="accepted")
    back = Feedback.objects.filter(assignment=OuterRef("pk"), kind="final", instance=None, verdict__passed=False)
    newer = Feedback.objects.filter(assignment=OuterRef("pk"), kind="final", instance=None, verdict=None)
    sent_back = doing.filter(Exists(back)).exclude(Exists(newer))
    signed = Countersign.objects.filter(feedback=OuterRef("pk"), assignment__unit__in=units)
    parts = SubTask.objects.filter(unit__in=units, done=None, dropped=False, obligation__state__in=AT_WORK)
    return [
        TaskList(
            "accept", "待签收", "交办给本单位，请签收；不属于本单位职责的，在期限内申请退回", Tasks(mine.filter(state="sent"), told.sent)
        ),
        TaskList("back", "退回重报", "办结反馈没有通过审核，请按意见重报", Tasks(sent_back, told.assignment)),
        TaskList("do", "办理中", "按时限先后", Tasks(doing, told.assignment)),
        TaskList("sign", "待会签", "主办单位已报办结，请会签", Tasks(_to_sign(units).exclude(Exists(signed)), told.feedback)),
        TaskList("parts", "分解任务", "分给本单位的任务", Tasks(_subtasks(parts), told.subtask)),
        TaskList("wait", "等待审核或批复", "本单位已报，等待督查室", Tasks(_waiting(mine), told.assignment)),
    ]


def for_secretariat(today: date) -> list[TaskList]:
    """What waits for the secretariat: to assign, feedback to review, requests to decide, to close, and what is overdue."""
    told = _Teller(today)
    has_lead = _assignments().filter(obligation=OuterRef("pk"), role="lead").exclude(state__in=OVER).order_by()
    rows = Obligation.objects.prefetch_related("owners").order_by(F("due").asc(nulls_last=True), "pk")
    finals = Feedback.objects.filter(kind="final", verdict=None)
    review = finals.filter(Q(instance=None, assignment__state="reported") | Q(instance__closed=None, instance__isnull=False))
    asked = (
        Request.objects.filter(decision=None)
        .exclude(assignment__state__in=OVER)
        .select_related("assignment__unit", "assignment__obligation")
    )
    late = _assignments().filter(state__in=("sent", "accepted"), limit__lt=today)
    periods = Instance.objects.filter(closed=None, end__lt=today).exclude(obligation__state__in=("rejected", "closed", "suspended"))
    return [
        TaskList("review", "反馈待审", "办结反馈，通过或退回重报", Tasks(_feedbacks(review), told.feedback)),
        TaskList("decide", "待批复", "退回、延期、中止的申请", Tasks(asked.order_by("pk"), told.request)),
        TaskList("assign", "待交办", "已确认，还没有主办单位", Tasks(rows.filter(state="confirmed").exclude(Exists(has_lead)), told.row)),
        TaskList("close", "待销号", "已办结，有佐证材料即可销号", Tasks(rows.filter(state="done"), told.row)),
        TaskList("late", "逾期未办结", "承办单位过了办理时限", Tasks(late, told.assignment)),
        TaskList(
            "periods", "本期逾期", "周期性任务过了本期", Tasks(periods.select_related("obligation").order_by("end", "pk"), told.instance)
        ),
    ]


def _assignments() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("unit", "obligation").order_by(*_BY_LIMIT)


def _waiting(mine: QuerySet[Assignment]) -> QuerySet[Assignment]:
    asked = Request.objects.filter(assignment=OuterRef("pk"), decision=None)
    return mine.exclude(state__in=OVER).filter(Q(state="reported") | Exists(asked))


def _feedbacks(found: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return found.select_related("assignment__unit", "assignment__obligation", "instance").order_by("pk")


def _to_sign(units: frozenset[int]) -> QuerySet[Feedback]:
    """Final feedback of leads that waits, on rows that the units support."""
    supports = Assignment.objects.filter(obligation=OuterRef("assignment__obligation"), unit__in=units, role="support")
    supports = supports.exclude(state__in=(*OVER, "suspended"))
    found = Feedback.objects.filter(kind="final", instance=None, verdict=None, assignment__role="lead", assignment__state="reported")
    return _feedbacks(found.filter(Exists(supports)))


def _subtasks(found: QuerySet[SubTask]) -> QuerySet[SubTask]:
    return found.select_related("obligation", "unit").order_by(F("due").asc(nulls_last=True), "pk")


class _Teller:
    """Stored rows as tasks on a day."""

    def __init__(self, today: date) -> None:
        self._today = today

    def _task(self, item: Obligation, unit: str, role: str, limit: date | None, note: str) -> Task:
        return Task(item.item_id, item.text, unit, role, limit, note, (limit - self._today).days if limit else None)

    def assignment(self, row: Assignment) -> Task:
        return self._task(row.obligation, row.unit.name, row.role, row.limit, row.get_state_display())

    def sent(self, row: Assignment) -> Task:
        return self._task(
            row.obligation, row.unit.name, row.role, row.limit, f"{row.assigned_at.astimezone():%m-%d} 由{row.assigned_by}交办"
        )

    def feedback(self, row: Feedback) -> Task:
        given = row.assignment
        period = f"{name_of(row.instance)}：" if row.instance else ""
        return self._task(given.obligation, given.unit.name, given.role, given.limit, f"{period}{row.text[:60]}")

    def request(self, row: Request) -> Task:
        given = row.assignment
        asked = f"申请{row.get_kind_display()}{f'至{row.until}' if row.until else ''}：{row.reason[:60]}"
        return self._task(given.obligation, given.unit.name, given.role, given.limit, asked)

    def row(self, row: Obligation) -> Task:
        names = dict.fromkeys(o.name or o.canonical for o in row.owners.all())
        return self._task(row, "、".join(n for n in names if n), "", row.due, "")

    def subtask(self, row: SubTask) -> Task:
        return self._task(row.obligation, row.unit.name if row.unit else "", "", row.due, row.text)

    def instance(self, row: Instance) -> Task:
        return self._task(row.obligation, "", "", row.end, name_of(row))
