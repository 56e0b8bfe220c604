"""Ruled lines of a page → grids of cells. Pure geometry in points: it serves PDF, OFD and scans alike."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SNAP = 3.0  # points within which two edges are one, and by which lines that meet may miss each other
_COVER = 0.6  # share of a cell's side that must be ruled to part it from its neighbour
_DRAWING = 250_000  # pairs of lines: a page with more is a map or a drawing

Rule = tuple[float, float, float]
"""(place across, begin, end): (y, x0, x1) of a level line, (x, y0, y1) of an upright one."""


@dataclass(slots=True)
class Rules:
    """The ruled lines of a page."""

    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)

    def turned(self, quarter: int, width: float, height: float) -> Rules:
        """The same lines on the page of ``width`` × ``height`` turned back by ``quarter`` quarters (clockwise ones of its words)."""
        if quarter == 1:
            return Rules([(width - x, a, b) for x, a, b in self.upright], [(y, width - b, width - a) for y, a, b in self.level])
        if quarter == 2:
            level = [(height - y, width - b, width - a) for y, a, b in self.level]
            return Rules(level, [(width - x, height - b, height - a) for x, a, b in self.upright])
        if quarter == 3:
            return Rules([(x, height - b, height - a) for x, a, b in self.upright], [(height - y, a, b) for y, a, b in self.level])
        return self


@dataclass(slots=True)
class Grid:
    """A ruled grid: edges of its columns and rows, and the cell (a number) at each of its places; a merged cell covers several."""

    xs: list[float]
    ys: list[float]
    cells: list[list[int]]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom)."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """The cell that holds a point, None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= row < len(self.cells) and 0 <= column < len(self.cells[0]):
            return self.cells[row][column]
        return None

    def rectangle(self, cell: int) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a cell."""
        held = [(r, c) for r, row in enumerate(self.cells) for c, k in enumerate(row) if k == cell]
        rows, columns = [r for r, _ in held], [c for _, c in held]
        return self.xs[min(columns)], self.ys[min(rows)], self.xs[max(columns) + 1], self.ys[max(rows) + 1]


def note_rule(rules: Rules, boxes: Sequence[Sequence[float]], width: float, height: float) -> float | None:
    """Where the short line above a page's footnotes stands: alone in the lower part, from the left over a third of the width."""
    short = [
        y
        for y, x0, x1 in rules.level
        if y > 0.4 * height and x0 < 0.25 * width and 0.1 * width < x1 - x0 < 0.45 * width
        and not any(box[1] - _SNAP <= y <= box[3] + _SNAP for box in boxes)
    ]  # fmt: skip
    return max(short, default=None)


def grids(rules: Rules) -> list[Grid]:
    """The grids that a page's rules make, top to bottom: lines that meet belong together; frames around others are left to the caller."""
    level, upright = _merged(rules.level), _merged(rules.upright)
    if len(level) * len(upright) > _DRAWING:
        return []
    made = (_grid(hs, vs) for hs, vs in _groups(level, upright))
    return sorted((grid for grid in made if grid is not None), key=lambda grid: grid.box[1])


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Pieces of one line joined: dashes, and the borders of neighbouring cells."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules):
        if lanes and rule[0] - lanes[-1][0][0] <= _SNAP / 2:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    out: list[Rule] = []
    for lane in lanes:
        place = sum(r[0] for r in lane) / len(lane)
        begin = end = None
        for _, a, b in sorted(lane, key=lambda r: r[1]):
            if begin is None or end is None:
                begin, end = a, b
            elif a <= end + _SNAP:
                end = max(end, b)
            else:
                out.append((place, begin, end))
                begin, end = a, b
        if begin is not None and end is not None:
            out.append((place, begin, end))
    return out


def _groups(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or over others. Level lines that meet none are underlines."""
    parent = list(range(len(level) + len(upright)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (y, x0, x1) in enumerate(level):
        for j, (x, y0, y1) in enumerate(upright):
            if x0 - _SNAP <= x <= x1 + _SNAP and y0 - _SNAP <= y <= y1 + _SNAP:
                parent[root(i)] = root(len(level) + j)
    found: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for i, rule in enumerate(level):
        found[root(i)][0].append(rule)
    for j, rule in enumerate(upright):
        found[root(len(level) + j)][1].append(rule)
    # one level line will do where columns are ruled: a row cut by the page's end is open above or below
    return [group for group in found.values() if group[1] and (len(group[0]) >= 2 or (group[0] and len(group[1]) >= 3))]


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    xs = _edges([r[0] for r in upright], [r[1] for r in level] + [r[2] for r in level])
    ys = _edges([r[0] for r in level], [r[1] for r in upright] + [r[2] for r in upright])
    if len(xs) < 2 or len(ys) < 2:
        return None
    across, down = len(xs) - 1, len(ys) - 1
    cell = list(range(across * down))

    def root(i: int) -> int:
        while cell[i] != i:
            cell[i] = cell[cell[i]]
            i = cell[i]
        return i

    for row in range(down):
        for column in range(across):
            here = row * across + column
            if column + 1 < across and not _ruled(upright, xs[column + 1], ys[row], ys[row + 1]):
                cell[root(here + 1)] = root(here)
            if row + 1 < down and not _ruled(level, ys[row + 1], xs[column], xs[column + 1]):
                cell[root(here + across)] = root(here)
    return Grid(xs, ys, [[root(row * across + column) for column in range(across)] for row in range(down)])


def _edges(lines: Sequence[float], ends: Sequence[float]) -> list[float]:
    """Places of the parting lines; where the outermost line is not drawn, the ends of the lines across stand for it."""
    out = _snapped(lines)
    if not out:
        return []
    first, last = min(ends), max(ends)
    if first < out[0] - 2 * _SNAP:
        out.insert(0, first)
    if last > out[-1] + 2 * _SNAP:
        out.append(last)
    return out


def _snapped(values: Iterable[float]) -> list[float]:
    out: list[list[float]] = []
    for value in sorted(values):
        if out and value - out[-1][-1] <= _SNAP:
            out[-1].append(value)
        else:
            out.append([value])
    return [sum(group) / len(group) for group in out]


def _ruled(rules: Sequence[Rule], place: float, begin: float, end: float) -> bool:
    """Whether a line runs at ``place`` over most of [begin, end]."""
    covered = sum(
        max(0.0, min(end, b) - max(begin, a)) for at, a, b in rules if abs(at - place) <= _SNAP and a < end and b > begin
    )  # pieces on one lane do not overlap; two lanes within _SNAP may count a double line twice
    return covered >= _COVER * (end - begin)
