"""Due dates as a calendar (RFC 5545) that office calendars can subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from docintel.domain.ledger import STATES, LedgerRow

_REMIND = timedelta(days=-7)


def write(rows: Iterable[tuple[date, LedgerRow]], base_url: str = "") -> bytes:
    """One all-day event for each row on its day, with an alarm a week before. A row keeps its UID: a moved date moves the event."""
    book = Calendar()
    book.add("prodid", "-//docintel//承诺台账//ZH")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", "承诺台账")
    for day, row in rows:
        book.add_component(_event(day, row, base_url))
    data: bytes = book.to_ical()
    return data


def _event(day: date, row: LedgerRow, base_url: str) -> Event:
    event = Event()
    event.add("uid", f"{row.item_id}@docintel")
    event.add("dtstamp", row.updated or datetime.now(UTC))
    event.add("sequence", row.revision)
    event.add("dtstart", day)
    event.add("summary", f"到期：{' '.join(row.text.split())[:80]}")
    words = [
        f"承办单位：{'、'.join((*row.lead, *row.support)) or '原文未写明'}",
        f"原文时限：{'；'.join(row.deadline_words) or '—'}",
        f"状态：{STATES.get(row.state, row.state)}　亮灯：{row.light.rule}",
        f"来源：{row.title} {row.doc_number}".rstrip(),
    ]
    event.add("description", "\n".join(words))
    if base_url:
        event.add("url", f"{base_url}/ledger/{row.item_id}/")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "七天后到期")
    alarm.add("trigger", _REMIND)
    event.add_component(alarm)
    return event
