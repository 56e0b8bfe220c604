"""How a paper is set, measured from its lines: margins, type size, line distance, indents. Lengths are points."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from docintel.parse.page_lines import Line

INDENT = 1.2
"""Ems: a line that starts further right than this stands in from the margin."""

_FIRST = (1.5, 2.6)  # ems from the margin at which a first line stands
_FIRSTS = 0.08  # share of first lines that shows that the paper indents them
_MANY = 8  # long lines that a type size needs to have margins of its own
_AT_EDGE = 4  # lines from margin to margin that prove where the margins are


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paper is set: margins, type size and line distance in points; whether first lines stand two ems in, and whole blocks too."""

    left: float
    right: float
    size: float
    pitch: float
    indents: bool = False
    blocks: bool = False


class Settings:
    """How each type size of a paper is set, and each page that shows its own margin; a size with few lines follows the usual one."""

    def __init__(self, lines: Sequence[Line], page_width: float = 0.0, sides: tuple[float, float] | None = None) -> None:
        self.usual = _widened(measure(lines), lines, page_width, sides)
        sizes: dict[int, list[Line]] = defaultdict(list)
        pages: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            sizes[round(line.size)].append(line)
            pages[round(line.size), line.page].append(line)
        wide = 0.6 * (self.usual.right - self.usual.left)
        self._own = {s: measure(g) for s, g in sizes.items() if sum(line.x1 - line.x0 > wide for line in g) >= _MANY}
        self._pages = {key: own for key, group in pages.items() if (own := self._of_page(group)) is not None}

    def of(self, line: Line) -> Setting:
        """The setting that a line follows."""
        size = round(line.size)
        return self._pages.get((size, line.page)) or self._own.get(size, self.usual)

    def _of_page(self, group: Sequence[Line]) -> Setting | None:
        """A page's own setting, if first lines two ems inside prove which edge is its margin and it is not the usual one."""
        known = self._own.get(round(group[0].size), self.usual)
        if len(group) < _MANY // 2:
            return None
        own = measure(group)
        firsts = sum(_FIRST[0] * own.size < line.x0 - own.left < _FIRST[1] * own.size for line in group)
        differs = abs(own.left - known.left) > 0.8 * own.size
        return own if firsts and differs else None


def measure(lines: Sequence[Line]) -> Setting:
    """Measure lines of about one size. The margins are those of the long lines; short ones (titles, dates) say nothing of them."""
    size = _usual((line.size for line in lines), 0.5) or 12.0
    body = [line for line in lines if abs(line.size - size) <= 0.15 * size] or list(lines)
    widest = max((line.x1 - line.x0 for line in body), default=0.0)
    long = [line for line in body if line.x1 - line.x0 >= 0.6 * widest] or body
    left = _usual((line.x0 for line in long), 2.0)
    starts = sorted(line.x0 for line in long)
    if starts and left - starts[0] > INDENT * size:  # more first lines than following ones: the smaller start is the margin
        smaller = [x for x in starts if x < left - INDENT * size]
        nearest = max(smaller, default=left)
        firsts = _FIRST[0] * size < left - nearest < _FIRST[1] * size  # the usual start is the first-line indent of short paragraphs
        left = _usual(smaller, 2.0) if firsts or len(smaller) >= max(2, len(starts) // 12) else left
    ends = sorted(line.x1 for line in long)
    right = ends[int(len(ends) * 0.9)] if ends else 0.0
    gaps = [b.top - a.top for a, b in pairwise(body) if a.page == b.page and 0 < b.top - a.top < 4 * size]
    indented = sum(_FIRST[0] * size < line.x0 - left < _FIRST[1] * size for line in body)
    indents = indented >= max(2, _FIRSTS * len(body))
    return Setting(left, right, size, median(gaps) if gaps else size * 1.6, indents, _has_blocks(body, left, right, size))


def _has_blocks(lines: Sequence[Line], left: float, right: float, size: float) -> bool:
    """Whether three lines in a row stand equally far in and reach the right margin: a paragraph set in as a whole."""
    inside = [line.x0 - left > INDENT * size and right - line.x1 < size for line in lines]
    return any(
        a and b and c and abs(lines[i].x0 - lines[i + 1].x0) < size / 2 > abs(lines[i + 1].x0 - lines[i + 2].x0)
        for i, (a, b, c) in enumerate(zip(inside, inside[1:], inside[2:], strict=False))
    )


def _widened(how: Setting, lines: Sequence[Line], page_width: float, sides: tuple[float, float] | None) -> Setting:
    """A paper of short lines alone does not show its margins: a table's ``sides`` do, or both are taken as alike."""
    at_edge = sum(abs(line.x1 - how.right) < 0.5 * how.size and abs(line.x0 - how.left) < 0.5 * how.size for line in lines)
    if at_edge >= _AT_EDGE or (sides is None and how.right - how.left >= 0.65 * page_width):
        return how
    if sides is not None and _FIRST[0] * how.size < how.left - sides[0] < _FIRST[1] * how.size:
        return replace(how, left=sides[0], right=max(how.right, sides[1]), indents=True)
    return replace(how, right=max(how.right, page_width - how.left))


def _usual(values: Iterable[float], step: float) -> float:
    counts = Counter(round(v / step) for v in values)
    return counts.most_common(1)[0][0] * step if counts else 0.0
