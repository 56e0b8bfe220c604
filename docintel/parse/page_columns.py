"""Pages set in two columns (政府公报): the left column is read before the right one, lines over both stand between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from docintel.parse.page_lines import Line, Sign, line_of, lines_of, rows_of

_STEP = 2.0  # points between the places tried for the gutter
_ROWS = 8  # pieces of text on both sides that a page needs
_LEFT, _RIGHT = 0.25, 0.75  # share of the pieces that must reach the gutter from the left, and begin at it on the right
_FEW_OVER = 0.15  # the same share on a page of a paper that is known to have columns
_OVER = 0.35  # share of pieces that may run over the gutter: titles, lines as wide as the page
_WHITE = 1.2  # ems between two columns at least
_NARROW = 0.6  # ems that are left where a stop hangs into the white
_FULL = 2.5  # ems from the gutter at which a justified line of the left column ends
_FLUSH = 4.5  # ems from the gutter at which a line or first line of the right column begins


class _Piece(NamedTuple):
    """A stretch of a row without wide white in it."""

    x0: float
    x1: float
    size: float


class Columns:
    """Sets pages one after another in lines; a page that is too short or too broken to show its columns follows the one before."""

    def __init__(self) -> None:
        self._known: tuple[float, float, float] | None = None  # page width, gutter, how far apart the columns begin

    def lines(self, signs: Sequence[Sign], width: float, page: int) -> list[Line]:
        """The page's lines in reading order; those of the right column are laid over the left one, so that indents read alike."""
        rows = rows_of(signs)
        pieces = [list(_pieces(row)) for row in rows]
        every = [piece for row in pieces for piece in row]
        gutter = _gutter(every, width)
        if gutter is not None:
            shift = _edge([p.x0 for p in every if p.x0 >= gutter]) - _edge([p.x0 for p in every if p.x1 <= gutter])
            self._known = (width, gutter, shift)
        elif self._known is not None and self._known[0] == width and _leaves_free(every, self._known[1]):
            _, gutter, shift = self._known
        else:
            return [line for row in rows if (line := line_of(row, page)) is not None]
        return _in_columns(rows, pieces, (gutter, shift), page)


def lines_in_columns(signs: Sequence[Sign], width: float, page: int) -> list[Line]:
    """The lines of a page that is read by itself."""
    return Columns().lines(signs, width, page)


def _in_columns(rows: Sequence[Sequence[Sign]], pieces: Sequence[Sequence[_Piece]], at: tuple[float, float], page: int) -> list[Line]:
    gutter, shift = at
    out: list[Line] = []
    left: list[Sign] = []
    right: list[Sign] = []
    for row, parts in zip(rows, pieces, strict=True):
        if any(part.x0 < gutter < part.x1 for part in parts) and _runs_over(row, gutter):
            out += [*lines_of(left, page), *_moved(lines_of(right, page), shift), *lines_of(row, page)]
            left, right = [], []
        else:
            left += [sign for sign in row if sign.x0 + sign.x1 <= 2 * gutter]
            right += [sign for sign in row if sign.x0 + sign.x1 > 2 * gutter]
    return [*out, *lines_of(left, page), *_moved(lines_of(right, page), shift)]


def _pieces(row: Sequence[Sign]) -> Iterator[_Piece]:
    printed = [sign for sign in row if sign.text.strip()]
    if not printed:
        return
    begin = printed[0]
    for last, sign in pairwise(printed):
        if sign.x0 - last.x1 >= _WHITE * sign.size:
            yield _Piece(begin.x0, last.x1, last.size)
            begin = sign
    yield _Piece(begin.x0, printed[-1].x1, begin.size)


def _gutter(pieces: Sequence[_Piece], width: float) -> float | None:
    """Where the white between two columns of running text stands, or None on a page of one column."""
    best: tuple[float, float] | None = None
    for step in range(int(0.2 * width / _STEP)):
        x = 0.4 * width + _STEP * step
        left = [p for p in pieces if p.x1 <= x]
        right = [p for p in pieces if p.x0 >= x]
        if min(len(left), len(right)) < _ROWS or len(pieces) - len(left) - len(right) > _OVER * len(pieces):
            continue
        full = sum(x - p.x1 < _FULL * p.size for p in left)
        flush = sum(p.x0 - x < _FLUSH * p.size for p in right)
        if full >= _LEFT * len(left) and flush >= _RIGHT * len(right):
            best = max(best or (0.0, 0.0), (full + flush - (len(pieces) - len(left) - len(right)), x))
    if best is None:
        return None
    before = max(p.x1 for p in pieces if p.x1 <= best[1])
    return (before + min(p.x0 for p in pieces if p.x0 >= best[1])) / 2


def _edge(starts: Sequence[float]) -> float:
    """Where a column begins: the leftmost place at which several pieces do (a page number stands alone)."""
    counts = Counter(round(x / _STEP) for x in starts)
    shared = [place for place, count in counts.items() if count >= max(2, 0.1 * len(starts))]
    return min(shared) * _STEP if shared else min(starts)


def _leaves_free(pieces: Sequence[_Piece], gutter: float) -> bool:
    over = sum(p.x0 < gutter < p.x1 for p in pieces)
    return over <= _FEW_OVER * len(pieces) and any(p.x1 <= gutter for p in pieces)


def _runs_over(row: Sequence[Sign], gutter: float) -> bool:
    """Whether a row's words run over the gutter; a stop that hangs out of the left column leaves less white, but some."""
    printed = [sign for sign in row if sign.text.strip()]
    return not any(a.x1 <= gutter + a.size / 2 and b.x0 >= gutter and b.x0 - a.x1 >= _NARROW * b.size for a, b in pairwise(printed))


def _moved(lines: Sequence[Line], shift: float) -> list[Line]:
    return [replace(line, x0=line.x0 - shift, x1=line.x1 - shift, shift=shift) for line in lines]
