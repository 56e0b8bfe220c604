"""Page numbers and running headers and footers of a PDF, which are no part of the paper's words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from statistics import median

from docintel.parse.page_lines import Line

_NUMBER = re.compile(
    r"[-—–－―_·•\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?|[ivxlIVXL]{1,6})[-—–－―_·•\s]*"
    r"|第?\s*\d{1,4}\s*页?\s*[/／,，、]?\s*共?\s*\d{1,4}\s*页?|[Pp]age\s*\d+(?:\s*of\s*\d+)?"
)
_ANNEX = re.compile(r"附[件表录：:]")  # heads the page on which an annex begins
_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十]+")
_ZONE = 135.0  # points above and below in which furniture stands (0.16 of an upright A4 page)
_DEPTH = 3  # outermost lines looked at on each side
_APART = 1.3  # times the usual distance of lines: a running head stands farther from the words
_SAME_PLACE = 6.0  # points by which a running line may move


def without_furniture(pages: Mapping[int, Sequence[Line]], heights: Mapping[int, float]) -> dict[int, list[Line]]:
    """The pages' lines without page numbers and without lines that run along the top or bottom of many pages."""
    edges = {number: _edges(lines, heights[number]) for number, lines in pages.items()}
    words = {id(line) for number, lines in pages.items() for line in edges[number] if _in_the_flow(line, lines, heights[number])}
    running = _running(edges, heights, words)
    out: dict[int, list[Line]] = {}
    for number, lines in pages.items():
        gone = {id(line) for line in edges[number] if _key(line, heights[number]) in running}
        left = [line for line in lines if id(line) not in gone]
        out[number] = _without_number(left, heights[number])
    return out


def _without_number(lines: list[Line], height: float) -> list[Line]:
    """A bare number counts only as the outermost line and near the edge: a table's or list's last figure stays."""
    if not lines:
        return lines
    highest, lowest = min(lines, key=lambda line: line.top), max(lines, key=lambda line: line.top)
    above = highest if highest.bottom <= height * _ZONE and _NUMBER.fullmatch(highest.text) else None
    below = lowest if lowest.top >= height * (1 - _ZONE) and _NUMBER.fullmatch(lowest.text) else None
    return [line for line in lines if line is not above and line is not below]


def _edges(lines: Sequence[Line], height: float) -> list[Line]:
    """The outermost lines; in a page of columns they are not the first and last in reading order."""
    placed = sorted(lines, key=lambda line: line.top)
    above = [line for line in placed[:_DEPTH] if line.bottom <= _zone(height)]
    below = [line for line in placed[-_DEPTH:] if line.top >= height - _zone(height)]
    return above + [line for line in below if line not in above]


def _zone(height: float) -> float:
    """How far furniture reaches into a page: the margins of a landscape page are as deep as those of an upright one."""
    return min(_ZONE, 0.23 * height)


def _key(line: Line, height: float) -> tuple[str, int]:
    """A line's words, numbers aside, and its distance from the nearer edge (below the middle it is negative): pages may differ in size."""
    place = line.top if line.top < height / 2 else line.bottom - height
    return _DIGITS.sub("#", line.text.replace(" ", "")), round(place / _SAME_PLACE)


def _in_the_flow(line: Line, lines: Sequence[Line], height: float) -> bool:
    """Whether a line is no farther from its neighbour towards the page's middle than the page's lines are from each other."""
    tops = sorted({round(other.top) for other in lines})
    if len(tops) <= 2 * _DEPTH:  # too few lines to tell
        return False
    usual = median(after - before for before, after in pairwise(tops))
    inner = [abs(top - line.top) for top in tops if (top > line.top + 1 if line.top < height / 2 else top < line.top - 1)]
    return bool(inner) and min(inner) <= _APART * usual


def _running(edges: Mapping[int, Sequence[Line]], heights: Mapping[int, float], words: Set[int]) -> set[tuple[str, int]]:
    """Keys of lines that stand at one place on a third of a short paper's pages (odd and even ones differ), on four of a long one's.

    Of lines in the flow of the words (by id in ``words``) those alone that hold over a third of all lines at their place: an address
    may chance to open two pages.
    """
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    held: dict[int, int] = defaultdict(int)
    flowing: set[tuple[str, int]] = set()
    for number, lines in edges.items():
        for line in lines:
            if _ANNEX.match(line.text):
                continue
            text, place = _key(line, heights[number])
            for near in (place - 1, place, place + 1):
                seen[text, near].add(number)
                held[near] += 1
                if id(line) in words:
                    flowing.add((text, near))
    needed = min(4, max(2, len(heights) // 3))
    return {key for key, where in seen.items() if len(where) >= needed and (key not in flowing or 3 * len(where) > held[key[1]])}
