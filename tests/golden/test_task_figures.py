"""Task tables of our own papers, file to obligation: rows of docx, PDF, web page, flattened text and workbook against what a person found."""

from pathlib import Path

import pytest

from docintel.parse import parse
from docintel.structure import structure
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


FILES = ROOT / "tests" / "golden" / "files"
KINDS = (
    "html/task_table.html",
    "md/task_table.md",
    "mhtml/task_table.mht",
    "ofd/task_table.ofd",
    "pdf/task_table.pdf",
    "xlsx/task_table.xlsx",
)


def rows(name):
    """The task rows of a golden file as words without white space."""
    paper = structure(parse(FILES / name))

    def words(spans):
        return "".join("".join(s.text.split()) for s in spans)

    return [
        (r.number, words(r.task), words(r.measures), tuple((o.role, words(o.spans)) for o in r.owners), words(r.deadline), r.path)
        for table in paper.task_tables
        for r in table.rows
    ]


@pytest.mark.parametrize("name", [name for name in KINDS if (FILES / name).exists()])
def test_a_task_table_gives_the_same_rows_in_every_file_kind(name):
    expected = rows("docx/task_table.docx")
    assert len(expected) == 6
    assert rows(name) == expected
