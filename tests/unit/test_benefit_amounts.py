"""Sums of fictional clauses: which numbers are granted, by which rule."""

from __future__ import annotations

import pytest

from docintel.extract.benefit_amounts import sums
from docintel.extract.benefit_flow import flows
from docintel.extract.benefit_statements import statements
from docintel.extract.benefit_tiers import tiers

CASES = [
    ("对新落户的企业，给予30万元奖励。", [("fixed", "eq", 300000.0, "CNY")]),
    ("对新落户的企业，最高给予30万元支持。", [("cap", "le", 300000.0, "CNY")]),
    (
        "对年度研发投入达到80万元以上的企业，按研发投入的4%给予补助，单户最高不超过60万元。",
        [("rate", "eq", 4.0, "%"), ("cap", "le", 600000.0, "CNY")],
    ),
    ("对购置设备的企业，按不超过设备投资额的15%给予补助。", [("rate", "le", 15.0, "%")]),
    ("对参加展会的企业，展位费按不低于50%给予补贴。", [("rate", "ge", 50.0, "%")]),
    ("对技改项目，给予5万元至20万元奖励。", [("range", "range", (50000.0, 200000.0), "CNY")]),
    ("对新建冷库的，每立方米补助120元，最高80万元。", [("per_unit", "eq", 120.0, "CNY"), ("cap", "le", 800000.0, "CNY")]),
    ("对吸纳就业的企业，按每人1200元标准发放补贴。", [("per_unit", "eq", 1200.0, "CNY")]),
    ("对获奖的技术人员，每人奖励2万元。", [("fixed", "eq", 20000.0, "CNY")]),
    ("对出口企业，每增加200万美元奖励4万元，最高50万元。", [("per_unit", "eq", 40000.0, "CNY"), ("cap", "le", 500000.0, "CNY")]),
    ("对小微企业免征房产税。", [("reduction", "eq", 100.0, "%")]),
    ("对困难职工的个人缴费部分，由市财政全额资助。", [("rate", "eq", 100.0, "%")]),
    ("对科技企业实施担保费率优惠0.3个百分点。", [("reduction", "eq", 0.3, "pp")]),
    ("对符合条件的中试平台，按总投资的20%给予补助，分两年兑现，每年50%。", [("rate", "eq", 20.0, "%")]),
    ("对参加特色险种的农户，保费由财政补贴60%，其中市级承担40%。", [("rate", "eq", 60.0, "%")]),
    ("对投资500万元以上的项目，每个奖励8万元。", [("fixed", "eq", 80000.0, "CNY")]),
    ("将乡村医生补助标准由每月300元提高至450元。", [("fixed", "eq", 450.0, "CNY")]),
    ("对高新技术企业，一次性给予5万元的就业补贴。", [("fixed", "eq", 50000.0, "CNY")]),
    (
        "对获得贷款的企业，按同期贷款市场报价利率（LPR）的50%给予贴息，每家企业每年最高100万元。",
        [("rate", "eq", 50.0, "%"), ("cap", "le", 1000000.0, "CNY")],
    ),
    ("对失能的从业人员，每人每月给予300元护理补贴。", [("fixed", "eq", 300.0, "CNY")]),
    ("对在食堂就餐的退休人员，按每人每餐4元给予补贴。", [("per_unit", "eq", 4.0, "CNY")]),
    ("对中介机构，每引进1名工程师奖励2万元。", [("per_unit", "eq", 20000.0, "CNY")]),
    ("每成功推荐1个项目落户的，给予3万元奖励。", [("per_unit", "eq", 30000.0, "CNY")]),
    ("企业注册商标的，按规费的40%给予资助，每件不超过2万元。", [("rate", "eq", 40.0, "%"), ("cap", "le", 20000.0, "CNY")]),
    (
        "对开通专线的企业，按每班次2万元给予补助，每条专线每年不超过60万元。",
        [("per_unit", "eq", 20000.0, "CNY"), ("cap", "le", 600000.0, "CNY")],
    ),
    ("对入驻企业，第一年租金给予全额补贴，第二年给予减半补贴。", [("rate", "eq", 100.0, "%"), ("rate", "eq", 50.0, "%")]),
    ("对小微企业，登记费减半收取，其中月销售额2万元以下的全部免收。", [("reduction", "eq", 50.0, "%"), ("reduction", "eq", 100.0, "%")]),
    ("对小微企业，资费按不高于标准的八折收取。", [("rate", "le", 80.0, "%")]),
    ("对入园企业，享受检测费七折优惠。", [("reduction", "eq", 30.0, "%")]),
    ("对个体工商户，自筹部分由财政补助一半。", [("rate", "eq", 50.0, "%")]),
    ("对灵活就业的，按实际缴费的三分之二给予补贴。", [("rate", "eq", 0.6667, "ratio")]),
    ("企业投保责任险的，保费由市级财政承担70%、企业自负30%。", [("rate", "eq", 70.0, "%")]),
    ("对投保的企业，按不低于实缴保费50%的比例给予扶持。", [("rate", "ge", 50.0, "%")]),
    ("护理津贴标准分别由每人每月50元、90元提高至80元、150元。", [("fixed", "eq", 80.0, "CNY"), ("fixed", "eq", 150.0, "CNY")]),
    ("对护渡员，补贴标准由每人每年1万元提高到1.5万元。", [("fixed", "eq", 15000.0, "CNY")]),
    ("对更新渡船的，单艘最高补贴额由3万元提高到5万元。", [("cap", "le", 50000.0, "CNY")]),
    ("对新研制的船用材料，单品种最高奖励300万元。", [("cap", "le", 3000000.0, "CNY")]),
    ("新落户企业，5年内按不高于80%的比例分档给予奖补。", [("rate", "le", 80.0, "%")]),
    ("落户企业的土地出让底价按不低于最低价标准的15%、50%执行。", [("rate", "ge", 15.0, "%"), ("rate", "ge", 50.0, "%")]),
    ("对新建渡口，给予连续5年奖励，即：前2年给予80%的奖励，后3年给予50%的奖励。", [("rate", "eq", 80.0, "%"), ("rate", "eq", 50.0, "%")]),
    (
        "对购买渡船的企业，按售价的15%给予补贴。每家企业可补贴1艘，每艘补贴不超过2000元。",
        [("rate", "eq", 15.0, "%"), ("cap", "le", 2000.0, "CNY")],
    ),
    ("缴400元至600元的补贴70元，1200元以上的补贴110元。", [("fixed", "eq", 70.0, "CNY"), ("fixed", "eq", 110.0, "CNY")]),
]


def found(text: str) -> list[tuple[str, str, object, str | None]]:
    """(rule, comparator, value or bounds, unit) of every sum of a text."""
    out = []
    for flow in flows(text):
        for statement in statements(flow):
            for one in sums(statement, "企业" if "企业" in text else "技术人员" if "人员" in text else ""):
                f = one.frame
                out.append((one.rule, f.comparator, f.value if f.value is not None else (f.min, f.max), f.unit))
    return out


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_sums_of_a_clause(text: str, expected: list[tuple[str, str, object, str]]) -> None:
    assert found(text) == expected


def test_numbers_of_conditions_are_no_sums() -> None:
    assert found("对注册资本1000万元以上、从业人员50人以上的企业，给予资金支持。") == []


def test_a_rate_knows_what_it_applies_to() -> None:
    flow = next(flows("对投保企业，按实际缴纳保费的40%给予补贴。"))
    one = sums(statements(flow)[0], "投保企业")[0]
    assert one.base is not None
    assert flow.text[slice(*one.base)] == "实际缴纳保费"


TIERS = [
    ("对新认定的国家级、省级、市级工程中心，分别给予60万元、30万元、10万元奖励。", ["国家级", "省级", "市级"]),
    ("对年营业收入首次突破1亿元、5亿元的企业，分别奖励20万元、50万元。", ["1亿元", "5亿元"]),
    ("对获得甲等奖、乙等奖的单位，分别奖励8万元、4万元。", ["甲等奖", "乙等奖"]),
    ("对引进的人才，按博士每人6万元、硕士每人3万元的标准给予补贴。", ["博士每人", "硕士"]),
    ("对新引进的企业，按投资额的5%、最高50万元给予奖励。", [None]),
]


@pytest.mark.parametrize(("text", "names"), TIERS)
def test_tiers_pair_with_the_list_before_them(text: str, names: list[str | None]) -> None:
    statement = statements(next(flows(text)))[0]
    read = tiers(statement, sums(statement, "企业"))
    assert len(read) == len(names)
    for tier, name in zip(read, names, strict=True):
        assert (tier.name is None) == (name is None)
        assert name is None or name.removesuffix("每人") in (tier.name or "")
