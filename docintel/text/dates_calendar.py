"""Calendar arithmetic for times: the anchor, month ends, durations, plan periods, feasts."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from docintel.domain.papers import Anchor
from docintel.text.lexicon import table
from docintel.text.workdays import add_workdays


@dataclass(frozen=True, slots=True)
class Now:
    """The day (or year) a paper speaks from; ``first``/``last`` None = unknown, nothing relative is resolved."""

    first: date | None
    last: date | None
    assumed: bool
    place: str = ""

    @classmethod
    def of(cls, anchor: Anchor | None, place: str | None = None) -> Now:
        """An anchor of grain year or month covers all its days. ``place``: the paper's region (浙江省温州市), for seasons."""
        if anchor is None or anchor.day is None or not anchor.value:
            return cls(None, None, True, place or "")
        day, parts = anchor.day, anchor.value.count("-")
        last = date(day.year, 12, 31) if parts == 0 else month_end(day.year, day.month) if parts == 1 else day
        return cls(day, last, anchor.basis == "assumed", place or "")

    @property
    def year(self) -> int | None:
        return self.first.year if self.first else None

    @property
    def exact(self) -> bool:
        """Whether the day itself is known."""
        return self.first is not None and self.first == self.last

    def is_past(self, day: date | None) -> bool:
        return self.first is not None and day is not None and day < self.first

    def is_future(self, day: date | None) -> bool:
        return self.last is not None and day is not None and day > self.last


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def clamp(year: int, month: int, day: int) -> tuple[date, bool]:
    """The day, and whether it had to be moved to the end of its month (2008年9月31日)."""
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day, last)), day > last


def shift_months(day: date, months: int) -> date | None:
    """The same day some months on, clamped to the month's end; None beyond the calendar."""
    index = day.year * 12 + day.month - 1 + months
    if not 12 <= index < 9999 * 12:
        return None
    return clamp(index // 12, index % 12 + 1, day.day)[0]


def plus(day: date, iso: str) -> date | None:
    """``day`` plus an ISO duration of one part (P3Y, P6M, P30D, P2W); None for working days, hours and fractions of days."""
    number, unit = iso[1:-1], iso[-1]
    if not iso.startswith("P") or "T" in iso or "WD" in iso:
        return None
    try:
        count = Decimal(number)
        if unit in "YM":
            months = count * (12 if unit == "Y" else 1)
            return shift_months(day, int(months)) if months == int(months) and months < 12000 else None
        days = count * (7 if unit == "W" else 1)
        return day + timedelta(days=int(days)) if days == int(days) and days < 400000 else None
    except (ArithmeticError, ValueError, OverflowError):
        return None


def minus(day: date, iso: str) -> date | None:
    """``day`` minus an ISO duration of years, months, weeks or days."""
    return plus(day, iso.replace("P", "P-", 1)) if iso.startswith("P") and "T" not in iso and "WD" not in iso else None


def counted(day: date, iso: str, *, back: bool = False) -> tuple[date | None, bool]:
    """``day`` plus (or minus) an ISO duration, working days by the national calendar; False where that does not cover a year passed."""
    if not iso.endswith("WD"):
        return (minus(day, iso) if back else plus(day, iso)), True
    found = add_workdays(day, int(iso[1:-2]) * (-1 if back else 1))
    return found or (None, True)


def plan_years(n: int) -> tuple[int, int]:
    """First and last year of the n-th five-year plan (十四五 = 14: 2021–2025)."""
    if n < 3:
        return (1953, 1957) if n == 1 else (1958, 1962)
    return 1966 + 5 * (n - 3), 1970 + 5 * (n - 3)


_LUNAR = {"春节": 1, "元宵": 2, "元宵节": 2, "端午": 3, "端午节": 3, "中秋": 4, "中秋节": 4, "重阳": 5, "重阳节": 5}


@cache
def _lunar_days() -> dict[int, tuple[str, ...]]:
    return {int(row[0]): row for row in table("lunar.tsv")}


@cache
def _seasons() -> dict[str, tuple[str, str, str, str]]:
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in table("seasons.tsv")}


@cache
def _local(season: str, place: str) -> tuple[str, str] | None:
    """The days that a place's own rules give a season: those of the longest name that begins ``place``."""
    rows = [row for row in table("seasons_places.tsv") if row[0] == season and place.startswith(row[1])]
    best = max(rows, key=lambda row: len(row[1]), default=None)
    return (best[2], best[3]) if best else None


_HOLIDAY = re.compile("“?(元旦|春节|清明|五一|端午|中秋|国庆|十一)”?节?(?:小?长假|假期)")
_ROWS = {"五一": "劳动节", "十一": "国庆"}


@cache
def _holidays() -> dict[tuple[str, str], tuple[date, date]]:
    out = {}
    for year, name, span, _ in table("holidays.tsv"):
        first, last = span.split("..")
        out[name, year] = (date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}"))
    return out


def feast_names() -> list[str]:
    """Names that :func:`feast` knows."""
    feasts = ("元旦", "春节", "清明", "清明节", "五一", "“五一”", "端午", "端午节", "中秋", "中秋节", "国庆", "国庆节", "十一", "“十一”")
    return [*_LUNAR, *_seasons(), *(f"{name}{tail}" for name in feasts for tail in ("假期", "长假", "小长假"))]


def feast(name: str, year: int, place: str = "") -> tuple[date, date, str] | None:
    """First day, last day and flag ('' if the day is fixed) of a feast or season in ``year``, at ``place`` where it has its own days."""
    holiday = _HOLIDAY.fullmatch(name)
    if holiday:
        known = _holidays().get((_ROWS.get(holiday[1], holiday[1]), str(year)))
        if known:
            return *known, ""
        found = feast(holiday[1], year, place)  # a year without a notice: the feast's own day
        return (*found[:2], "approx") if found else None
    if name in _LUNAR:
        row = _lunar_days().get(year)
        if row is None:
            return None
        day = date.fromisoformat(f"{year}-{row[_LUNAR[name]]}")
        return day, day, "lunar"
    first, last, flag, key = _seasons()[name]
    first, last = _local(key, place) or (first, last) if key != "-" and place else (first, last)
    begin, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
    return begin, end if begin <= end else end.replace(year=year + 1), flag.strip("-")
