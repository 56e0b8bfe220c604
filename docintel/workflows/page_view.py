"""A paper's pages as people look at them: pictures, and the places of spans on them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

from docintel import settings
from docintel.domain.documents import Document
from docintel.domain.findings import Item
from docintel.domain.ids import content_id
from docintel.domain.places import Box, Place, Places, in_words
from docintel.errors import BadInput, NotFound
from docintel.store import papers
from docintel.store.page_cache import PageCache
from docintel.structure.privacy import personal_spans
from docintel.workflows.drawing import Drawer
from docintel.workflows.originals import originals

WIDTHS = (600, 900, 1200, 1800, 2400)
"""Pixels a page is drawn wide; another width is rounded up, so that the cache holds few pictures of a page."""
DRAWN = ("pdf", "ofd", "image")
"""File types of which pages can be drawn as they are."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words of a paper stand: the places, and in one phrase."""

    doc: str
    start: int
    end: int
    text: str
    words: str
    places: tuple[Place, ...]


def document(doc_id: str) -> Document:
    """The paper's current document. Raises NotFound."""
    return papers.load_document(doc_id)


def items(doc_id: str, start: int, end: int) -> tuple[Item, ...]:
    """What was found in [start, end) of the paper. Raises NotFound."""
    return papers.load_items(doc_id, start, end)


def places(doc_id: str, start: int, end: int) -> Placed:
    """Where the words at [start, end) of the paper's current text stand. Raises NotFound, BadInput for offsets outside the text."""
    held = document(doc_id)
    if not 0 <= start < end <= len(held.text):
        raise BadInput(f"起止位置应在 0–{len(held.text)} 之间且起小于止，给出的是 {start}–{end}")
    found = Places(held).of(start, end)
    return Placed(doc_id, start, end, held.text[start:end], in_words(found), found)


def picture(doc_id: str, page: int, width: int, *, outside: bool = False) -> bytes:
    """Page ``page`` (from 1) of the paper's file as PNG, at least ``width`` pixels wide (up to the largest of WIDTHS).

    ``outside``: for people outside the office, names and telephones of people blacked out in the picture itself. Raises NotFound (no such
    paper or page, no original kept, a file without pages), DocintelError where it cannot be drawn.
    """
    sha256, media_type = papers.file_of(doc_id)
    if media_type not in DRAWN:
        raise NotFound(f"公文 {doc_id} 的文件（{media_type}）没有页面图像；请看文字")
    width = WIDTHS[min(bisect_left(WIDTHS, width), len(WIDTHS) - 1)]
    hide = _personal_boxes(doc_id, page) if outside else ()
    name = f"{sha256}-{page}-{width}{content_id('', hide) if hide else ''}.png"
    cache = _cache()
    data = cache.get(name)
    if data is None:
        data = _drawer.draw(settings.ORIGINALS, sha256, page, width, hide)
        cache.put(name, data)
    return data


def _personal_boxes(doc_id: str, page: int) -> tuple[Box, ...]:
    """Where names and telephones of people stand on a page. Raises NotFound where a paper does not know the places of its words."""
    paper = papers.load_paper(doc_id)
    finder = Places(paper.document)
    found = [place for span in personal_spans(paper) for place in finder.of(span.start, span.end)]
    if not paper.document.lines or any(place.page is not None and not place.boxes for place in found):
        raise NotFound(f"公文 {doc_id} 不知道文字在页面上的位置，个人信息无法隐去；请重新读取这份文件（docintel ingest）")
    return tuple(box for place in found if place.page == page for box in place.boxes)


def can_draw(sha256: str, media_type: str) -> bool:
    """Whether the pages of a file can be shown as they are."""
    return media_type in DRAWN and originals().has(sha256)


def kept(sha256: str) -> bool:
    """Whether the file itself is in the library."""
    return originals().has(sha256)


def original(doc_id: str) -> tuple[str, bytes]:
    """(file name, bytes) of the paper's file. Raises NotFound where it was not kept."""
    held = document(doc_id)
    data = originals().read(held.sha256)
    if data is None:
        raise NotFound(f"没有保存公文 {doc_id} 的原件；重新读取这份文件（docintel ingest）后可以下载")
    return Path(held.member or held.source).name, data


_drawer = Drawer()
_caches: dict[Path, PageCache] = {}


def _cache() -> PageCache:
    return _caches.setdefault(settings.PAGES, PageCache(settings.PAGES, settings.PAGES_BYTES))
