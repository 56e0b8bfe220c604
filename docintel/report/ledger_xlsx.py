"""承诺台账 as an Excel workbook, in the columns that offices use; people edit it in Excel and it is read back by the hidden 编号.

Columns are the union of those seen in published 台账 (江干区执行台账, 白地市镇登记簿, 二连浩特/盘锦分工方案, 铜陵 B 类登记表).
Those that only people know (分管领导, 责任人, 存在问题 …) are left empty for them.

Cells are written as text: a paper's words never become a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from docintel.domain.ledger import COLOURS, STATES, LedgerRow
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.domain.progress import Course
from docintel.errors import UnreadableFile

SHEET = "承诺台账"
BASE = "导出值"  # very hidden: what the editable cells held when written, so that a merge knows what was changed in Excel
TITLE_ROWS = 2  # the title and the line that says when and how
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
    """A column: heading, width in characters, what a row puts there, and the field it is read back as."""

    heading: str
    width: float
    value: Callable[[LedgerRow], Any] = lambda _: None
    field: str | None = None


def _source(row: LedgerRow) -> str:
    return "\n".join(x for x in (f"《{row.title}》" if row.title else row.doc, row.doc_number) if x)


def _course(course: Course) -> str:
    """公办学位2000个：应达60%，实际40%；without shares, why there are none."""
    if course.expected is None or course.done is None:
        return f"{course.goal}：{course.why}"
    return f"{course.goal}：应达{course.expected * 100:.1f}%，实际{course.done * 100:.1f}%（截至{course.as_of}）"


COLUMNS = (
    Column("序号", 6),
    Column("来源文件/文号", 28, _source),
    Column("来源类别", 9, lambda r: SOURCE_KINDS.get(r.source_kind, "文件")),
    Column("案号", 9, lambda r: r.case_number),
    Column("案由/标题", 22, lambda r: r.proposal_title or r.title),
    Column("提出人", 10),
    Column("督办事项", 46, lambda r: r.text, "text"),
    Column("量化指标", 20, lambda r: "；".join(r.targets)),
    Column("具体措施", 40, lambda r: _numbered(r.actions)),
    Column("附带条件", 16, lambda r: "；".join(r.conditions)),
    Column("承诺力度", 9, lambda r: STRENGTH_NAMES.get(r.strength, r.strength)),
    Column("分管/责任领导", 10),
    Column("牵头单位", 18, lambda r: "、".join(r.lead), "lead"),
    Column("配合单位", 18, lambda r: "、".join(r.support), "support"),
    Column("责任人", 9),
    Column("联系人及电话", 14),
    Column("交办时间", 11),
    Column("时限原文", 16, lambda r: "；".join((*r.deadline_words, *r.recurrence))),
    Column("完成时限", 12, lambda r: r.due, "due"),
    Column("默认时限", 12, lambda r: r.default_due),
    Column("办理状态", 10, lambda r: STATES.get(r.state, r.state), "state"),
    Column("亮灯", 7, lambda r: COLOURS.get(r.light.colour, r.light.colour)),
    Column("亮灯规则", 34, lambda r: r.light.rule),
    Column("序时进度", 24, lambda r: "\n".join(_course(c) for c in r.courses if c.now is not None)),
    Column("办理结果", 9, lambda r: r.outcome_class, "outcome_class"),
    Column("进展情况", 30, lambda r: r.progress, "progress"),
    Column("存在问题", 16),
    Column("下步打算", 16),
    Column("是否办结", 8, lambda r: "是" if r.state in ("done", "closed") else "否"),
    Column("佐证材料", 14),
    Column("备注", 20, lambda r: r.note, "note"),
    Column("需复核", 8, lambda r: "是" if r.needs_review or r.gone else ""),
    Column("编号", 13, lambda r: r.item_id),
    Column("导出时", 10, lambda r: r.revision),
)
"""The visible table of columns. 编号 and 导出时 (the row's revision) are how an edited file finds its rows again."""

EDITABLE = {c.heading: c.field for c in COLUMNS if c.field}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of an edited workbook as field → text (dates as ISO, '' = empty).

    ``cells`` is what stands there now, ``base`` what was exported (None where the hidden sheet is gone), ``revision`` the row's then.
    """

    line: int
    item_id: str
    revision: int | None
    cells: dict[str, str]
    base: dict[str, str] | None


def write(rows: Iterable[LedgerRow], target: IO[bytes] | Path, today: date) -> int:
    """Writes the workbook; the number of rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _title(sheet, today)
    base = book.create_sheet(BASE)
    base.sheet_state = "veryHidden"
    base.append(["编号", *EDITABLE.values()])
    styles: list[Any] = []
    count = 0
    for count, row in enumerate(rows, 1):
        _row(sheet, TITLE_ROWS + 1 + count, count, row, styles)
        for n, value in enumerate((row.item_id, *(c.value(row) for c in COLUMNS if c.field)), 1):
            _put(base.cell(count + 1, n), value)
    _finish(sheet, count)
    book.save(target)
    return count


def _title(sheet: Worksheet, today: date) -> None:
    sheet.cell(1, 1, "承诺事项督办台账").font = Font(name="方正小标宋简体", size=18, bold=True)
    note = f"导出日期：{today.isoformat()}　可直接修改浅黄表头各列，再用“docintel ledger import 文件”合并；请勿改动最右两列。"
    sheet.cell(2, 1, note).font = Font(size=10, color="595959")
    last = get_column_letter(len(COLUMNS))
    sheet.merge_cells(f"A1:{last}1")
    sheet.merge_cells(f"A2:{last}2")
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    head = TITLE_ROWS + 1
    for n, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(head, n, column.heading)
        cell.font = Font(name="黑体", size=11, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill = PatternFill("solid", fgColor="FFF2CC" if column.field else "D9E2EC")
        cell.border = _BORDER
        sheet.column_dimensions[get_column_letter(n)].width = column.width
    sheet.row_dimensions[head].height = 30


_THIN = Side(style="thin", color="A6A6A6")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(vertical="top", wrap_text=True)
_FONT = Font(name="仿宋_GB2312", size=11)


def _row(sheet: Worksheet, line: int, number: int, row: LedgerRow, styles: list[Any]) -> None:
    """Writes a row; ``styles`` keeps the first row's for the others (making styles anew takes ten times as long)."""
    first = TITLE_ROWS + 2
    for n, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(line, n)
        if line == first:
            cell.alignment, cell.border, cell.font = _WRAP, _BORDER, _FONT
            cell.protection = Protection(locked=column.field is None)
            cell.number_format = "yyyy-mm-dd" if column.heading in ("完成时限", "默认时限") else "General"
        else:
            cell._style = copy(styles[n - 1])
        _put(cell, number if column.heading == "序号" else column.value(row))
    if line == first:
        styles.extend(copy(cell._style) for cell in sheet[first])
    light = sheet.cell(line, _at("亮灯"))
    light.fill = PatternFill("solid", fgColor=FILLS.get(row.light.colour, "FFFFFF"))
    light.alignment = Alignment(horizontal="center", vertical="top")
    if row.needs_review or row.gone:
        words = "新版公文中已无此项" if row.gone else "审核之后原文有变化"
        sheet.cell(line, _at("需复核")).comment = Comment(f"{words}，请对照原文复核。", "docintel")


def _put(cell: Cell, value: Any) -> None:
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32000] or None
        if cell.value is not None:
            cell.data_type = "s"  # "=…" stays words
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
        return
    cell.value = value


def _at(heading: str) -> int:
    return next(n for n, c in enumerate(COLUMNS, 1) if c.heading == heading)


def _numbered(parts: tuple[str, ...]) -> str:
    return "\n".join(f"{n}. {part}" for n, part in enumerate(parts, 1)) if len(parts) > 1 else "".join(parts)


def _finish(sheet: Worksheet, count: int) -> None:
    head, last = TITLE_ROWS + 1, TITLE_ROWS + 1 + max(count, 1)
    end = get_column_letter(len(COLUMNS))
    sheet.freeze_panes = f"{get_column_letter(_at('督办事项') + 1)}{head + 1}"
    sheet.auto_filter.ref = f"A{head}:{end}{last}"
    states = DataValidation(type="list", formula1=f'"{",".join(STATES.values())}"', allow_blank=False, showErrorMessage=True)
    states.error, states.errorTitle = "请从列表中选择办理状态", "办理状态"
    days = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    days.error, days.errorTitle = "请填写日期，如 2025-12-31", "完成时限"
    for validation, heading in ((states, "办理状态"), (days, "完成时限")):
        sheet.add_data_validation(validation)
        letter = get_column_letter(_at(heading))
        validation.add(f"{letter}{head + 1}:{letter}{last}")
    sheet.column_dimensions[get_column_letter(_at("导出时"))].hidden = True
    setup = sheet.page_setup
    setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight = "landscape", 8, 1, 0  # A3
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{get_column_letter(_at('需复核'))}{last}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6


def read(path: Path) -> list[ReadRow]:
    """The rows of an edited workbook, found by their headings wherever columns were moved. Raises UnreadableFile."""
    try:
        book = load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for what is no workbook
        raise UnreadableFile(
            path, f"不是可读的 xlsx 工作簿（{type(error).__name__}）", "请用 docintel ledger export 导出的文件修改后再导入"
        ) from error
    for sheet in book.worksheets:
        for head in range(1, min(sheet.max_row, 20) + 1):
            names = {str(cell.value).strip(): cell.column for cell in sheet[head] if cell.value is not None}
            if "编号" in names and names.keys() & EDITABLE.keys():
                return list(_rows(sheet, head, names, _base(book)))
    raise UnreadableFile(path, "工作簿中没有“编号”列", "请用 docintel ledger export 导出的文件修改，并保留“编号”列")


def _base(book: Workbook) -> dict[str, dict[str, str]]:
    if BASE not in book.sheetnames:
        return {}
    rows = book[BASE].iter_rows(values_only=True)
    fields = [str(name) for name in next(rows, ())[1:]]
    return {str(row[0]): dict(zip(fields, map(_cell, row[1:]), strict=False)) for row in rows if row[0]}


def _rows(sheet: Worksheet, head: int, names: dict[str, int], base: dict[str, dict[str, str]]) -> Iterable[ReadRow]:
    for line in range(head + 1, sheet.max_row + 1):
        item_id = sheet.cell(line, names["编号"]).value
        if item_id is None or not str(item_id).strip():
            continue
        stamp = sheet.cell(line, names["导出时"]).value if "导出时" in names else None
        cells = {field: _cell(sheet.cell(line, names[heading]).value) for heading, field in EDITABLE.items() if heading in names}
        name = str(item_id).strip()
        yield ReadRow(line, name, int(stamp) if isinstance(stamp, (int, float)) else None, cells, base.get(name))


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
