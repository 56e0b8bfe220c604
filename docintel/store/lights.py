"""亮灯: a colour and the rule that gave it, with its figures (law 8). The rules are data: see light_rules. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docintel.domain.ledger import STATES, Light
from docintel.domain.progress import Course
from docintel.store.light_rules import STARTS, RuleSet
from docintel.store.pace import MONTHS, add_months, period_of, points, told
from docintel.text.measures import figure
from docintel.text.workdays import is_known, workdays_between

_SEVERITY = {"grey": 0, "green": 0, "blue": 1, "yellow": 2, "red": 3}
_FINAL = ("rejected", "closed", "suspended", "gone", "draft")
_LATE = ("period_overdue", "period_open")
_ENDLESS = ("recurring", "recurring_soon", "recurring_open", *_LATE, "long_running")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a light is decided on. ``recurrence`` holds (words, ISO period) pairs, ``flags`` the doubts about ``due``.

    ``issued`` and ``confirmed``: the paper's date and the day on which a person confirmed the row; ``started``: work on it is on record;
    ``limit``: the day given to the lead unit, ``extended``: it was moved by a granted 延期; ``late_period``: the end of the oldest period
    that is over and not closed.
    """

    state: str
    due: date | None
    words: Sequence[str] = ()
    flags: Sequence[str] = ()
    recurrence: Sequence[tuple[str, str]] = ()
    text: str = ""
    draft: bool = False
    gone: bool = False
    by_person: bool = False
    issued: date | None = None
    confirmed: date | None = None
    started: bool = False
    courses: Sequence[Course] = ()
    limit: date | None = None
    extended: bool = False
    late_period: date | None = None

    def begins(self, start: str) -> date | None:
        """The day that ``start`` (a code of STARTS) names."""
        return self.issued if start == "issue" else self.confirmed


@dataclass(frozen=True, slots=True)
class _Found:
    case: str
    fields: dict[str, Any]
    notes: tuple[str, ...] = ()


def light(now: Situation, today: date, rules: RuleSet) -> Light:
    """The light of a row on ``today``: the most urgent of what its date and its progress say; the words tell both.

    Endless, recurring and undated work is never red by its date; a doubtful date says so.
    """
    by_date = _by_date(now, today, rules)
    found = [by_date]
    if by_date.case not in _FINAL:
        found += _late_period(now, today, rules) if by_date.case not in _LATE else ()
        by_progress = _by_progress(now, today, rules, endless=by_date.case in _ENDLESS)
        found += [f for f in by_progress if by_date.case != "long_running" or rules.cases[f.case].colour != "red"]
    told_cases = [(rules.cases[f.case], _told(f, now, rules)) for f in found]
    first = max(range(len(found)), key=lambda n: (_SEVERITY[told_cases[n][0].colour], -n))
    case, words = told_cases[first]
    others = [w for n, (_, w) in enumerate(told_cases) if n != first]
    if by_date.case not in _FINAL and not any(f.case in ("behind", "far_behind", "hard") for f in found):
        others += _standing(now.courses)
    return Light(case.colour, "；".join((words, *others)), case.short)


def _told(found: _Found, now: Situation, rules: RuleSet) -> str:
    given = {"words": "；".join(now.words), "state": STATES.get(now.state, now.state).removeprefix("已"), "near": rules.near}
    words = rules.cases[found.case].words.format_map(given | found.fields)
    return words + (f"（{'；'.join(found.notes)}）" if found.notes else "")


def _standing(courses: Sequence[Course]) -> list[str]:
    """How the reported targets stand where none of them decides: on plan, or why it cannot be computed."""
    reported = [c for c in courses if c.now is not None and not c.over]
    return [f"“{c.goal}”{told(c)}" for c in reported[:1]] + ([f"另有{len(reported) - 1}项指标已填报"] if len(reported) > 1 else [])


def _by_date(now: Situation, today: date, rules: RuleSet) -> _Found:
    if now.state == "rejected":
        return _Found("rejected", {})
    if now.state in ("done", "closed"):
        return _Found("closed", {})
    if now.state == "suspended":
        return _Found("suspended", {})
    if now.gone:
        return _Found("gone", {})
    if now.draft:
        return _Found("draft", {})
    if now.due:
        return _by_due(now, now.due, today, rules)
    if now.recurrence:
        return _recurring(now, today, rules)
    if endless := _endless(now, rules):
        return _Found("long_running", {"words": endless})
    return _undated(now, today, rules)


def _by_due(now: Situation, due: date, today: date, rules: RuleSet) -> _Found:
    """By the paper's own date, or by the day to which it was extended, which says so."""
    moved = now.limit if now.extended and now.limit and now.limit > due else None
    case, fields, notes = _dated(moved or due, today, rules)
    joined = "；".join(now.words)
    doubts = [rules.doubts[f].format(words=joined) for f in (*now.flags, *(["by_person"] if now.by_person else [])) if f in rules.doubts]
    extended = [rules.doubts["extended"].format(words=due.isoformat())] if moved else []
    return _Found(case, fields, (*doubts, *extended, *notes))


def _dated(due: date, today: date, rules: RuleSet) -> tuple[str, dict[str, Any], tuple[str, ...]]:
    """(case, figures, notes): near by calendar days or working days, as the rules say."""
    left = (due - today).days
    fields = {"due": due.isoformat(), "days": abs(left)}
    if left < 0:
        return "overdue", fields, ()
    if left == 0:
        return "today", fields, ()
    if not rules.soon_in_workdays:
        return ("soon" if left <= rules.soon else "running"), fields, ()
    if left > rules.soon * 2 + 30:  # farther than the working days can be, whatever the holidays
        return "running", fields, ()
    count, exact = workdays_between(today, due)
    notes = (f"{count}个工作日", *(() if exact else (_no_calendar(today, due, rules),)))
    return ("soon" if count <= rules.soon else "running"), fields, notes


def _no_calendar(first: date, last: date, rules: RuleSet) -> str:
    unknown = [y for y in range(first.year, last.year + 1) if not is_known(date(y, 1, 1))]
    return rules.doubts["no_calendar"].format(words="、".join(map(str, unknown)))


def _endless(now: Situation, rules: RuleSet) -> str:
    """The words that say that the work has no end; "" without."""
    return next((m.group() for w in (*now.words, now.text) if (m := rules.endless.search(w))), "")


def _late_period(now: Situation, today: date, rules: RuleSet) -> Iterator[_Found]:
    """The oldest period that is over and was not closed."""
    if now.recurrence and now.late_period is not None and now.late_period < today:
        fields = {"words": now.recurrence[0][0], "due": now.late_period.isoformat(), "days": (today - now.late_period).days}
        yield _Found("period_open" if _endless(now, rules) else "period_overdue", fields)


def _recurring(now: Situation, today: date, rules: RuleSet) -> _Found:
    words, every = now.recurrence[0]
    if late := next(_late_period(now, today, rules), None):
        return late
    period = period_of(every, today)
    if period is None:
        return _Found("recurring_open", {"words": words})
    left = (period[1] - today).days
    counted, exact = workdays_between(today, period[1]) if rules.soon_in_workdays else (left, True)
    near = counted <= min(rules.soon, MONTHS.get(every, 1) * 5)  # a month's work is near its end for 5 days, not for all of it
    fields = {"words": words, "due": period[1].isoformat(), "days": left}
    notes = () if exact else (_no_calendar(today, period[1], rules),)
    return _Found("recurring_soon" if near else "recurring", fields, notes)


def _undated(now: Situation, today: date, rules: RuleSet) -> _Found:
    """Work without a date: its default limit where the office has one, else what its words are."""
    notes: tuple[str, ...] = ()
    if now.limit:
        case, fields, notes = _dated(now.limit, today, rules)
        return _Found({"overdue": "set_overdue", "running": "set_running"}.get(case, "set_soon"), fields, notes)
    if rules.limit:
        since = now.begins(rules.limit.start)
        if since:
            case, fields, notes = _dated(add_months(since, rules.limit.months), today, rules)
            fields |= {"since": f"{STARTS[rules.limit.start]}{since.isoformat()}", "months": rules.limit.months}
            return _Found({"overdue": "default_overdue", "running": "default_running"}.get(case, "default_soon"), fields, notes)
        notes = (f"默认时限无从起算：{no_start(rules.limit.start)}",)
    if "vague" in now.flags and now.words:
        since = now.begins(rules.pace.start)
        if rules.vague_months is not None and since and add_months(since, rules.vague_months) <= today:
            fields = {"since": f"{STARTS[rules.pace.start]}{since.isoformat()}", "months": rules.vague_months}
            return _Found("vague_review", fields, notes)
        return _Found("vague", {}, notes)
    return _Found("unresolved" if now.words else "undated", {}, notes)


def no_start(start: str) -> str:
    """Why the day that ``start`` names is not known."""
    return "公文没有完整的成文日期" if start == "issue" else "这一项还没有确认"


def default_limit(now: Situation, today: date, rules: RuleSet) -> date | None:
    """The default limit that an open row without a date is held to, None for every other row."""
    if rules.limit is None or now.due:
        return None
    found = _by_date(now, today, rules)
    return date.fromisoformat(found.fields["due"]) if found.case.startswith("default_") else None


def _by_progress(now: Situation, today: date, rules: RuleSet, *, endless: bool) -> Iterator[_Found]:
    yield from _behind(now.courses, rules)
    for course in now.courses:
        if course.poor and course.as_of:
            yield _Found("poor", {"goal": course.goal, "since": course.as_of.isoformat()})
            break
    for course in now.courses:
        if course.over and course.now is not None and course.to is not None and course.as_of:
            figures = {"now": figure(course.now, course.unit), "to": figure(course.to, course.unit)}
            yield _Found("over", {"goal": course.goal, "since": course.as_of.isoformat(), **figures})
            break
    months = rules.pace.idle_months
    waiting = now.state in ("confirmed", "assigned") and not now.started and not endless
    if months is not None and waiting and now.confirmed and add_months(now.confirmed, months) <= today:
        yield _Found("idle", {"since": now.confirmed.isoformat(), "months": months})


def _behind(courses: Sequence[Course], rules: RuleSet) -> Iterator[_Found]:
    """The course that lies farthest behind, if a threshold of the rules is passed."""
    known = [c for c in courses if c.behind is not None]
    worst = max(known, key=lambda c: c.behind or 0.0, default=None)
    if worst is None or worst.behind is None or worst.done is None:
        return
    pace, limits = worst.pace, rules.pace
    fields = {"goal": worst.goal, "told": told(worst), "pace": "—" if pace is None else points(pace)}
    if limits.hard_pace is not None and worst.done < 1 and (pace is None or pace >= limits.hard_pace):
        yield _Found("hard", fields | {"limit": f"{limits.hard_pace:g}"})
    elif limits.far_points is not None and worst.behind > limits.far_points:
        yield _Found("far_behind", fields | {"limit": f"{limits.far_points:g}"})
    elif limits.behind_points is not None and worst.behind > limits.behind_points:
        yield _Found("behind", fields | {"limit": f"{limits.behind_points:g}"})
