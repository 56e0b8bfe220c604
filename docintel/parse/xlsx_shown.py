"""A workbook cell's value as Excel shows it in Chinese: dates, percentages, thousands, fixed decimals, units written by the format.

ECMA-376-1 §18.8.30 (numFmts, with the built-in formats of zh-CN) and §18.8.31 (format codes). Colours and widths are left out.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from openpyxl.utils.datetime import from_excel

_YEAR_MONTH, _MONTH_DAY, _DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_TIME, _TIME_S = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
_BUILT_IN = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    **dict.fromkeys((14, 30), "yyyy/m/d"),
    31: _DAY,
    **dict.fromkeys((32, 34, 55), _TIME),
    **dict.fromkeys((33, 35, 56), _TIME_S),
}
"""Numbers of formats that Chinese Excel knows without their being written in the file."""

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DATE_TOKEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|yyyy|yy|mmmm?|mm?|dddd?|dd?|aaaa?|hh?|ss?|AM/PM|上午/下午|.', re.IGNORECASE | re.DOTALL)
_WEEK = "一二三四五六日"


def shown(cell: Any, epoch: datetime.datetime) -> str:
    """The words that a reader sees in the cell."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n")
    number = cell._style.numFmtId if cell.has_style else 0
    code = _BUILT_IN.get(number, cell.number_format or "General")
    if number in _BUILT_IN and isinstance(value, int | float):
        value = from_excel(value, epoch)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return date_shown(value, code)
    if isinstance(value, datetime.timedelta):
        return str(value)
    return number_shown(value, code)


def date_shown(value: datetime.datetime | datetime.date | datetime.time, code: str) -> str:
    """A day or time in a format code; codes that follow the computer's own settings show as 2025年3月1日."""
    if "[$-F800]" in code:
        code = _DAY
    moment = value if isinstance(value, datetime.datetime) else None
    day = value if isinstance(value, datetime.date) else None
    clock = value if isinstance(value, datetime.time) else moment
    tokens = _DATE_TOKEN.findall(code.split(";")[0])
    out = []
    for i, token in enumerate(tokens):
        word = token.lower()
        if word[0] in "ymda" and word != "am/pm" and day is not None and not _is_minute(tokens, i):
            out.append(_day_part(day, word))
        elif word[0] in "hsm" and clock is not None:
            out.append(_time_part(clock, word))
        elif word in ("am/pm", "上午/下午"):
            out.append("" if clock is None else "上午" if clock.hour < 12 else "下午")
        else:
            out.append(
                token[1:-1] if token.startswith('"') else token[1:] if token.startswith("\\") else "" if token.startswith("[") else token
            )
    words = "".join(out).strip()
    return words if any(sign.isdigit() for sign in words) else str(value)


def _is_minute(tokens: list[str], at: int) -> bool:
    """m means minutes beside hours or seconds."""
    if tokens[at].lower() not in ("m", "mm"):
        return False
    told = [t.lower() for t in tokens[:at] if t[0].lower() in "ymdhs"]
    after = [t.lower() for t in tokens[at + 1 :] if t[0].lower() in "ymdhs"]
    return bool((told and told[-1][0] == "h") or (after and after[0][0] == "s"))


def _day_part(day: datetime.date, word: str) -> str:
    if word[0] == "y":
        return f"{day.year:04d}" if len(word) > 2 else f"{day.year % 100:02d}"
    if word[0] == "m":
        return f"{day.month:02d}" if len(word) == 2 else str(day.month)
    if word[0] == "a" or len(word) > 2:
        return ("星期" if len(word) == 4 else "周" if word[0] == "d" else "") + _WEEK[day.weekday()]
    return f"{day.day:02d}" if len(word) == 2 else str(day.day)


def _time_part(clock: datetime.time | datetime.datetime, word: str) -> str:
    part = {"h": clock.hour, "m": clock.minute, "s": clock.second}[word[0]]
    return f"{part:02d}" if len(word) == 2 else str(part)


def number_shown(value: float | Decimal, code: str) -> str:
    """A number in a format code; what the code asks for beyond digits, per cent, thousands and written words is shown plainly."""
    sections = _sections(code)
    section = sections[1] if value < 0 and len(sections) > 1 else sections[2] if value == 0 and len(sections) > 2 else sections[0]
    bare = _LITERAL.sub("", section)
    if not section:
        return "" if len(sections) > 1 else plain(value)
    if "general" in bare.lower() or bare.strip() == "@" or re.search(r"[eE][+-]|\?/", bare):
        words = plain(value)
        return _with_literals(section, words) if "general" in bare.lower() else words
    digits = re.search(r"[#0?][#0?,]*(?:\.[#0?]+)?,*", bare)
    if digits is None:
        return _with_literals(section, "")
    body = digits.group()
    scale = 1000 ** (len(body) - len(body.rstrip(",")))
    amount = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    amount = abs(amount) * 100 ** bare.count("%") / scale
    fraction = body.rstrip(",").partition(".")[2]
    try:
        rounded = amount.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    except InvalidOperation:
        return plain(value)
    words = f"{rounded:,f}" if "," in body.rstrip(",") else f"{rounded:f}"
    optional = len(fraction) - len(fraction.rstrip("#"))
    while optional and words.endswith("0") and "." in words:
        words, optional = words[:-1], optional - 1
    whole = body.partition(".")[0].replace(",", "")
    padded = (
        words.rstrip(".").rjust(whole.count("0") + len(words.rstrip(".")) - len(words.partition(".")[0]), "0")
        if "," not in words
        else words
    )
    sign = "-" if value < 0 and len(sections) < 2 and rounded else ""
    return sign + _with_literals(section, padded)


def _sections(code: str) -> list[str]:
    """The parts of a code for positive, negative and zero values."""
    sections = [""]
    for piece in re.findall(r'"[^"]*"|\\.|.', code, re.DOTALL):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _with_literals(section: str, words: str) -> str:
    """``words`` where the section's digits stand, with the text that the format writes around them."""
    currency = re.sub(r"\[\$([^\]-]*)[^\]]*\]", lambda m: f'"{m.group(1)}"', section)
    out, placed = [], False
    for match in re.finditer(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|General|[#0?][#0?,.]*|.', currency, re.IGNORECASE | re.DOTALL):
        piece = match.group()
        if match.group(1) is not None or match.group(2) is not None:
            out.append(match.group(1) or match.group(2) or "")
        elif piece[0] in "_*[":
            continue
        elif piece.lower() == "general" or piece[0] in "#0?":
            out.append("" if placed else words)
            placed = True
        elif piece != "@":
            out.append(piece)
    return "".join(out).strip()


def plain(value: float | Decimal) -> str:
    """A number as the general format shows it: at most eleven digits, no needless zeros."""
    if isinstance(value, int) or float(value).is_integer():
        return str(int(value))
    words = f"{float(value):.11g}"
    return f"{Decimal(words):f}" if "e" in words and -6 < Decimal(words).adjusted() < 12 else words
