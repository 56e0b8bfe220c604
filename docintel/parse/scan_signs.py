"""Recognised lines of a page → its signs with their places, as a PDF's text layer gives them: the same reflow reads both."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from docintel.parse.ocr import Picture, PixelBox, Words

_INK = 150
_FILLS = 0.93  # share of the em that a Chinese sign's ink fills in height
_FIGURE = 0.7  # share of the em that figures and capitals are high
_ALIKE = 0.14  # sizes closer than this to the page's usual one are that one
_ALIKE_SHORT = 0.25  # … for lines of a few signs, which show their size badly
_BLANK, _BLANK_MARK = 0.75, 1.1  # ems of white that stand for a blank: between words, beside a mark that brings its own white


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of signs on a page, in points: ``edges`` holds the left and right edge of each sign, ``sure`` the model's belief (0–1)."""

    text: str
    top: float
    bottom: float
    size: float
    edges: tuple[tuple[float, float], ...]
    sure: tuple[float, ...]


@dataclass(slots=True)
class ReadLine:
    """A line as recognised: its ink's box on the page and the white-on-black of its columns."""

    words: Words
    box: PixelBox
    shift: float  # x of the line image's left edge on the page
    columns: np.ndarray  # ink of each pixel column of the line image
    em: float = 0.0


def ink_box(picture: Picture, box: PixelBox) -> PixelBox | None:
    """The box drawn tight around the words' ink in it, specks left aside; None where there is hardly any."""
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    ink = picture[y0:y1, x0:x1] < _INK
    columns = np.flatnonzero(np.convolve(ink.sum(axis=0), np.ones(5), "same") >= 6)
    if not columns.size:
        return None
    rows = np.flatnonzero(ink.sum(axis=1) >= max(2, 0.02 * (columns[-1] - columns[0])))
    if not rows.size:
        return None
    left, right = max(0, columns[0] + 1), min(ink.shape[1], columns[-1])
    return float(x0 + left), float(y0 + rows[0]), float(x0 + max(right, left + 1)), float(y0 + rows[-1] + 1)


def printed(lines: Sequence[ReadLine], scale: float) -> list[Printed]:
    """The lines of a page with each sign's place; ``scale`` = points a pixel."""
    _measure(lines)
    return [_printed(line, scale) for line in lines]


def _measure(lines: Sequence[ReadLine]) -> None:
    """Each line's type size: the page's usual one where it comes near, so that a line's accidents do not part paragraphs."""
    weighed = []
    for line in lines:
        line.em = _em(line)
        weighed += [line.em] * _chinese(line.words.text)
    usual = median(weighed) if weighed else 0.0
    for line in lines:
        near = _ALIKE if _chinese(line.words.text) >= 6 else _ALIKE_SHORT
        if usual and abs(line.em - usual) <= near * usual:
            line.em = usual


def _em(line: ReadLine) -> float:
    height = line.box[3] - line.box[1]
    by_height = height / (_FILLS if _chinese(line.words.text) else _FIGURE)
    steps = [
        b - a for (s, a), (t, b) in pairwise(zip(line.words.text, line.words.middles, strict=True)) if _is_chinese(s) and _is_chinese(t)
    ]
    if len(steps) >= 4 and abs(median(steps) - by_height) < 0.2 * by_height:
        return (median(steps) + by_height) / 2
    return by_height


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _chinese(text: str) -> int:
    return sum(map(_is_chinese, text))


def _printed(line: ReadLine, scale: float) -> Printed:
    """Signs side by side from the ink's left to its right edge; only real white parts two of them."""
    middle = (line.box[1] + line.box[3]) / 2
    edges = tuple((round(x0 * scale, 1), round(x1 * scale, 1)) for x0, x1 in _edges(line))
    top, bottom = round((middle - line.em / 2) * scale, 1), round((middle + line.em / 2) * scale, 1)
    return Printed(line.words.text, top, bottom, round(line.em * scale, 1), edges, line.words.sure)


def _edges(line: ReadLine) -> list[tuple[float, float]]:
    text = line.words.text
    middles = [line.shift + m for m in line.words.middles]
    starts, ends = [line.box[0]], []
    for i, (a, b) in enumerate(pairwise(middles)):
        left, right = _white(line, a, b)
        least = _BLANK_MARK if _is_mark(text[i]) or _is_mark(text[i + 1]) else _BLANK
        if right - left < least * line.em:
            left = right = (left + right) / 2 if right > left else (a + b) / 2
        left, right = max(left, starts[-1]), max(right, starts[-1])
        ends.append(left)
        starts.append(right)
    ends.append(max(line.box[2], starts[-1]))
    return list(zip(starts, ends, strict=True))


def _white(line: ReadLine, a: float, b: float) -> tuple[float, float]:
    """The widest run of columns without ink between two middles, as x on the page."""
    first, last = int(max(a - line.shift, 0)), int(min(b - line.shift, len(line.columns)))
    best = (first, first)
    begin = None
    for x in range(first, last + 1):
        blank = x < last and line.columns[x] < 2
        if blank and begin is None:
            begin = x
        elif not blank and begin is not None:
            if x - begin > best[1] - best[0]:
                best = (begin, x)
            begin = None
    return line.shift + best[0], line.shift + best[1]


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("P")
