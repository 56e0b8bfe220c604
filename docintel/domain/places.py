"""Where the words of a span stand in the file: page and boxes, or paragraph, or table cell. Pure; found from the offset alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, groupby
from unicodedata import east_asian_width

from docintel.domain.documents import Block, Document, PlacedLine, Table

Box = tuple[float, float, float, float]
LOW_CONFIDENCE = 0.85
"""Text read from an image with less confidence than this is marked for the reader (RapidOCR reads clean print above 0.95)."""
_SHORT_HEADING = 12  # characters: a longer first row is no heading of its column
_UPRIGHT = 1.5  # times as high as wide: three signs in a row are never that
_HEADER = "header"  # the address of lines kept from the page header (Word)
_HALF = ("Na", "H", "N")  # UAX #11: narrow in a Chinese font; everything else takes a full square


@dataclass(frozen=True, slots=True)
class Place:
    """One stretch of a span, [start, end), and where it stands.

    With pages: ``page`` from 1 and ``boxes``, each (left, top, right, bottom) as shares of the page's width and height; none where only
    the page is known. ``paragraph`` (tables and footnotes not counted), ``table``, ``row`` and ``column`` count from 1; ``heading`` is
    the first row's word for the column, ``sheet`` the worksheet's number, ``ref`` the file's own address of the part. ``confidence`` is
    that of text read from an image.
    """

    start: int
    end: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    paragraph: int | None = None
    note: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    heading: str = ""
    sheet: int | None = None
    ref: str | None = None
    confidence: float | None = None

    @property
    def words(self) -> str:
        """The place as a clerk says it: 第3页, 第12段, 表1 第3行“牵头单位”."""
        return in_words((self,))


class Places:
    """The places of one document's spans; built once, asked often."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._pages = document.pages
        self._lines = document.lines
        self._reach = list(accumulate((line.end for line in document.lines), max))
        self._parts = list(_parts(document))
        self._ends = [part.block.end for part in self._parts]

    def of(self, start: int, end: int) -> tuple[Place, ...]:
        """Where the words at [start, end) stand, in text order, one place a page, paragraph or cell; () for white space."""
        return tuple(_joined(place for part in self._between(start, end) for place in self._in(part, start, end)))

    def _between(self, start: int, end: int) -> Iterator[_Part]:
        for part in self._parts[bisect_right(self._ends, start) :]:
            if part.block.start >= end:
                return
            yield part

    def _in(self, part: _Part, start: int, end: int) -> Iterator[Place]:
        for begin, stop, row, column in part.cells(max(start, part.block.start), min(end, part.block.end)):
            if not self._text[begin:stop].strip():
                continue
            pages = self._boxes(begin, stop)
            if not pages and part.block.page is not None:
                pages = [(part.block.page, begin, stop, ())]
            for page, a, b, boxes in pages or [(None, begin, stop, ())]:
                yield replace(part.place(row, column), start=a, end=b, page=page, boxes=boxes)

    def _boxes(self, start: int, end: int) -> list[tuple[int | None, int, int, tuple[Box, ...]]]:
        """(page, start, end, boxes) of the placed lines that hold some of [start, end)."""
        found = []
        for page, lines in groupby(self._lines_between(start, end), key=lambda line: line.page):
            here = list(lines)
            boxes = (line.box if self._upright(line) else cut(line, self._text, start, end) for line in here)
            found.append((page, max(start, here[0].start), min(end, here[-1].end), tuple(box for box in boxes if box)))
        return found

    def _upright(self, line: PlacedLine) -> bool:
        """Whether the line stands on its side (a landscape table on an upright page): it is shown whole, its direction is not known."""
        width, height = self._pages[line.page - 1] if line.page <= len(self._pages) else (1.0, 1.0)
        left, top, right, bottom = line.box
        return (bottom - top) * height > _UPRIGHT * (right - left) * width and line.end - line.start > 2

    def _lines_between(self, start: int, end: int) -> Iterator[PlacedLine]:
        for line in self._lines[bisect_right(self._reach, start) :]:
            if line.start >= end:
                return
            if line.end > start:
                yield line


def places(document: Document, start: int, end: int) -> tuple[Place, ...]:
    """Where the words at [start, end) of ``document`` stand; for many spans of one document build :class:`Places` once."""
    return Places(document).of(start, end)


def cut(line: PlacedLine, text: str, start: int, end: int) -> Box | None:
    """The part of the line's box that [start, end) takes, by the width of its characters; None where it holds no words."""
    begin, stop = max(start, line.start), min(end, line.end)
    if not text[begin:stop].strip():
        return None
    left, top, right, bottom = line.box
    words = text[line.start : line.end]
    return (
        left + (right - left) * _share(line, words, begin - line.start),
        top,
        left + (right - left) * _share(line, words, stop - line.start),
        bottom,
    )


def _share(line: PlacedLine, words: str, at: int) -> float:
    """Where the sign at offset ``at`` of the line begins, as a share of its width."""
    low, high = (0, 0.0), (len(words), 1.0)
    for knot in line.knots:
        if knot[0] > at:
            high = knot
            break
        low = knot
    if at >= high[0] or low[0] >= high[0]:
        return high[1]
    whole = width_of(words[low[0] : high[0]])
    return low[1] + (high[1] - low[1]) * (width_of(words[low[0] : at]) / whole if whole else 0.0)


def width_of(text: str) -> float:
    """Squares: a Chinese sign takes one, an ASCII sign half."""
    return sum(map(_sign_width, text))


@cache
def _sign_width(sign: str) -> float:
    return 0.5 if east_asian_width(sign) in _HALF else 1.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A block with its number among its like; ``grid`` where it is a table."""

    block: Block
    kind: str  # paragraph | note | table
    number: int
    grid: _Grid | None = None

    def cells(self, start: int, end: int) -> Iterator[tuple[int, int, int | None, int | None]]:
        """(start, end, row, column) of the cells in [start, end); the stretch itself outside tables."""
        if self.grid is None:
            yield start, end, None, None
            return
        for begin, stop, row, column in self.grid.cells:
            if begin < end and stop > start:
                yield max(start, begin), min(end, stop), row, column

    def place(self, row: int | None, column: int | None) -> Place:
        """The block's own place, or a cell's."""
        return Place(
            self.block.start,
            self.block.end,
            paragraph=self.number if self.kind == "paragraph" else None,
            note=self.number if self.kind == "note" else None,
            table=self.number if self.kind == "table" else None,
            row=row,
            column=column,
            heading=self.grid.heading(row, column) if self.grid and row and column else "",
            sheet=_sheet(self.block.ref),
            ref=self.block.ref,
            confidence=self.block.confidence,
        )


class _Grid:
    """A table's cells, each once, in text order."""

    def __init__(self, table: Table) -> None:
        self._rows, self._spans = table.rows, table.spans
        first: dict[tuple[int, int], tuple[int, int]] = {}
        for r, spans in enumerate(table.spans, 1):
            for c, (start, end) in enumerate(spans, 1):
                if start < end:
                    first.setdefault((start, end), (r, c))
        self.cells = sorted((start, end, r, c) for (start, end), (r, c) in first.items())
        self._head = next((i for i, row in enumerate(table.rows) if len({cell for cell in row if cell}) > 1), 0)

    def heading(self, row: int, column: int) -> str:
        """The word that heads the column: of the first row below a title, of the next where a word there covers several columns.

        "" in that row itself and where the words are too many to be a heading.
        """
        head, c = self._head, column - 1
        while head + 1 < len(self._spans) and self._covers_several(head, c):
            head += 1
        if row - 1 <= head:
            return ""
        word = "".join(self._rows[head][c].split())
        return word if len(word) <= _SHORT_HEADING else ""

    def _covers_several(self, row: int, column: int) -> bool:
        spans = self._spans[row]
        return any(0 <= c < len(spans) and spans[c] == spans[column] and spans[c][0] < spans[c][1] for c in (column - 1, column + 1))


def _parts(document: Document) -> Iterator[_Part]:
    """Blocks with their numbers; a file whose reader gave none is read by its lines."""
    tables = {table.start: table for table in document.tables}
    counts = {"paragraph": 0, "note": 0, "table": 0}
    last = None
    for block in document.blocks or _text_lines(document.text):
        kind = {"table": "table", "footnote": "note"}.get(block.kind, "paragraph")
        parted = block.ref is not None and block.ref == last and block.ref.startswith("p")  # a paragraph whose box or line break parts it
        if kind != "paragraph" or not (parted or block.ref == _HEADER):
            counts[kind] += 1
        table = tables.get(block.start) if kind == "table" else None
        yield _Part(block, kind, counts[kind], _Grid(table) if table and table.spans else None)
        last = block.ref


def _text_lines(text: str) -> Iterator[Block]:
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield Block(at, at + len(line))
        at += len(line) + 1


def _sheet(ref: str | None) -> int | None:
    """The worksheet's number in an address such as ``s2``."""
    return int(ref[1:]) if ref and ref[0] == "s" and ref[1:].isdigit() else None


def _joined(found: Iterable[Place]) -> Iterator[Place]:
    """Places on one page drawn together, their boxes in order; what has no page stays as it is."""
    for page, group in groupby(found, key=lambda place: place.page):
        here = list(group)
        if page is None:
            yield from here
            continue
        one = here[0]
        sure = [p.confidence for p in here if p.confidence is not None]
        same = {(p.table, p.row, p.column) for p in here}
        table = one.table if len({p.table for p in here}) == 1 else None
        row = one.row if table and len({p.row for p in here}) == 1 else None
        yield replace(
            one,
            end=here[-1].end,
            boxes=tuple(box for p in here for box in p.boxes),
            table=table,
            row=row,
            column=one.column if len(same) == 1 else None,
            heading=one.heading if len(same) == 1 else "",
            confidence=min(sure) if sure else None,
        )


def in_words(found: Sequence[Place]) -> str:
    """The places of one span as a clerk says them: 第3–4页; 第12–14段; 表1 第3行“牵头单位”; "" for none."""
    pages = sorted({p.page for p in found if p.page is not None})
    if pages:
        said = f"第{_run(pages)}页"
        return f"{said} {_cells(found)}" if all(p.table for p in found) else said
    groups = groupby(found, key=lambda p: (p.sheet, p.table, p.note is None, p.ref if p.ref and p.ref[0] in "hi" else None))
    return "、".join(_said(list(group)) for _, group in groups)


def _said(group: Sequence[Place]) -> str:
    one = group[0]
    if one.ref == _HEADER:
        return "页眉"
    if one.ref and re.fullmatch(r"i\d+", one.ref):
        return f"第{one.ref[1:]}张图片"
    sheet = f"第{one.sheet}张工作表 " if one.sheet else ""
    if one.table:
        return sheet + _cells(group)
    if one.note:
        return f"脚注{_run([p.note for p in group if p.note])}"
    return f"{sheet}第{_run([p.paragraph for p in group if p.paragraph])}段"


def _cells(group: Sequence[Place]) -> str:
    tables = list(dict.fromkeys(p.table for p in group if p.table))
    name = f"表{_run(tables)}"
    rows = [p.row for p in group if p.row]
    if len(tables) > 1 or len(rows) < len(group):
        return name
    said = f"{name} 第{_run(rows)}行"
    columns = {p.column for p in group}
    if len(columns) > 1 or None in columns:
        return said
    return f"{said}“{group[0].heading}”" if group[0].heading else f"{said}第{group[0].column}列"


def _run(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if min(numbers) == max(numbers) else f"{min(numbers)}–{max(numbers)}"
