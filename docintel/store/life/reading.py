"""The life of a row as records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from docintel.domain import life as records
from docintel.domain.life import AT_WORK, OVER, Life
from docintel.store import states
from docintel.store.items import get_item
from docintel.store.life import announced, instances, requests, units
from docintel.store.light_choice import in_force
from docintel.store.lights import default_limit
from docintel.store.models import Assignment, Countersign, Decision, Evidence, Feedback, Instance, Obligation, Request, SubTask, Verdict
from docintel.store.pace import add_months
from docintel.store.progress import confirmations
from docintel.store.situations import situation


def life(item_id: str, today: date) -> Life:
    """Everything about the life of a row. Raises NotFound."""
    item = get_item(item_id)
    limit, ground = proposed_limit(item, today)
    open_ = item.state in ("confirmed", *AT_WORK, "done")
    return Life(
        item.item_id,
        item.state,
        item.revision,
        _assignments(item),
        evidence(item),
        tuple(_subtask(s) for s in SubTask.objects.filter(obligation=item).select_related("unit").order_by("pk")),
        tuple(_instance(i) for i in Instance.objects.filter(obligation=item).annotate(told=Count("feedbacks")).order_by("-start")),
        units.proposed(item),
        tuple(a for _, a in announced.of([item])) if open_ else (),
        limit,
        ground,
    )


def proposed_limit(item: Obligation, today: date) -> tuple[date | None, str]:
    """(the day by which a unit is to have done it, on what ground): the row's own, else the office's default limit, else none.

    A default limit that has passed already is counted from today.
    """
    if item.due:
        return item.due, "时限由人工填写" if item.due_by_person else "原文时限"
    rules = in_force()
    if rules.limit is None:
        return None, "原文没有写时限，本单位也没有设默认时限"
    confirmed = confirmations([item.item_id]).get(item.item_id)
    found = default_limit(situation(item, (), (), confirmed), today, rules)
    if found is None:
        return None, "长期性、周期性工作，没有终期"
    if found >= today:
        return found, f"默认时限（{rules.limit.name}）"
    return add_months(today, rules.limit.months), f"默认时限（{rules.limit.months}个月，从今天起：按{rules.limit.name}已过）"


def _assignments(item: Obligation) -> tuple[records.Assignment, ...]:
    """Those that are not over first, of these the lead."""
    rows = [assignment(a) for a in full(Assignment.objects.filter(obligation=item).order_by("pk"))]
    return tuple(sorted(rows, key=lambda a: (not a.live, a.role != "lead")))


def full(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Assignments with all that :func:`assignment` reads."""
    feedbacks = Feedback.objects.select_related("instance", "verdict").order_by("pk")
    signs = Countersign.objects.select_related("assignment__unit").order_by("pk")
    return found.select_related("unit", "obligation").prefetch_related(
        Prefetch("feedbacks", feedbacks),
        Prefetch("feedbacks__countersigns", signs),
        Prefetch("requests", Request.objects.select_related("decision").order_by("pk")),
    )


def assignment(row: Assignment) -> records.Assignment:
    """A stored assignment, read by :func:`full`."""
    asked = tuple(_request(r) for r in row.requests.all())
    return records.Assignment(
        row.pk,
        row.obligation.item_id,
        row.unit_id,
        row.unit.name,
        row.role,
        row.state,
        row.limit,
        row.words,
        row.assigned_by,
        row.assigned_at,
        row.accepted_by,
        row.accepted_at,
        row.finished_at,
        row.revision,
        requests.return_by(row),
        any(r.kind == "extension" and r.granted for r in asked),
        tuple(_feedback(f) for f in row.feedbacks.all()),
        asked,
        row.unit.stopped,
    )


def _feedback(row: Feedback) -> records.Feedback:
    verdict: Verdict | None = getattr(row, "verdict", None)
    signs = tuple(records.Countersign(c.assignment.unit.name, c.agrees, c.words, c.who, c.when) for c in row.countersigns.all())
    mend = verdict.when.astimezone().date() + timedelta(days=verdict.days) if verdict and verdict.days else None
    return records.Feedback(
        row.pk,
        row.kind,
        row.text,
        row.who,
        row.when,
        row.problems,
        row.plans,
        row.instance_id,
        instances.name_of(row.instance) if row.instance else "",
        signs,
        verdict.passed if verdict else None,
        verdict.words if verdict else "",
        verdict.who if verdict else "",
        verdict.when if verdict else None,
        mend,
    )


def _request(row: Request) -> records.Request:
    made: Decision | None = getattr(row, "decision", None)
    found = records.Request(row.pk, row.kind, row.reason, row.who, row.when, row.until)
    return (
        found
        if made is None
        else replace(found, granted=made.granted, given=made.until, words=made.words, decider=made.who, decided=made.when)
    )


def _subtask(row: SubTask) -> records.SubTask:
    name = row.unit.name if row.unit else ""
    return records.SubTask(row.pk, row.text, row.unit_id, name, row.due, row.done, row.dropped, row.who, row.created)


def _instance(row: Any) -> records.Instance:
    return records.Instance(row.pk, instances.name_of(row), row.start, row.end, row.closed, row.closed_by, row.note, row.told)


def evidence(item: Obligation) -> tuple[records.Evidence, ...]:
    """Evidence of a row, the newest first."""
    rows = (
        Evidence.objects.filter(obligation=item, withdraws=None)
        .select_related("paper", "withdrawn_by", "feedback__assignment")
        .order_by("-pk")
    )
    counting = set(states.counting_evidence(item).values_list("pk", flat=True)) if rows else set()
    return tuple(_evidence(row, counts=row.pk in counting) for row in rows)


def _evidence(row: Evidence, *, counts: bool) -> records.Evidence:
    back = getattr(row, "withdrawn_by", None)
    return records.Evidence(
        row.pk,
        row.kind,
        row.title,
        row.who,
        row.when,
        row.day,
        row.note,
        row.paper.doc_id if row.paper else "",
        row.sha256,
        row.size,
        row.feedback_id,
        row.feedback.assignment.unit_id if row.feedback else None,
        back.who if back else "",
        counts,
    )


def leads(item: Obligation, units: frozenset[int]) -> bool:
    """Whether one of the units has the row as 主办."""
    return Assignment.objects.filter(obligation=item, unit__in=units, role="lead").exclude(state__in=OVER).exists()
