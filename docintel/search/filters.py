"""Which windows a search may look at."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np

from docintel.domain.passages import Filters, Passage
from docintel.domain.standing import Term, as_day, standing
from docintel.search.view import Mask, View
from docintel.text.places import NATION, contains, place_path


def relation(place: tuple[str, ...], region: str) -> int:
    """1 = a paper of ``region`` belongs to ``place`` or a part of it, 0 = to what lies above it or to no known place, -1 = to another."""
    own = place_path(region) if region else (NATION,)
    if not own or own == (NATION,):
        return 0
    if contains(place, own):
        return 1
    return 0 if contains(own, place) else -1


def mask(view: View, filters: Filters) -> Mask | None:
    """The windows that pass every filter that is set; None = all. A dated filter leaves out papers without a date.

    The one place where filters meet the index: what is known of a paper is asked of its columns, what is known of a window of ``windows``.
    """
    if filters == Filters():
        return None
    return view.each_window(_papers(view, filters))


def _stands(paper: Passage, day: date, wanted: str | None) -> bool:
    """Whether the paper has the state asked for on the day asked for, or had begun and not ended by then."""
    known = (paper.kind, paper.title, paper.status, paper.date, paper.valid_from, paper.valid_until, paper.repealed, paper.repealed_by)
    state = _state(known, day)
    return state == wanted if wanted else state not in ("not_yet", "over")


@lru_cache(maxsize=1 << 18)  # the same papers are asked for the same day again and again
def _state(known: tuple[str, ...], day: date) -> str:
    return standing(Term(*known), day).state


def _papers(view: View, filters: Filters) -> Mask:
    """The papers that pass; every different value is looked at once."""
    tests = []
    columns = view.columns
    place = place_path(filters.region) if filters.region else ()
    if place == (NATION,):
        tests.append(columns["region"].where(lambda region: not region or place_path(region) == (NATION,)))
    elif place:
        tests.append(columns["region"].where(lambda region: relation(place, region) >= 0))
    if filters.kind:
        tests.append(columns["kind"].where(lambda kind: kind == filters.kind))
    if filters.on or filters.status:
        day = as_day(filters.on) or date.today()
        stands = (_stands(paper, day, filters.status) for paper in view.papers)
        tests.append(np.fromiter(stands, np.bool_, len(view.papers)))
    if issuer := filters.issuer:
        tests.append(columns["issuer"].where(lambda own: issuer in own))
    if since := filters.since:
        tests.append(columns["date"].where(lambda day: bool(day) and day >= since))
    if until := filters.until:
        tests.append(columns["date"].where(lambda day: bool(day) and day[: len(until)] <= until))
    passed = tests[0] if tests else columns["kind"].where(lambda _: True)
    for test in tests[1:]:
        passed = passed & test
    return passed
