"""Lights and reported values on SQLite and on PostgreSQL: written once, corrected by new rows, never lost, the same in list and count."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.domain.ledger import LedgerFilters
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import ledger, light_choice, papers, progress
from docintel.store.light_choice import Choice
from docintel.store.light_rules import book
from docintel.store.models import History, LightChoice, Obligation, Progress, Target
from docintel.workflows import lights, track
from tests.contract.conftest import empty
from tests.readings import PROMISES, Line, make_reading

TODAY = date(2025, 8, 1)
SEATS = PROMISES[1].text  # issued 2025-03-01, due 2025-12-31: on 2025-08-01 153 of 305 days have passed
TWO = Line("市教育局2025年12月底前新增公办学位2000个。", "COMMIT", "市教育局", None, ("2025年12月底前", "2025-12-31"), target="2000个")


@pytest.fixture
def item(store):
    """The id of the row with a target of 2000 seats."""
    papers.save(make_reading("甲"))
    return Obligation.objects.get(source_text=SEATS).item_id


def report(item, words, day=TODAY, who="张三", **how):
    return progress.report(item, words, day, who, today=TODAY, **how)


def test_a_report_is_seen_in_row_light_and_history(item):
    written = report(item, "600个", date(2025, 7, 31), note="月报第7期")
    row = ledger.row(item, TODAY)
    (course,) = row.courses
    assert (course.now, course.to, course.base, course.start, course.end) == (600.0, 2000.0, 0.0, date(2025, 3, 1), date(2025, 12, 31))
    assert course.expected == pytest.approx(153 / 305)
    assert (course.done, row.light.colour, row.light.short) == (0.3, "yellow", "落后")
    assert "序时应达50.2%，实际30%（600个，截至2025-07-31），落后20.2个百分点" in row.light.rule
    assert row.reports == (written,)
    (line,) = ledger.history(item)
    assert (line.field, line.old, line.new, line.who, line.note) == ("实际值", "", "2000个：600个（2025-07-31）", "张三", "月报第7期")
    report(item, "1100")
    assert ledger.row(item, TODAY).light.colour == "green"
    assert ledger.history(item)[-1].old == "600个（2025-07-31）"


def test_a_correction_is_a_new_row_and_the_old_one_stays(item):
    first = report(item, "1600", poor=True)
    assert ledger.row(item, TODAY).light.short == "质量差"
    second = report(item, "160", corrects=first.number)
    assert ledger.row(item, TODAY).courses[0].now == 160.0
    with pytest.raises(StoreConflict, match="已经被更正过"):
        report(item, "170", corrects=first.number)
    report(item, "", corrects=second.number, note="填错了事项")
    row = ledger.row(item, TODAY)
    assert (row.courses[0].now, row.light.short, len(row.reports)) == (None, "正常", 3)
    assert Progress.objects.count() == 3
    for attempt in (
        Progress.objects.all().delete,
        lambda: Progress.objects.update(value=1),
        Progress.objects.first().delete,
        Progress.objects.first().save,
    ):
        with pytest.raises(StoreConflict):
            attempt()
    assert [r.value for r in ledger.row(item, TODAY).reports] == [1600.0, 160.0, None]


def test_what_is_refused_changes_nothing(item):
    other = Obligation.objects.exclude(item_id=item).first().item_id
    for attempt, error, words in (
        (lambda: report(item, "600家"), BadInput, "单位对不上"),
        (lambda: report(item, ""), BadInput, "没有填写数值"),
        (lambda: report(item, "600", TODAY + timedelta(days=1)), BadInput, "在今天"),
        (lambda: report(item, "600", who=" "), BadInput, "经办人"),
        (lambda: report(item, "600", goal="改造学校3所"), BadInput, "没有指标“改造学校3所”"),
        (lambda: report(item, "600", corrects=10**9), NotFound, "没有序号"),
        (lambda: report(item, "600", expected=99), StoreConflict, "请刷新"),
        (lambda: report(other, "600"), BadInput, "没有读出量化指标"),
        (lambda: report("nobody", "600"), NotFound, "没有编号"),
    ):
        with pytest.raises(error, match=words):
            attempt()
    assert (Progress.objects.count(), History.objects.count(), ledger.row(item, TODAY).revision) == (0, 0, 0)


def test_the_revision_keeps_two_people_apart(item):
    seen = ledger.row(item, TODAY).revision
    report(item, "600", expected=seen)
    with pytest.raises(StoreConflict):
        report(item, "700", expected=seen)
    with pytest.raises(StoreConflict):
        ledger.correct(item, {"note": "x"}, "李四", expected=seen)


def test_reports_outlive_every_reading(item):
    report(item, "600")
    changed = replace(PROMISES[1], text=SEATS.replace("2000个", "3000个"), target="3000个")
    papers.save(make_reading("甲", (PROMISES[0], changed, *PROMISES[2:])))
    (course,) = ledger.row(item, TODAY).courses
    assert (course.goal, course.now, course.to) == ("3000个", 600.0, 3000.0)
    papers.save(make_reading("甲", (PROMISES[0], *PROMISES[2:])))
    row = ledger.row(item, TODAY)
    assert (row.gone, len(row.reports), row.light.short) == (True, 1, "已不见")


def test_of_several_targets_one_is_named(item):
    first = Target.objects.get(obligation__item_id=item)
    Target.objects.create(obligation=first.obligation, order=1, words="30所", indicator="改造学校", comparator="eq", value=30, unit="所")
    with pytest.raises(BadInput, match="有几项指标：“2000个”；“改造学校30所”"):
        report(item, "12所")
    report(item, "12所", goal="学校")
    assert [(c.goal, c.now) for c in ledger.row(item, TODAY).courses] == [("2000个", None), ("改造学校30所", 12.0)]


def test_many_people_report_at_once(item):
    def one(number):
        try:
            report(item, str(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(1, 7)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    row = ledger.row(item, TODAY)
    assert (len(row.reports), row.revision) == (6, 6)
    assert row.courses[0].now == row.reports[-1].value


# --- the rules of the office ---------------------------------------------------------------------------------------------


def test_the_office_chooses_and_the_history_is_kept(item):
    assert (light_choice.in_force().key, light_choice.history()) == ("default", [])
    first = light_choice.choose(Choice(0, "suqian", who="管理员", note="按市里要求"), expected=0)
    assert ledger.row(item, date(2025, 12, 20)).light.colour == "blue"
    with pytest.raises(StoreConflict, match="改选"):
        light_choice.choose(Choice(0, "yinchuan", who="管理员"), expected=0)
    with pytest.raises(BadInput, match="没有变化"):
        light_choice.choose(Choice(0, "suqian", who="管理员"))
    with pytest.raises(NotFound):
        light_choice.choose(Choice(0, "nowhere", who="管理员"))
    with pytest.raises(BadInput, match="第2行"):
        light_choice.choose(Choice(0, "x", text="[x]\nsoon = 1\n", who="管理员"))
    with pytest.raises(BadInput, match="经办人"):
        light_choice.choose(Choice(0, "default"))
    own = light_choice.choose(Choice(0, "x", text='[x]\nname = "本市"\nbase = "default"\nsoon_days = 0\n', limit="india", who="李四"))
    assert ledger.row(item, date(2025, 12, 20)).light.colour == "green"
    assert [c.number for c in light_choice.history()] == [own.number, first.number]
    with pytest.raises(StoreConflict):
        LightChoice.objects.all().delete()


def test_the_default_limit_is_shown_apart_and_never_as_the_papers_own(store):
    papers.save(make_reading("甲", (Line("市教育局将出台校园餐管理办法。", "COMMIT", "市教育局"), PROMISES[4], PROMISES[1])))
    plain, endless, dated = (
        Obligation.objects.get(source_text=t).item_id for t in ("市教育局将出台校园餐管理办法。", PROMISES[4].text, SEATS)
    )
    assert ledger.row(plain, TODAY).default_due is None
    light_choice.choose(Choice(0, "default", limit="india", who="管理员"))
    row = ledger.row(plain, TODAY)
    assert (row.due, row.default_due, row.light.colour) == (None, date(2025, 6, 1), "red")
    assert "默认时限2025-06-01（自成文日期2025-03-01起3个月）已过61天" in row.light.rule
    assert [ledger.row(i, TODAY).default_due for i in (endless, dated)] == [None, None]
    assert len(ledger.rows(LedgerFilters(dated=True), TODAY)) == 1
    light_choice.choose(Choice(0, "default", limit="confirmed", who="管理员"))
    assert "还没有确认" in ledger.row(plain, TODAY).light.rule
    ledger.change_state(plain, "confirmed", "张三")
    when = date.today()
    assert ledger.row(plain, when).default_due > when
    assert "自确认日期" in ledger.row(plain, when).light.rule


def test_work_that_nobody_began_is_red_after_three_months_in_yinchuan(item):
    light_choice.choose(Choice(0, "yinchuan", who="管理员"))
    far = date.today() + timedelta(days=100)
    ledger.correct(item, {"due": far + timedelta(days=500)}, "张三")
    assert ledger.row(item, far).light.short == "正常"
    ledger.change_state(item, "confirmed", "张三")
    assert ledger.row(item, date.today()).light.short == "正常"
    assert ledger.row(item, far).light.short == "未启动"
    assert Counter(track.light_counts(LedgerFilters(), far))["red"] >= 1
    ledger.correct(item, {"progress": "已选址"}, "张三")
    assert ledger.row(item, far).light.short == "正常"


def _agree(today):
    """List, count, filter and preview say the same."""
    rows = list(ledger.rows(LedgerFilters(), today))
    counted = track.light_counts(LedgerFilters(), today)
    assert Counter(r.light.colour for r in rows) == Counter({k: v for k, v in counted.items() if v})
    for colour, count in counted.items():
        found = ledger.rows(LedgerFilters(light=colour), today)
        assert [r.item_id for r in found] == [r.item_id for r in rows if r.light.colour == colour]
        assert len(found) == count


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rules=st.sampled_from(list(book().sets)),
    limit=st.sampled_from(["", "india", "confirmed"]),
    today=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    values=st.lists(st.integers(0, 3000), max_size=3),
    states=st.lists(st.sampled_from(["confirmed", "in_progress", "rejected", "done"]), max_size=4),
)
def test_list_count_filter_and_preview_agree(store, *, rules, limit, today, values, states):
    empty()
    papers.save(make_reading("甲"))
    papers.save(make_reading("乙", (TWO, Line("市财政局将出台办法。", "COMMIT", "市财政局")), issue_date="2024"))
    papers.save(make_reading("丙", PROMISES[2:4], status="draft_for_comment"))
    keys = [o.item_id for o in Obligation.objects.order_by("pk")]
    for item_id, state in zip(keys, states, strict=False):
        if state in ("in_progress", "done"):
            ledger.change_state(item_id, "confirmed", "张三")
        ledger.change_state(item_id, state, "张三")
    target = Target.objects.first().obligation.item_id
    for value in values:
        progress.report(target, str(value), date(2025, 3, 1), "张三", today=date(2029, 1, 1))
    before = {r.item_id: r.light.colour for r in ledger.rows(LedgerFilters(), today)}
    choice = lights.choice_of(rules, "", limit)
    said = lights.preview(choice, today)
    if (rules, limit) != ("default", ""):
        lights.choose(choice, "管理员")
    after = {r.item_id: r.light.colour for r in ledger.rows(LedgerFilters(), today)}
    assert said.changed == sum(before[k] != after[k] for k in before)
    assert {(s.old, s.new): s.count for s in said.shifts} == Counter((before[k], after[k]) for k in before if before[k] != after[k])
    _agree(today)


def test_the_migration_goes_back_and_forth_and_fills_targets_from_readings(store):
    reading = make_reading("甲")
    first = reading.obligations[0]
    number = replace(first.targets[0].number, change="by", period="P1Y", per="年")
    papers.save(
        replace(
            reading, obligations=(replace(first, targets=(replace(first.targets[0], number=number, deadline=0),)), *reading.obligations[1:])
        )
    )
    known = Target.objects.values_list("change", "period", "per", "due").get()
    assert known == ("by", "P1Y", "年", date(2025, 12, 31))
    executor = MigrationExecutor(connections["default"])
    (ours,) = [key for key in executor.loader.graph.nodes if key[0] == "store" and key[1].endswith("_lights")]
    before = executor.loader.get_migration(*ours).dependencies
    later = executor.loader.graph.leaf_nodes("store")
    try:
        executor.migrate([key for key in before if key[0] == "store"])
    finally:
        MigrationExecutor(connections["default"]).migrate(later)
    assert Target.objects.values_list("change", "period", "per", "due").get() == known
