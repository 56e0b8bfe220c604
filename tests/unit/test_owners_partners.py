"""Who acts beside the subject (guide §4 owners: roles co and support)."""

from __future__ import annotations

import pytest

from docintel.extract.partners import helpers_in, partners_in
from tests.unit.test_owners_carry import HEAD, owners


@pytest.mark.parametrize(
    ("sentence", "partners"),
    [
        ("市水利局会同市财政局按不低于5%的比例抽查渡口。", ["市财政局"]),
        ("市水利局会同有关部门组成3个检查组。", ["有关部门"]),
        ("市水利局会同同级财政局公示护渡名单。", ["同级财政局"]),
        ("市水利局将商市财政局编制护渡规划。", ["市财政局"]),
        ("市水利局会同公安、消防等部门编制护渡规划。", ["公安、消防等部门"]),
        ("市水利局与市文物局合作，编制护渡规划。", ["市文物局"]),
    ],
)
def test_partners_are_found_by_where_their_names_end(sentence: str, partners: list[str]) -> None:
    assert owners(HEAD + sentence)[-1] == [("市水利局", "responsible"), *((p, "co") for p in partners)]


@pytest.mark.parametrize(
    "sentence",
    ["市水利局要指导各乡镇会同县财政局编制护渡规划。", "市水利局联合印发护渡规划。", "市水利局要加强与市文物局的对接。"],
)
def test_what_is_no_partner(sentence: str) -> None:
    assert owners(HEAD + sentence) == [[("市水利局", "responsible")]]


def test_those_who_help_the_lead_are_no_subject() -> None:
    found = owners(HEAD + "由市水利局牵头，市文物局、航道站等单位配合，组成3个检查组。")
    assert found == [[("市水利局", "lead"), ("市文物局", "support"), ("航道站", "support")]]


def test_a_partner_acts_along_to_the_semicolon() -> None:
    found = owners(HEAD + "市水利局会同市财政局编制护渡规划，建立护渡台账；举办护渡比赛。")
    assert found == [[("市水利局", "responsible"), ("市财政局", "co")]] * 2 + [[("市水利局", "responsible")]]


def test_a_partner_of_a_lead_in_acts_along_in_its_list() -> None:
    found = owners(HEAD + "市水利局要会同市财政局，做好以下工作：一是编制护渡规划；二是建立护渡台账。")
    assert found == [[("市水利局", "responsible"), ("市财政局", "co")]] * 2


def test_helpers_and_companies() -> None:
    assert helpers_in("各有关单位密切配合渡口修缮") == []
    text = "联合三家船运公司开展护渡活动"
    assert [text[p.start : p.end] for p in partners_in(text, None, 0)] == ["三家船运公司"]
