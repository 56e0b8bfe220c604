"""Units of the reference segmentation (annotation guide §1) and the clauses inside them."""

from __future__ import annotations

import re
from functools import lru_cache

_END = "。！？!?"
_CLOSERS = "”’\"'）)】」》"
_UNIT_END = re.compile(rf"[{_END}][{re.escape(_CLOSERS)}]*|\n")


def units(text: str) -> list[tuple[int, int]]:
    """[(start, end)] code-point offsets: a unit ends after 。！？!? with any closing quotes or brackets, or at a newline.

    White space around a unit lies outside it; ``；`` does not cut (guide §1).
    """
    return list(_units(text))


@lru_cache(maxsize=4)  # labels, outline and document of a paper cut the same text
def _units(text: str) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    begin = 0
    for mark in _UNIT_END.finditer(text):
        newline = mark.group() == "\n"
        _push(text, begin, mark.start() if newline else mark.end(), out)
        begin = mark.end()
    _push(text, begin, len(text), out)
    return tuple(out)


def _push(text: str, start: int, end: int, out: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        out.append((start, end))


_OPEN, _CLOSE = "（(《“‘【「『〔[", "）)》”’】」』〕]"


def clauses(text: str, start: int = 0, end: int | None = None, marks: str = "，,；;。！？!?：:") -> list[tuple[int, int]]:
    """[(start, end)] of the comma clauses of text[start:end], marks outside; brackets and quotes are never cut."""
    end = len(text) if end is None else end
    out: list[tuple[int, int]] = []
    depth, begin = 0, start
    for i in range(start, end):
        c = text[i]
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif c == "\n" or (c in marks and not depth):
            if c == "\n":
                depth = 0
            _push(text, begin, i, out)
            begin = i + 1
    _push(text, begin, end, out)
    return out
