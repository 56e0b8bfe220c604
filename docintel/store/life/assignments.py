"""交办, 签收, 撤回, 恢复, 重新办理: what happens to assignments but what units say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from docintel.domain.ledger import STATES
from docintel.domain.life import ASSIGNABLE, UNIT_ROLES, Proposal
from docintel.errors import BadInput
from docintel.store import states
from docintel.store.days import sensible
from docintel.store.items import tell
from docintel.store.life import held
from docintel.store.models import Assignment, Obligation


@dataclass(frozen=True, slots=True)
class Given:
    """A unit that is to get the row: its number, lead or support, its limit (None = none)."""

    unit: int
    role: str
    limit: date | None = None


@transaction.atomic
def assign(item_id: str, given: Sequence[Given], words: str, who: str, expected: int | None = None) -> list[int]:
    """Gives the row to units (交办); numbers of the assignments. A confirmed row is then assigned.

    Raises NotFound, BadInput (a row that cannot be given, no lead, a unit twice), StoreConflict.
    """
    item = held.hold(item_id, who, expected)
    if item.state not in ASSIGNABLE:
        todo = "请先审核确认" if item.state == "proposed" else "请先恢复或重新办理"
        raise BadInput(f"{item_id} 现为“{STATES[item.state]}”，不能交办；{todo}")
    if not given:
        raise BadInput("没有选择承办单位；请至少选一个主办单位")
    kept = held.words(words, "交办意见", needed=False)
    has = {a.unit_id: a for a in held.live(item)}
    if "lead" not in [*(a.role for a in has.values()), *(g.role for g in given)]:
        raise BadInput(f"{item_id} 还没有主办单位；请选一个主办单位")
    numbers = []
    for one in given:
        unit = held.unit(one.unit)
        if one.role not in UNIT_ROLES:
            raise BadInput(f"没有“{one.role}”这种分工；可用：{'、'.join(f'{k}（{v}）' for k, v in UNIT_ROLES.items())}")
        if unit.pk in has:
            raise BadInput(f"{unit}已经是这一项的{has[unit.pk].get_role_display()}单位；如要改分工，请先撤回原来的交办")
        if one.limit is not None:
            sensible(one.limit, "办理时限")
        row = Assignment(obligation=item, unit=unit, role=one.role, limit=one.limit, words=kept, assigned_by=who)
        row.save()
        has[unit.pk] = row
        numbers.append(row.pk)
        limit = f"，{one.limit}前办结" if one.limit else ""
        tell(item_id, who, "assignment", old="", new=f"{states.told(row)}{limit}", note=kept)
    if item.state == "confirmed":
        states.move(item, "assigned", who)
    else:
        held.touch(item)
    return numbers


def why_not_in_bulk(item: Obligation, proposed: Sequence[Proposal], *, by_order: bool = False) -> str:
    """Why a row cannot be given to its proposed units without a person's look; "" = it can.

    ``by_order``: the person agrees that the first of a list without 牵头 is 主办.
    """
    if item.state != "confirmed":
        return f"现为“{STATES[item.state]}”，只有“{STATES['confirmed']}”的事项可以批量交办"
    if held.live(item):
        return "已经交办给别的单位"
    doubtful = [p.why for p in proposed if not p.certain]
    if doubtful:
        return "；".join(doubtful)
    if not any(p.role == "lead" for p in proposed):
        return "原文没有写明主办单位"
    named = [p.name for p in proposed if p.inferred]
    return f"原文只列责任单位（{'、'.join(named)}），没有写明谁牵头" if named and not by_order else ""


@transaction.atomic
def accept(number: int, who: str, expected: int | None = None) -> None:
    """签收. When the first lead has accepted, the row is in progress. Raises NotFound, BadInput, StoreConflict."""
    item, row = held.hold_assignment(number, who, expected)
    row.accepted_by, row.accepted_at = who, timezone.now()
    states.move_assignment(row, item, "accept", who)
    if row.role == "lead" and item.state == "assigned":
        states.move(item, "in_progress", who, f"{row.unit}签收")
    else:
        held.touch(item)


@transaction.atomic
def withdraw(number: int, why: str, who: str, expected: int | None = None) -> None:
    """撤回 by the secretariat, with the reason; without a lead the row is confirmed again. Raises as :func:`accept`."""
    item, row = held.hold_assignment(number, who, expected)
    end(item, row, "withdraw", who, held.words(why, "撤回的理由"))


def end(item: Obligation, row: Assignment, name: str, who: str, note: str) -> None:
    """An assignment of a locked row is over (withdraw, return).

    A row that has no lead any more can be given to another; one whose other leads have all passed is done.
    """
    states.move_assignment(row, item, name, who, note)
    leads = held.live(item, "lead")
    if row.role == "lead" and item.state in ("assigned", "in_progress") and not leads:
        states.move(item, "confirmed", who, f"{row.unit}：{note}")
    elif row.role == "lead" and item.state == "in_progress" and all(a.state == "passed" for a in leads):
        states.move(item, "done", who, f"其余主办单位的办结反馈都已审核通过；{row.unit}：{note}")
    else:
        held.touch(item)


@transaction.atomic
def resume(number: int, why: str, who: str, limit: date | None = None, expected: int | None = None) -> None:
    """恢复办理 of a suspended assignment; a suspended row goes on with all its units. ``limit``: the new day. Raises as :func:`accept`."""
    item, row = held.hold_assignment(number, who, expected)
    note = held.words(why, "恢复办理的理由")
    _not_past(limit)
    if item.state == "suspended":
        states.move(item, "in_progress", who, note)
        row.refresh_from_db()
    else:
        states.move_assignment(row, item, "resume", who, note)
        held.touch(item)
    if limit:
        set_limit(row, item, limit, who, note)


@transaction.atomic
def reopen(item_id: str, why: str, who: str, limit: date | None = None, expected: int | None = None) -> None:
    """重新办理 of a closed or done row: its passed assignments are live again, with ``limit`` as their new day where one is given.

    Raises NotFound, BadInput, StoreConflict.
    """
    item = held.hold(item_id, who, expected)
    if item.state not in ("done", "closed"):
        raise BadInput(f"{item_id} 现为“{STATES[item.state]}”，没有办结，不用重新办理")
    note = held.words(why, "重新办理的理由")
    _not_past(limit)
    states.move(item, "in_progress", who, note)
    if limit:
        for row in held.live(item):
            set_limit(row, item, limit, who, note)


@transaction.atomic
def close(item_id: str, who: str, note: str = "", expected: int | None = None) -> None:
    """销号 of a done row; refused without evidence. Raises NotFound, BadInput, StoreConflict."""
    states.move(held.hold(item_id, who, expected), "closed", who, held.words(note, "说明", needed=False))


def _not_past(limit: date | None) -> None:
    """Raises BadInput where a new limit has passed already: the row would be late the moment it goes on."""
    today = timezone.localdate()
    if limit is not None and limit < today:
        raise BadInput(f"新的办理时限{limit}早于今天（{today}）；请填写今天以后的日期，或留空")


def set_limit(row: Assignment, item: Obligation, limit: date, who: str, note: str) -> None:
    """Moves the limit of an assignment of a locked row, with history; the paper's own date stays."""
    old = "" if row.limit is None else row.limit.isoformat()
    if old == limit.isoformat():
        return
    sensible(limit, "办理时限")
    row.limit = limit
    row.revision += 1
    row.save()
    tell(item.item_id, who, "limit", old=f"{row.unit}：{old}" if old else "", new=f"{row.unit}：{limit}", note=note)


def item_of(number: int) -> tuple[str, int]:
    """(row, unit) of an assignment. Raises NotFound."""
    row = held.part(Assignment, number, "交办")
    return row.obligation.item_id, row.unit_id
