from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.text.lexicon import table
from docintel.text.workdays import add_workdays, covered, is_known, is_workday, workdays_between

DAYS = st.dates(date(2014, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-02-04", True),  # a Sunday worked for the spring festival
        ("2024-02-09", True),  # its eve was no day off in 2024
        ("2025-01-28", False),  # but was in 2025
        ("2020-02-01", False),  # the longer spring festival of 2020
        ("2019-05-03", False),
        ("2019-05-05", True),
        ("2018-12-29", True),
        ("2015-09-03", False),
        ("2026-01-04", True),
        ("2024-06-29", False),  # a Saturday
        ("2024-07-01", True),
    ],
)
def test_days_of_the_national_calendar(day: str, worked: bool):
    assert is_workday(date.fromisoformat(day)) is worked


@pytest.mark.parametrize(
    ("day", "count", "end"),
    [
        ("2024-06-27", 10, "2024-07-11"),
        ("2024-09-25", 15, "2024-10-21"),  # 29 September and 12 October are worked
        ("2025-01-24", 5, "2025-02-07"),
        ("2024-10-08", -1, "2024-09-30"),
        ("2024-10-05", 0, "2024-10-05"),
    ],
)
def test_working_days_are_counted_from_the_next_day(day: str, count: int, end: str):
    assert add_workdays(date.fromisoformat(day), count) == (date.fromisoformat(end), True)


def test_years_that_are_not_covered_are_not_exact():
    assert covered() == (2015, 2026)
    assert add_workdays(date(2026, 12, 25), 10) == (date(2027, 1, 8), False)
    assert not is_known(date(2030, 1, 1))
    assert workdays_between(date(2026, 12, 25), date(2027, 1, 8)) == (10, False)
    assert add_workdays(date(9999, 12, 30), 5) is None


def test_rows_are_days_off_and_weekend_days():
    for year, feast, span, extra in table("holidays.tsv"):
        first, last = (date.fromisoformat(f"{year}-{d}") for d in span.split(".."))
        assert first <= last, (year, feast)
        assert all(date.fromisoformat(f"{year}-{d}").weekday() >= 5 for d in extra.split(",") if d != "-"), (year, feast)
    for year in range(2015, 2027):
        off = sum(not is_workday(date(year, 1, 1) + timedelta(days=n)) for n in range(365))
        assert 114 <= off <= 118, "104 or 105 days of weekends and eleven feast days (thirteen from 2025)"


@given(DAYS, st.integers(0, 300))
def test_adding_and_counting_agree(day: date, count: int):
    found = add_workdays(day, count)
    assert found
    end, exact = found
    counted, sure = workdays_between(day, end)
    assert (counted, sure) == (count, exact)
    assert workdays_between(end, day) == (-count, exact)
