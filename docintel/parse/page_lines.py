"""Signs of a page → lines of text with their place. Lengths are points (1/72 inch), ``top`` counts from the page's upper edge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from statistics import median
from typing import NamedTuple

from docintel.domain.documents import Knot
from docintel.domain.places import width_of

_GAP = 0.6  # ems of white between two signs that stand for a blank
_GAP_STRETCHED = 1.0  # the same between Chinese and Latin signs
_GAP_BLANK, _GAP_MIXED = 0.2, 0.75  # the same where the file has a blank
_WIDE_GAP = 2.0  # ems that stand for a wide blank (two signatures on one line)
_AROUND = 2  # signs named on each side of a doubtful one
_SAME_LINE = 0.5  # ems by which the middles of signs on one line may differ
_SPACED = 3  # signs that a line needs more of to show that its type is spaced
_ALIKE = 0.15  # ems by which the gaps of two or three spaced signs may differ
_RAISED = 0.75  # times the line's type size: a note mark is no larger
_STRAY = 0.2  # ems by which a sign may stand beside its usual place before its own is kept
_DESCENT = 0.12  # of the type size below the base line
_NUMBERED = re.compile(r"\d+\.[\d.]*$")
_MARK = re.compile(r"[0-9①-⑳*＊\[\]〔〕（）()]")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; ``size`` is its usual type size; ``confidence`` (0–1) only of words read from a picture.

    ``shift``: how far to the left a line of the right column was laid, to read as one of the left column. ``unsure``: words of which the
    recogniser was not sure, with a few signs around them.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int
    confidence: float | None = None
    shift: float = 0.0
    unsure: tuple[str, ...] = ()
    knots: tuple[Knot, ...] = ()  # as of PlacedLine

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


class Sign(NamedTuple):
    """One sign of a page, upright; ``top`` and ``bottom`` are those of its type, so that all signs of a line agree."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    spaced: bool = False  # the file has a blank before it that takes no place of its own
    confidence: float | None = None  # 0–1, of a sign read from a picture
    unsure: bool = False  # … that a reader should check


def lines_of(signs: Iterable[Sign], page: int) -> list[Line]:
    """The lines of a page or cell, top to bottom."""
    return [line for row in rows_of(signs) if (line := line_of(row, page)) is not None]


def rows_of(signs: Iterable[Sign]) -> list[list[Sign]]:
    """Signs that stand on one line, from left to right; the lines from top to bottom."""
    rows: list[list[Sign]] = []
    middle, largest = 0.0, 0.0
    for sign in sorted(signs, key=lambda s: s.top + s.bottom):
        here = (sign.top + sign.bottom) / 2
        if rows and abs(here - middle) <= _SAME_LINE * max(sign.size, largest):
            rows[-1].append(sign)
            # the line's middle follows its largest signs, so that a raised note mark does not draw a line apart
            if sign.size >= largest:
                middle, largest = here, sign.size
        else:
            rows.append([sign])
            middle, largest = here, sign.size
    return [sorted(row, key=lambda s: s.x0) for row in rows]


def line_of(row: Sequence[Sign], page: int) -> Line | None:
    """The line that a row's signs make, None when all are blank. Signs drawn twice for boldness count once."""
    printed = [sign for sign in row if sign.text.strip()]
    if not printed:
        return None
    spacing, size = _spacing(printed), median(s.size for s in printed)
    base = median(s.bottom - _DESCENT * s.size for s in printed)
    pieces: list[str] = []
    starts: list[tuple[int, float]] = []  # where runs of Chinese and of Latin signs begin: index into pieces, place
    last: Sign | None = None
    for sign in row:
        if not sign.text.strip():
            pieces.append("　" if sign.text == "　" else " ")
            continue
        if last is not None:
            if sign.text == last.text and abs(sign.x0 - last.x0) < 0.4 * max(last.x1 - last.x0, 0.1):
                continue  # drawn twice
            if _is_note_mark(sign, last, size, base):
                continue
            gap = (sign.x0 - last.x1) / max(sign.size, 1) - spacing
            if gap > _GAP_BLANK and pieces[-1].strip() and _is_blank(gap, last, sign, bool(_NUMBERED.match("".join(pieces)))):
                pieces.append("  " if gap > _WIDE_GAP else " ")
        if last is None or sign.text.isascii() != last.text.isascii() or not pieces[-1].strip():
            starts.append((len(pieces), sign.x0))
        pieces.append(_plain(sign.text))
        last = sign
    text = "".join(pieces).strip()
    top, bottom = min(s.top for s in printed), max(s.bottom for s in printed)
    right = max(s.x1 for s in printed)
    knots = _knots(pieces, starts, (printed[0].x0, right), _STRAY * size) if len(starts) > 1 else ()
    return Line(text, printed[0].x0, right, top, bottom, size, page, _confidence(printed), unsure=_unsure(printed), knots=knots)


def _knots(pieces: Sequence[str], starts: Sequence[tuple[int, float]], ends: tuple[float, float], stray: float) -> tuple[Knot, ...]:
    """The fewest places of runs by which no run stands further than ``stray`` from where the usual width of signs puts it."""
    text, places = "".join(pieces), list(accumulate(map(len, pieces), initial=0))
    lead, text = len(text) - len(text.lstrip()), text.strip()
    widths = list(accumulate(map(width_of, text), initial=0.0))
    points = [(places[piece] - lead, min(max(x, ends[0]), ends[1])) for piece, x in starts]
    points = [(0, ends[0]), *points[1:], (len(text), ends[1])]
    kept = _furthest(points, widths, stray)
    return tuple((i, round((x - ends[0]) / (ends[1] - ends[0]), 4)) for i, x in kept)


def _furthest(points: Sequence[tuple[int, float]], widths: Sequence[float], stray: float) -> list[tuple[int, float]]:
    """Of the points between the first and the last those to keep (Douglas and Peucker's way)."""
    (a, left), (b, right) = points[0], points[-1]
    scale = (right - left) / (widths[b] - widths[a]) if widths[b] > widths[a] else 0.0
    off = [abs(left + scale * (widths[i] - widths[a]) - x) for i, x in points[1:-1]]
    if not off or max(off) <= stray:
        return []
    cut = off.index(max(off)) + 1
    return [*_furthest(points[: cut + 1], widths, stray), points[cut], *_furthest(points[cut:], widths, stray)]


def _confidence(printed: Sequence[Sign]) -> float | None:
    sure = [sign.confidence for sign in printed if sign.confidence is not None]
    return round(sum(sure) / len(sure), 4) if sure else None


def _unsure(printed: Sequence[Sign]) -> tuple[str, ...]:
    """The doubtful signs of a row with those around them; neighbours are named together."""
    if not any(sign.unsure for sign in printed):
        return ()
    near = [any(s.unsure for s in printed[max(0, i - _AROUND) : i + _AROUND + 1]) for i in range(len(printed))]
    runs = groupby(zip(near, printed, strict=True), key=lambda pair: pair[0])
    return tuple("".join(sign.text for _, sign in run) for doubtful, run in runs if doubtful)


def _is_blank(gap: float, last: Sign, sign: Sign, numbered: bool) -> bool:
    """Whether ``gap`` ems of white stand for a blank: less where the file has one, more between Chinese and Latin signs.

    Programs put a quarter em there by themselves, and justified lines are stretched there most. ``numbered``: only a number stands before
    (5.1 文件控制).
    """
    mixed = last.text.isascii() != sign.text.isascii()
    if sign.spaced:
        return gap > (_GAP_MIXED if mixed and not numbered else _GAP_BLANK)
    return gap > (_GAP_STRETCHED if mixed and last.text.isalnum() and sign.text.isalnum() else _GAP)


def _spacing(printed: Sequence[Sign]) -> float:
    """The white (in ems) that a line set in spaced type, or drawn out to fill a narrow cell, has between any two signs."""
    if len(printed) < 2:
        return 0.0
    gaps = sorted((b.x0 - a.x1) / max(b.size, 1) for a, b in pairwise(printed))
    if len(printed) <= _SPACED:  # few signs are spaced when all their gaps are alike
        return gaps[-1] if gaps[-1] - gaps[0] < _ALIKE and gaps[-1] < _WIDE_GAP else 0.0
    return max(0.0, gaps[len(gaps) // 3])


def _is_note_mark(sign: Sign, last: Sign, size: float, base: float) -> bool:
    """Whether a sign is a raised note mark: after a Chinese sign or stop, while raised figures after Latin ones are powers (km²)."""
    raised = sign.size <= _RAISED * size and base - (sign.bottom - _DESCENT * sign.size) > 0.2 * size
    return raised and bool(_MARK.match(sign.text)) and not (last.text.isascii() and last.text.isalnum() and last.size > sign.size)


def _plain(sign: str) -> str:
    """Radicals that some fonts use in place of the characters they look like (⼤ → 大); other signs stay as they are."""
    if any("⺀" <= c <= "⿟" or "豈" <= c <= "﫿" for c in sign):
        return unicodedata.normalize("NFKC", sign)
    return sign


def join_lines(upper: str, lower: str) -> str:
    """Two printed lines of one paragraph: Latin words get a blank between them, Chinese signs none."""
    if upper and lower and upper[-1].isascii() and lower[0].isascii() and upper[-1].isalpha() and lower[0].isalpha():
        return f"{upper} {lower}"
    return upper + lower
