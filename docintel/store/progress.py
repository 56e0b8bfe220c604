"""What people reported about targets (进度填报): written once, corrected by new rows, read as the courses of a row's goals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from docintel.domain.progress import Course, Goal, Report
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store.days import sensible
from docintel.store.items import get_item, signed, tell
from docintel.store.light_rules import STARTS, RuleSet
from docintel.store.lights import no_start
from docintel.store.models import History, Obligation, Progress, Target
from docintel.store.pace import Plan, by_goal, course, in_force
from docintel.store.rows import iso, target_name
from docintel.store.states import counting_evidence
from docintel.store.storable import storable
from docintel.text.measures import figure, measure


def goal_words(target: Target) -> str:
    """新增公办学位2000个: the target with its indicator."""
    return target_name(target.indicator, target.words)


def goal_of(target: Target) -> Goal:
    """A stored target as a goal."""
    return Goal(
        goal_words(target),
        target.value,
        target.low,
        target.high,
        target.unit,
        target.comparator,
        target.change,
        target.period,
        target.per,
        target.due,
    )


def report_of(row: Progress) -> Report:
    """A stored report."""
    return Report(row.pk, row.target, row.unit, row.value, row.day, row.who, row.when, row.note, row.start, row.poor, row.corrects_id)


def confirmations(item_ids: Collection[str] | None = None) -> dict[str, date]:
    """The day on which a person confirmed each row (the last time, where it was sent back); None = every row."""
    found = History.objects.filter(kind="item", field="state", old="proposed", new="confirmed")
    if item_ids is not None:
        found = found.filter(subject__in=list(item_ids))
    days = found.order_by().values_list("subject").annotate(last=Max("when"))
    return {subject: when.astimezone().date() for subject, when in days}


def needs_confirmation(rules: RuleSet) -> bool:
    """Whether a rule of the set counts from the day of confirmation."""
    return "confirmed" in (rules.pace.start, rules.limit.start if rules.limit else "") or rules.pace.idle_months is not None


def plan_of(item: Obligation, confirmed: date | None, rules: RuleSet) -> Plan:
    """What the goals of a row share."""
    start = rules.pace.start
    return Plan(
        iso(item.paper.issue_date) if start == "issue" else confirmed,
        STARTS[start],
        item.due,
        item.due_by_person,
        item.recurrence[0][1] if item.recurrence else "",
        no_start(start),
        several=len(item.due_words) > 1 and not item.due_by_person,
    )


def courses(targets: Iterable[Target], reports: Sequence[Report], plan: Plan, today: date) -> tuple[Course, ...]:
    """How each goal of a row stands on ``today``."""
    goals = [goal_of(t) for t in targets]
    own, _ = by_goal(goals, reports)
    return tuple(course(goal, mine, plan, today) for goal, mine in zip(goals, own, strict=True))


@transaction.atomic
def report(item_id: str, words: str, day: date, who: str, *, today: date, **how: Any) -> Report:
    """Writes what a person reports and a line of history.

    ``words`` is the value with its unit ("" with ``corrects``: the corrected row is taken back). Options: ``note`` (the evidence in words),
    ``goal`` (the target's words; needed where a row has several), ``start`` (the value the plan starts from), ``poor`` (quality wanting),
    ``corrects`` (number of the row that this one replaces), ``expected`` (the row's revision as seen).
    Raises NotFound, BadInput, StoreConflict.
    """
    signed(who)
    item = get_item(item_id, lock=True)
    expected = how.get("expected")
    if expected is not None and item.revision != expected:
        raise StoreConflict(f"{item_id} 在此期间已被修改；请刷新后再填")
    sensible(day, "截至日期")
    if day > today:
        raise BadInput(f"截至日期 {day} 在今天（{today}）之后；请填写实际发生的日期")
    before = _corrected(item, how.get("corrects"))
    target = _target(item, how.get("goal") or (before.target if before else ""))
    value = None
    if words.strip():
        try:
            value = measure(words, target.unit, target.words)
        except ValueError as error:
            raise BadInput(str(error)) from error
    elif before is None:
        raise BadInput(f"没有填写数值；请写成 {target.words} 的样子")
    newest = _newest(item, target)
    row = Progress(
        obligation=item,
        target=goal_words(target),
        unit=target.unit,
        value=value,
        day=day,
        start=bool(how.get("start")),
        poor=bool(how.get("poor")),
        corrects=before,
        who=who,
        note=storable(str(how.get("note") or "").strip()),
    )
    row.save()
    if value is None and item.state == "closed" and not counting_evidence(item).exists():
        raise BadInput(f"{item_id} 已销号，这个数是仅有的佐证材料，不能撤回；请先重新办理，或补充佐证后再撤回")
    tell(item_id, who, "actual", old=told(before) if before else newest, new=f"{row.target}：{told(row)}", note=row.note)
    item.revision += 1
    item.save(update_fields=["revision", "updated"])
    return report_of(row)


def told(row: Progress) -> str:
    """A report in words: 1200个（2026-05-31，质量不达标）."""
    marks = [row.day.isoformat(), *(["起点值"] if row.start else []), *(["质量不达标"] if row.poor else [])]
    return f"{'撤回' if row.value is None else figure(row.value, row.unit)}（{'，'.join(marks)}）"


def _newest(item: Obligation, target: Target) -> str:
    """The value in force before, in words."""
    rows = list(Progress.objects.filter(obligation=item, target=goal_words(target), start=False).order_by("pk"))
    live = in_force([report_of(r) for r in rows])
    return next((told(r) for r in rows if live and r.pk == live[-1].number), "")


def _corrected(item: Obligation, number: int | None) -> Progress | None:
    if number is None:
        return None
    row = Progress.objects.filter(obligation=item, pk=number).first()
    if row is None:
        known = "、".join(str(r.pk) for r in Progress.objects.filter(obligation=item).order_by("pk"))
        raise NotFound(f"{item.item_id} 没有序号为 {number} 的填报；现有：{known or '无'}")
    if Progress.objects.filter(corrects=row).exists():
        raise StoreConflict(f"第{number}条填报已经被更正过；请更正最新的那一条")
    return row


def _target(item: Obligation, words: str) -> Target:
    """The target that ``words`` names: as printed, or a part of it that fits one alone; none needed where there is only one."""
    targets = list(Target.objects.filter(obligation=item).order_by("order"))
    named = "；".join(f"“{goal_words(t)}”" for t in targets)
    if not targets:
        raise BadInput(f"{item.item_id} 没有读出量化指标，不能填报数值；进展请写在“进展情况”里")
    fits = (
        [t for t in targets if goal_words(t) == words]
        or [t for t in targets if words and words in goal_words(t)]
        or ([] if words else targets)
    )
    if len(fits) != 1:
        raise BadInput(
            f"{item.item_id} 有几项指标：{named}；请指明是哪一项" if len(targets) > 1 else f"没有指标“{words}”；这一项的指标是{named}"
        )
    return fits[0]
