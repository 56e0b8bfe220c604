"""Times counted from a day that is known, on cleaned text: 春节前三天, 10月1日前5个工作日, 春节后一周内, 8月1日后10日内."""

from __future__ import annotations

import re

from docintel.text.dates_calendar import Now, counted
from docintel.text.dates_length import iso
from docintel.text.dates_moments import Moment
from docintel.text.dates_roles import Draft

_OFFSET = re.compile(
    r"(?P<side>前|后)(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3}|两|半) ?(?P<u>个工作日|工作日|天|日|周|个月|个星期|星期)"
    r"(?P<within>之内|以内|内)?"
)


def far_from(text: str, m: Moment, draft: Draft, now: Now) -> Draft | None:
    """The deadline some days before or after a moment whose day is known; None where nothing of the kind follows."""
    if m.grain not in ("feast", "day") or text[m.end : m.end + 1] not in ("前", "后"):
        return None
    found = _OFFSET.match(text, m.end)
    length = iso(found["n"], found["u"]) if found else None
    days = m.days(draft.first.year if draft.first else None) or (draft.last and (draft.last, draft.last))
    if not found or not length or not days or (found["side"] == "后" and not found["within"]):
        return None
    out = Draft(draft.start, found.end(), "deadline", "offset", duration=length, is_deadline=True, flags=list(m.flags))
    out.relative_to = text[m.start : m.end] + found["side"]
    back = found["side"] == "前"
    out.last, exact = counted(days[0 if back else 1], length, back=back)
    if m.year_kind == "open" and now.is_past(out.last) and (later := m.days(days[0].year + 1)):
        out.last, exact = counted(later[0 if back else 1], length, back=back)
    out.flags += [] if exact else ["approx"]
    return out
