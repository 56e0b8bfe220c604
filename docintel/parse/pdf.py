"""PDF files with a text layer: lines reflowed into paragraphs, tables in place, page numbers and running headers dropped.

Memory stays bounded on long files: of each page only its lines and tables are kept, and PDFium frees a page before the next is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docintel.errors import MissingPart
from docintel.parse.ocr import DPI, read_page_image
from docintel.parse.page_columns import lines_in_columns
from docintel.parse.page_tables import tables_of
from docintel.parse.pages import Page, body_of
from docintel.parse.pdf_guard import is_bomb
from docintel.parse.pdf_quality import why_unusable
from docintel.parse.pdf_rules import drawn_on
from docintel.parse.pdf_signs import UNKNOWN, text_layer
from docintel.parse.pdfium import BrokenPdf, LockedPdf, draw, opened, page_of, view_of
from docintel.parse.source import Body, Source

MAX_PAGES = 3000
_OCR = "扫描页需要先做文字识别：安装附加组件 pip install 'docintel[ocr]'，目前请向来文单位索取文字版"


@dataclass(slots=True)
class _Kept:
    """What is kept of the pages, and the numbers of those that gave nothing."""

    pages: list[Page] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)
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
            kept = _read_pages(document)
            title = _title(document.get_metadata_dict())
    except LockedPdf as error:
        raise source.fail("PDF 有密码（已加密），打不开", "请用密码打开后另存为不加密的 PDF") from error
    except BrokenPdf as error:
        raise source.fail("PDF 不完整或已损坏（可能没有下载完）", "请重新下载，或用 PDF 阅读器打开后另存一份") from error
    if not kept.pages:
        raise source.fail("PDF 里没有页面，可能不完整或已损坏", "请重新下载，或用 PDF 阅读器打开后另存一份")
    _refuse_wordless(source, kept)
    return body_of(kept.pages, _warnings(kept), title)


def _read_pages(document: Any) -> _Kept:
    kept = _Kept()
    for number in range(1, len(document) + 1):
        try:
            with page_of(document, number) as page:
                kept.pages.append(_read_page(page, number, kept))
        except Exception:  # a damaged page is named in a warning; the others are still worth reading
            kept.failed.append(number)
            kept.pages.append(Page(number, 1.0, 1.0))
    return kept


def _read_page(page: Any, number: int, kept: _Kept) -> Page:
    view = view_of(page)
    layer = text_layer(page, view)
    rules, picture = drawn_on(page, view)
    reason = why_unusable(layer, picture)
    if reason is not None:
        try:
            return read_page_image(draw(page, DPI), number, (view.width, view.height))
        except MissingPart:
            (kept.pictures if reason == "picture" else kept.unmapped).append(number)
    signs = [sign for sign in layer.signs if sign.text != UNKNOWN]
    before = kept.pages[-1].tables if kept.pages else []
    tables, rest = tables_of(rules.turned(layer.quarter, view.width, view.height), signs, number, before[-1] if before else None)
    return Page(number, layer.width, layer.height, lines_in_columns(rest, layer.width, number), tables, layer.quarter)


def _refuse_wordless(source: Source, kept: _Kept) -> None:
    if any(page.lines or page.tables for page in kept.pages) and len(kept.unmapped) + len(kept.pictures) < len(kept.pages):
        return
    if kept.unmapped:
        raise source.fail(
            "PDF 的字体没有编码表，文字层无法识别", "需要文字识别（OCR，附加组件 ocr）；目前请向来文单位索取 docx 或重新导出 PDF"
        )
    if kept.pictures:
        raise source.fail(f"PDF 是扫描件（{len(kept.pages)} 页都没有文字层）", _OCR)
    if kept.failed:
        raise source.fail("PDF 各页都已损坏，读不出文字", "请重新下载，或用 PDF 阅读器打开后另存一份")
    raise source.fail("PDF 里没有文字（可能是空白页或图形）", _OCR)


def _warnings(kept: _Kept) -> list[str]:
    out = []
    if kept.pictures:
        out.append(f"第 {_list(kept.pictures)} 页没有文字层（扫描或图片），没有读出；{_OCR}")
    if kept.unmapped:
        out.append(f"第 {_list(kept.unmapped)} 页的字体没有编码表，文字可能缺失；需要文字识别（OCR）")
    if kept.failed:
        out.append(f"第 {_list(kept.failed)} 页已损坏，没有读出；请重新下载或另存一份")
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


def _title(metadata: Mapping[str, Any]) -> str | None:
    title = metadata.get("Title")
    words = title.strip() if isinstance(title, str) else ""
    return words if words and words.isprintable() and not words.lower().startswith(("microsoft word", "untitled")) else None
