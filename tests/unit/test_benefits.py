"""Benefit items of fictional papers, and the laws that every item obeys."""

from __future__ import annotations

import random
import time
import tomllib
from pathlib import Path

import pytest

from docintel.domain.documents import Document
from docintel.domain.findings import Benefit, Unit
from docintel.domain.papers import HeadMatter, Paper, Validity
from docintel.domain.spans import Evidence
from docintel.extract import benefit_words as words
from docintel.extract.benefit_cues import benefit_clauses, is_benefit
from docintel.extract.benefits import find_benefits
from docintel.text.sentences import units as cut


def paper(text: str, **head: object) -> Paper:
    return Paper(Document("T1", text, "t1.txt", "txt", ""), HeadMatter(**head), (), ())  # type: ignore[arg-type]


def read(text: str, **head: object) -> tuple[Benefit, ...]:
    """The benefits of a text whose units are all labelled BENEFIT where a benefit was read."""
    spans = benefit_clauses(text)
    labels = [("BENEFIT",) if any(s.start < b and s.end > a for s in spans) else ("BACKGROUND",) for a, b in cut(text)]
    units = tuple(Unit(a, b, label, Evidence("rule:test")) for (a, b), label in zip(cut(text), labels, strict=True))
    return find_benefits(paper(text, **head), units)


GIVES = [
    "对首次入库的科技型中小企业，给予3万元奖励。",
    "企业开展专利质押融资的，按其贷款利息的50%给予贴息。",
    "符合条件的人才可申请入住人才公寓。",
    "对小微企业免收检测费用。",
    "获得省级质量奖的，一次性奖励20万元。",
    "补贴标准：每人每月600元。",
    "对参赛选手的原教练员，市财政按奖金的5%给予奖励。",
    "渡口工业项目，土地出让底价可按最低价标准的70%执行。",
    "现有用地提高容积率的，不再增收土地价款。",
    "本地企业改造项目，同样享受本优惠政策。",
    "失能人员由护理保险基金按90%的比例支付。",
    "本市对渡船、巡逻艇进行报废更新补贴。",
    "对外贸企业开展信用保险，给予一定比例的保费补贴。",
    "为五十岁以上职工免费开展健康筛查。",
    "年满六十岁的老年人，可凭卡免费乘坐公交车。",
    "诊后三日内复诊的患者，医院不再收取挂号费。",
    "民宿经营户用水、用电执行居民价格。",
    "企业参加展会的，展位费由市商务局全额承担。",
    "农户投保的，保费由各级财政承担60%。",
    "低保标准提高到每人每月520元。",
    "对困难企业，阶段性降低工伤保险费率1个百分点。",
    "企业购置设备的，可按规定享受加计扣除等税收优惠政策。",
    "缴费满一年的人员，可以申领失业保险金。",
    "生活困难的老年人，每人每月增发40元。",
    "验收合格的，每户补600块钱。",
]
NOT = [
    "对成效显著的县（市、区）给予奖励。",
    "设立总规模5亿元的产业发展专项资金。",
    "全年累计发放补贴3200万元。",
    "对符合条件的企业给予支持。",
    "公示期满无异议的，由财政局拨付资金。",
    "对弄虚作假的，不予奖励并追回资金。",
    "鼓励各地对购买保险的农户给予一定比例补贴。",
    "推动企业加大研发投入，完善创新体系。",
    "（三）税费减免。",
    "对符合条件的企业给予支持和奖励，具体如下：",
    "鼓励业主合理分担压力，减免部分租金。",
    "每年安排最高50万元经费支持服务中心建设。",
    "省级财政按照各市实际支出的20%予以补助。",
    "对考评前三名的科室，分别奖励2万元。",
    "代表建议每亩补助三百元。",
    "原《补贴发放办法》同时废止。",
    "累计减免税额3.2亿元。",
    "到2027年，全市规上工业企业研发投入占比达到3%以上。",
]


@pytest.mark.parametrize("text", GIVES)
def test_gives_an_outside_party_something(text: str) -> None:
    assert is_benefit(text)


@pytest.mark.parametrize("text", NOT)
def test_gives_nobody_outside_anything(text: str) -> None:
    assert not is_benefit(text)


PARTIES = [
    ("对年度营业收入超过2000万元的规模以上企业，给予10万元奖励。", "规模以上企业", ["年度营业收入超过2000万元"]),
    ("对首次获评为省级专精特新企业的，给予20万元奖励。", "省级专精特新企业", ["首次获评为省级专精特新企业"]),
    ("对新获得绿色产品认证的，给予申报主体每项5万元奖励。", "申报主体", ["新获得绿色产品认证"]),
    ("企业租用办公场地且实际经营满一年的，按租金的30%给予补贴。", "企业", ["租用办公场地", "实际经营满一年"]),
    ("对在我区登记、上年度出口额超过500万美元的外贸企业，给予6万元奖励。", "外贸企业", ["在我区登记", "上年度出口额超过500万美元"]),
    ("支持银行扩大信贷投放，对当年新增首贷户50户以上的银行机构，给予10万元奖励。", "银行机构", ["当年新增首贷户50户以上"]),
]


@pytest.mark.parametrize(("text", "party", "conditions"), PARTIES)
def test_party_and_conditions(text: str, party: str, conditions: list[str]) -> None:
    (one,) = read(text)
    assert one.beneficiary is not None
    assert one.beneficiary.text == party
    assert [c.span.text for c in one.conditions] == conditions


def test_clause_begins_with_the_party_and_ends_with_the_last_ceiling() -> None:
    text = "一、加大支持力度\n（一）落实创新驱动战略，对新认定的瞪羚企业，按省级奖励的50%给予配套，单户最高40万元。（责任单位：市科技局）\n"
    (one,) = read(text)
    assert one.clause is not None
    assert one.clause.text == "对新认定的瞪羚企业，按省级奖励的50%给予配套，单户最高40万元"


def test_semicolons_part_benefits_and_named_cases_share_their_lead() -> None:
    text = "对引进的博士给予补贴，其中在企业就业的每年2万元，在高校就业的每年1万元；对留学人员给予安家费5万元奖励。"
    found = read(text)
    assert [a.number.value for b in found for a in b.amounts] == [20000.0, 10000.0, 50000.0]


def test_listed_conditions_belong_to_the_benefit_that_leads_them_in() -> None:
    lead = "对养殖车间，符合下列条件之一的，按投资额的30%给予补助：\n"
    text = lead + "1.新建水体2000立方米以上；\n2.改造水体1000立方米以上。\n其他事项另行通知。"
    (one,) = read(text)
    assert [c.span.text for c in one.conditions][-2:] == ["新建水体2000立方米以上", "改造水体1000立方米以上"]
    assert len(one.evidence) == 3


def test_a_list_of_grants_inherits_the_party_of_its_lead_in() -> None:
    text = "对新设立的总部企业按以下标准给予奖励：\n（1）实缴资本1000万元以上的，奖励30万元；\n（2）实缴资本5000万元以上的，奖励80万元。\n"
    found = [b for b in read(text) if b.amounts]
    assert [b.amounts[0].number.value for b in found] == [300000.0, 800000.0]
    assert all(b.beneficiary and b.beneficiary.text == "总部企业" for b in found)


def test_a_standard_belongs_to_the_grant_before_it() -> None:
    text = "对小微企业给予贴息。贴息标准为：科技型企业按50%贴息，商贸企业按30%贴息。贴息总额不超过8万元。"
    one, two = read(text)
    assert [(a.rule, a.number.value) for a in one.amounts] == [("rate", 50.0), ("cap", 80000.0)]
    assert [(a.rule, a.number.value) for a in two.amounts] == [("rate", 30.0), ("cap", 80000.0)]
    assert one.evidence == two.evidence
    assert len(one.evidence) == 3


def test_listed_conditions_give_nothing() -> None:
    (one,) = read("对符合下列条件的企业给予补贴：（一）登记满两年，主营业务收入在200万元以上、900万元以下；（二）从业人员10人以上。")
    assert not one.amounts


def test_cases_with_their_sums_under_a_heading() -> None:
    found = read("（八）入职奖励。毕业后从事护理工作的毕业生，研究生5万元、本科3万元、大专2万元。")
    assert [(b.tier, b.amounts[0].number.value) for b in found] == [("研究生", 50000.0), ("本科", 30000.0), ("大专", 20000.0)]


def test_rows_of_plain_text_below_a_head_of_sums() -> None:
    text = "项目    对象    补贴标准    来源\n耕地保护    种地农民    每亩60元    市级\n良种扩繁    制种企业    一级种每亩90元、二级种每亩50元    县级"
    one, *two = read(text)
    assert one.beneficiary
    assert one.beneficiary.text == "种地农民"
    assert [(a.rule, a.number.value) for b in (one, *two) for a in b.amounts] == [
        ("per_unit", 60.0),
        ("per_unit", 90.0),
        ("per_unit", 50.0),
    ]


def test_an_encouragement_before_a_benefit_is_none_of_it() -> None:
    text = "鼓励企业参加境外展会，展位费按60%给予补助。"
    assert [s.text for s in benefit_clauses(text)] == ["展位费按60%给予补助"]
    text = "支持列入目录的企业，按投资额的10%给予补助。"
    assert [s.text for s in benefit_clauses(text)] == ["支持列入目录的企业，按投资额的10%给予补助"]


def test_hard_wrapped_lines_are_bridged() -> None:
    lines = ["对首次进入规模以上统计范围且当年营业收入同比增", "长百分之十以上的工业企业，给予一次性奖励十二", "万元，分两年拨付到位。"]
    text = "\n".join(["为推动全市工业经济平稳健康发展，现就有关事项通", "知如下。"] * 6 + lines) + "\n"
    found = [b for b in read(text) if b.clause and "规模以上" in b.clause.text]
    assert len(found) == 1
    assert found[0].clause is not None
    assert "\n" in found[0].clause.text


def test_a_guide_in_fields_is_one_benefit() -> None:
    text = "一、申请条件\n1.在本区登记注册满一年；\n2.当年新增参保10人以上。\n二、申请时间\n每年6月。\n三、奖励标准\n一次性给予申报单位8万元奖励。\n"
    (one,) = read(text)
    assert [c.span.text for c in one.conditions] == ["在本区登记注册满一年", "当年新增参保10人以上"]
    named = read("补贴条件：连续租用场地满一年。\n补贴对象：创业者。\n补贴标准：每年6000元。\n")[0]
    assert named.beneficiary is not None
    assert (named.beneficiary.text, named.clause and named.clause.text) == ("创业者", "补贴标准：每年6000元")


def test_a_row_of_a_table_gives_its_first_cell_its_sum() -> None:
    found = read("资助对象\t资助标准\n特困人员\t全额资助\n最低生活保障对象\t按80%定额资助320元\n")
    assert [b.beneficiary.text for b in found if b.beneficiary] == ["特困人员", "最低生活保障对象"]
    assert [[a.number.value for a in b.amounts] for b in found] == [[100.0], [80.0, 320.0]]


def test_duration_and_stacking() -> None:
    text = "对入驻园区的企业，按租金的60%给予补贴，补贴期限不超过24个月，与市级同类政策不重复享受。"
    found = read(text)
    assert found[0].duration is not None
    assert found[0].duration.duration == "P24M"
    nine = read("对晋级的工作室，给予6万元补助，同一工作室晋级的补足差额。")[0]
    assert nine.stacking is not None


def test_drafts_are_never_in_force_and_interpretations_report() -> None:
    text = "对新认定的企业，给予10万元奖励。"
    assert read(text, status="draft_for_comment")[0].status == "draft"
    assert read(text, status="in_force")[0].status == "in_force"
    assert read(text, doc_kind="reply_npc")[0].status == "announced"
    told = read(text, doc_kind="interpretation", source_doc="若干措施")[0]
    assert (told.attribution, told.source_doc) == ("reported", "若干措施")


def test_validity_and_region_come_from_the_paper() -> None:
    validity = Validity("2031-01-01", "2033-12-31", "clause")
    one = read("对新认定的企业，给予10万元奖励。", validity=validity, region="青禾市")[0]
    assert (one.validity, one.region) == (validity, "青禾市")


PIECES = [
    *("对", "新认定的", "企业", "，", "给予", "50万元", "奖励", "。", "\n", "（一）", "1.", "：", "；", "最高", "按", "的", "20%", "分别"),
    *("、", "国家级", "省级", "免征", "每人", "“", "”", "（", "《", " ", "　", "可享受", "待遇", "不超过", "期限", "三年", "其中", "\t"),
    *("①", "补贴标准", "万", "元", "全额", "12", "由", "市财政"),
]


@pytest.mark.parametrize("seed", range(60))
def test_never_raises_and_every_span_is_the_papers_words(seed: int) -> None:
    rng = random.Random(seed)
    text = "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 160)))
    units = tuple(Unit(a, b, ("BENEFIT",), Evidence("rule:test")) for a, b in cut(text))
    starts = {u.start for u in units}
    for item in find_benefits(paper(text), units):
        spans = [*item.evidence, *(c.span for c in item.conditions), *(a.number.span for a in item.amounts)]
        spans += [s for s in (item.clause, item.beneficiary, item.stacking, item.duration and item.duration.span) if s]
        assert all(text[s.start : s.end] == s.text and s.text for s in spans)
        assert all(e.start in starts for e in item.evidence)
    ids = [b.item_id for b in find_benefits(paper(text), units)]
    assert len(ids) == len(set(ids))


def test_an_unrelated_sentence_removes_no_benefit() -> None:
    text = "对新认定的企业，给予10万元奖励。对通过复审的企业，给予5万元奖励。\n"
    more = "全市上下要凝心聚力。" + text + "会议强调了安全生产。\n"
    assert {b.clause.text for b in read(text) if b.clause} <= {b.clause.text for b in read(more) if b.clause}


def test_no_wording_matches_nothing() -> None:
    """An empty alternative (a stray | in the data file) would match every clause."""
    tables = tomllib.loads((Path(words.__file__).parent / "data" / "benefit_patterns.toml").read_text("utf-8"))
    names = [(table, name) for table, entries in tables.items() if table != "parts" for name in entries]
    assert len(names) > 60
    assert [pair for pair in names if words.pattern(*pair).search("")] == []


@pytest.mark.parametrize("piece", ["每年", "每单", "分别再", "由市级", "的企业", "、国家级", "从资金中", "按每", "（", "给予补贴"])
def test_repetition_does_not_hang(piece: str) -> None:
    """Wordings hold nested repeats; none may back up over a long run of its own words."""
    started = time.perf_counter()
    benefit_clauses("对企业，" + piece * 380 + "给予奖励10万元。")
    assert time.perf_counter() - started < 5
