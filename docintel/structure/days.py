"""Full dates as papers write them at their head and foot: 2024年6月27日, 二○○九年十月十六日, ２０２４－０６－２７, 2020.7.31."""

from __future__ import annotations

import re
from datetime import date

from docintel.text.cue import cue
from docintel.text.dates_calendar import Now
from docintel.text.dates_moments import moments

_NOWHEN = Now.of(None)
_WINDOW = cue(
    r"\S{2,4}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*[日曰]"
    r"|(?<!\d)(?:19|20|１９|２０)\d\d[-./－．／]\d{1,2}[-./－．／]\d{1,2}(?!\d)"
)
_FORMS = str.maketrans("０１２３４５６７８９－．／曰ＯO◯o壹贰叁肆伍陆柒捌玖拾", "0123456789-./日〇〇〇〇一二三四五六七八九十")
"""One letter for one: full-width figures, the zeros that offices type, the figures of cheques."""

_FIRST_MONTH = re.compile(r"元(?=月)")
_CHINESE_YEAR = re.compile(r"(?<![\d])[一二][0〇○零一二三四五六七八九]{3}(?=\s*年)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d{3,4})")
DATE_LONG = 32
"""Characters that a line holding only a date may have, spaced for looks."""


def read_days(text: str) -> list[tuple[int, int, str]]:
    """[(start, end, ISO date)] of the days written out with their year; impossible days (2008年9月31日) are left out."""
    out = []
    for window in _WINDOW.finditer(text):
        for m in moments(_plain(window.group()), _NOWHEN):
            days = m.days(None) if m.grain == "day" and m.year is not None and not m.ranged else None
            if days and "invalid_date" not in m.flags:
                out.append((window.start() + m.start, window.start() + m.end, days[0].isoformat()))
    return out


def day_of_line(line: str) -> str | None:
    """The ISO day of a line that is nothing but a date, spaced or run together (2 0 2 4 年 6 月 2 7 日, 2023927); else None.

    Figures run together that can be read as two days (2023111) are None.
    """
    words = re.sub(r"[\s（()）。]", "", line) if len(line) <= DATE_LONG else ""
    if not 7 <= len(words) <= 14:
        return None
    days = read_days(words)
    if days:
        return days[0][2] if days[0][:2] == (0, len(words)) else None
    run = _COMPACT.fullmatch(_plain(words))
    return _run_together(run.group(1), run.group(2)) if run else None


def _run_together(year: str, rest: str) -> str | None:
    cuts = [2] if len(rest) == 4 else [1, 2]
    found = []
    for cut in cuts:
        if rest[cut] == "0" and len(rest) == 3:
            continue  # a single figure is never written 0
        try:
            found.append(date(int(year), int(rest[:cut]), int(rest[cut:])).isoformat())
        except ValueError:
            continue
    return found[0] if len(found) == 1 else None


def _plain(words: str) -> str:
    words = _FIRST_MONTH.sub("一", words.translate(_FORMS))
    return _CHINESE_YEAR.sub(lambda m: m.group().replace("0", "〇"), words)
