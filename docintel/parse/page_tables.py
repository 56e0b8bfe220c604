"""Ruled tables of a PDF page as grids; merged cells are repeated. Frames and underlines are no tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docintel.parse.assembly import Cell, cell_lines
from docintel.parse.page_flow import Setting, paragraphs
from docintel.parse.page_lines import Line, join_lines, lines_of

_SNAP = 3.0  # points within which two edges are one
_MANY_EDGES = 4000  # a drawing, not a table


class PageCell(Cell):
    """A cell and the printed lines that it holds, in the order of its text."""

    __slots__ = ("lines",)

    def __init__(self, text: str, lines: Sequence[Line] = ()) -> None:
        super().__init__(text)
        self.lines = list(lines)

    def places(self, begin: int) -> Iterator[tuple[int, int, Line]]:
        """(start, end, line) of the cell's lines in the document's text, where the cell's words start at ``begin``."""
        position = 0
        for line in self.lines:
            found = self.text.find(line.text, position)
            if found >= 0:
                position = found + len(line.text)
                yield begin + found, begin + position, line

    def go_on(self, below: PageCell) -> None:
        """Take over the words of the cell's other half on the next page."""
        self.text = join_lines(self.text, below.text)
        self.lines += below.lines


@dataclass(slots=True)
class PageTable:
    """A table: its box (x0, top, x1, bottom) on its last page, column edges, grid, first and last page. Merged cells are one object."""

    box: tuple[float, float, float, float]
    columns: tuple[float, ...]
    grid: list[list[PageCell]]
    page: int
    first: int = 0

    def __post_init__(self) -> None:
        self.first = self.first or self.page

    def cells(self) -> list[PageCell]:
        """Each cell once, row by row."""
        return list({id(cell): cell for row in self.grid for cell in row}.values())


def tables_of(page: Any, number: int, before: PageTable | None = None) -> list[PageTable]:
    """The ruled tables of a page with two columns and two rows or more that hold words.

    ``before`` is the last table of the page before: a single row that goes on with its columns is a table too.
    """
    if len(page.rects) + len(page.lines) < 3 or len(page.edges) > _MANY_EDGES:
        return []
    every = page.find_tables()
    innermost = [t for t in every if not any(_around(t.bbox, other.bbox) for other in every if other is not t)]
    tables = (_table(table, page.chars, number, before) for table in innermost)
    return [table for table in tables if table is not None]


def _around(outer: Sequence[float], inner: Sequence[float]) -> bool:
    """Whether a frame runs around another table: the frame of a web page printed to PDF is none itself."""
    return outer[0] <= inner[0] + 1 and outer[1] <= inner[1] + 1 and outer[2] >= inner[2] - 1 and outer[3] >= inner[3] - 1


def _table(table: Any, chars: Sequence[dict[str, Any]], number: int, before: PageTable | None) -> PageTable | None:
    xs = _snap([c[0] for c in table.cells] + [c[2] for c in table.cells])
    ys = _snap([c[1] for c in table.cells] + [c[3] for c in table.cells])
    goes_on = before is not None and _same_columns(before.columns, xs)
    if len(xs) < 3 or ((len(ys) < 3 or len(table.cells) < 4) and not goes_on):
        return None
    box = tuple(table.bbox)
    inside = [c for c in chars if holds(box, c)]
    cells = [(rect, _cell(rect, inside, number)) for rect in table.cells]
    grid = [[_at(cells, (x0 + x1) / 2, (y0 + y1) / 2) for x0, x1 in pairwise(xs)] for y0, y1 in pairwise(ys)]
    texts = [cell for _, cell in cells if cell.text]
    if goes_on and texts:
        return PageTable(box, tuple(xs), grid, number)
    if len(texts) < 3 or max(len(c.text) for c in texts) > 0.9 * sum(len(c.text) for c in texts) > 400:
        return None
    return PageTable(box, tuple(xs), grid, number)


def holds(box: Sequence[float], char: dict[str, Any]) -> bool:
    """Whether a sign's middle lies in a box (x0, top, x1, bottom)."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _snap(edges: list[float]) -> list[float]:
    out: list[float] = []
    for edge in sorted(edges):
        if not out or edge - out[-1] > _SNAP:
            out.append(edge)
    return out


def _at(cells: Sequence[tuple[Sequence[float], PageCell]], x: float, y: float) -> PageCell:
    return next((cell for r, cell in cells if r[0] <= x <= r[2] and r[1] <= y <= r[3]), PageCell(""))


def _cell(rect: Sequence[float], chars: Sequence[dict[str, Any]], number: int) -> PageCell:
    lines = lines_of((c for c in chars if holds(rect, c)), number)
    return PageCell(_text(rect, lines), lines)


def _text(rect: Sequence[float], lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    size = max(line.size for line in lines)
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    # Centred cells have no indent to go by: lines that fill the widest one run on.
    pitch = min((b.top - a.top for a, b in pairwise(lines)), default=size * 1.5)
    centred = all(abs(line.middle - (rect[0] + rect[2]) / 2) < size for line in lines)
    if centred or right - left < 8 * size:
        return cell_lines(_narrow([line.text for line in lines]))
    return "\n".join(p.text for p in paragraphs(lines, Setting(left, right, size, pitch)))


def _narrow(lines: list[str]) -> list[str]:
    """A narrow cell's lines run on unless a mark or a new number ends them: names are broken anywhere."""
    out: list[str] = []
    for line in lines:
        if out and not out[-1].endswith(("。", "；", ";")) and line[:1] not in "①②③④⑤⑥⑦⑧⑨":
            out[-1] += line
        else:
            out.append(line)
    return out


def continues(upper: PageTable, lower: PageTable) -> bool:
    """Whether a table goes on with another on the next page: same columns."""
    return lower.page == upper.page + 1 and _same_columns(upper.columns, lower.columns)


def _same_columns(upper: Sequence[float], lower: Sequence[float]) -> bool:
    return len(upper) == len(lower) and all(abs(a - b) < 6 for a, b in zip(upper, lower, strict=True))


def append(upper: PageTable, lower: PageTable) -> None:
    """Put the rows of ``lower`` under ``upper``: a repeated heading row goes, a row or merged cell cut by the page's end is made whole."""
    rows = lower.grid
    if [cell.text for cell in rows[0]] == [cell.text for cell in upper.grid[0]]:
        rows = rows[1:]
    elif not rows[0][0].text and _cut(upper.grid[-1], rows[0]):
        for above, below in zip(upper.grid[-1], rows[0], strict=True):
            if below.text and below is not above:
                above.go_on(below)
        rows = rows[1:]
    _fill_down(upper.grid[-1], rows)
    upper.grid.extend(rows)
    upper.page = lower.page


def _cut(above: Sequence[PageCell], below: Sequence[PageCell]) -> bool:
    """Whether a row was cut by the page's end: what goes on does so in the middle of a sentence."""
    pairs = [(a.text, b.text) for a, b in zip(above, below, strict=True) if b.text]
    fullest = max(above, key=lambda cell: len(cell.text)).text
    return bool(pairs) and all(a for a, _ in pairs) and not fullest.endswith(("。", "；", ";", "！"))


def _fill_down(above: Sequence[PageCell], rows: list[list[PageCell]]) -> None:
    """Leading cells left empty at the top of a page belong to the merged cell before it."""
    if not rows:
        return
    for x, cell in enumerate(above[:-1]):
        opening = rows[0][x]
        if opening.text or not cell.text:
            return
        for row in rows:
            if row[x] is not opening:
                break
            row[x] = cell
