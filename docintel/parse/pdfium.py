"""The only home of pypdfium2: opening a PDF, taking a page, drawing it as a picture.

PDFium is not safe for threads and keeps state over files: whoever calls it, here or in ``pdf_signs`` and ``pdf_rules``, holds ``LOCK``.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pypdfium2 import raw

LOCK = threading.RLock()

_PASSWORD = 4  # FPDF_ERR_PASSWORD (fpdfview.h)
_SECURITY = 5  # FPDF_ERR_SECURITY: a way of encryption that PDFium does not know
_MOST_PIXELS = 40_000_000  # a drawn page may hold: a poster is drawn coarser


class LockedPdf(Exception):
    """The file asks for a password, and the empty one does not open it."""


class BrokenPdf(Exception):
    """The file cannot be opened as a PDF."""


@dataclass(frozen=True, slots=True)
class View:
    """How a page is shown: its size in points after its /Rotate, and the way from PDF user space to points from the upper left corner."""

    width: float
    height: float
    matrix: tuple[float, float, float, float, float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space on the page as shown."""
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies on the page as shown; what was cut away stays in the file."""
        return -2 <= x <= self.width + 2 and -2 <= y <= self.height + 2

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of user space as (x0, top, x1, bottom) on the page as shown."""
        (xa, ya), (xb, yb) = self.at(left, bottom), self.at(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """A PDF in memory as pypdfium2's document. Raises LockedPdf, BrokenPdf; the caller takes LOCK for each use."""
    with LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
                raise LockedPdf from error
            raise BrokenPdf from error
    try:
        yield document
    finally:
        with LOCK:
            document.close()


@contextmanager
def page_of(document: Any, number: int) -> Iterator[Any]:
    """Page ``number`` (from 1), held under LOCK and freed at the end. Raises BrokenPdf for a page that cannot be loaded."""
    with LOCK:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise BrokenPdf from error
        try:
            yield page
        finally:
            page.close()


def view_of(page: Any) -> View:
    """How a page is shown."""

    width, height = page.get_size()
    fine = 100  # PDFium answers in whole device pixels: asked on a device of 100 a point
    x, y = ctypes.c_int(), ctypes.c_int()

    def seen(u: float, v: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, round(width * fine), round(height * fine), 0, u, v, x, y)
        return x.value / fine, y.value / fine

    (e, f), (ax, ay), (cx, cy) = seen(0, 0), seen(1000, 0), seen(0, 1000)
    return View(width, height, ((ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f))


def draw(page: Any, dpi: float) -> Any:
    """The page as a PIL image (RGB), upright as it is shown, at ``dpi`` or as fine as _MOST_PIXELS allow."""
    width, height = page.get_size()
    scale = min(dpi / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    return page.render(scale=scale).to_pil().convert("RGB")


def draw_page(data: bytes, number: int, dpi: float = 110) -> Any:
    """Page ``number`` (from 1) of a PDF in memory as a PIL image. Raises LockedPdf, BrokenPdf."""
    with opened(data) as document, page_of(document, number) as page:
        return draw(page, dpi)
