"""A row goes from one state to another: the one gate that people, imports and programs pass, whoever asks."""

from __future__ import annotations

from django.db.models import QuerySet

from docintel.domain.ledger import STATES, TRANSITIONS
from docintel.domain.life import MOVE_NAMES, MOVES, OVER
from docintel.errors import BadInput
from docintel.store import outbox
from docintel.store.items import tell
from docintel.store.models import Assignment, Evidence, Obligation, Progress

REVIEWED = ("confirmed", "assigned", "in_progress", "done", "closed", "suspended", "rejected")
"""A reviewer who brings a row to one of these has read it as it is."""
_FOLLOWS = {
    ("assigned", "suspended"): "suspend",
    ("in_progress", "suspended"): "suspend",
    ("suspended", "in_progress"): "resume",
    ("done", "in_progress"): "reopen",
    ("closed", "in_progress"): "reopen",
}
"""(from, to) of a row → the move that its assignments make with it."""


def move(item: Obligation, to: str, who: str, note: str = "", *, reviewed: bool = False) -> None:
    """Moves a locked row, with history, and what hangs on it: its assignments are suspended, resumed, reopened with it.

    ``reviewed``: a person who reads rows against their source did it; a step of its life leaves "needs review" as it is.

    Raises BadInput: no such step, or the step lacks what it needs.
    """
    if to not in TRANSITIONS[item.state]:
        allowed = "、".join(STATES[s] for s in TRANSITIONS[item.state])
        raise BadInput(f"{item.item_id} 现为“{STATES[item.state]}”，不能直接改为“{STATES[to]}”；可以改为：{allowed}")
    _check(item, to)
    old = item.state
    tell(item.item_id, who, "state", old=old, new=to, note=note)
    item.state = to
    if reviewed:
        item.review_stamp = item.text_hash if to in REVIEWED else ""
        item.needs_review = False
    item.revision += 1
    item.save()
    if "rejected" in (old, to):  # a refused row is no fact of its paper
        outbox.queue([item.paper_id])
    name = _FOLLOWS.get((old, to))
    if name:
        for row in Assignment.objects.filter(obligation=item, state__in=MOVES[name][0]).select_related("unit").order_by("pk"):
            move_assignment(row, item, name, who, note)


def move_assignment(row: Assignment, item: Obligation, name: str, who: str, note: str = "") -> None:
    """Makes a move (of domain.life.MOVES) of an assignment of the locked row ``item``, with history. Raises BadInput."""
    starts, to = MOVES[name]
    if row.state not in starts:
        raise BadInput(f"{row.unit}的交办现为“{row.get_state_display()}”，不能{MOVE_NAMES[name]}；{_hint(row)}")
    old = told(row)
    row.state = to
    if name == "reopen":
        row.finished_at = None
    row.revision += 1
    row.save()
    tell(item.item_id, who, "assignment", old=old, new=told(row), note=note)


def told(row: Assignment) -> str:
    """市教育局（主办）：办理中."""
    return f"{row.unit}（{row.get_role_display()}）：{row.get_state_display()}"


def _hint(row: Assignment) -> str:
    possible = [MOVE_NAMES[n] for n, (starts, _) in MOVES.items() if row.state in starts]
    return f"现在可以：{'、'.join(possible)}" if possible else "这次交办已经结束，可以重新交办"


def counting_evidence(item: Obligation) -> QuerySet[Evidence]:
    """Evidence that counts: not taken back, and no figure that was taken back, at once or after corrections."""
    found = Evidence.objects.filter(obligation=item, withdraws=None, withdrawn_by=None)
    return found.exclude(figure__in=_taken_back(item))


def _taken_back(item: Obligation) -> list[int]:
    """Numbers of the row's reports whose newest correction has no value."""
    rows = {pk: (before, value) for pk, before, value in Progress.objects.filter(obligation=item).values_list("pk", "corrects", "value")}
    gone: list[int] = []
    for pk, (_, value) in rows.items():
        at: int | None = pk if value is None else None
        while at is not None:
            gone.append(at)
            at = rows[at][0]
    return gone


def _check(item: Obligation, to: str) -> None:
    """Raises BadInput where the row lacks what a state needs."""
    live = [a for a in Assignment.objects.filter(obligation=item).select_related("unit").order_by("pk") if a.state not in OVER]
    leads = [a for a in live if a.role == "lead"]
    names = "、".join(str(a.unit) for a in leads)
    if to == "closed" and not counting_evidence(item).exists():
        raise BadInput(f"{item.item_id} 还没有佐证材料，不能销号；请先上传文件、关联馆内公文，或填报数据作为佐证")
    if to == "assigned" and not leads:
        raise BadInput(f"{item.item_id} 还没有交办给主办单位；请用“交办”，状态会随之改变")
    if to in ("confirmed", "proposed", "rejected") and leads:
        raise BadInput(f"{item.item_id} 已交办给{names}；请先撤回交办")
    if to == "rejected" and live:
        raise BadInput(f"{item.item_id} 已交办给{'、'.join(str(a.unit) for a in live)}；请先撤回交办")
    if item.state == "assigned" and to == "in_progress" and all(a.state == "sent" for a in leads):
        raise BadInput(f"{names}还没有签收；签收后状态随之改为“办理中”")
    if to == "done" and (open_ := [str(a.unit) for a in leads if a.state != "passed"]):
        raise BadInput(f"{'、'.join(open_)}的办结反馈还没有审核通过；审核通过后状态随之改为“已办结”")
