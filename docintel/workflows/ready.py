"""What the list and the statistics need of every row (store.remembered), read before somebody asks: after the start and after midnight."""

from __future__ import annotations

import logging
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

from django.db import connection
from django.utils import timezone

from docintel.domain.ledger import LedgerFilters
from docintel.store import ledger
from docintel.store.life import instances

LOOK = 300.0
"""Seconds after which the day is looked at again: a machine that slept, or whose clock was set, wakes on another day."""


def make_ready(today: date) -> float:
    """Periods that begin, colours and facts of every row, by the rules in force; the seconds that it took."""
    start = time.monotonic()
    instances.make_up(today)
    ledger.lit(LedgerFilters(), today)
    ledger.counted(LedgerFilters(), today, "unit")
    return time.monotonic() - start


def keep_ready(stop: Any) -> None:
    """Makes ready now and at the beginning of each day until ``stop`` (a threading.Event) is set; a failure is logged, no page needs it."""
    day = None
    while not stop.is_set():
        today = timezone.localdate()
        if day != today:
            try:
                make_ready(today)
                day = today
            except Exception:
                logging.getLogger("docintel").exception("台账的亮灯和统计没有预先算好；打开页面时再算")
            finally:
                connection.close()  # a thread of its own closes its own connection
        stop.wait(min(LOOK, _until_midnight(timezone.localtime())))


def _until_midnight(now: datetime) -> float:
    """Seconds to the first moment of the next day, and one more."""
    midnight = datetime.combine(now.date() + timedelta(days=1), clock(), now.tzinfo)
    return (midnight - now).total_seconds() + 1
