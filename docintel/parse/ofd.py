"""OFD, the national format of fixed pages (GB/T 33190-2016): the same reflow as PDF over the places that the file gives each sign.

Page numbers, running headers and what a template repeats on several pages are furniture; seals and annotations are laid over the page and
are no part of its words. Read by our own few modules: the libraries on PyPI draw pages or read invoices, none gives each sign its place.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from docintel.parse.ofd_document import Leaf, OfdFile
from docintel.parse.ofd_page import Content, turned_back
from docintel.parse.ofd_pictures import covered, pictures_on
from docintel.parse.page_columns import lines_in_columns
from docintel.parse.page_grid import note_rule
from docintel.parse.page_lines import Sign
from docintel.parse.page_sides import without_side_marks
from docintel.parse.page_tables import PageTable, tables_of
from docintel.parse.pages import Page, body_of, page_list
from docintel.parse.scan import DPI, Scans
from docintel.parse.source import Body, Source

MAX_PAGES = 3000
_FEW = 8  # signs: a page with fewer and a large picture on it is a scan
_PICTURE = 0.3  # share of the page that such a picture covers
_RESAVE = "请用 OFD 阅读器（WPS、数科、福昕等）打开后另存一份 OFD 或 pdf 再读"


@dataclass(slots=True)
class _Kept:
    """What is kept of the pages, those read by OCR, and the numbers of those that gave nothing or not all."""

    scans: Scans
    pages: list[Page] = field(default_factory=list)
    scanned: list[Page] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def read(source: Source) -> Body:
    """Read an OFD file. Raises UnreadableFile for encrypted, broken and over-long files, and for scans where no OCR is installed."""
    try:
        file = OfdFile(source.data)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise source.fail("OFD 文件不完整或已损坏，打不开", f"{_RESAVE}，或重新下载") from error
    if file.is_encrypted:
        raise source.fail("OFD 文件已加密，打不开", "请用 OFD 阅读器输入密码打开，去掉密码后另存")
    if not file.leaves:
        raise source.fail("OFD 文件里没有页面，可能不完整或已损坏", _RESAVE)
    if len(file.leaves) > MAX_PAGES:
        raise source.fail(f"OFD 有 {len(file.leaves)} 页，超过上限 {MAX_PAGES} 页", "请拆分后再读")
    kept = _Kept(Scans(source, len(file.leaves)))
    for number, leaf in enumerate(file.leaves, 1):
        try:
            kept.pages.append(_page(file, leaf, number, kept))
        except Exception:  # a damaged page is named in a warning; the others are still worth reading
            kept.failed.append(number)
            kept.pages.append(Page(number, *file.size(leaf)))
    _refuse_wordless(source, kept)
    return body_of(kept.pages, [*_warnings(kept), *kept.scans.warnings(kept.scanned), *file.notes], file.title)


def _page(file: OfdFile, leaf: Leaf, number: int, kept: _Kept) -> Page:
    sheet = file.sheet(leaf, furniture=False)
    if sheet is None:
        raise ValueError("no XML")
    content, size = sheet.content, (sheet.width, sheet.height)
    words = sum(1 for signs in content.signs.values() for sign in signs if sign.text.strip())
    if words < _FEW and covered(content.pictures, *size) >= _PICTURE:
        if not kept.scans.why_not:
            kept.scanned.append(kept.scans.read(number, size, lambda: pictures_on(file.package, sheet, DPI / 72), *_before(kept)))
            return kept.scanned[-1]
        kept.pictures.append(number)
    if content.unnamed:
        kept.unnamed.append(number)
    return _placed(content, number, size, kept)


def _placed(content: Content, number: int, size: tuple[float, float], kept: _Kept) -> Page:
    """The page turned upright, its tables found and its lines put in order."""
    width, height = size
    quarter = content.quarter()
    signs = []
    for sign in content.signs.get(quarter, []):
        x0, top, x1, bottom = turned_back((sign.x0, sign.top, sign.x1, sign.bottom), quarter, width, height)
        if -1 <= (x0 + x1) / 2 <= max(width, height) and -1 <= (top + bottom) / 2 <= max(width, height):
            signs.append(Sign(sign.text, x0, x1, top, bottom, sign.size))
    rules = content.rules.turned(quarter, width, height)
    if quarter % 2:
        width, height = height, width
    tables, rest = tables_of(rules, signs, number, *_before(kept))
    rest = without_side_marks(rest, width)
    notes = note_rule(rules, [table.box for table in tables], width, height)
    return Page(number, width, height, lines_in_columns(rest, width, number), tables, quarter, note_rule=notes)


def _before(kept: _Kept) -> list[PageTable]:
    """The last table of the page before: this page may go on with it."""
    return kept.pages[-1].tables[-1:] if kept.pages else []


def _refuse_wordless(source: Source, kept: _Kept) -> None:
    if any(page.lines or page.tables for page in kept.pages):
        return
    if kept.pictures:
        raise source.fail(f"OFD 是扫描件（{len(kept.pages)} 页都没有文字层）", kept.scans.why_not)
    if kept.failed:
        raise source.fail("OFD 各页都已损坏或加密，读不出文字", _RESAVE)
    raise source.fail("OFD 里没有文字（可能是空白页或图形）", kept.scans.why_not or "请检查是否选错文件，或向来文单位索取文字版")


def _warnings(kept: _Kept) -> list[str]:
    out = []
    if kept.pictures:
        out.append(f"第 {page_list(kept.pictures)} 页没有文字层（扫描或图片），没有读出；{kept.scans.why_not}")
    if kept.unnamed:
        out.append(f"第 {page_list(kept.unnamed)} 页有字形没有对应的文字编码，个别字可能缺失或有误，请与原文核对")
    if kept.failed:
        out.append(f"第 {page_list(kept.failed)} 页已损坏，没有读出；请重新下载或另存一份")
    return out
