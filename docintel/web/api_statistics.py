"""The JSON API of 统计."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from docintel.domain.ledger import LedgerFilters
from docintel.domain.serial import dump
from docintel.domain.statistics import RATES
from docintel.web.access import viewer_of
from docintel.workflows.statistics import statistics

router = Router()


class StatisticsQuery(Schema):
    """Grouping and filters."""

    by: Literal["unit", "year", "kind", "strength", "class"] = "unit"
    region: str | None = None
    owner: str | None = None


@router.get("/statistics", summary="统计", response={200: dict[str, Any]})
def counted(request: HttpRequest, query: Query[StatisticsQuery]) -> dict[str, Any]:
    """Figures of the ledger by group; the rows behind one: ``/api/ledger?figure=…&by=…&key=…``."""
    filters = LedgerFilters(region=query.region, owner=query.owner, units=viewer_of(request).only_units)
    found = statistics(filters, timezone.localdate(), query.by, viewer_of(request))
    lines = [{**dump(line), "rates": {code: line.rate(code) for code in RATES}} for line in (*found.lines, found.whole)]
    return {"by": found.by, "as_of": found.as_of.isoformat(), "lines": lines[:-1], "whole": lines[-1], "solved": dump(found.solved)}
