"""Times that a paper says once for a whole point: 完成时限：… below it, （一）动员阶段（6月—7月） above it (guide §2 OWNER, §6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docintel.domain.expressions import TimeFrame
from docintel.extract.labelled import Labelled
from docintel.extract.reader import Reading

_LIMIT = re.compile(r"(?:完成|整改|办理|办结|落实|推进)?(?:时限|期限|时间)(?:要求)?[】]?(?:[：:为]|(?<=】))|完成日期[：:]")
_STAGE = re.compile(r"阶段|步骤|环节")


class PointTimes:
    """Gives times of limit lines and stage headings to the clauses of their points."""

    def __init__(self, reading: Reading, own: Sequence[Sequence[TimeFrame]]) -> None:
        self._reading, self._own = reading, own

    def found(self) -> Iterator[tuple[int, list[TimeFrame]]]:
        """(clause index, times) of every clause in reach, nearest limit first; the caller keeps what a clause has of its own."""
        for i, labelled in enumerate(self._reading.clauses):
            if not self._own[i]:
                continue
            if labelled.clause.owner_line and (limit := self._limit(i)):
                yield from ((j, limit) for j in self._above(i))
            elif stage := self._stage(labelled, i):
                yield from ((j, stage) for j in self._below(i))

    def _limit(self, index: int) -> list[TimeFrame]:
        """The first day named behind 完成时限."""
        label = _LIMIT.search(self._reading.clauses[index].clause.text)
        if label is None:
            return []
        begin = self._reading.clauses[index].clause.start + label.end()
        due = [f for f in self._own[index] if f.end and f.span.start >= begin and f.role in ("deadline", "period", "point", "past")]
        return [replace(f, role="deadline", start=None, is_deadline=True) for f in due[:1]]

    def _stage(self, labelled: Labelled, index: int) -> list[TimeFrame]:
        """The days in the brackets of a stage's heading."""
        if labelled.clause.owner_line or not _STAGE.search(labelled.clause.text):
            return []
        text = self._reading.flow.text
        return [
            f for f in self._own[index] if f.role == "period" and f.end and text[f.span.start - 1] in "（(" and text[f.span.end] in "）)"
        ]

    def _above(self, index: int) -> Iterator[int]:
        """The clauses of the point that an owner line closes, back to the owner lines of the point before."""
        clauses = self._reading.clauses
        j = index - 1
        while j >= 0 and clauses[j].clause.owner_line:
            j -= 1
        point = clauses[index].clause.point
        while j >= 0 and not clauses[j].clause.owner_line and self._within(clauses[j].clause.point, point):
            yield j
            j -= 1

    def _below(self, index: int) -> Iterator[int]:
        """The clauses behind a stage's heading, to the next stage or the end of its point."""
        clauses = self._reading.clauses
        clause = clauses[index].clause
        for j in range(index + 1, len(clauses)):
            here = clauses[j].clause
            same = self._within(here.point, clause.point) if clause.point is not None else here.paragraph == clause.paragraph
            if not same or self._stage(clauses[j], j):
                return
            yield j

    def _within(self, point: int | None, outer: int | None) -> bool:
        return point == outer or (outer is not None and outer in self._reading.outline.path(point))
