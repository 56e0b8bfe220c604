"""统计: the ledger counted by unit, year, kind, strength or class; each figure opens its rows."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

from docintel.domain.ledger import LedgerFilters
from docintel.domain.outcomes import OutcomeFilters
from docintel.domain.papers import KIND_NAMES
from docintel.domain.people import PROGRAM, Viewer
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.domain.statistics import FIGURES, GROUPINGS, RATES, Line, Statistics
from docintel.report.csv_cells import plain
from docintel.store import ledger
from docintel.workflows.outcomes import list_replies, solved

COLUMNS = (
    "total",
    "proposed",
    "accepted",
    "open",
    "finished",
    "closed",
    "came_due",
    "on_time",
    "late",
    "overdue",
    "assigned",
    "answered",
    "undated",
    "firm",
    "aspirational",
    "exploratory",
)
"""Figures of the table and of the file, in order."""


def statistics(filters: LedgerFilters, today: date, by: str = "unit", viewer: Viewer = PROGRAM) -> Statistics:
    """The figures of the rows that the filters leave, by one of GROUPINGS, and 解决率 of the replies that ``viewer`` sees. Raises BadInput.

    Replies are told apart by who issued them (``filters.owner``), not by region: with a region no 解决率 is given.
    """
    found = ledger.counted(filters, today, by)
    if filters.region:
        return found
    return replace(found, solved=solved(list_replies(OutcomeFilters(issuer=filters.owner), today, viewer)))


def name_of(by: str, line: Line) -> str:
    """What a group is called."""
    names = {"kind": KIND_NAMES, "strength": STRENGTH_NAMES}.get(by, {})
    return names.get(line.key, line.key)


def as_csv(found: Statistics) -> str:
    """The table as CSV with a byte order mark, so that Excel reads its Chinese; rates in per cent with one decimal."""
    target = StringIO()
    target.write("\ufeff")
    writer = csv.writer(target)
    writer.writerow(
        [GROUPINGS[found.by], *(FIGURES[c] for c in COLUMNS), *(f"{label}（%）" for label, _, _ in RATES.values()), "平均用时（天）"]
    )
    for line, name in [*((line, name_of(found.by, line)) for line in found.lines), (found.whole, "合计（每项只计一次）")]:
        rates = [line.rate(code) for code in RATES]
        writer.writerow(
            [
                plain(name),
                *(line.counts[c] for c in COLUMNS),
                *("" if r is None else f"{r * 100:.1f}" for r in rates),
                "" if line.days is None else f"{line.days:.1f}",
            ]
        )
    return target.getvalue()
