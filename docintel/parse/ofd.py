"""OFD, the national format of fixed pages (GB/T 33190-2016): the same reflow as PDF over the places that the file gives each sign.

Page numbers, running headers and what a template repeats on several pages are furniture; seals and annotations are laid over the page and
are no part of its words. Read by our own few modules: the libraries on PyPI draw pages or read invoices, none gives each sign its place.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from docintel.parse.ofd_package import Package, child, children, name_of, numbers, words_of
from docintel.parse.ofd_page import POINTS, Content, read_content, turned_back
from docintel.parse.ofd_pictures import covered, page_picture
from docintel.parse.page_columns import lines_in_columns
from docintel.parse.page_grid import note_rule
from docintel.parse.page_lines import Sign
from docintel.parse.page_sides import without_side_marks
from docintel.parse.page_tables import PageTable, tables_of
from docintel.parse.pages import Page, body_of, page_list
from docintel.parse.scan import Scans
from docintel.parse.source import Body, Source

MAX_PAGES = 3000
_A4 = [0.0, 0.0, 210.0, 297.0]
_FEW = 8  # signs: a page with fewer and a large picture on it is a scan
_PICTURE = 0.3  # share of the page that such a picture covers
_RESAVE = "请用 OFD 阅读器（WPS、数科、福昕等）打开后另存一份 OFD 或 pdf 再读"


@dataclass(slots=True)
class _Part:
    """A page of the file: its part's path, the pages' common box, resources and templates of its document."""

    path: str | None
    box: list[float]
    units: dict[str, Any]
    media: dict[str, str]
    templates: dict[str, str]


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
        package = Package(source.data)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        raise source.fail("OFD 文件不完整或已损坏，打不开", f"{_RESAVE}，或重新下载") from error
    if any("encryption" in name.lower() for name in package.names):
        raise source.fail("OFD 文件已加密，打不开", "请用 OFD 阅读器输入密码打开，去掉密码后另存")
    entry = package.find("OFD.xml")
    root = package.xml(entry)
    parts: list[_Part] = []
    notes: list[str] = []
    for body in children(root, "DocBody"):
        path = package.find(words_of(body, "DocRoot"), entry or "")
        document = package.xml(path)
        if path is not None and document is not None:
            parts += _pages(package, path, document)
            notes += _left_out(package, path, document)
    if not parts:
        raise source.fail("OFD 文件里没有页面，可能不完整或已损坏", _RESAVE)
    if len(parts) > MAX_PAGES:
        raise source.fail(f"OFD 有 {len(parts)} 页，超过上限 {MAX_PAGES} 页", "请拆分后再读")
    kept = _Kept(Scans(source, len(parts)))
    _read_pages(package, parts, kept)
    _refuse_wordless(source, kept)
    return body_of(
        kept.pages, [*_warnings(kept), *kept.scans.warnings(kept.scanned), *notes], words_of(root, "DocBody", "DocInfo", "Title")
    )


def _pages(package: Package, path: str, document: Any) -> Iterator[_Part]:
    common = child(document, "CommonData")
    box = _box(child(common, "PageArea")) or _A4
    units: dict[str, Any] = {}
    media: dict[str, str] = {}
    for link in children(common, "PublicRes", "DocumentRes"):
        _resources(package, package.find(link.text, path), units, media)
    found = ((t.get("ID") or "", package.find(t.get("BaseLoc"), path)) for t in children(common, "TemplatePage"))
    templates = {name: part for name, part in found if part is not None}
    for page in children(child(document, "Pages"), "Page"):
        yield _Part(package.find(page.get("BaseLoc"), path), box, units, media, templates)


def _box(area: Any) -> list[float] | None:
    box = numbers(words_of(area, "PhysicalBox"))
    return box[:4] if len(box) >= 4 and box[2] > 1 and box[3] > 1 else None


def _resources(package: Package, path: str | None, units: dict[str, Any], media: dict[str, str]) -> None:
    """Add what a resource part defines: composite graphic units, and where each picture's file lies."""
    root = package.xml(path)
    if root is None or path is None:
        return
    base = (root.get("BaseLoc") or "").strip("/ ")
    for group in root:
        for item in group:
            if name_of(item) == "CompositeGraphicUnit":
                units.setdefault(item.get("ID") or "", item)
            elif name_of(item) == "MultiMedia":
                place = words_of(item, "MediaFile") or ""
                part = package.find(f"{base}/{place}" if base else place, path) or package.find(place, path)
                if part is not None:
                    media.setdefault(item.get("ID") or "", part)


def _left_out(package: Package, path: str, document: Any) -> Iterator[str]:
    """What a reader of the file sees or finds that is no part of its pages' words: notes typed onto it, files attached to it."""
    notes = 0
    annotations = package.find(words_of(document, "Annotations"), path)
    for page in children(package.xml(annotations), "Page"):
        for note in children(package.xml(package.find(words_of(page, "FileLoc"), annotations or "")), "Annot"):
            typed = any(name_of(e) == "TextCode" and (e.text or "").strip() for e in note.iter())
            notes += typed and note.get("Type") not in ("Watermark", "Stamp")
    if notes:
        yield f"文件上另有 {notes} 处批注文字，没有算作正文"
    attached = [
        a.get("Name") or "未命名" for a in children(package.xml(package.find(words_of(document, "Attachments"), path)), "Attachment")
    ]
    if attached:
        yield f"文件内附有 {len(attached)} 个附件没有读取（{'、'.join(attached[:5])}）；请用 OFD 阅读器导出后再读"


def _read_pages(package: Package, parts: list[_Part], kept: _Kept) -> None:
    used = Counter(link.get("TemplateID") for part in parts for link in children(package.xml(part.path), "Template"))
    for number, part in enumerate(parts, 1):
        kept.pages.append(_page(package, part, number, used, kept))


def _page(package: Package, part: _Part, number: int, used: Counter[str | None], kept: _Kept) -> Page:
    root = package.xml(part.path)
    box = _box(child(root, "Area")) or part.box
    width, height = box[2] * POINTS, box[3] * POINTS
    if root is None:
        kept.failed.append(number)
        return Page(number, width, height)
    units, media = dict(part.units), dict(part.media)
    for link in children(root, "PageRes"):
        _resources(package, package.find(link.text, part.path or ""), units, media)
    content = read_content(root, units, (box[0], box[1]))
    for link in children(root, "Template"):
        template = package.xml(part.templates.get(link.get("TemplateID") or ""))
        if template is not None:
            _lay(content, read_content(template, units, (box[0], box[1])), used[link.get("TemplateID")] > 1)
    words = sum(1 for signs in content.signs.values() for sign in signs if sign.text.strip())
    if words < _FEW and covered(content.pictures, width, height) >= _PICTURE:
        if not kept.scans.why_not:
            sheet = partial(page_picture, package, content.pictures, media, (width, height))
            kept.scanned.append(kept.scans.read(number, (width, height), sheet, *_before(kept)))
            return kept.scanned[-1]
        kept.pictures.append(number)
    if content.unnamed:
        kept.unnamed.append(number)
    return _placed(content, number, width, height, kept)


def _lay(content: Content, template: Content, repeated: bool) -> None:
    """Lay a template under a page. Words that stand on several pages alike are furniture; rules and pictures are drawn on each."""
    if repeated:
        template.signs.clear()
        template.unnamed = 0
    content.add(template)


def _placed(content: Content, number: int, width: float, height: float, kept: _Kept) -> Page:
    """The page turned upright, its tables found and its lines put in order."""
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
