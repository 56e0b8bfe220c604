"""Task tables (任务分解表, 责任清单, 工作台账): their rows with number, task, measures, owners by role, deadline and target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from docintel.domain.documents import Document
from docintel.domain.papers import TaskOwners, TaskRow, TaskStage, TaskTable
from docintel.domain.spans import Span
from docintel.structure.task_columns import Columns, bare, columns_of, role_of, sign
from docintel.structure.task_grids import EMPTY, Cell, Grid, grids
from docintel.structure.task_lines import Line, Widths, fit
from docintel.structure.task_stacked import stacked

_HEAD_ROWS = 5
"""Rows in which a table's head may begin: captions and units stand above it."""
_LEVELS = (r"[一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+[章部类]", r"[（(][一二三四五六七八九十]+[)）]", r"")
_KIND = {"lead": "owner", "responsible": "owner", "support": "owner", "co": "owner", "person": "owner", "due": "time"}
_STOPPED = re.compile(r"[。；;：:！？!?）)]$")


def find_task_tables(document: Document) -> tuple[TaskTable, ...]:
    """The task tables of a document in text order. A table continued on another page, with or without its head again, is one with it."""
    readers: list[_Reader] = []
    last: Grid | None = None
    known = grids(document)
    taken = [(g.start, g.end) for g in known]
    for grid in sorted([*known, *stacked(document.text, taken)], key=lambda g: g.start):
        joined = readers[-1] if readers and last is readers[-1].grid and _follows(document.text, last, grid) else None
        reader = _read(document.text, grid, joined)
        last = grid
        if reader and reader is not joined:
            readers.append(reader)
    return tuple(table for reader in readers for table in reader.tables())


def _follows(text: str, before: Grid, after: Grid) -> bool:
    """Whether nothing but page marks stands between two grids of the same form and width."""
    if (before.table is None) != (after.table is None) or before.width != after.width:
        return False
    if after.table is None:  # a sentence that slipped between two rows
        return text[before.end : after.start].strip().count("\n") == 0 and len(text[before.end : after.start].strip()) <= 80
    between = bare(text[before.end : after.start])
    return len(between) <= 24 and not re.sub(r"[-—–\d第页共/]|[（(]?续表?[)）]?", "", between)


def _read(text: str, grid: Grid, before: _Reader | None) -> _Reader | None:
    """The rows of a grid, added to those of the table it continues; None where it is no task table."""
    found = _head(grid, 0)
    if found is None:
        if before is None:
            return None
        before.page(grid)
        begin = 0
    else:
        begin, columns = found
        if before is None or before.columns.roles != columns.roles:
            before = _Reader(text, columns, grid, grid.rows[begin - 1])
        else:
            before.page(grid)
    at = begin
    while at < len(grid.rows):
        again = _head(grid, at, 1) if at > begin else None
        if again:
            before.columns, before.fresh = again[1], True
            at = again[0]
            continue
        before.row(at, grid.rows[at])
        at += 1
    return before


def _head(grid: Grid, first: int, reach: int = _HEAD_ROWS) -> tuple[int, Columns] | None:
    """(index of the first row behind the head, its columns) of the head that begins within ``reach`` rows of ``first``."""
    caption = grid.caption
    for at in range(first, min(first + reach, len(grid.rows))):
        cells = _spread(grid.rows[at], grid.width)
        heads = [bare(c.text) for c in cells]
        if len({h for h in heads if h}) < 2:  # a caption inside the table
            caption += " " + " ".join(dict.fromkeys(heads))
            continue
        if sum(1 for h in heads if h and role_of(h) is None) > max(1, len(heads) // 4):
            continue
        opened = _opened(grid, at)
        if opened and (both := columns_of(opened, (), caption)):
            return None if _reports(grid, at + 2, both) else (at + 2, both)
        lower = _lower(grid, at, cells)
        if lower:
            both = columns_of([bare(c.text) for c in lower], heads, caption)
            if both:
                return None if _reports(grid, at + 2, both) else (at + 2, both)
        single = columns_of(heads, (), caption)
        if single:
            return None if _reports(grid, at + 1, single) else (at + 1, single)
    return None


def _reports(grid: Grid, first: int, columns: Columns) -> bool:
    """An account of what was done: a column of results that is filled in, and none that says until when."""
    results = columns.of("progress")
    if not results or columns.of("due"):
        return False
    return any(i < len(row) and row[i] and row[i] != row[0] for row in grid.rows[first:] for i in results)


def _spread(row: tuple[Cell, ...], width: int) -> list[Cell]:
    return [*row, *[EMPTY] * (width - len(row))]


def _opened(grid: Grid, at: int) -> list[str] | None:
    """The heads of a flattened head of two rows whose merged cells were left out: the short second row opens one head of the first."""
    if grid.table is not None or at + 1 >= len(grid.rows):
        return None
    upper, below = ([bare(c.text) for c in grid.rows[k] if c] for k in (at, at + 1))
    kinds = {_KIND.get(role_of(h) or "") for h in below}
    if not 1 < len(below) == grid.width - len(upper) + 1 or len(kinds) != 1 or None in kinds:
        return None
    place = next((i for i, h in enumerate(upper) if _KIND.get(role_of(h) or "") in kinds), None)
    return None if place is None else [*upper[:place], *below, *upper[place + 1 :]]


def _lower(grid: Grid, at: int, upper: list[Cell]) -> list[Cell] | None:
    """The second row of a head: some cells reach down from the first, the others are short names of columns under a merged one."""
    if at + 1 >= len(grid.rows):
        return None
    below = _spread(grid.rows[at + 1], grid.width)
    parted = [i for i, (a, b) in enumerate(zip(upper, below, strict=True)) if b and bare(b.text) != bare(a.text)]
    across = any(upper[i] and bare(upper[i].text) == bare(upper[i + 1].text) for i in range(len(upper) - 1))
    empty = any(not upper[i] for i in parted)
    if not parted or not (across or empty) or any(role_of(bare(below[i].text)) in (None, "number") for i in parted):
        return None
    return [b or a for a, b in zip(upper, below, strict=True)]


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one table; keeps what the next row may inherit."""

    text: str
    columns: Columns
    grid: Grid
    heads: tuple[Cell, ...]  # the cells of the head's last row
    rows: list[TaskRow] = field(default_factory=list)
    path: list[tuple[int, str]] = field(default_factory=list)
    held: list[Cell] = field(default_factory=list)  # the cells of the row before, inherited ones filled in
    fresh: bool = False  # the next row is the first of a page
    stretches: list[list[int]] = field(default_factory=list)  # start, end, number of rows above

    def __post_init__(self) -> None:
        self.stretches.append([self.grid.start, self.grid.end, 0])

    def page(self, grid: Grid) -> None:
        """The table goes on in another grid: on the next page, or in the text behind a sentence that is no part of it."""
        self.grid, self.fresh = grid, grid.table is not None
        if grid.table is None:
            self.stretches.append([grid.start, grid.end, len(self.rows)])
        else:
            self.stretches[-1][1] = grid.end

    def tables(self) -> list[TaskTable]:
        """What was read, a table for each stretch of the text that it takes."""
        firsts = [*(first for _, _, first in self.stretches[1:]), len(self.rows)]
        parts = [TaskTable(a, b, tuple(self.rows[first:end])) for (a, b, first), end in zip(self.stretches, firsts, strict=True)]
        return parts if self.rows else []

    def row(self, index: int, cells: tuple[Cell, ...]) -> None:
        """Read one row: a category, a note, a sum, or a task."""
        row = self._placed(cells)
        if len(cells) == 1 and self.grid.table is None and _STOPPED.search(cells[0].text):
            return  # a sentence between two rows
        known = list({bare(c.text): c for c in reversed(row) if c}.values())[::-1]
        if not known or sign("note").match(bare(known[0].text)) or sign("sum").match(bare(known[0].text)):
            return
        if len(known) == 1 and len(self.columns.roles) > 2 and self._category(row, known[0]):
            return
        if self.fresh and self.rows and self._continues(row):
            self._join(row)
        elif any(row[i] for i in self.columns.of("task", "measure")):
            row = self._inherited(row)
            self.rows.append(self._task(index, row))
            self.held = row
        self.fresh = False

    def _placed(self, cells: tuple[Cell, ...]) -> list[Cell]:
        """The cells in their columns; in a row of the text that has fewer than the head, each stands where its words fit."""
        roles = self.columns.roles
        given = [c for c in cells if c]
        if self.grid.table is not None or len(given) < 2 or len(cells) >= len(roles):
            return _spread(cells, len(roles))[: len(roles)]
        row = [EMPTY] * len(roles)
        begin = 1 if roles[0] == "number" and re.fullmatch(r"[（(]?[\d.\-]{1,6}[)）]?", bare(given[0].text)) else 0
        if begin:
            row[0] = given[0]
        lines = [Line(0, 0, bare(c.text), gap=False) for c in given[begin:]]
        numbered = 1 if roles[0] == "number" else 0
        places = fit(lines, roles[numbered:], Widths((0.0,) * (len(roles) - numbered), cells=True))
        for cell, place in zip(given[begin:], places, strict=True):
            row[place + numbered] = cell
        return row

    def _category(self, row: list[Cell], only: Cell) -> bool:
        """A row of one cell names what stands below, unless the cell is a measure of the task above."""
        at = row.index(only)
        merged = sum(1 for c in row if bare(c.text) == bare(only.text)) > 1
        words = bare(only.text)
        if not merged and at in self.columns.of("measure") and self.rows:
            return False
        if len(words) > 60 or (_STOPPED.search(words) and not words.endswith(("：", ":", "）", ")"))):
            return not merged and at not in self.columns.of("task")
        level = next(n for n, form in enumerate(_LEVELS) if re.match(form, words))
        self.path = [*(p for p in self.path if p[0] < level), (level, words)]
        return True

    def _continues(self, row: list[Cell]) -> bool:
        """The first row of a page without a number or task of its own, under a row whose words had not come to their end."""
        keys = self.columns.of("number", "task") if self.columns.of("measure") else self.columns.of("number")
        if not keys or any(row[i] for i in keys):
            return False
        wide = [i for i in self.columns.of("task", "measure") if row[i]]
        return not wide or not _STOPPED.search(self.held[wide[-1]].text)

    def _join(self, row: list[Cell]) -> None:
        self.held = [Cell(a.text + b.text, a.places + b.places) if b and b != a else a for a, b in zip(self.held, row, strict=True)]
        last = self.rows[-1]
        self.rows[-1] = replace(self._task(last.row, self.held), path=last.path)

    def _inherited(self, row: list[Cell]) -> list[Cell]:
        """同上 takes the cell above; so does an empty cell of a row that goes on with the task above (no number and no task of its own)."""
        if not self.held:
            return [EMPTY if sign("none").match(bare(c.text)) else c for c in row]
        keys = self.columns.of("number", "task")
        goes_on = len(keys) > 1 or bool(self.columns.of("measure"))
        if goes_on and not any(row[i] for i in keys):
            down = set(self.columns.of("number", "task", "path", "lead", "responsible", "support", "co", "due"))
        else:
            down = set(self.columns.of("path"))
            owners = self.columns.of("lead", "responsible")
            if self.grid.table is None and not any(row[i] for i in owners):  # somebody must do it: a merged cell whose merge is lost
                down |= set(owners)
            if any(row[i] for i in self.columns.of("measure")):  # a measure is one of some task: that of the row above
                down |= set(self.columns.of("task"))
                if self.grid.table is None and not any(row[i] for i in self.columns.of("task")):
                    down |= set(self.columns.of("due"))
        out = []
        for i, cell in enumerate(row):
            words = bare(cell.text)
            if sign("same").match(words) or (not cell and i in down):
                out.append(self.held[i])
            else:
                out.append(EMPTY if sign("none").match(words) else cell)
        return out

    def _task(self, index: int, row: list[Cell]) -> TaskRow:
        number = " ".join(dict.fromkeys(bare(row[i].text) for i in self.columns.of("number") if row[i]))
        above = [words for _, words in self.path] + [bare(row[i].text) for i in self.columns.of("path") if row[i]]
        task = self._spans(row, "task")
        measures = self._spans(row, "measure")
        if not task:
            task, measures = measures, ()
        return TaskRow(
            number,
            task,
            tuple(m for m in measures if m not in task),
            tuple(self._owners(row)),
            self._spans(row, "due"),
            self._spans(row, "target"),
            tuple(self._stages(row)),
            self._spans(row, "progress"),
            self._spans(row, "problem"),
            tuple(dict.fromkeys(above)),
            self.grid.table,
            index,
        )

    def _spans(self, row: list[Cell], role: str) -> tuple[Span, ...]:
        places = dict.fromkeys(place for i in self.columns.of(role) for place in row[i].places)
        return tuple(Span.of(self.text, a, b) for a, b in places)

    def _stages(self, row: list[Cell]) -> Iterator[TaskStage]:
        for i in self.columns.of("stage"):
            if row[i] and i < len(self.heads) and self.heads[i] and not sign("none").match(bare(row[i].text)):
                head = self.heads[i].places[0]
                yield TaskStage(Span.of(self.text, *head), tuple(Span.of(self.text, a, b) for a, b in row[i].places))

    def _owners(self, row: list[Cell]) -> Iterator[TaskOwners]:
        seen: set[Cell] = set()
        for i in self.columns.of("lead", "responsible", "co", "support"):
            if row[i] and row[i] not in seen and not sign("none").match(bare(row[i].text)):
                seen.add(row[i])
                yield TaskOwners(
                    self.columns.roles[i] or "", tuple(Span.of(self.text, a, b) for a, b in row[i].places), self.columns.inside[i]
                )
