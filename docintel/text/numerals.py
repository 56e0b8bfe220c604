"""Chinese, Arabic and mixed numerals: 一千二百, 二〇二五, 3.5万, 壹佰, 廿三, 百分之三十, 三分之一, 半."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

DIGITS = {
    c: i for i, group in enumerate(("零〇○", "一壹", "二两贰兩", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for c in group
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
CN_DIGIT = "零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
CN_NUMBER = CN_DIGIT + "十百千万亿拾佰仟廿卅"
ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
"""Regex of an Arabic numeral on cleaned text, with thousands commas of either width and decimals."""

_PIECE = re.compile(rf"({ARABIC})|([{CN_DIGIT}兩]+)|([十拾百佰千仟万萬亿億兆])|([廿卅卌])|(点)")
_FRACTION = re.compile(r"(.+?)分之(.+)")
_ARABIC = re.compile(ARABIC)
_CN_DIGITS = re.compile(rf"[{CN_DIGIT}]+")


def parse_number(text: str) -> float | None:
    """The value of a numeral, None if ``text`` is not wholly one; 百分之三十 is 0.3, 半 is 0.5."""
    value = exact(text)
    return None if value is None else float(value)


@lru_cache(maxsize=65536)
def exact(text: str) -> Decimal | None:
    """:func:`parse_number` without rounding."""
    s = "".join(text.split())
    if _ARABIC.fullmatch(s):
        return _arabic(s)
    if not s or len(s) > 40:
        return None
    if s == "半":
        return Decimal("0.5")
    parts = _FRACTION.fullmatch(s)
    if parts:
        below, above = exact(parts[1]), exact(parts[2])
        return above / below if below and above is not None else None
    return _read(s)


def _read(s: str) -> Decimal | None:
    total = section = Decimal(0)  # section: what stands before the next 万 or 亿
    pending: Decimal | None = None
    last_unit, big, after_zero, at = 1, 0, False, 0
    while at < len(s):
        piece = _PIECE.match(s, at)
        if not piece:
            return None
        at = piece.end()
        arabic, digits, unit, tens, point = piece.groups()
        if arabic or digits:
            if pending is not None:
                return None
            pending = _arabic(arabic) if arabic else _positional(digits)
            after_zero = bool(digits) and digits[0] in "零〇○"
        elif tens:
            if pending is not None:
                return None
            section, last_unit = section + _TENS[tens], 10
        elif point:
            tail = _CN_DIGITS.match(s, at)
            if pending is None or not tail:
                return None
            pending += _positional(tail.group()).scaleb(at - tail.end())
            at, after_zero = tail.end(), True
        elif UNITS[unit] < 10**4:
            section += (1 if pending is None else pending) * UNITS[unit]
            pending, last_unit, after_zero = None, UNITS[unit], False
        else:
            section += pending or 0
            if pending is None and not section and not big:
                section = Decimal(1)
            # 万亿 multiplies all that stands before it, 一亿三千万 adds to it.
            bigger = UNITS[unit] > big
            total, section = ((total + section) * UNITS[unit] if bigger else total + section * UNITS[unit]), Decimal(0)
            pending, last_unit, big, after_zero = None, UNITS[unit], UNITS[unit], False
    if pending is not None:
        # 三百五 is 350, 一万二 is 12000, but 一百零五 is 105.
        short = last_unit > 10 and pending < 10 and not after_zero and s[-1] in CN_DIGIT
        section += pending * (last_unit // 10 if short else 1)
    return total + section


def _arabic(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("，", ""))


def _positional(digits: str) -> Decimal:
    return Decimal("".join(str(DIGITS[d]) for d in digits))
