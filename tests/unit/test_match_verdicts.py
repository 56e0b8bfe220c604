"""Clauses × profiles: the verdict, what decided it, and what is missing. All clauses and firms are invented."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from docintel.domain.papers import Validity
from docintel.match import match
from tests.matching import fact, firm, offer, title

DAY = date(2025, 6, 1)
HIGH_TECH = title("高新技术企业", "国家", "2024-11-20")


def one(clause: str, profile: dict[str, Any], **more: Any) -> Any:
    found = match(firm(**profile), [offer(clause, **more)], DAY)
    assert len(found) == 1
    return found[0]


CASES = [
    # clause, profile, verdict
    ("对首次认定的高新技术企业，给予10万元奖励", {"qualifications": [HIGH_TECH]}, "eligible"),
    ("对首次认定的高新技术企业，给予10万元奖励", {}, "ineligible"),
    ("对首次认定的高新技术企业，给予10万元奖励", {"qualifications": [title("高新技术企业", "国家", "2019-11-20")]}, "ineligible"),
    ("对科技型企业给予5万元奖励", {"qualifications": [HIGH_TECH]}, "eligible"),
    ("对专精特新中小企业给予5万元奖励", {"qualifications": [title("国家级专精特新“小巨人”企业", "国家", "2024-08-01")]}, "eligible"),
    ("对新认定的省级专精特新中小企业，给予20万元奖励", {"qualifications": [title("专精特新中小企业", "市级", "2024-08-01")]}, "ineligible"),
    ("对获评省级以上单项冠军的企业，给予50万元奖励", {"qualifications": [title("制造业单项冠军", "国家", "2024-08-01")]}, "eligible"),
    ("对小微企业给予2万元补助", {"size": "小"}, "eligible"),
    ("对小微企业给予2万元补助", {"size": "中"}, "ineligible"),
    ("对小微企业给予2万元补助", {"size": None, "employees": 400, "revenue_cny": 90_000_000}, "ineligible"),
    ("对小微企业给予2万元补助", {"size": None, "employees": None, "revenue_cny": None}, "unknown"),
    ("对餐饮企业给予2万元补助", {}, "ineligible"),
    ("对服务业小微企业和个体工商户给予2万元补助", {}, "ineligible"),
    ("对工业企业给予2万元补助", {}, "eligible"),
    ("对年度研发投入达到200万元以上的企业，给予10万元奖励", {}, "eligible"),
    ("对年度研发投入达到500万元以上的企业，给予10万元奖励", {}, "ineligible"),
    ("对年度进口设备金额达到500万元以上的企业，给予10万元奖励", {}, "unknown"),
    ("对登记注册3年内的企业，给予1万元补贴", {}, "ineligible"),
    ("对登记注册满12个月的企业，给予1万元补贴", {}, "eligible"),
    ("对登记注册满12个月的企业，给予1万元补贴", {"founded": None}, "unknown"),
    ("对符合条件的企业，给予1万元补贴", {}, "unknown"),
    ("鼓励各区县对购买网络安全保险的企业给予30%的保费补贴", {"facts": [fact("网络安全保险保费", 60000, "CNY", "2025")]}, "unknown"),
    ("对纳税额排名前50名的企业，给予10万元奖励", {}, "unknown"),
    ("对在境内主板首发上市的企业，给予300万元奖励", {}, "ineligible"),
    ("对在创业板上市的企业，给予300万元奖励", {"qualifications": [title("科创板上市", None, "2025-01-10")]}, "ineligible"),
    ("对开展小微企业贷款业务成效突出的商业银行，给予50万元奖励", {}, "ineligible"),
    ("对新引进的高层次人才，给予每人5万元生活费补贴", {}, "ineligible"),
    ("对行业协会举办的展会给予10万元补助", {}, "ineligible"),
    ("对购买数控机床的企业，给予5万元补助", {"facts": [fact("购买数控机床", "否", "bool")]}, "ineligible"),
    ("对购买数控机床的企业，给予5万元补助", {"facts": [fact("购置数控机床", 900000, "CNY", "2025-02")]}, "eligible"),
    ("对贷款不良时的合作机构给予风险补偿，最高100万元", {}, "ineligible"),
    ("对创新创业大赛获得一等奖的企业，给予20万元奖励", {"qualifications": [title("创新创业大赛二等奖", None, "2025-01")]}, "ineligible"),
    ("对企业购买首版次软件给予补贴", {}, "unknown"),
    # a held title answers only its own words
    ("对首次入选“栖山之星”的企业，给予5万元奖励", {"qualifications": [title("“栖山之星”企业（首次入选）", "市级", "2025-01-05")]}, "eligible"),
    ("对首次进入中国企业500强的“栖山之星”企业，给予50万元奖励", {"qualifications": [title("“栖山之星”企业（首次入选）", "市级", "2025-01-05")]}, "unknown"),
    # words in quotation marks define the act
    ("对以“无人换岗”为主的智能化改造项目，给予10万元补助", {"facts": [fact("智能化改造项目投资", 900000, "CNY", "2025-02")]}, "unknown"),
    # the two sides of a contrast
    ("对获得国外授权的发明专利，给予2万元资助", {"facts": [fact("新授权发明专利", 2, "件", "2025-02")]}, "unknown"),
    ("对购置办公用房的企业，给予10万元补助", {"facts": [fact("租赁办公用房", 300, "平方米", "2025-02")]}, "unknown"),
    # the premium of a patent insurance shows no patent
    ("对首次获得专利授权的企业，给予1万元奖励", {"facts": [fact("专利保险保费", 50000, "CNY", "2025-02")]}, "unknown"),
    # a basic figure answers only for itself
    ("对完成成果转化且销售收入超过2000万元的企业，给予20万元奖励", {}, "unknown"),
    ("对新增主营业务收入2000万元以上的企业，给予20万元奖励", {}, "unknown"),
    # growth and doubling
    ("对营业收入首次实现翻倍的企业，给予10万元奖励", {"facts": [fact("2023年营业收入", 1e7, "CNY", "2023"), fact("2024年营业收入", 2.2e7, "CNY", "2024")]}, "eligible"),
    ("对营业收入首次实现翻倍的企业，给予10万元奖励", {"facts": [fact("2023年营业收入", 1e7, "CNY", "2023"), fact("2024年营业收入", 1.2e7, "CNY", "2024")]}, "ineligible"),
    # lengths
    ("对贷款期限3年以上的技术改造项目，给予10万元补助", {"facts": [fact("技术改造项目贷款期限", 2, "年", "2024-02")]}, "ineligible"),
    ("对连续经营满5年的企业，给予10万元补助", {"founded": "2016-01-01"}, "eligible"),
    # founders
    ("对高校毕业生创办的小微企业给予1万元补贴", {}, "ineligible"),
    ("对高校毕业生创办的小微企业给予1万元补贴", {"facts": [fact("法定代表人为2023届高校毕业生", "是", "bool")]}, "eligible"),
    # granted descriptors
    ("对骨干企业给予10万元奖励", {}, "unknown"),
    ("对去产能企业给予10万元奖励", {}, "unknown"),
    # others
    ("对与用人单位签订劳动合同的，给予1000元补贴", {}, "ineligible"),
    ("对知识产权服务机构给予10万元奖励", {}, "ineligible"),
    ("银行向企业发放贷款的，按贷款额的1%给予银行风险补偿", {"facts": [fact("银行贷款", 1e6, "CNY")]}, "ineligible"),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "profile", "verdict"), CASES)
def test_verdict(clause: str, profile: dict[str, Any], verdict: str) -> None:
    found = one(clause, profile)
    assert found.verdict == verdict, (found.why, found.conditions)


def test_draft_expired_and_later_papers_are_never_eligible() -> None:
    clause = "对高新技术企业给予10万元奖励"
    profile = {"qualifications": [HIGH_TECH]}
    draft = one(clause, profile, status="draft_for_comment", validity=None)
    expired = one(clause, profile, validity=Validity("2020-01-01", "2022-12-31", "clause"))
    later = one(clause, profile, validity=Validity("2026-01-01", None, "clause"), issue_date="2025-12-20")
    for found in (draft, expired, later):
        assert (found.verdict, found.in_force, found.amount) == ("ineligible", False, None)
    assert draft.why == "条件相符，但征求意见稿，尚未生效"
    assert "已到期" in expired.why
    assert "尚未出台" in later.why


def test_old_paper_without_end_is_unknown_and_says_so() -> None:
    found = one("对高新技术企业给予10万元奖励", {"qualifications": [HIGH_TECH]}, validity=None, issue_date="2018-05-01")
    assert (found.verdict, found.in_force) == ("unknown", None)
    assert any("是否仍执行" in m for m in found.missing)


def test_reply_rests_on_the_conditions() -> None:
    found = one("对高新技术企业给予10万元奖励", {"qualifications": [HIGH_TECH]}, doc_kind="reply_cppcc", status=None, validity=None)
    assert (found.verdict, found.in_force) == ("eligible", None)


def test_other_places_are_left_out_and_higher_ones_count() -> None:
    clause = "对高新技术企业给予10万元奖励"
    profile = firm(qualifications=[HIGH_TECH])
    elsewhere = offer(clause, region="四川省广安市", issuer="广安市人民政府", title="若干措施")
    nation = offer(clause, doc="X2", region="全国", issuer="国务院办公厅", title="若干措施")
    assert [v.doc for v in match(profile, [elsewhere, nation], DAY)] == ["X2"]


def test_unknown_place_is_unknown() -> None:
    found = one("对工业企业给予2万元补助", {"region": {}})
    assert found.verdict == "unknown"
    assert any("地区" in m for m in found.missing)


def test_conditions_before_the_clause_count() -> None:
    before = "小微企业招用毕业2年内高校毕业生的，可申请补贴。"
    clause = "补贴标准：每人2000元"
    big = one(clause, {"size": "大"}, before=before)
    assert big.verdict == "ineligible"
    assert any("小微企业" in c.span.text for c in big.conditions if c.result == "failed")
    bare = one(clause, {})
    assert (bare.verdict, bool(bare.missing)) == ("unknown", True)


def test_tier_clause_is_one_and_the_other_board_is_named() -> None:
    found = one(
        "对在北交所上市的企业给予100万元奖励，对在科创板上市的企业给予200万元奖励",
        {"qualifications": [title("科创板上市", None, "2025-01-10")]},
    )
    assert found.verdict == "eligible"
    assert found.amount is not None
    assert found.amount.max == 2_000_000


def test_better_answers_come_first() -> None:
    profile = firm(qualifications=[HIGH_TECH], needs=["高新技术企业有没有奖励"])
    offers = [
        offer("对餐饮企业给予2万元补助", doc="A"),
        offer("对高新技术企业给予10万元奖励", doc="B"),
        offer("对符合条件的企业给予补贴", doc="C"),
    ]
    assert [v.doc for v in match(profile, offers, DAY)] == ["B", "C", "A"]
    assert len(match(profile, offers, DAY, limit=2)) == 2


def test_only_the_highest_step_of_a_ladder_applies() -> None:
    text = "设备投资超过100万元的，奖励3万元。设备投资超过200万元的，奖励6万元。设备投资超过900万元的，奖励9万元。"
    offers = []
    for clause in text.split("。")[:-1]:
        at = text.index(clause)
        offers.append(offer(clause, before=text[:at], after=text[at + len(clause) :]))
    found = match(firm(facts=[fact("设备投资", 2_500_000, "CNY", "2025-01")]), offers, DAY)
    verdicts = {v.span.text[-6:]: v for v in found}
    assert [verdicts[k].verdict for k in ("，奖励3万元", "，奖励6万元", "，奖励9万元")] == ["ineligible", "eligible", "ineligible"]
    assert "更高一档" in verdicts["，奖励3万元"].why


def test_later_tiers_inherit_the_subject_of_their_sentence() -> None:
    before = "对新引进的餐饮企业投资项目，投资100万元以上的，奖励1万元；"
    found = one("投资200万元以上的，奖励2万元", {"facts": [fact("项目投资", 3_000_000, "CNY", "2025-01")]}, before=before)
    assert found.verdict == "ineligible"
    assert any("餐饮" in c.span.text for c in found.conditions if c.result == "failed")


def test_papers_for_people_are_not_offered_to_firms() -> None:
    found = one("符合条件的，每月发放补贴300元", {}, title="澜州市困难残疾人生活补贴实施办法")
    assert found.verdict == "ineligible"
    assert "面向个人" in found.why


def test_groups_of_places() -> None:
    clause = "补贴标准为：珠三角地区每年最高6000元，其他地区每年最高4000元"
    before = "小微企业租赁办公用房的，可申请租金补贴。"
    where = {"region": {"province": "广东省", "city": "广州市", "district": "天河区"}, "facts": [fact("租赁办公用房", 100, "平方米")]}
    found = one(clause, where, before=before, region="广东省", issuer="广东省人力资源和社会保障厅", title="广东省创业扶持政策清单")
    assert (found.verdict, found.amount and found.amount.max) == ("eligible", 6000)


def test_duties_are_no_offers() -> None:
    assert match(firm(), [offer("企业应当按月向见习人员提供生活补贴")], DAY) == ()


def test_a_clause_is_widened_to_its_condition() -> None:
    before = "加大支持力度对餐饮企业（含小吃店，下同），"
    found = one("返还其上年度费用的50%", {}, before=before)
    assert found.verdict == "ineligible"
    assert found.span.text.startswith("对餐饮企业")


def test_a_standard_in_the_next_paragraph_keeps_its_conditions() -> None:
    first, second = "餐饮企业租赁办公用房的，可申请租金补贴", "补贴标准为：每年最高4000元"
    text = f"{first}。\n　　{second}"
    one_, two_ = offer(first), offer(second, before=text[: text.index(second)])
    apart = replace(two_, context=second, context_start=text.index(second))
    found = {v.span.text: v for v in match(firm(), [one_, apart], DAY)}
    assert found[second].verdict == "ineligible"
    assert any("餐饮" in c.span.text for c in found[second].conditions)


def test_a_district_page_retells_the_policy_of_its_city() -> None:
    clause = "对小微企业给予2000元补贴"
    where = {"region": {"province": "广东省", "city": "广州市", "district": "天河区"}}
    page = {"region": "广东省广州市越秀区", "issuer": "越秀区政府", "title": "广州市创业补贴，请查收", "doc_kind": "other"}
    assert one(clause, where, **page).verdict == "eligible"
    assert match(firm(**where), [offer(clause, **(page | {"doc_kind": "measures"}))], DAY) == ()
