"""统计: counts of the ledger by unit, year, kind, strength and class; each figure is a set of rows that a page can open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

FIGURES = {
    "total": "事项",
    "proposed": "待审核",
    "accepted": "已立项",
    "open": "在办",
    "finished": "已办结",
    "closed": "已销号",
    "suspended": "已中止",
    "came_due": "已到期",
    "on_time": "按期办结",
    "late": "逾期办结",
    "overdue": "超期未办",
    "assigned": "已交办",
    "answered": "已办复",
    "undated": "未定时限",
    "firm": "硬承诺",
    "aspirational": "力争类",
    "exploratory": "探索类",
}
"""Code of a figure → Chinese label. What each counts: :data:`MEANINGS`."""

MEANINGS = {
    "total": "台账中的事项，不含不予立项和新版公文中已不见的",
    "proposed": "识别出来还没有人确认的",
    "accepted": "已经确认立项的（含在办、办结、销号、中止）",
    "open": "已确认、已交办、办理中的",
    "finished": "已办结和已销号的",
    "closed": "已销号的",
    "suspended": "批准中止的",
    "came_due": "已立项、有时限，已办结或时限已过的",
    "on_time": "在时限当天或以前办结的",
    "late": "时限过后才办结的",
    "overdue": "时限已过还没有办结的",
    "assigned": "交办给主办单位的",
    "answered": "交办之后主办单位已反馈办结情况的",
    "undated": "没有确定的时限，也不是周期性、长期工作的",
    "firm": "承诺力度为硬承诺的",
    "aspirational": "承诺力度为力争类的",
    "exploratory": "承诺力度为探索类的",
}

RATES = {
    "completion": ("办结率", "finished", "accepted"),
    "answer_rate": ("办复率", "answered", "assigned"),
    "on_time_rate": ("按期率", "on_time", "came_due"),
    "undated_share": ("未定时限占比", "undated", "total"),
}
"""Code of a rate → label, figure above the line, figure below it."""

GROUPINGS = {"unit": "承办单位", "year": "年度", "kind": "文种", "strength": "承诺力度", "class": "办理结果"}
"""How rows are grouped. A row counts for each body that leads it; the year is that of the paper."""

NOBODY = "（未写明）"
"""The group of rows that have none."""


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one group. ``days``: mean of the days from confirmation to completion over ``timed`` rows, None without one."""

    key: str
    name: str
    counts: dict[str, int]
    days: float | None = None
    timed: int = 0

    def rate(self, code: str) -> float | None:
        """A rate of RATES as a share, None where there is nothing to divide by."""
        _, above, below = RATES[code]
        return self.counts[above] / self.counts[below] if self.counts[below] else None


@dataclass(frozen=True, slots=True)
class Solved:
    """解决率 of replies by neutral outcome, whatever the letters of each place: by the first result, and with 回头看.

    ``up``: replies that were not done at first and are now (B→A). ``outcomes``: neutral outcome now → replies.
    """

    replies: int = 0
    classed: int = 0
    first: int = 0
    now: int = 0
    up: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Lines by one of GROUPINGS, the most rows first, years in order; ``whole``: every row once."""

    by: str
    as_of: date
    whole: Line
    lines: tuple[Line, ...]
    solved: Solved = Solved()
