"""A task table gives the same rows whatever kind of file it comes in (its figures against gold: test_floors.py)."""

from pathlib import Path

import pytest

from docintel.parse import parse
from docintel.structure import structure

ROOT = Path(__file__).parents[2]
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
