"""Recognised lines of a page → its signs with their places, as a PDF's text layer gives them: the same reflow reads both."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from docintel.parse.ocr import Picture, PixelBox, Words
from docintel.parse.scan_words import settled

INK = 150
"""Darker than this is ink, on an evenly lit page."""

_FILLS = 0.93  # share of the em that a Chinese sign's ink fills in height
_FIGURE = 0.72  # share of the em that figures and capitals are high
_THIN = frozenset("一二三—、，。：；·…")  # signs that show no height
_SURE = 6  # Chinese signs that a line needs to show its type size
_ALIKE = 0.12  # sizes closer than this are one
_NEAR = 0.25  # share by which the size of a few signs may be mistaken
_BESIDE = 0.1  # … and what a neighbour of that size weighs
_BLANK, _BLANK_MARK = 0.75, 1.6  # ems of white that stand for a blank: between words, beside marks that bring their own white
_RAISED = 0.52  # ems: lower figures that stand high in the line are note marks
_INTRUDES = 0.5  # times the line's height: what reaches in from a neighbour is lower
_SPECK = 0.3  # ems: what is smaller all around is dust


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of signs on a page, in points: ``edges`` holds the left and right edge of each sign, ``sure`` the model's belief (0–1).

    ``raised``: the places in ``text`` of figures that stand high and small.
    """

    text: str
    top: float
    bottom: float
    size: float
    edges: tuple[tuple[float, float], ...]
    sure: tuple[float, ...]
    raised: tuple[int, ...] = ()


@dataclass(slots=True)
class ReadLine:
    """A line as recognised: its picture, where that stands on the page (``left``, ``top``), and the box of its ink there."""

    words: Words
    box: PixelBox
    picture: Picture
    left: float
    top: float
    em: float = 0.0

    def __post_init__(self) -> None:
        self.words = replace(self.words, text=settled(self.words.text))

    def is_speck(self, least: float) -> bool:
        """Whether marks alone were read, where hardly anything stands: ``least`` is the page's smallest type."""
        small = max(self.box[2] - self.box[0], self.box[3] - self.box[1]) < _SPECK * least
        return small and not any(sign.isalnum() for sign in self.words.text)


def ink_box(picture: Picture, box: PixelBox) -> PixelBox | None:
    """The box drawn tight around the words' ink in it, specks left aside; None where there is hardly any."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    ink = picture[y0:y1, x0:x1] < INK
    columns = np.flatnonzero(np.convolve(ink.sum(axis=0), np.ones(5), "same") >= 6)
    if not columns.size:
        return None
    rows = _own_rows(ink.sum(axis=1) >= max(2, 0.02 * (columns[-1] - columns[0])))
    if not rows.size:
        return None
    left, right = max(0, columns[0] + 1), min(ink.shape[1], columns[-1])
    return float(x0 + left), float(y0 + rows[0]), float(x0 + max(right, left + 1)), float(y0 + rows[-1] + 1)


def _own_rows(inked: np.ndarray) -> np.ndarray:
    """The inked rows of a line's box without those of the lines above and below that reach into it."""
    rows = np.flatnonzero(inked)
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    if len(runs) > 1:
        most = max(map(len, runs))
        kept = [r for r in runs if len(r) == most or not ((r[0] == 0 or r[-1] == len(inked) - 1) and len(r) < _INTRUDES * most)]
        return np.concatenate(kept)
    return rows


def printed(lines: Sequence[ReadLine], scale: float) -> list[Printed]:
    """The lines of a page with each sign's place; ``scale`` = points a pixel."""
    sizes = _measure(lines)
    return [_printed(line, scale) for line in lines if not line.is_speck(min(sizes, default=0.0))]


def _measure(lines: Sequence[ReadLine]) -> list[float]:
    """Gives each line its type size; returns the page's sizes, those of its long lines. A few signs show it badly and get the nearest."""
    for line in lines:
        line.em = _em(line)
    sizes = _sizes([line for line in lines if _chinese(line.words.text) >= _SURE])
    if not sizes:
        return []
    for line in lines:
        if _chinese(line.words.text) >= _SURE:
            line.em = min(sizes, key=lambda size: abs(math.log(line.em / size)))
    for line in lines:
        if _chinese(line.words.text) < _SURE:
            beside = {other.em for other in lines if other is not line and _is_beside(line, other)}
            away = {size: abs(math.log(line.em / size)) - (_BESIDE if size in beside else 0.0) for size in sizes}
            nearest = min(away, key=lambda size: away[size])
            line.em = nearest if away[nearest] < _NEAR else line.em
    return sizes


def _sizes(lines: Sequence[ReadLine]) -> list[float]:
    """The type sizes of a page: groups of like ones, each the median over its signs."""
    groups: list[list[float]] = []
    for em, count in sorted((line.em, _chinese(line.words.text)) for line in lines):
        if groups and em <= median(groups[-1]) * (1 + _ALIKE):
            groups[-1] += [em] * count
        else:
            groups.append([em] * count)
    return [median(group) for group in groups]


def _is_beside(line: ReadLine, other: ReadLine) -> bool:
    """Whether a line stands right above or below, or in the same row."""
    overlap = min(line.box[2], other.box[2]) - max(line.box[0], other.box[0])
    distance = abs(line.box[1] + line.box[3] - other.box[1] - other.box[3]) / 2
    return (overlap > 0 and distance < 2.2 * other.em) or distance < 0.3 * other.em


def _em(line: ReadLine) -> float:
    text = line.words.text
    height = line.box[3] - line.box[1]
    by_height = height / (_FILLS if _chinese(text) else _FIGURE)
    steps = [b - a for (s, a), (t, b) in pairwise(zip(text, line.words.middles, strict=True)) if _is_chinese(s) and _is_chinese(t)]
    if len(steps) >= 4 and abs(median(steps) - by_height) < 0.2 * by_height:
        return (median(steps) + by_height) / 2
    if set(text) <= _THIN and len(text) > 1:
        return median(b - a for a, b in pairwise(line.words.middles))
    return by_height


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _chinese(text: str) -> int:
    return sum(map(_is_chinese, text))


def _printed(line: ReadLine, scale: float) -> Printed:
    """Signs side by side from the ink's left to its right edge; only real white parts two of them."""
    middle = (line.box[1] + line.box[3]) / 2
    found = _edges(line)
    edges = tuple((round(x0 * scale, 1), round(x1 * scale, 1)) for x0, x1 in found)
    top, bottom = round((middle - line.em / 2) * scale, 1), round((middle + line.em / 2) * scale, 1)
    raised = tuple(i for i, sign in enumerate(line.words.text) if i and "0" <= sign <= "9" and _is_raised(line, found[i]))
    return Printed(line.words.text, top, bottom, round(line.em * scale, 1), edges, line.words.sure, raised)


def _is_raised(line: ReadLine, edge: tuple[float, float]) -> bool:
    """Whether a figure is small and ends well above the line's foot."""
    x0, x1 = int(edge[0] - line.left), int(edge[1] - line.left)
    rows = np.flatnonzero((line.picture[:, max(0, x0) : x1] < INK).sum(axis=1) >= 2)
    if not rows.size:
        return False
    foot = line.box[3] - line.top
    return bool(rows[-1] - rows[0] + 1 < _RAISED * line.em and foot - rows[-1] > 0.3 * line.em)


def _edges(line: ReadLine) -> list[tuple[float, float]]:
    text = line.words.text
    columns = (line.picture < INK).sum(axis=0)
    middles = [line.left + m for m in line.words.middles]
    starts, ends = [line.box[0]], []
    for i, (a, b) in enumerate(pairwise(middles)):
        left, right = _white(columns, line.left, a, b)
        least = _BLANK_MARK if _is_mark(text[i]) or _is_mark(text[i + 1]) else _BLANK
        if right - left < least * line.em:
            left = right = (left + right) / 2 if right > left else (a + b) / 2
        left, right = max(left, starts[-1]), max(right, starts[-1])
        ends.append(left)
        starts.append(right)
    ends.append(max(line.box[2], starts[-1]))
    return list(zip(starts, ends, strict=True))


def _white(columns: np.ndarray, shift: float, a: float, b: float) -> tuple[float, float]:
    """The widest run of columns without ink between two middles, as x on the page."""
    first, last = int(max(a - shift, 0)), int(min(b - shift, len(columns)))
    best = (first, first)
    begin = None
    for x in range(first, last + 1):
        blank = x < last and columns[x] < 2
        if blank and begin is None:
            begin = x
        elif not blank and begin is not None:
            if x - begin > best[1] - best[0]:
                best = (begin, x)
            begin = None
    return shift + best[0], shift + best[1]


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("P")
