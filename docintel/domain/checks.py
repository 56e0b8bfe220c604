"""答复体检: what a draft reply still wants before it goes out."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.spans import Span

GRAVITY = {"must": "应改", "should": "宜改", "note": "提示"}
"""How much a fault weighs → Chinese label, the gravest first."""

ANSWERS = {
    "promise": "有承诺",
    "done": "只说已做工作",
    "refused": "不采纳",
    "explained": "只作解释",
    "thanked": "只表感谢或态度",
    "doubtful": "可能没有回应",
    "unanswered": "没有回应",
}
"""How a suggestion is answered → Chinese label, the best first."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong or wanting: ``words`` say what, ``todo`` what to do, ``rule`` on which ground. ``span``: where, None = missing."""

    code: str
    gravity: str  # a key of GRAVITY
    words: str
    todo: str
    rule: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion that wants an answer; ``number`` counts from 1; ``said_in``: proposal | reply. ``span`` points into that text."""

    number: int
    text: str
    said_in: str
    span: Span
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of the draft with what it lacks: date, owner, number (keys of LACKS)."""

    span: Span
    owners: tuple[str, ...]
    due: tuple[str, ...]  # words of its times
    targets: tuple[str, ...]
    strength: str
    lacks: tuple[str, ...] = ()


LACKS = {"date": "时限", "owner": "责任单位", "number": "量化指标"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A suggestion and the passages that answer it. ``how``: a key of ANSWERS; ``nearness`` of the best passage, 0..1."""

    suggestion: Suggestion
    how: str
    passages: tuple[Span, ...]
    promises: tuple[Promise, ...] = ()
    reason: str = ""  # why it is not taken up, as the reply says
    nearness: float = 1.0


@dataclass(frozen=True, slots=True)
class ReplyCheck:
    """The whole check. ``suggestions_from``: proposal | reply | "" (none found, then ``answers`` is empty)."""

    doc_id: str
    title: str
    is_reply: bool
    suggestions_from: str
    answers: tuple[Answer, ...]
    promises: tuple[Promise, ...]
    faults: tuple[Fault, ...]

    def count(self, gravity: str) -> int:
        """Faults of one weight."""
        return sum(f.gravity == gravity for f in self.faults)
