"""How far a subject holds, and which words name one (guide §4 basis scope, explicit_subject)."""

from __future__ import annotations

import pytest

from docintel.extract import extract
from tests.papers import REPLY, owners, paper

HEAD = "为做好渡口工作，制定本方案。\n一、重点任务\n"
LETTER = "沈岸委员：\n您提出的提案收悉，现答复如下：\n"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("各中小学校校长要组织护渡宣传活动。", "各中小学校校长"),
        ("各责任单位主要负责人要建立护渡台账。", "各责任单位主要负责人"),
        ("各村要建立护渡台账。", "各村"),
        ("各设区的市要建立护渡台账。", "各设区的市"),
        ("各州（市）要建立护渡台账。", "各州（市）"),
        ("牵头部门及时建立护渡台账。", "牵头部门"),
        ("各牵头单位要建立护渡台账。", "各牵头单位"),
        ("渡口所在地水利部门要建立护渡台账。", "渡口所在地水利部门"),
        ("请市水利局建立护渡台账。", "市水利局"),
        ("由分管领导带队走访沿岸渡口。", "分管领导"),
        ("市水利局是护渡工作的责任主体，要建立护渡台账。", "市水利局"),
        ("文物总局决定，建立护渡台账。", "文物总局"),
        ("由市级统筹各地护渡指标。", "市级"),
        ("全市文物管理机关将建立护渡台账。", "全市文物管理机关"),
        ("文物、水利、海关、公安等部门要建立护渡台账。", "文物、水利、海关、公安等部门"),
        ("各镇（街道）要建立护渡台账。", "各镇（街道）"),
    ],
)
def test_subjects(sentence: str, name: str) -> None:
    assert owners(HEAD + sentence)[0] == [(name, "responsible")]


@pytest.mark.parametrize("sentence", ["沿岸公共场所设立护渡标志。", "会议同意市水利局编制护渡规划。", "全市新建渡口3个。"])
def test_what_is_no_subject(sentence: str) -> None:
    assert {name for found in owners(HEAD + sentence) for name, _ in found} <= {None}


def test_a_lead_in_names_who_does_what_is_listed() -> None:
    text = HEAD + "市水利局要做好以下工作：\n1.建立护渡台账。每年修缮渡口。\n2.编制护渡规划。每年清理航道。"
    assert {tuple(found) for found in owners(text)} == {(("市水利局", "responsible"),)}


def test_the_house_that_promises_a_list_does_what_is_listed() -> None:
    text = LETTER + "一、下一步打算\n我局将加强配合，重点做好以下工作：\n（一）建立护渡台账。\n（二）编制护渡规划。"
    assert {name for found in owners(text, REPLY) for name, _ in found} == {"我局"}


def test_the_territory_as_theme_ends_what_was_carried() -> None:
    found = owners(HEAD + "市水利局要建立护渡台账。全市新建渡口3个。")
    assert found == [[("市水利局", "responsible")], [(None, "responsible")]]


def test_a_bare_duty_goes_on_with_the_subject_of_the_paragraph_before() -> None:
    found = owners(HEAD + "（一）护渡。\n各乡镇要编制护渡方案。\n要建立护渡台账。")
    assert found == [[("各乡镇", "responsible")], [("各乡镇", "responsible")]]


def test_who_leads_behind_by_holds_to_the_semicolon() -> None:
    found = owners(HEAD + "市文物局组织护渡宣传活动；由市水利局牵头编制护渡规划，建立护渡台账；举办护渡比赛。")
    assert found == [[("市文物局", "responsible")]] * 2 + [[("市水利局", "lead")]] * 2


def test_who_does_something_behind_by_does_no_more() -> None:
    found = owners(HEAD + "市文物局组织护渡宣传活动，护岸由市水利局加固，举办护渡比赛。")
    assert found == [[("市文物局", "responsible")]] * 2 + [[("市水利局", "responsible")]]


@pytest.mark.parametrize("name", ["（一）市水利局。\n", "（一）市水利局：", "（一）各乡镇人民政府。\n"])
def test_a_name_alone_heads_its_duties(name: str) -> None:
    found = owners(HEAD + name + "编制护渡规划，每年修缮渡口。")
    assert found == [[(name.strip("（）一。：\n"), "responsible")]] * 2


def test_a_heading_with_a_verb_is_no_name() -> None:
    found = owners(HEAD + "（一）澜州市打造古渡保护示范区。\n编制护渡规划，每年修缮渡口。")
    assert {name for one in found for name, _ in one} == {None}


def test_sanctions_are_the_issuers() -> None:
    found = owners(HEAD + "各乡镇要建立护渡台账。对工作不力的，严肃追究责任。")
    assert found[-1] == [(None, "responsible")]


def test_that_bureau_is_the_one_named_before() -> None:
    text = LETTER + "下一步，市水利局将编制护渡规划。该局拟于年底前建立护渡台账。"
    item = extract(paper(text, REPLY, region="澜州市")).obligations[-1]
    assert (item.owners[-1].name, item.owners[-1].canonical) == ("该局", "澜州市水利局")


def test_who_acts_behind_by_goes_on_acting() -> None:
    found = owners(HEAD + "护岸资金由市财政局追回，并依法处理。")
    assert found == [[("市财政局", "responsible")]] * 2
    found = owners(HEAD + "护岸由市水利局加固，各村修建便道。")
    assert found[-1] == [("各村", "responsible")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("采购人应当在合同中约定验收方案，及时向供应商支付资金。", [[("采购人", "responsible")]] * 2),
        ("采购人公开采购文件前，应进行必要的审查。", [[("采购人", "responsible")]]),
        (
            "采购人、采购代理机构或者市公共资源交易中心应退还保证金。",
            [[("采购人", "responsible"), ("采购代理机构", "responsible"), ("市公共资源交易中心", "responsible")]],
        ),
        ("审计部门要加强监督检查。", [[("审计部门", "responsible")]]),
        ("县文旅局会县交通局编制护渡规划。", [[("县文旅局", "responsible"), ("县交通局", "co")]]),
        ("县有关部门按照职能分工，编制护渡规划。", [[("县有关部门", "responsible")]]),
        ("（一）安全保卫组\n工作职责：\n1.维护渡口秩序；\n2.负责会场安全保卫工作。\n", [[("安全保卫组", "responsible")]] * 2),
    ],
)
def test_who_acts_in_words_that_offices_use(text, expected) -> None:
    assert owners(HEAD + text) == expected
