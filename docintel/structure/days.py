"""Full dates as papers write them at their head and foot: 2024年6月27日, 二○○九年十月十六日, 2020-07-31."""

from __future__ import annotations

import re

from docintel.text.dates_calendar import Now
from docintel.text.dates_moments import moments

_NOWHEN = Now.of(None)
_WINDOW = re.compile(r"\S{2,4}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*[日曰]|(?<!\d)(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)")


def read_days(text: str) -> list[tuple[int, int, str]]:
    """[(start, end, ISO date)] of the days written out with their year; impossible days (2008年9月31日) are left out."""
    out = []
    for window in _WINDOW.finditer(text):
        for m in moments(window.group(), _NOWHEN):
            days = m.days(None) if m.grain == "day" and m.year is not None and not m.ranged else None
            if days and "invalid_date" not in m.flags:
                out.append((window.start() + m.start, window.start() + m.end, days[0].isoformat()))
    return out
