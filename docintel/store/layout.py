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
    """Seven whole numbers a line: start, end, page, box."""
    return [[line.start, line.end, line.page, *(round(share * GRAIN) for share in line.box)] for line in lines]


def lines_of(rows: Iterable[Sequence[int]]) -> tuple[PlacedLine, ...]:
    """The lines that :func:`pack_lines` wrote, to the grain."""
    return tuple(PlacedLine(a, b, page, (x0 / GRAIN, y0 / GRAIN, x1 / GRAIN, y1 / GRAIN)) for a, b, page, x0, y0, x1, y1 in rows)


def pack_pages(pages: Iterable[tuple[float, float]]) -> list[list[float]]:
    """Width and height in points, to a hundredth."""
    return [[round(width, 2), round(height, 2)] for width, height in pages]


def pages_of(rows: Iterable[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    """The sizes that :func:`pack_pages` wrote."""
    return tuple((width, height) for width, height in rows)
