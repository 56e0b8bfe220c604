"""Times and numbers against an expression list.

A row is right when every expected frame is matched and nothing of its kind is left on the span.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping
from typing import Any

from docintel.report.scores.runs import Miss

Row = Mapping[str, Any]
_TIME = ("role", "start", "end", "duration", "is_deadline")
_NUMBER = ("type", "value", "min", "max", "unit", "comparator")


def _same(want: Row, got: Row, key: str) -> bool:
    if key not in want:
        return True
    options = [want[key], *want.get("accept_" + key, ()), *(want.get("accept_cmp", ()) if key == "comparator" else ())]
    g = got.get(key)
    for w in options:
        if isinstance(w, (int, float)) and isinstance(g, (int, float)):
            if abs(w - g) <= 1e-6 * max(1.0, abs(w)):
                return True
        elif w == g or (not w and not g):
            return True
    return False


def _frame_right(want: Row, got: Row) -> bool:
    if (want["type"] == "time") != (got.get("type") == "time"):
        return False
    if want["type"] == "time":
        return all(_same(want, got, k) for k in _TIME) and bool(want.get("recurrence")) == bool(got.get("recurrence"))
    return all(_same(want, got, k) for k in _NUMBER)


def _on_span(row: Row, frame: Row) -> bool:
    a, b = frame.get("span_start"), frame.get("span_end")
    if a is None or b is None:
        return True
    shared = max(0, min(b, row["end"]) - max(a, row["start"]))
    return bool(shared > 0 and shared * 2 >= min(b - a, row["end"] - row["start"]))


def right(row: Row, frames: Iterable[Row]) -> bool:
    """Whether ``frames`` (everything found in the row's context) answer the row."""
    here = [f for f in frames if _on_span(row, f)]
    wanted = [w for w in row["expected"] if w["type"] != "none"]
    if not wanted:
        return not here
    times = wanted[0]["type"] == "time"
    here = [f for f in here if (f.get("type") == "time") == times]
    for want in wanted:
        k = next((i for i, f in enumerate(here) if _frame_right(want, f)), None)
        if k is None:
            return False
        del here[k]
    return not here


def score(rows: Iterable[Row], found: Mapping[str, list[dict[str, Any]]]) -> tuple[dict[str, Any], list[Miss]]:
    """(accuracy by family and over all, the wrong rows)."""
    families: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    wrong: list[Miss] = []
    for row in rows:
        ok = right(row, found.get(row["id"], []))
        for key in (row["family"], row["family"].split(".")[0], "all"):
            families[key][0] += ok
            families[key][1] += 1
        if not ok:
            words = str(row.get("context", ""))[row["start"] : row["end"]]
            wrong.append(Miss(str(row["id"]), f"wrong {row['family']}", words, row["start"]))
    return {k: {"right": v[0], "n": v[1], "accuracy": round(v[0] / v[1], 4)} for k, v in sorted(families.items())}, wrong
