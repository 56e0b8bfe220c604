"""Items, deadlines, targets, tables (guide §4, §6, §7)."""

from __future__ import annotations

import pytest

from docintel.domain.findings import Obligation
from docintel.extract import extract
from tests.papers import REPLY, paper

HEAD = "为做好渡口工作，制定本方案。\n一、重点任务\n"


def items(text: str, kind: str = "plan", **head: object) -> tuple[Obligation, ...]:
    return extract(paper(text, kind, **head)).obligations


def test_one_item_for_each_lowest_point() -> None:
    found = items(HEAD + "（一）修缮渡口。\n1.组织普查。开展渡口普查，建立渡口台账。\n2.制定规划。编制修缮规划。\n")
    assert [len(o.actions) for o in found] == [2, 1]


def test_a_deadline_at_the_head_of_a_sentence_scopes_over_its_clauses() -> None:
    (item,) = items(HEAD + "2025年6月底前，完成渡口普查，建立渡口台账。")
    assert [[item.deadlines[i].end for i in a.deadline_idx] for a in item.actions] == [["2025-06-30"], ["2025-06-30"]]


def test_a_goals_year_scopes_over_the_paragraph() -> None:
    (item,) = items("为做好工作，制定本方案。\n（一）工作目标。\n到2026年，管护机制基本健全。渡口完好率达到98%以上。")
    assert [item.deadlines[i].end for i in item.actions[1].deadline_idx] == ["2026-12-31"]
    assert item.deadlines[item.actions[1].deadline_idx[0]].span.text == "到2026年"
    target = item.targets[item.actions[1].target_idx[0]]
    assert (target.number.comparator, target.number.value, target.number.unit) == ("ge", 98, "%")


def test_numbers_in_conditions_and_starting_points_are_no_targets() -> None:
    (item,) = items(HEAD + "对完好率低于80%的渡口进行约谈，将渡口完好率由85%提高到95%。")
    assert [t.number.value for t in item.targets] == [95]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("新建渡口护岸二十六万亩。", [("eq", 260000.0, "亩")]),
        ("每年安排管护资金不少于三百万元。", [("ge", 3000000.0, "CNY")]),
        ("选择渡口、船闸和码头三个类别开展管护。", []),
        ("培育产值超百亿元企业2家。", [("eq", 2.0, "家")]),
        ("护岸资金由市、县按1∶1承担。", []),
        ("引导每个渡口至少建设候船、公厕4项设施。", [("ge", 4.0, "项")]),
        ("实现1.2万渡区人口饮水安全。", [("eq", 12000.0, "人")]),
        ("将报修、抢修时间分别压缩至24小时、48小时以内。", [("le", 24.0, "小时"), ("le", 48.0, "小时")]),
    ],
)
def test_which_numbers_are_targets(words: str, expected: list[tuple[str, float, str]]) -> None:
    told = [t.number for item in items(HEAD + words) for t in item.targets]
    assert [(n.comparator, n.value, n.unit) for n in told] == expected


def test_recurrence_belongs_to_its_own_clause() -> None:
    (item,) = items(HEAD + "每季度召开一次调度会，完善管护机制。")
    assert [a.recurrence.every if a.recurrence else None for a in item.actions] == ["P3M", None]


def test_rows_of_a_task_table_are_items_with_owners_and_dates() -> None:
    table = (
        "序号\t任务\t牵头单位\t配合单位\t完成时限\n1\t编制修缮规划\t县文物局\t县财政局、县水利局\t2025年9月30日\n"
        "2\t更新渡船12艘\t县交通局\t县财政局\t2025年底\n"
    )
    first, second = items("为做好工作，制定本方案。\n四、任务分工\n" + table)
    assert [(o.name, o.role) for o in first.owners] == [("县文物局", "lead"), ("县财政局", "support"), ("县水利局", "support")]
    assert first.deadlines[0].end == "2025-09-30"
    assert second.targets[0].number.value == 12


def test_a_reply_item_knows_which_suggestion_it_answers() -> None:
    text = (
        "沈岸委员：\n您提出的《关于古渡口的提案》收悉，现答复如下：\n一、关于“修缮渡口”的建议\n下一步，我局将编制修缮方案。\n"
        "二、关于“更新渡船”的建议\n下一步，我局将更新渡船。\n"
    )
    assert [o.responds_to for o in items(text, REPLY)] == [1, 2]


def test_an_interpretation_reports() -> None:
    text = "问：主要措施有哪些？\n一是建立巡查制度。组织开展市县两级巡查。\n"
    found = items(text, "interpretation", source_doc="《渡口管理办法》")
    assert {(o.attribution, o.source_doc) for o in found} == {("reported", "《渡口管理办法》")}


def test_ids_come_from_the_words() -> None:
    one = items(HEAD + "1.修缮渡口。组织渡口修缮。\n2.更新渡船。组织渡船更新。\n")
    two = items(HEAD + "1.更新渡船。组织渡船更新。\n")
    assert two[0].item_id in {o.item_id for o in one}
    twice = items(HEAD + "1.完善机制。完善管护机制。\n2.完善机制。完善管护机制。\n")
    assert len({o.item_id for o in twice}) == 2
