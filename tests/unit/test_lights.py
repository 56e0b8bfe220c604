"""A light is a colour and the rule that gave it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.ledger import STATES
from docintel.domain.progress import Course
from docintel.store.light_rules import book
from docintel.store.lights import Situation, default_limit, light
from docintel.store.pace import period_of

TODAY = date(2026, 11, 22)
RULES = book().chosen()


def lit(state="confirmed", due=None, today=TODAY, rules=RULES, **more):
    return light(Situation(state, due, **more), today, rules)


@pytest.mark.parametrize(
    ("left", "colour", "words"),
    [
        (-1, "red", "已过1天"),
        (-400, "red", "已过400天"),
        (0, "yellow", "今天"),
        (1, "yellow", "还有1天"),
        (30, "yellow", "还有30天（30天以内为临近）"),
        (31, "green", "还有31天"),
    ],
)
def test_dated_rows_by_days_left(left, colour, words):
    found = lit(due=TODAY + timedelta(days=left))
    assert found.colour == colour
    assert words in found.rule
    assert (TODAY + timedelta(days=left)).isoformat() in found.rule


@pytest.mark.parametrize(
    ("more", "colour", "words"),
    [
        ({"state": "done", "due": date(2020, 1, 1)}, "green", "已办结"),
        ({"state": "closed", "due": date(2020, 1, 1)}, "green", "已销号"),
        ({"state": "rejected", "due": date(2020, 1, 1)}, "grey", "不予立项"),
        ({"due": date(2020, 1, 1), "draft": True}, "grey", "征求意见稿"),
        ({"due": date(2020, 1, 1), "gone": True}, "grey", "新版公文中已无此项"),
        ({}, "grey", "没有写完成时限"),
        ({"words": ("适时",), "flags": ("vague",)}, "grey", "“适时”"),
        ({"words": ("收到之日起3个月内",)}, "grey", "推算不出"),
        ({"text": "常态化开展监督检查。"}, "blue", "常态化开展"),
        ({"text": "坚持不懈抓好污染防治。"}, "blue", "没有终期"),
        ({"words": ("长期坚持",)}, "blue", "每年检视"),
        ({"text": "持续推进老旧小区改造。", "due": date(2026, 12, 31)}, "green", "还有39天"),
        ({"recurrence": (("每年", "P1Y"),)}, "green", "本期截至2026-12-31"),
        ({"recurrence": (("每月", "P1M"),)}, "green", "本期截至2026-11-30"),
        ({"recurrence": (("每学期", "P1S"),)}, "blue", "每学期"),
    ],
)
def test_cases_and_their_words(more, colour, words):
    found = lit(**more)
    assert (found.colour, words in found.rule) == (colour, True), found


def test_long_term_insurance_is_no_endless_work():
    assert lit(text="出台长期护理保险实施细则。").rule == "原文没有写完成时限"


def test_a_doubtful_date_says_so():
    found = lit(due=date(2026, 12, 31), words=("2027年前",), flags=("ambiguous", "anchor_assumed"))
    assert found.rule == "距完成时限2026-12-31还有39天（“2027年前”有两种读法；公文没有成文日期，起算日为推定）"
    assert "人工填写" in lit(due=date(2026, 12, 31), by_person=True).rule


@given(
    state=st.sampled_from(list(STATES)),
    due=st.none() | st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    words=st.lists(st.sampled_from(["长期", "适时", "年底前", "{due}"]), max_size=2),
    flags=st.lists(st.sampled_from(["vague", "ambiguous", "unheard_of"]), max_size=2),
    recurrence=st.lists(st.tuples(st.just("每季度"), st.sampled_from(["P3M", "P1W", "P1Y", "odd"])), max_size=1),
    today=st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    rules=st.sampled_from(["default", "suqian"]),
)
def test_every_situation_has_a_light_with_words_and_red_means_overdue(*, state, due, today, rules, **more):
    found = lit(state, due, today, book().chosen(rules), **more)
    assert found.colour in ("green", "yellow", "red", "grey", "blue")
    assert found.rule
    if found.colour == "red":
        assert due is not None
        assert due < today
        assert state not in ("done", "closed", "rejected")


@pytest.mark.parametrize(
    ("every", "day", "end"),
    [
        ("P1Y", date(2024, 2, 1), date(2024, 12, 31)),
        ("P6M", date(2024, 6, 30), date(2024, 6, 30)),
        ("P6M", date(2024, 7, 1), date(2024, 12, 31)),
        ("P3M", date(2024, 2, 1), date(2024, 3, 31)),
        ("P1M", date(2024, 2, 1), date(2024, 2, 29)),
        ("P1W", date(2026, 11, 22), date(2026, 11, 22)),
        ("P1W", date(2026, 11, 23), date(2026, 11, 29)),
        ("P5D", date(2026, 11, 23), None),
    ],
)
def test_the_running_period(every, day, end):
    found = period_of(every, day)
    assert (found and found[1]) == end
    if found:
        assert found[0] <= day <= found[1]
        assert period_of(every, found[0] - timedelta(days=1))[1] == found[0] - timedelta(days=1)


def test_other_offices_other_colours():
    assert lit(due=TODAY + timedelta(days=10), rules=book().chosen("suqian")).colour == "blue"
    assert lit(due=TODAY + timedelta(days=20), rules=book().chosen("suqian")).colour == "green"


def test_near_in_working_days_and_years_without_a_calendar():
    rules = book('[w]\nbase = "default"\nsoon_workdays = 3\n').chosen("w")
    spring = date(2026, 2, 13)  # a Friday before the long feast: 15 to 23 February are off, the 14th is worked
    found = lit(due=date(2026, 2, 25), today=spring, rules=rules)
    assert (found.colour, found.rule) == ("yellow", "距完成时限2026-02-25还有12天（3个工作日以内为临近）（3个工作日）")
    assert lit(due=date(2026, 2, 26), today=spring, rules=rules).rule == "距完成时限2026-02-26还有13天（4个工作日）"
    unknown = lit(due=date(2031, 1, 3), today=date(2030, 12, 31), rules=rules)
    assert unknown.colour == "yellow"
    assert "2030、2031年的放假安排不在日历中，工作日只按周末推算" in unknown.rule


LIMITED = book().chosen("default", "india")


@pytest.mark.parametrize(
    ("more", "rules", "colour", "words"),
    [
        ({"issued": date(2026, 8, 1)}, LIMITED, "red", "按默认时限2026-11-01（自成文日期2026-08-01起3个月）已过21天"),
        ({"issued": date(2026, 8, 31)}, LIMITED, "yellow", "距默认时限2026-11-30"),
        ({"issued": date(2026, 11, 22)}, LIMITED, "green", "距默认时限2027-02-22"),
        ({}, LIMITED, "grey", "原文没有写完成时限（默认时限无从起算：公文没有完整的成文日期）"),
        ({"words": ("适时",), "flags": ("vague",), "issued": date(2026, 8, 1)}, LIMITED, "red", "默认时限"),
        ({"issued": date(2020, 1, 1)}, book().chosen("default", "confirmed"), "grey", "这一项还没有确认"),
        ({"confirmed": date(2026, 11, 1)}, book().chosen("default", "confirmed"), "green", "自确认日期2026-11-01起3个月"),
        ({"text": "常态化开展监督检查。", "issued": date(2020, 1, 1)}, LIMITED, "blue", "没有终期"),
        ({"recurrence": (("每月", "P1M"),), "issued": date(2020, 1, 1)}, LIMITED, "green", "本期截至2026-11-30"),
        ({"due": date(2026, 12, 31), "issued": date(2020, 1, 1)}, LIMITED, "green", "距完成时限2026-12-31"),
        (
            {"words": ("适时",), "flags": ("vague",), "issued": date(2026, 5, 22)},
            RULES,
            "yellow",
            "自成文日期2026-05-22起已满6个月，请检视",
        ),
        ({"words": ("适时",), "flags": ("vague",), "issued": date(2026, 5, 23)}, RULES, "grey", "请明确日期"),
    ],
)
def test_default_limits_and_vague_words(more, rules, colour, words):
    found = lit(rules=rules, **more)
    assert (found.colour, words in found.rule) == (colour, True), found
    known = Situation("confirmed", more.get("due"), **{k: v for k, v in more.items() if k != "due"})
    limit = default_limit(known, TODAY, rules)
    assert (limit is not None) == ("默认时限" in found.rule and "无从起算" not in found.rule)


def course(done, expected=0.5, **more):
    about = {"base": 0.0, "start": date(2026, 1, 1), "end": date(2026, 12, 31), "as_of": date(2026, 10, 1), "now": 100.0 * done}
    return Course("新增学位100个", "个", 100.0, expected=expected, done=done, **about | more)


@pytest.mark.parametrize(
    ("rules", "done", "colour", "short"),
    [
        ("default", 0.40, "green", "正常"),
        ("default", 0.39, "yellow", "落后"),
        ("default", 0.00, "yellow", "落后"),
        ("suqian", 0.50, "green", "正常"),
        ("suqian", 0.49, "yellow", "未达序时"),
        ("yinchuan", 0.41, "green", "正常"),
        ("yinchuan", 0.30, "yellow", "落后"),
        ("yinchuan", 0.19, "red", "严重落后"),
        ("guangyuan", 0.49, "yellow", "偏慢"),
        ("guangyuan", 0.01, "yellow", "偏慢"),
        ("guangyuan", 0.00, "red", "难按期"),
        ("guangyuan", 1.20, "green", "正常"),
    ],
)
def test_progress_by_the_rules_of_four_cities(rules, done, colour, short):
    found = lit(due=date(2027, 3, 31), rules=book().chosen(rules), courses=(course(done),))
    assert (found.colour, found.short) == (colour, short)
    assert f"序时应达50%，实际{done * 100:g}%" in found.rule
    assert "2026-10-01" in found.rule
    assert "距完成时限2027-03-31还有129天" in found.rule


def test_the_most_urgent_of_date_and_progress_is_lit_and_both_are_told():
    late = lit(due=TODAY - timedelta(days=1), courses=(course(0.1, expected=1.0),))
    assert (late.colour, late.short) == ("red", "逾期")
    assert "落后90个百分点" in late.rule
    near = lit(due=TODAY + timedelta(days=5), courses=(course(0.1),), rules=book().chosen("suqian"))
    assert (near.colour, near.short) == ("yellow", "未达序时")
    assert "还有5天（15天以内为临近）" in near.rule


def test_of_several_targets_the_one_farthest_behind_decides():
    found = lit(due=date(2027, 3, 31), courses=(course(0.45), course(0.2), course(0.9)), rules=book().chosen("yinchuan"))
    assert "实际20%" in found.rule
    assert found.short == "落后"


def test_quality_ceilings_and_no_start():
    yinchuan = book().chosen("yinchuan")
    assert lit(due=date(2027, 3, 31), courses=(course(0.9, poor=True),)).short == "质量差"
    over = Course("控制在5%以内", "%", 5.0, now=6.0, as_of=date(2026, 10, 1), over=True, why="上限")
    assert lit(due=date(2027, 3, 31), courses=(over,)).rule.startswith("“控制在5%以内”2026-10-01填报6%，已超过上限5%")
    idle = {"due": date(2027, 3, 31), "rules": yinchuan, "confirmed": date(2026, 8, 22)}
    assert (lit(**idle).colour, lit(**idle).short) == ("red", "未启动")
    assert lit(**idle | {"confirmed": date(2026, 8, 23)}).colour == "green"
    assert lit(**idle, started=True).colour == "green"
    assert lit("in_progress", **idle).colour == "green"
    assert lit("proposed", **idle).colour == "green"
    assert lit(text="长期坚持抓好落实", **idle | {"due": None}).colour == "blue"


def test_a_reported_target_that_cannot_be_computed_says_why():
    level = Course("达到65%", "%", 65.0, now=60.0, as_of=TODAY, why="这是总量（水平）指标，开始时是多少原文没有写")
    assert lit(due=date(2027, 3, 31), courses=(level,)).rule == "距完成时限2027-03-31还有129天；“达到65%”" + level.why


@given(
    rules=st.sampled_from(["default", "suqian", "yinchuan", "guangyuan"]),
    limit=st.sampled_from(["", "india", "confirmed"]),
    done=st.floats(-2, 3),
    expected=st.floats(0, 1),
    recurrence=st.lists(st.just(("每年", "P1Y")), max_size=1),
    confirmed=st.none() | st.dates(date(2020, 1, 1), TODAY),
)
def test_endless_work_is_never_red_whatever_the_rules(*, rules, limit, done, expected, recurrence, confirmed):
    more = {"issued": date(2020, 1, 1), "confirmed": confirmed, "courses": (course(done, expected, poor=True, over=True),)}
    found = lit(text="持续推进老旧小区改造。", rules=book().chosen(rules, limit), **more)
    assert found.colour != "red"
    assert "没有终期" in found.rule
    with_period = lit(recurrence=recurrence, rules=book().chosen(rules, limit), **more)
    assert with_period.rule
