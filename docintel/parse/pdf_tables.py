"""Ruled tables of a PDF page as grids; merged cells are repeated. Frames and underlines are no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from docintel.parse.assembly import Cell, cell_lines
from docintel.parse.pdf_flow import Setting, paragraphs
from docintel.parse.pdf_lines import join_lines, lines_of

_SNAP = 3.0  # points within which two edges are one
_MANY_EDGES = 4000  # a drawing, not a table


@dataclass(slots=True)
class PdfTable:
    """A table on one page: its box (x0, top, x1, bottom), column edges and grid."""

    box: tuple[float, float, float, float]
    columns: tuple[float, ...]
    grid: list[list[Cell]]
    page: int


def tables_of(page: Any, number: int, before: PdfTable | None = None) -> list[PdfTable]:
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


def _table(table: Any, chars: Sequence[dict[str, Any]], number: int, before: PdfTable | None) -> PdfTable | None:
    xs = _snap([c[0] for c in table.cells] + [c[2] for c in table.cells])
    ys = _snap([c[1] for c in table.cells] + [c[3] for c in table.cells])
    goes_on = before is not None and _same_columns(before.columns, xs)
    if len(xs) < 3 or ((len(ys) < 3 or len(table.cells) < 4) and not goes_on):
        return None
    box = tuple(table.bbox)
    inside = [c for c in chars if holds(box, c)]
    cells = [(rect, Cell(_text(rect, inside, number))) for rect in table.cells]
    grid = [[_at(cells, (x0 + x1) / 2, (y0 + y1) / 2) for x0, x1 in pairwise(xs)] for y0, y1 in pairwise(ys)]
    texts = [cell for _, cell in cells if cell.text]
    if goes_on and texts:
        return PdfTable(box, tuple(xs), grid, number)
    if len(texts) < 3 or max(len(c.text) for c in texts) > 0.9 * sum(len(c.text) for c in texts) > 400:
        return None
    return PdfTable(box, tuple(xs), grid, number)


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


def _at(cells: Sequence[tuple[Sequence[float], Cell]], x: float, y: float) -> Cell:
    return next((cell for r, cell in cells if r[0] <= x <= r[2] and r[1] <= y <= r[3]), Cell(""))


def _text(rect: Sequence[float], chars: Sequence[dict[str, Any]], number: int) -> str:
    lines = lines_of((c for c in chars if holds(rect, c)), number)
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


def continues(upper: PdfTable, lower: PdfTable) -> bool:
    """Whether a table goes on with another on the next page: same columns."""
    return lower.page == upper.page + 1 and _same_columns(upper.columns, lower.columns)


def _same_columns(upper: Sequence[float], lower: Sequence[float]) -> bool:
    return len(upper) == len(lower) and all(abs(a - b) < 6 for a, b in zip(upper, lower, strict=True))


def append(upper: PdfTable, lower: PdfTable) -> None:
    """Put the rows of ``lower`` under ``upper``: a repeated heading row goes, a row or merged cell cut by the page's end is made whole."""
    rows = lower.grid
    if [cell.text for cell in rows[0]] == [cell.text for cell in upper.grid[0]]:
        rows = rows[1:]
    elif not rows[0][0].text and _cut(upper.grid[-1], rows[0]):
        for above, below in zip(upper.grid[-1], rows[0], strict=True):
            if below.text and below is not above:
                above.text = join_lines(above.text, below.text)
        rows = rows[1:]
    _fill_down(upper.grid[-1], rows)
    upper.grid.extend(rows)
    upper.page = lower.page


def _cut(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a row was cut by the page's end: what goes on does so in the middle of a sentence."""
    pairs = [(a.text, b.text) for a, b in zip(above, below, strict=True) if b.text]
    fullest = max(above, key=lambda cell: len(cell.text)).text
    return bool(pairs) and all(a for a, _ in pairs) and not fullest.endswith(("。", "；", ";", "！"))


def _fill_down(above: Sequence[Cell], rows: list[list[Cell]]) -> None:
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
