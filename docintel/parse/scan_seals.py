"""Round seals on a scanned page are faded, so that the signature and date under them can be read. Only with the extra ``ocr`` (OpenCV)."""

from __future__ import annotations

import cv2
import numpy as np

from docintel.parse.ocr import Picture

_SMALLEST, _LARGEST = 18.0, 75.0  # millimetres: round seals of offices measure 38 to 50 (国发〔1999〕25号), small ones 20
_SMALLEST_GREY, _LARGEST_GREY = 34.0, 54.0  # … without colour only those of offices are told from other round shapes
_RIM_DPI = 72  # resolution at which rims are looked for
_RIM_INK = 0.85  # share of a grey seal's rim that is inked
_TYPE = 0.55  # share of the way from the type's black to the seal's ink: what is darker is type
_EDGE, _EDGE_THIN = 7, 3  # pixels around type that are its edge
_FADED = 70  # of 255: how much paler than its rim a seal's ink may be
_BROAD, _REACH = 4, 11  # pixels: the least width of a seal's strokes at 200 dpi, and how far their pale edges reach
_LIGHTER = 25  # of 255: a seal's ink over the black of the type
_SECTORS = 48
_RING = 0.7  # share of the sectors in which a seal's rim shows


def fade_seals(colours: Picture, dpi: float) -> Picture:
    """The page in grey with its red round seals gone. Other red (the issuer's name over a paper, the red rule) stays as dark words."""
    grey = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    red = colours[:, :, 0].astype(np.int16)
    other = colours[:, :, 1:].max(axis=2).astype(np.int16)
    reddish = ((red - other) > 25) & (red > 70)
    if reddish.mean() < 0.0005:
        return np.asarray(grey, np.uint8)
    for x, y, width, height in _seals(reddish, dpi):
        place = np.s_[y : y + height, x : x + width]
        # In the red part of the light red ink is as bright as paper, black type under it stays dark.
        bright = colours[place][:, :, 0]
        grey[place] = np.where(reddish[place] & (bright > 110), 255, np.maximum(grey[place], bright))
    return np.asarray(grey, np.uint8)


def fade_grey_seals(page: Picture, dpi: float) -> list[Picture]:
    """A page scanned without colours, evenly lit, with its round seals gone: their ink is lighter than the type that they cover.

    Pale strokes of type and thin ones of a seal look alike: where there is a seal the page comes in three ways (all grey gone, broad
    strokes gone, as it was), and the recogniser shows which one can be read. Without a seal the page alone.
    """
    scale = _RIM_DPI / dpi
    small = np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    type_ink = page[page < 128]
    black = float(np.percentile(type_ink, 10)) if type_ink.size > 500 else 0.0
    seals = [(x, y, r, level) for x, y, r in _rings(small) if (level := _rim_level(small, x, y, r)) - black >= _LIGHTER]
    if not seals:
        return [page]
    bare, thin = page.copy(), page.copy()
    for x, y, radius, level in seals:
        reach = (radius + 5) / scale
        x0, y0, x1, y1 = (int(max(0, v)) for v in (x / scale - reach, y / scale - reach, x / scale + reach, y / scale + reach))
        place = page[y0:y1, x0:x1]
        typed = np.asarray(place < black + _TYPE * (level - black), np.uint8)
        bare[y0:y1, x0:x1] = np.where(_grown(typed, _EDGE), place, np.uint8(255))
        thin[y0:y1, x0:x1] = np.where(_broad(place, level) & ~_grown(typed, _EDGE_THIN), np.uint8(255), place)
    return [bare, thin, page]


def _broad(place: Picture, level: float) -> np.ndarray:
    """Broad strokes of about a seal's grey, with their pale edges."""
    grey = np.asarray(place < level + _FADED, np.uint8)
    return _grown(np.asarray(cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((_BROAD, _BROAD), np.uint8)), np.uint8), _REACH)


def _grown(mask: Picture, side: int) -> np.ndarray:
    return np.asarray(cv2.dilate(mask, np.ones((side, side), np.uint8)) > 0)


def _rings(small: Picture) -> list[tuple[float, float, float]]:
    """Circles (x, y, radius) of a seal's size along which ink stands all around."""
    millimetre = _RIM_DPI / 25.4
    least, most = int(_SMALLEST_GREY / 2 * millimetre), int(_LARGEST_GREY / 2 * millimetre)
    blurred = cv2.GaussianBlur(small, (3, 3), 0)
    found = cv2.HoughCircles(blurred, cv2.HOUGH_GRADIENT, 1, least // 2, param1=120, param2=28, minRadius=least, maxRadius=most)
    if found is None:
        return []
    rings = [(float(x), float(y), float(r)) for x, y, r in np.asarray(found).reshape(-1, 3)[:12]]
    return [ring for ring in (_settled(small, ring) for ring in rings) if ring is not None]


def _settled(small: Picture, ring: tuple[float, float, float]) -> tuple[float, float, float] | None:
    """The ring shifted to where most of it is inked; None where too little is."""
    x, y, r = ring
    tries = [(x + dx, y + dy, r + dr) for dx in (-2, -1, 0, 1, 2) for dy in (-2, -1, 0, 1, 2) for dr in (-2, -1, 0, 1, 2)]
    best = max(tries, key=lambda t: float((_along(small, *t) < 190).mean()))
    return best if float((_along(small, *best) < 190).mean()) >= _RIM_INK else None


def _rim_level(small: Picture, x: float, y: float, radius: float) -> float:
    """How dark a seal's ink is."""
    return float(np.median(_along(small, x, y, radius)))


def _along(small: Picture, x: float, y: float, radius: float) -> np.ndarray:
    """The darkest of each three pixels across a circle's line, all around."""
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    across = [
        small[
            np.clip(np.round(y + (radius + d) * np.sin(angles)).astype(int), 0, small.shape[0] - 1),
            np.clip(np.round(x + (radius + d) * np.cos(angles)).astype(int), 0, small.shape[1] - 1),
        ]
        for d in (-0.7, 0.0, 0.7)
    ]
    return np.asarray(np.min(across, axis=0))


def _seals(reddish: np.ndarray, dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes (x, y, width, height) of red shapes with a round rim."""
    scale = 4
    height, width = reddish.shape
    small = cv2.resize(reddish.astype(np.float32), (width // scale, height // scale), interpolation=cv2.INTER_AREA)
    mask = np.asarray(small > 0.1, np.uint8)
    joined = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    millimetre = dpi / 25.4 / scale
    out = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label][:4])
        if not (_SMALLEST < w / millimetre < _LARGEST and _SMALLEST < h / millimetre < _LARGEST and 0.55 < w / h < 1.8):
            continue
        if _has_rim(mask[y : y + h, x : x + w] & (labels[y : y + h, x : x + w] == label)):
            out.append((max(0, (x - 2) * scale), max(0, (y - 2) * scale), (w + 4) * scale, (h + 4) * scale))
    return out


def _has_rim(shape: np.ndarray) -> bool:
    """Whether red stands along most of the ellipse that fills the box, and hardly outside of it."""
    height, width = shape.shape
    ys, xs = np.nonzero(shape)
    if not len(xs):
        return False
    across, down = (xs - (width - 1) / 2) / (width / 2), (ys - (height - 1) / 2) / (height / 2)
    away = np.hypot(across, down)
    rim = away > 0.8
    sectors = np.floor((np.arctan2(down, across) / (2 * np.pi) + 0.5) * _SECTORS).astype(int)
    covered = len(set(sectors[rim & (away < 1.08)].tolist())) / _SECTORS
    return bool(covered >= _RING and (away > 1.12).mean() < 0.03)
