"""Days that people type."""

from __future__ import annotations

from datetime import date

from docintel.errors import BadInput

FIRST, LAST = 1949, 2199
"""Years of any day in a ledger: a browser takes 25 in the field of the year for the year 25."""


def sensible(day: date, what: str) -> date:
    """``day``. Raises BadInput where its year is a slip of the keyboard."""
    if not FIRST <= day.year <= LAST:
        raise BadInput(f"{what}写的是 {day}，年份应在 {FIRST} 至 {LAST} 之间；请检查年份是否写全")
    return day
