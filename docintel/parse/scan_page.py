"""A page's picture → its printed lines and ruled tables. Only with the extra ``ocr`` (OpenCV, rapidocr)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from docintel.parse import ocr
from docintel.parse.ocr import Picture, PixelBox
from docintel.parse.page_grid import Grid, Rule, Rules, grids
from docintel.parse.scan_clean import clean
from docintel.parse.scan_rules import rules, without_rules
from docintel.parse.scan_signs import Printed, ReadLine, ink_box, printed

_LEAST_SURE = 0.5  # a line that the model believes in less is a stain, a stamp, a picture
_UPRIGHT = 0.75  # mean belief under which the page may stand on its head
_TALL = 1.6  # times its width: a higher box holds signs one below the other


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a page's picture shows, in points of the page turned back by ``quarter`` and ``skew`` (see ``pages.Page``)."""

    lines: Sequence[Printed]
    rules: Rules
    quarter: int = 0
    skew: float = 0.0


def recognise(colours: Picture, size: tuple[float, float]) -> Recognised:
    """Read a page (``colours``: height × width × RGB) that is ``size`` points wide and high."""
    dpi = colours.shape[1] / size[0] * 72
    best = _read(colours, dpi, 0)
    if best.sideways:
        best = _surer(_read(colours, dpi, 1), lambda: _read(colours, dpi, 3))
    elif best.lines:
        best = _surer(best, lambda: _read(colours, dpi, 2))
    scale = 72 / dpi
    return Recognised(printed(best.lines, scale), _scaled(best.rules, scale), best.quarter, best.skew)


@dataclass(slots=True)
class _Reading:
    quarter: int
    skew: float = 0.0
    sideways: bool = False
    lines: Sequence[ReadLine] = ()
    rules: Rules = field(default_factory=Rules)

    @property
    def sureness(self) -> float:
        weighed = [(line.words.confidence, len(line.words.text)) for line in self.lines]
        return sum(c * n for c, n in weighed) / max(1, sum(n for _, n in weighed))


def _surer(first: _Reading, other: Callable[[], _Reading]) -> _Reading:
    """The first reading, unless it is poor and the page read the other way round is better."""
    if first.sureness >= _UPRIGHT:
        return first
    return max(first, other(), key=lambda r: r.sureness * sum(len(line.words.text) for line in r.lines))


def _read(colours: Picture, dpi: float, quarter: int) -> _Reading:
    picture, skew = clean(np.ascontiguousarray(np.rot90(colours, quarter)), dpi)
    ruled = rules(picture, dpi)
    scale = 72 / dpi
    tables = [_pixels(grid, scale) for grid in grids(_scaled(ruled, scale))]
    page = without_rules(picture, ruled, tables, dpi)
    boxes = ocr.find_lines(page)
    if not quarter and _is_sideways(boxes):
        return _Reading(quarter, skew, sideways=True)
    pieces = [piece for box in _in_cells(page, boxes, tables) for piece in _pieces(page, box)]
    lines = [line for line in _words(page, pieces) if line.words.text and line.words.confidence >= _LEAST_SURE]
    return _Reading(quarter, skew, lines=lines, rules=ruled)


def _scaled(rules: Rules, scale: float) -> Rules:
    def lines(some: Sequence[Rule]) -> list[Rule]:
        return [(round(place * scale, 1), round(begin * scale, 1), round(end * scale, 1)) for place, begin, end in some]

    return Rules(lines(rules.level), lines(rules.upright))


def _pixels(grid: Grid, scale: float) -> Grid:
    return Grid([x / scale for x in grid.xs], [y / scale for y in grid.ys], grid.cells)


def _is_sideways(boxes: Sequence[PixelBox]) -> bool:
    upright = [(b[2] - b[0]) * (b[3] - b[1]) for b in boxes if b[3] - b[1] > 2.5 * (b[2] - b[0])]
    return sum(upright) > 0.5 * sum((b[2] - b[0]) * (b[3] - b[1]) for b in boxes)


def _in_cells(page: Picture, boxes: Sequence[PixelBox], tables: Sequence[Grid]) -> list[PixelBox]:
    """The boxes, cut where they run over a table's rules, and a box for each cell with ink in which no line was found."""
    out: list[PixelBox] = []
    for box in boxes:
        table = next((t for t in tables if _holds(t.box, box)), None)
        out += [box] if table is None else _cut(page, box, table)
    for cell in (table.rectangle(cell) for table in tables for cell in {c for row in table.cells for c in row}):
        if not any(_holds(cell, box) for box in out):
            inner = ink_box(page, (cell[0] + 6, cell[1] + 6, cell[2] - 6, cell[3] - 6))
            if inner is not None and inner[3] - inner[1] > 8 and inner[2] - inner[0] > 3:
                out.append((inner[0] - 3, inner[1] - 3, inner[2] + 3, inner[3] + 3))
    return out


def _cut(page: Picture, box: PixelBox, table: Grid) -> list[PixelBox]:
    middle = (box[1] + box[3]) / 2
    cells = dict.fromkeys(cell for x in (box[0] + 1, *table.xs) if (cell := table.at(x + 1, middle)) is not None)
    row = [r for cell in cells if min((r := table.rectangle(cell))[2], box[2]) - max(r[0], box[0]) > 4]
    if len(row) < 2:
        return [box]
    parts = [(max(box[0], r[0] + 3), box[1], min(box[2], r[2] - 3), box[3]) for r in row]
    return [part for part in parts if part[2] - part[0] > 6 and ink_box(page, part) is not None]


def _holds(outer: PixelBox, box: PixelBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _pieces(page: Picture, box: PixelBox) -> list[PixelBox]:
    """A box of signs one below the other (an upright heading of a table) as a box a sign; any other box as it is."""
    tight = ink_box(page, box)
    if tight is None or tight[3] - tight[1] < _TALL * (tight[2] - tight[0]) or tight[3] - tight[1] < 20:
        return [box]
    x0, y0, x1, y1 = (round(v) for v in tight)
    rows = (page[y0:y1, x0:x1] < 150).sum(axis=1) > 0
    em = x1 - x0
    out: list[PixelBox] = []
    begin = 0
    for y in range(1, len(rows) + 1):
        ends = y == len(rows) or (not rows[y] and rows[y - 1])
        if ends and y - begin > 0.6 * em:
            out.append((x0 - 3, y0 + begin - 2, x1 + 3, y0 + y + 2))
            begin = y
    return out or [box]


def _words(page: Picture, boxes: Sequence[PixelBox]) -> list[ReadLine]:
    found = [(box, tight) for box in boxes if (tight := ink_box(page, box)) is not None]
    images = [_image(page, box, tight) for box, tight in found]
    return [
        ReadLine(words, tight, left, (image < 150).sum(axis=0))
        for (_, tight), (image, left), words in zip(found, images, ocr.read_lines([image for image, _ in images]), strict=True)
    ]


def _image(page: Picture, box: PixelBox, tight: PixelBox) -> tuple[Picture, float]:
    """The line's picture, as high as it was found and as wide as its ink with a little white, and its left edge on the page."""
    white = 0.15 * (tight[3] - tight[1]) + 2
    left, right = int(max(0, tight[0] - white)), int(min(page.shape[1], tight[2] + white))
    top, bottom = int(max(0, min(box[1], tight[1] - 2))), int(min(page.shape[0], max(box[3], tight[3] + 2)))
    return np.ascontiguousarray(page[top:bottom, left:right]), float(left)
