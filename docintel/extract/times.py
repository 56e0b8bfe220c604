"""Deadlines and recurrences of clauses: their own times, and those that scope over them (guide §4 deadlines, §6)."""

from __future__ import annotations

import re
from dataclasses import replace

from docintel.domain.expressions import Recurrence, TimeFrame
from docintel.domain.papers import HeadMatter
from docintel.extract.labelled import Labelled
from docintel.extract.outline import Clause
from docintel.extract.reader import Reading
from docintel.text.dates import find_times

_DUE = ("deadline", "period", "start")
_FOLLOWS = re.compile(r"(?:并|报|其中|明确|同时|由|且|以及)")
_OPENINGS = re.compile(r"(?:[一二三四五六七八九十]是|首先|其次|其[一二三四]|此外|对此|为此|同时|其中|[，,、：:；;\s]|力争|争取|确保)*")


class Times:
    """The times of a paper, tied to the clauses of its reading."""

    def __init__(self, reading: Reading, head: HeadMatter) -> None:
        self._reading = reading
        validity = head.validity
        plan = (validity.start, validity.end) if validity and validity.basis == "title" and validity.start and validity.end else None
        frames = find_times(reading.flow.text, head.anchor, True, plan, head.region)
        self._own: list[list[TimeFrame]] = [[] for _ in reading.clauses]
        self._spread(frames)
        self._inherited: list[list[TimeFrame]] = [[] for _ in reading.clauses]  # as the clauses that they come from hold them
        self._inherit()

    def due(self, index: int) -> list[TimeFrame]:
        """Deadlines, periods and starts of a clause: its own, else those it inherits (flag ``inherited``). Spans in the document."""
        own = self._dues(index)
        return [self._placed(f, inherited=not own) for f in own or self._inherited[index]]

    def _inside_object(self, index: int, frame: TimeFrame) -> bool:
        """建立年度发布机制: behind the verb a recurrence counts only before a number (开设班次每年不少于80个)."""
        labelled = self._reading.clauses[index]
        verb = labelled.head.verb
        if verb is None or frame.span.start < labelled.clause.start + verb[1]:
            return False
        behind = self._reading.flow.text[frame.span.end : frame.span.end + 6]
        return not re.match(r"(?:各|至少)?(?:不少于|不低于|不超过|至少|\d|一次|两次|[一二两三四]次|召开|组织|开展|更新)", behind)

    def _dues(self, index: int) -> list[TimeFrame]:
        """A clause's own times that bind: none of vague ones, and 今年年内 once."""
        out: list[TimeFrame] = []
        if not self._own[index]:
            return out
        clause = self._reading.clauses[index].clause
        for frame in self._own[index]:
            if frame.role not in _DUE or ("vague" in frame.flags and not frame.end) or self._attribute(clause, frame):
                continue
            if out and frame.span.start - out[-1].span.end <= 1 and frame.end == out[-1].end:
                out[-1] = frame
            else:
                out.append(frame)
        exact = [f for f in out if f.role == "deadline" and f.end]
        return [f for f in out if f.role != "period" or not any((f.start or "") <= (e.end or "") <= (f.end or "") for e in exact)]

    def _attribute(self, clause: Clause, frame: TimeFrame) -> bool:
        """对2023年贡献突出的地区, 下一年度补助资金, “十四五”规划: the time belongs to a noun, not to the act."""
        behind = self._reading.flow.text[frame.span.end : clause.end]
        if behind.startswith("度") or frame.span.text.endswith("年度"):
            return not behind.startswith(("度内", "内", "度末"))
        if re.match(r"[”]?[^，]{0,6}规划", behind):
            return True
        return bool(re.match(r"对于?", clause.text)) and bool(re.match(r"[^，]{1,30}的", behind))

    def recurrence(self, index: int) -> Recurrence | None:
        """每年, 每月28日前 … of a clause; span in the document."""
        for frame in self._own[index]:
            if frame.recurrence and not self._inside_object(index, frame):
                span = frame.recurrence.span
                return replace(frame.recurrence, span=self._reading.flow.span(span.start, span.end))
        return None

    def _placed(self, frame: TimeFrame, inherited: bool) -> TimeFrame:
        span = frame.span
        return replace(frame, span=self._reading.flow.span(span.start, span.end), inherited=inherited)

    def _spread(self, frames: tuple[TimeFrame, ...]) -> None:
        at = 0
        clauses = self._reading.clauses
        for frame in frames:
            while at < len(clauses) and clauses[at].clause.end <= frame.span.start:
                at += 1
            if at < len(clauses) and clauses[at].clause.start <= frame.span.start:
                self._own[at].append(frame)

    def _inherit(self) -> None:
        """Walk the clauses with the time of the segment, of the sentence, and of the paragraph in hand."""
        segment: list[TimeFrame] = []
        paragraph: list[TimeFrame] = []
        last: Labelled | None = None
        fresh = True  # nothing but openings since the segment began
        for i, labelled in enumerate(self._reading.clauses):
            clause = labelled.clause
            if last is None or clause.paragraph != last.clause.paragraph or clause.point != last.clause.point:
                paragraph, segment, fresh = [], [], True
            elif clause.sentence != last.clause.sentence or last.clause.mark in "；;":
                segment, fresh = [], True
            own = self._dues(i)
            if own and not labelled.prospective:
                segment, paragraph = [], []
            elif own:
                segment = own if (fresh and self._heads(labelled, own[0])) or self._bare(labelled, own[-1]) else []
                if self._bare(labelled, own[-1]) and fresh and clause.mark in "，,":
                    paragraph = [f for f in own if f.role != "start" and not (f.role == "period" and f.grain == "day")]
            else:
                carried = segment or (paragraph if labelled.prospective else [])
                if not carried and last is not None and last.prospective and self._own[i - 1] and clause.sentence == last.clause.sentence:
                    carried = self._dues(i - 1) if _FOLLOWS.match(clause.text) else []
                self._inherited[i] = carried
            fresh = fresh and _only_opening(clause.text)
            last = labelled

    @staticmethod
    def _heads(labelled: Labelled, frame: TimeFrame) -> bool:
        """The time stands at the head of its clause, so that it may scope over the next ones."""
        return _only_opening(labelled.clause.text[: frame.span.start - labelled.clause.start])

    @staticmethod
    def _bare(labelled: Labelled, frame: TimeFrame) -> bool:
        """到2025年， stands as a clause of its own, perhaps behind 一是 or 争取."""
        clause = labelled.clause
        rest = clause.text[: frame.span.start - clause.start] + clause.text[frame.span.end - clause.start :]
        return _only_opening(rest)


def _only_opening(words: str) -> bool:
    return _OPENINGS.fullmatch(words) is not None
