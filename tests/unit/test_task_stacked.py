"""Task tables whose cells stand one below the other in the text."""

from __future__ import annotations

from docintel.domain.documents import Document
from docintel.structure.task_tables import find_task_tables
from tests.unit.test_task_tables import told

HEAD = "附件\n渡口修缮任务分工表\n"


def rows(text: str) -> list[dict[str, object]]:
    document = Document("T", text, "T.txt", "txt", "0")
    found = [row for table in find_task_tables(document) for row in table.rows]
    spans = [s for r in found for s in (*r.task, *r.measures, *r.deadline, *(s for o in r.owners for s in o.spans))]
    assert all(text[s.start : s.end] == s.text for s in spans)
    return [{key: str(words).replace("\n", "") for key, words in told(r).items()} for r in found]


def test_rows_parted_by_blank_lines() -> None:
    text = HEAD + (
        "序号\n工作事项\n主要内容\n牵头单位\n配合单位\n完成时限\n\n"
        "1\n渡口修缮\n修缮渡口12处。\n市渡口局\n市财政局、各区政府\n2025年底\n\n"
        "更新跳板和护栏。\n各区政府\n/\n2025年6月底\n\n"
        "2\n航道养护\n疏浚航道8公里。\n市水利局\n市渡口局\n长期坚持\n"
    )
    assert rows(text) == [
        {
            "number": "1",
            "task": "渡口修缮",
            "measures": "修缮渡口12处。",
            "lead": "市渡口局",
            "support": "市财政局、各区政府",
            "deadline": "2025年底",
        },
        {"number": "1", "task": "渡口修缮", "measures": "更新跳板和护栏。", "lead": "各区政府", "deadline": "2025年6月底"},
        {
            "number": "2",
            "task": "航道养护",
            "measures": "疏浚航道8公里。",
            "lead": "市水利局",
            "support": "市渡口局",
            "deadline": "长期坚持",
        },
    ]


WRAPPED = (
    "序号\n重点任务\n主要内容\n牵头部门\n责任单位\n"
    "1\n1.完善渡口设\n施条件\n编制渡口修缮年度计划，修缮跨江\n渡口十二处，更新跳板和护栏，配\n齐救生器材。\n市交通运输委\n市财政局、市应急\n局、市农业农村委\n"
    "2\n建立渡口巡查制度，每季度巡查一\n次，及时消除安全隐患。\n市交通运输委\n各区人民政府\n"
    "3\n2.提升航道养\n护水平\n疏浚主航道浅滩，设置航标，公布\n航道尺度。\n市水利局、市\n交通运输委\n市发展改革委、市\n"
    "序号\n重点任务\n主要内容\n牵头部门\n责任单位\n"
    "生态环境局\n"
    "4\n3.加强船员管\n理服务\n组织船员培训，建立船员信用档案，\n对违规船员依法处理。\n市人力社保局\n市交通运输委、市\n公安局\n"
)


def test_wrapped_lines_go_to_the_columns_that_they_fill() -> None:
    found = rows(HEAD + WRAPPED + "附件2\n渡口名录\n")
    assert [f["number"] for f in found] == ["1", "2", "3", "4"]
    assert found[0]["task"] == "1.完善渡口设施条件"
    assert found[0]["measures"] == "编制渡口修缮年度计划，修缮跨江渡口十二处，更新跳板和护栏，配齐救生器材。"
    assert found[0]["responsible"] == "市财政局、市应急局、市农业农村委"
    assert found[1]["task"] == found[0]["task"]  # a measure is one of the task above
    assert found[2]["lead"] == "市水利局、市交通运输委"


def test_a_row_goes_on_behind_a_pages_head() -> None:
    assert rows(HEAD + WRAPPED)[2]["responsible"] == "市发展改革委、市生态环境局"


def test_what_stands_behind_the_table_is_no_part_of_it() -> None:
    text = HEAD + WRAPPED + "附件2\n渡口名录\n"
    (table,) = find_task_tables(Document("T", text, "T.txt", "txt", "0"))
    assert text[table.end :].strip().startswith("附件2")


def test_numbers_in_chinese() -> None:
    text = "序号\n任务\n责任单位\n完成时限\n一\n修缮渡口12处\n市渡口局\n2025年底\n二\n疏浚航道8公里\n市水利局\n6月底\n"
    assert [(f["number"], f["task"], f["responsible"]) for f in rows(HEAD + text)] == [
        ("一", "修缮渡口12处", "市渡口局"),
        ("二", "疏浚航道8公里", "市水利局"),
    ]


def test_rows_without_numbers_parted_by_blank_lines() -> None:
    text = "重点任务\n工作措施\n责任单位\n完成时限\n\n渡口修缮\n修缮渡口12处\n市渡口局\n2025年底\n\n更新跳板\n各区政府\n6月底\n\n航道养护\n疏浚航道8公里\n市水利局\n6月底\n\n"
    found = rows(HEAD + text + "三、保障措施\n加强组织领导。\n")
    assert [(f["task"], f.get("measures"), f["responsible"]) for f in found] == [
        ("渡口修缮", "修缮渡口12处", "市渡口局"),
        ("渡口修缮", "更新跳板", "各区政府"),
        ("航道养护", "疏浚航道8公里", "市水利局"),
    ]


def test_a_page_set_in_columns() -> None:
    text = (
        "序号  重点任务        责任单位      完成时限\n1     修缮渡口12处，  市渡口局、市  2025年底\n"
        "      更新跳板        财政局\n2     疏浚航道        市水利局      6月底\n"
    )
    found = rows(HEAD + text)
    assert [(f["task"], f["responsible"]) for f in found] == [("修缮渡口12处，更新跳板", "市渡口局、市财政局"), ("疏浚航道", "市水利局")]


AFTER = "三、保障措施\n（一）加强组织领导。市渡口局要建立工作台账，各区要落实责任。\n（二）强化督导检查。每季度通报一次。\n2025年3月1日\n"


def test_running_text_behind_a_table_stays_running_text() -> None:
    blank = (
        "序号\n工作事项\n主要内容\n牵头单位\n完成时限\n\n1\n渡口修缮\n修缮渡口12处。\n市渡口局\n2025年底\n\n"
        "更新跳板和护栏。\n各区政府\n2025年6月底\n\n2\n航道养护\n疏浚航道8公里。\n市水利局\n长期坚持\n\n"
    )
    lines = "序号\n工作事项\n主要内容\n牵头单位\n1\n渡口修缮\n修缮渡口12处。\n市渡口局\n2\n航道养护\n疏浚航道8公里。\n市水利局\n"
    for table in (blank, lines, lines + "\n", WRAPPED, WRAPPED + "\n"):
        text = HEAD + table + AFTER
        (found,) = find_task_tables(Document("T", text, "T.txt", "txt", "0"))
        assert text[found.end :].strip() == AFTER.strip()


def test_a_list_of_places_is_no_task_table() -> None:
    assert rows("渡口名录\n序号\n单位\n办公电话\n地址\n1\n渡口局\n000-0000\n江边路1号\n2\n航道站\n000-0001\n江边路2号\n") == []
