"""Rows of the ledger as the lights see them, and the colours of many rows in few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Min, Q, QuerySet

from docintel.domain.life import OVER
from docintel.domain.progress import Course, Report
from docintel.store.light_choice import in_force
from docintel.store.light_rules import RuleSet
from docintel.store.lights import Situation, light
from docintel.store.models import Assignment, Decision, Instance, Obligation, Progress
from docintel.store.progress import confirmations, courses, needs_confirmation, plan_of, report_of
from docintel.store.remembered import Remembered
from docintel.store.rows import iso

_UNDATED = ("due_words", "due_flags", "recurrence", "text")  # costly to read, and nothing to the colour of a dated row
_COLUMNS = ("pk", "item_id", "state", "due", "paper__status", "paper__issue_date", "gone_since", "progress")
_AT_WORK = ("in_progress", "done", "closed")


@dataclass(frozen=True, slots=True)
class Given:
    """What the life of a row says to its light: the lead's limit, whether it was extended, the end of the oldest period left open."""

    limit: date | None = None
    extended: bool = False
    late_period: date | None = None


NOTHING = Given()


def given(keys: Collection[int] | None, today: date) -> dict[int, Given]:
    """Primary key → what its life says, for those rows (None = every row) whose light it may change."""
    some = _some(keys)
    leads = Assignment.objects.filter(role="lead", limit__isnull=False, **some).exclude(state__in=OVER)
    moved = set(Decision.objects.filter(granted=True, until__isnull=False).values_list("request__assignment", flat=True))
    leads = leads.filter(Q(pk__in=moved) | Q(obligation__due=None)).order_by("limit")
    found = {row: Given(limit, key in moved) for key, row, limit in leads.values_list("pk", "obligation", "limit")}  # the latest wins
    late = Instance.objects.filter(closed=None, end__lt=today, **some).order_by().values_list("obligation").annotate(first=Min("end"))
    for row, end in late:
        found[row] = replace(found.get(row, NOTHING), late_period=end)
    return found


def _some(keys: Collection[int] | None) -> dict[str, list[int]]:
    return {} if keys is None else {"obligation__in": list(keys)}


def situation(
    item: Obligation, reports: Sequence[Report], found: Sequence[Course], confirmed: date | None, life: Given = NOTHING
) -> Situation:
    """A stored row as the lights see it."""
    return Situation(
        item.state,
        item.due,
        item.due_words,
        item.due_flags,
        [(words, every) for words, every in item.recurrence],
        item.text,
        draft=item.paper.status == "draft_for_comment",
        gone=item.gone_since is not None,
        by_person=item.due_by_person,
        issued=iso(item.paper.issue_date),
        confirmed=confirmed,
        started=_started(item.state, item.progress) or any(not r.start and r.value is not None for r in reports),
        courses=found,
        limit=life.limit,
        extended=life.extended,
        late_period=life.late_period,
    )


def _started(state: str, progress: str) -> bool:
    return state in _AT_WORK or bool(progress)


def colours(found: QuerySet[Obligation], today: date, rules: RuleSet, keys: Collection[int] | None = None) -> dict[int, str]:
    """Primary key → colour of every row of ``found``. 100,000 rows take under two seconds: the words of dated rows are not read.

    ``keys``: those of the rows, where they are few.
    """
    reported = set(Progress.objects.filter(**_some(keys)).values_list("obligation_id", flat=True).distinct())
    ids = None if keys is None else list(found.order_by().values_list("item_id", flat=True))
    confirmed = confirmations(ids) if needs_confirmation(rules) else {}
    lives = given(keys, today)
    lit: dict[int, str] = {}
    known: dict[tuple[Any, ...], str] = {}  # a dated row without reports is lit by few columns: most are like another
    for row in found.filter(due__isnull=False).order_by().values_list(*_COLUMNS).iterator(chunk_size=2000):
        key, item_id, state, due, status, _, gone, progress = row
        life = lives.get(key, NOTHING)
        like = (state, due, status, gone is None, not progress, confirmed.get(item_id), life)
        lit[key] = known.get(like) or known.setdefault(like, light(_plain(row[1:], confirmed, life), today, rules).colour)
    for row in found.filter(due__isnull=True).order_by().values_list(*_COLUMNS, *_UNDATED).iterator(chunk_size=2000):
        lit[row[0]] = light(_plain(row[1:], confirmed, lives.get(row[0], NOTHING)), today, rules).colour
    if reported:
        lit |= dict(_reported(found.filter(pk__in=Progress.objects.values("obligation")), confirmed, lives, today, rules))
    return lit


def lit_now(today: date) -> dict[int, str]:
    """Primary key → colour of every row of the ledger by the rules in force; kept, so that only rows that changed are lit again."""
    return _LIT.of(today, in_force())


_LIT: Remembered[str] = Remembered(lambda found, keys, today, rules: colours(found, today, rules, keys))


def _plain(columns: Sequence[Any], confirmed: dict[str, date], life: Given) -> Situation:
    """A row without reports, from the columns of :data:`_COLUMNS` but the first."""
    item_id, state, due, status, issued, gone, progress, *undated = columns
    words, flags, recurrence, text = undated or ((), (), (), "")
    return Situation(
        state,
        due,
        words,
        flags,
        recurrence,
        text,
        draft=status == "draft_for_comment",
        gone=gone is not None,
        issued=None if due else iso(issued),
        confirmed=confirmed.get(item_id),
        started=_started(state, progress),
        limit=life.limit,
        extended=life.extended,
        late_period=life.late_period,
    )


def _reported(
    found: QuerySet[Obligation], confirmed: dict[str, date], lives: dict[int, Given], today: date, rules: RuleSet
) -> Iterator[tuple[int, str]]:
    rows: Iterable[Obligation] = (
        found.order_by().select_related("paper").defer("data", "paper__head").prefetch_related("targets", "reports")
    )
    for item in rows:
        reports = sorted((report_of(r) for r in item.reports.all()), key=lambda r: r.number)
        day = confirmed.get(item.item_id)
        targets = sorted(item.targets.all(), key=lambda t: t.order)
        now = situation(item, reports, courses(targets, reports, plan_of(item, day, rules), today), day, lives.get(item.pk, NOTHING))
        yield item.pk, light(now, today, rules).colour
