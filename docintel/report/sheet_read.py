"""An office's workbook → tables: the head found below titles, heads of two rows, merged cells repeated, sums and blanks left out and said.

Handed the bytes of an xlsx package that was looked at before (workflows.sheet_file); formulas count as their saved results.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from docintel.domain.sheets import SheetBase, SheetBook, SheetColumn, SheetRow, SheetTable
from docintel.report.ledger_xlsx import BASE, SUMS
from docintel.report.sheet_columns import bare, field_of, fingerprint, recognise

HEAD_WITHIN = 40
"""Rows from the top among which a head is looked for."""
_DITTO = re.compile(r"同上|同前|[〃″\"]|''")
_FOOT = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计|本页小计|平均|填表(?:人|说明|日期|单位)|填报(?:人|单位|日期|说明)|制表|审核人|注\s*[:：1]|备注[:：]|说明[:：])"
)
_MONTH = re.compile(r"\d{4}\s*[年/.-]\s*\d{1,2}\s*月?")
_TELLING = {"text", "item_id", "lead", "actions", "targets", "proposal_title"}
"""Fields of which a head of a ledger has one at least."""
_GENERAL_WIDTH = 8.43
Grid = list[dict[int, str]]


Shown = Callable[[Any, datetime], str]
"""The words that Excel shows for a cell, given the book's epoch: 50% for 0.5."""


def read(data: bytes, shown: Shown, unsaved: int = 0) -> SheetBook:
    """Every table of a workbook. ``unsaved``: how many formulas lack a result (their cells are then looked for, never taken as emptied).

    Raises what openpyxl raises for a damaged package.
    """
    book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(data), keep_links=False) if unsaved else None
    notes = [f"有 {unsaved} 个公式没有保存结果，这些单元格不采纳；请用 Excel 或 WPS 打开并保存一次再导入"] if unsaved else []
    tables = []
    for sheet in book.worksheets:
        if sheet.title == BASE or sheet.sheet_state == "veryHidden":
            continue
        missing = _missing(sheet, formulas[sheet.title]) if formulas else {}
        table = _table(sheet, missing, shown)
        if table:
            tables.append(table)
        elif any(cell.value is not None for cell in sheet._cells.values()):
            notes.append(f"工作表“{sheet.title}”没有认出台账的表头，没有读取")
    return SheetBook(tuple(tables), _base(book), tuple(notes))


def _missing(sheet: Worksheet, with_formulas: Worksheet) -> dict[int, set[int]]:
    """Row → columns whose formula has no saved result."""
    found: dict[int, set[int]] = {}
    for (row, column), cell in with_formulas._cells.items():
        if cell.data_type == "f" and sheet.cell(row, column).value is None:
            found.setdefault(row, set()).add(column)
    return found


def cell_words(value: Any) -> str:
    """A cell's value as words: days as ISO, whole numbers without .0."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _words(cell: Any, epoch: datetime, shown: Shown) -> str:
    """A cell as an office reads it: a day as ISO, but a month where its format shows no day; figures as shown."""
    value = cell.value
    if value is None or isinstance(value, (str, bool)):
        return cell_words(value)
    words = shown(cell, epoch).strip()
    if isinstance(value, (datetime, date)) and not _MONTH.fullmatch(words):
        return cell_words(value)
    return words


class _Merged:
    """Merged areas of a sheet: which cell a place repeats."""

    def __init__(self, sheet: Worksheet, rows: int, columns: int) -> None:
        self.head: dict[tuple[int, int], tuple[int, int]] = {}
        self.across: dict[tuple[int, int], int] = {}
        for area in sheet.merged_cells.ranges:
            for row in range(area.min_row, min(area.max_row, rows) + 1):
                for column in range(area.min_col, min(area.max_col, columns) + 1):
                    self.head[row, column] = (area.min_row, area.min_col)
                    self.across[row, column] = area.max_col - area.min_col + 1

    def first_row(self, row: int, column: int) -> int:
        return self.head.get((row, column), (row, column))[0]


def _table(sheet: Worksheet, missing: dict[int, set[int]], shown: Shown) -> SheetTable | None:
    texts = {place: words for place, cell in sheet._cells.items() if (words := _words(cell, sheet.parent.epoch, shown))}
    if not texts:
        return None
    last_row, last_column = max(r for r, _ in texts), max(c for _, c in texts)
    merged = _Merged(sheet, last_row, last_column)
    for place, first in merged.head.items():
        if first in texts:
            texts[place] = texts[first]
    grid: Grid = [{} for _ in range(last_row + 1)]
    for (row, column), words in texts.items():
        grid[row][column] = words
    head = _head(grid, merged)
    if head is None:
        return None
    columns = _columns(sheet, grid, head, merged)
    rows, notes = _rows(grid, head, columns, merged, missing)
    by_column = {c.at: [w for row in rows if (w := row.cells.get(c.at))] for c in columns}
    repeated = {c.at: any(merged.first_row(row.line, c.at) < row.line for row in rows) for c in columns}
    named = recognise(columns, lambda c: by_column[c.at], lambda c: repeated[c.at])
    titles = tuple(dict.fromkeys(w for row in grid[1:head] for w in row.values() if w not in {c.heading for c in named}))
    own = [c.heading for c in named if c.field not in ("item_id", "revision")]  # what an export adds is no part of the office's form
    return SheetTable(sheet.title, titles[:6], named, tuple(rows), fingerprint(own), tuple(notes))


def _head(grid: Grid, merged: _Merged) -> int | None:
    """The (lowest) row of the head: the one that names the most fields, a task or our id among them."""
    best: tuple[int, int] | None = None
    for row in range(1, min(len(grid), HEAD_WITHIN + 1)):
        words = {c: w for c, w in grid[row].items() if merged.across.get((row, c), 1) < max(3, len(grid[row]))}
        fields = {field_of(_heading(grid, row, c, merged)) for c in words} - {""}
        down = bool(best) and all(merged.first_row(row, c) < row for c, w in words.items() if grid[row - 1].get(c) == w)
        better = best is None or len(fields) > best[0] or (len(fields) == best[0] and row == best[1] + 1 and down)
        if better and len(fields) >= 2 and fields & _TELLING and not _sentences(words):
            best = (len(fields), row)
    return best[1] if best else None


def _sentences(words: dict[int, str]) -> bool:
    """Whether a row is one of long sentences: no head."""
    return bool(words) and sum(len(w) > 40 for w in words.values()) * 2 > len(words)


def _heading(grid: Grid, row: int, column: int, merged: _Merged) -> str:
    """A column's heading: its own words, with those of the cell over several columns above it."""
    own = re.sub(r"\s+", "", grid[row].get(column, ""))
    if row > 1 and merged.first_row(row, column) == row:
        above = re.sub(r"\s+", "", grid[row - 1].get(column, ""))
        over = merged.across.get((row - 1, column), 1)
        if above and above != own and 1 < over < max(2, 0.7 * len(grid[row])):
            return f"{above}/{own}" if own else above
    return own


def _columns(sheet: Worksheet, grid: Grid, head: int, merged: _Merged) -> list[SheetColumn]:
    out: list[SheetColumn] = []
    seen: dict[str, int] = {}
    filled = {c for row in grid[head + 1 :] for c in row}
    for column in range(1, max(filled | set(grid[head]) | {1}) + 1):
        heading = _heading(grid, head, column, merged)
        if not heading and column not in filled:
            continue
        heading = heading or f"（第{get_column_letter(column)}列）"
        seen[heading] = seen.get(heading, 0) + 1
        name = heading if seen[heading] == 1 else f"{heading}({seen[heading]})"
        width = sheet.column_dimensions[get_column_letter(column)].width if get_column_letter(column) in sheet.column_dimensions else None
        out.append(SheetColumn(name, column, width=round(width or _GENERAL_WIDTH, 2)))
    return out


def _rows(
    grid: Grid, head: int, columns: Sequence[SheetColumn], merged: _Merged, missing: dict[int, set[int]]
) -> tuple[list[SheetRow], list[str]]:
    """The rows below the head; sums, notes, headings of groups and repeated heads are left out and named."""
    rows: list[SheetRow] = []
    left: list[str] = []
    headings = {bare(w) for w in grid[head].values()}
    before: dict[int, str] = {}
    for line in range(head + 1, len(grid)):
        cells = {c.at: grid[line][c.at] for c in columns if c.at in grid[line]}
        if not cells and not missing.get(line):
            continue
        first = next(iter(cells.values()), "")
        distinct = {merged.head.get((line, at), (line, at)) for at in cells}
        if cells and {bare(w) for w in cells.values()} <= headings:
            continue  # the head printed again on another page
        if (len(distinct) == 1 and len(columns) > 1) or any(_FOOT.match(w) for w in list(cells.values())[:3]):
            left.append(f"第{line}行“{first[:20]}”")
            continue
        cells = {at: before.get(at, words) if _DITTO.fullmatch(words) else words for at, words in cells.items()}
        before = {**before, **cells}
        rows.append(SheetRow(line, cells, frozenset(missing.get(line, ()))))
    notes = [f"有 {len(left)} 行是标题、合计或说明，不是事项：{'、'.join(left[:12])}{'……' if len(left) > 12 else ''}"] if left else []
    return rows, notes


def _base(book: Any) -> SheetBase:
    """What our own export wrote on its hidden sheet."""
    if BASE not in book.sheetnames:
        return SheetBase()
    rows: Iterable[tuple[Any, ...]] = book[BASE].iter_rows(values_only=True)
    rows = iter(rows)
    head = [str(name) for name in next(rows, ())]
    if len(head) < 2 or not head[1].startswith(SUMS):
        return SheetBase()
    keys = [key for key in head[2:] if key != "None"]
    cells: dict[str, dict[str, str]] = {}
    sums: dict[str, str] = {}
    for row in rows:
        if row and row[0]:
            name = str(row[0])
            try:
                held = json.loads("".join(str(piece) for piece in row[2:] if piece is not None))
            except ValueError:
                continue  # somebody wrote into the hidden sheet: the row counts as one without a base
            cells[name] = dict(zip(keys, map(str, held), strict=False))
            sums[name] = cell_words(row[1])
    return SheetBase(cells, tuple(n for n in head[1].removeprefix(SUMS).split("|") if n), sums)
