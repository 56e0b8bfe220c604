"""Task tables of our own papers, file to obligation: rows of docx, PDF, web page, flattened text and workbook against what a person found."""

from pathlib import Path

import pytest

from docintel.workflows.evaluate import evaluate_extraction

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "corpora" / "gold.tables.jsonl"
FLOORS = {"action": 0.97, "owner": 0.97, "deadline": 0.97, "target": 0.95, "recurrence": 0.85, "strict": 0.95}


@pytest.fixture(scope="module")
def figures():
    return evaluate_extraction(GOLD, [ROOT / "corpora"])[0]


@pytest.mark.parametrize("name", FLOORS)
def test_figures_of_task_tables_keep_their_floors(figures, name):
    assert figures[name]["F1"] >= FLOORS[name]
    assert figures["documents"] >= 5
