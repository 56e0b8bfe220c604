"""Which words of a question stand where in a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from docintel.domain.passages import Passage

MOST = 40  # highlights a hit


def highlights(text: str, offset: int, terms: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Offsets into the document of the terms in ``text`` (which begins at ``offset``); neighbours are joined, line breaks bridged."""
    pattern = _pattern(tuple(terms))
    if pattern is None:
        return ()
    spans: list[tuple[int, int]] = []
    for m in pattern.finditer(text):
        start, end = offset + m.start(), offset + m.end()
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans[:MOST])


@lru_cache(maxsize=64)  # one question marks ten hits
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    wanted = sorted({t for t in terms if len(t) > 1}, key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(map(re.escape, t)) for t in wanted), re.IGNORECASE) if wanted else None


def densest(parts: Iterable[Passage], spans: Iterable[tuple[int, int]]) -> Passage:
    """The provision in which most highlighted characters stand; the first among equals."""
    marked = list(spans)
    return max(parts, key=lambda p: sum(min(p.end, b) - max(p.start, a) for a, b in marked if a < p.end and b > p.start))
