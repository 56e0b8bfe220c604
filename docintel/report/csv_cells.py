"""Cells of a CSV file that people open in Excel."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(words: str) -> str:
    """``words`` with an apostrophe before what Excel would take for a formula: names come from papers and from whoever tried to sign in."""
    return f"'{words}" if words.startswith(_STARTS) else words
