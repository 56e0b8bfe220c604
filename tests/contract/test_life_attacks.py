"""What people try on a row's life that they should not: days that have passed, evidence pulled from under 销号, another unit's figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from docintel.errors import BadInput, NotAllowed
from docintel.store import corrections, ledger, progress
from docintel.store.models import Member, Obligation, SubTask, Unit
from docintel.workflows import handle, track
from docintel.workflows.handle import Given, Proof
from tests.life import OFFICE, SOON, TODAY, assign, carry_to_done, report_final

LEAD, SUPPORT, OTHER = "市教育局", "市财政局", "市水利局"
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def life(item_id):
    return handle.life(OFFICE, item_id, TODAY)


def state(item_id):
    return Obligation.objects.get(item_id=item_id).state


def test_a_row_is_not_reopened_or_resumed_to_a_day_that_has_passed(people, row):
    numbers = carry_to_done(row, people)
    with pytest.raises(BadInput, match="早于今天"):
        handle.reopen(OFFICE, row, "没有办好", YESTERDAY)
    assert state(row) == "done"
    handle.reopen(OFFICE, row, "没有办好", SOON)
    asked = handle.ask(people[LEAD], numbers[LEAD], "suspension", "等规划批复", today=TODAY)
    assert asked == row
    (waiting,) = [r for a in life(row).assignments for r in a.requests if r.granted is None]
    handle.decide(OFFICE, waiting.number, granted=True, today=TODAY)
    with pytest.raises(BadInput, match="早于今天"):
        handle.resume(OFFICE, numbers[LEAD], "批复已到", YESTERDAY)
    assert state(row) == "suspended"
    handle.resume(OFFICE, numbers[LEAD], "批复已到")
    assert state(row) == "in_progress"


def test_a_part_is_not_due_in_the_past_nor_done_in_the_future(people, row):
    assign(row, people)
    with pytest.raises(BadInput, match="早于今天"):
        handle.add_subtask(OFFICE, row, "选址", due=YESTERDAY)
    number = handle.add_subtask(OFFICE, row, "选址", due=TODAY)
    with pytest.raises(BadInput, match="之后"):
        handle.end_subtask(OFFICE, number, done=TOMORROW)
    assert SubTask.objects.get(pk=number).done is None
    handle.end_subtask(OFFICE, number, done=TODAY)


@pytest.mark.parametrize("day", [date(25, 12, 31), date(9999, 12, 31)])
def test_a_year_that_was_not_typed_in_full_is_refused_everywhere(people, row, day):
    with pytest.raises(BadInput, match="年份"):
        corrections.checked("due", day)
    with pytest.raises(BadInput, match=r"年份|早于今天"):
        handle.assign(OFFICE, row, [Given(people[LEAD].unit, "lead", day)], "", today=TODAY)
    if day < TODAY:
        with pytest.raises(BadInput, match="年份"):
            progress.report(row, "100个", day, "李四", today=TODAY)
    else:
        numbers = assign(row, people)
        handle.accept(people[LEAD], numbers[LEAD])
        with pytest.raises(BadInput, match="年份"):
            handle.ask(people[LEAD], numbers[LEAD], "extension", "来不及", today=TODAY, until=day)


def test_a_closed_row_keeps_the_figure_that_it_was_closed_on(people, row):
    carry_to_done(row, people)
    first = progress.report(row, "1500个", TODAY, "李四", today=TODAY).number
    handle.add_evidence(OFFICE, row, Proof(figure=first))
    handle.close(OFFICE, row)
    with pytest.raises(BadInput, match="仅有的佐证"):
        progress.report(row, "", TODAY, "李四", today=TODAY, corrects=first)
    assert [e.counts for e in life(row).evidence] == [True], "nothing was written"
    second = progress.report(row, "1400个", TODAY, "李四", today=TODAY, corrects=first).number  # a right figure instead of a wrong one
    with pytest.raises(BadInput, match="仅有的佐证"):
        progress.report(row, "", TODAY, "李四", today=TODAY, corrects=second)
    assert state(row) == "closed"


def test_a_figure_that_was_corrected_and_then_taken_back_closes_nothing(people, row):
    carry_to_done(row, people)
    first = progress.report(row, "1500个", TODAY, "李四", today=TODAY).number
    handle.add_evidence(OFFICE, row, Proof(figure=first))
    second = progress.report(row, "1400个", TODAY, "李四", today=TODAY, corrects=first).number
    assert [e.counts for e in life(row).evidence] == [True]
    progress.report(row, "", TODAY, "李四", today=TODAY, corrects=second)
    assert [e.counts for e in life(row).evidence] == [False]
    with pytest.raises(BadInput, match="还没有佐证"):
        handle.close(OFFICE, row)
    assert not ({"close"} & {s.name for s in handle.steps(OFFICE, life(row))})


def test_a_unit_corrects_its_own_peoples_figures_alone(people, row, django_user_model):
    assign(row, people)
    for viewer in (people[LEAD], people[SUPPORT]):
        Member.objects.create(user=django_user_model.objects.create_user(viewer.name), role="unit", unit_id=viewer.unit)
    lead, support = people[LEAD], people[SUPPORT]
    number = track.report(row, "1500个", TODAY, lead.name, today=TODAY, viewer=lead).number
    with pytest.raises(NotAllowed, match="不是本单位的"):
        track.report(row, "", TODAY, support.name, today=TODAY, viewer=support, corrects=number)
    reports = track.get_row(row, TODAY).reports
    assert track.may_correct(support, reports) == frozenset()
    assert track.may_correct(lead, reports) == track.may_correct(OFFICE, reports) == {number}
    assert track.report(row, "1400个", TODAY, OFFICE.name, today=TODAY, viewer=OFFICE, corrects=number).corrects == number


def test_a_row_whose_last_unfinished_lead_is_withdrawn_is_done(people, row):
    given = [Given(people[n].unit, "lead", SOON) for n in (LEAD, OTHER)]
    first, second = handle.assign(OFFICE, row, given, "", today=TODAY)
    handle.accept(people[LEAD], first)
    handle.accept(people[OTHER], second)
    report_final(people[LEAD], first)
    (waiting,) = [f for a in life(row).assignments for f in a.feedbacks if f.waits]
    handle.review(OFFICE, waiting.number, passed=True, today=TODAY)
    assert state(row) == "in_progress", "the other lead is still at work"
    handle.withdraw(OFFICE, second, "本不属于该单位")
    assert state(row) == "done", "nobody has anything left to do"


def test_a_row_with_a_stopped_unit_says_that_the_office_must_give_it_to_another(people, row):
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    Unit.objects.filter(pk=people[LEAD].unit).update(stopped=True)
    found = life(row)
    assert [a.stopped for a in found.assignments if a.number == numbers[LEAD]] == [True]
    turns = handle.standing(found).turns
    assert ("督查室", f"{LEAD}已停用，撤回后交办给接手的单位") in turns
    assert not [who for who, _ in turns if who.startswith(LEAD)]
    assert "withdraw" in {s.name for s in handle.steps(OFFICE, found) if s.assignment == numbers[LEAD]}


def test_a_suspended_lead_among_several_is_named(people, row):
    given = [Given(people[n].unit, "lead", SOON) for n in (LEAD, OTHER)]
    first, second = handle.assign(OFFICE, row, given, "", today=TODAY)
    handle.accept(people[LEAD], first)
    handle.accept(people[OTHER], second)
    handle.ask(people[OTHER], second, "suspension", "等规划批复", today=TODAY)
    (waiting,) = [r for a in life(row).assignments for r in a.requests if r.granted is None]
    handle.decide(OFFICE, waiting.number, granted=True, today=TODAY)
    assert state(row) == "in_progress"
    assert ("督查室", f"条件具备后恢复{OTHER}的办理") in handle.standing(life(row)).turns


def test_a_correction_to_a_mistyped_year_changes_nothing(people, row):
    before = ledger.row(row, TODAY).due
    with pytest.raises(BadInput, match="年份"):
        track.correct(row, {"due": "0025-12-31"}, "李四")
    assert ledger.row(row, TODAY).due == before


def test_what_is_coming_is_counted_from_the_day_that_a_unit_was_given(people, row):
    """The paper's date has passed long ago: a unit that was given a new day would read that nothing is due."""
    lead, support, stranger = people[LEAD], people[SUPPORT], people[OTHER]
    given = [Given(lead.unit, "lead", TOMORROW), Given(support.unit, "support", SOON)]
    first, _ = handle.assign(OFFICE, row, given, "", today=TODAY)
    assert [(d, r.item_id) for d, r in track.due_next(TODAY, viewer=lead)] == [(TOMORROW, row)]
    assert [d for d, _ in track.due_next(TODAY, viewer=support)] == [SOON]
    assert track.due_next(TODAY, viewer=stranger) == []
    assert row not in [r.item_id for _, r in track.due_next(TODAY, viewer=OFFICE)], "the lights still go by the paper's date"
    handle.accept(lead, first)
    handle.ask(lead, first, "extension", "来不及", today=TODAY, until=SOON)
    (waiting,) = [r for a in life(row).assignments for r in a.requests if r.granted is None]
    handle.decide(OFFICE, waiting.number, granted=True, today=TODAY)
    assert (SOON, row) in [(d, r.item_id) for d, r in track.due_next(TODAY, viewer=OFFICE)], "a granted 延期 moves it for everybody"
    handle.withdraw(OFFICE, first, "另行安排")
    assert track.due_next(TODAY, viewer=lead) == []
