"""What a person types for a deadline or a target, read with the grammars that read papers."""

from __future__ import annotations

import re
from datetime import date

from docintel.domain.expressions import NumberFrame
from docintel.domain.papers import Anchor
from docintel.text.amounts import find_numbers
from docintel.text.dates import find_times

_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?")


def typed_due(words: str, anchor: Anchor | None) -> tuple[str | None, str]:
    """(ISO day, the words that say so) of 2026-12-31, 20261231 (no words: the day alone was given) or 2026年底前; (None, "") of nothing.

    Raises ValueError, in words for a person, where no day can be read.
    """
    words = words.strip()
    if not words:
        return None, ""
    plain = _DAY.fullmatch(words)
    if plain:
        try:
            return date(int(plain[1]), int(plain[2]), int(plain[3])).isoformat(), ""
        except ValueError as error:
            raise ValueError(f"日期 {words} 不存在；请写成 2025-12-31 的样子") from error
    days = [t.end for t in find_times(words, anchor, True) if t.end]
    if not days:
        raise ValueError(f"“{words}”读不出日期；请写成 2025-12-31 或 2025年底前 的样子")
    return max(days), words


def typed_number(words: str) -> NumberFrame:
    """The number of a typed target (新增公办学位2000个). Raises ValueError, in words for a person, where there is none."""
    found = find_numbers(words)
    if not found:
        raise ValueError(f"指标“{words}”里没有读出数值；请连数值和单位一起写，如 新增公办学位2000个")
    return found[0]
