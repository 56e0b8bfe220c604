"""序时进度: the arithmetic. Expected share = calendar days passed / calendar days of the plan. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from docintel.domain.progress import Course, Goal, Report
from docintel.text.measures import figure

MONTHS = {"P1M": 1, "P2M": 2, "P3M": 3, "P6M": 6, "P1Y": 12}
_LEVELS = ("%", "pp", "bp")


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a row its goals share: when it began and on what ground, its deadline, its period; ``missing`` says why there is no start."""

    start: date | None
    start_from: str
    due: date | None
    by_person: bool = False
    period: str = ""
    missing: str = ""
    several: bool = False  # the row has several deadlines, of which ``due`` is the first


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, the month's last where it has no such day (民法典第202条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def period_of(every: str, today: date) -> tuple[date, date] | None:
    """First and last day of the running calendar period of ``every`` (ISO duration); None for periods that the calendar does not fix."""
    if every in ("P1W", "P7D"):
        first = today - timedelta(days=today.weekday())
        return first, first + timedelta(days=6)
    months = MONTHS.get(every)
    if months is None:
        return None
    begins = (today.month - 1) // months * months + 1
    last = begins + months - 1
    return date(today.year, begins, 1), date(today.year, last, calendar.monthrange(today.year, last)[1])


def share_of_days(start: date, end: date, today: date) -> float:
    """The part of the days from ``start`` (0) to ``end`` (1) that has passed; ``start`` must be earlier."""
    return min(1.0, max(0.0, (today - start).days / (end - start).days))


def in_force(reports: Sequence[Report]) -> list[Report]:
    """Reports that count: neither corrected nor taken back; the oldest day first, of one day the first written."""
    corrected = {r.corrects for r in reports if r.corrects is not None}
    return sorted((r for r in reports if r.number not in corrected and r.value is not None), key=lambda r: (r.day, r.number))


def by_goal(goals: Sequence[Goal], reports: Sequence[Report]) -> tuple[list[list[Report]], list[Report]]:
    """The reports of each goal, and those whose goal the paper no longer has.

    A report belongs to the goal of its very words; where a new version changed them, to the only goal that has its unit.
    """
    own: list[list[Report]] = [[] for _ in goals]
    stray: list[Report] = []
    words = {g.words: n for n, g in reversed(list(enumerate(goals)))}
    for report in reports:
        same_unit = [n for n, g in enumerate(goals) if g.unit == report.unit]
        at = words.get(report.goal, same_unit[0] if len(same_unit) == 1 else None)
        (stray if at is None else own[at]).append(report)
    return own, stray


def course(goal: Goal, reports: Sequence[Report], plan: Plan, today: date) -> Course:
    """How ``goal`` stands on ``today`` by the reports that are its own. What cannot be computed says why."""
    counted = [r for r in in_force(reports) if r.day <= today]
    to = goal.value if goal.value is not None else goal.low
    starts = [r for r in counted if r.start]
    actual = [r for r in counted if not r.start]
    newest = actual[-1] if actual else None
    found = Course(goal.words, goal.unit, to, poor=bool(newest and newest.poor))
    if newest:
        found = replace(found, now=newest.value, as_of=newest.day)
    if to is None:
        return replace(found, why="没有读出指标的数值，不能计算序时进度")
    standard = [p for p in goal.per.split("·") if p][: -1 if goal.period else None]  # the last of 校·周 is the period
    if standard:
        return replace(found, why=f"这是按每{standard[0]}定的标准，不是可以累计的数，不能计算序时进度")
    if goal.comparator in ("le", "lt") and not (starts and starts[-1].value is not None and starts[-1].value > to):
        return _ceiling(found, goal, to)
    doubts = [f"指标是区间，按下限{figure(to, goal.unit)}计算"] if goal.value is None else []
    doubts += ["指标是约数"] if goal.comparator.startswith("approx") else []
    found = replace(found, doubts=tuple(doubts))
    period = "" if plan.by_person else goal.period or ("" if plan.due or goal.due else plan.period)
    if period:
        return _periodic(found, goal, actual, period, today)
    end = plan.due if plan.by_person else goal.due or plan.due
    if plan.several and not goal.due:
        found = replace(found, doubts=(*found.doubts, "原文有几个时限，没有写明指标对应哪一个，按最早的算"))
    base, start, ground = _start(goal, starts, plan)
    found = replace(found, end=end, base=base, start=start, start_from=ground)
    if starts and start and found.as_of and found.as_of < start:  # what was reached before the plan began is no part of it
        found = replace(found, now=None, as_of=None)
    if end is None:
        return replace(found, why="没有确定的完成时限，不能计算序时进度")
    if base is None:
        return replace(found, why="这是总量（水平）指标，开始时是多少原文没有写；请先填报一条起点值")
    if start is None:
        return replace(found, why=f"{plan.missing}，序时进度无从起算；请先填报一条起点值")
    return _shares(found, today)


def _start(goal: Goal, starts: Sequence[Report], plan: Plan) -> tuple[float | None, date | None, str]:
    """(value, day, ground) from which the plan runs: what a person reported, else nothing on the day the rules name.

    新增2000个 begins at nothing; 达到65% does not, and nobody but a person knows where it began.
    """
    if starts:
        return starts[-1].value, starts[-1].day, "填报的起点"
    level = goal.change == "to" or (goal.unit in _LEVELS and goal.change != "by")
    return None if level else 0.0, plan.start, plan.start_from


def _ceiling(found: Course, goal: Goal, to: float) -> Course:
    words = f"这是上限指标（不超过{figure(to, goal.unit)}），不按时间推算进度"
    if found.now is None:
        return replace(found, why=words)
    over = found.now > to or (goal.comparator == "lt" and found.now == to)
    return replace(found, over=over, why=words + ("；最近填报的数已超过上限" if over else "；最近填报的数在上限以内"))


def _periodic(found: Course, goal: Goal, actual: Sequence[Report], period: str, today: date) -> Course:
    """A target of every year or month: the running period alone, from nothing on its first day; reports of earlier periods are past."""
    span = period_of(period, today)
    if span is None:
        return replace(found, why="周期性指标，周期在日历上没有固定起止，不能计算序时进度")
    own = [r for r in actual if r.day >= span[0]]
    newest = own[-1] if own else None
    found = replace(
        found,
        end=span[1],
        now=newest.value if newest else None,
        as_of=newest.day if newest else None,
        poor=bool(newest and newest.poor),
        doubts=(*found.doubts, "周期性指标，只算本期"),
    )
    if goal.change == "to" or (goal.unit in _LEVELS and goal.change != "by"):
        return replace(found, why="每期都要达到的水平指标，不按时间推算进度")
    eve = span[0] - timedelta(days=1)  # the first day is one to work on
    return replace(_shares(replace(found, base=0.0, start=eve, start_from="本期起始日"), today), start=span[0])


def _shares(found: Course, today: date) -> Course:
    start, end, base, to, now = found.start, found.end, found.base, found.to, found.now
    if start is None or end is None or base is None or to is None:
        raise ValueError("a course needs both ends")
    if start >= end:
        return replace(found, why=f"起算日{start}不早于完成时限{end}，不能计算序时进度")
    if to == base:
        return replace(found, why="起点值与目标值相同，不能计算序时进度")
    found = replace(found, expected=share_of_days(start, end, today))
    if now is None:
        return replace(found, why="还没有填报实际值")
    return replace(found, done=(now - base) / (to - base))


def told(found: Course) -> str:
    """The figures of a course in words: 序时应达60%，实际40%（1200个，截至2026-05-31），落后20个百分点."""
    behind = found.behind
    if behind is None or found.expected is None or found.done is None or found.now is None:
        return found.why
    apart = f"落后{points(behind)}个百分点" if behind > 0 else f"超前{points(-behind)}个百分点" if behind < 0 else "与序时持平"
    doubts = f"（{'；'.join(found.doubts)}）" if found.doubts else ""
    return (
        f"序时应达{points(found.expected * 100)}%，实际{points(found.done * 100)}%"
        f"（{figure(found.now, found.unit)}，截至{found.as_of}），{apart}{doubts}"
    )


def points(value: float) -> str:
    """Per cents and percentage points with one decimal at most; what is not nothing never shows as nothing."""
    shown = f"{value:.1f}".removesuffix(".0")
    return "不到0.1" if value and shown in ("0", "-0") else shown
