"""A scanned page → a level, evenly lit grey picture: seals faded, scanner borders and specks gone. Only with the extra ``ocr`` (OpenCV)."""

from __future__ import annotations

from itertools import chain

import cv2
import numpy as np

from docintel.parse.ocr import Picture
from docintel.parse.scan_seals import fade_grey_seals, fade_seals

_MOST = 5.0  # degrees a sheet may lie askew on the glass
_LEVEL = 0.08  # degrees: less cannot be seen over a line's length
_SMALL = 1000  # pixels of the longer side at which the page's angle is measured
_INK = 170
_SPECK = 0.022  # inches: the side of a speck of dust
_ALONE = 0.07  # inches around it in which nothing else stands
_DARK = 0.45  # share of the paper's brightness under which a border is the open lid's shadow


def clean(colours: Picture, dpi: float) -> tuple[list[Picture], float]:
    """The grey, evenly lit, level picture of a page (``colours``: height × width × RGB), and the degrees by which it was turned left.

    Several pictures, alike but for the places of grey seals (``fade_grey_seals``).
    """
    pages = fade_grey_seals(_without_borders(_evened(fade_seals(colours, dpi)), dpi), dpi)
    degrees = skew(pages[0])
    return [turned(page, degrees) for page in pages], degrees


def turned(picture: Picture, degrees: float) -> Picture:
    """The picture turned about its middle so that lines that fall by ``degrees`` come level; new corners are white."""
    if not degrees:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)


def _evened(grey: Picture) -> Picture:
    """Shadows of the fold and yellowed paper become white: each place is held against the paper around it."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 15)
    light = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(light, 60), scale=245), np.uint8)


def _without_borders(grey: Picture, dpi: float) -> Picture:
    """Black bands along the picture's edges (open lid, book's edge) turn white; words that touch an edge stay."""
    out = grey.copy()
    height, width = grey.shape
    most = int(dpi * 0.6)
    dark = grey < 255 * _DARK
    columns, rows = dark.mean(axis=0), dark.mean(axis=1)
    left, right = _band(columns, most), _band(columns[::-1], most)
    top, bottom = _band(rows, most), _band(rows[::-1], most)
    out[:, :left] = 255
    out[:, width - right :] = 255
    out[:top, :] = 255
    out[height - bottom :, :] = 255
    return out


def without_specks(grey: Picture, dpi: float) -> Picture:
    """Dust that stands alone turns white; a stop stands beside its words."""
    ink = np.asarray(grey < _INK, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    small = stats[:, cv2.CC_STAT_AREA] <= (dpi * _SPECK) ** 2
    small[0] = False
    reach = 2 * int(dpi * _ALONE) + 1
    words = cv2.dilate(np.asarray(ink & ~small[labels], np.uint8), np.ones((reach, reach), np.uint8))
    beside = np.bincount(labels.ravel(), words.ravel(), minlength=count) > 0
    dust = cv2.dilate(np.asarray((small & ~beside)[labels], np.uint8), np.ones((5, 5), np.uint8))
    return np.asarray(np.where(dust > 0, np.uint8(255), grey), np.uint8)


def _band(shares: np.ndarray, most: int) -> int:
    """How many of the outermost rows (columns) are mostly dark."""
    dark = np.flatnonzero(shares[:most] > 0.5)
    return int(dark[-1]) + 3 if dark.size and dark[0] < 3 else 0


def skew(grey: Picture) -> float:
    """Degrees by which the lines fall to the right (negative: rise): the angle at which rows of ink stand out most."""
    scale = _SMALL / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    ink = np.asarray((small < 160) * np.uint8(255), np.uint8)
    if int((ink > 0).sum()) < 200:
        return 0.0
    best = _best(ink, [d / 2 for d in range(int(-2 * _MOST), int(2 * _MOST) + 1)])
    best = _best(ink, [best + d / 10 for d in range(-5, 6)])
    best = _best(ink, [best + d / 50 for d in range(-4, 5)])
    return best if abs(best) >= _LEVEL else 0.0


def _best(ink: Picture, tries: list[float]) -> float:
    return max(chain([0.0], tries), key=lambda degrees: _sharpness(ink, degrees))


def _sharpness(ink: Picture, degrees: float) -> float:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    rows = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
