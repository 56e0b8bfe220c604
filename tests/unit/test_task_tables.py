"""Task tables: heads in any order and wording, two rows of heads, merged cells, categories, pages; what is no task table."""

from __future__ import annotations

import pytest

from docintel.domain.documents import Document, Table
from docintel.domain.papers import TaskRow
from docintel.structure import structure
from docintel.structure.task_tables import find_task_tables


def document(*tables: str, before: str = "附件\n任务分工表\n") -> Document:
    """A paper of tables, one row a line, cells parted by |; ^ repeats the cell above, < the cell to the left."""
    text, made = before, []
    for table in tables:
        start, rows, spans = len(text), [], []
        for y, line in enumerate(table.strip().split("\n")):
            row, places = [], []
            for x, words in enumerate(line[1:-1].split("|")):
                if words == "^":
                    place = spans[y - 1][x]
                elif words == "<":
                    place = places[-1]
                else:
                    place = (len(text), len(text) + len(words))
                    text += words + "\t"
                row.append(text[slice(*place)])
                places.append(place)
            text = text[:-1] + "\n" if text.endswith("\t") else text + "\n"
            rows.append(tuple(row))
            spans.append(tuple(places))
        made.append(Table(tuple(rows), start, len(text) - 1, None, tuple(spans)))
    return Document("T", text, "T.docx", "docx", "0", tables=tuple(made))


def told(row: TaskRow) -> dict[str, object]:
    """A row as plain words."""
    cells = {"task": row.task, "measures": row.measures, "deadline": row.deadline, "target": row.target, "progress": row.progress}
    found: dict[str, object] = {key: "".join(s.text for s in spans) for key, spans in cells.items() if spans}
    return {"number": row.number, **found, **{o.role: "".join(s.text for s in o.spans) for o in row.owners}}


def tasks(*tables: str, **more: str) -> list[dict[str, object]]:
    return [told(row) for table in find_task_tables(document(*tables, **more)) for row in table.rows]


def test_columns_in_any_order_are_told_by_their_heads() -> None:
    found = tasks("|完成时限|责任单位|工作举措|重点任务|编号|协办部门|\n|2025年6月底前|市渡口局|修缮渡口12处|渡口修缮|3|市财政局|")
    assert found == [
        {
            "number": "3",
            "task": "渡口修缮",
            "measures": "修缮渡口12处",
            "deadline": "2025年6月底前",
            "responsible": "市渡口局",
            "support": "市财政局",
        }
    ]


def test_a_structured_paper_holds_its_task_tables() -> None:
    paper = structure(document("|序号|任务|责任单位|\n|1|修缮渡口|市渡口局|"))
    assert [told(row)["task"] for table in paper.task_tables for row in table.rows] == ["修缮渡口"]


def test_a_head_of_two_rows() -> None:
    found = tasks(
        "|序号|工作任务|责任分工|<|时间安排|<|\n|^|^|牵头|配合|启动时间|完成时间|\n|1|疏浚航道8公里|市渡口局|各区|2025年3月|2025年底|"
    )
    assert found == [
        {"number": "1", "task": "疏浚航道8公里", "lead": "市渡口局", "support": "各区", "deadline": "2025年底"},
    ]


def test_merged_cells_hold_for_every_row_they_reach() -> None:
    found = tasks(
        "|序号|重点任务|工作举措|牵头单位|\n|1|渡口修缮|修缮渡口12处|市渡口局|\n|2|^|建成码头3座|^|\n|3|航道养护|疏浚8公里|市水利局|"
    )
    assert [(f["task"], f["lead"]) for f in found] == [("渡口修缮", "市渡口局"), ("渡口修缮", "市渡口局"), ("航道养护", "市水利局")]


def test_same_as_above_is_the_cell_above_and_an_empty_cell_is_empty() -> None:
    found = tasks("|序号|任务|责任单位|\n|1|修缮渡口|市渡口局|\n|2|疏浚航道|同上|\n|3|建成码头|〃|\n|4|更新浮标||\n|5|编制预案|/|")
    assert [f.get("responsible") for f in found] == ["市渡口局"] * 3 + [None, None]


def test_category_rows_name_what_stands_below() -> None:
    table = "|序号|任务|责任单位|\n|一、渡口|<|<|\n|1|修缮渡口|市渡口局|\n|二、航道|<|<|\n|2|疏浚航道|市水利局|\n|合计|2|<|\n|备注：按月报送|<|<|"
    (found,) = find_task_tables(document(table))
    assert [(r.number, r.path) for r in found.rows] == [("1", ("一、渡口",)), ("2", ("二、航道",))]


def test_a_table_goes_on_over_a_page_with_its_head_again_and_without() -> None:
    first = "|序号|任务|责任单位|\n|1|修缮渡口|市渡口局|"
    again = "|序号|任务|责任单位|\n|2|疏浚航道|市水利局|"
    bare = "|3|建成码头|市渡口局|"
    (found,) = find_task_tables(document(first, again, bare))
    assert [(r.number, r.table) for r in found.rows] == [("1", 0), ("2", 1), ("3", 2)]


def test_a_row_parted_by_a_page_is_one_row() -> None:
    first = "|序号|任务|措施|责任单位|\n|1|渡口修缮|修缮渡口12处，更新跳|市渡口局、市财|"
    again = "|序号|任务|措施|责任单位|\n|||板和护栏。|政局|\n|2|航道|疏浚8公里|市水利局|"
    found = tasks(first, again)
    assert found[0] == {
        "number": "1",
        "task": "渡口修缮",
        "measures": "修缮渡口12处，更新跳板和护栏。",
        "responsible": "市渡口局、市财政局",
    }
    assert len(found) == 2


def test_rows_in_the_text_parted_by_tabs_bars_or_blanks() -> None:
    rows = [("序号", "任务", "牵头单位", "完成时限"), ("1", "修缮渡口", "市渡口局", "2025年底"), ("2", "疏浚航道", "市水利局", "6月底")]
    for parted in ("\t".join, "    ".join, lambda r: f"| {' | '.join(r)} |"):
        text = "三、任务分工\n" + "\n".join(parted(row) for row in rows) + "\n四、保障措施\n加强领导。\n"
        (found,) = find_task_tables(Document("T", text, "T.txt", "txt", "0"))
        assert [told(r)["lead"] for r in found.rows] == ["市渡口局", "市水利局"]
        assert all(text[s.start : s.end] == s.text for r in found.rows for s in r.task)
        assert text[found.end :].strip().startswith("四、")


def test_results_and_problems_are_kept_apart_from_tasks() -> None:
    found = find_task_tables(document("|问题|整改措施|责任单位|整改时限|进展情况|\n|跳板老化|更换跳板30块|市渡口局|2025年5月|已更换12块|"))
    (row,) = found[0].rows
    assert told(row) == {
        "number": "",
        "task": "更换跳板30块",
        "responsible": "市渡口局",
        "deadline": "2025年5月",
        "progress": "已更换12块",
    }
    assert [s.text for s in row.problem] == ["跳板老化"]


NO_TASKS = {
    "what was done": ("|序号|工作任务|责任单位|完成情况|\n|1|修缮渡口|市渡口局|已完成|", "附件\n任务分工表\n"),
    "an account by its caption": ("|序号|工作任务|责任单位|完成时间|\n|1|修缮渡口|市渡口局|2024年|", "附件\n2024年重点任务完成情况表\n"),
    "benefits": ("|序号|政策内容|支持标准|责任单位|\n|1|渡口贷款贴息|最高50万元|市渡口局|", "附件\n惠企政策清单\n"),
    "services": ("|序号|事项名称|办理时限|承办单位|\n|1|渡口登记|5个工作日|市渡口局|", "附件\n服务事项清单\n"),
    "statistics": ("|指标|单位|2023年|2024年|\n|渡口数|处|12|15|", "附件\n主要指标\n"),
    "a budget": ("|项目|预算金额（万元）|资金来源|\n|渡口修缮|120|财政|", "附件\n资金预算表\n"),
    "indicators without owners": ("|序号|指标|预期值|属性|\n|1|渡口完好率|95%|约束性|", "专栏1 主要指标\n"),
    "running text": ("|目标|现状|\n|12处|8处|", "附件\n对照表\n"),
}


@pytest.mark.parametrize("name", NO_TASKS)
def test_other_tables_are_none(name: str) -> None:
    table, caption = NO_TASKS[name]
    assert tasks(table, before=caption) == []


def test_a_head_of_two_rows_flattened_without_its_merged_cells() -> None:
    lines = (
        "序号\t工作任务\t责任单位\t完成时限",
        "牵头单位\t配合单位",
        "一、渡口",
        "1\t修缮渡口\t市渡口局\t市财政局、各区\t2025年底",
        "2\t更新渡船\t市渡口局\t6月底",
    )
    found = [
        r for t in find_task_tables(Document("T", "附件\n任务分解表\n" + "\n".join(lines) + "\n", "T.txt", "txt", "0")) for r in t.rows
    ]
    assert [told(r) for r in found] == [
        {"number": "1", "task": "修缮渡口", "lead": "市渡口局", "support": "市财政局、各区", "deadline": "2025年底"},
        {"number": "2", "task": "更新渡船", "lead": "市渡口局", "deadline": "6月底"},
    ]
    assert found[0].path == ("一、渡口",)


def test_a_table_whose_merged_cells_are_written_out() -> None:
    found = tasks(
        "|序号|工作任务|责任单位|责任单位|\n|序号|工作任务|牵头单位|配合单位|\n|一、渡口|一、渡口|一、渡口|一、渡口|\n|1|修缮渡口|市渡口局|各区|"
    )
    assert found == [{"number": "1", "task": "修缮渡口", "lead": "市渡口局", "support": "各区"}]
