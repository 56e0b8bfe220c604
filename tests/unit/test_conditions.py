"""What fictional conditions ask for, and that the rest stays words."""

from __future__ import annotations

import pytest

from docintel.domain.findings import CONDITION_KINDS, Condition
from docintel.domain.serial import dump, load, pack
from docintel.domain.spans import Span
from docintel.text.conditions import read_condition

CASES = [
    ("年营业收入3000万元以上", [("threshold", "ge", 30000000.0, "CNY")]),
    ("年节水量达到2万立方米", [("threshold", "ge", 20000.0, "立方米")]),
    ("投资额超过800万元", [("threshold", "gt", 8000000.0, "CNY")]),
    ("首次认定为国家高新技术企业", [("first", "eq", "首次", None), ("qualification", "eq", "国家高新技术企业", None)]),
    ("在我市注册登记", [("place", "eq", "我市", None)]),
    ("具有本县户籍", [("place", "eq", "本县", None)]),
    ("年满70周岁", [("age", "ge", 70.0, "岁")]),
    ("成立满三年", [("age", "ge", 3.0, "年")]),
    ("毕业两年内", [("age", "le", 2.0, "年")]),
    ("规模以上工业企业", [("size", "eq", "规模以上", None), ("industry", "eq", "工业", None)]),
    ("小微企业", [("size", "eq", "小微", None)]),
    ("列入市级重点项目名单", [("list", "eq", "市级重点项目名单", None)]),
    ("纳入《绿色技术推广目录》", [("list", "eq", "《绿色技术推广目录》", None)]),
    ("新落户", [("stage", "eq", "新落户", None)]),
    ("符合条件", []),
    ("成效显著", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_a_condition_asks_for(text: str, expected: list[tuple[str, str, object, str | None]]) -> None:
    found = read_condition(Span(7, 7 + len(text), text)).readings
    assert [(r.kind, r.comparator, r.value, r.unit) for r in found] == expected
    assert all(r.kind in CONDITION_KINDS for r in found)


def test_bounds_and_days_have_both_ends() -> None:
    (age,) = read_condition(Span(0, 7, "70至79周岁")).readings
    assert (age.comparator, age.min, age.max) == ("range", 70.0, 79.0)
    text = "2024年1月1日至2024年6月30日期间"
    (days,) = read_condition(Span(0, len(text), text)).readings
    assert (days.comparator, days.min, days.max) == ("range", "2024-01-01", "2024-06-30")


def test_words_of_a_reading_are_the_papers_words() -> None:
    text = "　“专精特新”\n小巨人企业，年营业收入2000万元以上"
    source = "前文" + text
    found = read_condition(Span(2, 2 + len(text), text)).readings
    assert {r.kind for r in found} == {"qualification", "threshold"}
    assert all(source[r.words.start : r.words.end] == r.words.text for r in found)


def test_readings_are_kept_with_the_item_and_older_rows_still_load() -> None:
    condition = read_condition(Span(0, 10, "从业人员30人以上的"[:10]))
    assert load(Condition, pack(condition)) == condition
    assert load(Condition, {"span": dump(Span(0, 2, "企业"))}).readings == ()
