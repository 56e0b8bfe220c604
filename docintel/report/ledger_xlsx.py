"""承诺台账 as an Excel workbook, in docintel's columns or in those of an office's form; edited in Excel it is read back by its 编号.

docintel's columns are the union of those seen in published 台账 (江干区执行台账, 白地市镇登记簿, 二连浩特/盘锦分工方案, 铜陵 B 类登记表).
Those that only people know (分管领导, 责任人, 存在问题 …) are kept with the row as people write them.

Cells are written as text: a paper's words never become a formula.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from docintel.domain.ledger import COLOURS, STATES, LedgerRow
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.domain.progress import Course
from docintel.domain.sheets import COLUMN_FIELDS, CONTROLS, EDITS, EXTRA, OWN_EDITS, SheetColumn, SheetForm

SHEET = "承诺台账"
BASE = "导出值"  # very hidden: what the cells held when written, so that a merge knows what was changed in Excel
SUMS = "校验:"  # heads the column of check sums of the cells that the ledger works out; behind it the keys of the others, and below them
# a row's cells as one list in JSON, cut into pieces that a cell holds
PIECE = 30_000
TITLE_ROWS = 2  # the title and the line that says when and how
CLASSES = ("A", "B", "C", "D")
UNITS = "单位"  # very hidden: the names that the columns of units offer
MAX_CHOICES = 500
SOURCE_KINDS = {
    "reply_cppcc": "提案",
    "reply_npc": "建议",
    "plan": "文件",
    "measures": "文件",
    "circular": "文件",
    "interpretation": "解读",
    "other": "文件",
}
FILLS = {"green": "C6E7C8", "yellow": "FFE699", "red": "F4B0A8", "grey": "E3E3E3", "blue": "BDD7EE"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field (domain.sheets.COLUMN_FIELDS), width in characters, what the ledger puts there, its heading in this workbook."""

    field: str
    width: float
    value: Callable[[LedgerRow], Any] | None = None
    name: str = ""

    @property
    def heading(self) -> str:
        return self.name or COLUMN_FIELDS[self.field]

    @property
    def key(self) -> str:
        """Under which its cells are read back (domain.sheets.SheetColumn.key); "" for what the ledger works out."""
        if self.field in EDITS or self.field in OWN_EDITS:
            return self.field
        return EXTRA + self.heading if self.value is None else ""

    def words(self, row: LedgerRow) -> Any:
        """What stands there for a row."""
        return row.extra.get(self.heading, "") if self.value is None else self.value(row)


def _source(row: LedgerRow) -> str:
    return "\n".join(x for x in (f"《{row.title}》" if row.title else row.doc, row.doc_number) if x)


def _course(course: Course) -> str:
    """公办学位2000个：应达60%，实际40%；without shares, why there are none."""
    if course.expected is None or course.done is None:
        return f"{course.goal}：{course.why}"
    return f"{course.goal}：应达{course.expected * 100:.1f}%，实际{course.done * 100:.1f}%（截至{course.as_of}）"


def _numbered(parts: tuple[str, ...]) -> str:
    return "\n".join(f"{n}. {part}" for n, part in enumerate(parts, 1)) if len(parts) > 1 else "".join(parts)


COLUMNS = (
    Column("serial", 6, lambda _: None),
    Column("source", 28, _source),
    Column("source_kind", 9, lambda r: SOURCE_KINDS.get(r.source_kind, "文件")),
    Column("case_number", 9, lambda r: r.case_number),
    Column("proposal_title", 22, lambda r: r.proposal_title or r.title),
    Column("proposer", 10),
    Column("text", 46, lambda r: r.text),
    Column("targets", 20, lambda r: "；".join(r.targets)),
    Column("actions", 40, lambda r: _numbered(r.actions)),
    Column("conditions", 16, lambda r: "；".join(r.conditions)),
    Column("strength", 9, lambda r: STRENGTH_NAMES.get(r.strength, r.strength)),
    Column("leader", 10),
    Column("lead", 18, lambda r: "、".join(r.lead)),
    Column("support", 18, lambda r: "、".join(r.support)),
    Column("person", 9),
    Column("contact", 14),
    Column("assigned_on", 11),
    Column("due_words", 16, lambda r: "；".join(r.deadline_words)),
    Column("recurrence", 10, lambda r: "；".join(r.recurrence)),
    Column("due", 12, lambda r: r.due),
    Column("default_due", 12, lambda r: r.default_due),
    Column("state", 10, lambda r: STATES.get(r.state, r.state)),
    Column("light", 7, lambda r: COLOURS.get(r.light.colour, r.light.colour)),
    Column("light_rule", 34, lambda r: r.light.rule),
    Column("pace", 24, lambda r: "\n".join(_course(c) for c in r.courses if c.now is not None)),
    Column("outcome_class", 9, lambda r: r.outcome_class),
    Column("progress", 30, lambda r: r.progress),
    Column("problems", 16),
    Column("plans", 16),
    Column("done", 8, lambda r: "是" if r.state in ("done", "closed") else "否"),
    Column("evidence", 14),
    Column("note", 20, lambda r: r.note),
    Column("needs_review", 8, lambda r: "是" if r.needs_review or r.gone else ""),
    Column("item_id", 13, lambda r: r.item_id),
    Column("revision", 10, lambda r: r.revision),
)
"""The visible table of columns. 编号 and 导出时 (the row's revision) are how an edited file finds its rows again."""
_OURS = {c.field: c for c in COLUMNS}
_LIVE = ("light", "light_rule", "pace", "default_due", "needs_review")
"""Columns that the ledger works out in every form: what an office once wrote there is kept, what is printed is today's."""
_BESIDE: dict[str, Callable[[LedgerRow], Any] | None] = {
    "doc_number": lambda r: r.doc_number,
    "title": lambda r: r.title or r.doc,
    "closed_on": None,
    "number": None,
}


def columns_of(form: SheetForm | None) -> tuple[Column, ...]:
    """The columns of a workbook: docintel's own, or the office's in its order and names with 编号 and 导出时 behind them."""
    if form is None:
        return COLUMNS
    own = tuple(_office(c, form) for c in form.columns if c.field not in ("item_id", "revision"))
    return (*own, _OURS["item_id"], _OURS["revision"])


def _office(column: SheetColumn, form: SheetForm) -> Column:
    ours = _OURS[column.field].value if column.field in _OURS else _BESIDE.get(column.field)
    if column.field == "serial":
        return Column("serial", column.width, lambda _: None, column.heading)
    if column.field == "state":
        return Column("state", column.width, lambda r: form.states.get(r.state, STATES.get(r.state, r.state)), column.heading)
    if column.field == "due":
        return Column("due", column.width, lambda r: r.due or r.extra.get(DUE_WORDS, ""), column.heading)
    if column.field == "outcome_class":
        return Column(column.field, column.width, lambda r: r.outcome_class or r.extra.get(CLASS_WORDS, ""), column.heading)
    if column.field in EDITS or column.field in _LIVE:
        return Column(column.field, column.width, ours, column.heading)
    return _Kept(column.field or "note", column.width, ours, column.heading, column.key)


DUE_WORDS = "完成时限（本单位写法）"
"""Where words of a limit that name no day (长期坚持) are kept with a row."""
CLASS_WORDS = "办理结果（本单位写法）"
"""Where words in the column of 办理结果 that are no class of the scheme (基本办结) are kept with a row."""


@dataclass(frozen=True, slots=True)
class _Kept(Column):
    """A column of an office's form that is kept with the row as it was written; the ledger's own words where nothing was."""

    kept: str = ""

    @property
    def key(self) -> str:
        return self.kept

    def words(self, row: LedgerRow) -> Any:
        own = row.extra.get(self.kept.removeprefix(EXTRA))
        return own if own is not None else self.value(row) if self.value else ""


def write(
    rows: Iterable[LedgerRow],
    target: IO[bytes] | Path,
    today: date,
    form: SheetForm | None = None,
    *,
    units: Sequence[str] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Writes the workbook; the number of rows.

    ``units``: names that the columns of units offer before those of the rows; ``tell`` follows the rows.
    """
    columns = columns_of(form)
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _title(sheet, today, columns, form)
    base = book.create_sheet(BASE)
    base.sheet_state = "veryHidden"
    tracked = [c for c in columns if c.key]
    derived = [c for c in columns if not c.key and c.field not in CONTROLS]
    base.append(["编号", SUMS + "|".join(c.heading for c in derived), *(c.key for c in tracked)])
    styles: list[Any] = []
    count, named = 0, set(units)
    for count, row in enumerate(rows, 1):
        named |= {*row.lead, *row.support}
        values = [count if c.field == "serial" else c.words(row) for c in columns]
        if count == 1:
            _first(sheet, columns, styles)
        _row(sheet, TITLE_ROWS + 1 + count, row, list(zip(columns, values, styles, strict=True)))
        words = {c.heading: _words(v) for c, v in zip(columns, values, strict=True)}
        sums = "".join(check_sum(words[c.heading]) for c in derived)
        held = json.dumps([words[c.heading] for c in tracked], ensure_ascii=False)
        for n, value in enumerate((row.item_id, sums, *(held[at : at + PIECE] for at in range(0, len(held), PIECE))), 1):
            _put(base.cell(count + 1, n), value)
        tell(count)
    states = [(form.states if form else {}).get(code, label) for code, label in STATES.items()]
    _finish(sheet, count, columns, _validations(book, states, [*units, *sorted(named.difference(units))]))
    book.save(target)
    return count


def check_sum(words: str) -> str:
    """Four hex digits of a cell's words."""
    return f"{zlib.crc32(words.encode('utf-8', 'replace')) & 0xFFFF:04x}"


def _words(value: Any) -> str:
    return "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value)).strip()


def _title(sheet: Worksheet, today: date, columns: Sequence[Column], form: SheetForm | None) -> None:
    sheet.cell(1, 1, (form.name if form else "") or "承诺事项督办台账").font = Font(name="方正小标宋简体", size=18, bold=True)
    note = f"导出日期：{today.isoformat()}　浅黄表头各列可直接修改，再在“导入台账”页面或用“docintel ledger import 文件”合并；请勿改动编号。"
    sheet.cell(2, 1, note).font = Font(size=10, color="595959")
    last = get_column_letter(len(columns))
    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    head = TITLE_ROWS + 1
    for n, column in enumerate(columns, 1):
        cell = sheet.cell(head, n)
        _put(cell, column.heading)
        cell.font = Font(name="黑体", size=11, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="FFF2CC" if column.key else "D9E2EC")
        cell.border = _BORDER
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    sheet.row_dimensions[head].height = 30


_THIN = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(vertical="top", wrap_text=True)
_FONT = Font(name="仿宋_GB2312", size=11)


def _first(sheet: Worksheet, columns: Sequence[Column], styles: list[Any]) -> None:
    """Styles the first row's cells; the others share its styles (making styles anew takes ten times as long)."""
    for n, column in enumerate(columns, 1):
        cell = sheet.cell(TITLE_ROWS + 2, n)
        cell.alignment, cell.border, cell.font = _WRAP, _BORDER, _FONT
        cell.protection = Protection(locked=not column.key)
        cell.number_format = "yyyy-mm-dd" if column.field in ("due", "default_due") else "General"
        styles.append(cell._style)


def _row(sheet: Worksheet, line: int, row: LedgerRow, cells: Sequence[tuple[Column, Any, Any]]) -> None:
    """Writes a row: (column, value, style) of each cell. What gives a cell a style of its own copies the shared one first."""
    for n, (column, value, style) in enumerate(cells, 1):
        cell = sheet.cell(line, n)
        cell._style = style
        _put(cell, value)
        if column.field == "light":
            cell._style = copy(style)
            cell.fill = _FILL[row.light.colour] if row.light.colour in _FILL else PatternFill()
            cell.alignment = Alignment(horizontal="center", vertical="top")
        if column.field == "needs_review" and (row.needs_review or row.gone):
            words = "新版公文中已无此项" if row.gone else "审核之后原文有变化"
            cell.comment = Comment(f"{words}，请对照原文复核。", "docintel")


_FILL = {colour: PatternFill("solid", fgColor=code) for colour, code in FILLS.items()}


def _put(cell: Cell, value: Any) -> None:
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32000] or None
        if cell.value is not None:
            cell.data_type = "s"  # "=…" stays words
        if value[:1] in ("=", "+", "-", "@"):
            cell._style = copy(cell._style)
            cell.quotePrefix = True
        return
    cell.value = value


def _finish(sheet: Worksheet, count: int, columns: Sequence[Column], validations: dict[str, DataValidation]) -> None:
    head, last = TITLE_ROWS + 1, TITLE_ROWS + 1 + max(count, 1)
    end = get_column_letter(len(columns))
    at = {c.field: n for n, c in reversed(list(enumerate(columns, 1))) if not isinstance(c, _Kept)}
    sheet.freeze_panes = f"{get_column_letter(min(at.get('text', 1), 8) + 1)}{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{end}{last}"
    for field, validation in validations.items():
        if field in at:
            sheet.add_data_validation(validation)
            letter = get_column_letter(at[field])
            validation.add(f"{letter}{head + 1}:{letter}{last}")
    sheet.column_dimensions[get_column_letter(at["revision"])].hidden = True
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 8, 1, 0  # A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{get_column_letter(len(columns) - 2)}{last}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6


def _validations(book: Workbook, words: Sequence[str], units: Sequence[str]) -> dict[str, DataValidation]:
    """Field → what Excel lets people enter: states and days firmly, units and classes as an offer."""
    states = DataValidation(type="list", formula1=f'"{",".join(dict.fromkeys(words))}"', allow_blank=False, showErrorMessage=True)
    states.error, states.errorTitle = "请从列表中选择办理状态", "办理状态"
    days = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    days.error, days.errorTitle, days.errorStyle = "请填写日期，如 2025-12-31", "完成时限", "warning"
    classes = DataValidation(type="list", formula1=f'"{",".join(CLASSES)}"', allow_blank=True, showErrorMessage=True)
    classes.error, classes.errorTitle, classes.errorStyle = "一般填 A、B、C、D", "办理结果", "warning"
    found = {"state": states, "due": days, "outcome_class": classes}
    if units:
        names = book.create_sheet(UNITS)
        names.sheet_state = "veryHidden"
        for n, name in enumerate(units[:MAX_CHOICES], 1):
            _put(names.cell(n, 1), name)
        for field in ("lead", "support"):
            offer = DataValidation(type="list", formula1=f"'{UNITS}'!$A$1:$A${min(len(units), MAX_CHOICES)}", allow_blank=True)
            offer.showErrorMessage = False  # several units stand in one cell, parted by 、
            found[field] = offer
    return found
