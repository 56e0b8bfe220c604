"""A figure that a person writes for a target, and figures as an office prints them. Units are those of ``text.amounts`` (CNY, %, 个 …)."""

from __future__ import annotations

import re

from docintel.text.amounts import find_numbers
from docintel.text.explain import UNITS
from docintel.text.numerals import ARABIC, CN_NUMBER, parse_number

_BIG = "十百千万亿"
_FIGURE = re.compile(rf"([-+−]?)\s*({ARABIC}\s*[{_BIG}]*|[{CN_NUMBER}点]+)\s*(.*)")


def figure(value: float, unit: str) -> str:
    """``value`` in base units as an office writes it: 1.2亿元, 1500个, 65%, 3个百分点, 500 where no unit is known."""
    if unit == "CNY":
        for size, name in ((1e8, "亿元"), (1e4, "万元")):
            if abs(value) >= size:
                return _plain(value / size) + name
    return _plain(value) + UNITS.get(unit, unit)


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") if value else "0"


def measure(words: str, unit: str, example: str) -> float:
    """What a person wrote, in the base ``unit`` of the target whose words are ``example``.

    A figure without its unit is taken only where the target itself is written in plain figures of the base unit: 1500 for 2000个, but not
    for 2000万元, since nobody can know whether 万元 or 元 was meant. Raises ValueError with the reason in words for a person.
    """
    found = _FIGURE.fullmatch(words.strip().replace("％", "%"))
    value = parse_number("".join(found[2].split())) if found else None
    if found is None or value is None:
        raise ValueError(f"“{words}”不是一个数值；请写成 {example} 的样子")
    sign = -1.0 if found[1] in ("-", "−") else 1.0
    if not found[3]:
        if unit and not _bare_is_clear(unit, example):
            raise ValueError(f"“{words}”没有写单位，而指标是“{example}”；请连单位一起写，如 {example}")
        return sign * value
    factor, name = _unit(found[3])
    if name != unit:
        raise ValueError(f"单位对不上：指标“{example}”的单位是“{UNITS.get(unit, unit) or '无'}”，填写的是“{found[3]}”；请按指标的单位填写")
    return round(sign * value * factor, 6)


def _unit(name: str) -> tuple[float, str]:
    """(how many base units, base unit) of a unit as written; a unit that the grammar does not know is its own base."""
    frames = find_numbers(f"1{name}")
    if len(frames) == 1 and frames[0].span.text == f"1{name}" and frames[0].value:
        return frames[0].value, frames[0].unit or ""
    return 1.0, name


def _bare_is_clear(unit: str, example: str) -> bool:
    numeral = re.search(rf"({ARABIC})\s*([{_BIG}]*)\s*", example)
    if numeral is None:  # 两千个
        return unit != "CNY"
    if numeral[2]:
        return False
    frames = find_numbers(example)
    return bool(frames) and all(parse_number(numeral[1]) in (f.value, f.min, f.max) for f in frames[:1])
