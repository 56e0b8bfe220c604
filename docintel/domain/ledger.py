"""The ledger's states and rows (承诺台账)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from docintel.domain.progress import Course, Report
from docintel.domain.spans import Span

STATES = {
    "proposed": "待审核",
    "confirmed": "已确认",
    "assigned": "已交办",
    "in_progress": "办理中",
    "done": "已办结",
    "closed": "已销号",
    "suspended": "已中止",
    "rejected": "不予立项",
}
"""State code → Chinese label, in the order of an item's life."""

TRANSITIONS = {
    "proposed": ("confirmed", "rejected"),
    "confirmed": ("assigned", "in_progress", "done", "rejected", "proposed"),
    "assigned": ("in_progress", "confirmed", "suspended"),
    "in_progress": ("done", "confirmed", "suspended"),
    "done": ("closed", "in_progress"),
    "closed": ("in_progress",),
    "suspended": ("in_progress",),
    "rejected": ("proposed",),
}
"""Which states may follow which; anything else is refused with the allowed ones named."""

ORIGINS = {"read": "程序识别", "added": "人工补录", "split": "人工拆分", "merged": "人工合并"}
"""Where a row comes from → Chinese label; every origin but the first is a person's, and no reading of a paper touches such a row."""

FIELDS = {
    "state": "办理状态",
    "text": "督办事项",
    "lead": "牵头单位",
    "support": "配合单位",
    "due": "完成时限",
    "due_words": "时限原文",
    "targets": "量化指标",
    "strength": "承诺力度",
    "outcome_class": "办理结果",
    "progress": "进展情况",
    "actual": "实际值",
    "note": "备注",
    "source_text": "原文",
    "gone": "新版公文",
    "version": "版本",
    "review": "复核",
    "notice": "通知",
    "assignment": "交办",
    "limit": "办理时限",
    "feedback": "反馈",
    "countersign": "会签",
    "verdict": "审核",
    "request": "申请",
    "decision": "批复",
    "evidence": "佐证材料",
    "subtask": "分解任务",
    "instance": "本期任务",
    "origin": "来历",
}
"""Field code → Chinese label, for history and forms."""


COLOURS = {"red": "红", "yellow": "黄", "blue": "蓝", "green": "绿", "grey": "灰"}
"""Colour code of a light → Chinese, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Light:
    """亮灯: a colour (one of COLOURS), the rule that gave it, in words with its figures, and the case in two or three characters."""

    colour: str
    rule: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """Empty = no restriction. ``owner`` matches part of any owner's name or full name, or a short
    name of its body (市科技局); ``text`` part of the item's words. ``figure``: the rows that a figure of domain.statistics counts, in the
    group ``key`` of the grouping ``by``. ``units`` leaves the rows that these units were given (numbers of units; None = every row, the
    empty set = none). ``year`` and ``kind`` are those of the paper."""

    state: str | None = None
    doc: str | None = None
    owner: str | None = None
    strength: str | None = None
    due_before: date | None = None
    due_after: date | None = None
    dated: bool | None = None
    text: str | None = None
    region: str | None = None
    light: str | None = None
    needs_review: bool | None = None
    gone: bool | None = None
    figure: str | None = None
    by: str | None = None
    key: str | None = None
    units: frozenset[int] | None = None
    year: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class RowOwner:
    """A body of a row: ``name`` as the paper has it, ``full`` its name in the gazetteer ("" = not certain) and ``how`` that was found.

    ``how``: a key of domain.bodies.RESOLVED. ``now``: the body that has taken its place since ``since``.
    """

    name: str
    role: str
    full: str = ""
    how: str = ""
    now: str = ""
    since: date | None = None
    listed: bool = False  # whether the gazetteer has it


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One obligation as people track it. Lists are joined by the renderer, not here."""

    item_id: str
    doc: str
    title: str
    doc_number: str
    source_kind: str
    case_number: str
    proposal_title: str
    text: str
    actions: tuple[str, ...]
    targets: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    deadline_words: tuple[str, ...]
    due: date | None
    recurrence: tuple[str, ...]
    conditions: tuple[str, ...]  # on what the promise hangs: 待规划批复后
    flags: tuple[str, ...]  # repeated: promised in an earlier reply already; forecast: 预计
    strength: str
    state: str
    light: Light
    outcome_class: str
    needs_review: bool
    start: int
    end: int
    updated: datetime | None = None
    note: str = ""
    progress: str = ""
    region: str = ""
    gone: bool = False  # no longer in the newest version of the paper
    owners: tuple[RowOwner, ...] = ()
    default_due: date | None = None  # 默认时限 of the office for work without a date; never the paper's own
    limit: date | None = None  # of the lead unit, where it is not the paper's own: granted 延期, or set for a row without a date
    extended: bool = False  # ``limit`` was moved by a granted 延期; ``due`` stays the paper's
    courses: tuple[Course, ...] = ()  # one for each target: how it stands against the plan
    reports: tuple[Report, ...] = ()  # what people reported, as written, oldest first
    extra: dict[str, str] = field(default_factory=dict)  # cells of offices' own columns, by name: 责任人, 存在问题
    revision: int = 0  # give it back with a change to be refused when somebody changed the row meanwhile
    confidence: float = 1.0  # measured share of right findings among those read in this way (docs/decisions/0012)
    found_by: str = ""
    origin: str = "read"  # a key of ORIGINS
    made_from: tuple[str, ...] = ()  # the rows that a person split or merged into this one


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row stands: the paper's ``text``, the paragraph [start, end) to show, the row's words, and its parts by kind.

    ``parts`` has the kinds owner, deadline and target.
    """

    doc: str
    text: str
    start: int
    end: int
    evidence: tuple[Span, ...]
    parts: dict[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of an edited workbook: ``here`` is what the ledger held, ``there`` what the workbook says; ``why`` it was not taken.

    ``base``: what the workbook held when it was exported (imported the last time), None = not known.
    ``key``: that of domain.sheets.SheetColumn.
    """

    line: int
    item_id: str
    field: str  # a label of FIELDS, or the office's own heading
    here: str
    there: str
    why: str = ""
    base: str | None = None
    key: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of history: who changed what, when, from what, to what. Never deleted. ``field`` is one of FIELDS' labels."""

    item_id: str
    who: str
    when: datetime
    field: str
    old: str
    new: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LightShift:
    """So many rows that would go from one colour to another; ``examples`` are (item_id, text)."""

    old: str
    new: str
    count: int
    examples: tuple[tuple[str, str], ...]
