"""The review queue: one row at a time beside its source; people confirm, correct, split, merge, reject, add, and take it back.

``who`` is always the user's name. Every act is one transaction with its history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from docintel.domain.ledger import LedgerFilters, LedgerRow, Source
from docintel.domain.review import ActRow, BulkPreview, Difference, Neighbours, QueueFilters, Share, Waiting
from docintel.errors import BadInput
from docintel.report import gold
from docintel.store import acts, changed, ledger, making, papers, queue, reviewed, sources
from docintel.text.typed import typed_due

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Card:
    """All that a reviewer sees of a row. ``change``: what is new in its source since the review."""

    row: LedgerRow
    source: Source
    waiting: Waiting
    neighbours: Neighbours
    change: Difference | None

    @property
    def open(self) -> bool:
        """Whether the row still waits for a reviewer."""
        return (self.row.state == "proposed" and not self.row.gone) or self.row.needs_review


def waiting(today: date) -> Sequence[LedgerRow]:
    """Rows whose text changed, or that are gone from the paper, after a person had reviewed them."""
    return ledger.rows(LedgerFilters(needs_review=True), today)


def count(filters: QueueFilters) -> int:
    """How many rows wait for a reviewer."""
    return queue.Queue(filters).waiting().all


def following(filters: QueueFilters, after: str | None = None, *, back: bool = False, other_paper: bool = False) -> str | None:
    """The row that waits behind ``after`` in the queue (before it: ``back``; in the next paper: ``other_paper``), None at the end.

    Raises NotFound (no row ``after``), BadInput (no such order).
    """
    return queue.Queue(filters).following(after, back=back, other_paper=other_paper)


def card(item_id: str, filters: QueueFilters, today: date) -> Card:
    """A row as a reviewer sees it. Raises NotFound."""
    row = ledger.row(item_id, today)
    return Card(
        row=row,
        source=sources.source(item_id),
        waiting=queue.Queue(filters).waiting(row.doc),
        neighbours=queue.neighbours(item_id),
        change=changed.difference(item_id) if row.needs_review or row.gone else None,
    )


def listed(filters: QueueFilters, today: date, limit: int, offset: int = 0) -> tuple[int, list[LedgerRow]]:
    """(how many wait, some of them in the queue's order)."""
    rows = queue.Queue(filters)
    return rows.waiting().all, [ledger.row(item_id, today) for item_id in rows.listed(limit, offset)]


def difference(item_id: str) -> Difference | None:
    """What changed in the row's source since the review, None where nothing did. Raises NotFound."""
    return changed.difference(item_id)


@cache
def reasons() -> tuple[str, ...]:
    """Why a row is not taken up, in the words that offices use, in the order of their keys."""
    lines = files("docintel.workflows").joinpath("data/reject_reasons.txt").read_text("utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


# --- acts ---------------------------------------------------------------------------------------------------------


def confirm(item_id: str, who: str, note: str = "", expected: int | None = None) -> int:
    """A proposed row is right, or a changed one was read again. The act's number. Raises NotFound, StoreConflict, BadInput."""
    return acts.confirm(item_id, who, note, expected)


def reject(item_id: str, who: str, reason: str, expected: int | None = None) -> int:
    """The row is not taken up. The act's number. Raises NotFound, StoreConflict, BadInput (no reason, or it is already with a unit)."""
    return acts.reject(item_id, who, reason, expected)


def correct(item_id: str, changes: Mapping[str, Any], who: str, note: str = "", expected: int | None = None) -> list[str]:
    """Corrects a row; the fields that really changed. ``due`` may be a day or words (2025年底前), which are kept as they are.

    Fields: text, due, due_words, lead, support, targets, strength. Raises NotFound, StoreConflict, BadInput.
    """
    item_changes = dict(changes)
    if isinstance(item_changes.get("due"), str):
        item_changes |= _due(item_id, item_changes["due"])
    return acts.correct(item_id, item_changes, who, note, expected)


def _due(item_id: str, words: str) -> dict[str, Any]:
    head = papers.load_head(sources.doc_of(item_id))
    return _read_due(words, head.anchor)


def _read_due(words: str, anchor: Any) -> dict[str, Any]:
    try:
        day, said = typed_due(words, anchor)
    except ValueError as error:
        raise BadInput(str(error)) from error
    return {"due": day} | ({"due_words": [said]} if said else {})


def split(item_id: str, texts: Sequence[str] | None, who: str, note: str = "", expected: int | None = None) -> list[str]:
    """One row for each of ``texts`` (None: for each action) in the place of the row; their ids.

    Raises NotFound, StoreConflict, BadInput.
    """
    return making.split(item_id, texts, who, note, expected)


def merge(item_ids: Sequence[str], who: str, text: str = "", note: str = "", expected: Mapping[str, int] | None = None) -> str:
    """One row in the place of several of a paper; its id. Raises NotFound, StoreConflict, BadInput."""
    return making.merge(item_ids, who, text, note, expected)


def add(doc_id: str, at: tuple[int, int], who: str, changes: Mapping[str, Any] | None = None, note: str = "") -> str:
    """A confirmed row for the words at [start, end) (``at``) of a paper, which the program missed; its id. Raises NotFound, BadInput."""
    mine = dict(changes or {})
    if mine.get("due"):
        mine |= _read_due(str(mine["due"]), papers.load_head(doc_id).anchor)
    return making.add(doc_id, at, who, mine, note)


def offered(doc_id: str, at: tuple[int, int]) -> dict[str, str]:
    """What a form for the words at [start, end) of a paper is filled with: text, due, targets as read. Raises NotFound, BadInput."""
    return making.offered(doc_id, at)


def undo(who: str, number: int | None = None) -> ActRow:
    """Takes back the newest act of ``who``, or the act of that number. Raises NotFound, StoreConflict."""
    return acts.undo(who, number)


def undo_field(item_id: str, field: str, who: str, note: str = "") -> None:
    """Takes the newest correction of ``field`` back. Raises NotFound when there is none."""
    ledger.undo(item_id, field, who, note)


def history(who: str = "", limit: int = 20, offset: int = 0) -> list[ActRow]:
    """Acts of review, the newest first; ``who`` "" = everybody's."""
    return acts.acts(who, limit, offset)


# --- bulk ---------------------------------------------------------------------------------------------------------


def shares(filters: QueueFilters) -> list[Share]:
    """What each offered threshold would confirm, with the share of right ones that it stands for."""
    return queue.shares(filters)


def preview(filters: QueueFilters, threshold: float, today: date) -> BulkPreview:
    """What confirming everything from ``threshold`` on would do; the examples are the least certain ones. Raises BadInput."""
    found = queue.sure(filters, threshold)
    (share,) = queue.shares(filters, (threshold,))
    ids = found.order_by("confidence", "paper_id", "start", "id").values_list("item_id", flat=True)[:EXAMPLES]
    return BulkPreview(share, tuple(ledger.row(i, today) for i in ids), queue.stamp(found))


def confirm_all(filters: QueueFilters, threshold: float, who: str, stamp: str | None = None) -> int:
    """Confirms every proposed row of at least this confidence, all or nothing; how many.

    ``stamp`` of the preview: refused when anything changed since. Raises BadInput (nothing to confirm), StoreConflict.
    """
    note = f"{queue.BULK_NOTE}（把握 {threshold:g} 以上）"
    return acts.confirm_all(queue.sure(filters, threshold), who, note, lambda rows: queue.must_be(stamp, rows))


# --- gold ---------------------------------------------------------------------------------------------------------


def gold_rows(docs: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """docintel-gold/1 rows of the papers that were fully reviewed, with people's corrections. Raises NotFound, BadInput."""
    for reading in reviewed.readings(reviewed.complete(docs)):
        yield from gold.rows(reading)


def gold_papers() -> list[str]:
    """Ids of the papers that were fully reviewed."""
    return reviewed.complete()


def correct_paper(doc_id: str, field: str, value: str, who: str, note: str = "") -> None:
    """Corrects a paper's head matter (title, doc_number, issuer, issue_date, region, status …); kept over every later reading.

    Raises NotFound, BadInput.
    """
    papers.correct(doc_id, field, value, who, note)
