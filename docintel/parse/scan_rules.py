"""Ruled lines of a scanned page, and the page without them. Only with the extra ``ocr`` (OpenCV)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from docintel.parse.ocr import Picture
from docintel.parse.page_grid import Grid, Rule, Rules

_INK = 170  # darker than this is ink on an evenly lit page
_LONG = 0.42  # inches: the shortest rule that stands alone; strokes of 22-point type are shorter
_SHORT = 0.14  # inches: the shortest rule between two others
_THICK = 0.06  # inches: what is thicker is a bar, a picture, a shaded cell
_GAP = 0.12  # inches of a rule that bad print may have lost
_NEAR = 0.05  # inches by which a rule may miss the one that it ends at
_ALONE = 1.5  # inches: a line that belongs to no table is painted over from this length on


def rules(picture: Picture, dpi: float) -> Rules:
    """The level and upright lines of a level page, in pixels."""
    ink = np.asarray((picture < _INK) * np.uint8(255), np.uint8)
    side = np.ascontiguousarray(ink.T)
    level, upright = _lines(ink, dpi, _LONG, _GAP), _lines(side, dpi, _LONG, _GAP)
    if len(level) >= 2 and len(upright) >= 1:  # a table: the sides of low cells are as short as strokes, but end at its lines
        upright = upright + _between(_lines(side, dpi, _SHORT, 0.0), level, dpi)
        level = level + _between(_lines(ink, dpi, _SHORT, 0.0), upright, dpi)
    return Rules(level, upright)


def _lines(ink: Picture, dpi: float, long: float, lost: float) -> list[Rule]:
    """The level lines of a picture (its upright ones, when it is handed over on its side); gaps of ``lost`` inches are closed."""
    length, gap = max(8, int(dpi * long)), max(3, int(dpi * lost))
    thick = max(3, int(dpi * _THICK))
    bars = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    thin = cv2.dilate(cv2.subtract(ink, bars), np.ones((3, 1), np.uint8))  # a slightly slanting rule is a staircase
    kept = cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, int(length * 0.7)), np.uint8))
    joined = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [tuple(int(v) for v in stats[i][:4]) for i in range(1, count)]
    return [(y + h / 2, float(x), float(x + w)) for x, y, w, h in boxes if w >= length and h <= max(thick, 0.02 * w + 4)]


def _between(short: Sequence[Rule], across: Sequence[Rule], dpi: float) -> list[Rule]:
    """Those short lines that begin and end at lines across."""
    near = dpi * _NEAR

    def ends(place: float, at: float) -> bool:
        return any(abs(p - at) <= near and a - near <= place <= b + near for p, a, b in across)

    return [rule for rule in short if ends(rule[0], rule[1]) and ends(rule[0], rule[2])]


def without_rules(picture: Picture, ruled: Rules, tables: Sequence[Grid], dpi: float) -> Picture:
    """The page with the rules of its tables and its long rules painted white; a bar as short as a big 一 stays."""
    gone = np.zeros_like(picture)
    width = max(3, int(dpi * _THICK / 2))

    def goes(x: float, y: float, long: float) -> bool:
        inside = any(t.box[0] - 9 <= x <= t.box[2] + 9 and t.box[1] - 9 <= y <= t.box[3] + 9 for t in tables)
        return inside or long > dpi * _ALONE

    for y, x0, x1 in ruled.level:
        if goes((x0 + x1) / 2, y, x1 - x0):
            cv2.line(gone, (int(x0) - 2, int(y)), (int(x1) + 2, int(y)), 255, width)
    for x, y0, y1 in ruled.upright:
        if goes(x, (y0 + y1) / 2, y1 - y0):
            cv2.line(gone, (int(x), int(y0) - 2), (int(x), int(y1) + 2), 255, width)
    return np.asarray(np.where(gone > 0, np.uint8(255), picture), np.uint8)
