"""Puts a document's text together from paragraphs and tables, so that blocks and tables know where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from docintel.domain.documents import Block, Table
from docintel.parse.source import Body

Grid = Sequence[Sequence["Cell"]]


class Cell:
    """A table cell; the places of a grid that a merged cell covers hold the same object."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text.strip()


class Assembly:
    """Collects parts in reading order. Parts are parted by one newline; blank parts are dropped."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._tables: list[Table] = []

    def paragraph(
        self, text: str, kind: str = "paragraph", page: int | None = None, ref: str | None = None, confidence: float | None = None
    ) -> int:
        """A paragraph (it may hold line breaks); leading indentation and trailing blanks are dropped. Returns where it stands."""
        words = text.strip()
        start = self._length
        if words:
            self._put(words)
            self._blocks.append(Block(start, start + len(words), kind, page, ref, confidence))
        return start

    def table(self, grid: Grid, page: int | None = None, ref: str | None = None, confidence: float | None = None) -> dict[int, int]:
        """A table in place: a row a line, cells parted by tabs, each merged cell once. A single cell is a frame: paragraphs.

        Returns where each cell (by its id) stands in the text.
        """
        cells = {id(cell): cell for row in grid for cell in row}
        if not any(cell.text for cell in cells.values()):
            return {}
        if len(cells) == 1:
            only = next(iter(cells.values()))
            start = self._length
            for line in only.text.split("\n"):
                self.paragraph(line, page=page, ref=ref, confidence=confidence)
            return {id(only): start}
        text, places = flatten(grid)
        start = self._put(text)
        spans = tuple(tuple((start + places[id(c)][0], start + places[id(c)][1]) for c in row) for row in grid)
        rows = tuple(tuple(cell.text for cell in row) for row in grid)
        self._blocks.append(Block(start, start + len(text), "table", page, ref, confidence))
        self._tables.append(Table(rows, start, start + len(text), page, spans))
        return {key: start + place[0] for key, place in places.items()}

    def take(self, body: Body) -> None:
        """What another parser made, behind what is there."""
        tables = {table.start: table for table in body.tables}
        for block in body.blocks:
            table = tables.get(block.start) if block.kind == "table" else None
            if table is None:
                self.paragraph(body.text[block.start : block.end], block.kind, ref=block.ref, confidence=block.confidence)
                continue
            cells: dict[tuple[int, int], Cell] = {}
            grid = [
                [cells.setdefault(span, Cell(text)) if text else Cell("") for text, span in zip(row, spans, strict=True)]
                for row, spans in zip(table.rows, table.spans, strict=True)
            ]
            self.table(grid, ref=block.ref, confidence=block.confidence)

    def body(self, warnings: Sequence[str] = (), title_hint: str | None = None) -> Body:
        """What was collected."""
        return Body("".join(self._pieces), tuple(self._blocks), tuple(self._tables), tuple(warnings), title_hint)

    def _put(self, text: str) -> int:
        start = self._length
        self._pieces += (text, "\n")
        self._length += len(text) + 1
        return start


def joined(first: Body, second: Body) -> Body:
    """Two bodies as one, the second behind the first; both tell their warnings."""
    out = Assembly()
    out.take(first)
    out.take(second)
    return out.body((*second.warnings, *first.warnings), first.title_hint)


def flatten(grid: Grid) -> tuple[str, dict[int, tuple[int, int]]]:
    """A grid as text, and where each cell (by id) stands in it. Rows that hold nothing new are left out."""
    pieces: list[str] = []
    length = 0
    places: dict[int, tuple[int, int]] = {}
    for row in grid:
        fresh = [cell for i, cell in enumerate(row) if id(cell) not in places and cell not in row[:i]]
        if pieces and any(c.text for c in fresh):
            pieces.append("\n")
            length += 1
        begun = False
        for cell in fresh:
            if not cell.text:
                places[id(cell)] = (length, length)
                continue
            if begun:
                pieces.append("\t")
                length += 1
            places[id(cell)] = (length, length + len(cell.text))
            pieces.append(cell.text)
            length += len(cell.text)
            begun = True
    return "".join(pieces), places


def cell_lines(lines: list[str]) -> str:
    """A cell's lines as its text. Lines of one or two signs are one upright heading (序|号 → 序号)."""
    kept = [line.strip() for line in lines if line.strip()]
    upright = len(kept) > 1 and all(len(line) <= 2 and not line[0].isdigit() for line in kept)
    return ("" if upright else "\n").join(kept)
