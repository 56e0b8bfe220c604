"""The deadline cells of task tables: the words that a column's head makes a deadline, each action's own where there are as many."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from functools import cached_property

from docintel.domain.expressions import Recurrence, TimeFrame
from docintel.domain.papers import HeadMatter
from docintel.extract.flow import Flow
from docintel.text.dates import find_times

_BINDS = ("deadline", "period", "past", "point", "reference", "as_of")
_DOTTED = re.compile(r"(?<![\d.])(?P<year>20\d\d)[.．/](?P<month>1[0-2]|0?[1-9])(?![\d.．/])")


def plan_years(head: HeadMatter) -> tuple[str, str] | None:
    """The years that the paper's title gives its plan."""
    validity = head.validity
    return (validity.start, validity.end) if validity and validity.basis == "title" and validity.start and validity.end else None


@dataclass(frozen=True)
class DueCell:
    """A deadline cell: its flow and, spans in the document, the times it names."""

    flow: Flow
    head: HeadMatter

    @cached_property
    def _frames(self) -> tuple[TimeFrame, ...]:
        return find_times(self.flow.text, self.head.anchor, True, plan_years(self.head), self.head.region)

    def deadlines(self) -> list[TimeFrame]:
        """Each time with an end as a deadline (2021年12月 in this column is due at its end), and starts as they are."""
        out = [replace(f, role="deadline", start=None) for f in self._frames if f.role in _BINDS and f.end]
        out += [f for f in self._frames if f.role == "start"]
        out += [self._dotted(m) for m in _DOTTED.finditer(self.flow.text)]
        return [self._placed(f) for f in sorted(out, key=lambda f: f.span.start)]

    def recurrence(self) -> Recurrence | None:
        """How often, where the cell says no more than that (每季度1次)."""
        for frame in self._frames:
            if frame.recurrence:
                span = frame.recurrence.span
                return replace(frame.recurrence, span=self.flow.span(span.start, span.end))
        return None

    def _placed(self, frame: TimeFrame) -> TimeFrame:
        return replace(frame, span=self.flow.span(frame.span.start, frame.span.end))

    def _dotted(self, match: re.Match[str]) -> TimeFrame:
        """2025.6: the month that office tables write with a dot."""
        year, month = int(match["year"]), int(match["month"])
        end = f"{year}-{month:02d}-{monthrange(year, month)[1]}"
        span = replace(self.flow.span(0, 1), start=match.start(), end=match.end(), text=match.group())
        return TimeFrame(span, "deadline", "table-month", None, end, "month", is_deadline=True)


def due_of(deadlines: list[TimeFrame], actions: int, index: int) -> list[TimeFrame]:
    """The deadlines of action ``index`` of a row: its own where the cell names as many as there are actions, else the last to come."""
    exact = [f for f in deadlines if f.role == "deadline"] or deadlines
    if exact and len(exact) == actions:
        return [exact[index]]
    return exact[-1:]
