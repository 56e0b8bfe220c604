"""The JSON API of 各地对比."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from docintel.domain.passages import Filters
from docintel.domain.serial import dump
from docintel.web.api_problem import Problem
from docintel.workflows import compare

router = Router()


class CompareQuery(Schema):
    """A topic, and the day on which papers must not be over."""

    q: str = Field(min_length=1, max_length=500)
    region: str | None = None
    on: date | None = None
    per_place: int = Field(compare.PER_PLACE, ge=1, le=20)


@router.get("/compare", summary="各地对比", response={200: dict[str, Any], 422: Problem})
def compared(request: HttpRequest, query: Query[CompareQuery]) -> dict[str, Any]:
    """The same measure in several places, best first within each."""
    day = query.on or timezone.localdate()
    found: dict[str, Any] = dump(compare.compare(query.q, Filters(region=query.region), day=day, per_place=query.per_place))
    return found
