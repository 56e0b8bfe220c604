"""Ruled tables of a page as grids of cells; merged cells are repeated. Frames and underlines are no tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docintel.parse.assembly import Cell, cell_lines
from docintel.parse.page_flow import Setting, paragraphs
from docintel.parse.page_grid import Grid, Rules, grids
from docintel.parse.page_lines import Line, Sign, join_lines, lines_of


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


def tables_of(rules: Rules, signs: Sequence[Sign], number: int, before: PageTable | None = None) -> tuple[list[PageTable], list[Sign]]:
    """The ruled tables of a page with two columns and two rows or more that hold words, and the signs outside them.

    ``before`` is the last table of the page before: a single row that goes on with its columns is a table too. Of grids inside one
    another the outermost that is a table counts; a frame around a page is none.
    """
    made: list[PageTable] = []
    rest = list(signs)
    for grid in sorted(grids(rules), key=lambda g: -(g.xs[-1] - g.xs[0]) * (g.ys[-1] - g.ys[0])):
        if any(_around(table.box, grid.box) for table in made):
            continue
        inside = [(sign, cell) for sign in rest if (cell := grid.at((sign.x0 + sign.x1) / 2, (sign.top + sign.bottom) / 2)) is not None]
        table = _table(grid, inside, number, before) if inside else None
        if table is not None:
            made.append(table)
            taken = {id(sign) for sign, _ in inside}
            rest = [sign for sign in rest if id(sign) not in taken]
    return sorted(made, key=lambda table: table.box[1]), rest


def _around(outer: Sequence[float], inner: Sequence[float]) -> bool:
    return outer[0] <= inner[0] + 1 and outer[1] <= inner[1] + 1 and outer[2] >= inner[2] - 1 and outer[3] >= inner[3] - 1


def _table(grid: Grid, inside: Sequence[tuple[Sign, int]], number: int, before: PageTable | None) -> PageTable | None:
    goes_on = before is not None and _same_columns(before.columns, grid.xs)
    cells_drawn = len({cell for row in grid.cells for cell in row})
    if len(grid.xs) < 3 or ((len(grid.ys) < 3 or cells_drawn < 4) and not goes_on):
        return None
    held: dict[int, list[Sign]] = defaultdict(list)
    for sign, cell in inside:
        held[cell].append(sign)
    made = {cell: _cell(grid.rectangle(cell), held[cell], number) for row in grid.cells for cell in row}
    texts = [cell for cell in made.values() if cell.text]
    if not goes_on and (len(texts) < 3 or max(len(c.text) for c in texts) > 0.9 * sum(len(c.text) for c in texts) > 400):
        return None
    if not texts:
        return None
    return PageTable(grid.box, tuple(grid.xs), [[made[cell] for cell in row] for row in grid.cells], number)


def _cell(rectangle: Sequence[float], signs: Sequence[Sign], number: int) -> PageCell:
    lines = lines_of(signs, number)
    return PageCell(_text(rectangle, lines), lines)


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
