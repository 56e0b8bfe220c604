"""The JSON API: what the pages can do, for programs. OpenAPI at /api/docs; sign in by session or HTTP Basic."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, Literal

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError
from ninja.security import HttpBasicAuth, SessionAuth

from docintel.domain.findings import BENEFIT_TYPES
from docintel.domain.intake import PaperFilters
from docintel.domain.ledger import LedgerFilters
from docintel.domain.serial import dump
from docintel.domain.standing import STATE_NAMES
from docintel.errors import BadInput, DocintelError, NotAllowed, NotFound, StoreConflict
from docintel.web.access import viewer_of
from docintel.web.api_check import router as check_router
from docintel.web.api_compare import router as compare_router
from docintel.web.api_forms import router as forms_router
from docintel.web.api_life import router as life_router
from docintel.web.api_notices import router as notices_router
from docintel.web.api_outcomes import router as outcomes_router
from docintel.web.api_people import router as people_router
from docintel.web.api_problem import Problem
from docintel.web.api_review import router as review_router
from docintel.web.api_sheets import router as sheets_router
from docintel.web.api_statistics import router as statistics_router
from docintel.workflows import advise, doctor, find, library, lights, page_view, track
from docintel.workflows.explain import explain_stored


class Basic(HttpBasicAuth):
    """User name and password of a docintel user; docintel.web.middleware has looked at them, and at the role."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> AbstractBaseUser | None:
        return request.user if request.user.is_authenticated and getattr(request, "by_password", False) else None


# Basic first: a session must show its CSRF token, a program with a password has none
api = NinjaAPI(title="docintel", version="1", auth=[Basic(), SessionAuth()], urls_namespace="api")
_ROUTERS = (
    check_router,
    compare_router,
    forms_router,
    life_router,
    notices_router,
    outcomes_router,
    people_router,
    review_router,
    sheets_router,
    statistics_router,
)
for _router in _ROUTERS:
    api.add_router("", _router)


def _problem(request: HttpRequest, error: Exception, status: int) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=status)


@api.exception_handler(ValidationError)
def _wrong_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = "；".join(f"{'.'.join(str(part) for part in e['loc'][1:]) or '请求'}：{e['msg']}" for e in error.errors)
    return _problem(request, BadInput(f"参数不对（{wrong}）；各参数的说明见 /api/docs"), 422)


@api.exception_handler(BadInput)
def _bad_input(request: HttpRequest, error: BadInput) -> HttpResponse:
    return _problem(request, error, 422)


@api.exception_handler(NotFound)
def _not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    return _problem(request, error, 404)


@api.exception_handler(DocintelError)
def _other(request: HttpRequest, error: DocintelError) -> HttpResponse:
    return _problem(request, error, 422)


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return _problem(request, error, 403)


@api.exception_handler(StoreConflict)
def _conflict(request: HttpRequest, error: StoreConflict) -> HttpResponse:
    return _problem(request, error, 409)


class Health(Schema):
    """ok: all is well; degraded: an administrator should look at 系统状态."""

    status: Literal["ok", "degraded"]


@api.get("/health", auth=None, response={200: Health, 503: Health}, summary="是否正常（供监控，不用登录）")
def health(request: HttpRequest) -> HttpResponse:
    """Whether the service is well; says nothing of what it holds."""
    state = doctor.health()
    return api.create_response(request, {"status": state}, status=200 if state == "ok" else 503)


class SearchQuery(Schema):
    """A question and filters; dates are YYYY-MM-DD. ``q`` may be empty where a filter is given: what passes is listed."""

    q: str = Field("", max_length=500)
    region: str | None = None
    kind: str | None = None
    issuer: str | None = None
    status: str | None = Field(None, description="、".join(f"{code} {name}" for code, name in STATE_NAMES.items()))
    since: date | None = None
    until: date | None = None
    on: date | None = Field(None, description="按这一天的效力查：之后出台的、当时已失效的不列")
    owner: str | None = Field(None, description="责任单位：名称、其中一部分或简称")
    benefit_kind: str | None = Field(None, description="、".join(BENEFIT_TYPES))
    beneficiary: str | None = Field(None, description="支持对象：分面中的一类，或原文中的词")
    has_deadline: bool | None = None
    has_target: bool | None = None
    numbers: str | None = Field(None, max_length=500, description="数字条件，如 补贴比例≥50% 且 上限≥50万；也可以写在 q 里")
    limit: int = Field(10, ge=1, le=100)


@api.get("/search", response={200: dict[str, Any], 422: Problem}, summary="查条款")
def search(request: HttpRequest, query: Query[SearchQuery]) -> dict[str, Any]:
    """Provisions for a question, best first."""
    filters = find.filters_of(query.dict(exclude={"q", "limit"}))
    found = find.find(query.q, filters, query.limit)
    told: dict[str, Any] = dump(found)
    for row, hit in zip(told["hits"], found.hits, strict=True):
        row["standing"] = find.standing(hit, filters)
    return told


class LedgerQuery(Schema):
    """Filters of the ledger."""

    state: str | None = None
    owner: str | None = None
    text: str | None = None
    doc: str | None = None
    light: str | None = Field(None, description="red, yellow, blue, green, grey")
    figure: str | None = Field(None, description="rows behind a figure of /api/statistics, in the group key of the grouping by")
    by: str | None = None
    key: str | None = None
    due_before: date | None = None
    due_after: date | None = None
    year: str | None = Field(None, pattern=r"^[0-9]{4}$", description="of the paper")
    kind: str | None = Field(None, max_length=40, description="of the paper")
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=1, le=1000)


@api.get("/ledger", response={200: dict[str, Any]}, summary="承诺台账")
def ledger(request: HttpRequest, query: Query[LedgerQuery]) -> dict[str, Any]:
    """Rows of the ledger and their number."""
    words = query.dict(exclude={"offset", "limit"})
    filters = LedgerFilters(**{k: v or None for k, v in words.items()}, units=viewer_of(request).only_units)
    rows = track.list_rows(filters, timezone.localdate())
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


class ProgressReport(Schema):
    """What a target has reached by a day; written once, a correction names the report it ``corrects`` (without a value it is taken back).

    ``revision`` is the row's as seen (409 when the row was changed meanwhile).
    """

    value: str = Field("", max_length=60, description="with its unit, as the paper writes it: 1500个")
    day: date
    revision: int
    note: str = Field("", max_length=2000)
    goal: str | None = Field(None, max_length=500, description="which target, where a row has several")
    start: bool = False
    poor: bool = False
    corrects: int | None = Field(None, ge=1, le=2**62)


@api.post("/ledger/{item_id}/progress", response={200: dict[str, Any], 404: Problem, 409: Problem, 422: Problem}, summary="填报进度")
def report(request: HttpRequest, item_id: str, given: ProgressReport) -> dict[str, Any]:
    """Report the value of a target."""
    how = given.dict(exclude={"value", "day", "revision"})
    who, today = request.user.get_username(), timezone.localdate()
    track.report(item_id, given.value, given.day, who, today=today, viewer=viewer_of(request), expected=given.revision, **how)
    return ledger_row(request, item_id)


@api.get("/lights", response={200: dict[str, Any]}, summary="亮灯规则")
def light_rules(request: HttpRequest) -> dict[str, Any]:
    """The rules in force: in which case which colour, and the counts of the ledger by colour."""
    rules, mine = lights.in_force(), LedgerFilters(units=viewer_of(request).only_units)
    cases = [{"when": when, "colour": case.colour, "short": case.short} for when, case in lights.explained(rules)]
    shown = {"key": rules.key, "name": rules.name, "source": rules.source, "near": rules.near, "pace": dump(rules.pace), "cases": cases}
    return {**shown, "limit": dump(rules.limit), "counts": track.light_counts(mine, timezone.localdate())}


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
def paper(request: HttpRequest, key: str, outside: bool = False) -> dict[str, Any]:
    """One paper: text, head matter, findings, the size of its pages in points; ``outside``: names and telephones of people masked."""
    found = library.paper(key, outside=outside)
    shown = {f.name: dump(getattr(found, f.name)) for f in fields(found) if f.name != "document"}
    return {**shown, "pages": dump(found.document.pages), "media_type": found.document.media_type, "sha256": found.document.sha256}


class PlacesQuery(Schema):
    """Code-point offsets into the paper's text."""

    start: int = Field(ge=0, le=1_000_000_000)
    end: int = Field(ge=1, le=1_000_000_000)


@api.get("/papers/{key}/places", response={200: dict[str, Any], 404: Problem, 422: Problem}, summary="文字在原件中的位置")
def places(request: HttpRequest, key: str, query: Query[PlacesQuery]) -> dict[str, Any]:
    """Where words stand: page and boxes (left, top, right, bottom as shares of the page), or paragraph, or table cell."""
    found: dict[str, Any] = dump(page_view.places(key, query.start, query.end))
    return found


@api.get("/papers/{key}/explain", response={200: dict[str, Any], 404: Problem, 422: Problem}, summary="为什么这样读")
def explain(request: HttpRequest, key: str, query: Query[PlacesQuery]) -> dict[str, Any]:
    """Why the sentence at a place is read as it is: labels, clauses, findings with their reasons."""
    found: dict[str, Any] = dump(explain_stored(key, query.start, query.end))
    return found


class PictureQuery(Schema):
    """Pixels wide, rounded up to one of a few widths; ``outside``: names and telephones of people blacked out."""

    width: int = Field(1200, ge=1, le=2400)
    outside: bool = False


@api.get("/papers/{key}/pages/{page}", response={200: None, 404: Problem, 422: Problem}, summary="一页的图像（PNG）")
def page_picture(request: HttpRequest, key: str, page: int, query: Query[PictureQuery]) -> HttpResponse:
    """One page (from 1) of the paper's file as PNG."""
    return HttpResponse(page_view.picture(key, page, query.width, outside=query.outside), content_type="image/png")


@api.post("/match", response={200: dict[str, Any], 422: Problem}, summary="政策匹配")
def match(request: HttpRequest, profile: dict[str, Any], as_of: date | None = None) -> dict[str, Any]:
    """Verdicts for one enterprise profile (the shape that ``docintel match`` reads)."""
    found: dict[str, Any] = dump(advise.advise_one(profile, as_of))
    return found
