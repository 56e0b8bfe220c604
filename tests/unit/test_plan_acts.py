"""Plans, circulars and measures: what is an act, where it begins, and what promises nothing (guide §4 A1–A5, §8a 1, 5–7, 10, 16)."""

from __future__ import annotations

import pytest

from docintel.extract import extract
from tests.papers import paper

HEAD = "为做好渡口工作，制定本方案。\n一、重点任务\n"


def actions(sentence: str, head: str = HEAD) -> list[str]:
    return [a.span.text for o in extract(paper(head + sentence)).obligations for a in o.actions]


def labels(sentence: str, head: str = HEAD) -> set[str]:
    """The labels of the last sentence."""
    return set(extract(paper(head + sentence)).units[-1].labels)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("3 发展渡口便民服务，新增候船亭8个。", ["发展渡口便民服务", "新增候船亭8个"]),
        ("○2各镇渡口管理站要设立登记点。", ["设立登记点"]),
        ("10月份组织渡口考核验收。", ["组织渡口考核验收"]),
        ("各镇制定检查方案，6月20日前报镇安监站。", ["制定检查方案", "报镇安监站"]),
        ("对发现的隐患第一时间交办。", ["对发现的隐患第一时间交办"]),
        ("对在用的渡船逐台核查。", ["对在用的渡船逐台核查"]),
        ("对超载船只一律拖移。", ["对超载船只一律拖移"]),
        ("对排查出的隐患要登记造册。", ["对排查出的隐患要登记造册"]),
        ("各村（居）要逐户排查渡船，建立台账。", ["逐户排查渡船", "建立台账"]),
        ("市财政局收到资金后10个工作日内拨付到镇。", ["拨付到镇"]),
        ("利用广播、微信等形式广泛宣传。", ["广泛宣传"]),
        ("由市政府“一渡一策”研究确定。", ["“一渡一策”研究确定"]),
        ("每两周向市政府报告一次进展情况。", ["向市政府报告一次进展情况"]),
        ("县财政按每处2万元的标准安排渡口工作经费。", ["按每处2万元的标准安排渡口工作经费"]),
        ("并视情况予以公开通报。", ["视情况予以公开通报"]),
        ("情节严重的依法追究责任。", ["依法追究责任"]),
        ("所需资金由市级财政承担。", ["所需资金由市级财政承担"]),
        ("市交通局委托第三方机构开展渡口评审。", ["委托第三方机构开展渡口评审"]),
        ("6月底前二号渡口竣工投产。", ["二号渡口竣工投产"]),
        ("渡船护栏安装比例占比提高到68%。", ["渡船护栏安装比例占比提高到68%"]),
        ("会议同意实行分时渡运。", ["实行分时渡运"]),
        ("建成渡口检修基地并投入使用。", ["建成渡口检修基地并投入使用"]),
        ("推行“一窗受理、并联审批”，建立台账。", ["推行“一窗受理、并联审批”", "建立台账"]),
        ("乡督查办要把检查情况及时报给乡长。", ["把检查情况及时报给乡长"]),
        ("县交通局提出渡口整治方案。", ["提出渡口整治方案"]),
        ("渡船检验情况纳入信用记录。", ["渡船检验情况纳入信用记录"]),
        ("申报程序由市交通局另行公布。", ["申报程序由市交通局另行公布"]),
    ],
)
def test_where_an_act_begins(sentence: str, expected: list[str]) -> None:
    assert actions(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("采取“揭榜挂帅”方式，开展渡口技术攻关。", ["开展渡口技术攻关"]),
        ("县交通局牵头，县水利局配合，编制渡口规划。", ["编制渡口规划"]),
        ("成立渡口整治领导小组，办公室设在县交通局，具体负责综合协调、督促检查。", ["成立渡口整治领导小组"]),
        ("由副县长任组长，组建渡口整治专班。", ["组建渡口整治专班"]),
        ("开展渡口普查，引导群众养成良好习惯。", ["开展渡口普查"]),
        ("完善渡口设施，推动渡运有序优化。", ["完善渡口设施"]),
        ("开展渡口普查，年内实现数据联网。", ["开展渡口普查", "实现数据联网"]),
        ("加强组织领导。各镇要成立渡口工作小组。", ["成立渡口工作小组"]),
        ("市水利局要建立护渡台账。各镇要成立渡口工作小组。", ["建立护渡台账", "成立渡口工作小组"]),
    ],
)
def test_manner_parts_and_tails_are_no_acts(sentence: str, expected: list[str]) -> None:
    assert actions(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "渡口补贴对象为持证经营者，补贴面积以登记面积为准。",
        "补贴期限不超过2年。",
        "单个渡口每年最高奖励名额不超过3个。",
        "年渡运量2万人次以上的企业。",
        "在渡口产业园入驻满1年的企业，",
        "渡船经营户应当明码标价。",
        "各企业、经营场所要对照清单开展自查。",
        "申报单位于4月25日前登录平台填报资料。",
        "增设设施的费用由相关业主共同承担。",
        "未按要求停泊的经营单位，应当依法缴纳停泊费。",
        "同一渡口只支持一次。",
        "参照本办法执行。",
        "增设渡口应当经三分之二以上村民同意。",
        "要把渡口工作摆上重要议事日程。",
        "各镇要切实提高思想认识。",
        "渡口工作的总体要求是：坚持保护优先，完善管护机制，谱写渡口发展新篇章。",
        "形成渡口工作合力。",
        "走访时间　　2021年10月至11月。",
    ],
)
def test_terms_parties_norms_and_slogans_promise_nothing(sentence: str) -> None:
    assert actions(sentence) == []
    assert "COMMIT" not in labels(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("各银行业金融机构要加大渡船信贷投放。", ["加大渡船信贷投放"]),
        ("申请人应当提交材料，县交通局受理申请，5日内出具意见。", ["受理申请", "出具意见"]),
        ("渡口费用由经营户共同承担，县交通局补贴渡口管护。", ["补贴渡口管护"]),
    ],
)
def test_a_public_body_ends_the_duty_of_a_private_party(sentence: str, expected: list[str]) -> None:
    assert actions(sentence)[-len(expected) :] == expected


def test_a_party_may_what_it_may_though_it_must_something() -> None:
    assert "PERMIT" in labels("申请人应当提交材料，可以按规定申请延期。")


def test_an_aim_among_the_grounds_is_a_promise() -> None:
    found = actions("", "为做好渡口工作，力争用两年时间改造渡口12处，特制定本方案。\n一、重点任务\n开展渡口普查。\n")
    assert found == ["力争用两年时间改造渡口12处", "开展渡口普查"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_heading_over_numbered_points_groups_them(end: str) -> None:
    text = end.join(
        ["为做好渡口工作，制定本方案。", "一、重点任务", "（一）摸清底数，编制规划", "1、开展渡口普查。", "2、编制渡口规划。", ""]
    )
    found = extract(paper(text))
    heading = next(u for u in found.units if "摸清底数" in paper(text).text[u.start : u.end])
    assert set(heading.labels) == {"META"}


def test_topics_of_a_goal_paragraph_are_no_states() -> None:
    text = "为做好渡口工作，制定本方案。\n（一）工作目标。\n——渡口设施。到2026年，渡口管护机制基本健全。展望2035年，渡口全面更新。"
    assert actions("", text) == ["渡口管护机制基本健全", "渡口全面更新"]
