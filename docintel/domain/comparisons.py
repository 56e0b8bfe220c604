"""The same measure in several places, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.standing import STATE_NAMES, Standing

COLUMNS = {
    "place": "地区",
    "beneficiary": "支持对象",
    "conditions": "条件",
    "rate": "比例",
    "cap": "上限",
    "sums": "其他标准",
    "lasts": "支持期限",
    "term": "有效期",
    "standing": "效力",
    "words": "原文",
    "source": "出处",
}
"""Column → its heading, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One benefit of one place; words as the paper has them, '' where it says nothing. [start, end) is its place in ``doc``.

    ``fit``: 0 … 1, how much of the topic's words it has among the passages that were found.
    """

    place: str
    doc: str
    title: str
    number: str
    date: str
    start: int
    end: int
    words: str
    kind: str
    beneficiary: str
    conditions: str
    rate: str
    cap: str
    sums: str
    lasts: str
    term: str
    standing: Standing
    fit: float

    @property
    def source(self) -> str:
        """《title》（number）."""
        return f"《{self.title or self.doc}》" + (f"（{self.number}）" if self.number else "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """``rows`` by place, best first within each; ``places`` in the order of their best row; ``notes`` say what was left out."""

    topic: str
    rows: tuple[Measure, ...]
    places: tuple[str, ...]
    notes: tuple[str, ...] = ()


def cells(measure: Measure) -> dict[str, str]:
    """Column → what the table shows."""
    return {name: STATE_NAMES[measure.standing.state] if name == "standing" else str(getattr(measure, name)) for name in COLUMNS}
