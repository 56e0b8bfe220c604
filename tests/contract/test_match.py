"""Laws 4 and 5 over made-up profiles: no silent no, every unknown names a fact, no draft is offered, every span is the paper's."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.domain.enterprises import Enterprise
from docintel.match import match
from tests.matching import fact, firm, offer, title

CLAUSES = (
    "对首次认定的高新技术企业，给予10万元奖励",
    "对年度研发投入达到200万元以上的企业，按研发投入的3%给予补助，最高50万元",
    "对小微企业和个体工商户给予2万元补助",
    "对符合条件的企业，给予保费补贴",
    "对成功创建国家级、省级、市级企业技术中心的，分别给予50万元、20万元、10万元奖励",
    "鼓励各区县对购买保险的企业给予一定比例的保费补贴",
    "登记注册满12个月、正常经营的企业，可申请1万元的一次性补贴",
    "补贴标准：一级1000元、二级2000元",
    "对商业银行给予30万元奖补",
    "2024年1月1日至2024年12月31日期间，设备投资100万元以上的规上工业企业，按投资额的10%给予补贴",
)
LIVE = [offer(c, doc=f"L{i}") for i, c in enumerate(CLAUSES)]
DRAFTS = [offer(c, doc=f"D{i}", status="draft_for_comment", validity=None) for i, c in enumerate(CLAUSES)]

TITLES = st.builds(
    title,
    st.sampled_from(["高新技术企业", "专精特新中小企业", "企业技术中心", "规模以上工业企业", "好记星称号"]),
    st.sampled_from([None, "国家", "省级", "市级"]),
    st.sampled_from([None, "2020", "2024-05", "2025-01-02"]),
)
FACTS = st.builds(
    fact,
    st.sampled_from(["保费", "设备投资", "2024年研发费用", "招用高校毕业生", "连续缴社保8个月", "", "甲" * 30]).map(lambda s: s or "其他"),
    st.one_of(st.none(), st.floats(0, 1e12, allow_nan=False), st.sampled_from(["是", "否", "无（申请中）"]), st.booleans()),
    st.sampled_from([None, "CNY", "人", "%", "bool", "月"]),
    st.sampled_from([None, "2024", "2024-06"]),
)
FIRMS = st.builds(
    firm,
    size=st.sampled_from([None, "大", "中", "小", "微"]),
    industry=st.sampled_from([None, "通用设备制造", "软件", "餐饮", "未知行当"]),
    founded=st.sampled_from([None, "2010", "2025-01-15"]),
    employees=st.sampled_from([None, 0, 5, 5000]),
    qualifications=st.lists(TITLES, max_size=3),
    facts=st.lists(FACTS, max_size=4),
    needs=st.lists(st.sampled_from(["保费能补吗", "设备", ""]).map(lambda s: s or "奖励"), max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(FIRMS)
def test_no_silent_answers(enterprise: Enterprise) -> None:
    found = match(enterprise, [*LIVE, *DRAFTS], date(2025, 6, 1))
    assert len(found) == len(LIVE) + len(DRAFTS)
    for v in found:
        clause = CLAUSES[int(v.doc[1:])]
        assert all(clause[c.span.start : c.span.end] == c.span.text and c.span.text for c in v.conditions)
        assert v.why
        if v.doc.startswith("D"):
            assert (v.verdict, v.in_force) == ("ineligible", False)
            assert "尚未生效" in v.why
        elif v.verdict == "ineligible":
            failed = [c for c in v.conditions if c.result == "failed"]
            assert failed
            assert all(c.fact and c.span.text in v.why for c in failed)
        elif v.verdict == "unknown":
            assert v.missing
            assert all(v.missing)
        else:
            assert all(c.result == "met" for c in v.conditions)
        if v.amount:
            assert v.verdict != "ineligible"
            assert v.amount.min is None or v.amount.max is None or v.amount.min <= v.amount.max
            assert v.amount.formula
