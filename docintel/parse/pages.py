"""Pages of placed lines and tables → the document's text: what PDF, OFD and scans share.

A reader of such a kind fills one ``Page`` after another; ``body_of`` drops what runs along the edges, reflows the lines into paragraphs,
joins tables over page breaks and keeps the place of every line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from docintel.domain.documents import PlacedLine
from docintel.parse.assembly import Assembly
from docintel.parse.furniture import is_furniture
from docintel.parse.page_flow import Settings, paragraphs
from docintel.parse.page_furniture import without_furniture
from docintel.parse.page_lines import Line
from docintel.parse.page_tables import PageTable, append, continues
from docintel.parse.source import Body

Box = tuple[float, float, float, float]
_NAMED = 8  # doubtful places that a page's warning names


@dataclass(slots=True)
class Page:
    """One page as it is read: sizes and places are points (1/72 inch) from the upper left corner, lines in reading order.

    Lines inside a table belong to the table's cells alone. ``quarter``: by how many clockwise quarters the words are turned on the page as
    shown (a landscape table on an upright page); sizes and places here are those of the page turned back. ``skew``: degrees by which a
    scanned page was then turned left to lie level.
    """

    number: int  # from 1
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    quarter: int = 0
    skew: float = 0.0

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as the page is shown."""
        return (self.height, self.width) if self.quarter % 2 else (self.width, self.height)

    def share(self, line: Line) -> tuple[float, float, float, float]:
        """A line's (left, top, right, bottom) on the page as shown, as shares of its width and height."""
        width, height = max(self.width, 1.0), max(self.height, 1.0)
        x0, y0, x1, y1 = self._askew((line.shift + line.x0, line.top, line.shift + line.x1, line.bottom))
        left, right, top, bottom = _share(x0 / width), _share(x1 / width), _share(y0 / height), _share(y1 / height)
        turned = (
            (left, top, right, bottom),
            (1 - bottom, left, 1 - top, right),
            (1 - right, 1 - bottom, 1 - left, 1 - top),
            (top, 1 - right, bottom, 1 - left),
        )[self.quarter]
        return tuple(round(value, 4) for value in turned)  # type: ignore[return-value]

    def _askew(self, box: Box) -> Box:
        """A box of the level page on the page as it was scanned: the box around the slanting words."""
        if not self.skew:
            return box
        cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
        middle = self.width / 2, self.height / 2
        away = [(x - middle[0], y - middle[1]) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = [middle[0] + x * cos - y * sin for x, y in away], [middle[1] + x * sin + y * cos for x, y in away]
        return min(xs), min(ys), max(xs), max(ys)


def body_of(pages: Sequence[Page], warnings: Sequence[str] = (), title: str | None = None) -> Body:
    """The text of ``pages`` (in order), with blocks, tables and the place of each line."""
    out = Assembly()
    placed: list[tuple[int, int, Line]] = []
    for part in _parts(pages):
        if isinstance(part, PageTable):
            cells = part.cells()
            starts = out.table(part.grid, part.first, confidence=_confidence([line for cell in cells for line in cell.lines]))
            placed += [place for cell in cells if id(cell) in starts for place in cell.places(starts[id(cell)])]
        else:
            for paragraph in paragraphs(part[0], part[1]):
                if is_furniture(paragraph.text):  # buttons of a web page printed to PDF
                    continue
                sure = _confidence([line for _, line in paragraph.lines])
                start = out.paragraph(paragraph.text, paragraph.kind, paragraph.page, confidence=sure)
                end = start + len(paragraph.text.strip())
                placed += [(start + at, min(end, start + at + len(line.text)), line) for at, line in paragraph.lines]
    by_number = {page.number: page for page in pages}
    placed.sort(key=lambda p: p[:2])
    lines = tuple(PlacedLine(start, end, line.page, by_number[line.page].share(line)) for start, end, line in placed if start < end)
    return replace(out.body([*warnings, *_unsure(placed)], title), lines=lines, pages=tuple(page.shown for page in pages))


def _unsure(placed: Sequence[tuple[int, int, Line]]) -> list[str]:
    """A warning a page that names the words the recogniser was not sure of."""
    words: dict[int, list[str]] = {}
    for _, _, line in placed:
        if line.unsure:
            words.setdefault(line.page, []).extend(line.unsure)
    return [
        f"第 {page} 页文字识别没有把握，请对照原页核对：{'、'.join(f'“{w}”' for w in some[:_NAMED])}"
        + (f"等 {len(some)} 处" if len(some) > _NAMED else "")
        for page, some in sorted(words.items())
    ]


def page_list(numbers: Sequence[int]) -> str:
    """1、2、5–9: page numbers with runs drawn together."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _confidence(lines: Sequence[Line]) -> float | None:
    """Mean over the signs of the lines that were read from a picture; None when none was."""
    read = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    return round(sum(c * n for c, n in read) / max(1, sum(n for _, n in read)), 4) if read else None


def _in_order(page: Page, lines: Sequence[Line]) -> list[Line | PageTable]:
    """A page's lines, already in reading order, with each table before the first line below its top."""
    items: list[Line | PageTable] = list(lines)
    for table in sorted(page.tables, key=lambda t: t.box[1], reverse=True):
        below = (i for i, item in enumerate(items) if (item.box[1] if isinstance(item, PageTable) else item.top) >= table.box[1])
        items.insert(next(below, len(items)), table)
    return items


def _parts(pages: Sequence[Page]) -> Iterator[PageTable | tuple[list[Line], Settings]]:
    """Tables and runs of lines between them, in reading order; a table that goes on overleaf is one table."""
    kept = without_furniture({page.number: page.lines for page in pages}, {page.number: page.height for page in pages})
    how = Settings([line for page in pages for line in kept[page.number]], max((page.width for page in pages), default=0.0))
    run: list[Line] = []
    table: PageTable | None = None
    for page in pages:
        for item in _in_order(page, kept[page.number]):
            if isinstance(item, Line):
                if table is not None:
                    yield table
                    table = None
                run.append(item)
            elif table is not None and continues(table, item):
                append(table, item)
            else:
                if table is not None:
                    yield table
                if run:
                    yield run, how
                    run = []
                table = item
    if table is not None:
        yield table
    if run:
        yield run, how
