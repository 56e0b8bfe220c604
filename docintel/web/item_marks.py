"""Findings of a paper as marks: what the text and the page picture show of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docintel.domain.documents import Document
from docintel.domain.findings import Benefit, Item
from docintel.domain.places import LOW_CONFIDENCE
from docintel.domain.spans import Span
from docintel.web.marks import Mark

ITEM_KIND = {
    "COMMIT": "commit",
    "BENEFIT": "benefit",
    "ENCOURAGE": "encourage",
    "PERMIT": "permit",
    "PROHIBIT": "prohibit",
    "REFUSE": "refuse",
}
LEGEND = (
    ("commit", "承诺"),
    ("benefit", "惠企条款"),
    ("encourage", "鼓励、允许、禁止"),
    ("refuse", "未采纳的建议"),
    ("owner", "责任单位"),
    ("deadline", "时限"),
    ("target", "指标、金额"),
    ("condition", "条件"),
    ("doubt", "扫描识别存疑"),
)
_GROUPS = {"encourage": ("encourage", "permit", "prohibit"), "target": ("target", "amount")}


def own_spans(item: Item) -> tuple[Span, ...]:
    """What the reader looks for: the actions or the clause; the whole evidence of a long point would paint the page."""
    if isinstance(item, Benefit) and item.clause:
        return (item.clause,)
    return tuple(a.span for a in item.actions) or item.evidence


def item_marks(items: Iterable[Item]) -> Iterator[Mark]:
    """The marks of each item and its parts."""
    for item in items:
        for span in own_spans(item):
            yield Mark(span.start, span.end, ITEM_KIND[item.label], item.item_id)
        yield from (Mark(d.span.start, d.span.end, "deadline") for d in item.deadlines)
        yield from (Mark(t.number.span.start, t.number.span.end, "target") for t in item.targets)
        yield from (Mark(o.span.start, o.span.end, "owner") for o in item.owners if o.span)
        for condition in getattr(item, "conditions", ()):
            yield Mark(condition.span.start, condition.span.end, "condition")
        yield from (Mark(a.condition.start, a.condition.end, "condition") for a in item.actions if a.condition)
        for amount in getattr(item, "amounts", ()):
            yield Mark(amount.number.span.start, amount.number.span.end, "amount")


def doubts(document: Document) -> Iterator[Mark]:
    """Words of which the recogniser of a scan was not sure, and whole blocks that it read badly."""
    yield from (Mark(start, end, "doubt") for start, end in document.doubts)
    for block in document.blocks:
        if block.confidence is not None and block.confidence < LOW_CONFIDENCE:
            yield Mark(block.start, block.end, "doubt")


def legend(marks: Iterable[Mark]) -> list[tuple[str, str, int]]:
    """(key, name, how many) of the kinds a reader may switch off; doubtful text and refusals only where there are some."""
    kinds = [m.kind for m in marks]
    rows = [(key, name, sum(kinds.count(k) for k in _GROUPS.get(key, (key,)))) for key, name in LEGEND]
    return [row for row in rows if row[0] not in ("doubt", "refuse") or row[2]]
