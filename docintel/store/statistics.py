"""The ledger counted: facts of every row read once, figures and the rows behind each from the same facts, so that they always agree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from docintel.domain.statistics import FIGURES, GROUPINGS, NOBODY, Line, Statistics
from docintel.errors import BadInput
from docintel.store.light_choice import in_force
from docintel.store.models import Assignment, Body, Feedback, History, Obligation, Owner
from docintel.store.remembered import Remembered

_OPEN = ("confirmed", "assigned", "in_progress")
_FINISHED = ("done", "closed")
_ACCEPTED = (*_OPEN, *_FINISHED, "suspended")
_ISSUER = ("implied_issuer", "pronoun")
_LIVE = ("sent", "accepted", "reported", "passed", "suspended")


@dataclass(frozen=True, slots=True)
class Fact:
    """A row as statistics see it. ``due``: its limit in force, a granted 延期 counted."""

    state: str
    due: date | None
    strength: str
    year: str
    kind: str
    letter: str
    units: tuple[str, ...]
    endless: bool
    confirmed: date | None
    finished: date | None
    assigned: bool
    answered: bool


def _on_time(f: Fact, _: date | None = None) -> bool:
    return f.state in _FINISHED and f.due is not None and f.finished is not None and f.finished <= f.due


def _late(f: Fact, _: date | None = None) -> bool:
    return f.state in _FINISHED and f.due is not None and f.finished is not None and f.finished > f.due


def _overdue(f: Fact, today: date) -> bool:
    return f.state in _OPEN and f.due is not None and f.due < today


Test = Callable[[Fact, date], bool]
_TESTS: Mapping[str, Test] = {
    "total": lambda f, _: True,
    "proposed": lambda f, _: f.state == "proposed",
    "accepted": lambda f, _: f.state in _ACCEPTED,
    "open": lambda f, _: f.state in _OPEN,
    "finished": lambda f, _: f.state in _FINISHED,
    "closed": lambda f, _: f.state == "closed",
    "suspended": lambda f, _: f.state == "suspended",
    "came_due": lambda f, today: _on_time(f) or _late(f) or _overdue(f, today),
    "on_time": _on_time,
    "late": _late,
    "overdue": _overdue,
    "assigned": lambda f, _: f.assigned,
    "answered": lambda f, _: f.answered,
    "undated": lambda f, _: f.due is None and not f.endless,
    "firm": lambda f, _: f.strength == "firm",
    "aspirational": lambda f, _: f.strength == "aspirational",
    "exploratory": lambda f, _: f.strength == "exploratory",
}


_GROUPS: Mapping[str, Callable[[Fact], Iterable[str]]] = {
    "unit": lambda f: f.units or (NOBODY,),
    "year": lambda f: (f.year or NOBODY,),
    "kind": lambda f: (f.kind or NOBODY,),
    "strength": lambda f: (f.strength or NOBODY,),
    "class": lambda f: (f.letter or NOBODY,),
}


def statistics(found: QuerySet[Obligation], today: date, by: str) -> Statistics:
    """The figures of the rows of ``found`` by one of GROUPINGS. Raises BadInput for another one."""
    grouped = _group(by)
    facts = _of(found)
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts.values():
        for key in grouped(fact):
            groups[key].append(fact)
    lines = [_line(key, rows, today) for key, rows in groups.items()]
    lines.sort(key=(lambda line: line.key) if by == "year" else (lambda line: (line.key == NOBODY, -line.counts["total"], line.key)))
    return Statistics(by, today, _line("", list(facts.values()), today), tuple(lines))


def members(found: QuerySet[Obligation], figure: str, today: date, by: str = "", key: str = "") -> set[int]:
    """Primary keys of the rows of ``found`` behind a figure, of one group where ``by`` names a grouping. Raises BadInput."""
    if figure not in _TESTS:
        raise BadInput(f"没有统计项 {figure}；可用：{'、'.join(f'{k}（{v}）' for k, v in FIGURES.items())}")
    test, grouped = _TESTS[figure], _group(by) if by else None
    return {pk for pk, f in _of(found).items() if test(f, today) and (grouped is None or key in grouped(f))}


def _group(by: str) -> Callable[[Fact], Iterable[str]]:
    if by not in _GROUPS:
        raise BadInput(f"不能按 {by} 统计；可用：{'、'.join(f'{k}（{v}）' for k, v in GROUPINGS.items())}")
    return _GROUPS[by]


def _line(key: str, facts: list[Fact], today: date) -> Line:
    alike: dict[Any, list[Fact]] = defaultdict(list)  # most rows are like another to every test
    for f in facts:
        alike[f.state, f.due, f.finished, f.strength, f.endless, f.assigned, f.answered].append(f)
    counts = {code: sum(len(same) for same in alike.values() if test(same[0], today)) for code, test in _TESTS.items()}
    days = [(f.finished - f.confirmed).days for f in facts if f.state in _FINISHED and f.finished and f.confirmed]
    return Line(key, key, counts, sum(days) / len(days) if days else None, len(days))


def _of(found: QuerySet[Obligation]) -> dict[int, Fact]:
    every = _facts()
    return {pk: every[pk] for pk in found.order_by().values_list("pk", flat=True) if pk in every}


def _facts() -> dict[int, Fact]:
    """Every row that counts."""
    return _FACTS.of(in_force().endless, gazetteer_stamp())


def gazetteer_stamp() -> tuple[Any, ...]:
    """Changes when a body is renamed, merged or decided on: units of rows are told by their bodies."""
    return Body.objects.count(), History.objects.filter(kind="body").aggregate(last=Max("pk"))["last"]


def _read(wanted: QuerySet[Obligation], _: object, endless: re.Pattern[str], __: object) -> dict[int, Fact]:
    there = wanted.filter(gone_since=None).exclude(state="rejected").order_by()
    units = leading(there)
    ids = there.values("item_id")
    confirmed, finished = _days(ids, old="proposed", new="confirmed"), _days(ids, new="done")
    limits, assigned, answered = _handed_out(there)
    columns = ("pk", "item_id", "state", "due", "strength", "paper__issue_date", "paper__doc_kind", "outcome_class", "paper__reply_class")
    lasting = {
        pk
        for pk, recurrence, words, text in there.filter(due=None).values_list("pk", "recurrence", "due_words", "text")
        if recurrence or any(endless.search(w) for w in (*words, text))
    }
    return {
        pk: Fact(
            state,
            max((day for day in (due, limits.get(pk)) if day), default=None),
            strength,
            issued[:4],
            kind,
            letter or reply,
            units.get(pk, ()),
            pk in lasting,
            confirmed.get(item_id),
            finished.get(item_id),
            pk in assigned,
            pk in answered,
        )
        for pk, item_id, state, due, strength, issued, kind, letter, reply in there.values_list(*columns).iterator(chunk_size=5000)
    }


def leading(there: QuerySet[Obligation]) -> dict[int, tuple[str, ...]]:
    """Row → the full names of the bodies that lead it (牵头, else 责任). Who is only called 我们 or not at all is the issuer."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Owner.objects.filter(role__in=("lead", "responsible"), obligation__in=there.values("pk")).order_by("obligation_id", "order")
    names = ("obligation_id", "role", "basis", "body__name", "canonical", "name", "obligation__paper__issuer")
    for pk, role, basis, body, canonical, name, issuer in rows.values_list(*names):
        if words := body or canonical or (issuer if basis in _ISSUER else name):
            found[pk][role].append(words)
    return {pk: tuple(dict.fromkeys(roles.get("lead") or roles["responsible"])) for pk, roles in found.items()}


def _days(ids: Any, **change: str) -> dict[str, date]:
    """Row → the day of its last change of state of this kind."""
    rows = History.objects.filter(kind="item", field="state", subject__in=ids, **change).order_by()
    return {subject: when.astimezone().date() for subject, when in rows.values_list("subject").annotate(last=Max("when"))}


def _handed_out(there: QuerySet[Obligation]) -> tuple[dict[int, date], set[int], set[int]]:
    """(limits of 主办 as they were set or extended, rows given to a lead, rows that the lead has answered)."""
    limits: dict[int, date] = {}
    assigned: set[int] = set()
    leads = Assignment.objects.filter(role="lead", state__in=_LIVE, obligation__in=there.values("pk"))
    for pk, limit in leads.order_by("pk").values_list("obligation_id", "limit"):
        assigned.add(pk)
        if limit:
            limits[pk] = limit
    final = Feedback.objects.filter(kind="final", assignment__in=leads)
    return limits, assigned, set(final.values_list("assignment__obligation_id", flat=True))


_FACTS: Remembered[Fact] = Remembered(_read)
