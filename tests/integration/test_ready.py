"""The list and the statistics find what they need of every row already read: after the start, after midnight, and never stale."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from docintel.domain.ledger import LedgerFilters
from docintel.store import ledger, papers, situations, statistics
from docintel.workflows import ready
from tests.readings import make_reading

TODAY = date(2026, 1, 15)


@pytest.fixture
def counted(monkeypatch):
    """How often every row was read for colours and for facts."""
    found = {"colours": 0, "facts": 0}
    for name, memo in (("colours", situations._LIT), ("facts", statistics._FACTS)):
        monkeypatch.setattr(memo, "_kept", None)

        def told(*given, _read=memo._read, _name=name):
            found[_name] += given[1] is None or not isinstance(given[1], set)
            return _read(*given)

        monkeypatch.setattr(memo, "_read", told)
    return found


class Stop:
    """An Event whose waits are told, each of which may change the day."""

    def __init__(self, *steps):
        self.steps, self.waits = list(steps), []

    def is_set(self):
        return not self.steps

    def wait(self, seconds):
        self.waits.append(seconds)
        self.steps.pop(0)()


@pytest.mark.django_db
def test_the_first_page_of_the_day_reads_no_row_again(counted):
    papers.save(make_reading("甲"))
    ready.make_ready(TODAY)
    assert counted == {"colours": 1, "facts": 1}
    ledger.lit(LedgerFilters(), TODAY)
    ledger.counted(LedgerFilters(), TODAY, "year")
    assert counted == {"colours": 1, "facts": 1}, "read before, by whatever the page groups"


@pytest.mark.django_db
def test_each_day_is_made_ready_once_and_a_failure_does_not_end_it(counted, monkeypatch, caplog):
    days = [TODAY, TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
    monkeypatch.setattr(ready.timezone, "localdate", lambda: days[0])
    monkeypatch.setattr(ready.connection, "close", lambda: None)  # the test's own connection
    real, made = ready.make_ready, []

    def sometimes(day):
        made.append(day)
        if len(made) == 1:
            raise OSError("disk")
        return real(day)

    monkeypatch.setattr(ready, "make_ready", sometimes)
    ready.keep_ready(Stop(*[lambda: days.pop(0)] * 3))
    assert made == [TODAY, TODAY, TODAY + timedelta(days=1)], "again after the failure, then once a day"
    assert "没有预先算好" in caplog.text


@pytest.mark.parametrize(
    ("now", "seconds"), [((2026, 1, 15, 23, 59, 30), 31), ((2026, 1, 15, 0, 0, 0), 86401), ((2026, 12, 31, 23, 59, 59), 2)]
)
def test_the_next_day_begins_at_midnight(now, seconds):
    assert ready._until_midnight(datetime(*now, tzinfo=ZoneInfo("Asia/Shanghai"))) == seconds
