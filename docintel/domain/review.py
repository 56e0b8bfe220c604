"""The review queue (审核): what waits for a reviewer, in which order, and what a reviewer did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from docintel.domain.ledger import LedgerRow

ACT_KINDS = {
    "confirm": "确认",
    "reject": "不予立项",
    "correct": "更正",
    "split": "拆分",
    "merge": "合并",
    "add": "补录",
    "seen": "复核",
    "bulk": "批量确认",
}
"""Kind of a reviewer's act → Chinese label."""

ORDERS = {"paper": "按公文和位置", "confidence": "把握低的在前"}
SHARES = (0.98, 0.95, 0.9, 0.85, 0.8, 0.7)
"""Confidences offered as thresholds of the bulk confirmation."""


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """Empty = no restriction. ``below``: rows of at most this confidence; ``changed``: only rows whose source changed after review."""

    doc: str | None = None
    unit: str | None = None
    below: float | None = None
    changed: bool = False
    order: str = "paper"  # a key of ORDERS


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows wait: all that the filters leave, and those of one paper."""

    all: int
    here: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Rows of the same paper around one: the one before it, the one behind it (not rejected), those that share words with it."""

    before: tuple[str, str] | None
    after: tuple[str, str] | None
    overlapping: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have (``same``), that only the old (``gone``) or only the new one has (``new``)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A row's paragraph as it was when a person read it and as it is now; ``new`` "" = nothing like it is left."""

    old: str
    new: str
    old_version: int
    new_version: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Proposed rows of at least this confidence: so many, and the measured share of right ones among such findings.

    ``decided`` and ``right``: what reviewers of this library found among those they have decided.
    """

    threshold: float
    count: int
    right_share: float
    decided: int
    right: int

    @property
    def wrong(self) -> int:
        """How many of them will probably be wrong."""
        return round(self.count * (1 - self.right_share))


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk confirmation would confirm. ``stamp`` is given back with it, so that nothing is confirmed that was not counted."""

    share: Share
    examples: tuple[LedgerRow, ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act of a reviewer. ``items`` are the rows it touched (the first few), ``made`` those it made."""

    number: int
    kind: str
    who: str
    when: datetime
    items: tuple[str, ...]
    count: int
    made: tuple[str, ...]
    note: str
    undone: bool
