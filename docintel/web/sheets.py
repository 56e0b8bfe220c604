"""One page of a paper with what is marked on it, in shares of the page. Pure: no HTML is made here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from docintel.domain.documents import Document, PlacedLine
from docintel.domain.places import Box, Places
from docintel.web.marks import Mark

A4 = (595.0, 842.0)
_AROUND = 0.04  # of the page's height shown above and below a cut-out place


@dataclass(frozen=True, slots=True)
class Overlay:
    """A marked box: CSS class and position; ``ref`` names the item it belongs to."""

    css: str
    style: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line of a page without a picture: words at their place, in points."""

    text: str
    x: float
    y: float
    width: float
    size: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Page ``number`` of ``count``, its size in points."""

    number: int
    count: int
    width: float
    height: float
    overlays: tuple[Overlay, ...]
    drawn: tuple[DrawnLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Cutting:
    """The strip of a page that holds a place: ``ratio`` = width : height, ``top`` in strips, ``overlays`` on the whole page."""

    sheet: Sheet
    ratio: float
    top: float


def page_count(document: Document) -> int:
    """How many pages the file has; 0 for files without."""
    return len(document.pages) or max((b.page or 0 for b in document.blocks), default=0)


def page_starts(document: Document) -> list[tuple[int, int]]:
    """(offset, page) of the first words of each page, in text order."""
    found: list[tuple[int, int]] = []
    for start, page in ((x.start, x.page) for x in document.lines or document.blocks):
        if page is not None and (not found or page > found[-1][1]):
            found.append((start, page))
    return found


def page_at(starts: list[tuple[int, int]], offset: int) -> int:
    """The page that holds ``offset``, by :func:`page_starts`; 1 where it is not known."""
    at = bisect_right(starts, (offset, 1 << 60)) - 1
    return starts[max(at, 0)][1] if starts else 1


def page_span(document: Document, number: int) -> tuple[int, int]:
    """From the first to the last word on a page; (0, 0) where nothing is placed on it."""
    lines = [line for line in document.lines if line.page == number]
    return (min(line.start for line in lines), max(line.end for line in lines)) if lines else (0, 0)


def sheet(document: Document, number: int, marks: Iterable[Mark], *, draw: bool = False) -> Sheet:
    """Page ``number`` with the marks that touch it; ``draw``: its lines as well, for a page without a picture."""
    count = page_count(document)
    number = min(max(number, 1), max(count, 1))
    width, height = document.pages[number - 1] if number <= len(document.pages) else A4
    lines = [line for line in document.lines if line.page == number]
    drawn = tuple(_drawn(line, document.text, width, height) for line in lines) if draw else ()
    once = {(o.css, o.style): o for o in _overlays(document, number, lines, marks)}  # items that share words would darken the page
    return Sheet(number, count, width, height, tuple(once.values()), drawn)


def cutting(document: Document, start: int, end: int, kind: str = "source") -> Cutting | None:
    """The strip of the first page on which [start, end) stands; None for a file without placed lines."""
    first = next((p for p in Places(document).of(start, end) if p.boxes), None)
    if first is None or first.page is None:
        return None
    page = sheet(document, first.page, [Mark(start, end, kind)])
    top = max(0.0, min(box[1] for box in first.boxes) - _AROUND)
    bottom = min(1.0, max(box[3] for box in first.boxes) + _AROUND)
    return Cutting(page, round(page.width / (page.height * (bottom - top)), 4), round(100 * top / (bottom - top), 2))


def _overlays(document: Document, number: int, lines: list[PlacedLine], marks: Iterable[Mark]) -> Iterable[Overlay]:
    if not lines:
        return
    first, last = min(line.start for line in lines), max(line.end for line in lines)
    finder = Places(document)
    for mark in marks:
        if mark.start < last and mark.end > first:
            for place in finder.of(mark.start, mark.end):
                if place.page == number:
                    yield from (Overlay(f"m m-{mark.kind}", _style(box), mark.ref) for box in place.boxes)


def _style(box: Box) -> str:
    left, top, right, bottom = (100 * share for share in box)
    return f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"


def _drawn(line: PlacedLine, text: str, width: float, height: float) -> DrawnLine:
    left, top, right, bottom = line.box
    size = (bottom - top) * height
    return DrawnLine(
        " ".join(text[line.start : line.end].split()),
        round(left * width, 1),
        round(top * height + 0.85 * size, 1),
        round((right - left) * width, 1),
        round(0.9 * size, 1),
    )
