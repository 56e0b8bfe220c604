"""Groups of places that a tier is for (珠三角地区每年最高6000元，其他地区…): data/place_groups.tsv."""

from __future__ import annotations

import re
from functools import cache

from docintel.match import lexicon
from docintel.match.asking import FAILED, MET, Answer, Asking
from docintel.text.places import contains, place_path, render


@cache
def _groups() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    return tuple((r[0], tuple(place_path(name) for name in r[1].split("|"))) for r in lexicon.rows("place_groups.tsv"))


def names_group(text: str) -> bool:
    """Whether a condition is only for a group of places (珠三角地区每年, 其他地区)."""
    return bool(re.match(r"在?(?:其他|其它|" + "|".join(name for name, _ in _groups()) + r")(?:地区|区域|九市|各市).{0,4}$", text))


def in_group(text: str, asking: Asking) -> Answer | None:
    """Whether the firm lies in the group that the condition begins with; None when it begins with none or the place is unknown."""
    for name, places in _groups():
        if re.match(rf"在?{name}(?:地区|区域|九市|各市)", text) and asking.firm.place:
            inside = any(contains(place, asking.firm.place) for place in places)
            return Answer(MET if inside else FAILED, f"企业在{render(asking.firm.place)}", None, "place_group")
    return None
