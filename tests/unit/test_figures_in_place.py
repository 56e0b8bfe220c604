"""A promise of several provisions: each of its figures belongs to the provision that says it."""

from dataclasses import replace

import pytest

from docintel.domain.criteria import All, Compare, Due, Not, holds
from docintel.domain.facts import Fact, Figure, standing_in
from docintel.domain.passages import Filters, Passage
from docintel.search import records
from docintel.search.index import LocalIndex
from tests.contract.test_index import HashEncoder

FIRST = "（一）到2025年培育瞪羚企业20家。" + "加强培育工作。" * 80
SECOND = "（二）到2025年新建孵化器5个。" + "完善配套服务。" * 80
AT = len(FIRST) + 1
FIRMS = Figure("target", 20.0, 20.0, "家", "瞪羚企业", "20家", (FIRST.index("20家"), FIRST.index("20家") + 3))
HOUSES = Figure("target", 5.0, 5.0, "个", "孵化器", "5个", (AT + SECOND.index("5个"), AT + SECOND.index("5个") + 2))
SPANS = ((0, len(FIRST)), (AT, AT + len(SECOND)))
PROMISE = Fact("cn-a", "COMMIT", SPANS, ("澜州市科技局",), days=(("", "2025-12-31"),), figures=(FIRMS, HOUSES))
ADDED = replace(PROMISE, item_id="cn-b", figures=(Figure("target", 9.0, 9.0, "家", "专卖店", "9家"),))  # a person's: no place is known


def _passages(*facts):
    bounds = (("P#0", 0, FIRST), ("P#1", AT, SECOND))
    return [
        Passage(name, "P", at, at + len(text), text, title="澜州市方案", date="2024-05-01", facts=standing_in(facts, at, at + len(text)))
        for name, at, text in bounds
    ]


def _words(facts):
    return {f.item_id: [g.words for g in f.figures] for f in facts}


def test_each_provision_has_its_own_figures_and_all_owners_and_days():
    first, second = _passages(PROMISE)
    assert _words(first.facts) == {"cn-a": ["20家"]}
    assert _words(second.facts) == {"cn-a": ["5个"]}
    assert {f.owners for p in (first, second) for f in p.facts} == {PROMISE.owners}
    assert {f.days for p in (first, second) for f in p.facts} == {PROMISE.days}


def test_a_figure_without_a_place_stands_with_the_whole_promise():
    assert [_words(p.facts)["cn-b"] for p in _passages(ADDED)] == [["9家"], ["9家"]]


def test_joined_provisions_have_the_figures_of_both():
    parts = _passages(PROMISE, ADDED)
    joined = standing_in((f for p in parts for f in p.facts), 0, AT + len(SECOND))
    assert _words(joined) == {"cn-a": ["20家", "5个"], "cn-b": ["9家"]}


def test_the_catalogue_gives_the_facts_back_as_they_were():
    parts = _passages(PROMISE, ADDED)
    paper = records.Paper.of("P", parts)
    facts, standing = records.read_facts(records.facts(paper))
    assert {f.item_id: f for f in facts} == {"cn-a": PROMISE, "cn-b": ADDED}
    assert [(start, end) for start, end, _ in standing] == [(w.start, w.end) for w in paper.texts]
    head = records.read_head("P", records.head(paper))
    read = [records.read_content(head, records.content(w), facts) for w in paper.texts]
    assert [w.facts for w in read] == [w.facts for w in paper.texts]


def test_a_paper_without_facts_takes_no_room():
    assert records.facts(records.Paper.of("P", _passages())) == b""


@pytest.fixture
def index(tmp_path):
    made = LocalIndex(tmp_path / "index", HashEncoder())
    made.apply(_passages(PROMISE, ADDED), [])
    return made


FIRMS_ASKED = Compare(("target",), 20.0, None, "家")
HOUSES_ASKED = Compare(("target",), 5.0, None, "个")


@pytest.mark.parametrize(
    ("criterion", "starts"),
    [
        (FIRMS_ASKED, {0}),
        (HOUSES_ASKED, {AT}),
        (Compare(("target",), 9.0, 9.0, "家"), {0, AT}),
        (All((FIRMS_ASKED, Due(last="2025-12-31"))), {0}),
        (All((FIRMS_ASKED, HOUSES_ASKED)), set()),
        (All((Due(last="2025-12-31"), Not(HOUSES_ASKED))), {0}),
    ],
)
def test_a_condition_finds_only_where_the_figure_stands(index, criterion, starts):
    found = index.search("", Filters(criterion=criterion), 20)
    assert {0 if start < AT else AT for start in (h.passage.start for h in found.hits)} == starts
    for hit in found.hits:
        text = FIRST + "\n" + SECOND
        figures = [g for f in hit.passage.facts for g in f.figures if g.place]
        assert all(text[slice(*g.place)] == g.words and hit.passage.start <= g.place[0] < hit.passage.end for g in figures)


def test_a_changed_paper_is_asked_anew(index):
    assert index.search("", Filters(criterion=FIRMS_ASKED), 20).hits
    more = replace(PROMISE, figures=(replace(FIRMS, low=12.0, high=12.0), HOUSES))
    index.apply(_passages(more), [])
    assert not index.search("", Filters(criterion=FIRMS_ASKED), 20).hits
    assert index.search("", Filters(criterion=HOUSES_ASKED), 20).hits
    assert holds(HOUSES_ASKED, more)
