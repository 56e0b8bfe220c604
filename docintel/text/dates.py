"""Times of office Chinese with their roles (annotation guide §6). Each family of rules is a module ``dates_*``."""

from __future__ import annotations

import re
from datetime import date

from docintel.domain.expressions import Recurrence, TimeFrame
from docintel.domain.papers import Anchor
from docintel.domain.spans import Span
from docintel.text.dates_calendar import Now
from docintel.text.dates_durations import find_durations
from docintel.text.dates_moments import Moment, moments
from docintel.text.dates_offset import far_from
from docintel.text.dates_recur import find_recurrences
from docintel.text.dates_roles import Draft, role_of
from docintel.text.dates_spans import find_spans
from docintel.text.dates_vague import find_vague
from docintel.text.dates_validity import find_validity
from docintel.text.dates_yearly import yearly
from docintel.text.normalise import Normalised, normalise

Plan = tuple[str, str]


def find_times(
    text: str, anchor: Anchor | None, prospective: bool | None = None, plan: Plan | None = None, place: str | None = None
) -> tuple[TimeFrame, ...]:
    """Every time expression, in order of the text, with role, ISO dates (inclusive), duration, recurrence and rule id.

    ``anchor``: the date that relative times count from (None: they stay unresolved, flag ``anchor_assumed``).
    ``prospective``: True in a passage of promises, False in a report, None to judge by the words beside each time (guide §3).
    ``plan``: first and last day of the years in the paper's title; 三年累计 in a plan of three years covers them.
    ``place``: the region the paper speaks for (浙江省温州市), for seasons that differ by place. Never raises on any text.
    """
    return times_of(normalise(text, unwrap=True), text, anchor, prospective, plan=plan, place=place)


def times_of(
    clean: Normalised,
    source: str,
    anchor: Anchor | None,
    prospective: bool | None = None,
    *,
    plan: Plan | None = None,
    place: str | None = None,
) -> tuple[TimeFrame, ...]:
    """:func:`find_times` on a copy that is already cleaned."""
    text, now = clean.text, Now.of(anchor, place)
    found = moments(text, now)
    drafts = [
        *find_validity(text, found, now),
        *find_spans(text, now),
        *find_durations(text, now, prospective, plan),
        *find_recurrences(text),
        *find_vague(text, now, prospective, plan),
    ]
    drafts += _placed(text, found, now, prospective)
    for d in drafts if plan else ():
        _of_plan(d, plan)
    titles = [m.span() for m in re.finditer(r"《[^《》\n]{1,80}》", text)] if "《" in text else []
    kept = yearly(text, _without_overlaps(drafts), {m.start: m for m in found})
    return tuple(_frame(clean, source, _in_title(d, titles)) for d in kept)


def _of_plan(d: Draft, plan: Plan | None) -> None:
    """三年内 in a plan of three years ends with the plan (guide 8a.24)."""
    years = plan and int(plan[1][:4]) - int(plan[0][:4]) + 1
    if plan and d.rule in ("within", "using", "about") and d.duration == f"P{years}Y" and d.relative_to == "issue_date":
        d.last, d.relative_to = date.fromisoformat(plan[1]), None


_SENTENCE = re.compile(r"[。！？\n]")


def _placed(text: str, found: list[Moment], now: Now, prospective: bool | None) -> list[Draft]:
    """Roles of the calendar moments; a moment without a year takes the one last named in its sentence."""
    out: list[Draft] = []
    year: int | None = None
    before: date | None = None
    last = 0
    for m in found:
        if _SENTENCE.search(text, last, m.start):
            year = before = None
        if m.year_kind == "same":
            m.year = year if year is not None else now.year
        draft = role_of(text, m, now, year, prospective)
        draft = far_from(text, m, draft, now) or draft
        if m.grain == "feast" and m.year_kind == "open" and before and draft.last and draft.last < before:
            draft = role_of(text, m, now, before.year + 1, prospective)  # 12月20日前完成，确保春节前入住: the next feast
        if out and _is_year_of(text, out[-1], draft, m):
            out[-1].role, out[-1].rule, out[-1].is_deadline = "reference", "year_of", False
        out.append(draft)
        before = draft.last if draft.role == "deadline" and m.grain in ("day", "month") else before
        if m.year is not None and m.year_kind in ("written", "relative") and m.grain != "plan":
            year = m.last_year or m.year
        last = m.end
    return out


_CLAUSE_END = re.compile(r"[，,；;。：:\n]")


def _is_year_of(text: str, year: Draft, draft: Draft, m: Moment) -> bool:
    """今年58个小区12月20日前完成: the year belongs to the day that follows in its clause."""
    if year.rule not in ("period", "year_result") or year.grain != "year" or m.year_kind != "open" or not draft.is_deadline:
        return False
    return not _CLAUSE_END.search(text, year.end, draft.start)


_RANK = {
    "from_event": 3,
    "validity": 0,
    "in_force": 0,
    "term_until": 0,
    "term_range": 0,
    "term_from": 0,
    "event_relative": 1,
    "every": 1,
    "offset": 0,
}


def _without_overlaps(drafts: list[Draft]) -> list[Draft]:
    """Of two frames that overlap the one of the stronger family stays, else the longer."""
    kept: list[Draft] = []
    for d in sorted(drafts, key=lambda d: (_RANK.get(d.rule, 2), d.start - d.end, d.start)):
        if d.end > d.start and not any(d.start < k.end and k.start < d.end for k in kept):
            kept.append(d)
    return sorted(kept, key=lambda d: d.start)


def _in_title(d: Draft, titles: list[tuple[int, int]]) -> Draft:
    if any(a <= d.start and d.end <= b for a, b in titles):
        d.role, d.rule, d.is_deadline = "reference", "title", False
    return d


def _frame(clean: Normalised, source: str, d: Draft) -> TimeFrame:
    span = Span.of(source, *clean.span(d.start, d.end))
    if d.first and d.last and d.first > d.last:  # 2025年以来 in a paper of 2024
        d.last = None
        d.flags.append("ambiguous")
    return TimeFrame(
        span=span,
        role=d.role,
        rule=d.rule,
        start=d.first.isoformat() if d.first else None,
        end=d.last.isoformat() if d.last else None,
        grain=d.grain,
        duration=d.duration,
        recurrence=Recurrence(span, d.every, d.by) if d.every else None,
        relative_to=d.relative_to,
        is_deadline=d.is_deadline,
        comparator=d.comparator,
        flags=tuple(dict.fromkeys(d.flags)),
    )
