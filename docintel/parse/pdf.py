"""PDF files with a text layer: lines reflowed into paragraphs, tables in place, page numbers and running headers dropped.

Memory stays bounded on long files: of each page only its lines and tables are kept, and PDFium frees a page before the next is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docintel.parse.page_columns import Columns
from docintel.parse.page_grid import note_rule
from docintel.parse.page_sides import without_side_marks
from docintel.parse.page_tables import tables_of
from docintel.parse.page_unruled import unruled_tables
from docintel.parse.pages import Page, body_of, page_list
from docintel.parse.pdf_guard import is_bomb
from docintel.parse.pdf_quality import why_unusable
from docintel.parse.pdf_rules import drawn_on
from docintel.parse.pdf_signs import UNKNOWN, text_layer
from docintel.parse.pdfium import BrokenPdf, LockedPdf, draw, opened, page_of, view_of
from docintel.parse.scan import DPI, Scans
from docintel.parse.source import Body, Source

MAX_PAGES = 3000
_MANY_ACROSS = 60  # signs at a right angle to the others: more than a side mark has
_MANY_PAGES = 20  # a paper with fewer is read in a blink: its pages are not told one by one


@dataclass(slots=True)
class _Kept:
    """What is kept of the pages (``scans`` = those read by the recogniser), and the numbers of those that gave nothing."""

    pages: list[Page] = field(default_factory=list)
    columns: Columns = field(default_factory=Columns)
    scans: list[Page] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)
    across: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def read(source: Source) -> Body:
    """Read a PDF. Raises UnreadableFile for encrypted, broken and over-long files, and for scans where no OCR is installed."""
    if is_bomb(source.data):
        raise source.fail(
            "PDF 的压缩内容异常（解开后极大），疑似压缩炸弹，没有打开", "请核实文件来源；确为公文的，请用 PDF 阅读器另存一份再读"
        )
    try:
        with opened(source.data) as document:
            if len(document) > MAX_PAGES:
                raise source.fail(f"PDF 有 {len(document)} 页，超过上限 {MAX_PAGES} 页", "请拆分后再读")
            scans = Scans(source, len(document))
            tell = source.ocr.tell if len(document) >= _MANY_PAGES else _untold
            kept = _read_pages(document, scans, tell)
            title = _title(document.get_metadata_dict())
    except LockedPdf as error:
        raise source.fail("PDF 有密码（已加密），打不开", "请用密码打开后另存为不加密的 PDF") from error
    except BrokenPdf as error:
        raise source.fail("PDF 不完整或已损坏（可能没有下载完）", "请重新下载，或用 PDF 阅读器打开后另存一份") from error
    if not kept.pages:
        raise source.fail("PDF 里没有页面，可能不完整或已损坏", "请重新下载，或用 PDF 阅读器打开后另存一份")
    _refuse_wordless(source, kept, scans.why_not)
    return body_of(kept.pages, [*_warnings(kept, scans.why_not), *scans.warnings(kept.scans)], title)


def _read_pages(document: Any, scans: Scans, tell: Callable[[int, int], None]) -> _Kept:
    kept, total = _Kept(), len(document)
    for number in range(1, total + 1):
        try:
            with page_of(document, number) as page:
                kept.pages.append(_read_page(page, number, kept, scans))
        except Exception:  # a damaged page is named in a warning; the others are still worth reading
            kept.failed.append(number)
            kept.pages.append(Page(number, 1.0, 1.0))
        tell(number, total)
    return kept


def _untold(page: int, pages: int) -> None:
    """A short paper is read before a bar could be seen."""


def _read_page(page: Any, number: int, kept: _Kept, scans: Scans) -> Page:
    view = view_of(page)
    layer = text_layer(page, view)
    rules, picture = drawn_on(page, view)
    reason = why_unusable(layer, picture)
    before = kept.pages[-1].tables[-1:] if kept.pages else []
    if reason is not None:
        if not scans.why_not:
            kept.scans.append(scans.read(number, (view.width, view.height), lambda: draw(page, DPI), *before))
            return kept.scans[-1]
        (kept.pictures if reason == "picture" else kept.unmapped).append(number)
    if layer.across >= _MANY_ACROSS:
        kept.across.append(number)
    signs = [sign for sign in layer.signs if sign.text != UNKNOWN]
    drawn = rules.turned(layer.quarter, view.width, view.height)
    tables, rest = tables_of(drawn, signs, number, *before)
    open_tables, rest = unruled_tables(without_side_marks(rest, layer.width), number)
    tables = [*tables, *open_tables]
    notes = note_rule(drawn, [table.box for table in tables], layer.width, layer.height)
    return Page(number, layer.width, layer.height, kept.columns.lines(rest, layer.width, number), tables, layer.quarter, note_rule=notes)


def _refuse_wordless(source: Source, kept: _Kept, why_not: str) -> None:
    if any(page.lines or page.tables for page in kept.pages) and len(kept.unmapped) + len(kept.pictures) < len(kept.pages):
        return
    if kept.unmapped:
        raise source.fail("PDF 的字体没有编码表，文字层无法识别", f"{why_not}；或请来文单位重新导出 PDF")
    if kept.pictures:
        raise source.fail(f"PDF 是扫描件（{len(kept.pages)} 页都没有文字层）", why_not)
    if kept.failed:
        raise source.fail("PDF 各页都已损坏，读不出文字", "请重新下载，或用 PDF 阅读器打开后另存一份")
    raise source.fail("PDF 里没有文字（可能是空白页或图形）", why_not or "请检查是否选错文件，或向来文单位索取文字版")


def _warnings(kept: _Kept, why_not: str) -> list[str]:
    out = []
    if kept.pictures:
        out.append(f"第 {page_list(kept.pictures)} 页没有文字层（扫描或图片），没有读出；{why_not}")
    if kept.unmapped:
        out.append(f"第 {page_list(kept.unmapped)} 页的字体没有编码表，文字可能缺失；{why_not}")
    if kept.across:
        out.append(f"第 {page_list(kept.across)} 页另有转了方向的文字，没有读出；请对照原件")
    if kept.failed:
        out.append(f"第 {page_list(kept.failed)} 页已损坏，没有读出；请重新下载或另存一份")
    return out


def _title(metadata: Mapping[str, Any]) -> str | None:
    title = metadata.get("Title")
    words = title.strip() if isinstance(title, str) else ""
    return words if words and words.isprintable() and not words.lower().startswith(("microsoft word", "untitled")) else None
