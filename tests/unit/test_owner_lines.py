"""What owner lines say, in the forms offices write them (guide §4 owners)."""

from __future__ import annotations

import pytest

from docintel.extract.names import owner_line, split_names
from docintel.extract.owner_lines import names_of_line


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
