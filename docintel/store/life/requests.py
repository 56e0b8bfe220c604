"""退回, 延期, 中止: formal requests of a unit, decided by the secretariat, all kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from docintel.domain.life import ASKED_IN, REQUEST_KINDS
from docintel.errors import BadInput, StoreConflict
from docintel.store import handling, states
from docintel.store.days import sensible
from docintel.store.items import tell
from docintel.store.life import assignments, held
from docintel.store.models import Assignment, Decision, Obligation, Request


@transaction.atomic
def ask(number: int, kind: str, reason: str, who: str, *, today: date, until: date | None = None, expected: int | None = None) -> int:
    """申请 for an assignment; its number. ``until``: the day asked for (延期 only). A return is asked for within the office's term.

    Raises NotFound, BadInput, StoreConflict (another request waits, or the assignment has changed).
    """
    item, row = held.hold_assignment(number, who, expected)
    if kind not in REQUEST_KINDS:
        raise BadInput(f"没有“{kind}”这种申请；可用：{'、'.join(f'{k}（{v}）' for k, v in REQUEST_KINDS.items())}")
    if row.state not in ASKED_IN[kind]:
        raise BadInput(f"{row.unit}的交办现为“{row.get_state_display()}”，不能申请{REQUEST_KINDS[kind]}")
    if waiting := Request.objects.filter(assignment=row, decision=None).first():
        raise StoreConflict(f"{row.unit}已申请{waiting.get_kind_display()}，正等待批复；请等批复后再申请")
    words = held.words(reason, "申请的理由")
    if kind == "return":
        _in_time(row, today)
    if kind == "extension":
        _later(row, until, today)
    found = Request(assignment=row, kind=kind, reason=words, until=until if kind == "extension" else None, who=who)
    found.save()
    late = "（到期后提出）" if kind == "extension" and row.limit and row.limit < today else ""
    new = f"{row.unit}：申请{found.get_kind_display()}{f'至{found.until}' if found.until else ''}{late}"
    tell(item.item_id, who, "request", old="", new=new, note=words)
    held.touch(item, row)
    return int(found.pk)


def return_by(row: Assignment) -> date:
    """The last day on which a return can be asked for."""
    return handling.term("return").after(row.assigned_at.astimezone().date())


def _in_time(row: Assignment, today: date) -> None:
    last = return_by(row)
    if today > last:
        term = handling.term("return")
        raise BadInput(f"退回应在交办之日起{term.name}内（{last}前）申请，今天已过期限；如确不属于本单位职责，请与督查室联系")


def _later(row: Assignment, until: date | None, today: date) -> None:
    if until is None:
        raise BadInput("没有填写申请延至哪一天；请填写日期")
    if until <= today or (row.limit is not None and until <= row.limit):
        now = f"现在的时限{row.limit}" if row.limit and row.limit > today else f"今天（{today}）"
        raise BadInput(f"申请延至{until}，不晚于{now}；请填写更晚的日期")
    sensible(until, "延至的日期")


@transaction.atomic
def decide(number: int, *, granted: bool, words: str, who: str, today: date, until: date | None = None) -> None:
    """批复 by the secretariat. Granted: 退回 ends the assignment, 延期 moves its limit to ``until`` (None = the day asked for),

    中止 suspends it, and with the lead the row. Raises NotFound, BadInput, StoreConflict (decided before, or things have changed).
    """
    found = held.part(Request, number, "申请")
    item, row = held.hold_assignment(found.assignment_id, who)
    if Decision.objects.filter(request=found).exists():
        raise StoreConflict("这份申请已经有人批复过；请看过批复")
    if row.state not in ASKED_IN[found.kind] and granted:
        raise StoreConflict(f"{row.unit}的交办现为“{row.get_state_display()}”，不能再同意{found.get_kind_display()}")
    note = held.words(words, "不同意的理由" if not granted else "批复意见", needed=not granted)
    day = (until or found.until) if granted and found.kind == "extension" else None
    if day is not None:
        _later(row, day, today)
    Decision(request=found, granted=granted, until=day, words=note, who=who).save()
    verdict = f"{'同意' if granted else '不同意'}{found.get_kind_display()}"
    tell(
        item.item_id,
        who,
        "decision",
        old=f"{row.unit}：申请{found.get_kind_display()}",
        new=f"{verdict}{f'至{day}' if day else ''}",
        note=note,
    )
    if not granted:
        held.touch(item, row)
    elif found.kind == "return":
        assignments.end(item, row, "return", who, note or found.reason)
    elif day is not None:
        assignments.set_limit(row, item, day, who, note or found.reason)
        held.touch(item)
    else:
        _suspend(item, row, who, note or found.reason)


def _suspend(item: Obligation, row: Assignment, who: str, note: str) -> None:
    """With the last lead the whole row is suspended, and every unit's part with it."""
    states.move_assignment(row, item, "suspend", who, note)
    if row.role == "lead" and item.state in ("assigned", "in_progress") and all(a.state == "suspended" for a in held.live(item, "lead")):
        states.move(item, "suspended", who, note)
    else:
        held.touch(item)


def assignment_of(number: int) -> int:
    """The assignment of a request. Raises NotFound."""
    return held.part(Request, number, "申请").assignment_id
