"""Full dates as papers write them at their head and foot: 2024年6月27日, 二○○九年十月十六日, 2020-07-31."""

from __future__ import annotations

import re
from datetime import date

_ZERO = "○〇零ＯOo0Ｏ０"
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys(_ZERO, 0)
_DAY = re.compile(
    rf"(?P<y>[12]\d{{3}}|[一二][{_ZERO}一二三四五六七八九]{{3}})\s*年\s*(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日曰]"
)
_PLAIN = re.compile(r"(?<!\d)(?P<y>[12]\d{3})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)")


def _number(word: str) -> int:
    if word.isascii():
        return int(word)
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS.get(c, 0)) for c in word) or 0)


def read_days(text: str, plain: bool = False) -> list[tuple[int, int, str]]:
    """[(start, end, ISO date)] of the full dates in ``text``; ``plain`` reads 2020-07-31 too. Impossible dates are left out."""
    found = list(_DAY.finditer(text)) + (list(_PLAIN.finditer(text)) if plain else [])
    out = []
    for m in sorted(found, key=lambda m: m.start()):
        try:
            day = date(_number(m.group("y")), _number(m.group("m")), _number(m.group("d")))
        except ValueError:
            continue
        out.append((m.start(), m.end(), day.isoformat()))
    return out
