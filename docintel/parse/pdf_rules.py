"""What is drawn on a PDF page beside words: ruled lines, and the share of the page that pictures cover."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

from docintel.parse.page_grid import Rules
from docintel.parse.pdfium import View

_THIN = 2.6  # points: a filled box no thicker is a line
_SHORT = 3.0  # points: a shorter line is a dot
_RECTANGLE = 6  # path segments that a rectangle has at most
_MOST_SEGMENTS = 3000  # a path with more is a drawing
_MOST_RULES = 8000
_DEEP = 4  # forms within forms that are looked into
_WHITE = 0.985

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


def drawn_on(page: Any, view: View) -> tuple[Rules, float]:
    """The ruled lines of a page as shown, in points, and the share of the page (0–1) under its largest picture."""
    drawing = _Drawing(view)
    for part, matrix in drawing.parts(page, _SAME, 0):
        drawing.take(part, matrix)
        if len(drawing.rules.level) + len(drawing.rules.upright) > _MOST_RULES:
            return Rules(), drawing.picture
    return drawing.rules, drawing.picture


class _Drawing:
    """Collects rules and pictures."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.rules = Rules()
        self.picture = 0.0

    def parts(self, holder: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
        """The paths and pictures of a page or form, with the way from their space to the page's."""
        count, get = (
            (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject) if depth else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
        )
        for index in range(count(holder)):
            part = get(holder, index)
            kind = raw.FPDFPageObj_GetType(part)
            if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                yield part, matrix
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEP:
                yield from self.parts(part, _joined(self._matrix(part), matrix), depth + 1)

    def take(self, part: Any, matrix: Matrix) -> None:
        """Add what one part draws."""
        if raw.FPDFPageObj_GetType(part) == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = self._box(part, matrix)
            width, height = min(x1, self._view.width) - max(x0, 0), min(y1, self._view.height) - max(y0, 0)
            self.picture = max(self.picture, width * height / max(1.0, self._view.width * self._view.height) if width > 0 < height else 0.0)
            return
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(part, filled, stroked)
        if not (filled.value or stroked.value) or (not stroked.value and self._is_white(part)):
            return
        x0, y0, x1, y1 = box = self._box(part, matrix)
        if y1 - y0 <= _THIN or x1 - x0 <= _THIN:
            self._line(box)
            return
        segments = raw.FPDFPath_CountSegments(part)
        if segments <= _RECTANGLE and not stroked.value:
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self._line(edge)
        elif segments <= _MOST_SEGMENTS:
            self._path(part, _joined(self._matrix(part), matrix), segments)

    def _line(self, box: Box) -> None:
        x0, y0, x1, y1 = box
        if x1 - x0 >= max(_SHORT, y1 - y0):
            self.rules.level.append(((y0 + y1) / 2, x0, x1))
        elif y1 - y0 >= _SHORT:
            self.rules.upright.append(((x0 + x1) / 2, y0, y1))

    def _path(self, part: Any, matrix: Matrix, segments: int) -> None:
        x, y = ctypes.c_float(), ctypes.c_float()
        start = last = (0.0, 0.0)
        found: list[Box] = []
        for index in range(segments):
            segment = raw.FPDFPath_GetPathSegment(part, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_BEZIERTO:
                return  # a drawing or a letter
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            here = self._view.at(*_through(matrix, x.value, y.value))
            if kind == raw.FPDF_SEGMENT_LINETO:
                found.append((*last, *here))
            else:
                start = here
            last = here
            if raw.FPDFPathSegment_GetClose(segment):
                found.append((*last, *start))
                last = start
        for x0, y0, x1, y1 in found:
            if abs(x1 - x0) <= 1 or abs(y1 - y0) <= 1:
                self._line((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _box(self, part: Any, matrix: Matrix) -> Box:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        raw.FPDFPageObj_GetBounds(part, left, bottom, right, top)
        ax, ay = _through(matrix, left.value, bottom.value)
        bx, by = _through(matrix, right.value, top.value)
        return self._view.box(ax, ay, bx, by)

    def _matrix(self, part: Any) -> Matrix:
        matrix = raw.FS_MATRIX()
        if not raw.FPDFPageObj_GetMatrix(part, matrix):
            return _SAME
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _is_white(self, part: Any) -> bool:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not raw.FPDFPageObj_GetFillColor(part, red, green, blue, alpha):
            return False
        return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE * 255


def _through(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _joined(inner: Matrix, outer: Matrix) -> Matrix:
    """First ``inner``, then ``outer``."""
    a, b, c, d, e, f = inner
    (ea, eb), (ga, gb), (ha, hb) = _through(outer, 0, 0), _through(outer, a, b), _through(outer, c, d)
    te, tf = _through(outer, e, f)
    return ga - ea, gb - eb, ha - ea, hb - eb, te, tf
