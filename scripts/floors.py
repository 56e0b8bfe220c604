#!/usr/bin/env python3
"""Measure the program on our own gold and raise the floors under its figures (tests/golden/floors.json) to what it reaches now.

reads   corpora/                        writes   tests/golden/floors.json (extraction, sections; floors of parsing are set by hand)
usage: floors.py [--lower]   a floor only rises, and what has none gets one; --lower: every floor is set anew, also where the figure fell
                             (gold grew or was corrected: say so in the commit)
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docintel.report.scores.runs import flat
from docintel.workflows.evaluate import GROUPS, evaluate_extraction, evaluate_sections

ROOT = Path(__file__).parents[1]
FLOORS = ROOT / "tests" / "golden" / "floors.json"
COUNTS = ("P", "R", "tp", "gold", "pred", "documents", "files", "numbers")
"""Figures that need no floor: counts, and what F1 is made of."""
ENOUGH = 20
"""A group's figure has a floor where gold holds at least so many."""
SLACK, ROWS = 0.005, 2
"""A floor lies so far, and so many wrong rows of gold more, below the measured figure, rounded down to a hundredth: one row is no alarm."""

Floors = dict[str, dict[str, dict[str, dict[str, float]]]]
Measured = dict[str, dict[str, dict[str, dict[str, tuple[float, float]]]]]


def floored(figures: Mapping[str, Any], group: str) -> dict[str, tuple[float, float]]:
    """Flat name → (figure, rows of gold behind it; 0 unknown) of what must have a floor. In a group that of which gold holds enough."""
    told = flat(figures)
    kept = {name: value for name, value in told.items() if name.rsplit(".", 1)[-1] not in COUNTS and value > 0}
    rows = {name: told.get(name.removesuffix(".F1") + ".gold", 0) for name in kept}
    return {name: (value, rows[name]) for name, value in kept.items() if group == "all" or rows[name] >= ENOUGH}


def measured(floors: Floors) -> Measured:
    """Task → gold → group → figures of today's program, for the golds that ``floors`` names."""
    out: Measured = {"extraction": {}, "sections": {}}
    for gold in floors["extraction"]:
        found: dict[str, dict[str, tuple[float, float]]] = {}
        for by in GROUPS:
            run, groups = evaluate_extraction(ROOT / gold, [ROOT / "corpora"], by=by)
            found |= {"all": floored(run.figures, "all")}
            found |= {f"{by} {name}": told for name, figures in groups.items() if (told := floored(figures, "group"))}
        out["extraction"][gold] = found
    for gold in floors["sections"]:
        out["sections"][gold] = {"all": floored(evaluate_sections(ROOT / gold, [ROOT / "corpora"]).figures, "all")}
    return out


def floor_of(figure: float, rows: float) -> float:
    """The floor that a figure sets over so many rows of gold."""
    return max(0.0, math.floor((figure - SLACK - (ROWS / rows if rows else 0)) * 100 + 1e-9) / 100)


def main() -> None:
    floors: Floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    lower = "--lower" in sys.argv
    for task, golds in measured(floors).items():
        for gold, groups in golds.items():
            kept = floors[task][gold]
            floors[task][gold] = {group: _new(kept.get(group, {}), figures, group, lower=lower) for group, figures in groups.items()}
    FLOORS.write_text(json.dumps(floors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _new(kept: dict[str, float], figures: dict[str, tuple[float, float]], group: str, *, lower: bool) -> dict[str, float]:
    out = {}
    for name, (figure, rows) in figures.items():
        found, old = floor_of(figure, rows), kept.get(name)
        out[name] = found if old is None or lower else max(found, old)
        if old is not None and out[name] != old:
            print(f"{group} {name}: {old} → {out[name]} (measured {figure})")
        elif figure < out[name]:
            print(f"{group} {name}: measured {figure} lies below its floor {out[name]}")
    return out


if __name__ == "__main__":
    main()
