"""PDF files with a text layer: lines reflowed into paragraphs, tables in place, page numbers and running headers dropped.

Memory stays bounded on long files: of each page only its lines and tables are kept, and pdfplumber's caches are emptied page by page.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from docintel.parse.assembly import Assembly
from docintel.parse.furniture import is_furniture
from docintel.parse.pdf_columns import lines_in_columns
from docintel.parse.pdf_flow import Settings, paragraphs
from docintel.parse.pdf_furniture import without_furniture
from docintel.parse.pdf_guard import is_bomb
from docintel.parse.pdf_lines import Line
from docintel.parse.pdf_tables import PdfTable, append, continues, holds, tables_of
from docintel.parse.source import Body, Source

MAX_PAGES = 3000
_OCR = "扫描页需要先做文字识别：安装附加组件 pip install 'docintel[ocr]'（识别功能随后提供），目前请向来文单位索取文字版"
_FEW = 8  # signs: a page with fewer and a picture on it is a scan
_UNMAPPED = "(cid:"

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings on fonts are noise to a clerk


@dataclass(slots=True)
class _Pages:
    """What is kept of the pages."""

    lines: dict[int, list[Line]] = field(default_factory=dict)
    tables: dict[int, list[PdfTable]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    widths: set[float] = field(default_factory=set)
    pictures: list[int] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def read(source: Source) -> Body:
    """Read a PDF. Raises UnreadableFile for encrypted, broken, scanned and over-long files."""
    if is_bomb(source.data):
        raise source.fail(
            "PDF 的压缩内容异常（解开后极大），疑似压缩炸弹，没有打开", "请核实文件来源；确为公文的，请用 PDF 阅读器另存一份再读"
        )
    try:
        with pdfplumber.open(io.BytesIO(source.data)) as pdf:
            if len(pdf.pages) > MAX_PAGES:
                raise source.fail(f"PDF 有 {len(pdf.pages)} 页，超过上限 {MAX_PAGES} 页", "请拆分后再读")
            pages = _read_pages(pdf.pages)
            title = _title(pdf.metadata)
    except PdfminerException as error:
        if any(isinstance(arg, PDFPasswordIncorrect) for arg in error.args):
            raise source.fail("PDF 有密码（已加密），打不开", "请用密码打开后另存为不加密的 PDF") from error
        raise source.fail("PDF 不完整或已损坏（可能没有下载完）", "请重新下载，或用 PDF 阅读器打开后另存一份") from error
    if not pages.heights:
        raise source.fail("PDF 里没有页面，可能不完整或已损坏", "请重新下载，或用 PDF 阅读器打开后另存一份")
    _refuse_scans(source, pages)
    out = Assembly()
    for part in _parts(pages):
        if isinstance(part, PdfTable):
            out.table(part.grid, part.page)
        else:
            for paragraph in paragraphs(part[0], part[1]):
                if is_furniture(paragraph.text):  # buttons of a web page printed to PDF
                    continue
                out.paragraph(paragraph.text, paragraph.kind, paragraph.page)
    return out.body(_warnings(pages), title)


def _read_pages(pages: Sequence[Any]) -> _Pages:
    kept = _Pages()
    for number, page in enumerate(pages, 1):
        kept.heights[number] = float(page.height)
        kept.widths.add(float(page.width))
        try:
            _read_page(page, number, kept)
        except Exception:  # a damaged page is named in a warning; the others are still worth reading
            kept.failed.append(number)
            kept.lines.setdefault(number, [])
        finally:
            page.close()  # drops the page's objects: memory stays that of one page
    return kept


def _read_page(page: Any, number: int, kept: _Pages) -> None:
    chars = page.chars
    words = sum(1 for c in chars if c["text"].strip())
    broken = sum(1 for c in chars if c["text"].startswith(_UNMAPPED))
    if words and broken > 0.3 * words:
        kept.unmapped.append(number)
        chars = [c for c in chars if not c["text"].startswith(_UNMAPPED)]
    elif words < _FEW and page.images:
        kept.pictures.append(number)
    before = kept.tables.get(number - 1)
    tables = tables_of(page, number, before[-1] if before else None)
    if tables:
        kept.tables[number] = tables
        chars = [c for c in chars if not any(holds(t.box, c) for t in tables)]
    kept.lines[number] = lines_in_columns(chars, float(page.width), number)


def _refuse_scans(source: Source, pages: _Pages) -> None:
    if any(pages.lines.values()) and len(pages.unmapped) + len(pages.pictures) < len(pages.heights):
        return
    if pages.unmapped:
        raise source.fail(
            "PDF 的字体没有编码表，文字层无法识别", "需要文字识别（OCR，附加组件 ocr）；目前请向来文单位索取 docx 或重新导出 PDF"
        )
    if pages.pictures:
        raise source.fail(f"PDF 是扫描件（{len(pages.heights)} 页都没有文字层）", _OCR)
    if pages.failed:
        raise source.fail("PDF 各页都已损坏，读不出文字", "请重新下载，或用 PDF 阅读器打开后另存一份")
    if not any(pages.lines.values()) and not pages.tables:
        raise source.fail("PDF 里没有文字（可能是空白页或图形）", _OCR)


def _warnings(pages: _Pages) -> list[str]:
    out = []
    if pages.pictures:
        out.append(f"第 {_list(pages.pictures)} 页没有文字层（扫描或图片），没有读出；{_OCR}")
    if pages.unmapped:
        out.append(f"第 {_list(pages.unmapped)} 页的字体没有编码表，文字可能缺失；需要文字识别（OCR）")
    if pages.failed:
        out.append(f"第 {_list(pages.failed)} 页已损坏，没有读出；请重新下载或另存一份")
    return out


def _list(numbers: Sequence[int]) -> str:
    """1、2、5–9: page numbers with runs drawn together."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _title(metadata: dict[str, Any]) -> str | None:
    title = metadata.get("Title")
    words = title.strip() if isinstance(title, str) else ""
    return words if words and words.isprintable() and not words.lower().startswith(("microsoft word", "untitled")) else None


def _in_order(lines: Sequence[Line], tables: Sequence[PdfTable]) -> list[Line | PdfTable]:
    """A page's lines, already in reading order, with each table before the first line below its top."""
    items: list[Line | PdfTable] = list(lines)
    for table in sorted(tables, key=lambda t: t.box[1], reverse=True):
        below = (i for i, item in enumerate(items) if (item.box[1] if isinstance(item, PdfTable) else item.top) >= table.box[1])
        items.insert(next(below, len(items)), table)
    return items


def _parts(pages: _Pages) -> Iterator[PdfTable | tuple[list[Line], Settings]]:
    """Tables and runs of lines between them, in reading order; a table that goes on overleaf is one table."""
    lines = without_furniture(pages.lines, pages.heights)
    every = [line for number in sorted(lines) for line in lines[number]]
    how = Settings(every, max(pages.widths, default=0.0))
    run: list[Line] = []
    table: PdfTable | None = None
    for number in sorted(pages.heights):
        for item in _in_order(lines.get(number, []), pages.tables.get(number, [])):
            if isinstance(item, Line):
                if table is not None:
                    yield table
                    table = None
                run.append(item)
            elif table is not None and continues(table, item):
                append(table, item)
            else:
                if table is not None:
                    yield table
                if run:
                    yield run, how
                    run = []
                table = item
    if table is not None:
        yield table
    if run:
        yield run, how
