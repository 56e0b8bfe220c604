"""Pages set in two columns (政府公报): the left column is read before the right one, lines over both stand between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from docintel.parse.page_lines import Line, lines_of

_STEP = 2.0  # points between the places tried for the gutter
_ROWS = 8  # rows of text on both sides that a page needs
_SHARE = 0.6  # share of the page's rows that must have text on both sides
_WHITE = 1.2  # ems between two columns at least
_FULL = 2.5  # ems from the gutter at which a justified line of the left column ends


def lines_in_columns(chars: Sequence[dict[str, Any]], width: float, page: int) -> list[Line]:
    """The page's lines in reading order; those of the right column are laid over the left one, so that indents read alike."""
    whole = lines_of(chars, page)
    rows = [_Row(line, chars) for line in whole] if len(whole) >= _ROWS else []
    gutter = _gutter(rows, width)
    if gutter is None:
        return whole
    pairs = [row.around(gutter) for row in rows if row.is_parted(gutter)]
    shift = min(right for _, right in pairs) - min(row.line.x0 for row in rows if row.is_parted(gutter))
    out: list[Line] = []
    left: list[dict[str, Any]] = []
    right: list[dict[str, Any]] = []
    for row in rows:
        if row.crosses(gutter):
            out += [*lines_of(left, page), *_moved(lines_of(right, page), shift), row.line]
            left, right = [], []
        else:
            left += [c for c in row.chars if c["x1"] <= gutter]
            right += [c for c in row.chars if c["x0"] >= gutter]
    return [*out, *lines_of(left, page), *_moved(lines_of(right, page), shift)]


class _Row:
    """A printed row over the whole page: its line and its signs from left to right."""

    def __init__(self, line: Line, chars: Sequence[dict[str, Any]]) -> None:
        self.line = line
        inside = (c for c in chars if line.top - 0.5 <= (c["top"] + c["bottom"]) / 2 <= line.bottom + 0.5 and c["text"].strip())
        self.chars = sorted(inside, key=lambda c: c["x0"])

    def around(self, x: float) -> tuple[float, float]:
        """Where the words before and after ``x`` end and begin."""
        before = max((c["x1"] for c in self.chars if c["x1"] <= x), default=0.0)
        return before, min((c["x0"] for c in self.chars if c["x0"] >= x), default=1e9)

    def crosses(self, x: float) -> bool:
        """Whether words run over ``x``: a title, a line as wide as the page."""
        before, after = self.around(x)
        over = any(c["x0"] < x < c["x1"] for c in self.chars)
        return over or (before > 0 and after - before < _WHITE * self.line.size)

    def is_parted(self, x: float) -> bool:
        """Whether the left part fills its column up to ``x`` and a right part follows: running text, not a list of pairs."""
        before, after = self.around(x)
        if self.crosses(x):
            return False
        return x - before < _FULL * self.line.size and after - before < 2 * _FULL * self.line.size


def _gutter(rows: Sequence[_Row], width: float) -> float | None:
    """Where the white between two columns of running text stands, or None on a page of one column."""
    wide = [row for row in rows if row.line.x1 - row.line.x0 > 0.5 * width]
    if len(wide) < _ROWS or len(wide) < _SHARE * len(rows):
        return None
    tries = [0.4 * width + _STEP * i for i in range(int(0.2 * width / _STEP))]
    parted, gutter = max((sum(row.is_parted(x) for row in wide), x) for x in tries)
    return gutter if parted >= _SHARE * len(wide) else None


def _moved(lines: Sequence[Line], shift: float) -> list[Line]:
    return [replace(line, x0=line.x0 - shift, x1=line.x1 - shift, shift=shift) for line in lines]
