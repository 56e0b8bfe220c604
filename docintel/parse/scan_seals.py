"""Round seals on a scanned page are faded, so that the signature and date under them can be read. Only with the extra ``ocr`` (OpenCV)."""

from __future__ import annotations

import cv2
import numpy as np

from docintel.parse.ocr import Picture

_SMALLEST, _LARGEST = 18.0, 75.0  # millimetres: round seals of offices measure 38 to 50 (国发〔1999〕25号), small ones 20
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
