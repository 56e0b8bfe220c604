"""Full names of bodies where they are certain: the paper's own place and a known short form, or the replying body behind 我局."""

from __future__ import annotations

import re
from functools import cache

from docintel.extract import lexicon

_LEVELS = {"省": "省", "市": "市", "区": "区", "县": "县"}
_HOUSE = re.compile(r"^(?:我|本)[局委厅部办院会]$|^我们$")
_PARTS = re.compile(r"[一-龥]+?(?:省|自治区|特别行政区)|[一-龥]{2,}?市|[一-龥]{2,}?[区县旗]|[一-龥]{2,}?[镇乡]")


@cache
def _full() -> dict[str, str]:
    return {row[0]: row[1] for row in lexicon.rows("short_forms")}


def canonical(name: str, region: str | None, issuer: str | None) -> str | None:
    """市科技局 in a paper of 澜州市 → 澜州市科学技术局; None where place or short form is not certain (guide §8a-8)."""
    return resolved(name, region, issuer)[0]


def resolved(name: str, region: str | None, issuer: str | None) -> tuple[str | None, str, str]:
    """(full name or None, what decided: house, no-house, short-form, no-form or no-place, the place that was put before it)."""
    words = re.sub(r"\s", "", name)
    if _HOUSE.match(words):
        return (_house(words, issuer), "house", "") if issuer and "、" not in issuer and len(words) <= 2 else (None, "no-house", "")
    level, rest = words[:1], words[1:]
    full = _full().get(rest)
    if not full:
        return None, "no-form", ""
    place = _place(region, level)
    return (f"{place}{full}", "short-form", place) if place else (None, "no-place", "")


def _house(words: str, issuer: str) -> str:
    """我局 of a paper that the bureau's office signs is the bureau."""
    office = re.fullmatch(rf"(?P<body>.+{words[-1]})办公[厅室]", issuer) if words != "我们" else None
    return office["body"] if office else issuer


def _place(region: str | None, level: str) -> str | None:
    """The place that 市/区/县/省 at the head of a name stands for: the last one of that level in the region's path.

    Official names keep the city before its district, and nothing before a city or county: 怀川市砚湖区, but 玉岭省玉江市 → 玉江市.
    """
    if not region or level not in _LEVELS:
        return None
    at, city, found = 0, "", None
    for part in _PARTS.finditer(region):
        if part.start() != at:
            return None
        at = part.end()
        name = part.group()
        if name.endswith(level):
            found = city + name if level == "区" else name
        city = name if name.endswith("市") else city
    return found
