"""Laws of task tables: every cell holds the paper's words, tables stand apart, rows inside them; no text, however broken, takes them down."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.domain.documents import Document
from docintel.domain.papers import TASK_ROLES, TaskRow
from docintel.domain.spans import Span
from docintel.extract import extract
from docintel.parse import parse
from docintel.structure import structure
from docintel.structure.task_tables import find_task_tables

ROOT = Path(__file__).parents[2]
FILES = sorted(f for f in (ROOT / "corpora").glob("[NW][01][0-9].*") if f.stem <= "N13" or f.stem[0] == "W")
TABLE = (ROOT / "scripts" / "corpus_sources" / "N12.txt").read_text("utf-8").split("@table\n")[1].split("\n@end")[0]
ROWS = [row.strip("|").split("|") for row in TABLE.splitlines()]
STACKED = [cell for row in ROWS for cell in (*row, "") if cell != "<"]
TABBED = ["\t".join("" if cell == "<" else cell for cell in row) for row in ROWS]
ODD = ("", "序号", "牵头单位", "1", "7", "同上", "〃", "合计", "注：按月报送", "|||", "\t\t", "、", "一、总则", "加强领导。")


def cells(row: TaskRow) -> list[Span]:
    """Every span of a row."""
    owners = [span for owner in row.owners for span in owner.spans]
    stages = [span for stage in row.stages for span in (stage.head, *stage.spans)]
    return [*row.task, *row.measures, *owners, *row.deadline, *row.target, *row.progress, *row.problem, *stages]


def check(document: Document) -> int:
    """The laws on one document; the number of its task rows."""
    tables = find_task_tables(document)
    assert all(a.end <= b.start for a, b in pairwise(tables))
    for table in tables:
        assert 0 <= table.start < table.end <= len(document.text)
        for row in table.rows:
            assert row.task
            assert all(owner.role in TASK_ROLES for owner in row.owners)
            assert all(document.text[s.start : s.end] == s.text and s.text.strip() for s in cells(row))
            assert row.table is None or row.table < len(document.tables)
    return sum(len(table.rows) for table in tables)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_task_tables_of_our_papers(path: Path) -> None:
    assert (check(parse(path)) > 0) == (path.stem in ("N08", "N09", "N10", "N11", "N12", "N13", "W11"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from((STACKED, TABBED)), st.data())
def test_broken_tables_keep_the_laws(lines: list[str], data: st.DataObject) -> None:
    broken = list(lines)
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(0, len(broken) - 1))
        change = data.draw(st.sampled_from(("drop", "odd", "swap", "cut")))
        if change == "drop" and len(broken) > 1:
            del broken[at]
        elif change == "odd":
            broken.insert(at, data.draw(st.sampled_from(ODD)))
        elif change == "swap":
            other = data.draw(st.integers(0, len(broken) - 1))
            broken[at], broken[other] = broken[other], broken[at]
        else:
            broken[at] = broken[at][: data.draw(st.integers(0, len(broken[at])))]
    document = Document("T", "附件\n任务分工表\n" + "\n".join(broken) + "\n", "T.txt", "txt", "0")
    check(document)
    found = extract(structure(document))
    assert len({item.item_id for item in found.items}) == len(found.items)
    assert all(any(e.covers(a.span) for e in o.evidence) for o in found.obligations for a in o.actions)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="序号任务牵头单位完成时限1、|\t\n 　市局。年", max_size=200))
def test_any_text_keeps_the_laws(text: str) -> None:
    check(Document("T", text, "T.txt", "txt", "0"))
