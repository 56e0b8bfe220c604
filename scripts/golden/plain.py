"""A source as lines of plain words, for the golden files of kinds that know no layout."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Spec = Mapping[str, Any]


def words_of(cell: Any) -> list[str]:
    """A cell's paragraphs."""
    return [cell] if isinstance(cell, str) else [p if isinstance(p, str) else p["text"] for p in cell]


def spans(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int, int, int, Any]]:
    """(row, column, rows down, columns across, cell) of each cell of a table once."""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell not in ("^", "<"):
                across = next((i for i in range(c + 1, len(row)) if row[i] != "<"), len(row)) - c
                down = next((i for i in range(r + 1, len(rows)) if rows[i][c] != "^"), len(rows)) - r
                yield r, c, down, across, cell


def blocks(source: Spec) -> list[Spec]:
    """The blocks that every reader sees in running order."""
    return [block for block in source["blocks"] if block["type"] != "page_break"]


def zipped(parts: Mapping[str, bytes], flag: int = 0) -> bytes:
    """A zip package with fixed dates; its names are written as ``bytes`` of the keys given in latin-1."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.flag_bits = flag
            package.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
