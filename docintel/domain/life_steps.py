"""What may happen next in the life of a row: where it stands in words, whose turn it is, which steps a viewer may take. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docintel.domain.life import ASKED_IN, ASSIGNABLE, AT_WORK, UNIT_ROLES, Assignment, Life
from docintel.domain.people import Viewer

ACT_OF = {
    "assign": "assign",
    "withdraw": "assign",
    "close": "decide",
    "reopen": "decide",
    "resume": "decide",
    "review": "decide",
    "decide": "decide",
    "period": "decide",
    "accept": "answer",
    "feedback": "answer",
    "ask": "answer",
    "sign": "answer",
    "evidence": "answer",
    "unproof": "answer",
    "subtask": "answer",
    "part": "answer",
    "drop": "answer",
}
"""Step → the act (domain.people.ACTS) it needs."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be taken now. ``number`` is of the assignment, feedback, request, evidence, sub-task or period; 0 for the row."""

    name: str
    number: int = 0
    assignment: int = 0  # whose step it is, where it belongs to one


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a row stands, in words, and who must do what next, as (who, what)."""

    words: str
    turns: tuple[tuple[str, str], ...]


def steps(life: Life, viewer: Viewer) -> tuple[Step, ...]:
    """The steps the viewer may take now, those that are most likely wanted first."""
    return tuple(s for s in _steps(life, viewer) if viewer.may(ACT_OF[s.name]))


def _steps(life: Life, viewer: Viewer) -> Iterator[Step]:
    everybody = viewer.only_units is None
    for a in life.live:
        if everybody or a.unit in viewer.units:
            yield from _own(life, a)
        yield from _offices(a)
    if life.state == "done" and any(e.counts for e in life.evidence):
        yield Step("close")
    if life.state in ("done", "closed"):
        yield Step("reopen")
    if life.state in ASSIGNABLE:
        yield Step("assign")
    if life.state in (*ASSIGNABLE, "done", "closed", "suspended"):
        yield Step("evidence")
    yield from (
        Step("unproof", e.number)
        for e in life.evidence
        if not e.withdrawn_by and (everybody or e.unit in viewer.units or e.who == viewer.name)
    )
    yield from _parts(life, viewer, leads=everybody or any(a.unit in viewer.units for a in life.leads))
    if life.state in (*ASSIGNABLE, "done"):
        yield from (Step("period", i.number) for i in life.instances if i.closed is None)


def _parts(life: Life, viewer: Viewer, *, leads: bool) -> Iterator[Step]:
    """Steps on sub-tasks; ``leads``: the viewer's unit has the row as 主办, or he acts for all."""
    for s in life.subtasks:
        if s.open and (leads or s.unit in viewer.units):
            yield Step("part", s.number)
        if s.open and leads:
            yield Step("drop", s.number)
    if life.state in ASSIGNABLE and leads:
        yield Step("subtask")


def _own(life: Life, a: Assignment) -> Iterator[Step]:
    """Steps of the unit that has the assignment."""
    if a.state == "sent":
        yield Step("accept", a.number, a.number)
    if a.state == "accepted":
        yield Step("feedback", a.number, a.number)
    if a.asked is None and any(a.state in states for states in ASKED_IN.values()):
        yield Step("ask", a.number, a.number)
    if a.role == "support" and a.state != "suspended":
        for lead in life.leads:
            if lead.reported and a in life.unsigned(lead.reported):
                yield Step("sign", lead.reported.number, a.number)


def _offices(a: Assignment) -> Iterator[Step]:
    """Steps of the secretariat on an assignment."""
    for f in a.feedbacks:
        if f.waits and (f.instance is not None or a.state == "reported"):
            yield Step("review", f.number, a.number)
    if a.asked:
        yield Step("decide", a.asked.number, a.number)
    if a.state == "suspended":
        yield Step("resume", a.number, a.number)
    if a.state in ("sent", "accepted", "reported"):
        yield Step("withdraw", a.number, a.number)


_WORDS = {
    "proposed": "待审核确认",
    "confirmed": "已确认，还没有交办给主办单位",
    "assigned": "已交办，等待签收",
    "in_progress": "办理中",
    "done": "已办结，待销号",
    "closed": "已销号",
    "suspended": "已批准中止办理",
    "rejected": "不予立项",
}
_OFFICE = "督查室"


def standing(life: Life) -> Standing:
    """Where the row stands and whose turn it is."""
    words = _WORDS[life.state]
    if life.state == "in_progress" and not life.leads:
        words = "办理中，没有主办单位"
    return Standing(words, tuple(_turns(life)))


def _turns(life: Life) -> Iterator[tuple[str, str]]:
    if life.state == "proposed":
        yield _OFFICE, "审核确认"
    if life.state == "confirmed":
        yield _OFFICE, "交办"
    if life.state in AT_WORK:
        for a in life.live:
            yield from _turn(life, a)
    if life.state == "done":
        yield (_OFFICE, "销号") if any(e.counts for e in life.evidence) else ("承办单位或督查室", "提交佐证材料，然后销号")
    if life.state == "suspended":
        yield _OFFICE, "条件具备后恢复办理"


def _turn(life: Life, a: Assignment) -> Iterator[tuple[str, str]]:
    who = f"{a.name}（{UNIT_ROLES[a.role]}）"
    by = f"，{a.limit}前" if a.limit else ""
    if a.asked:
        yield _OFFICE, f"批复{a.name}的申请"
    if a.state == "suspended":
        yield _OFFICE, f"条件具备后恢复{a.name}的办理"
    if a.stopped and a.state in ("sent", "accepted"):
        yield _OFFICE, f"{a.name}已停用，撤回后交办给接手的单位"
    elif a.state == "sent":
        yield who, "签收"
    elif a.state == "accepted":
        mend = a.mend_by
        yield who, f"按审核意见重报{f'，{mend}前' if mend else ''}" if a.sent_back else f"办理并反馈{by}"
    elif a.reported:
        unsigned = life.unsigned(a.reported) if a.role == "lead" else ()
        for s in unsigned:
            yield f"{s.name}（协办）", "会签"
        yield _OFFICE, f"审核{a.name}的办结反馈{'（待会签）' if unsigned else ''}"
