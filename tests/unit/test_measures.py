"""A figure that a person writes is taken only where its unit is beyond doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.text.measures import figure, measure


@pytest.mark.parametrize(
    ("words", "unit", "example", "value"),
    [
        ("1500", "个", "2000个", 1500.0),
        ("1500个", "个", "2000个", 1500.0),
        (" 1,500 个 ", "个", "2000个", 1500.0),
        ("0.15万个", "个", "2000个", 1500.0),
        ("两千", "个", "三千个", 2000.0),
        ("1.2亿元", "CNY", "2亿元", 120000000.0),
        ("800万元", "CNY", "2亿元", 8000000.0),
        ("1500", "CNY", "2000元", 1500.0),
        ("60％", "%", "65%以上", 60.0),
        ("60", "%", "65%以上", 60.0),
        ("-3", "%", "5%", -3.0),
        ("3个百分点", "pp", "5个百分点", 3.0),
        ("1.2万户", "户", "1.5万户", 12000.0),
        ("10", "个", "2000—3000个", 10.0),
        ("3", "", "5", 3.0),
    ],
)
def test_taken(words, unit, example, value):
    assert measure(words, unit, example) == value


@pytest.mark.parametrize(
    ("words", "unit", "example", "why"),
    [
        ("1500", "CNY", "2000万元", "没有写单位"),
        ("1.2", "户", "1.5万户", "没有写单位"),
        ("3", "CNY", "三百万元", "没有写单位"),
        ("1500家", "个", "2000个", "单位对不上"),
        ("3个百分点", "%", "5%", "单位对不上"),
        ("大约一半", "个", "2000个", "不是一个数值"),
        ("", "个", "2000个", "不是一个数值"),
        ("个", "个", "2000个", "不是一个数值"),
    ],
)
def test_refused_with_the_reason(words, unit, example, why):
    with pytest.raises(ValueError, match=why):
        measure(words, unit, example)


@given(value=st.integers(0, 10**10), unit=st.sampled_from(["个", "家", "CNY", "%", "公里", "人次"]))
def test_what_is_printed_can_be_written_back(value, unit):
    shown = figure(float(value), unit)
    assert measure(shown, unit, shown) == pytest.approx(value, rel=1e-4)
