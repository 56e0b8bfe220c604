"""The cells of task tables as small flows with readings of their own: no scope, point or sentence reaches from one cell into another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from docintel.domain.spans import Span
from docintel.extract import wording
from docintel.extract.benefit_cues import benefit_clauses
from docintel.extract.flow import Flow
from docintel.extract.labelled import Labelled, Setting
from docintel.extract.labels import label_clauses
from docintel.extract.names import ends_like_body
from docintel.extract.outline import outline
from docintel.extract.reader import Reading

SHORT_CELL = 60
"""A cell up to this length without a full stop holds names of tasks: every clause in it is one."""
_STOPS = "。；;！!？?"
_NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳])")
_FIRST = re.compile(r"[省市区县镇乡州旗盟各国中团驻]")
_BARE_NUMBER = re.compile(
    r"(?:全年|年度|不少于|不低于|不超过|至少|超过|突破|达到?|约){0,2}[\d.,]+[万亿]?[^\d，、]{0,3}(?:以[上内下]|左右)?$"
)
_MEANS = re.compile(r"(?:以[^，]*为|按照?|通过|围绕|根据|结合|依托|聚焦|针对|坚持|充分发挥|对照)")


def flow_of_cell(source: str, spans: Sequence[Span], *, names: bool = False) -> Flow:
    """The words of a cell without breaks that only wrap it, closed by a full stop; ``names``: breaks between two names become 、."""
    text: list[str] = []
    back: list[int] = []
    for n, span in enumerate(spans):
        for line in re.finditer(r"[^\n]+", span.text):
            if text and not (n and line.start() == 0):
                _break(text, back, span.start + line.start() - 1, line.group(), names=names)
            for i, c in enumerate(line.group(), span.start + line.start()):
                if not c.isspace():
                    text.append(c)
                    back.append(i)
                elif names:
                    _break(text, back, i, source[i + 1 : i + 24], names=True)
    if text and text[-1] not in _STOPS:
        text.append("。")
        back.append(back[-1])
    return Flow(source, "".join(text), tuple(back))


_GAP = 12
"""More characters than this between two letters of a cell are other cells: a page parts the row there."""


def span_in(flow: Flow, start: int, end: int) -> Span:
    """The words at flow[start:end) in the document; of words that a page parts, the longer piece."""
    return max((flow.span(a, b) for a, b in pieces(flow, start, end)), key=lambda span: span.end - span.start)


def pieces(flow: Flow, start: int, end: int) -> list[tuple[int, int]]:
    """flow[start:end) cut where a page parts its words."""
    back = flow.back or ()
    edges = [start, *(i for i in range(start + 1, end) if back[i] - back[i - 1] > _GAP), end]
    return list(pairwise(edges))


def _break(text: list[str], back: list[int], at: int, following: str, *, names: bool) -> None:
    """Keep a break that ends a paragraph, part two names with 、, drop one that only wraps."""
    if not text:
        return
    if names:
        left = re.split(r"[、，,；;：:]", "".join(text[-24:]))[-1]
        right = re.split(r"[、，,；;\s]", following.strip())[0]
        if ends_like_body(left) and _FIRST.match(right) and len(right) > 2:
            text.append("、")
            back.append(at)
    elif text[-1] in "。；;：:" or _NUMBERED.match(following):
        text.append("\n")
        back.append(at)


def read_cell(source: str, spans: Sequence[Span], year: int, kind: str = "task") -> Reading:
    """The labelled clauses of a cell; ``kind``: task (what is to be done), goal (what is to be reached) or due (2024年20处，2025年40处)."""
    flow = flow_of_cell(source, spans)
    skeleton = outline(flow.text)
    given = [(s.start, s.end) for s in benefit_clauses(flow.text)]
    labelled = label_clauses(skeleton, Setting(True, year, given))
    named = len(flow.text) <= SHORT_CELL and "。" not in flow.text[:-1]
    for one, following in pairwise([*labelled, None]):
        if one is None:
            break
        one.goal = kind != "task"
        if kind == "goal" and _BARE_NUMBER.match(one.clause.text):
            one.label = None  # 30家以上 says how much, not what
            continue
        plain = one.label in (None, "META", "BACKGROUND") and not one.clause.owner_line
        if plain and len(one.clause.text) > 3 and not (following and _MEANS.match(one.clause.text)) and _names_task(one, kind, named=named):
            one.label, one.rule = "COMMIT", "table"
    return Reading(flow, skeleton, tuple(labelled))


def _names_task(one: Labelled, kind: str, *, named: bool) -> bool:
    """Whether a clause that no rule of running text speaks for is a task all the same."""
    if kind == "due":
        return wording.DUE_COUNT.told(one.clause.text)
    counted = wording.COUNTED.told(one.clause.text)
    return (named and kind == "task") or (counted and bool(one.head.verb))
