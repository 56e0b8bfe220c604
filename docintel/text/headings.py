"""Headings so common that they are told where the break behind them was lost (一、目标任务紧扣…)."""

from __future__ import annotations

import re
from functools import cache

from docintel.text.lexicon import table


@cache
def common_heading() -> re.Pattern[str]:
    """A common heading with words directly behind it (``data/flat_headings.txt``)."""
    words = "|".join(row[0] for row in table("flat_headings.txt"))
    return re.compile(f"(?:{words})(?=[一-龥（(“《\\d])")
