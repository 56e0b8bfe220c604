"""The ledger's states and rows (承诺台账)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

STATES = {
    "proposed": "待审核",
    "confirmed": "已确认",
    "in_progress": "办理中",
    "done": "已办结",
    "closed": "已销号",
    "rejected": "不予立项",
}
"""State code → Chinese label, in the order of an item's life."""

TRANSITIONS = {
    "proposed": ("confirmed", "rejected"),
    "confirmed": ("in_progress", "done", "rejected", "proposed"),
    "in_progress": ("done", "confirmed"),
    "done": ("closed", "in_progress"),
    "closed": ("in_progress",),
    "rejected": ("proposed",),
}
"""Which states may follow which; anything else is refused with the allowed ones named."""


@dataclass(frozen=True, slots=True)
class Light:
    """亮灯: a colour (green, yellow, red, grey, blue) and the rule that gave it, in words."""

    colour: str
    rule: str


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """Empty = no restriction. ``owner`` matches part of any owner's name; ``text`` part of the item's words."""

    state: str | None = None
    doc: str | None = None
    owner: str | None = None
    strength: str | None = None
    due_before: date | None = None
    due_after: date | None = None
    dated: bool | None = None
    text: str | None = None
    region: str | None = None
    light: str | None = None
    needs_review: bool | None = None
    gone: bool | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One obligation as people track it. Lists are joined by the renderer, not here."""

    item_id: str
    doc: str
    title: str
    doc_number: str
    source_kind: str
    case_number: str
    proposal_title: str
    text: str
    actions: tuple[str, ...]
    targets: tuple[str, ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    deadline_words: tuple[str, ...]
    due: date | None
    recurrence: tuple[str, ...]
    strength: str
    state: str
    light: Light
    outcome_class: str
    needs_review: bool
    start: int
    end: int
    updated: datetime | None = None
    note: str = ""
    progress: str = ""
    region: str = ""
    gone: bool = False  # no longer in the newest version of the paper
    revision: int = 0  # give it back with a change to be refused when somebody changed the row meanwhile


@dataclass(frozen=True, slots=True)
class Change:
    """One line of history: who changed what, when, from what, to what. Never deleted."""

    item_id: str
    who: str
    when: datetime
    field: str
    old: str
    new: str
    note: str = ""
