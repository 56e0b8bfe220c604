"""各地对比 as an Excel workbook: a row a measure, the places kept together, the paper's own words beside the figures."""

from __future__ import annotations

from datetime import date
from typing import IO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from docintel.domain.comparisons import COLUMNS, Comparison, cells

WIDTHS = {"place": 16, "beneficiary": 22, "conditions": 40, "words": 60, "source": 40, "term": 24, "standing": 10}
OTHERS = 18  # characters of a column without a width of its own


def write(found: Comparison, target: IO[bytes], day: date) -> None:
    """Writes the workbook; words never become a formula (cells are text)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("各地对比")
    sheet.append([f"各地对比：{found.topic}（按{day.isoformat()}的效力）"])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append(list(COLUMNS.values()))
    for row in found.rows:
        told = cells(row)
        sheet.append([""] * len(COLUMNS))
        for n, name in enumerate(COLUMNS, 1):
            cell = sheet.cell(sheet.max_row, n)
            cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", told[name]), "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for n, name in enumerate(COLUMNS, 1):
        head = sheet.cell(2, n)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E9EDF2")
        sheet.column_dimensions[get_column_letter(n)].width = WIDTHS.get(name, OTHERS)
    for note in found.notes:
        sheet.append([note])
    sheet.freeze_panes = "B3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(COLUMNS))}{max(2, len(found.rows) + 2)}"
    book.save(target)
