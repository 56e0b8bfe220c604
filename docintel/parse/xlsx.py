"""Workbooks (xlsx, xlsm), as task ledgers come: each shown sheet's table with merged cells repeated, values as Excel shows them.

Lines over the whole width above and below a table (its title, the unit, notes) are paragraphs. What is hidden is not read and is named.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from docintel.parse.assembly import Assembly, Cell
from docintel.parse.source import Body, Source
from docintel.parse.xlsx_shown import shown

warnings.filterwarnings("ignore", module="openpyxl")  # what it says of pictures and styles is noise to a clerk

MAX_CELLS = 500_000
"""Written or merged; openpyxl holds about half a kilobyte of each."""
_MERGED = re.compile(rb"<mergeCell\b[^>]*\bref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
_NO_RESULT = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    RuntimeError,  # with NotImplementedError: a part marked as encrypted or packed in an unknown way
)
"""What openpyxl raises on damaged packages; XML errors are SyntaxErrors."""

_LARGE, _CENTRED_LARGE = 16, 14  # points of type from which a line is a title, and a centred one


class _Cell(Cell):
    """A cell that knows whether it is set as a title."""

    __slots__ = ("large",)

    def __init__(self, text: str, cell: Any) -> None:
        super().__init__(text)
        size = (cell.font.sz or 0) if cell is not None and cell.has_style and text else 0
        self.large = size >= _LARGE or (size >= _CENTRED_LARGE and cell.alignment.horizontal == "center")


Place = tuple[int, int]
"""(row, column) from 1."""
Row = list[_Cell]


def read(source: Source) -> Body:
    """Read a workbook. Raises UnreadableFile when it is damaged, holds more than MAX_CELLS or nothing at all."""
    try:
        cells, unsaved = measured(source.data)
        if cells > MAX_CELLS:
            raise source.fail(f"工作簿的单元格超过 {MAX_CELLS} 个", "请拆分，或删去空白的合并区域后再读")
        book = openpyxl.load_workbook(io.BytesIO(source.data), data_only=True, keep_links=False)
    except _BROKEN as error:
        raise source.fail("Excel 工作簿不完整或已损坏，打不开", "请用 Excel 或 WPS 打开后另存为 xlsx 再读，或重新下载") from error
    out = Assembly()
    told: list[str] = []
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for number, sheet in enumerate(visible, 1):
        rows, notes = _rows(sheet)
        told += notes
        if rows and len(visible) > 1 and _telling(sheet.title):
            out.paragraph(sheet.title, "heading", ref=f"s{number}")
        for part in _parts(rows):
            if isinstance(part, tuple):
                out.paragraph(*part, ref=f"s{number}")
            else:
                out.table(part, ref=f"s{number}")
    if hidden:
        told.append(f"有 {len(hidden)} 个隐藏的工作表没有读出（{'、'.join(hidden[:8])}）；需要时请取消隐藏后再读")
    if unsaved:
        told.append(f"有 {unsaved} 个公式没有保存结果，按空白读取；请用 Excel 或 WPS 打开并保存一次再读")
    body = out.body(told, (book.properties.title or "").strip() or None)
    if not body.text.strip():
        raise source.fail(
            "工作簿里没有文字" + ("（工作表都被隐藏）" if hidden and not visible else ""),
            "请检查是否选错文件；隐藏的工作表请取消隐藏后再读",
        )
    return body


def _telling(title: str) -> bool:
    """Whether a sheet was given a name of its own."""
    return not re.fullmatch(r"(?:Sheet|工作表|表)\s*\d*", title, re.IGNORECASE)


def measured(data: bytes) -> tuple[int, int]:
    """(cells written or merged, formulas without a value beside them: a program other than Excel wrote them), before anything is opened."""
    cells = unsaved = 0
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                part = package.read(name)
                cells += part.count(b"<c ") + sum(_area(m.group(1).decode("latin-1")) for m in _MERGED.finditer(part))
                unsaved += len(_NO_RESULT.findall(part))
    return cells, unsaved


def _area(reference: str) -> int:
    left, top, right, bottom = range_boundaries(reference)
    return int((right - left + 1) * (bottom - top + 1))


def _rows(sheet: Any) -> tuple[list[Row], list[str]]:
    """The shown rows between the first and the last that hold words, merged cells as one object, and what was hidden."""
    texts = {place: text for place, cell in sheet._cells.items() if (text := shown(cell, sheet.parent.epoch).strip())}
    if not texts:
        return [], []
    last_row, last_column = max(row for row, _ in texts), max(column for _, column in texts)
    heads: dict[Place, Place] = {}
    for area in sheet.merged_cells.ranges:  # an area may claim the whole sheet
        across = range(area.min_col, min(area.max_col, last_column) + 1)
        heads |= {(r, c): (area.min_row, area.min_col) for r in range(area.min_row, min(area.max_row, last_row) + 1) for c in across}
    columns = sorted({c for _, c in texts} | {place[1] for place, head in heads.items() if head in texts})
    unseen = _hidden_columns(sheet)
    shown_columns = [c for c in columns if c not in unseen]
    numbers = sorted({row for row, _ in texts} | {place[0] for place, head in heads.items() if head in texts})
    hidden = [r for r in numbers if _is_hidden(sheet, r)]
    made: dict[Place, _Cell] = {}
    rows: list[Row] = []
    for r in sorted(set(numbers) - set(hidden)):
        if rows and r - 1 not in numbers:
            rows.append([])  # blank rows, however many
        places = [heads.get((r, c), (r, c)) for c in shown_columns]
        rows.append([made.setdefault(place, _Cell(texts.get(place, ""), sheet._cells.get(place))) for place in places])
    return rows, _hidden_notes(sheet.title, texts, hidden, unseen & set(columns))


def _is_hidden(sheet: Any, row: int) -> bool:
    dimension = sheet.row_dimensions.get(row)
    return bool(dimension is not None and (dimension.hidden or dimension.height == 0))


def _hidden_columns(sheet: Any) -> set[int]:
    out: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            first = dimension.min or openpyxl.utils.column_index_from_string(dimension.index)
            out |= set(range(first, min(dimension.max or first, 16_384) + 1))
    return out


def _hidden_notes(title: str, texts: dict[Place, str], rows: Sequence[int], columns: set[int]) -> list[str]:
    held = [r for r in rows if any((r, c) in texts for c in {c for _, c in texts})]
    out = []
    if held:
        out.append(
            f"工作表“{title}”有 {len(held)} 行被隐藏或筛选掉，没有读出（第 {'、'.join(map(str, held[:10]))} 行）；需要时请取消隐藏后再读"
        )
    if columns:
        letters = "、".join(openpyxl.utils.get_column_letter(c) for c in sorted(columns)[:10])
        out.append(f"工作表“{title}”有 {len(columns)} 列被隐藏，没有读出（{letters} 列）；需要时请取消隐藏后再读")
    return out


def _parts(rows: Sequence[Row]) -> Iterator[tuple[str, str] | list[Row]]:
    """Paragraphs and tables of a sheet: blocks parted by blank rows where a title follows; single cells at their edges are paragraphs."""
    block: list[Row] = []
    gap = False
    for row in rows:
        count = len(_held(row))
        if count == 0:
            gap = bool(block)
            continue
        if gap and count == 1:
            yield from _block(block)
            block = []
        gap = False
        block.append(row)
    yield from _block(block)


def _held(row: Row) -> list[_Cell]:
    """The row's cells that hold words, each once."""
    return list({id(cell): cell for cell in row if cell.text}.values())


def _block(rows: list[Row]) -> Iterator[tuple[str, str] | list[Row]]:
    wide = [i for i, row in enumerate(rows) if len(_held(row)) > 1]
    first, last = (wide[0], wide[-1]) if wide else (len(rows), len(rows) - 1)
    while wide and last + 1 < len(rows) and _is_merged(rows[last + 1]):
        last += 1  # a note merged over the columns directly under the rows is the table's own last row
    told: set[int] = set()
    for row in rows[:first]:
        yield from _lines(row, told)
    if wide:
        yield _trimmed(rows[first : last + 1])
    for row in rows[last + 1 :] if wide else ():
        yield from _lines(row, told)


def _is_merged(row: Row) -> bool:
    """Whether the row's words stand in a cell over several columns."""
    return any(sum(cell is other for other in row) > 1 for cell in _held(row))


def _lines(row: Row, told: set[int]) -> Iterator[tuple[str, str]]:
    """(line, kind) of a single cell; one merged over several rows is told once."""
    for cell in _held(row):
        if id(cell) not in told:
            told.add(id(cell))
            yield from ((line, "heading" if cell.large else "paragraph") for line in cell.text.split("\n") if line.strip())


def _trimmed(rows: list[Row]) -> list[Row]:
    """The table without columns that hold nothing."""
    kept = [c for c in range(len(rows[0])) if any(row[c].text for row in rows)]
    return [[row[c] for c in kept] for row in rows]
