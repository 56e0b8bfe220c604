"""序时进度: what a target asks for, what people reported, and how the two stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Goal:
    """A numeric target of a row in base units; ``change`` to | by, ``period`` ISO duration (每年 P1Y), ``due`` its own deadline."""

    words: str  # 新增公办学位2000个
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    comparator: str = "eq"
    change: str = ""
    period: str = ""
    per: str = ""  # what the number is counted for, joined by ·: 每课时40元, 每校每周2课时
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A value that a person reported for the goal of these words. Never changed: a correction names the row it ``corrects``.

    ``value`` None takes the corrected row back; ``start``: the value from which the plan starts, on the day on which it starts;
    ``poor``: the person found the quality wanting.
    """

    number: int
    goal: str
    unit: str
    value: float | None
    day: date
    who: str
    when: datetime
    note: str = ""
    start: bool = False
    poor: bool = False
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How a goal stands on a day. Shares are of the way from ``base`` to ``to``: 0 at the start, 1 at the end, above 1 when passed.

    ``why`` says in words why no share can be had (then ``expected`` or ``done`` is None), ``doubts`` what the shares rest on.
    """

    goal: str
    unit: str
    to: float | None
    base: float | None = None
    start: date | None = None
    start_from: str = ""  # 成文日期, 确认日期, 填报的起点, 本期起始日
    end: date | None = None
    now: float | None = None
    as_of: date | None = None
    expected: float | None = None
    done: float | None = None
    over: bool = False  # a ceiling that is exceeded
    poor: bool = False
    why: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def behind(self) -> float | None:
        """Percentage points behind plan, negative when ahead; None where it cannot be computed."""
        return None if self.expected is None or self.done is None else round((self.expected - self.done) * 100, 6)

    @property
    def ahead(self) -> float | None:
        """Percentage points ahead of plan, negative when behind."""
        return None if self.behind is None else -self.behind

    @property
    def expected_value(self) -> float | None:
        """What should be reached by now, in the goal's unit."""
        if self.expected is None or self.base is None or self.to is None:
            return None
        return round(self.base + (self.to - self.base) * self.expected, 1)

    @property
    def pace(self) -> float | None:
        """How many times the even plan's speed the rest of the time needs; None after the end or where it cannot be computed."""
        if self.expected is None or self.done is None or self.expected >= 1:
            return None
        return max(0.0, 1 - self.done) / (1 - self.expected)
