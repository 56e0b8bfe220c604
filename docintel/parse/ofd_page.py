"""The content of an OFD page → its signs, ruled lines and pictures with their places in points (GB/T 33190-2016 §8.5, §9, §11).

Places in the file are millimetres from the page's upper left corner; an object's own places go through its CTM and its boundary.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from docintel.parse.ofd_package import child, children, name_of, numbers
from docintel.parse.page_grid import Rules
from docintel.parse.page_lines import Sign

POINTS = 72 / 25.4  # points a millimetre
_DEPTH = 32  # blocks and composite objects inside one another
BASELINE = 0.86  # ems from the top of a Chinese sign to its base line
_THIN = 2.6  # points: a filled bar no thicker is a ruled line
_SHORT = 3.0  # points: a shorter line is a dot
_PATH = re.compile(r"[A-Za-z]|-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|-?\.\d+")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_MOST_RULES = 8000

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Picture:
    """An image object: the id of its resource and its box (x0, top, x1, bottom) in points."""

    resource: str
    box: Box


@dataclass(slots=True)
class Content:
    """What stands on a page as shown: ``signs`` by the clockwise quarters that they are turned; ``unnamed`` glyphs have no character."""

    signs: dict[int, list[Sign]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    pictures: list[Picture] = field(default_factory=list)
    unnamed: int = 0

    def add(self, other: Content) -> None:
        """Put another part's content (a template's) on the same page."""
        for quarter, signs in other.signs.items():
            self.signs.setdefault(quarter, []).extend(signs)
        self.rules.level += other.rules.level
        self.rules.upright += other.rules.upright
        self.pictures += other.pictures
        self.unnamed += other.unnamed

    def quarter(self) -> int:
        """How most signs are turned. Those turned otherwise (stamps, marks at the side) are no part of the text."""
        counts = Counter({quarter: len(signs) for quarter, signs in self.signs.items()})
        return counts.most_common(1)[0][0] if counts else 0


def read_content(root: Any, units: Mapping[str, Any], origin: tuple[float, float]) -> Content:
    """The content of a page or template part; ``units``: composite graphic units by id, ``origin``: the page box's corner (mm)."""
    out = Content()
    place: Matrix = (POINTS, 0.0, 0.0, POINTS, -origin[0] * POINTS, -origin[1] * POINTS)
    for layer in children(child(root, "Content"), "Layer"):
        _walk(layer, place, units, out, 0)
    return out


def turned_back(box: Box, quarter: int, width: float, height: float) -> Box:
    """A box of the page as shown (``width`` × ``height``) on the page turned back by ``quarter`` quarters."""
    x0, top, x1, bottom = box
    return (
        (x0, top, x1, bottom),
        (top, width - x1, bottom, width - x0),
        (width - x1, height - bottom, width - x0, height - top),
        (height - bottom, x0, height - top, x1),
    )[quarter]


def _walk(container: Any, place: Matrix, units: Mapping[str, Any], out: Content, depth: int) -> None:
    for element in container:
        name = name_of(element)
        if (element.get("Visible") or "").lower() == "false":
            continue
        if name == "TextObject":
            _text(element, _compose(place, _own(element)), out)
        elif name == "PathObject":
            _rule(element, _compose(place, _own(element)), out.rules)
        elif name == "ImageObject":
            out.pictures.append(Picture(element.get("ResourceID") or "", _image_box(element, place)))
        elif depth < _DEPTH and name == "PageBlock":
            _walk(element, place, units, out, depth + 1)
        elif depth < _DEPTH and name == "CompositeObject":
            content = child(units.get(element.get("ResourceID") or ""), "Content")
            if content is not None:
                _walk(content, _compose(place, _own(element)), units, out, depth + 1)


def _own(element: Any) -> Matrix:
    """An object's places → those of what holds it: first its CTM, then its boundary's corner."""
    box = [*numbers(element.get("Boundary")), 0.0, 0.0]
    matrix = numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix[:6] if len(matrix) >= 6 else IDENTITY
    return (a, b, c, d, e + box[0], f + box[1])


def _compose(outer: Matrix, inner: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u)


def _apply(place: Matrix, x: float, y: float) -> tuple[float, float]:
    return place[0] * x + place[2] * y + place[4], place[1] * x + place[3] * y + place[5]


# --- text


def _text(element: Any, place: Matrix, out: Content) -> None:
    """Every sign of a text object. A TextCode without X or Y goes on from the one before it."""
    size = (numbers(element.get("Size") or element.get("size")) or [3.7])[0]
    stretch = (numbers(element.get("HScale")) or [1.0])[0] or 1.0
    quarter = _quarter(place)
    if quarter is None:
        return  # aslant: a watermark
    signs = out.signs.setdefault(quarter, [])
    x = y = 0.0
    for code in children(element, "TextCode"):
        x = (numbers(code.get("X")) or [x])[0]
        y = (numbers(code.get("Y")) or [y])[0]
        text = code.text or ""
        text = "".join(sign for sign in (text.strip() if "\n" in text else text) if unicodedata.category(sign) != "Cc")
        across, down = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
        at_x, at_y = x, y
        for i, sign in enumerate(text):
            step = across[i] if i < len(across) else None
            wide = _width(sign) * size * stretch
            signs.append(_sign(sign, (at_x, at_y, min(wide, step) if step and step > 0 else wide), size, place))
            out.unnamed += _unnamed(sign)
            at_x += step if step is not None else 0.0 if i < len(down) else wide
            at_y += down[i] if i < len(down) else 0.0


def _quarter(place: Matrix) -> int | None:
    """By how many clockwise quarters words run on the page; None when they run aslant."""
    across, down = place[0], place[1]
    if abs(down) <= 0.1 * abs(across):
        return 0 if across >= 0 else 2
    if abs(across) <= 0.1 * abs(down):
        return 1 if down > 0 else 3
    return None


def _sign(text: str, where: tuple[float, float, float], size: float, place: Matrix) -> Sign:
    """A sign of ``size`` with its base line's begin and its width at ``where`` in the object's own space."""
    x, y, wide = where
    (ax, ay), (bx, by) = _apply(place, x, y - BASELINE * size), _apply(place, x + wide, y + (1 - BASELINE) * size)
    high = math.hypot(place[2], place[3]) * size
    return Sign(text, min(ax, bx), max(ax, bx), min(ay, by), max(ay, by), high)


def _unnamed(sign: str) -> bool:
    """A glyph that the file draws without saying which character it is."""
    return sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign >= "\U000f0000"


def _width(sign: str) -> float:
    return 1.0 if unicodedata.east_asian_width(sign) in ("W", "F", "A") else 0.5


def deltas(text: str | None, limit: int) -> list[float]:
    """A DeltaX or DeltaY list; ``g n v`` stands for n times v (§11.3). At most ``limit`` values."""
    out: list[float] = []
    parts = (text or "").replace(",", " ").split()
    at = 0
    while at < len(parts) and len(out) < limit:
        repeated = parts[at].lower() == "g" and at + 2 < len(parts)
        found = numbers(" ".join(parts[at + 1 : at + 3] if repeated else parts[at : at + 1]))
        if len(found) != (2 if repeated else 1):
            break
        out += [found[1]] * max(0, min(int(found[0]), limit - len(out))) if repeated else found
        at += 3 if repeated else 1
    return out


# --- ruled lines and pictures


def _rule(element: Any, place: Matrix, rules: Rules) -> None:
    """Add the level and upright strokes of a path; a thin filled bar is one. A path with curves is a drawing."""
    data = " ".join(part.text or "" for part in children(element, "AbbreviatedData"))
    if len(rules.level) + len(rules.upright) > _MOST_RULES or re.search(r"[QBA]", data):
        return
    for figure in _figures(data):
        points = [_apply(place, x, y) for x, y in figure]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        if len(points) > 2 and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            _line((min(xs), min(ys)), (max(xs), max(ys)), rules)
        else:
            for start, end in pairwise(points):
                if min(abs(start[0] - end[0]), abs(start[1] - end[1])) <= 1:
                    _line(start, end, rules)


def _line(start: tuple[float, float], end: tuple[float, float], rules: Rules) -> None:
    (x0, x1), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    if x1 - x0 >= max(_SHORT, bottom - top):
        rules.level.append(((top + bottom) / 2, x0, x1))
    elif bottom - top >= _SHORT:
        rules.upright.append(((x0 + x1) / 2, top, bottom))


def _figures(data: str) -> Iterator[list[tuple[float, float]]]:
    """The straight figures of abbreviated path data: M and S begin one, L goes on, C closes it; curves end it where they end."""
    figure: list[tuple[float, float]] = []
    parts = _PATH.findall(data)
    at = 0
    while at < len(parts):
        command = parts[at].upper()
        count = _ARGUMENTS.get(command)
        values = numbers(" ".join(parts[at + 1 : at + 1 + (count or 0)]))
        if count is None or len(values) < count:
            at += 1
            continue
        at += 1 + count
        if command == "C":
            if len(figure) > 1:
                yield [*figure, figure[0]]
            figure = figure[:1]
        elif command == "L":
            figure.append((values[0], values[1]))
        else:
            if len(figure) > 1:
                yield figure
            figure = [(values[-2], values[-1])]
    if len(figure) > 1:
        yield figure


def _image_box(element: Any, place: Matrix) -> tuple[float, float, float, float]:
    """An image fills the unit square of its own space, which its CTM and boundary place; without a CTM it fills the boundary."""
    box = (numbers(element.get("Boundary")) + [0.0] * 4)[:4]
    if len(numbers(element.get("CTM"))) >= 6:
        whole = _compose(place, _own(element))
        corners = [_apply(whole, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
    else:
        corners = [_apply(place, box[0] + x * box[2], box[1] + y * box[3]) for x, y in ((0, 0), (1, 1))]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)
