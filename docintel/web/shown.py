"""A paper's text as its page prints it: paragraphs, and tables as tables, each with its marks. Pure: no HTML is made here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docintel.domain.documents import Document, Table
from docintel.web.marks import Mark, Paragraph, paragraphs


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its lines; ``across`` and ``down`` count the places of the grid it covers."""

    start: int
    lines: tuple[Paragraph, ...]
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table; a cell that covers several places stands in the first of them alone."""

    start: int
    rows: tuple[tuple[ShownCell, ...], ...]


def shown(document: Document, marks: Iterable[Mark]) -> Iterator[Paragraph | ShownTable]:
    """The text in order. A table whose cells have no places is printed as its lines."""
    ordered = sorted(marks, key=lambda m: (m.start, -m.end))
    at = 0
    for table in document.tables:
        if table.start < at or not any(start < end for row in table.spans for start, end in row):
            continue
        yield from paragraphs(document.text, ordered, at, table.start)
        yield ShownTable(
            table.start, tuple(_rows(document.text, table, [m for m in ordered if m.start < table.end and m.end > table.start]))
        )
        at = table.end
    yield from paragraphs(document.text, ordered, at)


def starts(parts: Iterable[Paragraph | ShownTable]) -> Iterator[int]:
    """Where each paragraph and each cell with words begins."""
    for part in parts:
        if isinstance(part, Paragraph):
            yield part.start
        else:
            yield from (cell.start for row in part.rows for cell in row if cell.lines)


def _rows(text: str, table: Table, marks: Sequence[Mark]) -> Iterator[tuple[ShownCell, ...]]:
    taken: set[tuple[int, int]] = set()
    done: set[tuple[int, int]] = set()
    for r, row in enumerate(table.spans):
        cells: list[ShownCell] = []
        for c, (start, end) in enumerate(row):
            if (r, c) in taken:
                continue
            if start == end or (start, end) in done:  # nothing, or the rest of a merged cell that is no rectangle
                cells.append(ShownCell(start, ()))
                continue
            across, down = _size(table, r, c)
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            done.add((start, end))
            cells.append(ShownCell(start, tuple(paragraphs(text, marks, start, end)), across, down))
        yield tuple(cells)


def _size(table: Table, r: int, c: int) -> tuple[int, int]:
    """The rectangle of places that the cell at row ``r``, column ``c`` covers."""
    spans, own = table.spans, table.spans[r][c]
    across = 1
    while c + across < len(spans[r]) and spans[r][c + across] == own:
        across += 1
    down = 1
    while r + down < len(spans) and spans[r + down][c : c + across] == (own,) * across:
        down += 1
    return across, down
