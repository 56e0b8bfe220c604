"""Signs of a page → lines of text with their place. Lengths are points (1/72 inch), ``top`` counts from the page's upper edge."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_GAP = 0.6  # ems of white between two signs that stand for a blank
_WIDE_GAP = 2.0  # ems that stand for a wide blank (two signatures on one line)
_SAME_LINE = 0.5  # ems by which the middles of signs on one line may differ


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; ``size`` is its usual type size; ``confidence`` (0–1) only of words read from a picture.

    ``shift``: how far to the left a line of the right column was laid, to read as one of the left column.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int
    confidence: float | None = None
    shift: float = 0.0

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def lines_of(chars: Iterable[dict[str, Any]], page: int) -> list[Line]:
    """The lines of a page or cell, top to bottom. Turned (upright) type and signs drawn twice for boldness are left out."""
    usable = [c for c in chars if c.get("upright", True) and c["text"]]
    rows: list[list[dict[str, Any]]] = []
    middles: list[float] = []
    for char in sorted(usable, key=lambda c: c["top"] + c["bottom"]):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and abs(middle - middles[-1]) <= _SAME_LINE * max(char["size"], rows[-1][0]["size"]):
            rows[-1].append(char)
            # the line's middle follows its largest signs, so that a raised note mark does not draw a line apart
            if char["size"] >= rows[-1][0]["size"]:
                middles[-1] = middle
        else:
            rows.append([char])
            middles.append(middle)
    made = (_line(sorted(row, key=lambda c: c["x0"]), page) for row in rows)
    return [line for line in made if line is not None]


def _line(row: Sequence[dict[str, Any]], page: int) -> Line | None:
    pieces: list[str] = []
    last: dict[str, Any] | None = None
    printed: list[dict[str, Any]] = []
    for char in row:
        blank = not char["text"].strip()
        if last is not None and not blank:
            if char["text"] == last["text"] and abs(char["x0"] - last["x0"]) < 0.3 * char["size"]:
                continue  # drawn twice
            gap = (char["x0"] - last["x1"]) / max(char["size"], 1)
            if gap > _GAP and pieces[-1].strip():
                pieces.append("  " if gap > _WIDE_GAP else " ")
        pieces.append(_plain(char["text"]) if not blank else "　" if char["text"] == "　" else " ")
        if not blank:
            last = char
            printed.append(char)
    if not printed:
        return None
    text = "".join(pieces).strip()
    top, bottom = min(c["top"] for c in printed), max(c["bottom"] for c in printed)
    return Line(text, printed[0]["x0"], max(c["x1"] for c in printed), top, bottom, median(c["size"] for c in printed), page)


def _plain(sign: str) -> str:
    """Radicals that some fonts use in place of the characters they look like (⼤ → 大); other signs stay as they are."""
    if any("⺀" <= c <= "⿟" or "豈" <= c <= "﫿" for c in sign):
        return unicodedata.normalize("NFKC", sign)
    return sign


def join_lines(upper: str, lower: str) -> str:
    """Two printed lines of one paragraph: Latin words get a blank between them, Chinese signs none."""
    if upper and lower and upper[-1].isascii() and lower[0].isascii() and upper[-1].isalpha() and lower[0].isalpha():
        return f"{upper} {lower}"
    return upper + lower
