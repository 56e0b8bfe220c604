"""No figure falls below its floor (floors.json): extraction and section trees over our own gold, papers together and group by group."""

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("floors", ROOT / "scripts" / "floors.py")
script = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = script
_spec.loader.exec_module(script)
FLOORS = json.loads(script.FLOORS.read_text(encoding="utf-8"))
CASES = [
    (task, gold, group, name)
    for task in ("extraction", "sections")
    for gold, groups in FLOORS[task].items()
    for group, figures in groups.items()
    for name in figures
]


@cache
def measured():
    return script.measured(FLOORS)


@pytest.mark.parametrize(("task", "gold", "group", "name"), CASES)
def test_a_figure_keeps_its_floor(task, gold, group, name):
    figure = measured()[task][gold].get(group, {}).get(name)
    assert figure is not None, f"gold no longer holds enough for {name}; run scripts/floors.py"
    assert figure[0] >= FLOORS[task][gold][group][name], "see what was lost: docintel evaluate … --against (docs/contributing.md)"


@pytest.mark.parametrize("task", ["extraction", "sections"])
def test_every_figure_has_a_floor(task):
    for gold, groups in measured()[task].items():
        for group, figures in groups.items():
            without = figures.keys() - FLOORS[task][gold].get(group, {}).keys()
            assert not without, f"{gold} {group}: run scripts/floors.py"


def test_the_golds_of_our_own_papers_have_floors():
    assert {f"corpora/{f.name}" for f in (ROOT / "corpora").glob("gold*.jsonl")} == set(FLOORS["extraction"])
    assert all(FLOORS[task][gold][group][name] > 0.1 for task, gold, group, name in CASES)


@pytest.mark.parametrize(
    ("kept", "figure", "lower", "floor"), [({}, 0.876, False, 0.85), ({"x": 0.9}, 0.876, False, 0.9), ({"x": 0.9}, 0.876, True, 0.85)]
)
def test_a_floor_only_rises_unless_it_is_asked_to_fall(kept, figure, lower, floor):
    assert script._new(kept, {"x": (figure, 100)}, "all", lower=lower) == {"x": floor}


def test_small_groups_have_floors_only_for_what_gold_holds_enough_of():
    figures = {
        "action": {"F1": 0.9, "gold": 40, "P": 1.0},
        "target": {"F1": 0.5, "gold": 3},
        "strength_accuracy": 1.0,
        "amount": {"F1": 0.0, "gold": 0},
    }
    assert script.floored(figures, "kind plan") == {"action.F1": (0.9, 40)}
    assert script.floored(figures, "all") == {"action.F1": (0.9, 40), "target.F1": (0.5, 3), "strength_accuracy": (1.0, 0)}
