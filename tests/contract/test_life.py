"""The life of a row (交办 to 销号) on SQLite and on PostgreSQL: no step beside the table, one of two wins, everything kept."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.domain.expressions import Recurrence
from docintel.domain.ledger import STATES, TRANSITIONS, LedgerFilters
from docintel.domain.life import ASSIGNMENT_STATES, MOVES, OVER
from docintel.errors import BadInput, DocintelError, NotAllowed, NotFound, StoreConflict
from docintel.store import correct_many, handling, ledger, light_choice, papers, progress
from docintel.store.models import Assignment, Evidence, Feedback, History, Instance, Obligation, Owner, Request, SubTask, Unit
from docintel.store.pace import add_months
from docintel.workflows import handle
from docintel.workflows.handle import Given, Proof, Words
from tests.contract.conftest import empty
from tests.life import OFFICE, SOON, TODAY, assign, carry_to_done, make_row, make_units, proof, report_final
from tests.readings import PROMISES, Line, make_reading

LEAD, SUPPORT, OTHER = "市教育局", "市财政局", "市水利局"


def life(item_id):
    return handle.life(OFFICE, item_id, TODAY)


def state(item_id):
    return life(item_id).state


def part(item_id, unit):
    return next(a for a in life(item_id).assignments if a.name == unit)


def told(item_id, field):
    return [(c.old, c.new) for c in ledger.history(item_id) if c.field == field]


# --- the whole way --------------------------------------------------------------------------------------------------------


def test_from_assigned_to_closed_with_every_step_in_history(row, people):
    numbers = carry_to_done(row, people)
    assert state(row) == "done"
    with pytest.raises(BadInput, match="没有佐证材料，不能销号"):
        handle.close(OFFICE, row)
    handle.add_evidence(people[LEAD], row, proof())
    handle.close(OFFICE, row, "验收合格")
    assert state(row) == "closed"
    assert told(row, "办理状态") == [
        ("待审核", "已确认"),
        ("已确认", "已交办"),
        ("已交办", "办理中"),
        ("办理中", "已办结"),
        ("已办结", "已销号"),
    ]
    assert told(row, "交办")[:3] == [
        ("", f"市教育局（主办）：待签收，{SOON}前办结"),
        ("", f"市财政局（协办）：待签收，{SOON}前办结"),
        ("市教育局（主办）：待签收", "市教育局（主办）：办理中"),
    ]
    who = {(c.field, c.new): c.who for c in ledger.history(row)}
    assert who["会签", "市财政局：同意"] == "市财政局联络员"
    assert who["审核", "通过"] == "督查员"
    lead = part(row, LEAD)
    assert (lead.state, lead.accepted_by, lead.number) == ("passed", "市教育局联络员", numbers[LEAD])


@pytest.mark.parametrize("way", ["change_state", "excel"])
def test_no_way_round_the_evidence(row, people, way):
    carry_to_done(row, people)
    if way == "excel":
        refused = correct_many.apply({row: {"state": "closed"}}, "张三", "")
        assert "佐证" in refused[row, "state"]
    else:
        with pytest.raises(BadInput, match="佐证"):
            ledger.change_state(row, "closed", "张三")
    assert state(row) == "done"


def test_excel_leaves_a_row_where_it_was_when_the_last_of_several_steps_is_refused(row):
    refused = correct_many.apply({row: {"state": "closed"}}, "张三", "")
    assert "佐证" in refused[row, "state"]
    assert state(row) == "confirmed"


def test_evidence_is_taken_back_by_a_new_row_and_no_longer_counts(row, people):
    carry_to_done(row, people)
    number = handle.add_evidence(people[LEAD], row, proof())
    with pytest.raises(StoreConflict, match="已经是"):
        handle.add_evidence(people[LEAD], row, proof("副本.pdf"))
    handle.withdraw_evidence(people[LEAD], number, "传错了文件")
    with pytest.raises(StoreConflict, match="已经撤回"):
        handle.withdraw_evidence(people[LEAD], number, "再撤")
    with pytest.raises(BadInput, match="佐证"):
        handle.close(OFFICE, row)
    kept = handle.add_evidence(people[LEAD], row, proof())
    handle.close(OFFICE, row)
    with pytest.raises(BadInput, match="仅有的佐证"):
        handle.withdraw_evidence(OFFICE, kept, "试试")
    assert Evidence.objects.count() == 3
    for attempt in (Evidence.objects.all().delete, Evidence.objects.first().delete, Feedback.objects.first().save):
        with pytest.raises(StoreConflict):
            attempt()


def test_a_figure_that_was_taken_back_is_no_evidence(row, people):
    carry_to_done(row, people)
    written = progress.report(row, "2000个", TODAY, "张三", today=TODAY)
    handle.add_evidence(OFFICE, row, Proof(figure=written.number))
    progress.report(row, "", TODAY, "张三", today=TODAY, corrects=written.number)
    assert not life(row).evidence[0].counts
    with pytest.raises(BadInput, match="佐证"):
        handle.close(OFFICE, row)


def test_a_paper_of_the_library_is_evidence_but_never_the_promise_itself(row, people):
    carry_to_done(row, people)
    papers.save(make_reading("落实", (Line("学位建设验收情况"),), title="关于新增学位建设完成情况的报告"))
    with pytest.raises(BadInput, match="作出承诺的公文"):
        handle.add_evidence(OFFICE, row, Proof(doc="甲"))
    with pytest.raises(NotFound, match="馆内没有"):
        handle.add_evidence(OFFICE, row, Proof(doc="不存在"))
    handle.add_evidence(OFFICE, row, Proof(doc="落实"))
    handle.close(OFFICE, row)
    assert life(row).evidence[0].title == "关于新增学位建设完成情况的报告"


# --- 会签 and 审核 ---------------------------------------------------------------------------------------------------------


def test_a_leads_feedback_passes_only_when_every_supporting_unit_has_signed(row, people):
    numbers = assign(row, people)
    for name, number in numbers.items():
        handle.accept(people[name], number)
    report_final(people[LEAD], numbers[LEAD])
    feedback = part(row, LEAD).reported.number
    with pytest.raises(BadInput, match="市财政局还没有会签"):
        handle.review(OFFICE, feedback, passed=True, today=TODAY)
    with pytest.raises(BadInput, match="不同意的理由"):
        handle.countersign(people[SUPPORT], feedback, numbers[SUPPORT], agrees=False)
    handle.countersign(people[SUPPORT], feedback, numbers[SUPPORT], agrees=False, words="经费尚未到位")
    with pytest.raises(StoreConflict, match="已经会签"):
        handle.countersign(people[SUPPORT], feedback, numbers[SUPPORT], agrees=True)
    with pytest.raises(BadInput, match="不同意这次反馈"):
        handle.review(OFFICE, feedback, passed=True, today=TODAY)
    handle.review(OFFICE, feedback, passed=True, words="经费已于今日到位，予以通过", today=TODAY)
    assert state(row) == "done"


def test_the_secretariat_may_do_without_a_countersign_for_a_reason(row, people):
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    report_final(people[LEAD], numbers[LEAD])
    handle.review(OFFICE, part(row, LEAD).reported.number, passed=True, words="协办任务已并入另一项", today=TODAY)
    assert (state(row), part(row, SUPPORT).state) == ("done", "sent")


def test_sent_back_with_the_reason_and_days_then_reported_anew(row, people):
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    report_final(people[LEAD], numbers[LEAD])
    first = part(row, LEAD).reported.number
    with pytest.raises(BadInput, match="退回重报的理由"):
        handle.review(OFFICE, first, passed=False, today=TODAY)
    handle.review(OFFICE, first, passed=False, words="缺少验收材料", today=TODAY, days=5)
    lead = part(row, LEAD)
    assert (lead.state, lead.mend_by, lead.sent_back.verdict) == ("accepted", TODAY + timedelta(days=5), "缺少验收材料")
    with pytest.raises(StoreConflict, match="已经有人审核"):
        handle.review(OFFICE, first, passed=True, words="改主意", today=TODAY)
    report_final(people[LEAD], numbers[LEAD], "补充了验收材料。")
    assert part(row, LEAD).sent_back is None
    with pytest.raises(BadInput, match="请等待审核"):
        report_final(people[LEAD], numbers[LEAD])


def test_figures_given_with_a_feedback_are_reports_and_evidence_or_nothing_is_kept(row, people):
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    with pytest.raises(BadInput, match="单位对不上"):
        handle.give_feedback(people[LEAD], numbers[LEAD], "progress", Words("进展", figures=[("2000个", "800家", TODAY)]), today=TODAY)
    assert (Feedback.objects.count(), told(row, "反馈")) == (0, [])
    handle.give_feedback(people[LEAD], numbers[LEAD], "progress", Words("已开工。", figures=[("2000个", "800个", TODAY)]), today=TODAY)
    assert ledger.row(row, TODAY).courses[0].now == 800.0
    (one,) = life(row).evidence
    assert (one.kind, one.day, one.counts, one.unit) == ("figure", TODAY, True, people[LEAD].unit)


# --- 退回, 延期, 中止 ------------------------------------------------------------------------------------------------------


def test_a_granted_return_frees_the_row_for_another_unit(row, people):
    numbers = assign(row, people)
    request = ask(people[LEAD], numbers[LEAD], "return", "不属于本局职责")
    with pytest.raises(StoreConflict, match="正等待批复"):
        ask(people[LEAD], numbers[LEAD], "return", "再申请")
    handle.decide(OFFICE, request, granted=True, today=TODAY)
    assert (state(row), part(row, LEAD).state) == ("confirmed", "returned")
    handle.assign(OFFICE, row, [Given(people[OTHER].unit, "lead", SOON)], "改由水利局主办", today=TODAY)
    assert state(row) == "assigned"
    handle.withdraw(OFFICE, part(row, OTHER).number, "仍由教育局主办")
    handle.assign(OFFICE, row, [Given(people[LEAD].unit, "lead", SOON)], "", today=TODAY)
    assert Counter(a.name for a in life(row).assignments) == {LEAD: 2, SUPPORT: 1, OTHER: 1}


def ask(viewer, number, kind, reason, today=TODAY, **more):
    handle.ask(viewer, number, kind, reason, today=today, **more)
    return Request.objects.order_by("pk").last().pk


def test_a_return_is_asked_for_within_the_offices_term(row, people):
    numbers = assign(row, people)
    last = part(row, LEAD).return_by
    assert last == handling.term("return").after(TODAY)
    with pytest.raises(BadInput, match="7个工作日内"):
        ask(people[LEAD], numbers[LEAD], "return", "不属于本局职责", today=last + timedelta(days=1))
    handle.choose_term(OFFICE, "return", "d10", "按市里办法")
    assert part(row, LEAD).return_by == TODAY + timedelta(days=10)
    with pytest.raises(StoreConflict, match="改选"):
        handle.choose_term(OFFICE, "return", "w3", expected=0)
    ask(people[LEAD], numbers[LEAD], "return", "不属于本局职责", today=TODAY + timedelta(days=10))


def test_a_granted_extension_moves_the_limit_and_never_the_papers_own_date(row, people):
    due = ledger.row(row, TODAY).due
    assert (due, ledger.row(row, TODAY).light.colour) == (date(2025, 12, 31), "red")
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    until = TODAY + timedelta(days=90)
    with pytest.raises(BadInput, match="更晚的日期"):
        ask(people[LEAD], numbers[LEAD], "extension", "雨季", until=SOON)
    refused = ask(people[LEAD], numbers[LEAD], "extension", "雨季", until=until)
    handle.decide(OFFICE, refused, granted=False, words="理由不充分", today=TODAY)
    assert part(row, LEAD).limit == SOON
    request = ask(people[LEAD], numbers[LEAD], "extension", "汛期施工暂停", until=until)
    given_day = TODAY + timedelta(days=60)
    handle.decide(OFFICE, request, granted=True, until=given_day, today=TODAY)
    with pytest.raises(StoreConflict, match="批复过"):
        handle.decide(OFFICE, request, granted=False, words="x", today=TODAY)
    found = ledger.row(row, TODAY)
    assert (part(row, LEAD).limit, part(row, LEAD).extended) == (given_day, True)
    assert (found.due, found.limit, found.extended, found.light.colour) == (due, given_day, True, "green")
    assert f"距完成时限{given_day}还有60天（原时限2025-12-31，经批准延期）" in found.light.rule
    assert [r.granted for r in part(row, LEAD).requests] == [False, True]
    (again,) = ledger.rows(LedgerFilters(light="green", doc="甲"), TODAY)
    assert again.item_id == row


def test_a_granted_suspension_suspends_the_row_with_its_lead_and_it_goes_on_again(row, people):
    numbers = assign(row, people)
    for name, number in numbers.items():
        handle.accept(people[name], number)
    handle.decide(OFFICE, ask(people[SUPPORT], numbers[SUPPORT], "suspension", "无需再办"), granted=True, today=TODAY)
    assert (state(row), part(row, SUPPORT).state) == ("in_progress", "suspended")
    handle.decide(OFFICE, ask(people[LEAD], numbers[LEAD], "suspension", "规划调整"), granted=True, today=TODAY)
    assert (state(row), part(row, LEAD).state, ledger.row(row, TODAY).light.short) == ("suspended", "suspended", "中止")
    with pytest.raises(BadInput, match="不能反馈"):
        report_final(people[LEAD], numbers[LEAD])
    handle.resume(OFFICE, numbers[LEAD], "规划已批复", limit=SOON)
    assert (state(row), part(row, LEAD).state, part(row, LEAD).limit) == ("in_progress", "accepted", SOON)


def test_a_closed_row_is_reopened_with_its_assignments(row, people):
    carry_to_done(row, people)
    handle.add_evidence(OFFICE, row, proof())
    handle.close(OFFICE, row)
    with pytest.raises(BadInput, match="理由"):
        handle.reopen(OFFICE, row, " ")
    later = TODAY + timedelta(days=40)
    handle.reopen(OFFICE, row, "回头看发现未落实", limit=later)
    assert (state(row), part(row, LEAD).state, part(row, LEAD).limit) == ("in_progress", "accepted", later)
    report_final(people[LEAD], part(row, LEAD).number, "已整改。")


# --- who may, and two at once ---------------------------------------------------------------------------------------------


def test_a_unit_acts_for_itself_alone_and_sees_only_its_rows(row, people):
    numbers = assign(row, people)
    leader = replace(OFFICE, name="领导", role="leader")
    for attempt, error in (
        (lambda: handle.life(people[OTHER], row, TODAY), NotFound),
        (lambda: handle.accept(people[OTHER], numbers[LEAD]), NotFound),
        (lambda: handle.accept(people[SUPPORT], numbers[LEAD]), NotAllowed),
        (lambda: handle.accept(leader, numbers[LEAD]), NotAllowed),
        (lambda: handle.withdraw(people[LEAD], numbers[LEAD], "x"), NotAllowed),
        (lambda: handle.assign(people[LEAD], row, [Given(people[OTHER].unit, "support")], "", today=TODAY), NotAllowed),
        (lambda: handle.close(people[LEAD], row), NotAllowed),
        (lambda: handle.reopen(people[LEAD], row, "x"), NotAllowed),
        (lambda: handle.add_evidence(people[OTHER], row, proof()), NotFound),
        (lambda: handle.add_subtask(people[SUPPORT], row, "x"), NotAllowed),
        (lambda: handle.assign_proposed(people[LEAD], [row], "", TODAY), NotAllowed),
        (lambda: handle.choose_term(people[LEAD], "return", "w3"), NotAllowed),
    ):
        with pytest.raises(error):
            attempt()
    assert (state(row), SubTask.objects.count()) == ("assigned", 0)
    number = handle.add_evidence(people[LEAD], row, proof())
    assert handle.evidence_file(people[SUPPORT], number) == ("验收报告.pdf", b"%PDF-1.7 report")
    with pytest.raises(NotFound):
        handle.evidence_file(people[OTHER], number)
    with pytest.raises(NotAllowed, match="不是本单位提交"):
        handle.withdraw_evidence(people[SUPPORT], number, "x")


def test_a_stale_page_is_refused_in_words(row, people):
    numbers = assign(row, people)
    seen = part(row, LEAD).revision
    handle.accept(people[LEAD], numbers[LEAD], expected=seen)
    with pytest.raises(StoreConflict, match="现为“办理中”"):
        handle.withdraw(OFFICE, numbers[LEAD], "改派", expected=seen)
    with pytest.raises(StoreConflict, match="已被他人修改"):
        handle.assign(OFFICE, row, [Given(people[OTHER].unit, "support")], "", today=TODAY, expected=0)
    assert part(row, LEAD).state == "accepted"


@pytest.mark.parametrize("act", ["review", "decide", "accept", "assign", "close"])
def test_of_two_at_once_one_wins_and_the_other_is_told(row, people, act):
    outcomes = []

    def run(attempt):
        try:
            attempt()
            outcomes.append("done")
        except (StoreConflict, BadInput) as error:
            outcomes.append(str(error))
        finally:
            connections.close_all()

    if act == "assign":
        first = lambda: handle.assign(OFFICE, row, [Given(people[LEAD].unit, "lead")], "", today=TODAY, expected=seen)  # noqa: E731
        second = lambda: handle.assign(OFFICE, row, [Given(people[OTHER].unit, "lead")], "", today=TODAY, expected=seen)  # noqa: E731
        seen = life(row).revision
    elif act == "close":
        carry_to_done(row, people)
        handle.add_evidence(OFFICE, row, proof())
        seen = life(row).revision
        first = lambda: handle.close(OFFICE, row, expected=seen)  # noqa: E731
        second = lambda: handle.reopen(OFFICE, row, "还没完成", expected=seen)  # noqa: E731
    else:
        numbers = assign(row, people)
        if act == "accept":
            first = lambda: handle.accept(people[LEAD], numbers[LEAD], expected=0)  # noqa: E731
            second = lambda: handle.withdraw(OFFICE, numbers[LEAD], "改派", expected=0)  # noqa: E731
        else:
            handle.accept(people[LEAD], numbers[LEAD])
        if act == "review":
            report_final(people[LEAD], numbers[LEAD])
            number = part(row, LEAD).reported.number
            first = lambda: handle.review(OFFICE, number, passed=True, words="通过", today=TODAY)  # noqa: E731
            second = lambda: handle.review(OFFICE, number, passed=False, words="退回", today=TODAY)  # noqa: E731
        if act == "decide":
            request = ask(people[LEAD], numbers[LEAD], "suspension", "规划调整")
            first = lambda: handle.decide(OFFICE, request, granted=True, today=TODAY)  # noqa: E731
            second = lambda: handle.decide(OFFICE, request, granted=False, words="不同意", today=TODAY)  # noqa: E731
    threads = [threading.Thread(target=run, args=(attempt,)) for attempt in (first, second)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert outcomes.count("done") == 1, outcomes
    (refused,) = [o for o in outcomes if o != "done"]
    assert "请" in refused


# --- bulk, parts, periods -------------------------------------------------------------------------------------------------


def test_bulk_takes_rows_whose_units_are_certain_and_lists_the_rest(people):
    sure = make_row("甲")
    unknown = make_row("乙", Line("市体育局2026年建成体育公园3个。", "COMMIT", "市体育局", None, ("2026年", "2026-12-31"), target="3个"))
    papers.save(make_reading("丙", (PROMISES[2],)))
    proposed = Obligation.objects.get(paper__doc_id="丙").item_id
    done = handle.assign_proposed(OFFICE, [sure, unknown, proposed, sure], "年度任务", TODAY)
    assert done.done == (sure,)
    assert [(i, why) for i, _, why in done.left] == [
        (unknown, "本单位的承办单位中没有“市体育局”"),
        (proposed, "现为“待审核”，只有“已确认”的事项可以批量交办"),
    ]
    assert [(a.name, a.role, a.limit) for a in life(sure).assignments] == [
        (LEAD, "lead", date(2025, 12, 31)),
        (SUPPORT, "support", date(2025, 12, 31)),
    ]
    again = handle.assign_proposed(OFFICE, [sure], "", TODAY)
    assert (again.done, len(again.left)) == ((), 1)


def listed(item_id, *names, role="responsible", basis="responsibility_list", **more):
    """The row with these bodies as its 责任单位 list names them."""
    item = Obligation.objects.get(item_id=item_id)
    item.owners.all().delete()
    for n, name in enumerate(names):
        Owner.objects.create(obligation=item, order=n, role=role, name=name, basis=basis, settled="", **more)


def parts_of(item_id):
    return [(p.name, p.role, p.inferred) for p in life(item_id).proposed]


def test_of_bodies_listed_without_a_leader_the_first_is_proposed_as_such_and_marked(row, people):
    listed(row, SUPPORT, LEAD, OTHER)
    assert parts_of(row) == [(SUPPORT, "lead", True), (LEAD, "support", True), (OTHER, "support", True)]
    assert life(row).by_order == (SUPPORT, LEAD, OTHER)
    assert {o.role for o in Obligation.objects.get(item_id=row).owners.all()} == {"responsible"}, "what the paper says stays"
    Owner.objects.create(obligation=Obligation.objects.get(item_id=row), order=9, role="support", name="市体育局", settled="")
    assert parts_of(row)[-1] == ("市体育局", "support", False), "that one the paper itself calls 配合"


@pytest.mark.parametrize(
    ("names", "how"),
    [
        ((LEAD,), {}),  # one alone leads
        ((LEAD, SUPPORT), {"basis": "explicit_subject"}),  # two that promise together
        ((LEAD, SUPPORT), {"role": "lead"}),  # two of whom the paper says 牵头
        ((LEAD, SUPPORT), {"role": "lead", "basis": "person", "by_person": True}),  # two that a person wrote
    ],
)
def test_where_the_lead_is_stated_nothing_is_inferred(row, people, names, how):
    listed(row, *names, **how)
    assert parts_of(row) == [(name, "lead", False) for name in names]


def test_in_bulk_the_order_counts_only_where_a_person_says_so(row, people):
    listed(row, SUPPORT, LEAD)
    done = handle.assign_proposed(OFFICE, [row], "", TODAY)
    assert [why for _, _, why in done.left] == [f"原文只列责任单位（{SUPPORT}、{LEAD}），没有写明谁牵头"]
    assert handle.assign_proposed(OFFICE, [row], "", TODAY, by_order=True).done == (row,)
    assert [(a.name, a.role) for a in life(row).assignments] == [(SUPPORT, "lead"), (LEAD, "support")]


def test_a_row_without_a_date_has_the_day_it_was_given(people):
    item_id = make_row("甲", Line("市教育局将出台校园餐管理办法。", "COMMIT", "市教育局"))
    assert life(item_id).limit is None
    handle.assign(OFFICE, item_id, [Given(people[LEAD].unit, "lead", SOON)], "", today=TODAY)
    found = ledger.row(item_id, TODAY + timedelta(days=21))
    assert (found.due, found.limit, found.light.colour, found.light.short) == (None, SOON, "red", "逾期")
    assert f"交办时定的{SOON}已过1天" in found.light.rule
    with pytest.raises(BadInput, match="早于今天"):
        handle.assign(OFFICE, item_id, [Given(people[OTHER].unit, "support", TODAY - timedelta(days=1))], "", today=TODAY)


def test_an_undated_row_is_proposed_the_offices_default_limit(people):
    item_id = make_row("甲", Line("市教育局将出台校园餐管理办法。", "COMMIT", "市教育局"))
    endless = make_row("乙", PROMISES[4])
    light_choice.choose(light_choice.Choice(0, "default", limit="confirmed", who="管理员"))
    assert life(item_id).limit == add_months(TODAY, 3)
    assert life(item_id).limit_from == "默认时限（3个月，从确认日期起）"
    assert life(endless).limit is None
    light_choice.choose(light_choice.Choice(0, "default", limit="india", who="管理员"))  # the paper is of 2025-03-01: long past
    assert life(item_id).limit == add_months(TODAY, 3)
    assert "已过" in life(item_id).limit_from
    done = handle.assign_proposed(OFFICE, [item_id], "", TODAY)
    assert (done.done, life(item_id).assignments[0].limit) == ((item_id,), add_months(TODAY, 3))


def test_parts_of_a_row_are_done_or_dropped_for_a_reason(row, people):
    assign(row, people)
    number = handle.add_subtask(people[LEAD], row, "完成选址", unit=people[SUPPORT].unit, due=SOON)
    other = handle.add_subtask(OFFICE, row, "完成招标")
    with pytest.raises(NotAllowed):
        handle.end_subtask(people[SUPPORT], number, done=None, note="不做了")
    handle.end_subtask(people[SUPPORT], number, done=TODAY)
    with pytest.raises(StoreConflict, match="已经完成"):
        handle.end_subtask(OFFICE, number, done=None, note="取消")
    with pytest.raises(BadInput, match="取消的理由"):
        handle.end_subtask(people[LEAD], other, done=None)
    handle.end_subtask(people[LEAD], other, done=None, note="并入选址")
    assert [(s.done, s.dropped) for s in life(row).subtasks] == [(TODAY, False), (None, True)]


def recurring(words="市教育局每季度开展校园安全检查。", every="P3M", doc="甲"):
    """A confirmed row with a period, confirmed some periods ago."""
    reading = make_reading(doc, (Line(words, "COMMIT", "市教育局", None, ("每季度", "")),))
    item = reading.obligations[0]
    frame = replace(item.deadlines[0], recurrence=Recurrence(item.deadlines[0].span, every), is_deadline=False)
    papers.save(replace(reading, obligations=(replace(item, deadlines=(frame,)),)))
    item_id = Obligation.objects.get(paper__doc_id=doc).item_id
    ledger.change_state(item_id, "confirmed", "督查员")
    return item_id


def test_a_recurring_row_makes_one_instance_a_period_however_often_it_is_looked_at(people):
    item_id = recurring()
    far = TODAY + timedelta(days=200)
    first = handle.life(OFFICE, item_id, TODAY).instances
    assert [(i.start <= TODAY <= i.end, i.closed) for i in first] == [(True, None)]
    assert handle.make_instances(far) in (2, 3)
    assert handle.make_instances(far) == 0
    found = handle.life(OFFICE, item_id, far).instances
    assert all(later.start == earlier.end + timedelta(days=1) for later, earlier in pairwise(found))
    assert found[0].start <= far <= found[0].end


def test_periods_of_many_rows_are_made_in_few_statements(people):
    """On the first day of a year thousands of rows begin one, while everybody else's changes wait."""
    for doc in "甲乙丙丁":
        recurring(doc=doc)
    asked = []
    for days, rows in ((100, 4), (200, 8)):
        for doc in "戊己庚辛"[: rows - 4]:
            recurring(doc=doc)
        with CaptureQueriesContext(connection) as found:
            assert handle.make_instances(TODAY + timedelta(days=days)) >= rows
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_periods_are_made_once_by_many_at_once(people):
    recurring()
    far = TODAY + timedelta(days=400)

    def one():
        try:
            handle.make_instances(far)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    starts = list(Instance.objects.values_list("start", flat=True))
    assert len(starts) == len(set(starts)) >= 5


def test_an_open_period_that_is_over_is_red_until_it_is_closed(people):
    item_id = recurring()
    (period,) = handle.life(OFFICE, item_id, TODAY).instances
    later = period.end + timedelta(days=3)
    found = ledger.row(item_id, later)
    assert (found.light.colour, found.light.short) == ("red", "本期逾期")
    assert f"有一期截至{period.end}，已过3天" in found.light.rule
    assert [r.light.colour for r in ledger.rows(LedgerFilters(light="red"), later)] == ["red"]
    with pytest.raises(BadInput, match="还没有单位反馈"):
        handle.close_instance(OFFICE, period.number)
    (number,) = handle.assign(OFFICE, item_id, [Given(people[LEAD].unit, "lead")], "", today=TODAY)
    handle.accept(people[LEAD], number)
    report_final(people[LEAD], number, "本季度检查12次。", instance=period.number, proofs=[proof()])
    assert part(item_id, LEAD).state == "accepted"
    feedback = part(item_id, LEAD).feedbacks[-1]
    assert (feedback.waits, feedback.period) == (True, period.name)
    handle.review(OFFICE, feedback.number, passed=True, today=TODAY)
    assert ledger.row(item_id, later).light.colour != "red"
    with pytest.raises(StoreConflict, match="已于"):
        handle.close_instance(OFFICE, period.number, "再销一次")
    assert state(item_id) == "in_progress"


def test_an_open_period_is_red_beside_a_date_that_is_far(people):
    item_id = recurring()
    (period,) = handle.life(OFFICE, item_id, TODAY).instances
    ledger.correct(item_id, {"due": period.end + timedelta(days=500)}, "督查员")
    found = ledger.row(item_id, period.end + timedelta(days=1))
    assert (found.light.colour, found.light.short) == ("red", "本期逾期")
    assert "距完成时限" in found.light.rule
    assert handle.task_lists(OFFICE, period.end + timedelta(days=1))[-1].tasks[0].note == period.name


def test_work_without_an_end_is_not_red_when_a_period_is_left_open(people):
    item_id = recurring("市教育局常态化开展校园安全检查，每季度通报。")
    (period,) = handle.life(OFFICE, item_id, TODAY).instances
    found = ledger.row(item_id, period.end + timedelta(days=400))
    assert (found.light.colour, found.light.short) == ("yellow", "本期未销")


# --- the paper changes, the life goes on ----------------------------------------------------------------------------------


def test_a_new_reading_touches_nothing_of_the_life(row, people):
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    handle.add_evidence(people[LEAD], row, proof())
    handle.add_subtask(OFFICE, row, "完成选址")
    before = life(row)
    changed = replace(PROMISES[1], text=PROMISES[1].text.replace("2000个", "3000个"), target="3000个")
    papers.save(make_reading("甲", (PROMISES[0], changed)))
    assert ledger.row(row, TODAY).needs_review
    after = life(row)
    assert (after.assignments, after.evidence, after.subtasks) == (before.assignments, before.evidence, before.subtasks)
    report_final(people[LEAD], numbers[LEAD])
    assert ledger.row(row, TODAY).needs_review, "a unit's step is no review of the text"
    papers.save(make_reading("甲", (PROMISES[0],)))
    assert ledger.row(row, TODAY).gone
    handle.review(OFFICE, part(row, LEAD).reported.number, passed=True, words="予以通过", today=TODAY)
    handle.close(OFFICE, row)
    assert (state(row), ledger.row(row, TODAY).needs_review) == ("closed", True)


def test_the_announced_paper_is_proposed_as_evidence(people):
    item_id = make_row("甲", Line("市教育局将在年内出台《澜州市校园餐管理办法（试行）》。", "COMMIT", "市教育局"))
    assert life(item_id).announced == ()
    for doc, title, more in (
        ("解读", "《澜州市校园餐管理办法（试行）》政策解读", {"doc_kind": "interpretation"}),
        ("草案", "澜州市校园餐管理办法（征求意见稿）", {"status": "draft_for_comment"}),
        ("旧", "关于印发澜州市校园餐管理办法的通知", {"issue_date": "2020-01-01"}),
        ("新", "关于印发《澜州市校园餐管理办法（试行）》的通知", {"issue_date": "2026-02-01", "doc_kind": "circular"}),
    ):
        papers.save(make_reading(doc, (Line(f"{title}正文。"),), title=title, **more))
    (found,) = life(item_id).announced
    assert (found.doc, found.announced) == ("新", "澜州市校园餐管理办法")
    assert [(i, p.doc) for i, _, p in handle.found_papers(OFFICE)] == [(item_id, "新")]
    number = handle.add_evidence(OFFICE, item_id, Proof(doc="新"))
    assert life(item_id).announced == ()
    handle.withdraw_evidence(OFFICE, number, "不是这一份")
    assert life(item_id).announced == ()


# --- any order of acts ----------------------------------------------------------------------------------------------------

ACTS = ("assign", "accept", "final", "sign", "pass", "back", "return", "extend", "suspend", "grant", "refuse", "resume", "withdraw")
ACTS += ("evidence", "unproof", "close", "reopen", *(f"state:{s}" for s in STATES), "reread", "lose")


def act(name, item_id, people):
    """One act of whoever may do it, on the first thing that it fits."""
    now = handle.life(OFFICE, item_id, TODAY)
    waiting = [f for a in now.live for f in a.feedbacks if f.waits]
    asked = [a.asked.number for a in now.live if a.asked]
    numbers = [a.number for a in now.assignments] or [0]
    until = TODAY + timedelta(days=50)
    if name == "assign":
        handle.assign(
            OFFICE, item_id, [Given(people[LEAD].unit, "lead", SOON), Given(people[SUPPORT].unit, "support", SOON)], "", today=TODAY
        )
    elif name in ("accept", "withdraw", "resume"):
        for number in numbers:
            with contextlib.suppress(BadInput, NotFound):
                handle.accept(OFFICE, number) if name == "accept" else getattr(handle, name)(OFFICE, number, "理由")
    elif name == "final":
        report_final(OFFICE, numbers[-1])
    elif name == "sign":
        handle.countersign(OFFICE, waiting[0].number if waiting else 0, numbers[0], agrees=True)
    elif name in ("pass", "back"):
        handle.review(OFFICE, waiting[0].number if waiting else 0, passed=name == "pass", words="意见", today=TODAY)
    elif name in ("return", "extend", "suspend"):
        kind = {"return": "return", "extend": "extension", "suspend": "suspension"}[name]
        handle.ask(OFFICE, numbers[-1], kind, "理由", today=TODAY, until=until)
    elif name in ("grant", "refuse"):
        handle.decide(OFFICE, asked[0] if asked else 0, granted=name == "grant", words="意见", today=TODAY)
    elif name == "evidence":
        handle.add_evidence(OFFICE, item_id, proof())
    elif name == "unproof":
        handle.withdraw_evidence(OFFICE, now.evidence[0].number if now.evidence else 0, "理由")
    elif name in ("close", "reopen"):
        getattr(handle, name)(OFFICE, item_id, "理由")
    elif name.startswith("state:"):
        ledger.change_state(item_id, name.removeprefix("state:"), "督查员")
    else:
        papers.save(make_reading("甲", (PROMISES[0], PROMISES[1]) if name == "reread" else (PROMISES[0],)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(ACTS), min_size=4, max_size=25))
def test_whatever_people_do_every_step_is_in_the_table_and_rows_agree_with_their_assignments(store, acts):
    empty()
    people = make_units()
    item_id = make_row()
    kept = 0
    for name in acts:
        with contextlib.suppress(DocintelError):
            act(name, item_id, people)
        count = History.objects.count() + Feedback.objects.count() + Evidence.objects.count() + Assignment.objects.count()
        assert count >= kept, "something was deleted"
        kept = count
        now = handle.life(OFFICE, item_id, TODAY)
        leads = [a.state for a in now.leads]
        assert now.state != "assigned" or (leads and all(s in ("sent", "suspended") for s in leads))
        assert not leads or now.state in ("assigned", "in_progress", "done", "closed", "suspended")
        assert now.state not in ("done", "closed") or all(s == "passed" for s in leads)
        assert now.state != "closed" or any(e.counts for e in now.evidence)
        assert now.state != "suspended" or not leads or all(s in ("suspended", "passed") for s in leads)
    steps = [(c.old, c.new) for c in History.objects.filter(field="state")]
    assert all(new in TRANSITIONS[old] for old, new in steps)
    assert all(a[1] == b[0] for a, b in pairwise(steps))
    labels = {label: code for code, label in ASSIGNMENT_STATES.items()}
    moves = {(start, to) for starts, to in MOVES.values() for start in starts}
    for line in History.objects.filter(field="assignment").exclude(old=""):
        old, new = (labels[w.rsplit("：", 1)[1]] for w in (line.old, line.new))
        assert (old, new) in moves
    assert Unit.objects.count() == 3
    assert Assignment.objects.exclude(state__in=OVER).values("unit").distinct().count() == len(handle.life(OFFICE, item_id, TODAY).live)
