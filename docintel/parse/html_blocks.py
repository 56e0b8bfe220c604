"""An HTML element as a list of blocks: paragraphs and tables as a browser would show them, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docintel.parse.assembly import Cell

_NEVER = frozenset(
    [
        *("script", "style", "noscript", "template", "iframe", "select", "option", "button", "input", "textarea", "svg", "canvas"),
        *("object", "embed", "video", "audio", "map", "head", "title"),
    ]
)
_INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark"),
        *("nobr", "o:p", "q", "rb", "rp", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        *("wbr", "st1:chsdate", "st1:personname", "st1:chmetcnv"),  # wrappers that old versions of Word leave in saved pages
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HIDDEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
_CJK = r"[　-〿一-鿿＀-￯]"
_BREAK_IN_CJK = re.compile(rf"(?<={_CJK})[ \t]*[\r\n]\s*(?={_CJK})")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MAX_SPAN = 100


@dataclass(slots=True)
class Piece:
    """A paragraph (``text``) or a table (``grid``) and the element it came from; ``linked`` = signs of it inside links."""

    element: Any
    text: str
    kind: str = "paragraph"
    grid: list[list[Cell]] | None = None
    linked: int = 0


def pieces(root: Any) -> list[Piece]:
    """What a reader sees of ``root``, top to bottom. Scripts, form controls and hidden parts are left out."""
    renderer = _Renderer()
    renderer.element(root)
    renderer.flush(root, "paragraph")
    return renderer.out


def is_hidden(element: Any) -> bool:
    """Whether the page itself hides the element (copies for phones and share windows)."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


class _Renderer:
    def __init__(self) -> None:
        self.out: list[Piece] = []
        self._words: list[str] = []
        self._linked = 0
        self._in_link = 0

    def flush(self, element: Any, kind: str) -> None:
        text = clean("".join(self._words))
        if text:
            self.out.append(Piece(element, text, kind, None, self._linked))
        self._words.clear()
        self._linked = 0

    def _say(self, text: str | None) -> None:
        if text:
            self._words.append(text)
            if self._in_link:
                self._linked += len(text.strip())

    def element(self, element: Any) -> None:
        self._say(element.text)
        for child in element:
            self._child(child, element)
            self._say(child.tail)

    def _child(self, child: Any, parent: Any) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in _NEVER or is_hidden(child):
            return
        if tag in ("br", "hr"):
            self.flush(parent, _kind(parent))
        elif tag in _INLINE:
            self._in_link += tag == "a"
            self.element(child)
            self._in_link -= tag == "a"
        else:
            self.flush(parent, _kind(parent))
            if tag == "table" and is_data(child):
                self._table(child)
            elif tag == "pre":
                self._lines(child)
            else:
                self.element(child)
            self.flush(child, _kind(child))

    def _table(self, table: Any) -> None:
        grid = grid_of(table)
        text = " ".join(dict.fromkeys(cell.text for row in grid for cell in row if cell.text))
        if text:
            linked = sum(len(a.text_content().strip()) for a in table.iter("a"))
            self.out.append(Piece(table, text, "table", grid, linked))

    def _lines(self, element: Any) -> None:
        for line in element.text_content().split("\n"):
            self._say(line)
            self.flush(element, "paragraph")


def _kind(element: Any) -> str:
    return "heading" if element.tag in _HEADINGS else "paragraph"


def clean(text: str) -> str:
    """White space as a browser shows it; a source line break between Chinese signs is nothing, full-width blanks stay."""
    return _SPACE.sub(" ", _BREAK_IN_CJK.sub("", text)).strip()


def is_data(table: Any) -> bool:
    """A table of cells, not a frame that holds the page: no table inside, two columns or more, no cell with a whole article."""
    if any(t is not table for t in table.iter("table")):
        return False
    rows = list(_rows(table))
    if max((sum(_span(c, "colspan") for c in _cells(r)) for r in rows), default=0) < 2:
        return False
    longest = max((c for r in rows for c in _cells(r)), key=lambda c: len(c.text_content()), default=None)
    if longest is None:
        return False
    return len(rows) > 2 or len(longest.text_content()) < 1500 or len(longest.findall(".//p")) < 6


def grid_of(table: Any) -> list[list[Cell]]:
    """Rows of cells with merged cells repeated (the same object in each place)."""
    grid: list[list[Cell | None]] = []
    rows = list(_rows(table))
    for y, row in enumerate(rows):
        while len(grid) <= y:
            grid.append([])
        x = 0
        for element in _cells(row):
            while x < len(grid[y]) and grid[y][x] is not None:
                x += 1
            cell = Cell(_cell_text(element))
            for down in range(min(_span(element, "rowspan"), len(rows) - y)):
                _place(grid, y + down, x, _span(element, "colspan"), cell)
            x += _span(element, "colspan")
    width = max((len(r) for r in grid), default=0)
    return [[cell or Cell("") for cell in row + [None] * (width - len(row))] for row in grid]


def _place(grid: list[list[Cell | None]], y: int, x: int, width: int, cell: Cell) -> None:
    while len(grid) <= y:
        grid.append([])
    row = grid[y]
    row += [None] * (x + width - len(row))
    for at in range(x, x + width):
        if row[at] is None:
            row[at] = cell


def _cell_text(cell: Any) -> str:
    return "\n".join(piece.text for piece in pieces(cell))


def _rows(table: Any) -> Iterator[Any]:
    return (r for r in table.iter("tr") if not is_hidden(r))


def _cells(row: Any) -> Iterator[Any]:
    return (c for c in row if c.tag in ("td", "th") and not is_hidden(c))


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(1, int(value)), _MAX_SPAN) if value.isdigit() else 1
