"""Which suggestion a stretch of a reply answers (guide §4 ``responds_to``)."""

from __future__ import annotations

import re

from docintel.domain.papers import Paper
from docintel.extract.reader import Reading

_CHINESE = {c: i + 1 for i, c in enumerate("一二三四五六七八九十")}


def responds_to(paper: Paper, reading: Reading, clause: int) -> int | None:
    """The number of the suggestion whose heading covers a clause (replies only)."""
    if paper.head.doc_kind not in ("reply_cppcc", "reply_npc"):
        return None
    path = reading.outline.path(reading.clauses[clause].clause.point)
    if not path:
        return None
    point = reading.outline.points[path[-1]]
    head = reading.outline.text[slice(*point.head)] if point.head else ""
    digits = re.sub(r"\D", "", point.number)
    number = int(digits) if digits else next((_CHINESE[c] for c in point.number if c in _CHINESE), None)
    return number if re.search(r"建议|提案|关于|针对|问题", head) else None
