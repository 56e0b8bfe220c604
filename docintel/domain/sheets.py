"""Workbooks of offices as ledgers (台账): columns and what they mean, rows as read, what came of their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from docintel.domain.ledger import FIELDS, CellChange

EDITS = ("text", "lead", "support", "due", "state", "outcome_class", "progress", "note")
"""Fields of a ledger row that a workbook may change; every other column is kept with the row as it is written."""
OWN_EDITS = ("targets", "due_words")
"""Fields that docintel's own columns may change besides: there a cell holds what the ledger holds. An office's column of 目标要求 holds
whole sentences beside the ledger's targets, so it is kept as it is written."""
CONTROLS = ("item_id", "revision", "serial")
"""Columns that only find a row: they are never kept with it."""
COLUMN_FIELDS = {
    **{name: FIELDS[name] for name in EDITS},
    "item_id": "编号",
    "revision": "导出时",
    "serial": "序号",
    "number": "本单位编号",
    "source": "来源文件/文号",
    "doc_number": "文号",
    "title": "来源文件",
    "source_kind": "来源类别",
    "case_number": "案号",
    "proposal_title": "案由/标题",
    "proposer": "提出人",
    "targets": "量化指标",
    "actions": "具体措施",
    "conditions": "附带条件",
    "strength": "承诺力度",
    "leader": "分管/责任领导",
    "person": "责任人",
    "contact": "联系人及电话",
    "assigned_on": "交办时间",
    "due_words": "时限原文",
    "recurrence": "周期要求",
    "default_due": "默认时限",
    "light": "亮灯",
    "light_rule": "亮灯规则",
    "pace": "序时进度",
    "problems": "存在问题",
    "plans": "下步打算",
    "done": "是否办结",
    "closed_on": "销号时间",
    "evidence": "佐证材料",
    "needs_review": "需复核",
}
"""What a column of a workbook may hold: code → Chinese label."""
EXTRA = "x:"
"""Begins the key of a cell that is kept with its row beside the ledger's own fields: x:责任人."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """Column ``at`` (from 1) of a table. ``field``: a key of COLUMN_FIELDS, "" = kept as it is. ``why``: 列名, 内容, 人工, or "".

    ``heading``: as the office writes it, parts of a head of two rows joined by /. ``width`` in characters.
    ``ours``: a column of docintel's own export, whose cells may change OWN_EDITS too.
    """

    heading: str
    at: int
    field: str = ""
    why: str = ""
    width: float = 12
    ours: bool = False

    @property
    def key(self) -> str:
        """Under which a cell is merged: a field of EDITS, or x: and the name under which it is kept; "" for CONTROLS."""
        if self.field in EDITS or (self.ours and self.field in OWN_EDITS):
            return self.field
        return "" if self.field in CONTROLS else EXTRA + (COLUMN_FIELDS.get(self.field) or self.heading)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row at ``line`` (as Excel counts): column → words, dates as ISO. ``unsaved``: columns of formulas without a saved result."""

    line: int
    cells: dict[int, str]
    unsaved: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The table of one sheet: its titles, columns, rows; ``notes`` say what was left out. ``fingerprint`` is that of its headings."""

    sheet: str
    titles: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> SheetColumn | None:
        """The column of a field."""
        return next((c for c in self.columns if c.field == name), None)

    def words(self, row: SheetRow, name: str) -> str:
        """A row's cell of a field, "" without."""
        column = self.column(name)
        return row.cells.get(column.at, "") if column else ""


@dataclass(frozen=True, slots=True)
class SheetBase:
    """What docintel's own export put into a workbook: row id → key → words; ``derived``: headings of columns that the ledger works out,
    ``sums``: row id → a check sum for each of them."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    derived: tuple[str, ...] = ()
    sums: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetBook:
    """A workbook as read."""

    tables: tuple[SheetTable, ...]
    base: SheetBase
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetForm:
    """An office's form that a person settled: its columns in their order; ``states``: state code → the office's own word for it."""

    fingerprint: str
    name: str
    columns: tuple[SheetColumn, ...]
    states: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row of a workbook that no ledger row answers to; ``item_id`` where it was added, else ``near``: the most alike row, if any."""

    sheet: str
    line: int
    text: str
    item_id: str = ""
    near: str = ""
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What came of a workbook: every cell that differs is in one of taken, conflicts, refused; every row without a ledger row in one of
    added, unmatched. ``number`` is that of the kept import (0: nothing was written), ``same_as`` an earlier import of the same file."""

    rows: int
    matched: int
    taken: tuple[CellChange, ...] = ()
    conflicts: tuple[CellChange, ...] = ()
    refused: tuple[CellChange, ...] = ()
    added: tuple[NewRow, ...] = ()
    unmatched: tuple[NewRow, ...] = ()
    notes: tuple[str, ...] = ()
    number: int = 0
    same_as: int = 0
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One kept import in the list; ``open`` conflicts wait for a choice."""

    number: int
    name: str
    who: str
    when: datetime
    rows: int
    taken: int
    conflicts: int
    open: int
    refused: int
    added: int
    unmatched: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflicting cell of an import: 台账现值 (``now``), Excel 值 and 导出时的值 in ``cell``; ``took`` here | there, "" = still open."""

    cell_id: str
    cell: CellChange
    now: str
    took: str = ""
    who: str = ""
    when: datetime | None = None
