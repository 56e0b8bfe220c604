"""Numbers in what a browser sends."""

from __future__ import annotations

import re


def whole(words: str | None) -> int | None:
    """A number of at most nine digits; None for anything else (``str.isdigit`` lets ² through, which ``int`` refuses)."""
    return int(words) if words and re.fullmatch(r"\d{1,9}", words) else None
