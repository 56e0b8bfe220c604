"""A PDF page's text layer as signs with their place, upright on the page as shown."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import atan2, hypot, pi
from statistics import median
from typing import Any, NamedTuple

from pypdfium2 import raw

from docintel.parse.page_lines import Sign
from docintel.parse.pdfium import View

UNKNOWN = "\ufffd"
"""A sign whose font does not tell which character it is."""

_ASCENT, _DESCENT = 0.88, 0.12  # of the type size: the box of a Chinese sign about its base line
_HYPHEN = 2  # PDFium's code for a hyphen at a line's end
_SOFT_HYPHEN = 0xAD  # what fonts call the hyphen of 2014-2020 that the page shows: a PDF draws no sign that is not seen
_INVISIBLE = 3  # text render mode of the words that OCR programs lay under a scan
_PALE = 0.55  # brightness from which large type is a watermark
_LARGE = 1.7  # times the usual type size
_RING = 5  # red signs that stand askew on one page: the ring of a seal
_AHEAD = ((1, 0), (0, 1), (-1, 0), (0, -1))  # the way ahead of each quarter, as shown
_BULLETS = {  # signs of Word's Symbol and Wingdings fonts (private use area F000 + code)
    0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF076: "❖", 0xF0A7: "▪", 0xF0B7: "•", 0xF0D8: "➢", 0xF0FC: "✓", 0xF06F: "□", 0xF0A8: "□",
    0xF0FE: "☑", 0xF052: "☑", 0xF0E0: "→",
}  # fmt: skip


class _Way(NamedTuple):
    """What the signs of one text object share."""

    size: float
    quarter: int | None  # quarter turns of the reading direction, clockwise as shown; None when it runs askew
    level: bool  # whether it is upright in user space too
    bright: float
    red: bool
    hidden: bool


class _Found(NamedTuple):
    """A sign, the place of its base line's start on the page as shown, and how far it reaches along the line."""

    text: str
    x: float
    y: float
    advance: float
    way: _Way
    spaced: bool


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's upright signs and what tells whether they can be trusted.

    ``quarter``: by how many quarters the page was turned back to read them (a landscape table printed on an upright page); places and
    ``width``, ``height`` are those of the turned page. ``hidden``: the share of signs that are drawn invisibly. ``across``: how many stand
    at a right angle to the others and were left out.
    """

    signs: list[Sign]
    width: float
    height: float
    quarter: int
    hidden: float
    across: int = 0


def text_layer(page: Any, view: View) -> TextLayer:
    """The page's signs; words that run askew or across the others (side marks, diagonal watermarks, the ring of a seal) are left out."""
    words = page.get_textpage()
    try:
        found = list(_parted(_Reader(words, view).signs()))
    finally:
        words.close()
    ways = Counter(sign.way.quarter for sign in found if sign.way.quarter is not None)
    quarter = ways.most_common(1)[0][0] if ways else 0
    across = [sign for sign in found if sign.way.quarter != quarter]
    upright = [sign for sign in found if sign.way.quarter == quarter]
    large = _LARGE * median([sign.way.size for sign in upright]) if upright else 0.0
    seal = _seal(across)
    width, height = (view.height, view.width) if quarter % 2 else (view.width, view.height)
    signs = [_upright(sign, quarter, view) for sign in upright if view.holds(sign.x, sign.y) and not _is_mark(sign, large, seal)]
    hidden = sum(sign.way.hidden for sign in found) / max(1, len(found))
    return TextLayer(signs, width, height, quarter, hidden, sum(sign.way.quarter is not None for sign in across))


def _parted(found: Iterable[_Found]) -> Iterator[_Found]:
    """One drawn glyph that stands for several signs (—— as one dash, fi) gives them its place in equal parts."""
    for _, group in groupby(found, key=lambda sign: (sign.x, sign.y, id(sign.way))):
        signs = list(group)
        right, down = _AHEAD[signs[0].way.quarter or 0]
        part = signs[0].advance / len(signs)
        for at, sign in enumerate(signs):
            yield sign._replace(x=sign.x + right * part * at, y=sign.y + down * part * at, advance=part) if len(signs) > 1 else sign


def _is_mark(sign: _Found, large: float, seal: tuple[float, float, float, float] | None) -> bool:
    """Whether a sign is part of a pale watermark or of a seal's level line."""
    if sign.way.red:
        return seal is not None and seal[0] <= sign.x <= seal[2] and seal[1] <= sign.y <= seal[3]
    return sign.way.bright >= _PALE and sign.way.size >= large


def _seal(across: Sequence[_Found]) -> tuple[float, float, float, float] | None:
    """The box of a seal that is drawn as words: red signs that turn about a middle. None where there is none."""
    ring = [sign for sign in across if sign.way.red and sign.way.quarter is None]
    if len(ring) < _RING:
        return None
    xs, ys, near = [sign.x for sign in ring], [sign.y for sign in ring], 2 * ring[0].way.size
    # the ring is open below, where the star and the line stand; its topmost sign is level and stands above the others
    return min(xs) - near, min(ys) - near, max(xs) + near, max(ys) + max(xs) - min(xs)


def _upright(sign: _Found, quarter: int, view: View) -> Sign:
    x, y = (
        (sign.x, sign.y),
        (sign.y, view.width - sign.x),
        (view.width - sign.x, view.height - sign.y),
        (view.height - sign.y, sign.x),
    )[quarter]
    size = sign.way.size
    return Sign(sign.text, x, x + sign.advance, y - _ASCENT * size, y + _DESCENT * size, size, sign.spaced)


class _Reader:
    """Walks over the signs of a text page; what a text object's signs share is asked once."""

    def __init__(self, words: Any, view: View) -> None:
        self._words, self._view = words, view
        self._ways: dict[int, _Way] = {}
        self._matrix = raw.FS_MATRIX()
        self._colour = [ctypes.c_uint() for _ in range(4)]

    def signs(self) -> Iterator[_Found]:
        words = self._words
        loose, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        code_of, origin, box = raw.FPDFText_GetUnicode, raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
        a, b, c, d, e, f = self._view.matrix
        half, spaced = 0, False
        for index in range(raw.FPDFText_CountChars(words)):
            code = code_of(words, index)
            if 0xD800 <= code < 0xDC00:  # a rare character comes in two halves
                half = code
                continue
            if code < 32 and code not in (0, _HYPHEN):
                continue
            if raw.FPDFText_IsGenerated(words, index) == 1:  # PDFium puts one such blank for several in a row
                spaced = True
                continue
            way = self._way(index)
            if half and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00)
            half = 0
            origin(words, index, x, y)
            ox, oy = x.value, y.value
            if way.level:
                box(words, index, loose)
                advance = loose.right - ox
            else:
                advance = self._reach(index, code, way, a * ox + c * oy + e, b * ox + d * oy + f)
            yield _Found(_text(code, words, index), a * ox + c * oy + e, b * ox + d * oy + f, max(advance, 0.0), way, spaced)
            spaced = False

    def _reach(self, index: int, code: int, way: _Way, x: float, y: float) -> float:
        """How far a turned sign reaches from its base point (x, y) along its line: PDFium's box with bearings is for level text alone."""
        if code >= 0x2E80 or way.quarter is None:
            return way.size
        edges = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = edges
        raw.FPDFText_GetCharBox(self._words, index, left, right, bottom, top)
        x0, y0, x1, y1 = self._view.box(left.value, bottom.value, right.value, top.value)
        return (x1 - x, y1 - y, x - x0, y - y0)[way.quarter]

    def _way(self, index: int) -> _Way:
        part = raw.FPDFText_GetTextObject(self._words, index)
        key = ctypes.addressof(part.contents) if part else -1
        known = self._ways.get(key)
        if known is None or key == -1:
            known = self._ways[key] = self._asked(index, part)
        return known

    def _asked(self, index: int, part: Any) -> _Way:
        matrix = self._matrix
        raw.FPDFText_GetMatrix(self._words, index, matrix)
        size = raw.FPDFText_GetFontSize(self._words, index) * (hypot(matrix.c, matrix.d) or 1.0)
        a, b, c, d, _, _ = self._view.matrix
        along = (a * matrix.a + c * matrix.b, b * matrix.a + d * matrix.b)
        red, green, blue, alpha = self._colour
        raw.FPDFText_GetFillColor(self._words, index, red, green, blue, alpha)
        ink = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
        bright = 1 - (1 - ink) * alpha.value / 255
        is_red = red.value > 150 and max(green.value, blue.value) < 0.5 * red.value
        hidden = bool(part) and raw.FPDFTextObj_GetTextRenderMode(part) == _INVISIBLE
        level = abs(matrix.b) < 0.02 * abs(matrix.a) and matrix.a > 0
        return _Way(size, _quarter(*along), level and a > 0 and abs(b) < 0.01, bright, is_red, hidden)


def _quarter(x: float, y: float) -> int | None:
    """The quarter in which a reading direction points (right 0, down 1, left 2, up 3), None when askew by more than three degrees."""
    length = hypot(x, y)
    if not length:
        return 0
    turned = round(atan2(y, x) / (pi / 2))
    return turned % 4 if abs(atan2(y, x) - turned * pi / 2) < 0.05 else None


def _text(code: int, words: Any, index: int) -> str:
    if code in (_HYPHEN, _SOFT_HYPHEN):
        return "-"
    if code in _BULLETS:
        return _BULLETS[code]
    if code == 0 or 0xD800 <= code < 0xE000 or raw.FPDFText_HasUnicodeMapError(words, index) == 1:
        return UNKNOWN
    return chr(code)
