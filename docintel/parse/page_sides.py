"""Marks along the sides of a page (装订线, 密级, file stamps): signs under one another outside the text's margins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from docintel.parse.page_lines import Sign, rows_of

_LONG = 6  # signs of a row that shows a margin
_OUT = 0.8  # ems outside the margin, and of white to the row's words
_EDGE = 0.1  # share of the page's width that is margin where no row shows one
_UPRIGHT = 0.6  # ems by which signs of one upright mark stand beside one another


def without_side_marks(signs: Sequence[Sign], width: float) -> list[Sign]:
    """The signs without those that stand alone in their row, outside both margins, under others that do so too."""
    rows = [[sign for sign in row if sign.text.strip()] for row in rows_of(signs)]
    left, right = _margins(rows, width)
    for outside in ([row[0] for row in rows if _leads(row, left)], [row[-1] for row in rows if _trails(row, right)]):
        marks = [sign for sign in outside if sign.text.isalpha()]  # a number out there begins its line
        places = Counter(round(sign.x0 / (_UPRIGHT * sign.size)) for sign in marks)
        upright = {place for place, count in places.items() if count + max(places[place - 1], places[place + 1]) > 1}
        gone = {id(sign) for sign in marks if round(sign.x0 / (_UPRIGHT * sign.size)) in upright}
        if gone:
            signs = [sign for sign in signs if id(sign) not in gone]
    return list(signs)


def _leads(row: Sequence[Sign], left: float) -> bool:
    """Whether a row's first sign stands alone left of the margin."""
    return bool(row) and row[0].x1 < left - _OUT * row[0].size and (len(row) == 1 or row[1].x0 - row[0].x1 > _OUT * row[0].size)


def _trails(row: Sequence[Sign], right: float) -> bool:
    """Whether a row's last sign stands alone right of the margin."""
    return bool(row) and row[-1].x0 > right + _OUT * row[-1].size and (len(row) == 1 or row[-1].x0 - row[-2].x1 > _OUT * row[-1].size)


def _margins(rows: Sequence[Sequence[Sign]], width: float) -> tuple[float, float]:
    """Where the text's long rows begin and end, side marks beside them left aside."""
    long = [row for row in rows if len(row) >= _LONG]
    starts = Counter(round(x / 3) for row in long for x in (s.x0 for s in row[:2]))
    ends = Counter(round(row[-1].x1 / 3) for row in long)
    shared = [place for place, count in starts.items() if count >= max(2, 0.3 * len(long))]
    left = min(shared) * 3 - 3 if shared else _EDGE * width
    common = [place for place, count in ends.items() if count >= max(2, 0.2 * len(long))]
    return left, max(common) * 3 + 3 if common else (1 - _EDGE) * width
