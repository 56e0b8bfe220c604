"""Precision, recall, F1, and one-to-one matching of spans."""

from __future__ import annotations

import collections
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

Bounds = tuple[int, int]


def prf(hits: int, gold: int, found: int) -> dict[str, float | int]:
    """Precision, recall, F1 and the counts behind them."""
    precision, recall = (hits / found if found else 0.0), (hits / gold if gold else 0.0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"P": round(precision, 4), "R": round(recall, 4), "F1": round(f1, 4), "tp": hits, "gold": gold, "pred": found}


class Tally:
    """Hits, gold and found counts by name."""

    def __init__(self) -> None:
        self.counts: collections.Counter[tuple[str, str]] = collections.Counter()

    def add(self, name: str, hits: int = 0, gold: int = 0, found: int = 0) -> None:
        self.counts[name, "tp"] += hits
        self.counts[name, "gold"] += gold
        self.counts[name, "pred"] += found

    def prf(self, name: str) -> dict[str, float | int]:
        return prf(self.counts[name, "tp"], self.counts[name, "gold"], self.counts[name, "pred"])


def overlap(a: Bounds, b: Bounds) -> int:
    """Characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def span_match(a: Bounds, b: Bounds) -> float:
    """IoU; of two spans one of which lies (90%) inside the other and is at least 30% of it, at least 0.5."""
    shared = overlap(a, b)
    union = (a[1] - a[0]) + (b[1] - b[0]) - shared
    short, long = sorted((a[1] - a[0], b[1] - b[0]))
    inside = 0.5 if short and shared >= 0.9 * short and short >= 0.3 * long else 0.0
    return max(shared / union if shared else 0.0, inside)


def pair(gold: Sequence[Any], found: Sequence[Any], measure: Callable[[Any, Any], float], least: float = 0.5) -> list[tuple[int, int]]:
    """Greedy one-to-one pairs (gold index, found index), best first, of at least ``least``."""
    ranked = sorted(((measure(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found)), reverse=True)
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for score, i, j in ranked:
        if score < least:
            break
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def letters(value: object) -> str | None:
    """A field as it is compared: no white space, brackets of one width, no outer marks, lower case; empty = None."""
    if value in (None, ""):
        return None
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value))).strip('《》“”"').lower()


def number(value: Any) -> float | None:
    """A number as it is compared."""
    return None if value is None else round(float(value), 6)
