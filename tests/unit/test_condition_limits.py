"""Conditions in a question: values that stand first, ranges, and what nobody would type on purpose."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.domain.criteria import All, AnyOf, Compare, Due, Not
from docintel.search.criteria import DEEPEST, NOTES, read

TODAY = date(2025, 6, 1)
LONG = 10_000  # characters of the longest question


def _read(question):
    return read(question, TODAY)


@pytest.mark.parametrize(
    ("question", "low", "high", "open_sides", "words"),
    [
        ("50%<=补贴比例<=70%", 50.0, 70.0, (False, False), ""),
        ("30%<补贴比例<50%", 30.0, 50.0, (True, True), ""),
        ("70%≥补贴比例>50%", 50.0, 70.0, (True, False), ""),
        ("首台套 50%≤补贴比例", 50.0, None, (False, False), "首台套"),
        ("50万≤上限≤100万元", 500_000.0, 1_000_000.0, (False, False), ""),
        ("上限在50万到100万之间", 500_000.0, 1_000_000.0, (False, False), ""),
        ("补贴比例介于20%至30%之间 首台套", 20.0, 30.0, (False, False), "首台套"),
    ],
)
def test_values_before_the_name_and_ranges(question, low, high, open_sides, words):
    found = _read(question)
    assert isinstance(found.criterion, Compare), found.notes
    assert (found.criterion.low, found.criterion.high) == (low, high)
    assert (found.criterion.above, found.criterion.below) == open_sides
    assert found.words == words


def test_a_second_operator_that_closes_no_range_is_told():
    found = _read("50%≤补贴比例≥70%")
    assert (found.criterion.low, found.criterion.high) == (50.0, None)
    assert any("“≥”" in note for note in found.notes)


def test_a_range_of_days():
    assert _read("完成时限 2025年1月~2025年6月").criterion == Due("2025-01-01", "2025-06-30", "完成时限在2025-01-01至2025-06-30")


@pytest.mark.parametrize("many", [1, 2, 3, 3001])
def test_not_of_not(many):
    found = _read("非" * many + "补贴比例≥50%").criterion
    assert isinstance(found, Not if many % 2 else Compare)


def test_brackets_within_reason_are_read():
    inner = "补贴比例≥50% 或 上限≥5万元"
    question = "（" * (DEEPEST - 1) + inner + "）" * (DEEPEST - 1) + " 且 目标≥3家"
    found = _read(question)
    assert isinstance(found.criterion, All)
    assert isinstance(found.criterion.of[0], AnyOf)
    assert len(found.notes) == 1


@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "（非",
        "非",
        "且",
        "或",
        "≥",
        "补贴比例≥",
        "补贴比例≥50%且",
        "补贴比例≥1% 或 （",
        "50%~",
        "2025年底前",
        "补贴比例50%~70%",
        "1",
        "补",
    ],
)
@pytest.mark.parametrize("tail", ["", "补贴比例≥50%", "x补贴比例≥50%）"])
def test_a_question_of_ten_thousand_characters_answers(unit, tail):
    question = (unit * (LONG // len(unit)))[: LONG - len(tail)] + tail
    began = time.process_time()
    found = _read(question)
    assert time.process_time() - began < 5.0  # half a second on a quiet machine
    assert len(found.notes) <= NOTES + 2
    if tail:
        assert found.criterion is not None or "50%" in found.words


@given(st.text("≥≤<>=＝且或非()（） ，~%％万亿元个家补贴比例上限目标完成时限到期年月前底中新能源2025130.-", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_typing_is_read(question):
    found = _read(question)
    assert all(isinstance(note, str) and note for note in found.notes)
    assert found.criterion is not None or found.words or not question.strip(" ，≥≤<>=＝且或非()（）~-")
