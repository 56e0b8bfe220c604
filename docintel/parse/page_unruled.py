"""Tables without upright lines, told by the white between their columns: three columns or more over three rows or more."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docintel.parse.page_lines import Sign, lines_of, rows_of
from docintel.parse.page_tables import PageCell, PageTable

_WHITE = 1.0  # ems between two columns at least
_COLUMNS = 3  # a list of pairs is no table
_ROWS = 3  # rows that show every column's white
_LONGEST = 40  # signs of a cell's line: longer ones are running text
_NEAR = 1.45  # times the usual line distance: a line further down begins a row of its own
_CLOSE = 1.6  # times the type size: a cell's next line below the last row stands no further off
_LEAST_FILLED = 0.7  # share of the places in such rows that hold words

Span = tuple[float, float]


def unruled_tables(signs: Sequence[Sign], number: int) -> tuple[list[PageTable], list[Sign]]:
    """The tables of a page that the white between columns shows, and the signs outside them."""
    rows = [[sign for sign in row if sign.text.strip()] for row in rows_of(signs)]
    rows = [row for row in rows if row]
    made: list[PageTable] = []
    taken: set[int] = set()
    at = 0
    while at < len(rows):
        end, whites = _run(rows, at)
        table = _table(rows[at:end], whites, number) if end - at >= _ROWS else None
        if table is not None:
            made.append(table)
            taken |= {id(sign) for row in rows[at:end] for sign in row}
            at = end
        else:
            at += 1
    return made, [sign for sign in signs if id(sign) not in taken]


def _run(rows: Sequence[Sequence[Sign]], at: int) -> tuple[int, list[Span]]:
    """(end, whites): the rows from ``at`` on that leave the same white free, the last of them with every column's white inside it."""
    whites = _whites(rows[at])
    end = at
    kept = whites
    if len(whites) < _COLUMNS - 1:
        return at, []
    for i in range(at, len(rows)):
        whites = _shared(whites, [*_whites(rows[i]), *_margins(rows[i])], rows[i][0].size)
        if len(whites) < _COLUMNS - 1 or abs(rows[i][0].size - rows[at][0].size) > 2:
            break
        if len(_whites(rows[i])) >= _COLUMNS - 1 or (
            end == i and rows[i][0].x0 > whites[0][0] and rows[i][0].top - rows[i - 1][0].top < _CLOSE * rows[i][0].size
        ):
            end, kept = i + 1, whites
    return end, kept


def _whites(row: Sequence[Sign]) -> list[Span]:
    return [(a.x1, b.x0) for a, b in pairwise(row) if b.x0 - a.x1 >= _WHITE * b.size]


def _margins(row: Sequence[Sign]) -> list[Span]:
    return [(-1e6, row[0].x0), (row[-1].x1, 1e6)]


def _shared(whites: Sequence[Span], others: Sequence[Span], size: float) -> list[Span]:
    met = ((max(a, c), min(b, d)) for a, b in whites for c, d in others)
    return [(a, b) for a, b in met if b - a >= _WHITE * size]


def _table(rows: Sequence[Sequence[Sign]], whites: Sequence[Span], number: int) -> PageTable | None:
    edges = sorted((a + b) / 2 for a, b in whites)
    cells = [_cut(row, edges) for row in rows]
    whole = [row for row in cells if all(row[:1]) and sum(map(bool, row)) >= _COLUMNS]
    if len(whole) < _ROWS or any(len(cell) > _LONGEST for row in cells for cell in row):
        return None
    if sum(bool(cell) for row in whole for cell in row) < _LEAST_FILLED * len(whole) * (len(edges) + 1):
        return None
    pitch = min(b[0].top - a[0].top for a, b in pairwise(rows))
    grid: list[list[list[Sign]]] = []
    last = 0.0
    for row, signs in zip(cells, rows, strict=True):
        if grid and not row[0] and signs[0].top - last < _NEAR * pitch:  # a cell's next line
            for cell, more in zip(grid[-1], row, strict=True):
                cell.extend(more)
        else:
            grid.append(row)
        last = signs[0].top
    every = [sign for row in rows for sign in row]
    box = (min(s.x0 for s in every), min(s.top for s in every), max(s.x1 for s in every), max(s.bottom for s in every))
    return PageTable(box, (box[0], *edges, box[2]), [[_cell(cell, number) for cell in row] for row in grid], number)


def _cut(row: Sequence[Sign], edges: Sequence[float]) -> list[list[Sign]]:
    out: list[list[Sign]] = [[] for _ in range(len(edges) + 1)]
    for sign in row:
        out[sum(edge < (sign.x0 + sign.x1) / 2 for edge in edges)].append(sign)
    return out


def _cell(signs: Sequence[Sign], number: int) -> PageCell:
    lines = lines_of(signs, number)
    return PageCell("".join(line.text for line in lines), lines)
