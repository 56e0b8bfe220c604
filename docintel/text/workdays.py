"""Working days of the national calendar: weekends, public holidays and the weekend days worked for them (``data/holidays.tsv``).

A year that the table does not cover counts weekends alone, and what is computed over it is not exact. Pure; no state but the table.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

from docintel.text.lexicon import table


@cache
def _days() -> tuple[frozenset[date], frozenset[date], frozenset[int]]:
    """(days off, weekend days that are worked, years covered)."""
    off: set[date] = set()
    worked: set[date] = set()
    years: set[int] = set()
    for year, _, span, extra in table("holidays.tsv"):
        first, last = (date.fromisoformat(f"{year}-{day}") for day in span.split(".."))
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        worked |= {date.fromisoformat(f"{year}-{day}") for day in extra.split(",") if day != "-"}
        years.add(int(year))
    return frozenset(off), frozenset(worked), frozenset(years)


def covered() -> tuple[int, int]:
    """The first and the last year whose holidays are known."""
    years = _days()[2]
    return min(years), max(years)


def is_known(day: date) -> bool:
    """Whether the holidays of the day's year are in the table."""
    return day.year in _days()[2]


def is_workday(day: date) -> bool:
    """Whether offices work on ``day``; a year that is not covered knows weekends only."""
    off, worked, _ = _days()
    return day in worked or (day.weekday() < 5 and day not in off)


def add_workdays(day: date, count: int) -> tuple[date, bool] | None:
    """The ``count``-th working day after ``day`` (the day itself is not counted, 民法典第201条) and whether every year passed is covered.

    A negative ``count`` goes back. None beyond the calendar or for more than 10,000 working days.
    """
    if abs(count) > 10_000:
        return None
    step, left, exact = (1 if count >= 0 else -1), abs(count), is_known(day)
    try:
        while left:
            day += timedelta(days=step)
            exact = exact and is_known(day)
            left -= is_workday(day)
    except OverflowError:
        return None
    return day, exact


@cache
def _workdays(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    return tuple(day for n in range(366) if (day := first + timedelta(days=n)).year == year and is_workday(day))


def workdays_between(first: date, last: date) -> tuple[int, bool]:
    """How many working days lie after ``first`` up to and with ``last`` (negative when ``last`` is earlier), and whether that is exact."""
    if last < first:
        count, exact = workdays_between(last, first)
        return -count, exact
    total = 0
    for year in range(first.year, last.year + 1):
        days = _workdays(year)
        total += bisect_right(days, last) - bisect_right(days, first)
    return total, all(is_known(date(year, 1, 1)) for year in range(first.year, last.year + 1))
