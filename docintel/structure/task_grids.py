"""Tables as grids of cells with their places: those a file holds, and those that stand in the text (tabs, bars, wide blanks)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docintel.domain.documents import Document, Table
from docintel.structure.task_columns import bare

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words and where they stand, in pieces where a page parts them; no place for an empty cell."""

    text: str
    places: tuple[Place, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places)


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells: merged cells are the same Cell in each place. ``caption``: the words that stand right above."""

    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    caption: str
    table: int | None = None  # index into Document.tables; None: it stands in the text alone, and tells no merged cells

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def grids(document: Document) -> list[Grid]:
    """The grids that a document's tables hold and those whose rows are lines of the text, in text order."""
    out = [_of_table(document.text, n, table) for n, table in enumerate(document.tables) if table.spans]
    taken = [(t.start, t.end) for t in document.tables]
    return sorted([*out, *_flat(document.text, taken)], key=lambda g: g.start)


def cell_of(text: str, start: int, end: int) -> Cell:
    """The cell at [start, end), blanks around it left out."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Cell(text[start:end], ((start, end),)) if end > start else EMPTY


def caption_of(text: str, start: int) -> str:
    """The line above ``start`` where it is short enough to name a table, and the one above that (附件2 / 任务分工表)."""
    lines = [bare(line) for line in text[max(0, start - 240) : start].split("\n")]
    near = [line for line in lines if line][-2:]
    return " ".join(line for line in near if len(line) <= 60 and line[-1] not in "。；;")


def _of_table(text: str, index: int, table: Table) -> Grid:
    rows = tuple(tuple(cell_of(text, a, b) for a, b in row) for row in table.spans)
    return Grid(rows, table.start, table.end, caption_of(text, table.start), index)


_BAR = re.compile(r"[ \t]*\|(?P<cells>.*)\|[ \t\r]*$")
_RULE = re.compile(r"[|:\-\s]+$")
_WIDE = re.compile(r"\t|[ 　]{2,}")


def _flat(text: str, taken: list[Place]) -> Iterator[Grid]:
    """Runs of lines whose cells are parted by tabs, bars or wide blanks."""
    run: list[tuple[Cell, ...]] = []
    form, begin, stop, at = "", 0, 0, 0
    for line in [*text.split("\n"), ""]:
        start, at = at, at + len(line) + 1
        inside = bool(taken) and any(a <= start < b for a, b in taken)
        kind = "" if inside else _form(line)
        keeps = (
            run
            and not inside
            and (
                kind == form
                or (form == "wide" and line[:2].isspace() and bool(line.strip()))
                or (kind == "" and _between(line, form, text[at : at + 400]))
            )
        )
        if run and not keeps:
            if len(run) > 1 or form == "tab":
                yield Grid(tuple(run), begin, stop, caption_of(text, begin))
            run = []
        if kind and not run:
            form, begin = kind, start
        wrapped = _wrapped(text, line, start, run[-1]) if form == "wide" and run and not inside and line[:2].isspace() else None
        if wrapped:
            run[-1], stop = wrapped, start + len(line)
            continue
        if kind == form and kind:
            run.append(tuple(_cells(text, line, start, kind)))
            stop = start + len(line)
        elif run and line.strip():
            run.append((cell_of(text, start, start + len(line)),))
            stop = start + len(line)


def _wrapped(text: str, line: str, start: int, above: tuple[Cell, ...]) -> tuple[Cell, ...] | None:
    """The row above with the words that an indented line of a page set in columns adds to its cells; None where they fit under none."""
    heads = [_column(text, cell.places[-1][0]) if cell else -99 for cell in above]
    row = list(above)
    for piece in re.finditer(r"\S+(?:[ ]\S+)*", line):
        at = _column(text, start + piece.start())
        near = min(range(len(heads)), key=lambda i: abs(heads[i] - at))
        if abs(heads[near] - at) > 1:
            return None
        cell = cell_of(text, start + piece.start(), start + piece.end())
        row[near] = Cell(row[near].text + cell.text, row[near].places + cell.places)
    return tuple(row)


def _column(text: str, at: int) -> int:
    """Where a sign stands in its line: a Chinese sign takes two columns."""
    return sum(1 if c.isascii() else 2 for c in text[text.rfind("\n", 0, at) + 1 : at])


def _form(line: str) -> str:
    """How a line's cells are parted: tab, bar, wide; "" for a line of running text."""
    if "\t" in line.strip():
        return "tab"
    if line.count("|") >= 3 and _BAR.match(line):
        return "bar"
    words = line.strip(" 　\r")
    pieces = _WIDE.split(words) if "  " in words or "　　" in words or "　 " in words else ()
    return "wide" if len(pieces) >= 3 and max(map(len, pieces)) > 1 else ""


def _between(line: str, form: str, following: str) -> bool:
    """A blank line, or a category's short line, between two rows of the same form."""
    rest = following if not line.strip() else following[: following.find("\n")] if "\n" in following else following
    first = next((one for one in rest.split("\n") if one.strip()), "")
    return len(line.strip()) <= 40 and not line.rstrip().endswith(("。", "；")) and _form(first) == form


def _cells(text: str, line: str, start: int, form: str) -> Iterator[Cell]:
    if form == "bar" and _RULE.match(line):
        return
    lead = len(line) - len(line.lstrip(" 　" if form == "wide" else " ")) if form != "bar" else line.index("|") + 1
    stop = len(line.rstrip()) - (1 if form == "bar" else 0)
    at = lead
    for mark in (re.compile(r"\|") if form == "bar" else _WIDE if form == "wide" else re.compile(r"\t")).finditer(line, lead, stop):
        yield cell_of(text, start + at, start + mark.start())
        at = mark.end()
    yield cell_of(text, start + at, start + max(stop, at))
