"""Time and number frames (guide §6, §7), the output of the grammars in ``docintel.text``."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.spans import Span

TIME_ROLES = ("deadline", "period", "point", "past", "as_of", "start", "validity", "duration", "reference", "recurrence")
COMPARATORS = ("eq", "ge", "gt", "le", "lt", "approx", "approx_gt", "approx_lt", "range")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """每年 → every P1Y; ``by``: MM-DD, --DD or quarter-end when a day is given."""

    span: Span
    every: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """One time expression. ``start``/``end`` ISO dates, inclusive; ``rule`` is the id of the grammar rule that read it."""

    span: Span
    role: str
    rule: str
    start: str | None = None
    end: str | None = None
    grain: str | None = None
    duration: str | None = None  # ISO 8601; working days as P15WD
    recurrence: Recurrence | None = None
    relative_to: str | None = None
    is_deadline: bool = False
    comparator: str | None = None
    inherited: bool = False
    flags: tuple[str, ...] = ()  # vague, ambiguous, invalid_date, anchor_assumed, approx, lunar, forecast


@dataclass(frozen=True, slots=True)
class NumberFrame:
    """One amount in base units: CNY, %, pp, bp, 家, 平方米 … A range has ``min``/``max`` and no ``value``."""

    span: Span
    type: str  # count | money | percent | percentage_point | bp | ratio | multiple | quantity | ordinal | number
    unit: str | None
    comparator: str
    rule: str
    value: float | None = None
    min: float | None = None
    max: float | None = None
    change: str | None = None  # to | by
    direction: str | None = None  # up | down
    baseline: str | None = None
    per: str | None = None
    period: str | None = None
    flags: tuple[str, ...] = ()


Frame = TimeFrame | NumberFrame
