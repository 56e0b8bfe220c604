"""Words of a paper where there is room for a line."""

from __future__ import annotations


def short(words: str, most: int = 48) -> str:
    """On one line, blanks joined, cut at ``most`` characters with an ellipsis."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"
