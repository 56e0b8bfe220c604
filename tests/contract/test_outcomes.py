"""办理结果 on SQLite and on PostgreSQL: written once, corrected by new rows, letters read in their own scheme, 回头看 when promises fell due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from docintel.domain.ledger import LedgerFilters
from docintel.domain.outcomes import OutcomeFilters, Result
from docintel.domain.people import Viewer
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import ledger, papers
from docintel.store.models import Assignment, History, Obligation, Outcome, Unit
from docintel.workflows import outcomes
from tests.readings import PROMISES, make_reading

TODAY = date(2026, 3, 1)  # the promise of seats fell due on 2025-12-31, the platform in 2027 lies ahead


def result(letter="", **how):
    given = {
        "satisfaction": "",
        "attitude": "",
        "follow_up": False,
        "day": date(2025, 6, 1),
        "note": "",
        "who": "zhang",
        "item_id": "",
        "scheme": "",
    }
    return Result(number=0, letter=letter, when=datetime.now(UTC), **(given | how))


def record(doc, letter="", *, expected=None, **how):
    return outcomes.record(doc, result(letter, **how), today=TODAY, expected=expected)


def one(doc="甲"):
    return outcomes.reply(doc, TODAY).reply


@pytest.fixture
def reply(store):
    """A reply of class B that does not say what its letters mean."""
    papers.save(make_reading("甲", reply_class="B", case_number="12", proposers=("李四",)))
    return "甲"


def test_a_letter_means_what_its_scheme_says(reply):
    assert (one().letter, one().outcome, one().words) == ("B", "", "")
    for key, outcome in (("three", "planned"), ("four-progress", "under_way")):
        outcomes.choose_scheme(key, "guan")
        assert (one().letter, one().scheme, one().outcome, one().printed) == ("B", key, outcome, True)
    papers.save(make_reading("乙", PROMISES[:2], reply_class="B", reply_scheme="three", reply_outcome="planned"))
    assert (one("乙").scheme, one("乙").outcome) == ("three", "planned")
    assert outcomes.solved(outcomes.list_replies(OutcomeFilters(), TODAY)).outcomes == {
        "done": 0, "under_way": 1, "planned": 1, "later": 0, "noted": 0, "unknown": 0,
    }  # fmt: skip
    with pytest.raises(BadInput, match="没有变化"):
        outcomes.choose_scheme("four-progress", "guan")
    with pytest.raises(StoreConflict):
        outcomes.choose_scheme("three", "guan", expected=0)
    with pytest.raises(NotFound, match="four-planned"):
        outcomes.choose_scheme("五类", "guan")
    assert [s.value for s in outcomes.scheme_history()] == ["four-progress", "three"]


def test_a_result_is_written_once_and_corrected_by_a_new_one(reply):
    with pytest.raises(BadInput, match="还没有选定"):
        record(reply, "B")
    outcomes.choose_scheme("three", "guan")
    first = record(reply, "Ｂ类", satisfaction="mostly", expected=0)
    assert (first.letter, first.scheme, first.outcome) == ("B", "three", "planned")
    with pytest.raises(StoreConflict, match="请刷新后再记"):
        record(reply, "A", expected=0)
    second = record(reply, "C", corrects=first.number, expected=first.number, note="登记有误")
    assert (one().letter, one().outcome, one().printed, one().satisfaction) == ("C", "noted", False, "")
    with pytest.raises(StoreConflict, match="已经被更正过"):
        record(reply, "A", corrects=first.number)
    record(reply, "", corrects=second.number)
    assert (one().letter, one().printed) == ("B", True)
    assert [r.letter for r in outcomes.reply(reply, TODAY).results] == ["B", "C", ""]
    assert list(History.objects.filter(kind="paper", subject=reply).order_by("pk").values_list("old", "new", "note")) == [
        ("B", "B（2025-06-01，部分解决或列入计划），对结果基本满意", ""),
        ("B（2025-06-01，部分解决或列入计划），对结果基本满意", "C（2025-06-01，受条件限制，留作参考）", "登记有误"),
        ("C（2025-06-01，受条件限制，留作参考）", "撤回（2025-06-01）", ""),
    ]
    row = Outcome.objects.first()
    for attempt in (row.delete, row.save, Outcome.objects.all().delete, lambda: Outcome.objects.update(letter="A")):
        with pytest.raises(StoreConflict):
            attempt()


def test_a_reply_is_looked_at_again_when_its_promises_fell_due(reply):
    outcomes.choose_scheme("three", "guan")
    assert one().look_again
    assert (one().open, one().closed, one().fallen, one().last_due) == (3, 0, 1, date(2025, 12, 31))
    assert not outcomes.reply(reply, date(2025, 12, 31)).reply.look_again  # its last day is not over
    seats = Obligation.objects.get(source_text=PROMISES[1].text).item_id
    for state in ("confirmed", "done"):
        ledger.change_state(seats, state, "zhang")
    assert one().look_again  # closed or not: whether it was kept is to be looked at
    assert (one().open, one().closed, one().fallen) == (2, 1, 0)
    record(reply, "A", follow_up=True, day=TODAY)
    assert (one().classes, one().outcome, one().first_outcome, one().look_again) == ("B→A", "done", "planned", False)
    assert outcomes.list_replies(OutcomeFilters(look_again=True), TODAY) == []
    papers.save(make_reading("乙", reply_class="A", reply_outcome="done"))
    papers.save(make_reading("丙"))
    told = outcomes.solved(outcomes.list_replies(OutcomeFilters(), TODAY))
    assert (told.replies, told.classed, told.first, told.now, told.up) == (3, 2, 1, 2, 1)
    assert outcomes.reply(reply, date(2028, 1, 1)).reply.look_again is False  # solved
    assert {r.outcome_class for r in ledger.rows(LedgerFilters(doc="甲"), TODAY)} == {"B→A"}


def test_a_second_result_that_is_still_a_plan_is_looked_at_again(reply):
    outcomes.choose_scheme("three", "guan")
    record(reply, "B", follow_up=True, day=TODAY)
    assert not one().look_again
    assert outcomes.reply(reply, date(2028, 1, 1)).reply.look_again  # the platform of 2027


def test_letters_of_two_schemes_are_told_by_their_meaning(reply):
    outcomes.choose_scheme("three", "guan")
    record(reply, "C", follow_up=True, day=TODAY, scheme="four-planned")
    assert one().classes == "列入计划→列入计划"
    record(reply, "A", follow_up=True, day=TODAY, scheme="four-planned")
    assert (one().classes, one().outcome) == ("列入计划→已解决", "done")


def test_single_rows_have_results_of_their_own(reply):
    outcomes.choose_scheme("three", "guan")
    item = Obligation.objects.get(source_text=PROMISES[1].text)
    record(reply, "B", item_id=item.item_id)
    record(reply, "A", item_id=item.item_id, follow_up=True)
    assert ledger.row(item.item_id, TODAY).outcome_class == "B→A"
    assert ledger.row(item.item_id, TODAY).revision == item.revision + 2
    assert [(c.field, c.old, c.new) for c in ledger.history(item.item_id)] == [
        ("办理结果", "", "B（2025-06-01，部分解决或列入计划）"),
        ("办理结果", "B（2025-06-01，部分解决或列入计划）", "回头看 A（2025-06-01，解决或基本解决）"),
    ]
    assert (one().letter, one().printed) == ("B", True)  # that of the reply stands as printed
    assert outcomes.reply(reply, TODAY).rows[item.item_id].follow_up.letter == "A"
    papers.save(make_reading("乙", PROMISES[:2]))
    with pytest.raises(BadInput, match="不是 乙 中的事项"):
        record("乙", "B", item_id=item.item_id)


@pytest.mark.parametrize(
    ("how", "error", "words"),
    [
        ({"letter": "D"}, BadInput, "没有 D 这一类；可用：A（解决或基本解决）"),
        ({"letter": "B", "scheme": "五类"}, NotFound, "没有分类办法"),
        ({"letter": "B", "day": date(2026, 3, 2)}, BadInput, "在今天"),
        ({"satisfaction": "一般"}, BadInput, "没有满意度"),
        ({}, BadInput, "请至少填一项"),
        ({"letter": "B", "who": " "}, BadInput, "经办人"),
        ({"letter": "B", "corrects": 10**12}, NotFound, "没有序号"),
        ({"letter": "B", "item_id": "nobody"}, NotFound, "nobody"),
    ],
)
def test_what_is_refused_changes_nothing(reply, how, error, words):
    outcomes.choose_scheme("three", "guan")
    with pytest.raises(error, match=words):
        record(reply, **how)
    assert not Outcome.objects.exists()


def test_a_plan_has_no_results_and_a_follow_up_needs_a_first(store):
    papers.save(make_reading("规划", doc_kind="plan"))
    with pytest.raises(NotFound):
        record("规划", "A", scheme="three")
    papers.save(make_reading("乙"))
    with pytest.raises(BadInput, match="还没有第一次"):
        record("乙", "A", scheme="three", follow_up=True)


def test_unsatisfied_means_again_and_filters_find_it(reply):
    papers.save(make_reading("乙", PROMISES[:2], doc_kind="reply_npc", issue_date="2024-05-01"))
    record(reply, satisfaction="unsatisfied", attitude="satisfied")
    assert (one().redo, one().attitude, one().letter) == (True, "satisfied", "B")
    find = lambda **how: [r.doc for r in outcomes.list_replies(OutcomeFilters(**how), TODAY)]  # noqa: E731
    assert find() == ["甲", "乙"]
    assert find(redo=True) == find(satisfaction="unsatisfied") == find(text="12") == find(year="2025") == find(kind="reply_cppcc") == ["甲"]
    assert find(outcome="unknown") == ["甲", "乙"]
    record(reply, satisfaction="satisfied", note="重办之后")
    assert find(redo=True) == []


def test_a_unit_sees_the_replies_of_its_rows_alone(reply):
    papers.save(make_reading("乙", PROMISES[:2]))
    unit = Unit.objects.create(name="澜州市教育局")
    viewer = Viewer("li", "unit", unit.pk, frozenset((unit.pk,)))
    assert outcomes.list_replies(OutcomeFilters(), TODAY, viewer) == []
    item = Obligation.objects.get(source_text=PROMISES[2].text)
    given = Assignment.objects.create(obligation=item, unit=unit, role="lead", assigned_by="guan")
    (seen,) = outcomes.list_replies(OutcomeFilters(), TODAY, viewer)
    assert (seen.doc, seen.open, seen.fallen) == ("甲", 1, 0)  # what it does not see is not counted either
    with pytest.raises(NotFound):
        outcomes.reply("乙", TODAY, viewer)
    given.state = "returned"
    given.save()
    assert outcomes.list_replies(OutcomeFilters(), TODAY, replace(viewer, role="leader")) != []
    assert outcomes.list_replies(OutcomeFilters(), TODAY, viewer) == []
