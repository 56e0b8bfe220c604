"""One wrong character in a question: 长期户理保险 → 长期护理保险, judged by what the library itself writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_RUN = re.compile(r"[\u4e00-\u9fff]{4,}")
LEAST = 2  # windows that must write the repaired words
CANDIDATES = 12

Count = Callable[[list[str]], int]
Followers = Callable[[str], Mapping[str, int]]


def repair(text: str, together: Count, followers: Followers, stopwords: frozenset[str]) -> dict[str, str]:
    """Part of ``text`` as asked → as the library writes it.

    ``together(pairs)`` counts windows that hold all these character pairs, ``followers(c)`` gives the characters that follow ``c``
    with their window counts. A character is doubted when the library never writes it beside either neighbour; it is replaced by the one
    that is written between them most often, if words of four characters with it are found in LEAST windows.
    """
    found: dict[str, str] = {}
    for run in _RUN.findall(text):
        at = 1
        while at < len(run) - 1:
            better = None if run[at] in stopwords else _better(run, at, together, followers)
            if better:
                start, end = max(0, at - 2), min(len(run), at + 3)
                found[run[start:end]] = run[start:at] + better + run[at + 1 : end]
            at += 2 if better else 1
    return found


def _better(run: str, at: int, together: Count, followers: Followers) -> str | None:
    left, wrong, right = run[at - 1], run[at], run[at + 1]
    if together([left + wrong]) or together([wrong + right]):
        return None
    pairs = sorted(((min(n, together([c + right])), c) for c, n in followers(left).items()), reverse=True)
    best = max(((_found(run[:at] + c + run[at + 1 :], at, together), n, c) for n, c in pairs[:CANDIDATES] if n), default=(0, 0, ""))
    return best[2] if best[0] >= LEAST else None


def _found(mended: str, at: int, together: Count) -> int:
    """Most windows that hold one of the four-character pieces in which the new character stands between others."""
    starts = range(max(0, at - 2), min(at - 1, len(mended) - 4) + 1)
    return max((together([mended[i : i + 4][j : j + 2] for j in range(3)]) for i in starts), default=0)
