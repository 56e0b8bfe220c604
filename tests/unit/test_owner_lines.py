"""What owner lines say, in the forms offices write them (guide §4 owners)."""

from __future__ import annotations

import pytest

from docintel.extract.names import owner_line, split_names
from docintel.extract.owner_lines import names_of_line
from tests.papers import owners


def said(text: str) -> list[tuple[str, str]]:
    return [(text[a:b], role) for a, b, role in names_of_line(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "【牵头单位】区文物局  【责任单位】区财政局、各街道",
            [("区文物局", "lead"), ("区财政局", "responsible"), ("各街道", "responsible")],
        ),
        ("（市文物局负责，完成时限：2031年底前）", [("市文物局", "responsible")]),
        ("（持续推进，牵头考核单位：市水利局）", [("市水利局", "lead")]),
        ("（市文物局、市财政局负责组织落实）", [("市文物局", "responsible"), ("市财政局", "responsible")]),
        ("责任单位均为渡口管理站，属地大队配合", [("渡口管理站", "responsible"), ("属地大队", "support")]),
        ("牵头单位：市文物局责任单位：市水利局", [("市文物局", "lead"), ("市水利局", "responsible")]),
        ("责任单位：市渡口管理中心完成时限：2031年6月底前", [("市渡口管理中心", "responsible")]),
        ("牵头单位：区妇联（护渡宣传）、区文物局（古渡修缮）", [("区妇联", "lead"), ("区文物局", "lead")]),
        ("（牵头单位：市文物局、市水利局按职责分别牵头）", [("市文物局", "lead"), ("市水利局", "lead")]),
        (
            "（市文物局、渡口海关和各区县政府负责）",
            [("市文物局", "responsible"), ("渡口海关", "responsible"), ("各区县政府", "responsible")],
        ),
        (
            "（文物部、水利部等和各有关省级政府负责）",
            [("文物部", "responsible"), ("水利部", "responsible"), ("各有关省级政府", "responsible")],
        ),
        (
            "责任单位：市文物局，各市〔州〕、县〔市、区〕政府",
            [("市文物局", "responsible"), ("各市〔州〕、县〔市、区〕政府", "responsible")],
        ),
        ("〔州文物局、州水利局等州级有关部门（单位）〕", [("州文物局", "responsible"), ("州水利局", "responsible")]),
        (
            "责任单位：市直各部门，各县政府落实（以下任务均需各县政府落实，不再列出）",
            [("市直各部门", "responsible"), ("各县政府", "responsible")],
        ),
        ("（各市、各部门负责）", [("各市", "responsible"), ("各部门", "responsible")]),
    ],
)
def test_names_and_roles(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_persons_are_no_owners() -> None:
    assert said("（责任领导：沈砚秋；牵头单位：市文物局）") == [("市文物局", "lead")]


def test_brackets_that_belong_to_a_name_stay() -> None:
    assert said("责任单位：各县（市、区）、市直有关部门（单位）") == [
        ("各县（市、区）", "responsible"),
        ("市直有关部门（单位）", "responsible"),
    ]


@pytest.mark.parametrize("text", ["（澜州海关负责）", "（人民银行、银保监会负责）", "（市文物局等负责）", "【牵头单位】区文物局"])
def test_more_lines(text: str) -> None:
    assert owner_line(text)


def test_divisions_stand_behind_a_finished_sentence_only() -> None:
    assert owner_line("（文物科、区文化馆）", divisions=True)
    assert not owner_line("（文物科、区文化馆）")
    assert not owner_line("（用到好处）", divisions=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公安、消防、水利等部门", ["公安、消防、水利等部门"]),
        ("市教育、产业主管部门", ["市教育、产业主管部门"]),
        ("市文物局，青石县、柳桥区人民政府", ["市文物局", "青石县", "柳桥区人民政府"]),
        ("市水利局、公安、消防部门", ["市水利局", "公安、消防部门"]),
        ("各部门、单位及各街道", ["各部门、单位", "各街道"]),
    ],
)
def test_names_that_share_their_last_word(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in split_names(text, 0, len(text))] == expected


def test_a_bracket_ends_where_it_closes() -> None:
    assert owner_line("（责任单位：市文物局，各县（区）政府）")
    assert not owner_line("（责任单位：市文物局）修缮古渡口。")


PLAN = "为做好渡口工作，制定本方案。\n一、重点任务\n"


def test_who_belongs_to_every_line_that_follows() -> None:
    told = owners(
        PLAN
        + "（一）修缮古渡口。（责任单位：市文物局，各县政府。以下责任单位均包含各县政府，不再列出）\n（二）加固护岸。（责任单位：市水利局）"
    )
    assert told[-1] == [("市水利局", "responsible"), ("各县政府", "responsible")]


@pytest.mark.parametrize(
    ("marks", "line", "expected"),
    [
        ("列第一位者为牵头单位，下同", "市水利局、市财政局", ["lead", "responsible"]),
        ("逗号前为牵头单位，下同", "市水利局、市财政局，各县政府", ["lead", "lead", "responsible"]),
        ("列第一位者为牵头单位，下同", "市水利局", ["responsible"]),
    ],
)
def test_how_a_paper_marks_who_leads(marks: str, line: str, expected: list[str]) -> None:
    told = owners(PLAN + f"（一）修缮古渡口。（责任单位：市文物局，市财政局。{marks}）\n（二）加固护岸。（责任单位：{line}）")
    assert [role for _, role in told[-1]] == expected
