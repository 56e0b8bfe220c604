"""Blocks, placed lines and page sizes ↔ short lists of numbers: a paper of 300 pages has ten thousand lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docintel.domain.documents import Block, PlacedLine

GRAIN = 10_000
"""Shares of a page are kept as whole ten-thousandths: a tenth of a point on A4."""


def pack_blocks(blocks: Iterable[Block]) -> list[list[Any]]:
    """A list a block; the confidence stands in it only where there is one."""
    return [
        [b.start, b.end, b.kind, b.page, b.ref] if b.confidence is None else [b.start, b.end, b.kind, b.page, b.ref, b.confidence]
        for b in blocks
    ]


def blocks_of(rows: Iterable[Sequence[Any]]) -> tuple[Block, ...]:
    """The blocks that :func:`pack_blocks` wrote."""
    return tuple(Block(*row) for row in rows)


def pack_lines(lines: Iterable[PlacedLine]) -> list[list[int]]:
    """Whole numbers: start, end, page, box, then offset and share of each knot."""
    return [[line.start, line.end, line.page, *map(_grains, line.box), *_knots(line)] for line in lines]


def _grains(share: float) -> int:
    return round(share * GRAIN)


def _knots(line: PlacedLine) -> list[int]:
    return [number for at, share in line.knots for number in (at, _grains(share))]


def lines_of(rows: Iterable[Sequence[int]]) -> tuple[PlacedLine, ...]:
    """The lines that :func:`pack_lines` wrote, to the grain."""
    return tuple(_line_of(*row) for row in rows)


def _line_of(start: int, end: int, page: int, *numbers: int) -> PlacedLine:
    x0, y0, x1, y1 = (number / GRAIN for number in numbers[:4])
    knots = tuple((at, share / GRAIN) for at, share in zip(numbers[4::2], numbers[5::2], strict=True))
    return PlacedLine(start, end, page, (x0, y0, x1, y1), knots)


def pack_pages(pages: Iterable[tuple[float, float]]) -> list[list[float]]:
    """Width and height in points, to a hundredth."""
    return [[round(width, 2), round(height, 2)] for width, height in pages]


def pages_of(rows: Iterable[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """The sizes that :func:`pack_pages` wrote."""
    return tuple((width, height) for width, height in rows)
