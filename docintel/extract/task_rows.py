"""Rows of task tables as COMMIT items (guide §4): what is to be done, by whom, until when, to what end."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache

from docintel.domain.expressions import NumberFrame, Recurrence, TimeFrame
from docintel.domain.findings import Action, Obligation, Owner, Target
from docintel.domain.ids import content_id
from docintel.domain.papers import Paper, TaskRow, TaskStage
from docintel.domain.spans import Evidence, Span
from docintel.extract import wording
from docintel.extract.actions import Draft, draft_actions
from docintel.extract.canonical import bodies_of
from docintel.extract.flow import Flow
from docintel.extract.reader import Reading
from docintel.extract.targets import Numbers
from docintel.extract.task_cells import flow_of_cell, pieces, read_cell, span_in
from docintel.extract.task_due import DueCell, due_of
from docintel.extract.task_owners import owners_of
from docintel.extract.times import Times

CONFIDENCE = 0.95
"""Share of right actions among those read from task tables of our own papers (docs/decisions/0013-task-tables.md)."""
_RANK = ("COMMIT", "BENEFIT", "ENCOURAGE", "PERMIT", "PROHIBIT", "ACHIEVE", "BACKGROUND", "PROPOSAL", "OWNER", "META")
"""Which label a whole cell takes of those of its clauses."""
_BARE = 4
"""A verb phrase up to this length has no object of its own."""
_REACH = 100
"""Marks before and behind a unit among which its own are looked for."""
Mark = tuple[int, int, str]
_End = tuple["_Acts", list[TimeFrame]]


@dataclass(slots=True)
class _Acts:
    """The actions of one cell before owners and deadlines are tied to them."""

    reading: Reading
    drafts: list[Draft]
    times: Times
    numbers: Numbers

    def said(self, number: NumberFrame) -> str:
        """The words of a number of the cell."""
        return self.reading.flow.text[number.span.start : number.span.end]


class TaskRows:
    """What the task tables of a paper promise. ``marks``: (start, end, label) of their clauses and cells, for the labels of units."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        day = paper.head.anchor.day
        self._year = day.year if day else 0
        self.marks: list[Mark] = []
        self.readings: list[Reading] = []
        self.obligations: list[Obligation] = []
        self._owners: list[tuple[int, int, tuple[Owner, ...]]] = []
        self._wholes: list[Mark] = []
        self._named: set[tuple[Span, ...]] = set()
        self._read: dict[tuple[tuple[Span, ...], str], _Acts] = {}
        for table in paper.task_tables:
            for row in table.rows:
                self._row(row)
        self.marks.sort()
        self._owners.sort(key=lambda o: o[:2])

    def owners_at(self, start: int) -> tuple[Owner, ...]:
        """The owners of the row whose task or measures hold the offset; () outside task tables and where a row names nobody."""
        at = bisect_right(self._owners, start, key=lambda o: o[0]) - 1
        return self._owners[at][2] if at >= 0 and start < self._owners[at][1] else ()

    def labels(self, start: int, end: int) -> tuple[str, ...]:
        """The labels of a unit inside a task table: those of its clauses; OWNER only where no task stands; META of heads and numbers."""
        at = bisect_right(self.marks, start, key=lambda m: m[0] - 1)
        found = dict.fromkeys(label for a, b, label in self.marks[max(at - _REACH, 0) : at + _REACH] if a < end and start < b)
        told = [label for label in found if label not in ("OWNER", "META", "BACKGROUND")]
        if not found:  # a wrapped line without a clause of its own takes its cell's label
            told = [label for a, b, label in self._wholes if a < end and start < b][:1]
        return tuple(told) or tuple(label for label in ("BACKGROUND", "OWNER") if label in found)[:1] or ("META",)

    def _row(self, row: TaskRow) -> None:
        paper = self._paper
        owners = owners_of(paper.text, row.owners, bodies_of(paper))
        for span in (*row.task, *row.measures, *row.target):
            self._owners.append((span.start, span.end, owners))
        self.marks += [(s.start, s.end, "OWNER") for o in row.owners for s in o.spans] + [(s.start, s.end, "OWNER") for s in row.deadline]
        own = [self._acts(cell) for cell in ([(m,) for m in row.measures] if self._apart(row.measures) else [row.measures]) if cell]
        if not any(a.drafts for a in own):
            if any(c.label == "ACHIEVE" for a in own for c in a.reading.clauses):
                return  # the measures say that it was done
            own = [*own, self._acts(row.task)]
        elif row.task:
            own = [*self._goal(row, own), *own]
        ends = self._ends(row)
        if row.progress and wording.DONE_CELL.told("".join(s.text for s in row.progress)):
            return
        made = self._obligation(row, owners, own, ends)
        if made and not any(o.item_id == made.item_id for o in self.obligations):
            self.obligations.append(made)

    def _ends(self, row: TaskRow) -> list[_End]:
        """What a row is to reach: its target, what its deadline cell counts, its columns of quarters and years with when they are due."""
        out: list[_End] = []
        if row.target:
            out.append((self._acts(row.target, "goal"), []))
        elif row.deadline and wording.DUE_COUNT.told("".join(s.text for s in row.deadline)):
            out.append((self._acts(row.deadline, "due"), []))
        return out + [(self._acts(stage.spans, "goal"), self._stage_due(stage)) for stage in row.stages]

    def _apart(self, measures: tuple[Span, ...]) -> bool:
        """Whether the spans of measures stand in columns or paragraphs of their own, not parts of a cell that a page break cuts."""
        return all(s.text.rstrip()[-1:] in "。；;" for s in measures[:-1])

    def _acts(self, spans: tuple[Span, ...], kind: str = "task") -> _Acts:
        key = (spans, kind)
        if key not in self._read:
            reading = read_cell(self._paper.text, spans, self._year, kind)
            drafts = draft_actions(reading)
            first = {d.clause: d for d in reversed(drafts)}
            # 2024年20处: the year is part of what is to be reached; 新院区投入使用: so is what a bare verb speaks of
            for draft in first.values():
                if kind == "due" or draft.end - draft.start <= _BARE:
                    draft.start = min(draft.start, reading.clauses[draft.clause].clause.start)
            self._read[key] = _Acts(reading, drafts, Times(reading, self._paper.head), Numbers(reading.flow, self._paper.head.anchor))
            self.readings.append(reading)
            labelled = [(*b, c.label) for c in reading.clauses if c.label for b in _bounds(reading.flow, c.clause.start, c.clause.end)]
            self.marks += labelled
            whole = min((label for _, _, label in labelled), key=_RANK.index, default="META")
            self._wholes += [(s.start, s.end, whole) for s in spans]
        return self._read[key]

    def _goal(self, row: TaskRow, measures: list[_Acts]) -> list[_Acts]:
        """A task that only names its measures is their heading; one that says how much, and they do not, is to be reached besides (A4)."""
        if row.task in self._named:  # a merged cell speaks once
            return []
        self._named.add(row.task)
        acts = self._acts(row.task)
        told = " ".join(a.reading.flow.text for a in measures)
        counted = [d for d in acts.drafts if any(acts.said(n) not in told for n in acts.numbers.targets(d.start, d.end))]
        return [replace(acts, drafts=counted)] if counted else []

    def _obligation(self, row: TaskRow, owners: tuple[Owner, ...], cells: list[_Acts], ends: list[_End]) -> Obligation | None:
        drafts = [(cell, d) for cell in cells for d in cell.drafts]
        if not drafts and not any(acts.drafts for acts, _ in ends):
            return None
        due = DueCell(flow_of_cell(self._paper.text, row.deadline), self._paper.head) if row.deadline else None
        maker = _Maker(due.deadlines() if due else [], due.recurrence() if due else None, len(drafts))
        for n, (cell, draft) in enumerate(drafts):
            maker.add(cell, draft, n)
        for acts, frames in ends:
            if not acts.drafts and not frames and maker.actions:
                maker.reach(acts)
            for draft in acts.drafts:
                maker.add(acts, draft, None, frames)
        return self._item(row, owners or (self._issuer(),), maker, outcome=not drafts)

    def _stage_due(self, stage: TaskStage) -> list[TimeFrame]:
        """一季度, 2026年 at the head of a column: due at its end."""
        found = DueCell(flow_of_cell(self._paper.text, [stage.head]), self._paper.head).deadlines()
        return [f for f in found if f.role == "deadline"][-1:]

    def _issuer(self) -> Owner:
        return bodies_of(self._paper).owner(Owner(None, None, "responsible", "implied_issuer"))

    def _item(self, row: TaskRow, owners: tuple[Owner, ...], maker: _Maker, *, outcome: bool) -> Obligation:
        head = self._paper.head
        evidence = _evidence(self._paper.text, row, [a.span for a in maker.actions])
        words = re.sub(r"\s", "", "".join(s.text for s in evidence))
        reported = head.doc_kind == "interpretation"
        return Obligation(
            item_id=content_id("cn", head.doc_number or head.title or self._paper.doc_id, words),
            label="COMMIT",
            evidence=evidence,
            found=Evidence("rule:task-table", confidence=CONFIDENCE),
            attribution="reported" if reported else "own",
            source_doc=head.source_doc if reported else None,
            owners=owners,
            actions=tuple(maker.actions),
            deadlines=tuple(maker.deadlines),
            targets=tuple(maker.targets),
            kind="outcome" if outcome else "action",
        )


class _Maker:
    """Ties deadlines and numbers to the actions of one row."""

    def __init__(self, due: list[TimeFrame], recurrence: Recurrence | None, count: int) -> None:
        self._due, self._recurrence, self._count = due, recurrence, count
        self.actions: list[Action] = []
        self.deadlines: list[TimeFrame] = []
        self.targets: list[Target] = []

    def add(self, cell: _Acts, draft: Draft, index: int | None, stage: list[TimeFrame] | None = None) -> None:
        """An action of a cell; ``index``: its place in the row, None for one to be reached; ``stage``: when its column is due."""
        flow = cell.reading.flow
        span = span_in(flow, draft.start, draft.end)
        found = cell.numbers.targets(draft.start, draft.end)
        own = [f for f in self._due if span.covers(f.span)] or [f for f in cell.times.due(draft.clause) if not _counts(f, found, flow)]
        frames = own or stage or (due_of(self._due, self._count, index) if index is not None else due_of(self._due, 0, 0))
        placed = tuple(dict.fromkeys(self._place(f) for f in frames))
        numbers = [cell.numbers.target(f, draft.start) for f in found]
        counted = tuple(range(len(self.targets), len(self.targets) + len(numbers)))
        self.targets += [replace(t, deadline=placed[0]) for t in numbers] if placed else numbers
        self.actions.append(
            Action(
                span,
                draft.strength,
                "measurable" if counted else draft.specificity,
                Evidence("rule:task-table", confidence=CONFIDENCE, cue=draft.cue),
                span_in(flow, *draft.addressed) if draft.addressed else None,
                deadline_idx=placed,
                target_idx=counted,
                recurrence=cell.times.recurrence(draft.clause) or self._recurrence,
            )
        )

    def reach(self, goals: _Acts) -> None:
        """Bare numbers of a target cell (30家以上) are what the row's last action is measured by."""
        flow = goals.reading.flow
        last = self.actions[-1]
        found = [goals.numbers.target(f, 0) for f in goals.numbers.targets(0, len(flow.text))]
        due = last.deadline_idx[0] if last.deadline_idx else None
        counted = tuple(range(len(self.targets), len(self.targets) + len(found)))
        self.targets += [replace(t, deadline=due) for t in found]
        if counted:
            self.actions[-1] = replace(last, target_idx=last.target_idx + counted, specificity="measurable")

    def _place(self, frame: TimeFrame) -> int:
        for k, known in enumerate(self.deadlines):
            if known.span == frame.span and known.role == frame.role:
                return k
        self.deadlines.append(frame)
        return len(self.deadlines) - 1


def _counts(time: TimeFrame, numbers: list[NumberFrame], flow: Flow) -> bool:
    """压缩到60天以内: the time is what is counted, no deadline."""
    return any(flow.offset(n.span.start) <= time.span.start < flow.offset(n.span.end) for n in numbers)


def _bounds(flow: Flow, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of the document behind flow[start:end)."""
    return [(flow.offset(a), flow.offset(b - 1) + 1) for a, b in pieces(flow, start, end)]


def _evidence(text: str, row: TaskRow, actions: list[Span]) -> tuple[Span, ...]:
    """The words of the row's cells, in text order, joined where only blanks stand between them; each action inside one."""
    spans = [
        *row.task,
        *row.measures,
        *(s for o in row.owners for s in o.spans),
        *row.deadline,
        *row.target,
        *(s for stage in row.stages for s in stage.spans),
        *actions,
    ]
    merged: list[list[int]] = []
    for start, end in sorted({(s.start, s.end) for s in spans}):
        if merged and not re.sub(r"[\t |]", "", text[merged[-1][1] : start]):
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return tuple(Span.of(text, a, b) for a, b in merged)


class _Same:
    """A paper as a key: the very same record, its words are not compared."""

    __slots__ = ("paper",)

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    def __hash__(self) -> int:
        return id(self.paper)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.paper is self.paper


def task_rows(paper: Paper) -> TaskRows | None:
    """What the paper's task tables promise, read once for labels, owners and obligations; None where it has none."""
    return _task_rows(_Same(paper)) if paper.task_tables else None


@lru_cache(maxsize=4)
def _task_rows(key: _Same) -> TaskRows:
    return TaskRows(key.paper)
