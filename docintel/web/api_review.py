"""The JSON API of the review queue."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from docintel.domain.review import QueueFilters
from docintel.domain.serial import dump
from docintel.workflows import review

router = Router(tags=["审核"])
_MOST = 10_000_000


class Problem(Schema):
    """What went wrong and what to do, in words for a person."""

    detail: str


_REFUSED: dict[int, Any] = {404: Problem, 409: Problem, 422: Problem}


class QueueQuery(Schema):
    """What waits and in which order; empty = no restriction."""

    doc: str | None = Field(None, max_length=300)
    unit: str | None = Field(None, max_length=100)
    below: float | None = Field(None, ge=0, le=1, description="rows of at most this confidence")
    changed: bool = Field(default=False, description="only rows whose source changed after review")
    order: Literal["paper", "confidence"] = "paper"

    @property
    def filters(self) -> QueueFilters:
        """As the workflows take it."""
        return QueueFilters(self.doc or None, self.unit or None, self.below, self.changed, self.order)


class Paged(Schema):
    """The part of the list that is wanted."""

    offset: int = Field(0, ge=0, le=_MOST)
    limit: int = Field(20, ge=1, le=200)


class PagedQueue(QueueQuery, Paged):
    """Both."""


@router.get("/review", response={200: dict[str, Any], 422: Problem}, summary="待审核的事项")
def review_listed(request: HttpRequest, query: Query[PagedQueue]) -> dict[str, Any]:
    """The rows that wait, in the queue's order."""
    count, rows = review.listed(query.filters, timezone.localdate(), query.limit, query.offset)
    return {"count": count, "rows": dump(rows)}


@router.get("/review/shares", response={200: dict[str, Any], 422: Problem}, summary="各把握下限的份额")
def review_shares(request: HttpRequest, query: Query[QueueQuery]) -> dict[str, Any]:
    """What each threshold would confirm and how often such findings are right."""
    return {"shares": dump(review.shares(query.filters))}


class Bulk(Schema):
    """``stamp`` of the preview: 409 where anything changed since."""

    threshold: float = Field(gt=0, le=1)
    stamp: str = Field(max_length=64)
    doc: str | None = Field(None, max_length=300)
    unit: str | None = Field(None, max_length=100)


@router.get("/review/preview", response={200: dict[str, Any], 422: Problem}, summary="批量确认的预览")
def review_preview(request: HttpRequest, query: Query[QueueQuery], threshold: float) -> dict[str, Any]:
    """What confirming everything from ``threshold`` on would confirm."""
    found: dict[str, Any] = dump(review.preview(query.filters, threshold, timezone.localdate()))
    return found


@router.post("/review/bulk", response={200: dict[str, Any], 409: Problem, 422: Problem}, summary="批量确认")
def review_bulk(request: HttpRequest, given: Bulk) -> dict[str, Any]:
    """Confirms every proposed row of at least this confidence, all or nothing."""
    filters = QueueFilters(given.doc or None, given.unit or None)
    return {"confirmed": review.confirm_all(filters, given.threshold, request.user.get_username(), given.stamp)}


@router.get("/review/acts", response={200: dict[str, Any]}, summary="审核操作")
def review_acts(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    """Acts of review, the newest first."""
    return {"acts": dump(review.history(limit=query.limit, offset=query.offset))}


class Undo(Schema):
    """``number`` of the act; without it the newest act of the user."""

    number: int | None = Field(None, ge=1, le=2**62)


@router.post("/review/undo", response={200: dict[str, Any], **_REFUSED}, summary="撤销审核操作")
def review_undo(request: HttpRequest, given: Undo) -> dict[str, Any]:
    """Takes an act back."""
    found: dict[str, Any] = dump(review.undo(request.user.get_username(), given.number))
    return found


class Added(Schema):
    """A missed item: the words at [start, end) of the paper's current text, and its fields where they differ from what is read there."""

    doc: str = Field(max_length=300)
    start: int = Field(ge=0, le=1_000_000_000)
    end: int = Field(ge=1, le=1_000_000_000)
    text: str = Field("", max_length=5000)
    lead: list[str] = Field(default_factory=list, max_length=50)
    support: list[str] = Field(default_factory=list, max_length=50)
    due: str = Field("", max_length=100)
    targets: list[str] = Field(default_factory=list, max_length=50)
    strength: str = Field("", max_length=20)
    note: str = Field("", max_length=2000)


@router.post("/review/add", response={200: dict[str, Any], **_REFUSED}, summary="补录漏掉的事项")
def review_add(request: HttpRequest, given: Added) -> dict[str, Any]:
    """A confirmed row for words that the program missed."""
    fields = given.dict(exclude={"doc", "start", "end", "note"})
    return {"item_id": review.add(given.doc, (given.start, given.end), request.user.get_username(), fields, given.note)}


class Merged(Schema):
    """Rows of one paper by id; ``revisions`` as seen (409 when one was changed meanwhile)."""

    items: list[str] = Field(min_length=2, max_length=50)
    revisions: dict[str, int] = Field(default_factory=dict)
    text: str = Field("", max_length=5000)
    note: str = Field("", max_length=2000)


@router.post("/review/merge", response={200: dict[str, Any], **_REFUSED}, summary="合并")
def review_merge(request: HttpRequest, given: Merged) -> dict[str, Any]:
    """One row in the place of several."""
    return {"item_id": review.merge(given.items, request.user.get_username(), given.text, given.note, given.revisions)}


class Seen(Schema):
    """``revision`` is the row's as seen (409 when it was changed meanwhile)."""

    revision: int = Field(ge=0, le=2**31)
    note: str = Field("", max_length=2000)


class Rejected(Seen):
    """With the reason."""

    reason: str = Field(min_length=1, max_length=500)


class Corrected(Seen):
    """Only the fields that are given are changed."""

    text: str | None = Field(None, max_length=5000)
    lead: list[str] | None = Field(None, max_length=50)
    support: list[str] | None = Field(None, max_length=50)
    due: str | None = Field(None, max_length=100, description="2025-12-31 or 2025年底前; empty: no date")
    targets: list[str] | None = Field(None, max_length=50)
    strength: str | None = Field(None, max_length=20)


class Split(Seen):
    """One row for each text; none: one for each action."""

    texts: list[str] | None = Field(None, max_length=50)


@router.get("/review/{item_id}", response={200: dict[str, Any], 404: Problem}, summary="一项待审核")
def review_card(request: HttpRequest, item_id: str) -> dict[str, Any]:
    """A row as a reviewer sees it: with its paragraph, its neighbours and what changed in its source since the review."""
    found = review.card(item_id, QueueFilters(), timezone.localdate())
    source = found.source
    place = {"doc": source.doc, "start": source.start, "end": source.end, "text": source.text[source.start : source.end]}
    parts = {"parts": dump(source.parts), "evidence": dump(source.evidence)}
    return {"row": dump(found.row), "source": place | parts, "neighbours": dump(found.neighbours), "change": dump(found.change)}


@router.post("/review/{item_id}/confirm", response={200: dict[str, Any], **_REFUSED}, summary="确认")
def review_confirm(request: HttpRequest, item_id: str, given: Seen) -> dict[str, Any]:
    """The row is right, or was read again after its source changed."""
    number = review.confirm(item_id, request.user.get_username(), given.note, given.revision)
    return {"act": number, "next": review.following(QueueFilters(), item_id)}


@router.post("/review/{item_id}/reject", response={200: dict[str, Any], **_REFUSED}, summary="不予立项")
def review_reject(request: HttpRequest, item_id: str, given: Rejected) -> dict[str, Any]:
    """The row is not taken up."""
    number = review.reject(item_id, request.user.get_username(), given.reason, given.revision)
    return {"act": number, "next": review.following(QueueFilters(), item_id)}


@router.post("/review/{item_id}/correct", response={200: dict[str, Any], **_REFUSED}, summary="更正")
def review_correct(request: HttpRequest, item_id: str, given: Corrected) -> dict[str, Any]:
    """Corrections that no later reading overwrites."""
    changes = {k: v for k, v in given.dict(exclude={"revision", "note"}).items() if v is not None}
    return {"changed": review.correct(item_id, changes, request.user.get_username(), given.note, given.revision)}


@router.post("/review/{item_id}/split", response={200: dict[str, Any], **_REFUSED}, summary="拆分")
def review_split(request: HttpRequest, item_id: str, given: Split) -> dict[str, Any]:
    """Several rows in the place of one."""
    return {"items": review.split(item_id, given.texts, request.user.get_username(), given.note, given.revision)}
