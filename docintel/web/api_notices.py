"""The JSON API of 通知."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from docintel.domain.serial import dump
from docintel.web.access import viewer_of
from docintel.web.api_problem import Problem
from docintel.workflows import notify

router = Router()


class NoticesQuery(Schema):
    """Filters and pages of the inbox."""

    kind: str = Field("", max_length=20)
    item_id: str = Field("", max_length=100)
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=500)


@router.get("/notices", summary="通知", response={200: dict[str, Any]})
def notices(request: HttpRequest, query: Query[NoticesQuery]) -> dict[str, Any]:
    """What the signed-in user may read, the newest first."""
    viewer = viewer_of(request)
    rows = notify.inbox(viewer, query.kind, query.item_id, query.limit, query.offset)
    return {"count": notify.count(viewer, query.kind, query.item_id), "unseen": notify.unseen(viewer), "rows": dump(rows)}


class SeenNotice(Schema):
    """The notice that was read; none = all of them."""

    number: int | None = Field(None, ge=1, le=2**62)


@router.post("/notices/seen", summary="标为已读", response={200: dict[str, int], 404: Problem})
def notices_seen(request: HttpRequest, given: SeenNotice) -> dict[str, int]:
    """Marks notices as read; how many were new."""
    return {"new": notify.mark_seen(viewer_of(request), given.number)}


class Reminder(Schema):
    """What is said to the units."""

    words: str = Field(min_length=1, max_length=2000)


@router.post("/ledger/{item_id}/remind", summary="催办", response={200: dict[str, Any], 404: Problem, 422: Problem})
def remind(request: HttpRequest, item_id: str, given: Reminder) -> dict[str, Any]:
    """Reminds the units that the row was given to."""
    return {"notices": notify.remind(item_id, given.words, viewer_of(request).name, timezone.localdate())}
