"""People look over what the program found: say it was read, take a correction back, correct a paper's head matter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from docintel.domain.ledger import LedgerFilters, LedgerRow
from docintel.store import ledger, papers


def waiting(today: date) -> Sequence[LedgerRow]:
    """Rows whose text changed, or that are gone from the paper, after a person had reviewed them."""
    return ledger.rows(LedgerFilters(needs_review=True), today)


def mark_reviewed(item_id: str, who: str, note: str = "") -> None:
    """A person has read the row against its source as it stands now. Raises NotFound."""
    ledger.mark_reviewed(item_id, who, note)


def undo(item_id: str, field: str, who: str, note: str = "") -> None:
    """Takes the newest correction of ``field`` back. Raises NotFound when there is none."""
    ledger.undo(item_id, field, who, note)


def correct_paper(doc_id: str, field: str, value: str, who: str, note: str = "") -> None:
    """Corrects a paper's head matter (title, doc_number, issuer, issue_date, region, status …); kept over every later reading.

    Raises NotFound, BadInput.
    """
    papers.correct(doc_id, field, value, who, note)
