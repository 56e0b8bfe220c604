"""The smaller parts of matching: clause cutting, subjects, places, lengths, tiers."""

import pytest

from docintel.match.clause import read_clause
from docintel.match.portrait import money, portrait
from docintel.match.region import may_hold, place_of
from docintel.match.subject import head_subjects, tail_subjects
from tests.matching import fact, firm


def test_spans_lead_back_to_the_paper() -> None:
    source = "对新认定的“小巨人”\n企业，给予 20 万元奖励"
    clause = read_clause(source, 100)
    for part in clause.parts:
        span = clause.clean.span(part.start, part.end)
        assert source[span.start - 100 : span.end - 100] == span.text
    assert [p.text for p in clause.asks] == ["新认定的小巨人企业"]


@pytest.mark.parametrize(
    ("source", "asks", "pays"),
    [
        ("对小微企业给予2万元补助", ["小微企业"], ["给予2万元补助"]),
        ("凡新开业的民宿，由市财政给予5万元奖励", ["新开业的民宿"], ["给予5万元奖励"]),
        ("享受过市级补助的企业，再给予1万元", ["享受过市级补助的企业"], ["给予1万元"]),
    ],
)
def test_asks_and_pays(source: str, asks: list[str], pays: list[str]) -> None:
    clause = read_clause(source, 0)
    assert ([p.text for p in clause.asks], [p.text for p in clause.pays]) == (asks, pays)


def test_subjects_of_tail_and_head() -> None:
    assert [s.words for s in tail_subjects("新开业的餐饮企业和个体工商户")] == ["餐饮企业", "个体工商户"]
    assert tail_subjects("外贸企业的银行贷款") == ()
    assert [s.words for s in head_subjects("外贸企业的银行贷款")] == ["外贸企业"]
    assert [s.words for s in head_subjects("合作银行可为每家科技型企业")] == ["科技型企业"]


def test_place_is_narrowed_by_issuer_and_title() -> None:
    assert place_of("湖北", "荆门市人民政府办公室", "若干措施") == ("湖北省", "荆门市")
    assert place_of("四川广安", "四川省人民政府", "若干措施") == ("四川省", "广安市")
    assert place_of(None, None, "若干措施") == ()
    assert may_hold("", ("湖北省",))
    assert not may_hold("四川广安", ("湖北省", "荆门市"))


def test_figures_are_derived() -> None:
    enterprise = firm(
        facts=[fact("2023年营业收入", 100.0, "CNY", "2023"), fact("2024年营业收入", 120.0, "CNY", "2024"), fact("新招用", 8, "人")]
    )
    labels = {k.label: k.value for k in portrait(enterprise).knowns if k.kind == "derived"}
    assert any(k.startswith("营业收入增长率") and v == pytest.approx(20) for k, v in labels.items())
    assert any(k.startswith("新招用占") and v == pytest.approx(10) for k, v in labels.items())


def test_money_in_office_words() -> None:
    assert [money(x) for x in (1500, 480_000, 120_000_000, 144_000)] == ["1500元", "48万元", "1.2亿元", "14.4万元"]
