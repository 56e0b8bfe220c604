"""Pages of placed lines and tables → the document's text: what PDF, OFD and scans share.

A reader of such a kind fills one ``Page`` after another; ``body_of`` drops what runs along the edges, reflows the lines into paragraphs,
joins tables over page breaks and keeps the place of every line.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from docintel.domain.documents import PlacedLine
from docintel.parse.assembly import Assembly
from docintel.parse.furniture import is_furniture
from docintel.parse.page_flow import Paragraph, note_paragraphs, paragraphs
from docintel.parse.page_furniture import without_furniture
from docintel.parse.page_lines import Line
from docintel.parse.page_margins import Settings
from docintel.parse.page_tables import PageTable, append, continues
from docintel.parse.source import Body

Box = tuple[float, float, float, float]
_NAMED = 8  # doubtful places that a page's warning names
_SMALLER = 0.9  # times the text's type size: footnotes are no larger


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
    note_rule: float | None = None  # where the short line above footnotes stands

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
    writer = _Writer()
    kept = without_furniture({page.number: page.lines for page in pages}, {page.number: page.height for page in pages})
    notes = {page.number: _notes(page, kept) for page in pages}
    for part in _parts(pages, kept):
        if isinstance(part, PageTable):
            writer.table(part)
        else:
            for paragraph in paragraphs(part[0], part[1]):
                writer.notes_before(paragraph.page, notes)
                writer.paragraph(paragraph)
    writer.notes_before(len(pages) + 1, notes)
    out, placed = writer.out, writer.placed
    by_number = {page.number: page for page in pages}
    placed.sort(key=lambda p: p[:2])
    lines = tuple(_on_page(by_number[line.page], start, end, line) for start, end, line in placed if start < end)
    body = out.body([*warnings, *_unsure(placed)], title)
    return replace(body, lines=lines, pages=tuple(page.shown for page in pages), doubts=tuple(_doubts(body.text, placed)))


def _on_page(page: Page, start: int, end: int, line: Line) -> PlacedLine:
    return PlacedLine(start, end, line.page, page.share(line), () if page.quarter else line.knots)


def _doubts(text: str, placed: Sequence[tuple[int, int, Line]]) -> Iterator[tuple[int, int]]:
    """Where the doubtful words of each line stand in the text; the whole line where they are not found as they were read."""
    for start, end, line in placed:
        at = start
        for words in line.unsure:
            found = re.compile(r"\s*".join(map(re.escape, words))).search(text, at, end)
            yield found.span() if found else (start, end)
            at = found.end() if found else start


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


class _Writer:
    """Puts paragraphs and tables into the text and keeps where their lines stand in it."""

    def __init__(self) -> None:
        self.out = Assembly()
        self.placed: list[tuple[int, int, Line]] = []

    def paragraph(self, paragraph: Paragraph) -> None:
        if is_furniture(paragraph.text):  # buttons of a web page printed to PDF
            return
        sure = _confidence([line for _, line in paragraph.lines])
        start = self.out.paragraph(paragraph.text, paragraph.kind, paragraph.page, confidence=sure)
        end = start + len(paragraph.text.strip())
        self.placed += [(max(start, start + at), min(end, start + at + len(line.text)), line) for at, line in paragraph.lines]

    def table(self, table: PageTable) -> None:
        cells = table.cells()
        starts = self.out.table(table.grid, table.first, confidence=_confidence([line for cell in cells for line in cell.lines]))
        self.placed += [place for cell in cells if id(cell) in starts for place in cell.places(starts[id(cell)])]

    def notes_before(self, page: int, notes: dict[int, list[Line]]) -> None:
        """The footnotes of the pages before ``page`` that are not yet written: after the paragraph that runs over the page's end."""
        for number in sorted(n for n in notes if n < page):
            for note in note_paragraphs(notes.pop(number)):
                self.paragraph(note)


def _notes(page: Page, kept: dict[int, list[Line]]) -> list[Line]:
    """Take a page's footnotes out of its lines: those below the short line, all set smaller than the text."""
    rule = page.note_rule
    lines = kept[page.number]
    below = [line for line in lines if rule is not None and line.top >= rule - 2]
    above = [line for line in lines if line not in below]
    if not below or not above or max(line.size for line in below) > _SMALLER * median(line.size for line in above):
        return []
    kept[page.number] = above
    return below


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


def _parts(pages: Sequence[Page], kept: Mapping[int, Sequence[Line]]) -> Iterator[PageTable | tuple[list[Line], Settings]]:
    """Tables and runs of lines between them, in reading order; a table that goes on overleaf is one table."""
    widths = Counter[float]()
    for page in pages:
        widths[round(page.width)] += len(kept[page.number])
    width = widths.most_common(1)[0][0] if widths else 0.0
    boxes = [table.box for page in pages if round(page.width) == width for table in page.tables]
    sides = (min(box[0] for box in boxes), max(box[2] for box in boxes)) if boxes else None
    how = Settings([line for page in pages for line in kept[page.number]], width, sides)
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
