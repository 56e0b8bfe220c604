"""Owners: subjects, partners, owner lines, scope, implied issuer (guide §4 owners, §8a-8, 20)."""

from __future__ import annotations

import pytest

from docintel.extract.names import owner_line, split_names
from tests.papers import REPLY, owners

HEAD = "为做好渡口工作，制定本方案。\n一、重点任务\n"


def names(text: str) -> list[str]:
    return [text[a:b] for a, b in split_names(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市文物局，市财政局、市水利局", ["市文物局", "市财政局", "市水利局"]),
        ("各市、州、县人民政府", ["各市、州、县人民政府"]),
        ("市住房和城乡建设局、各县（市、区）人民政府", ["市住房和城乡建设局", "各县（市、区）人民政府"]),
        ("市教育局和市财政局等部门", ["市教育局", "市财政局"]),
        ("市总工会、市妇联和有关区县政府", ["市总工会", "市妇联", "有关区县政府"]),
    ],
)
def test_lists_of_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "is_line"),
    [
        ("（责任单位：市文物局）", True),
        ("牵头单位：市文物局", True),
        ("（市文物局、市财政局按职责分工负责）", True),
        ("（以下简称《办法》）", False),
        ("（含市级）", False),
        ("（试行）", False),
    ],
)
def test_owner_lines(text: str, is_line: bool) -> None:
    assert owner_line(text) is is_line


def test_an_owner_line_serves_its_point_only() -> None:
    text = HEAD + "1.修缮渡口。组织渡口修缮。（责任单位：市文物局，市财政局）\n2.更新渡船。组织渡船更新。\n（市交通局牵头，市财政局配合）"
    assert owners(text) == [
        [("市文物局", "responsible"), ("市财政局", "responsible")],
        [("市交通局", "lead"), ("市财政局", "support")],
    ]


def test_labels_of_an_owner_line_set_roles() -> None:
    text = HEAD + "1.修缮渡口。组织渡口修缮。\n（牵头单位：市文物局；责任单位：市财政局，各县（市、区）人民政府；配合单位：市水利局）"
    assert [role for _, role in owners(text)[0]] == ["lead", "responsible", "responsible", "support"]


def test_an_explicit_subject_overrides_the_owner_line_for_its_clause() -> None:
    text = HEAD + "1.修缮渡口。组织渡口修缮，县财政局每年安排专项资金。\n（责任单位：市文物局）"
    assert owners(text) == [[("市文物局", "responsible")], [("县财政局", "responsible")]]


def test_partners_are_co_owners_if_public() -> None:
    text = "沈岸委员：\n您提出的提案收悉，现答复如下：\n下一步，市文物局将会同市财政局制定修缮方案。"
    assert owners(text, REPLY) == [[("市文物局", "responsible"), ("市财政局", "co")]]


def test_a_subject_holds_to_the_end_of_its_paragraph() -> None:
    text = "沈岸委员：\n您提出的提案收悉，现答复如下：\n下一步，市文物局将编制修缮方案。开展水下考古。"
    assert owners(text, REPLY)[1] == [("市文物局", "responsible")]


def test_without_a_name_the_issuer_is_implied() -> None:
    assert owners(HEAD + "完善渡口管护机制。") == [[(None, "responsible")]]


def test_the_whole_list_bears_a_duty_that_stands_behind_it() -> None:
    found = owners(HEAD + "1.修缮渡口。加固古渡口护岸。（市水利局、市妇联和有关区县政府具体负责）")
    assert found == [[("市水利局", "responsible"), ("市妇联", "responsible"), ("有关区县政府", "responsible")]]


def test_a_heading_run_into_its_body_is_no_part_of_the_name() -> None:
    assert owners(HEAD + "（一）工作要求各成员单位要编制渡口修缮方案。") == [[("各成员单位", "responsible")]]


def test_a_short_name_does_not_swallow_its_object() -> None:
    assert owners(HEAD + "国家逐步推进古渡口保护所建设。") == [[("国家", "responsible")]]


def test_flat_text_begins_a_point_behind_the_rest_of_a_bracket() -> None:
    text = "一、修缮渡口。加固护岸。（责任单位：市水利局。列第一位者为牵头单位，下同）二、保障安全。配齐救生设施。（责任单位：市财政局）"
    assert owners("为做好渡口工作，制定本方案。" + text)[-1] == [("市财政局", "responsible")]


def test_the_rank_behind_deng_is_no_part_of_a_name() -> None:
    assert names("市水利局、市文物局等市级有关部门") == ["市水利局", "市文物局"]
    assert names("市水利局等市直有关部门（单位）、各县（市、区）政府") == ["市水利局", "各县（市、区）政府"]


def test_an_owner_bracket_may_hold_its_full_stop() -> None:
    found = owners(
        HEAD + "1.修缮渡口。加固古渡口护岸。〔市水利局牵头，市财政局、各县（市、区）政府按职责分工负责。〕\n2.保障安全。配齐救生设施。"
    )
    assert found[0] == [("市水利局", "lead"), ("市财政局", "responsible"), ("各县（市、区）政府", "responsible")]


def test_a_name_may_hold_a_verb() -> None:
    assert owners(HEAD + "市住房城乡建设局要加快渡口修缮项目建设。") == [[("市住房城乡建设局", "responsible")]]


def test_a_word_for_any_body_names_none() -> None:
    assert owners(HEAD + "1.修缮渡口。加固古渡口护岸。（责任单位：市水利局、单位）") == [[("市水利局", "responsible")]]


def test_who_leads_holds_for_what_follows() -> None:
    found = owners(HEAD + "由市水利局牵头，编制渡口修缮方案，成立工作专班。")
    assert found == [[("市水利局", "lead")], [("市水利局", "lead")]]


def test_those_who_act_together_share_the_acts_of_the_sentence() -> None:
    found = owners(HEAD + "市水利局将与市文物局、市财政局等单位一起，编制渡口修缮方案。")
    assert found == [[("市水利局", "responsible"), ("市文物局", "co"), ("市财政局", "co")]]
