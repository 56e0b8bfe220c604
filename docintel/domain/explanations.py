"""Why the program reads a place of a paper as it does: what decided, by which rule, from which words."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.spans import Span

LABEL_NAMES = {
    "COMMIT": "承诺",
    "BENEFIT": "惠企条款",
    "ENCOURAGE": "鼓励",
    "PERMIT": "允许",
    "PROHIBIT": "禁止",
    "REFUSE": "不予采纳",
    "ACHIEVE": "已做的事",
    "BACKGROUND": "说明情况",
    "PROPOSAL": "转述建议",
    "OWNER": "责任单位行",
    "META": "格式用语",
    "": "随前后的话",
}
"""Label of a clause or unit → its name; "" is a clause that belongs to its neighbours."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision: ``value`` was decided ``about`` something, ``why`` says it in a sentence.

    ``found_by`` names the rule, ``words`` where it was read; ``confidence``: the measured share of right findings of that rule, if known.
    """

    about: str
    value: str
    why: str
    found_by: str
    words: tuple[Span, ...] = ()
    confidence: float | None = None

    @property
    def sure(self) -> str:
        """What the figure means; "" where none was measured."""
        if self.confidence is None:
            return ""
        return f"可信度{self.confidence:.2f}，即同一规则找到的约{round(self.confidence * 100)}%与人工标注一致"


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """A comma clause with its label ("" = none of its own) and what decided it; ``here`` where it holds the asked place."""

    span: Span
    label: str
    reasons: tuple[Reason, ...]
    here: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding in the asked sentence: an action of an item, a benefit or a norm."""

    item_id: str
    label: str
    span: Span
    reasons: tuple[Reason, ...]
    here: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The sentence (reference unit) at a place, its labels, its clauses and what was found in it. ``verdict`` says it in one line.

    ``place`` says where it stands: page, paragraph, cell.
    """

    doc_id: str
    unit: Span
    labels: tuple[str, ...]
    verdict: str
    clauses: tuple[ClauseRead, ...]
    findings: tuple[Explained, ...]
    place: str = ""
