"""统计: tables and charts of the ledger; each figure opens its rows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from docintel.domain.ledger import LedgerFilters
from docintel.domain.statistics import FIGURES, GROUPINGS, MEANINGS, RATES, Line, Statistics
from docintel.web.access import viewer_of
from docintel.web.forms import StatisticsForm
from docintel.workflows import statistics as workflow

SHOWN = (
    "total",
    "proposed",
    "accepted",
    "open",
    "finished",
    "on_time",
    "late",
    "overdue",
    "undated",
    "firm",
    "aspirational",
    "exploratory",
)
_BARS, _LINES = 20, 100


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """The page; ``by`` chooses the grouping."""
    form = StatisticsForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    by = data.get("by") or "unit"
    found = workflow.statistics(_filters(request, data), timezone.localdate(), by, viewer_of(request))
    context = {
        "nav": "statistics",
        "form": form,
        "found": found,
        "by": by,
        "tabs": [(code, name, _query(request, by=code)) for code, name in GROUPINGS.items()],
        "columns": [(code, FIGURES[code], MEANINGS[code]) for code in SHOWN],
        "rates": [(label, f"{FIGURES[above]} ÷ {FIGURES[below]}") for label, above, below in RATES.values()],
        "lines": [_cells(request, found, line) for line in (*found.lines[:_LINES], found.whole)],
        "solved_rate": found.solved.now / found.solved.classed if found.solved.classed else None,
        "more": max(0, len(found.lines) - _LINES),
        "chart": _chart(found, [_cells(request, found, line) for line in found.lines[:_BARS]]),
        "query": request.GET.urlencode(),
    }
    return render(request, "docintel/statistics.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The table as CSV."""
    form = StatisticsForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    response = HttpResponse(
        workflow.as_csv(workflow.statistics(_filters(request, data), today, data.get("by") or "unit")), content_type="text/csv"
    )
    response["Content-Disposition"] = content_disposition_header(True, f"台账统计-{today}.csv") or "attachment"
    return response


def _filters(request: HttpRequest, data: dict[str, Any]) -> LedgerFilters:
    return LedgerFilters(**{name: data.get(name) or None for name in ("region", "owner")}, units=viewer_of(request).only_units)


def _query(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def _cells(request: HttpRequest, found: Statistics, line: Line) -> dict[str, Any]:
    """A line of the table: each count with the address of its rows."""
    whole = line is found.whole
    kept = {name: request.GET[name] for name in ("region", "owner") if request.GET.get(name)}
    group = {} if whole else {"by": found.by, "key": line.key}
    return {
        "name": "合计" if whole else workflow.name_of(found.by, line),
        "whole": whole,
        "counts": [(line.counts[code], urlencode({"figure": code, **group, **kept})) for code in SHOWN],
        "rates": [line.rate(code) for code in RATES],
        "days": line.days,
        "timed": line.timed,
    }


def _chart(found: Statistics, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What the bars show: finished, open on time, overdue, awaiting review; each bar knows its rows."""
    shown = []
    for line, cells in zip(found.lines, lines, strict=False):
        where = {"by": found.by, "key": line.key}
        counts = line.counts
        parts = [
            ("已办结", counts["finished"], "finished"),
            ("超期未办", counts["overdue"], "overdue"),
            ("在办未超期", counts["open"] - counts["overdue"], "open"),
            ("待审核", counts["proposed"], "proposed"),
        ]
        shown.append(
            {"name": cells["name"], "parts": [{"name": n, "value": v, "query": urlencode({"figure": f, **where})} for n, v, f in parts]}
        )
    return {"title": f"按{GROUPINGS[found.by]}", "lines": shown}
