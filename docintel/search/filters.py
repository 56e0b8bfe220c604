"""Which windows a search may look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache, reduce
from operator import and_

import numpy as np

from docintel.domain.criteria import parted
from docintel.domain.passages import Filters, Passage
from docintel.domain.standing import Term, as_day, standing
from docintel.search.facts import Facts
from docintel.search.groups import is_of
from docintel.search.owners import is_body, is_named
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


def mask(view: View, filters: Filters, facts: Callable[[], Facts]) -> Mask | None:
    """The windows that pass every filter that is set; None = all. A dated filter leaves out papers without a date.

    The one place where filters meet the index: what is known of a paper is asked of its columns, what is known of a window of ``windows``
    and of ``facts``, which are read only where a filter asks for them.
    """
    if filters == Filters():
        return None
    passed = view.each_window(_papers(view, filters))
    if not asks_facts(filters):
        return passed
    known = facts()
    wanted, shut_out = fitting(known, filters)
    if wanted is not None:
        passed = passed & known.windows(wanted, len(view))
    for gone in shut_out:
        passed = passed & ~known.windows(gone, len(view))
    return passed


def asks_facts(filters: Filters) -> bool:
    """Whether a filter asks for what is known of promises and benefits."""
    f = filters
    return bool(f.owner or f.benefit_kind or f.beneficiary or f.criterion) or f.has_deadline is not None or f.has_target is not None


def fitting(facts: Facts, filters: Filters) -> tuple[Mask | None, list[Mask]]:
    """(the facts that fit all that is asked of one, None = nothing is; facts none of which may stand in a window)."""
    tests: list[Mask] = []
    shut_out: list[Mask] = []
    if owner := filters.owner:
        tests.append(facts.words["owner"].where(lambda name: is_body(owner, name), len(facts)))
    if filters.benefit_kind:
        tests.append(facts.words["benefit_kind"].where(lambda kind: kind == filters.benefit_kind, len(facts)))
    if beneficiary := filters.beneficiary:
        tests.append(facts.words["beneficiary"].where(lambda words: is_of(beneficiary, words), len(facts)))
    for asked, having in ((filters.has_deadline, facts.dated), (filters.has_target, facts.counted)):
        if asked is not None:
            (tests if asked else shut_out).append(having())
    wanted, never = parted(filters.criterion)
    tests += [facts.meet(c) for c in wanted]
    shut_out += [facts.meet(c) for c in never]
    return (reduce(and_, tests) if tests else None), shut_out


def state_of(paper: Passage, day: date) -> str:
    """Where the paper stands on the day, a key of ``domain.standing.STATE_NAMES``."""
    return _state(paper.term, day)


def _stands(paper: Passage, day: date, wanted: str | None) -> bool:
    """Whether the paper has the state asked for on the day asked for, or had begun and not ended by then."""
    state = state_of(paper, day)
    return state == wanted if wanted else state not in ("not_yet", "over")


@lru_cache(maxsize=1 << 18)  # the same papers are asked for the same day again and again
def _state(term: Term, day: date) -> str:
    return standing(term, day).state


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
        tests.append(columns["issuer"].where(lambda own: is_named(issuer, own)))
    if since := filters.since:
        tests.append(columns["date"].where(lambda day: bool(day) and day >= since[: len(day)]))
    if until := filters.until:
        tests.append(columns["date"].where(lambda day: bool(day) and day[: len(until)] <= until))
    passed = tests[0] if tests else columns["kind"].where(lambda _: True)
    for test in tests[1:]:
        passed = passed & test
    return passed
