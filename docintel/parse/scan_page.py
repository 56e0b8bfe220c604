"""A page's picture → its printed lines and ruled tables. Only with the extra ``ocr`` (OpenCV, rapidocr)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from docintel.parse import ocr
from docintel.parse.ocr import Picture, PixelBox
from docintel.parse.page_grid import Grid, Rule, Rules, grids
from docintel.parse.scan_clean import clean, without_specks
from docintel.parse.scan_rules import rules, without_rules
from docintel.parse.scan_signs import INK, Printed, ReadLine, ink_box, printed

_LEAST_SURE = 0.5  # a line that the model believes in less is a stain, a stamp, a picture
_UPRIGHT = 0.75  # mean belief under which the page may stand on its head
_MARGIN = 0.14  # times a line's height: the white that the recogniser is used to
_FLAT = 0.5
_SAMPLE = 8  # lines that show it
_SIGN = 1.1  # times its width that a sign is high at most: the pieces of 号 are put together
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
    sheet = _upright(colours, dpi)
    scale = 72 / dpi
    return Recognised(printed(sheet.lines(), scale), _scaled(sheet.rules, scale), sheet.quarter, sheet.skew)


def _upright(colours: Picture, dpi: float) -> _Sheet:
    """The page turned so that its words can be read: a few lines show whether they can."""
    sheet = _Sheet(colours, dpi, 0)
    quarters = (1, 3) if sheet.is_sideways else (0, 2)
    first = _Sheet(colours, dpi, 1) if sheet.is_sideways else sheet
    if first.sureness >= _UPRIGHT or not first.boxes:
        return first
    return max(first, _Sheet(colours, dpi, quarters[1]), key=lambda s: s.sureness)


class _Sheet:
    """A page turned left by ``quarter`` quarters: its clean picture, rules and boxes of lines; lines are read when asked for."""

    def __init__(self, colours: Picture, dpi: float, quarter: int) -> None:
        self.quarter = quarter
        pictures, self.skew = clean(np.ascontiguousarray(np.rot90(colours, quarter)), dpi)
        self.rules = rules(pictures[0], dpi)
        scale = 72 / dpi
        tables = [_pixels(grid, scale) for grid in grids(_scaled(self.rules, scale))]
        self._pages = [without_specks(without_rules(picture, self.rules, tables, dpi), dpi) for picture in pictures]
        page = self._pages[0]
        found = ocr.find_lines(page)
        self.is_sideways = not quarter and _is_sideways(found)
        self.boxes = [piece for box in _in_cells(page, found, tables) for piece in _pieces(page, box)]
        self._read: dict[PixelBox, ReadLine] = {}

    @cached_property
    def sureness(self) -> float:
        """How sure the recogniser is of a few of the longest lines."""
        sample = _words(self._pages, sorted(self.boxes, key=lambda b: b[0] - b[2])[:_SAMPLE])
        self._read.update(sample)
        weighed = [(line.words.confidence, len(line.words.text)) for line in sample.values()]
        return sum(c * n for c, n in weighed) / max(1, sum(n for _, n in weighed))

    def lines(self) -> list[ReadLine]:
        """All lines in which words are seen, in the order of the boxes."""
        self._read.update(_words(self._pages, [box for box in self.boxes if box not in self._read]))
        every = (self._read[box] for box in self.boxes if box in self._read)
        return [line for line in every if line.words.text and line.words.confidence >= _LEAST_SURE]


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
    if len(row) < 2 and table.box[0] - 3 < box[0] and box[2] < table.box[2] + 3:
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
    rows = np.flatnonzero((page[y0:y1, x0:x1] < INK).sum(axis=1) > 0)
    strokes = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    out: list[tuple[int, int]] = []
    for first, last in ((int(stroke[0]), int(stroke[-1]) + 1) for stroke in strokes):
        if out and last - out[-1][0] <= _SIGN * (x1 - x0):
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return [(x0 - 3, y0 + first - 2, x1 + 3, y0 + last + 2) for first, last in out if last - first > 2]


def _words(pages: Sequence[Picture], boxes: Sequence[PixelBox]) -> dict[PixelBox, ReadLine]:
    """The line in each box with ink; where the pictures of the page differ, as it is read with most certainty."""
    found: list[tuple[PixelBox, PixelBox, tuple[Picture, float, float]]] = []
    for box in boxes:
        tight = ink_box(pages[0], box)
        if tight is None:
            continue
        first = _image(pages[0], box, tight)
        found.append((box, tight, first))
        others = (_image(page, box, tight) for page in pages[1:])
        found += [(box, tight, image) for image in others if not np.array_equal(image[0], first[0])]
    out: dict[PixelBox, ReadLine] = {}
    for (box, tight, image), words in zip(found, ocr.read_lines([image for _, _, (image, _, _) in found]), strict=True):
        if box not in out or words.confidence > out[box].words.confidence:
            out[box] = ReadLine(words, tight, *image)
    return out


def _image(page: Picture, box: PixelBox, tight: PixelBox) -> tuple[Picture, float, float]:
    """The line's picture, its ink with a little white around, and its left and upper edge on the page."""
    white = 0.15 * (tight[3] - tight[1]) + 2
    left, right = int(max(0, tight[0] - white)), int(min(page.shape[1], tight[2] + white))
    height = tight[3] - tight[1]
    above = below = _MARGIN * height
    if height < _FLAT * (box[3] - box[1]):  # 一 shows no height of its own
        above, below = tight[1] - box[1], box[3] - tight[3]
    top, bottom = int(max(0, tight[1] - above - 2)), int(min(page.shape[0], tight[3] + below + 2))
    return np.ascontiguousarray(page[top:bottom, left:right]), float(left), float(top)
