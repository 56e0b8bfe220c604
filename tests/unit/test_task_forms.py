"""One table, however it was flattened to text, gives the same rows: tabs, bars, wide blanks, cells below one another; merged cells lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from docintel.domain.documents import Document
from docintel.structure.task_tables import find_task_tables
from tests.unit.test_task_tables import told

Rows = Sequence[Sequence[str]]
TABLES: dict[str, Rows] = {
    "merged tasks": (
        ("序号", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限"),
        ("1", "提升渡口服务", "整合售票窗口4个，推行联程票", "区渡口局", "区财政局、各镇", "2025年6月底"),
        ("2", "^", "渡船更新资金不少于500万元", "区财政局", "区渡口局", "2025年12月底"),
        ("3", "强化安全保障", "新增救生设施120套", "市应急管理局海安分局", "区渡口局、区水利局", "长期坚持"),
        ("4", "^", "开展船员专项培训", "区人力资源和社会保障局", "区渡口局", "2025年9月底"),
    ),
    "owners first": (
        ("编号", "责任单位", "重点事项", "工作举措", "年度目标", "完成时限"),
        (
            "1",
            "市渡口局（牵头），市发展和改革委员会、市财政局",
            "渡运改革",
            "梳理渡运事项，编制统一申请表单。",
            "环节压减至2个以内",
            "6月底前",
        ),
        ("2", "市住房和城乡建设局", "候船亭建设", "优化选址流程；开展共建试点。", "建成率达到90%以上", "9月底前"),
        ("3", "^", "候船亭管护", "推行网格管护，组建管护专班。", "全年巡查800次以上", "10月底前"),
    ),
}


def shown(cells: Sequence[str]) -> list[str]:
    return [c for c in cells if c != "^"]


FORMS: dict[str, Callable[[Rows], str]] = {
    "tabs, merged cells empty": lambda rows: "\n".join("\t".join("" if c == "^" else c for c in r) for r in rows),
    "tabs, merged cells left out": lambda rows: "\n".join("\t".join(shown(r)) for r in rows),
    "bars": lambda rows: "\n".join("| " + " | ".join("" if c == "^" else c for c in r) + " |" for r in rows),
    "wide blanks": lambda rows: "\n".join("    ".join(shown(r)) for r in rows),
    "a cell a line": lambda rows: "\n".join("\n".join(shown(r)) for r in rows),
    "a cell a line, blank lines between": lambda rows: "\n\n".join("\n\n".join(shown(r)) for r in rows),
    "a cell a line, blank lines between rows": lambda rows: "\n\n".join("\n".join(shown(r)) for r in rows),
}


def whole(rows: Rows) -> list[list[str]]:
    """The rows with their merged cells repeated."""
    out: list[list[str]] = []
    for row in rows:
        out.append([out[-1][x] if cell == "^" else cell for x, cell in enumerate(row)])
    return out[1:]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", FORMS)
def test_the_same_rows_come_of_every_form(table: str, form: str) -> None:
    text = f"附件\n渡口任务分工表\n{FORMS[form](TABLES[table])}\n\n（此件公开发布）\n"
    found = [told(row) for t in find_task_tables(Document("T", text, "T.txt", "txt", "0")) for row in t.rows]
    assert [sorted(re.sub(r"\s", "", str(words)) for words in row.values()) for row in found] == [sorted(r) for r in whole(TABLES[table])]
