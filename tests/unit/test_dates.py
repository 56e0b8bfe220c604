import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.expressions import TIME_ROLES, TimeFrame
from docintel.domain.papers import Anchor
from docintel.text.dates import find_times
from docintel.text.dates_calendar import feast, plan_years, plus

CASES = [json.loads(line) for line in (Path(__file__).parent / "data/times.jsonl").read_text(encoding="utf-8").splitlines()]
DAY = Anchor("2024-06-27", "day", "issue_date")


def anchor(value: str | None) -> Anchor | None:
    return Anchor(value, {4: "year", 7: "month", 10: "day"}[len(value)], "issue_date") if value else None


def row(f: TimeFrame) -> dict:
    repeat = f.recurrence
    full = {"text": f.span.text, "type": "time", "role": f.role, "start": f.start, "end": f.end, "duration": f.duration}
    full |= {"every": repeat and repeat.every, "by": repeat and repeat.by, "is_deadline": f.is_deadline, "flags": list(f.flags)}
    full["relative_to"] = None if f.relative_to == "issue_date" else f.relative_to
    return {k: v for k, v in full.items() if v not in (None, [], False)}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_times(case: dict):
    assert [row(f) for f in find_times(case["text"], anchor(case["anchor"]))] == case["frames"], case["why"]


@pytest.mark.parametrize(
    ("text", "prospective", "role"),
    [
        ("6月15日报送", True, "past"),
        ("9月召开现场会", True, "period"),
        ("今年，推进园区建设", False, "past"),
        ("今年，推进园区建设", True, "period"),
    ],
)
def test_scope_decides_where_the_words_do_not(text: str, prospective: bool, role: str):
    assert find_times(text, DAY, prospective)[0].role == role


def test_dates_of_the_future_are_deadlines_in_a_passage_of_promises():
    assert find_times("2024年9月30日", DAY, prospective=True)[0].role == "point", "alone on its line it is a date, not a deadline"
    assert find_times("完成时限 2024年9月30日 市水利局", DAY, prospective=True)[0].role == "deadline"


def test_years_of_the_title_resolve_three_years():
    frames = find_times("三年累计培训12万人次", DAY, True, plan=("2024-01-01", "2026-12-31"))
    assert [(f.role, f.start, f.end) for f in frames] == [("period", "2024-01-01", "2026-12-31")]


def test_calendar():
    assert plan_years(14) == (2021, 2025)
    assert plan_years(15) == (2026, 2030)
    assert feast("春节", 2025) == (date(2025, 1, 29), date(2025, 1, 29), "lunar")
    assert feast("春节", 2200) is None
    assert feast("供暖季", 2024) == (date(2024, 11, 15), date(2025, 3, 15), "approx")
    assert feast("供暖季", 2024, "黑龙江省哈尔滨市") == (date(2024, 10, 20), date(2025, 4, 20), "approx")
    assert feast("国庆假期", 2025) == (date(2025, 10, 1), date(2025, 10, 8), "")
    assert feast("国庆假期", 2040) == (date(2040, 10, 1), date(2040, 10, 1), "approx"), "no notice yet"
    assert plus(date(2024, 1, 31), "P1M") == date(2024, 2, 29)
    assert plus(date(9998, 1, 1), "P99Y") is None


def test_seasons_follow_the_place_of_the_paper():
    (found,) = find_times("2025年汛期前完成", DAY, place="浙江省温州市")
    assert (found.end, found.flags) == ("2025-04-14", ("approx",))
    assert find_times("2025年汛期前完成", DAY)[0].end == "2025-05-31"


PIECES = (Path(__file__).parent / "data/times_pieces.txt").read_text(encoding="utf-8").split()
WORDS = st.sampled_from([*PIECES, "\n"])


@given(
    st.lists(WORDS, max_size=25).map("".join) | st.text(max_size=80),
    st.sampled_from([None, "2024", "2024-06-27", "9999-12-31", "0001-01-01"]),
    st.sampled_from([True, False, None]),
)
def test_laws(text: str, day: str | None, prospective: bool | None):
    last = 0
    for f in find_times(text, anchor(day), prospective):
        assert text[f.span.start : f.span.end] == f.span.text
        assert f.span.start >= last, "frames stand in order and never overlap"
        last = f.span.end
        assert f.role in TIME_ROLES
        assert all(date.fromisoformat(d) for d in (f.start, f.end) if d)
        assert not (f.start and f.end) or f.start <= f.end
        assert f.rule
        if f.role in ("past", "as_of", "reference"):
            assert not f.is_deadline, "past work is never a promise"
