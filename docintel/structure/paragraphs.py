"""The logical paragraphs of a text: one a line, hard-wrapped lines joined, flat text cut where a paper's parts meet. Offsets stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from docintel.domain.documents import Table
from docintel.structure.flat import cut_points
from docintel.structure.para import Para, trim
from docintel.structure.wrapped import is_wrapped, join

FLAT_LINE = 250
"""A line longer than this may hold several paragraphs whose breaks were lost."""


_MARKDOWN = re.compile(r"\s*(#{1,6})\s+\S")
MARKED_LONG = 60
"""A longer line is no heading, whatever marks it."""


def paragraphs(text: str, tables: Sequence[Table] = (), headings: Collection[int] = ()) -> list[Para]:
    """The paragraphs in order, not overlapping, white space and page numbers outside; never empty ones. A table's row is one.

    ``headings``: offsets at which the file's own headings begin.
    """
    lines = _lines(text, headings)
    tables = [t for t in tables if not _is_layout(t)]
    rows = [row for table in tables for row in _rows(text, table)]
    if rows:
        inside = [(t.start, t.end) for t in tables]
        lines = [p for p in lines if not any(a <= p.start < b for a, b in inside)]
    if is_wrapped(lines):
        out = join(text, lines)
    else:
        out = [piece for line in lines for piece in (_cut_flat(text, line) if len(line.text) > FLAT_LINE else (line,))]
    return sorted([*out, *rows], key=lambda p: p.start) if rows else out


def _is_layout(table: Table) -> bool:
    """A table that only places text on a page: some cell holds many lines or a whole passage."""
    return any(cell.count("\n") >= 5 or len(cell) > 500 for row in table.rows for cell in row)


def _rows(text: str, table: Table) -> list[Para]:
    """One paragraph a row of a table; the lines of a table whose cells have no places."""
    bounds = [(min(a for a, _ in row), max(b for _, b in row)) for row in table.spans if row] or [(table.start, table.end)]
    out: list[Para] = []
    begin = table.start
    for _, stop in bounds:
        # A merged cell reaches over several rows: a row begins where the one before it ended.
        para = trim(text, begin, max(begin, min(stop, table.end)))
        if para:
            out.append(Para(para.start, para.end, para.text.replace("\n", " "), row=True))
            begin = para.end
    rest = trim(text, begin, table.end)
    return [*out, Para(rest.start, rest.end, rest.text.replace("\n", " "), row=True)] if rest else out


def _lines(text: str, headings: Collection[int]) -> list[Para]:
    out, begin = [], 0
    for line in text.split("\n"):
        para = trim(text, begin, begin + len(line))
        if para:
            hashes = _MARKDOWN.match(line) if "#" in line else None
            depth = len(hashes.group(1)) if hashes else 2 if para.start in headings else 0
            out.append(replace(para, mark=depth) if depth and len(para.text) <= MARKED_LONG else para)
        begin += len(line) + 1
    return out


def _cut_flat(text: str, line: Para) -> list[Para]:
    """A long line cut where the breaks of a paper's parts were lost."""
    cuts = cut_points(line.text)
    bounds = [0, *sorted(c for c in cuts if 0 < c < len(line.text)), len(line.text)]
    pieces = (trim(text, line.start + a, line.start + b) for a, b in pairwise(bounds))
    return [p for p in pieces if p]
