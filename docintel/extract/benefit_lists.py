"""Lists under a lead-in: …符合下列条件之一的，给予30%补助：1.…；2.… – the lines are conditions of the benefit that leads them in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.spans import Span
from docintel.extract.benefit_clauses import unlabelled
from docintel.extract.benefit_flow import Flow
from docintel.extract.benefit_statements import Statement

_LEAD_IN = re.compile(r"(?:下列|以下|如下)(?:基本|申报|申请|其中)?(?:条件|情形|要求)")
_ENTRY = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[.．、]|[①-⑳])")


@dataclass(frozen=True, slots=True)
class Listed:
    """``lines``: offsets of the list's lines in the paper; ``conditions``: each line without its number and final mark."""

    lines: tuple[tuple[int, int], ...]
    conditions: tuple[Span, ...]


def listed(flow: Flow, statement: Statement, source: str) -> Listed:
    """The numbered lines that follow a statement ending in ： and set its conditions; empty where it has none."""
    end = statement.flow.at[statement.end - 1] + 1
    behind = flow.text[statement.end : statement.end + 1]
    if behind not in ("：", ":") or not _LEAD_IN.search(statement.text):
        return Listed((), ())
    lines: list[tuple[int, int]] = []
    spans: list[Span] = []
    at = end + 1
    style = ""
    for piece in re.finditer(r"[^\n；;。]+[；;。]?|\n", source[at:]):
        words = piece.group()
        if not words.strip():
            continue
        entry = _ENTRY.match(words)
        kind = re.sub(r"[一二三四五六七八九十\d]+", "0", entry.group().strip()) if entry else ""
        if not entry or (style and kind != style):
            break
        style = kind
        start = at + piece.start() + len(words) - len(words.lstrip())
        stop = at + piece.end() - (len(words) - len(words.rstrip()))
        lines.append((start, stop))
        first = unlabelled(source, start, stop)
        spans.append(Span.of(source, first, max(first + 1, stop - (source[stop - 1] in "；;。"))))
    return Listed(tuple(lines), tuple(spans))
