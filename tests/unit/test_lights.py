"""A light is a colour and the rule that gave it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.ledger import STATES
from docintel.errors import BadInput, NotFound
from docintel.store.lights import Situation, light, period_end, rule_set

TODAY = date(2026, 11, 22)
RULES = rule_set()


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
    found = lit(state, due, today, rule_set(rules), **more)
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
def test_period_end(every, day, end):
    assert period_end(every, day) == end


def test_other_offices_other_colours():
    assert lit(due=TODAY + timedelta(days=10), rules=rule_set("suqian")).colour == "blue"
    assert lit(due=TODAY + timedelta(days=20), rules=rule_set("suqian")).colour == "green"


def test_own_rule_file(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text('[ours]\nbase = "default"\nsoon_days = 7\n[ours.cases]\noverdue = { colour = "yellow", words = "超期{days}天" }\n')
    rules = rule_set(str(file))
    assert lit(due=TODAY - timedelta(days=2), rules=rules).rule == "超期2天"
    assert lit(due=TODAY + timedelta(days=8), rules=rules).colour == "green"
    broken = tmp_path / "broken.toml"
    broken.write_text("[x")
    with pytest.raises(BadInput, match=r"broken\.toml"):
        rule_set(str(broken))
    with pytest.raises(NotFound, match="default、suqian"):
        rule_set("nowhere")
