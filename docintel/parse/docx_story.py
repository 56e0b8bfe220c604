"""A Word story (body, text box, cell, note) walked in reading order: paragraphs with their numbers, and tables as grids of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docintel.parse.assembly import Cell, cell_lines
from docintel.parse.docx_fields import Fields, is_list
from docintel.parse.docx_numbering import Numbering, join, place_of
from docintel.parse.docx_package import R, W, integer, val
from docintel.parse.docx_styles import Styles
from docintel.parse.docx_text import MC, SDT, Paragraph, chosen_of, is_prompt

P, TBL, _NUM, _CHUNK = f"{W}p", f"{W}tbl", f"{W}numPr", f"{W}altChunk"
_INSIDE = {f"{W}{tag}" for tag in ("sdtContent", "customXml", "ins", "moveTo", "smartTag", "dir", "bdo")}
_WIDEST = 200  # columns; a larger gridSpan is damage


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (``text``) or a table (``grid``). ``kind``: paragraph | heading | table | contents (a dropped table of contents) |
    chunk, diagram (a file inside the file, a SmartArt; ``ref`` is the relation id)."""

    kind: str
    text: str = ""
    grid: list[list[Cell]] | None = None
    ref: str = ""
    label: str = ""  # the automatic number that ``text`` begins with


class _Open:
    """A paragraph whose end was deleted or hidden: its words wait for the next one."""

    __slots__ = ("label", "properties", "words")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.words, self.label = "", ""
        self.properties: Mapping[str, Any] = {}


class Story:
    """Walks containers; counters of numbers, paragraphs and tables run on from one call to the next.

    ``lasting``: a field may reach over paragraphs, as a table of contents does.
    """

    def __init__(self, numbers: Numbering, styles: Styles, lasting: bool = False) -> None:
        self.notes: list[tuple[str, str]] = []  # (part, id) of the notes met
        self._numbers, self._styles = numbers, styles
        self._fields, self._lasting = Fields(lasting), lasting
        self._count = {"p": 0, "t": 0}

    @property
    def lost(self) -> bool:
        """Whether words may have been hidden by a field that was never closed."""
        return self._lasting and self._fields.is_open

    def pieces(self, container: Any) -> Iterator[Piece]:
        """The container's parts in reading order; a text box follows the paragraph that holds it."""
        open_ = _Open()
        for element in _parts(container):
            if element.tag == P:
                yield from self._paragraph(element, open_)
            else:
                yield from self._flush(open_)
                yield from self._table(element) if element.tag == TBL else (_other(element),)
        yield from self._flush(open_)

    def _paragraph(self, element: Any, open_: _Open) -> Iterator[Piece]:
        self._count["p"] += 1
        shown = Paragraph(element, self._fields, self._styles.hidden)
        self.notes += shown.notes
        properties = shown.properties
        style = self._styles.of(properties)
        if shown.ends == "merged":
            open_.words, open_.properties = open_.words + shown.text, properties
        elif shown.contents or self._styles.is_contents(style):
            yield Piece("contents")
        elif shown.ends == "kept" or (open_.words + shown.text).strip():  # a hidden paragraph is neither seen nor counted
            label = open_.label or self._numbers.label(place_of(properties.get(_NUM)), style)
            words = (open_.words + shown.text).lstrip()
            if shown.ends == "joined":
                open_.words, open_.label, open_.properties = words, label, properties
            else:
                kind = "heading" if self._styles.is_heading(style, properties) else "paragraph"
                yield Piece(kind, join(label, words), ref=f"p{self._count['p']}", label=label)
                open_.clear()
        yield from (Piece("paragraph", words, ref=f"p{self._count['p']}") for words in shown.art)
        yield from (Piece("diagram", ref=relation) for relation in shown.diagrams)
        for box in shown.boxes:
            yield from self.pieces(box)

    def _flush(self, open_: _Open) -> Iterator[Piece]:
        """Words that wait for a paragraph which does not come: they stand for themselves."""
        if open_.words.strip():
            style = self._styles.of(open_.properties)
            label = open_.label or self._numbers.label(place_of(open_.properties.get(_NUM)), style)
            yield Piece("paragraph", join(label, open_.words.lstrip()), ref=f"p{self._count['p']}", label=label)
        open_.clear()

    def _table(self, table: Any) -> Iterator[Piece]:
        frame = _frame(table)
        if frame is not None:  # a single cell is a frame around text, not a table
            yield from self.pieces(frame)
            return
        self._count["t"] += 1
        ref = f"t{self._count['t']}"
        yield Piece("table", grid=self._grid(table), ref=ref)

    def _grid(self, table: Any) -> list[list[Cell]]:
        grid: list[list[Cell]] = []
        for row in _rows(table):
            cells: list[Cell] = [Cell("") for _ in range(_number(row.find(f"{W}trPr"), "gridBefore", 0))]
            for element in _cells(row):
                properties = element.find(f"{W}tcPr")
                above = grid[-1][len(cells)] if _continues(properties) and grid and len(grid[-1]) > len(cells) else None
                if _merged_left(properties) and cells:
                    cells.append(cells[-1])
                else:  # what a covered cell holds is neither shown nor counted
                    cells += [above or Cell(self._cell_text(element, properties))] * max(1, _number(properties, "gridSpan", 1))
            grid.append(cells)
        width = max((len(r) for r in grid), default=0)
        return [row + [Cell("") for _ in range(width - len(row))] for row in grid]

    def _cell_text(self, cell: Any, properties: Any) -> str:
        lines: list[str] = []
        numbered = False
        for piece in () if properties is not None and properties.find(f"{W}cellDel") is not None else self.pieces(cell):
            numbered |= bool(piece.label)
            if piece.grid is None:
                lines += piece.text.split("\n")
                continue
            seen: dict[int, None] = {}
            for row in piece.grid:  # a table inside a cell is written into it, a row a line
                fresh = [c for c in dict.fromkeys(row) if id(c) not in seen]
                seen.update((id(c), None) for c in fresh)
                lines.append(" ".join(c.text for c in fresh if c.text))
        return "\n".join(line for line in lines if line.strip()) if numbered else cell_lines(lines)


def _parts(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a container in order, looking into content controls and accepted insertions.

    A content control that holds a table of contents is given as it is.
    """
    for child in container:
        tag = child.tag
        if tag in (P, TBL, _CHUNK):
            yield child
        elif tag == SDT:
            if _is_contents(child):
                yield child
            elif not is_prompt(child):
                for content in child.iterchildren(f"{W}sdtContent"):
                    yield from _parts(content)
        elif tag in _INSIDE:
            yield from _parts(child)
        elif tag == f"{MC}AlternateContent":
            chosen = chosen_of(child)
            if chosen is not None:
                yield from _parts(chosen)


def _other(element: Any) -> Piece:
    """A table of contents, or a file inside the file with the id of its part."""
    return Piece("chunk", ref=element.get(f"{R}id") or "") if element.tag == _CHUNK else Piece("contents")


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    if gallery is not None:
        return bool(gallery.get(f"{W}val") == "Table of Contents")
    codes = control.iter(f"{W}instrText")
    return control.find(f"{W}sdtPr/{W}docPartObj") is not None and any(is_list(c.text or "") for c in codes)


def _frame(table: Any) -> Any:
    """The only cell of a table, None when it has more."""
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    return cells[0] if len(cells) == 1 else None


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _INSIDE or child.tag == SDT:
            yield from _rows(child)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _INSIDE or child.tag == SDT:
            yield from _cells(child)


def _continues(properties: Any) -> bool:
    """Whether a cell goes on from the one above it."""
    if properties is None:
        return False
    merge, tracked = properties.find(f"{W}vMerge"), properties.find(f"{W}cellMerge")
    if merge is not None:
        return bool(merge.get(f"{W}val") != "restart")
    return tracked is not None and tracked.get(f"{W}vMerge") == "cont"


def _merged_left(properties: Any) -> bool:
    """Whether a cell goes on from the one left of it, as old files say it."""
    merge = None if properties is None else properties.find(f"{W}hMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _number(properties: Any, tag: str, otherwise: int) -> int:
    return min(max(0, integer(val(properties, tag), otherwise)), _WIDEST)
