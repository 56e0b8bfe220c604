"""Task tables whose cells stand one below the other in the text, a line or a few a cell (web pages and PDF lines saved as text).

The head is a run of lines that name columns. A row begins at its number (the next of 1, 2, 3 …) or behind a blank line; its lines are given
to the columns by the cheapest way from left to right: owners look like names of bodies, times like times, a wrapped line is as wide as
its column, a cell ends where its words end. Widths are learnt from the table itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from docintel.structure.task_columns import Columns, bare, columns_of, role_of, sign
from docintel.structure.task_grids import EMPTY, Cell, Grid, Place, caption_of
from docintel.structure.task_lines import OUTSIDE, Line, Part, Widths, fit, guess, learn, left_open, unwrapped
from docintel.text.numerals import parse_number

_GATE = re.compile(
    r"^[ \t　]*(?:序\s*号|编\s*号|(?:牵头|责任|配合|主办|承办|协办|落实|参与)\w{0,6}(?:单位|部门)|完成时限|完成时间|整改时限)[ \t　\r]*$",
    re.M,
)
_TAIL = re.compile(r"^(?:单位|部门|科室|处室|时限|时间|内容|措施|要求|情况|事项|任务)$")
_NAMED = re.compile(r"(?:单位|部门|科室|处室|时限|时间|内容|措施|举措|要求|情况|事项|任务)$")
_CAPTION = re.compile(r"[表单账案划]$")
_ENDS = re.compile(r"^(?:附\s*件|附表|抄送|主题词|[（(]此件|备?注[：:]|说明[：:]|联系人)")
_DAY = re.compile(r"^[12]\d{3}年\d{1,2}月\d{1,2}日$")
_SENTENCE = re.compile(r"[。；]|[:：]$")
_CATEGORY = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）])")


def stacked(text: str, taken: Sequence[Place]) -> Iterator[Grid]:
    """The grids of a text whose cells stand below one another, in text order; ``taken``: stretches that hold tables already."""
    if not _GATE.search(text):
        return
    lines = list(_lines(text, taken))
    at = 0
    while at < len(lines):
        head = _head(text, lines, at)
        if head is None:
            at += 1
            continue
        stop, columns, heads = head
        end = _end(lines, stop, dated=bool(columns.of("due")))
        rows = list(_Rows(text, lines[stop:end], columns, heads).rows())
        if rows:
            first = tuple(Cell(h.words, ((h.start, h.end),)) for h in heads)
            last = max(b for row in rows for cell in row for _, b in cell.places)
            yield Grid((first, *rows), lines[at].start, last, caption_of(text, lines[at].start))
        at = max(end if rows else stop, at + 1)


def _lines(text: str, taken: Sequence[Place]) -> Iterator[Line]:
    """The lines with words, white space outside; ``gap``: a blank line stands above."""
    start, gap = 0, True
    for raw in text.split("\n"):
        words = raw.strip()
        if words and not any(a <= start < b for a, b in taken):
            lead = start + raw.index(words[0])
            yield Line(lead, lead + len(words), bare(words), gap)
        gap = not words
        start += len(raw) + 1


def _head(text: str, lines: list[Line], at: int) -> tuple[int, Columns, list[Line]] | None:
    """(index behind the head, its columns, their names) of the head that begins at line ``at``."""
    if role_of(lines[at].words) is None or len(lines[at].words) > 10:
        return None
    heads: list[Line] = []
    i = at
    while i < len(lines) and len(lines[i].words) <= 14 and not _value(lines[i].words):
        joined = heads[-1].words + lines[i].words if heads else ""
        if heads and _goes_on(heads[-1].words, lines[i].words) and role_of(joined):
            heads[-1] = Line(heads[-1].start, lines[i].end, joined, heads[-1].gap)
        elif role_of(lines[i].words):
            heads.append(lines[i])
        else:
            break
        i += 1
    names = [role_of(h.words) for h in heads]
    if len(heads) < 3 or "number" in names[1:] or _CAPTION.search(heads[0].words):
        return None
    columns = columns_of([h.words for h in heads], (), caption_of(text, lines[at].start))
    return (i, columns, heads) if columns else None


def _goes_on(above: str, words: str) -> bool:
    """Whether a line is the rest of the column's name above it (牵头责任 / 单位), not a name of its own."""
    if role_of(above) == "number" or _NAMED.search(above):
        return False
    return bool(_TAIL.match(words)) or (role_of(words) is None and bool(re.fullmatch("[一-龥]{1,4}", words)))


def _end(lines: list[Line], begin: int, *, dated: bool) -> int:
    """The index of the first line that cannot belong to the table; a day ends it where no column holds days."""
    rest = range(begin, len(lines))
    return next((i for i in rest if _ENDS.match(lines[i].words) or (not dated and _DAY.match(lines[i].words))), len(lines))


@dataclass(slots=True)
class _Row:
    """The lines of a row: its number, and its other lines in the stretches that pages part."""

    number: Line | None
    parts: list[list[Line]]


class _Rows:
    """The rows of one stacked table."""

    def __init__(self, text: str, lines: list[Line], columns: Columns, heads: list[Line]) -> None:
        self._text, self._columns, self._numbered = text, columns, columns.roles[0] == "number"
        self._lines = list(_without_heads(lines, [h.words for h in heads]))
        self._blank = self._rows_by_blank()

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows as cells in the columns of the head; a category's row has one cell."""
        rows = self._kept(list(self._cut() if self._numbered else self._groups()))
        fitted = [row for row in rows if row.parts and any(row.parts)]
        roles = self._columns.roles[1:] if self._numbered else self._columns.roles
        whole = self._blank or unwrapped([part for row in fitted for part in row.parts], len(roles))
        widths = Widths((0.0,) * len(roles), cells=whole)
        if not widths.cells:
            widths = guess([part for row in fitted for part in row.parts], roles)
            for _ in range(2):
                widths = learn(widths, [(row.parts[0], fit(row.parts[0], roles, widths)) for row in fitted if len(row.parts) == 1])
        for n, row in enumerate(rows):
            if row.number is not None and not any(row.parts):
                continue
            if row.number is None and len(row.parts) == 1 and len(row.parts[0]) == 1:
                yield (self._cell([row.parts[0]]),)
                continue
            yield from self._cells(row, roles, widths, last=n == len(rows) - 1)

    def _kept(self, rows: list[_Row]) -> list[_Row]:
        """The rows without the running text behind the table: what follows the last number must name owners or a time of its own."""
        numbered = [n for n, row in enumerate(rows) if row.number]
        if not self._numbered:
            return list(takewhile(self._owned, rows))
        if not numbered:
            return []
        last = numbered[-1]
        gaps = any(line.gap for row in rows[:last] for part in row.parts for line in part)
        parts = rows[last].parts
        if not gaps and parts:  # no blank line stands inside this table
            cut = next((k for k, line in enumerate(parts[-1]) if line.gap), len(parts[-1]))
            parts[-1] = parts[-1][:cut]
        end = last + 1
        while end < len(rows) and self._owned(rows[end]):
            end += 1
        return rows[:end]

    def _owned(self, row: _Row) -> bool:
        """Whether a row without a number of its own has several cells, one of owners among them."""
        return len(row.parts[0]) > 1 and any(self._names(line) for part in row.parts for line in part)

    def _groups(self) -> Iterator[_Row]:
        """The rows of a table without numbers: blank lines part them."""
        group: list[Line] = []
        for line, _ in self._lines if self._blank else ():
            if line.gap and group:
                yield _Row(None, [group])
                group = []
            group.append(line)
        if group:
            yield _Row(None, [group])

    def _names(self, line: Line) -> bool:
        return bool(sign("body").search(line.words) and not _SENTENCE.search(line.words)) or bool(sign("none").match(line.words))

    def _cells(self, row: _Row, roles: tuple[str | None, ...], widths: Widths, *, last: bool) -> Iterator[tuple[Cell, ...]]:
        """The row, and those that go on with its task: each begins where the lines go back to the measures."""
        number: tuple[Cell, ...] = (self._cell([[row.number]]) if row.number else EMPTY,) if self._numbered else ()
        held: list[list[list[Line]]] = [[] for _ in roles]
        left: frozenset[int] | None = None
        for k, part in enumerate(row.parts):
            kind = Part(cut=k < len(row.parts) - 1, left=left)
            places = fit(part, roles, widths, kind, open_end=last and k == len(row.parts) - 1)
            left = left_open(part, places, roles)
            before = OUTSIDE
            for line, place in zip(part, places, strict=True):
                if OUTSIDE != place < before:
                    yield (*number, *(self._cell(parts) if parts else EMPTY for parts in held))
                    number, held = number and (EMPTY,), [[] for _ in roles]
                if place != OUTSIDE and place == before:
                    held[place][-1].append(line)
                elif place != OUTSIDE:
                    held[place].append([line])
                before = place
        yield (*number, *(self._cell(parts) if parts else EMPTY for parts in held))

    def _cell(self, parts: list[list[Line]]) -> Cell:
        places = tuple((part[0].start, part[-1].end) for part in parts)
        return Cell("".join(self._text[a:b] for a, b in places), places)

    def _rows_by_blank(self) -> bool:
        """Whether blank lines part the rows: most stretches between them hold several cells, and some blank lines there are."""
        sizes: list[int] = []
        for line, _ in self._lines:
            if line.gap or not sizes:
                sizes.append(0)
            sizes[-1] += 1
        return len(sizes) > 2 and median(sizes) >= len(self._columns.roles) // 2

    def _cut(self) -> Iterator[_Row]:
        """The rows: each begins at the next number, or behind a blank line where blank lines part the rows."""
        row: _Row | None = None
        expected = 1
        lines = self._lines
        for i, (line, fresh) in enumerate(lines):
            number = _value(line.words)
            following = lines[i + 1][0].words if i + 1 < len(lines) else ""
            if number in (expected, 1) and (number == expected or self._restarts(row)):
                expected = number + 1
                if row:
                    yield row
                row = _Row(line, [[]])
            elif _CATEGORY.match(line.words) and len(line.words) <= 40 and _value(following) in (expected, 1):
                if row:
                    yield row
                row = None
                yield _Row(None, [[line]])
            elif row is None:
                if self._blank and expected > 1:
                    row = _Row(None, [[line]])
            elif self._blank and line.gap and any(row.parts) and len(row.parts[0]) > 1:
                yield row
                row = _Row(None, [[line]])
            elif fresh and row.parts[-1]:
                row.parts.append([line])
            else:
                row.parts[-1].append(line)
        if row:
            yield row

    def _restarts(self, row: _Row | None) -> bool:
        """Numbers begin again only behind a category's row."""
        return row is None


def _value(words: str) -> int:
    """The number that a line of its own gives a row (7, 7. or 七); 0 for other words."""
    number = words.rstrip(".．、")
    if number.isdigit() and len(number) <= 4:
        return int(number)
    return int(parse_number(number) or 0) if re.fullmatch("[一二三四五六七八九十]{1,3}", number) else 0


def _without_heads(lines: list[Line], heads: list[str]) -> Iterator[tuple[Line, bool]]:
    """(line, whether a page begins there): the head again at the top of a page, and page numbers, are left out."""
    run = "".join(heads)
    at, fresh = 0, False
    while at < len(lines):
        words, i = "", at
        while i < len(lines) and len(words) < len(run) and run.startswith(words + lines[i].words):
            words += lines[i].words
            i += 1
        if words == run:
            at, fresh = i, True
            continue
        if re.fullmatch(r"[—–\-－]+\d{1,4}[—–\-－]+", lines[at].words) or sign("note").match(lines[at].words):
            at += 1
            continue
        yield lines[at], fresh
        fresh = False
        at += 1
