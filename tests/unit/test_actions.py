"""Actions: cuts, tails, strength, spans (guide §4 A1–A5, §8a 5–7, 15, 16)."""

from __future__ import annotations

import pytest

from docintel.extract import extract
from docintel.extract.actions import strength_of
from tests.papers import paper

HEAD = "为做好渡口工作，制定本方案。\n一、重点任务\n"


def actions(sentence: str) -> list[str]:
    return [a.span.text for o in extract(paper(HEAD + sentence)).obligations for a in o.actions]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("建立巡查制度，完善管护机制。", ["建立巡查制度", "完善管护机制"]),
        ("修订、完善渡口管理办法。", ["修订、完善渡口管理办法"]),
        ("编制修缮规划并建立年度评估机制。", ["编制修缮规划", "建立年度评估机制"]),
        ("开展渡口普查，实现管护水平全面提升。", ["开展渡口普查"]),
        ("充分发挥乡镇作用，围绕安全运行，开展渡口巡查。", ["开展渡口巡查"]),
        ("推动运输企业紧紧围绕安全运行，优化班次安排。", ["推动运输企业紧紧围绕安全运行，优化班次安排"]),
        ("对老旧渡船进行更新改造。", ["对老旧渡船进行更新改造"]),
        ("将渡口修缮纳入民生实事项目。", ["将渡口修缮纳入民生实事项目"]),
        ("市文物局要制定修缮技术导则。", ["制定修缮技术导则"]),
        ("针对不同渡口的风险特征，制定管护标准。", ["制定管护标准"]),
        ("承办单位应自收到督办函之日起3个月内书面反馈办理结果。", ["书面反馈办理结果"]),
        ("探索通过积分兑换等方式，引导群众参与巡查。", ["探索通过积分兑换等方式，引导群众参与巡查"]),
        ("经县交通局认定，对符合条件的渡口开展改造。", ["对符合条件的渡口开展改造"]),
        ("各镇要以渡口改造、巡查值守为抓手，健全管护机制。", ["健全管护机制"]),
        ("通过设置警示牌、组建巡查队，完善管护机制。", ["完善管护机制"]),
        ("对工作推进缓慢、任务落实不力的单位，由县政府约谈。", ["由县政府约谈"]),
        ("综合考虑水位、客流等因素，编制修缮规划。", ["编制修缮规划"]),
        ("根据客流合理调整渡运班次。", ["合理调整渡运班次"]),
        ("围绕古渡、新桥、码头等打造水上旅游线路。", ["打造水上旅游线路"]),
        ("开展渡口巡查，促进水上交通发展。", ["开展渡口巡查"]),
        ("积极为渡运企业解忧，助力企业复工。", []),
        ("完善码头设施，提升渡运服务水平，更新渡船。", ["完善码头设施", "更新渡船"]),
        ("开展渡口巡查，为学生提供接送、看护、应急救援服务。", ["开展渡口巡查", "为学生提供接送、看护、应急救援服务"]),
        ("开展渡口巡查，为学生提供更优质的服务。", ["开展渡口巡查"]),
        ("配齐救生设备，确保渡工全部实现持证上岗。", ["配齐救生设备", "确保渡工全部实现持证上岗"]),
        ("县交通局应监督渡口自验收之日起十日内，报送安全台账。", ["监督渡口自验收之日起十日内，报送安全台账"]),
        ("为落实管护责任，强化日常监管，按照年度计划，市水利局开展渡口抽查。", ["开展渡口抽查"]),
    ],
)
def test_cuts(sentence: str, expected: list[str]) -> None:
    assert actions(sentence) == expected


def test_a_tail_with_a_number_is_an_action() -> None:
    assert actions("开展渡口普查，提升管护覆盖率至95%。")[-1].startswith("提升管护覆盖率")


def test_a_goal_paragraph_has_no_tails() -> None:
    text = "为做好渡口工作，制定本方案。\n（一）工作目标。\n到2026年，渡口管护机制基本健全，安全水平显著提升。"
    found = extract(paper(text)).obligations
    assert [a.span.text for a in found[0].actions] == ["渡口管护机制基本健全", "安全水平显著提升"]
    assert found[0].kind == "outcome"


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("探索建立联动机制", "exploratory"),
        ("研究制定管理办法", "exploratory"),
        ("研究解决实施中的难点", "firm"),
        ("争取省级补助资金", "aspirational"),
        ("力争三年内建成投用", "aspirational"),
        ("加强研究", "firm"),
        ("扩大试点范围", "firm"),
        ("建立巡查制度", "firm"),
    ],
)
def test_the_weakest_cue_that_governs_the_verb_wins(words: str, strength: str) -> None:
    assert strength_of(words)[0] == strength


def test_paragraphs_that_lost_their_numbers_keep_their_headings_and_owners() -> None:
    rows = [
        ("修缮古旧渡口。", "加固渡口护岸", "市水利局"),
        ("配齐救生设施。", "采购救生衣", "市文物局"),
        ("加强夜间照明。", "安装路灯", "市财政局"),
    ]
    text = "\n".join(f"{title}{act}，每年巡查一次。（责任单位：{body}）" for title, act, body in rows)
    found = [o for o in extract(paper(HEAD + text)).obligations if o.actions[0].span.text in [act for _, act, _ in rows]]
    assert [[o.name for o in item.owners] for item in found] == [[body] for *_, body in rows]
    assert not {title[:-1] for title, *_ in rows} & set(actions(text))


def test_a_heading_that_its_body_restates_is_no_action() -> None:
    assert actions("1.建立巡查制度。建立市县两级巡查制度。") == ["建立市县两级巡查制度"]
