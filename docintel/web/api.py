"""The JSON API: what the pages can do, for programs. OpenAPI at /api/docs; sign in by session or HTTP Basic."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, NinjaAPI, Query, Schema
from ninja.security import HttpBasicAuth, SessionAuth

from docintel.domain.intake import PaperFilters
from docintel.domain.ledger import LedgerFilters
from docintel.domain.passages import Filters
from docintel.domain.serial import dump
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.workflows import advise, find, library, track


class Basic(HttpBasicAuth):
    """User name and password of a docintel user."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> AbstractBaseUser | None:
        user = authenticate(request, username=username, password=password)
        if user is not None:
            request.user = user
        return user


api = NinjaAPI(title="docintel", version="1", auth=[SessionAuth(), Basic()], urls_namespace="api")


class Problem(Schema):
    """What went wrong and what to do, in words for a person."""

    detail: str


def _problem(request: HttpRequest, error: Exception, status: int) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=status)


@api.exception_handler(BadInput)
def _bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return _problem(request, error, 422)


@api.exception_handler(NotFound)
def _not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    return _problem(request, error, 404)


@api.exception_handler(StoreConflict)
def _conflict(request: HttpRequest, error: StoreConflict) -> HttpResponse:
    return _problem(request, error, 409)


class SearchQuery(Schema):
    """A question and filters; dates are YYYY-MM-DD."""

    q: str = Field(min_length=1, max_length=500)
    region: str | None = None
    kind: str | None = None
    issuer: str | None = None
    status: str | None = None
    since: date | None = None
    until: date | None = None
    limit: int = Field(10, ge=1, le=100)


@api.get("/search", response={200: dict[str, Any], 422: Problem}, summary="查条款")
def search(request: HttpRequest, query: Query[SearchQuery]) -> dict[str, Any]:
    """Provisions for a question, best first."""
    days = {"since": query.since.isoformat() if query.since else None, "until": query.until.isoformat() if query.until else None}
    filters = Filters(region=query.region, kind=query.kind, issuer=query.issuer, status=query.status, **days)
    found: dict[str, Any] = dump(find.find(query.q, filters, query.limit))
    return found


class LedgerQuery(Schema):
    """Filters of the ledger."""

    state: str | None = None
    owner: str | None = None
    text: str | None = None
    doc: str | None = None
    due_before: date | None = None
    due_after: date | None = None
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=1, le=1000)


@api.get("/ledger", response={200: dict[str, Any]}, summary="承诺台账")
def ledger(request: HttpRequest, query: Query[LedgerQuery]) -> dict[str, Any]:
    """Rows of the ledger and their number."""
    words = query.dict(exclude={"offset", "limit"})
    rows = track.list_rows(LedgerFilters(**{k: v or None for k, v in words.items()}), timezone.localdate())
    return {"count": len(rows), "rows": dump(rows[query.offset : query.offset + query.limit])}


@api.get("/ledger/{item_id}", response={200: dict[str, Any], 404: Problem}, summary="一项承诺")
def ledger_row(request: HttpRequest, item_id: str) -> dict[str, Any]:
    """One obligation and its history."""
    return {"row": dump(track.get_row(item_id, timezone.localdate())), "history": dump(track.history(item_id))}


class StateChange(Schema):
    """The new state; ``expected`` is the state seen before (409 when it moved meanwhile)."""

    state: str = Field(max_length=20)
    expected: str | None = Field(None, max_length=20)
    note: str = Field("", max_length=2000)


@api.post("/ledger/{item_id}/state", response={200: dict[str, Any], 404: Problem, 409: Problem, 422: Problem}, summary="改状态")
def change_state(request: HttpRequest, item_id: str, change: StateChange) -> dict[str, Any]:
    """Change an obligation's state."""
    track.change_state(item_id, change.state, who=request.user.get_username(), note=change.note, expected=change.expected)
    return ledger_row(request, item_id)


class PapersQuery(Schema):
    """Filters of the list of papers."""

    text: str | None = None
    kind: str | None = None
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=1, le=1000)


@api.get("/papers", response={200: dict[str, Any]}, summary="公文")
def papers(request: HttpRequest, query: Query[PapersQuery]) -> dict[str, Any]:
    """All papers, newest first."""
    rows = library.list_papers(PaperFilters(text=query.text, kind=query.kind))
    return {"count": len(rows), "rows": dump(rows[query.offset : query.offset + query.limit])}


@api.get("/papers/{key}", response={200: dict[str, Any], 404: Problem}, summary="一份公文")
def paper(request: HttpRequest, key: str) -> dict[str, Any]:
    """One paper: text, head matter, findings."""
    found: dict[str, Any] = dump(library.paper(key))
    return found


@api.post("/match", response={200: dict[str, Any], 422: Problem}, summary="政策匹配")
def match(request: HttpRequest, profile: dict[str, Any], as_of: date | None = None) -> dict[str, Any]:
    """Verdicts for one enterprise profile (the shape that ``docintel match`` reads)."""
    found: dict[str, Any] = dump(advise.advise_one(profile, as_of))
    return found
