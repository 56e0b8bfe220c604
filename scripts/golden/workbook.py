"""Golden workbooks: the paper's paragraphs as lines over the whole width, its tables with merged cells, dates and numbers as values."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font

from golden.plain import Spec, blocks, spans, words_of, zipped

_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
_SHARE = re.compile(r"(\d{1,3})%")


def build(source: Spec) -> tuple[str, bytes] | None:
    """A source as (".xlsx", package); None for a paper without tables, which nobody keeps in a workbook."""
    if not any(block["type"] == "table" for block in source["blocks"]):
        return None
    book = openpyxl.Workbook()
    sheet, row = book.active, 1
    sheet.title = "任务"
    wide = max(len(block["rows"][0]) for block in source["blocks"] if block["type"] == "table")
    for block in blocks(source):
        if block["type"] == "table":
            row += 1
            for r, c, down, across, cell in spans(block["rows"]):
                _put(sheet.cell(row + r, 1 + c), "\n".join(words_of(cell)))
                if down > 1 or across > 1:
                    sheet.merge_cells(start_row=row + r, start_column=1 + c, end_row=row + r + down - 1, end_column=c + across)
            row += len(block["rows"]) + 1
        else:
            line = sheet.cell(row, 1, block["text"])
            if block["type"] == "heading":
                line.font, line.alignment = Font(sz=20), Alignment(horizontal="center")
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)
            row += 1
    secret = book.create_sheet("底稿")
    secret["A1"], secret.sheet_state = "不应读出的内部测算", "hidden"
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    parts["docProps/core.xml"] = _MOMENT.sub(b"2025-01-01T00:00:00Z", parts["docProps/core.xml"])
    return ".xlsx", zipped(parts)


def _put(cell: Any, words: str) -> None:
    """Dates, shares and counts as people type them: Excel keeps numbers."""
    if day := _DAY.fullmatch(words):
        cell.value, cell.number_format = datetime(*map(int, day.groups())), 'yyyy"年"m"月"d"日"'
    elif share := _SHARE.fullmatch(words):
        cell.value, cell.number_format = int(share.group(1)) / 100, "0%"
    elif words.isdigit() and not words.startswith("0"):
        cell.value = int(words)
    else:
        cell.value = words
