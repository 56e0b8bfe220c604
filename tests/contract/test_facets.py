"""Filters and facets over promises and benefits: what they count, and that columns say what the records say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.domain.criteria import All, AnyOf, Compare, Due, Not, holds
from docintel.domain.facts import Fact, Figure
from docintel.domain.passages import Filters, Passage
from docintel.search.criteria import read
from docintel.search.index import LocalIndex
from tests.contract.test_index import HashEncoder

SUBSIDY = Fact(
    "b1",
    "BENEFIT",
    ((0, 30),),
    ("澜州市科学技术局",),
    "subsidy",
    "高新技术企业",
    (),
    (Figure("rate", 50, 50, "%"), Figure("cap", None, 5e5, "CNY")),
)
REWARD = Fact(
    "b2", "BENEFIT", ((0, 30),), ("江宜市财政局",), "reward", "小微企业", (), (Figure("rate", 20, 20, "%"), Figure("cap", None, 2e6, "CNY"))
)
PROMISE = Fact(
    "c1",
    "COMMIT",
    ((0, 30),),
    ("澜州市教育局", "澜州市财政局"),
    days=(("", "2025-12-31"),),
    figures=(Figure("target", 100, None, "家", "幼儿园"),),
)
PLAIN = Fact("c2", "COMMIT", ((0, 30),), ("澜州市教育局",))


def _passage(doc, region, facts, **more):
    text = f"{doc}：支持企业和学校发展，安排资金补贴，按规定执行到位。"
    head = {
        "title": f"{region}若干措施",
        "region": region,
        "issuer": f"{region or '全国'}人民政府",
        "kind": "measures",
        "date": "2024-05-01",
    }
    return Passage(f"{doc}#0", doc, 0, len(text), text, facts=facts, **{**head, **more})


PASSAGES = [
    _passage("A", "澜江省/澜州市", (SUBSIDY, PROMISE)),
    _passage("B", "澜江省/江宜市", (REWARD,), date="2023-02-01", kind="plan"),
    _passage("C", "澜江省", (PLAIN,)),
    _passage("D", "", (), date=""),
]


@pytest.fixture
def index(tmp_path):
    made = LocalIndex(tmp_path / "index", HashEncoder())
    made.apply(PASSAGES, [])
    return made


def _docs(index, query="", **filters):
    return [h.passage.doc for h in index.search(query, Filters(**filters), 10).hits]


def _values(found, name):
    return next(({v.label: v.count for v in f.values} for f in found.facets if f.name == name), {})


@pytest.mark.parametrize(
    ("filters", "docs"),
    [
        ({"owner": "财政局"}, ["A", "B"]),
        ({"owner": "市科技局"}, ["A"]),
        ({"benefit_kind": "reward"}, ["B"]),
        ({"beneficiary": "中小微企业"}, ["B"]),
        ({"beneficiary": "高新技术"}, ["A"]),
        ({"has_deadline": True}, ["A"]),
        ({"has_deadline": False}, ["C", "B", "D"]),
        ({"has_target": True, "owner": "教育局"}, ["A"]),
        ({"has_deadline": True, "owner": "科学技术局"}, []),  # the deadline is another promise's
    ],
)
def test_filters_ask_one_and_the_same_fact(index, filters, docs):
    assert _docs(index, **filters) == docs


@pytest.mark.parametrize(
    ("numbers", "docs"),
    [
        ("补贴比例≥50%", ["A"]),
        ("补贴比例≥20% 且 上限≥100万", ["B"]),
        ("补贴比例≥50% 且 上限≥100万", []),  # the rate of one benefit, the ceiling of another
        ("补贴比例≥50% 或 上限≥100万", ["A", "B"]),
        ("非 补贴比例≥50%", ["C", "B", "D"]),
        ("补贴比例≤20%", ["B"]),
        ("目标≥100家 且 2025年底前到期", ["A"]),
        ("2024年底前到期", []),
        ("幼儿园≥50家", ["A"]),
    ],
)
def test_conditions_on_figures_and_days(index, numbers, docs):
    assert _docs(index, criterion=read(numbers).criterion) == docs


def test_facets_count_what_was_found(index):
    found = index.search("", Filters(region="澜江省澜州市"), 10, faceted=True)
    assert [h.passage.doc for h in found.hits] == ["A", "C", "D"]  # its own, its province's, the nation's
    assert (found.pool, found.whole) == (3, True)
    assert _values(found, "region") == {"全国": 1, "澜江省": 2, "澜州市": 1}
    assert _values(found, "owner") == {"澜州市教育局": 2, "澜州市科学技术局": 1, "澜州市财政局": 1}
    assert _values(found, "benefit_kind") == {"补贴补助": 1}
    assert _values(found, "beneficiary") == {"高新技术企业": 1}
    assert _values(found, "has_deadline") == {"写明完成时限": 1}
    assert _values(found, "date") == {"2024年": 2}


def test_choosing_a_value_leaves_as_many_as_it_counts(index):
    for facet in index.search("资金补贴", Filters(), 10, faceted=True).facets:
        for value in facet.values:
            if facet.name == "region" and value.filters["region"] != "全国":
                continue  # a place also shows what lies above it
            chosen = {k: v == "true" if k.startswith("has_") else v for k, v in value.filters.items()}
            found = index.search("资金补贴", Filters(**chosen), 10, faceted=True)
            assert (found.pool, len(found.hits)) == (value.count, value.count), (facet.name, value)


def test_of_other_facts_of_a_window_nothing_is_counted(index):
    found = index.search("资金补贴", Filters(owner="教育局"), 10, faceted=True)
    assert _values(found, "owner") == {"澜州市教育局": 2, "澜州市财政局": 1}
    assert _values(found, "benefit_kind") == {}


def test_a_hit_says_which_figures_fit(index):
    hit = index.search("", Filters(criterion=read("补贴比例≥50%").criterion), 1).hits[0]
    assert hit.why.startswith("数字条件相符")
    assert hit.passage.facts[0] == SUBSIDY


def test_changed_facts_are_seen_and_an_older_index_is_built_anew(index, tmp_path):
    index.search("", Filters(has_target=True), 10)  # reads the facts once
    index.apply([_passage("C", "澜江省", (REWARD,)), _passage("A", "澜江省/澜州市", ())], [])
    assert _docs(index, benefit_kind="reward") == ["C", "B"]
    assert _docs(index, has_target=True) == []
    index._reader.put("stamp", "4/older")
    assert LocalIndex(tmp_path / "index", HashEncoder()).stale


_numbers = st.one_of(st.none(), st.integers(0, 4).map(float))
_figure = st.builds(
    Figure,
    st.sampled_from(["rate", "cap", "target"]),
    _numbers,
    _numbers,
    st.sampled_from(["%", "CNY"]),
    st.sampled_from(["", "甲乙", "乙"]),
)
_day = st.tuples(st.just(""), st.sampled_from(["2024-01-01", "2024-06-30", "2025-12-31"]))
_fact = st.builds(
    Fact,
    st.uuids().map(str),
    st.just("COMMIT"),
    st.just(((0, 30),)),
    days=st.lists(_day, max_size=2).map(tuple),
    figures=st.lists(_figure, max_size=3).map(tuple),
)
_leaf = st.one_of(
    st.builds(
        Compare,
        st.sampled_from([(), ("rate",), ("rate", "cap")]),
        _numbers,
        _numbers,
        st.sampled_from([None, "%"]),
        st.sampled_from(["", "乙"]),
        st.booleans(),
        st.booleans(),
    ),
    st.builds(Due, st.sampled_from(["", "2024-03-01"]), st.sampled_from(["", "2024-12-31"])),
)
_criterion = st.recursive(
    _leaf,
    lambda c: st.one_of(
        st.builds(Not, c),
        st.lists(c, min_size=1, max_size=3).map(lambda x: All(tuple(x))),
        st.lists(c, min_size=1, max_size=3).map(lambda x: AnyOf(tuple(x))),
    ),
    max_leaves=5,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_fact, max_size=4, unique_by=lambda f: f.item_id), _criterion)
def test_the_columns_decide_as_the_records_do(tmp_path_factory, facts, criterion):
    index = LocalIndex(tmp_path_factory.mktemp("index"), HashEncoder())
    index.apply([_passage(f"P{n}", "", (fact,)) for n, fact in enumerate(facts)] or [_passage("P", "", ())], [])
    view = index._now()
    known = index._known(view)
    met = known.windows(known.meet(criterion), len(view))
    held = {f"P{n}" for n, fact in enumerate(facts) if holds(criterion, fact)}
    assert {view.papers[k].doc for k in view.paper[met]} == held
