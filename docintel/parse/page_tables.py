"""Ruled tables of a page as grids of cells; merged cells are repeated. Frames and underlines are no tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docintel.parse.assembly import Cell, cell_lines
from docintel.parse.page_flow import opens, paragraphs
from docintel.parse.page_grid import Grid, Rules, grids
from docintel.parse.page_lines import Line, Sign, join_lines, lines_of
from docintel.parse.page_margins import Setting

_FULL = 1.8  # ems: a line that ends this near the cell's edge fills it
_NEAR = 6.0  # points by which the columns of a table may move from page to page
_LONG = 12  # signs from which a cell's words may run over a page's end
_STOPS = ("。", "；", ";", "！", "：")
_TITLES = 3  # rows from the top among which the heading row is looked for


class PageCell(Cell):
    """A cell, the printed lines that it holds in the order of its text, and whether the last one fills the cell's width."""

    __slots__ = ("full", "lines")

    def __init__(self, text: str, lines: Sequence[Line] = (), full: bool = False) -> None:
        super().__init__(text)
        self.lines, self.full = list(lines), full

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
        ended = self.text.endswith(_STOPS) and (not self.full or opens(below.text))
        self.text = f"{self.text}\n{below.text}" if ended else join_lines(self.text, below.text)
        self.lines += below.lines
        self.full = below.full


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
    full = bool(lines) and rectangle[2] - lines[-1].x1 < _FULL * lines[-1].size
    return PageCell(_text(rectangle, lines), lines, full)


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
    """Whether a table goes on with another on the next page: same columns, or all columns of the one are edges of the other too."""
    return lower.page == upper.page + 1 and (
        _same_columns(upper.columns, lower.columns) or _within(upper.columns, lower.columns) or _within(lower.columns, upper.columns)
    )


def _same_columns(upper: Sequence[float], lower: Sequence[float]) -> bool:
    return len(upper) == len(lower) and _within(lower, upper)


def _within(inner: Sequence[float], outer: Sequence[float]) -> bool:
    """Whether two tables have the same sides and each inner edge of the one is an edge of the other."""
    sides = all(abs(a - b) < _NEAR for a, b in ((inner[0], outer[0]), (inner[-1], outer[-1])))
    return sides and all(any(abs(a - b) < _NEAR for b in outer) for a in inner)


def _widened(table: PageTable, columns: tuple[float, ...]) -> list[list[PageCell]]:
    """A table's rows on the finer ``columns``: a cell covers all that lie in it."""
    places = [(a + b) / 2 for a, b in pairwise(columns)]
    at = [max(0, sum(edge < place for edge in table.columns) - 1) for place in places]
    return [[row[min(i, len(row) - 1)] for i in at] for row in table.grid]


def append(upper: PageTable, lower: PageTable) -> None:
    """Put the rows of ``lower`` under ``upper``: repeated heading rows go, a row or merged cell cut by the page's end is made whole."""
    columns = max(upper.columns, lower.columns, key=len)
    upper.grid, lower.grid, upper.columns = _widened(upper, columns), _widened(lower, columns), columns
    rows = lower.grid[_repeated(upper.grid, lower.grid) :]
    if rows and _is_cut(upper.grid, rows[0]):
        for above, below in {id(below): (above, below) for above, below in zip(upper.grid[-1], rows[0], strict=True)}.values():
            if below.text and below is not above:
                above.go_on(below)
        _replace(rows, dict(zip(map(id, rows[0]), upper.grid[-1], strict=True)))
        rows = rows[1:]
    _fill_down(upper.grid[-1], rows)
    upper.grid.extend(rows)
    upper.page = lower.page


def _repeated(upper: Sequence[Sequence[PageCell]], lower: Sequence[Sequence[PageCell]]) -> int:
    """How many rows at the top of ``lower`` repeat the heading rows of ``upper`` (a title row above them is not repeated)."""
    for first in range(min(_TITLES, len(upper))):
        count = 0
        for above, below in zip(upper[first:], lower, strict=False):
            if [squeezed(cell.text) for cell in above] != [squeezed(cell.text) for cell in below]:
                break
            count += 1
        if count and any(cell.text for cell in lower[0]):
            return count
    return 0


def _is_cut(upper: Sequence[Sequence[PageCell]], below: Sequence[PageCell]) -> bool:
    """Whether a row was cut by the page's end.

    A column that no row leaves empty or shares with another (序号) proves it by a cell on one side alone. Elsewhere empty cells may
    belong to merged ones, and words that go on in the middle decide.
    """
    above = upper[-1]
    if above[0].text and below[0].text:
        return False
    proof = [c for c in range(len(above)) if _is_own(upper, c) and (bool(above[c].text) != bool(below[c].text))]
    pairs = [(a, b) for a, b in zip(above, below, strict=True) if a is not b and a.text and b.text]
    if any(not a.full and len(a.text) < _LONG and len(b.text) < _LONG for a, b in pairs):
        return False
    goes_on = any(a.full and not a.text.endswith(_STOPS) and len(a.text) >= _LONG for a, b in pairs)
    return goes_on or bool(proof)


def _is_own(rows: Sequence[Sequence[PageCell]], column: int) -> bool:
    """Whether each row (two or more under a heading) has words of its own in a column; the last one may miss them."""
    cells = [row[column] for row in rows[:-1]]
    return len(cells) > 1 and all(cell.text for cell in cells) and len({id(cell) for cell in cells}) == len(cells)


def _replace(rows: list[list[PageCell]], cells: dict[int, PageCell]) -> None:
    """Put the whole cells in the place of their lower halves, in all rows that a half covers."""
    for row in rows:
        row[:] = [cells.get(id(cell), cell) for cell in row]


def squeezed(text: str) -> str:
    """Words without white space, to compare cells by."""
    return "".join(text.split())


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
