"""序时进度: expected share by calendar days, actual share, points behind; what cannot be computed says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from docintel.domain.progress import Course, Goal, Report
from docintel.store.pace import Plan, add_months, by_goal, course, in_force, period_of, points, share_of_days, told

START, END, TODAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 2)  # 182 of 364 days
SEATS = Goal("新增学位2000个", 2000.0, unit="个", change="by")
PLAN = Plan(START, "成文日期", END, missing="公文没有完整的成文日期")
NOON = datetime(2026, 7, 1, 12)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def report(value, day=date(2026, 6, 30), number=1, goal=SEATS, **more):
    return Report(number, goal.words, goal.unit, value, day, "张三", NOON, **more)


def stands(*reports, goal=SEATS, plan=PLAN, today=TODAY):
    return course(goal, reports, plan, today)


def test_half_of_the_days_half_of_the_way():
    found = stands(report(800.0))
    assert (found.expected, found.done, found.behind, found.expected_value) == (0.5, 0.4, 10.0, 1000.0)
    assert found.pace == pytest.approx(1.2)
    assert told(found) == "序时应达50%，实际40%（800个，截至2026-06-30），落后10个百分点"
    assert "超前10个百分点" in told(stands(report(1200.0)))
    assert "与序时持平" in told(stands(report(1000.0)))


@given(start=DAYS, length=st.integers(1, 4000), ahead=st.integers(-500, 5000), step=st.integers(0, 500))
def test_the_expected_share_runs_from_nothing_to_all_and_never_back(start, length, ahead, step):
    end, today = start + timedelta(days=length), start + timedelta(days=ahead)
    share = share_of_days(start, end, today)
    assert 0 <= share <= 1
    assert share_of_days(start, end, start) == 0
    assert share_of_days(start, end, end) == 1
    assert share_of_days(start, end, today + timedelta(days=step)) >= share
    assert share_of_days(start, end, today) + share_of_days(start, end, start + timedelta(days=length - ahead)) == pytest.approx(1)


_ANY = st.floats(-1e6, 1e6)


@given(ends=st.tuples(_ANY, st.floats(1e-3, 1e6), st.booleans()), now=_ANY, today=st.dates(START, END), factor=st.floats(0.01, 100))
def test_points_behind_say_the_same_in_every_unit_and_direction(ends, now, today, factor):
    """A plan that goes down is the mirror of one that goes up, and 万元 or 元 makes no difference."""
    base, way, down = ends
    goal = Goal("目标", base - way if down else base + way, unit="个", change="to")
    first = report(base, START, 1, goal, start=True)
    found = stands(first, report(now, START, 2, goal), goal=goal, today=today)
    assert found.behind == pytest.approx((found.expected - found.done) * 100, abs=1e-5)
    assert (found.behind <= 0) == (found.done >= found.expected - 1e-8) or abs(found.behind) < 1e-5
    for turn in (factor, -factor):
        other = replace(goal, value=goal.value * turn)
        assume(other.value != base * turn)
        same = stands(report(base * turn, START, 1, other, start=True), report(now * turn, START, 2, other), goal=other, today=today)
        assert same.done == pytest.approx(found.done, rel=1e-3, abs=1e-3)


@given(more=st.floats(0, 5000), less=st.floats(0, 5000), today=st.dates(START, END))
def test_more_reported_is_never_farther_behind(more, less, today):
    assume(more >= less)
    assert stands(report(more, START), today=today).behind <= stands(report(less, START), today=today).behind


@given(
    values=st.lists(st.tuples(st.floats(0, 3000), st.dates(START, TODAY)), min_size=1, max_size=8),
    wrong=st.lists(st.integers(0, 7), max_size=4, unique=True),
)
def test_the_newest_day_counts_and_what_was_corrected_never_does(values, wrong):
    reports = [report(v, day, n) for n, (v, day) in enumerate(values, 1)]
    wrong = [n + 1 for n in wrong if n < len(values)]
    reports += [report(None, TODAY, 100 + n, corrects=n) for n in wrong]
    live = [r for r in reports[: len(values)] if r.number not in wrong]
    found = stands(*reports)
    if not live:
        assert (found.now, found.why) == (None, "还没有填报实际值")
        return
    newest = max(live, key=lambda r: (r.day, r.number))
    assert (found.now, found.as_of) == (newest.value, newest.day)


def test_a_correction_of_a_correction():
    first, second, third = report(1.0), report(2.0, number=2, corrects=1), report(3.0, number=3, corrects=2)
    assert [r.value for r in in_force([first, second, third])] == [3.0]


@pytest.mark.parametrize(
    ("goal", "plan", "words"),
    [
        (replace(SEATS, value=None), PLAN, "没有读出指标的数值"),
        (SEATS, replace(PLAN, due=None), "没有确定的完成时限"),
        (SEATS, replace(PLAN, start=None), "公文没有完整的成文日期，序时进度无从起算"),
        (SEATS, replace(PLAN, start=END), "不早于完成时限"),
        (replace(SEATS, value=0.0), PLAN, "起点值与目标值相同"),
        (Goal("覆盖率达到65%", 65.0, unit="%", change="to"), PLAN, "先填报一条起点值"),
        (Goal("覆盖率65%", 65.0, unit="%"), PLAN, "先填报一条起点值"),
        (Goal("高新技术企业达到500家", 500.0, unit="家", change="to"), PLAN, "先填报一条起点值"),
        (Goal("控制在5%以内", 5.0, unit="%", comparator="le", change="to"), PLAN, "上限指标（不超过5%）"),
        (Goal("每次新增2家", 2.0, unit="家", period="P5D"), PLAN, "没有固定起止"),
        (Goal("每年达到65%", 65.0, unit="%", change="to", period="P1Y"), PLAN, "水平指标"),
        (Goal("每课时不低于40元", 40.0, unit="CNY", per="课时"), PLAN, "按每课时定的标准"),
        (Goal("每校每周不少于2课时", 2.0, unit="课时", period="P1W", per="校·周"), PLAN, "按每校定的标准"),
        (SEATS, replace(PLAN, due=None, by_person=True, period="P1Y"), "没有确定的完成时限"),
    ],
)
def test_what_cannot_be_computed_says_why(goal, plan, words):
    found = stands(report(3.0, goal=goal), goal=goal, plan=plan)
    assert words in found.why
    assert (found.done, found.behind) == (None, None)
    assert told(found) == found.why


def test_a_level_runs_from_the_reported_start():
    goal = Goal("覆盖率达到65%", 65.0, unit="%", change="to")
    found = stands(report(45.0, START, 1, goal, start=True), report(55.0, number=2, goal=goal), goal=goal)
    assert (found.base, found.start_from, found.done, found.behind) == (45.0, "填报的起点", 0.5, 0.0)
    falling = Goal("降至5%以下", 5.0, unit="%", comparator="lt", change="to")
    found = stands(report(9.0, START, 1, falling, start=True), report(8.0, number=2, goal=falling), goal=falling)
    assert (found.done, found.behind) == (0.25, 25.0)


def test_what_was_reached_before_the_start_is_no_part_of_the_plan():
    begun = report(100.0, date(2026, 3, 1), 2, start=True)
    assert stands(report(90.0, date(2026, 2, 1)), begun).why == "还没有填报实际值"


def test_ranges_and_round_figures_say_what_they_rest_on():
    found = stands(report(800.0), goal=replace(SEATS, value=None, low=2000.0, high=3000.0, comparator="range"))
    assert (found.done, found.doubts) == (0.4, ("指标是区间，按下限2000个计算",))
    assert "按下限2000个计算" in told(found)
    assert stands(report(800.0), goal=replace(SEATS, comparator="approx")).doubts == ("指标是约数",)


def test_a_target_of_a_row_with_several_deadlines_says_which_it_took():
    several = replace(PLAN, several=True)
    assert "按最早的算" in told(stands(report(800.0), plan=several))
    assert stands(report(800.0), goal=replace(SEATS, due=END), plan=several).doubts == ()


def test_ceilings_are_over_or_not():
    goal = Goal("控制在5%以内", 5.0, unit="%", comparator="le", change="to")
    assert [stands(report(v, goal=goal), goal=goal).over for v in (4.9, 5.0, 5.1)] == [False, False, True]
    assert stands(report(5.0, goal=goal), goal=replace(goal, comparator="lt")).over


def test_a_target_of_every_year_counts_the_running_year_alone():
    goal = Goal("每年新增2家", 2.0, unit="家", change="by", period="P1Y", per="年")
    found = stands(report(2.0, date(2025, 12, 31), 1, goal), goal=goal, today=date(2026, 12, 31))
    assert (found.now, found.expected, found.why) == (None, 1.0, "还没有填报实际值")
    found = stands(report(1.0, date(2026, 3, 1), 1, goal), goal=goal, today=date(2026, 12, 31))
    assert (found.done, found.behind, found.doubts) == (0.5, 50.0, ("周期性指标，只算本期",))
    assert stands(report(1.0, date(2026, 3, 1), 1, goal), goal=goal, today=date(2026, 1, 1)).now is None  # a day yet to come


def test_a_target_has_its_own_deadline_unless_a_person_wrote_one():
    own = replace(SEATS, due=date(2027, 12, 31))
    assert stands(goal=own).end == date(2027, 12, 31)
    assert stands(goal=own, plan=replace(PLAN, by_person=True)).end == END


def test_reports_find_their_goal_by_words_else_by_the_only_unit():
    farms = Goal("建成农场3处", 3.0, unit="处")
    ours = [report(5.0), report(1.0, number=2, goal=farms), report(7.0, number=3, goal=replace(SEATS, words="新增学位1500个"))]
    own, stray = by_goal([SEATS, farms], ours)
    assert ([[r.number for r in rows] for rows in own], stray) == ([[1, 3], [2]], [])
    own, stray = by_goal([SEATS, replace(SEATS, words="改造学位300个")], [ours[2], ours[1]])
    assert (own, [r.number for r in stray]) == ([[], []], [3, 2])


@given(day=DAYS, count=st.integers(0, 600))
def test_months_later(day, count):
    later = add_months(day, count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(every=st.sampled_from(["P1W", "P1M", "P2M", "P3M", "P6M", "P1Y"]), day=DAYS)
def test_periods_follow_one_another(every, day):
    first, last = period_of(every, day)
    assert first <= day <= last
    assert period_of(every, first) == period_of(every, last) == (first, last)
    assert period_of(every, last + timedelta(days=1))[0] == last + timedelta(days=1)


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (10.0, "10"), (12.34, "12.3"), (0.04, "不到0.1"), (99.96, "100")])
def test_points_in_words(value, shown):
    assert points(value) == shown


def test_nothing_is_needed_after_the_end():
    assert Course("x", "个", 1.0, expected=1.0, done=0.5).pace is None
    assert Course("x", "个", 1.0, expected=0.5, done=1.5).pace == 0.0
