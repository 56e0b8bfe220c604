"""What fictional papers say around their benefits: stacking, window, exclusions, materials, contact."""

from __future__ import annotations

from docintel.domain.documents import Document
from docintel.domain.findings import Benefit
from docintel.extract import extract
from docintel.structure import structure

PAPER = """关于支持渔港小镇企业发展的若干措施
一、支持设备更新
对购置设备的企业，按投资额的10%给予补助，最高50万元。对首次入规的企业，给予8万元奖励。上述两项不重复享受。
二、支持参展
对参加展会的企业，展位费按60%给予补贴。
三、附则
（一）同一项目同时符合本措施多项条款的，按就高不重复原则执行。
（二）申报时间：每年3月1日至4月30日。
（三）申请企业应提交下列材料：
1.申请表；
2.营业执照复印件；
3.设备发票。
（四）有下列情形之一的，不予支持：
1.列入严重失信主体名单的；
2.申报材料弄虚作假的。
（五）咨询电话：0000-1234567。
本措施自2025年1月1日起施行，有效期三年。
"""


def benefits(text: str) -> tuple[Benefit, ...]:
    return extract(structure(Document("T1", text, "t1.txt", "txt", ""))).benefits


def test_the_nearest_sentence_says_how_benefits_add_up() -> None:
    found = benefits(PAPER)
    assert [b.stacking.text if b.stacking else None for b in found] == [
        "上述两项不重复享受",
        "上述两项不重复享受",
        "同一项目同时符合本措施多项条款的，按就高不重复原则执行",
    ]


def test_annexed_rules_hold_for_every_benefit() -> None:
    for one in benefits(PAPER):
        assert one.window is not None
        assert one.window.text == "每年3月1日至4月30日"
        assert [c.span.text for c in one.exclusions] == ["列入严重失信主体名单", "申报材料弄虚作假"]
        assert [m.text for m in one.materials] == ["申请表", "营业执照复印件", "设备发票"]
        assert [c.text for c in one.contact] == ["0000-1234567"]


def test_every_span_is_the_papers_words() -> None:
    for one in benefits(PAPER):
        spans = [one.window, one.stacking, *one.materials, *one.contact, *(c.span for c in one.exclusions)]
        assert all(PAPER[s.start : s.end] == s.text for s in spans if s)


def test_a_guide_of_two_services_keeps_their_terms_apart() -> None:
    text = """办事指南
一、失业人员培训补贴
（一）补贴标准：每人800元。
（二）申请时间：每年5月1日至5月31日。
二、老年人助餐补贴
（一）补贴标准：每人每餐3元。
（二）申请时间：全年受理。
"""
    one, two = benefits(text)
    assert one.window is not None
    assert one.window.text == "每年5月1日至5月31日"
    assert two.window is not None
    assert two.window.text == "全年受理"


def test_a_paper_without_benefits_has_no_terms() -> None:
    assert benefits("申报时间：每年3月1日至4月30日。\n同一事项不重复享受。\n") == ()


def test_reuse_of_things_is_no_stacking() -> None:
    (one,) = benefits("对购置设备的企业，给予5万元补助。\n一次性器械不得重复使用。\n")
    assert one.stacking is None
