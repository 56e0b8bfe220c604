"""The life of a ledger row between its office and its units: 交办 → 签收 → 办理 → 反馈 → 审核 → 销号."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

UNIT_ROLES = {"lead": "主办", "support": "协办"}
ASSIGNMENT_STATES = {
    "sent": "待签收",
    "accepted": "办理中",
    "reported": "已反馈",
    "passed": "审核通过",
    "suspended": "已中止",
    "returned": "已退回",
    "withdrawn": "已撤回",
}
"""State of an assignment → Chinese label; the last two are over, a unit may be given the row anew."""
OVER = ("returned", "withdrawn")
MOVES = {
    "accept": (("sent",), "accepted"),
    "final": (("accepted",), "reported"),
    "pass": (("reported",), "passed"),
    "send_back": (("reported",), "accepted"),
    "return": (("sent", "accepted"), "returned"),
    "withdraw": (("sent", "accepted", "reported"), "withdrawn"),
    "suspend": (("sent", "accepted", "reported"), "suspended"),
    "resume": (("suspended",), "accepted"),
    "reopen": (("passed",), "accepted"),
}
"""Move of an assignment → (states it starts from, state it leads to); no other change of an assignment's state exists."""
MOVE_NAMES = {
    "accept": "签收",
    "final": "办结反馈",
    "pass": "审核通过",
    "send_back": "退回重报",
    "return": "退回",
    "withdraw": "撤回",
    "suspend": "中止",
    "resume": "恢复办理",
    "reopen": "重新办理",
}
FEEDBACK_KINDS = {"progress": "进展", "final": "办结"}
REQUEST_KINDS = {"return": "退回", "extension": "延期", "suspension": "中止"}
ASKED_IN = {"return": ("sent", "accepted"), "extension": ("accepted",), "suspension": ("accepted",)}
"""Kind of request → the states of an assignment in which it can be made."""
EVIDENCE_KINDS = {"file": "文件", "paper": "公文", "figure": "数据"}
ASSIGNABLE = ("confirmed", "assigned", "in_progress")
"""States of a row in which units can be given it."""
AT_WORK = ("assigned", "in_progress")


@dataclass(frozen=True, slots=True)
class Evidence:
    """佐证: a file (``sha256``), a paper (``doc``) or a figure, with its date. ``withdrawn_by``: who took it back ("" = it counts)."""

    number: int
    kind: str
    title: str
    who: str
    when: datetime
    day: date | None = None
    note: str = ""
    doc: str = ""
    sha256: str = ""
    size: int | None = None
    feedback: int | None = None
    unit: int | None = None  # of the feedback it came with
    withdrawn_by: str = ""
    counts: bool = True  # neither taken back nor a figure that was taken back


@dataclass(frozen=True, slots=True)
class Countersign:
    """会签 of a supporting unit."""

    unit: str
    agrees: bool
    words: str
    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """反馈 of a unit with what became of it: ``passed`` None = not reviewed yet; ``mend_by`` the day by which it is to be reported anew."""

    number: int
    kind: str
    text: str
    who: str
    when: datetime
    problems: str = ""
    plans: str = ""
    instance: int | None = None
    period: str = ""
    countersigns: tuple[Countersign, ...] = ()
    passed: bool | None = None
    verdict: str = ""
    reviewer: str = ""
    reviewed: datetime | None = None
    mend_by: date | None = None

    @property
    def waits(self) -> bool:
        """Whether the secretariat must review it."""
        return self.kind == "final" and self.passed is None


@dataclass(frozen=True, slots=True)
class Request:
    """申请 with its decision: ``granted`` None = not decided yet; ``given`` the day granted."""

    number: int
    kind: str
    reason: str
    who: str
    when: datetime
    until: date | None = None
    granted: bool | None = None
    given: date | None = None
    words: str = ""
    decider: str = ""
    decided: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """交办 of a row to a unit. ``return_by`` the last day for asking to return it; ``extended``: its limit was moved by a granted 延期."""

    number: int
    item_id: str
    unit: int
    name: str
    role: str
    state: str
    limit: date | None
    words: str
    assigned_by: str
    assigned_at: datetime
    accepted_by: str = ""
    accepted_at: datetime | None = None
    finished_at: datetime | None = None
    revision: int = 0
    return_by: date | None = None
    extended: bool = False
    feedbacks: tuple[Feedback, ...] = ()
    requests: tuple[Request, ...] = ()
    stopped: bool = False  # the unit is used no more: nobody there takes the next step

    @property
    def live(self) -> bool:
        """Whether the unit still has the row."""
        return self.state not in OVER

    @property
    def asked(self) -> Request | None:
        """The request that waits for a decision."""
        return next((r for r in self.requests if r.granted is None), None)

    @property
    def reported(self) -> Feedback | None:
        """The final feedback on the whole row that waits for review."""
        found = [f for f in self.feedbacks if f.waits and f.instance is None]
        return found[-1] if self.state == "reported" and found else None

    @property
    def mend_by(self) -> date | None:
        """The day by which a feedback that was sent back is to be reported anew."""
        finals = [f for f in self.feedbacks if f.kind == "final" and f.instance is None]
        return finals[-1].mend_by if self.state == "accepted" and finals and finals[-1].passed is False else None

    @property
    def sent_back(self) -> Feedback | None:
        """The final feedback that was sent back and has not been reported anew."""
        finals = [f for f in self.feedbacks if f.kind == "final" and f.instance is None]
        return finals[-1] if self.state == "accepted" and finals and finals[-1].passed is False else None


@dataclass(frozen=True, slots=True)
class SubTask:
    """分解任务 of a row."""

    number: int
    text: str
    unit: int | None
    name: str
    due: date | None
    done: date | None
    dropped: bool
    who: str
    created: datetime

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.done is None and not self.dropped


@dataclass(frozen=True, slots=True)
class Instance:
    """本期任务: one period of a recurring row."""

    number: int
    name: str  # 2025年上半年
    start: date
    end: date
    closed: date | None = None
    closed_by: str = ""
    note: str = ""
    feedbacks: int = 0  # how many speak of it


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit proposed for a row: ``unit`` None where the owner's name means no unit of the office; ``why`` it is not certain.

    ``inferred`` (按排序推定): the paper lists the bodies without saying who leads; the first is taken for 主办, the others for 协办.
    """

    unit: int | None
    name: str
    role: str
    certain: bool
    why: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """A paper of the library that carries the title which the promise announced (出台《…》)."""

    doc: str
    title: str
    doc_number: str
    issue_date: str
    announced: str


@dataclass(frozen=True, slots=True)
class Life:
    """Everything about the life of a row. ``limit``: the day proposed for an assignment, ``limit_from`` on what ground."""

    item_id: str
    state: str
    revision: int
    assignments: tuple[Assignment, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    subtasks: tuple[SubTask, ...] = ()
    instances: tuple[Instance, ...] = ()
    proposed: tuple[Proposal, ...] = ()
    announced: tuple[Announced, ...] = ()
    limit: date | None = None
    limit_from: str = ""

    @property
    def live(self) -> tuple[Assignment, ...]:
        """Assignments that are not over."""
        return tuple(a for a in self.assignments if a.live)

    @property
    def by_order(self) -> tuple[str, ...]:
        """Names of proposed units whose part is inferred from their order, the leading one first."""
        return tuple(p.name for p in self.proposed if p.inferred)

    @property
    def leads(self) -> tuple[Assignment, ...]:
        """主办 units that still have the row."""
        return tuple(a for a in self.live if a.role == "lead")

    @property
    def signers(self) -> tuple[Assignment, ...]:
        """协办 units whose 会签 the lead's final feedback needs."""
        return tuple(a for a in self.live if a.role == "support" and a.state != "suspended")

    def unsigned(self, feedback: Feedback) -> tuple[Assignment, ...]:
        """协办 units that have not signed ``feedback`` yet."""
        signed = {c.unit for c in feedback.countersigns}
        return tuple(a for a in self.signers if a.name not in signed)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of 我的工作: what is to be done about a row, for which unit, by when."""

    item_id: str
    text: str
    unit: str
    role: str
    limit: date | None
    note: str = ""
    days: int | None = None  # left until the limit, negative when it has passed


@dataclass(frozen=True, slots=True)
class BulkAssigned:
    """What 批量交办 did: rows assigned, and (row, text, why) of those left for a person."""

    done: tuple[str, ...]
    left: tuple[tuple[str, str, str], ...]
