"""A length of time in words as an ISO 8601 duration: 三年, 24小时, 15个工作日, 两三年, 一年半."""

from __future__ import annotations

import re
from datetime import date

from docintel.text.dates_calendar import Now, counted
from docintel.text.dates_roles import Draft
from docintel.text.numerals import exact

_CN = "[一二三四五六七八九]"
_PAIRS = "一两|一二|两三|三四|三五|四五|五六|七八"  # 近两三年
_N = (
    r"(?<![\d.第])\d{1,3}(?:\.\d)?"
    rf"|(?<![一二三四五六七八九十第百千万两几])(?:{_PAIRS})(?=个?[年月周天]|个?工作日)"
    rf"|(?<![一二三四五六七八九十第百千万两几])(?:十{_CN}?|{_CN}十{_CN}?|[一二两三四五六七八九半])"
)
_U = "个工作日|工作日|个自然日|自然日|个月|年|个学期|学期|周(?![岁年边末知围])|个星期|星期|天|日|个小时|小时|分钟"
LENGTH = rf"(?P<n>{_N})(?: ?个?(?:-|—|～|~|至|到) ?(?P<n2>\d{{1,3}}|[一二三四五六七八九十]+))?(?P<half>年半)? ?(?P<u>{_U})?"
_ISO = {
    "个工作日": "WD",
    "工作日": "WD",
    "年": "Y",
    "个月": "M",
    "周": "W",
    "个星期": "W",
    "星期": "W",
    "天": "D",
    "日": "D",
    "个自然日": "D",
    "自然日": "D",
    "个小时": "TH",
    "小时": "TH",
    "分钟": "TM",
}


def iso(n: str, unit: str) -> str | None:
    """三 + 年 → P3Y; 24 + 小时 → PT24H; 15 + 个工作日 → P15WD; 半 + 年 → P6M."""
    value = exact(n)
    if value is None:
        return None
    if unit.endswith("学期"):
        value, unit = value * 6, "个月"
    if value == exact("半"):
        return {"年": "P6M", "个月": "P15D", "个小时": "PT30M", "小时": "PT30M", "天": "PT12H"}.get(unit)
    if value != int(value):
        return f"P{int(value * 12)}M" if unit == "年" and value * 12 == int(value * 12) else None
    code = _ISO[unit]
    return f"PT{int(value)}{code[1]}" if code.startswith("T") else f"P{int(value)}{code}"


def length_of(match: re.Match[str]) -> tuple[str, str] | None:
    """(shortest, longest) ISO durations of a match of ``LENGTH``; both equal without a range."""
    m = match if match["n"] else {k[:-1]: v for k, v in match.groupdict().items() if k.endswith("b")}
    if m["half"]:
        value = exact(m["n"])
        months = None if value is None else f"P{int(value * 12) + 6}M"
        return (months, months) if months else None
    if not m["u"]:
        return None
    if re.fullmatch(_PAIRS, m["n"]):
        short, long = iso(m["n"][0], m["u"]), iso(m["n"][1], m["u"])
        return (short, long) if short and long else None
    long = iso(m["n2"] or m["n"], m["u"])
    short = iso(m["n"], m["u"])
    return (short, long) if short and long else None


def both(length: tuple[str, str]) -> str:
    """P2Y/P3Y of a range, else the one length."""
    return length[0] if length[0] == length[1] else f"{length[0]}/{length[1]}"


def again(length: str) -> str:
    """The same words a second time in one expression; their groups are told by a final ``b``."""
    return re.sub(r"\(\?P<(\w+)>", r"(?P<\1b>", length)


def end_of(now: Now, length: str, d: Draft) -> date | None:
    """The anchor plus a length, with the flags that it puts on the draft."""
    if now.first is None or now.last is None:
        return None
    if not now.exact:
        d.flags.append("approx")
    if now.assumed:
        d.flags.append("anchor_assumed")
    last, exact = counted(now.last, length)
    d.flags += [] if exact else ["approx"]
    return last
