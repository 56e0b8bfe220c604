"""The ledger as people use it: lists, one row with its source, changes of state, corrections, history, Excel out and in.

``who`` is always the user's name. Every change is one transaction with its history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from docintel.domain.ledger import COLOURS, Change, LedgerFilters, LedgerRow, Source
from docintel.domain.outcomes import plain_class
from docintel.domain.people import PROGRAM, Viewer
from docintel.domain.progress import Report
from docintel.errors import NotAllowed
from docintel.report import ledger_xlsx
from docintel.store import items, ledger, outcomes, people, progress, sheets, sources
from docintel.store.coming import coming

OPEN = ("proposed", "confirmed", "assigned", "in_progress")


def list_rows(filters: LedgerFilters, today: date) -> Sequence[LedgerRow]:
    """Rows by due date, undated last; ``filters.units`` is the viewer's ``only_units``.

    Lazy: ``len`` counts, a slice reads only its rows.
    """
    return ledger.rows(filters, today)


def get_row(item_id: str, today: date) -> LedgerRow:
    """One row. Raises NotFound."""
    return ledger.row(item_id, today)


def sees(viewer: Viewer, item_id: str) -> bool:
    """Whether ``viewer`` may see a row: everybody but a unit sees all, a unit those that it was given. The pages ask before each row."""
    return items.sees(viewer.only_units, item_id)


def seen_of(viewer: Viewer, item_ids: Sequence[str]) -> frozenset[str]:
    """Those of the rows that ``viewer`` may see (:func:`sees`)."""
    return items.seen_of(viewer.only_units, item_ids)


def source(item_id: str) -> Source:
    """The paper's text and where in it the row stands: paragraph, evidence, owners, deadlines, targets. Raises NotFound."""
    return sources.source(item_id)


def change_state(item_id: str, state: str, who: str, note: str = "", expected: str | None = None) -> None:
    """Moves a row to ``state``; ``expected`` is the state the person saw.

    Raises NotFound, BadInput (a step that does not exist; the message names those that do), StoreConflict (somebody was faster).
    """
    ledger.change_state(item_id, state, who, note, expected)


def correct(item_id: str, changes: Mapping[str, Any], who: str, note: str = "", expected: int | None = None) -> list[str]:
    """Writes a person's corrections and gives the fields that really changed.

    Fields: text, due (date or ISO text, None clears), lead, support (lists or 甲、乙), strength, outcome_class, progress, note.

    ``expected`` is the row's ``revision`` as seen (None = no check). Raises NotFound, BadInput,
    StoreConflict. A later reading of the paper never overwrites what was written here.
    """
    rest = dict(changes)
    if "outcome_class" not in rest:
        return ledger.correct(item_id, rest, who, note, expected)
    from docintel.workflows.classes import classes  # noqa: PLC0415 - the rooms that read papers load only when a class is written

    today, words = timezone.localdate(), plain_class(str(rest.pop("outcome_class") or "").strip())
    with transaction.atomic():
        done = ledger.correct(item_id, rest, who, note, expected)
        if words == ledger.row(item_id, today).outcome_class:
            return done
        outcomes.record_words(item_id, words, who, note, classes(today))
    return [*done, "outcome_class"]


def may_correct(viewer: Viewer, reports: Sequence[Report]) -> frozenset[int]:
    """Numbers of the reports that the viewer may correct: a unit those of its own people, everybody else who answers all."""
    if viewer.only_units is None:
        return frozenset(r.number for r in reports)
    own = people.colleagues(viewer.only_units) | {viewer.name}
    return frozenset(r.number for r in reports if r.who in own)


def report(item_id: str, words: str, day: date, who: str, *, today: date, viewer: Viewer = PROGRAM, **how: Any) -> Report:
    """A person reports what a target has reached by ``day``: 1500个. Written once; a correction is a new report.

    ``how``: note (the evidence), goal (which target, where a row has several), start (the value the plan starts from), poor (quality
    wanting), corrects (the report that this one replaces; without words it is taken back), expected (the row's ``revision`` as seen).
    ``viewer``: who reports; a unit corrects only what its own people reported. Raises NotFound, NotAllowed, BadInput, StoreConflict.
    """
    corrects = how.get("corrects")
    if corrects is not None and viewer.only_units is not None:
        reports = get_row(item_id, today).reports
        if corrects in {r.number for r in reports} - may_correct(viewer, reports):
            raise NotAllowed("这条填报不是本单位的，不能更正；如有差错请与填报单位或督查室联系")
    return progress.report(item_id, words, day, who, today=today, **how)


def light_counts(filters: LedgerFilters, today: date) -> dict[str, int]:
    """Colour → rows that the other filters leave, the most urgent colour first."""
    found = Counter(ledger.lit(replace(filters, light=None), today).values())
    return {colour: found[colour] for colour in COLOURS}


def history(item_id: str) -> list[Change]:
    """Every change of a row, oldest first; ``field`` and states in Chinese. Raises NotFound."""
    return ledger.history(item_id)


def due_next(today: date, limit: int = 10, days: int = 365, viewer: Viewer = PROGRAM) -> list[tuple[date, LedgerRow]]:
    """(day, row) of the open rows that fall due next for ``viewer``, from today on."""
    return coming(viewer.only_units, today, today + timedelta(days=days), today, states=OPEN, most=limit)


def counts(viewer: Viewer = PROGRAM) -> dict[str, int]:
    """State → number of rows that ``viewer`` sees."""
    return ledger.counts(viewer.only_units)


def export(filters: LedgerFilters, today: date, form: str = "", tell: Callable[[int, int, str], None] = lambda _d, _t, _p: None) -> bytes:
    """The filtered ledger as an xlsx file: docintel's columns, or those of a remembered form (its fingerprint). Raises NotFound."""
    chosen = sheets.form(form) if form else None
    target = BytesIO()
    rows = list_rows(filters, today)
    total = len(rows)
    ledger_xlsx.write(rows, target, today, chosen, units=sheets.unit_names(), tell=lambda done: tell(done, total, "导出"))
    return target.getvalue()
