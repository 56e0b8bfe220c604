"""The JSON API of 办理结果."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from docintel.domain.outcomes import OutcomeFilters, Result
from docintel.domain.serial import dump
from docintel.web.access import viewer_of
from docintel.web.api_problem import Problem
from docintel.workflows import outcomes

router = Router()
Said = Literal["", "satisfied", "mostly", "unsatisfied", "silent"]


class OutcomesQuery(Schema):
    """Filters of the replies."""

    text: str | None = Field(None, max_length=200)
    issuer: str | None = Field(None, max_length=200)
    kind: Literal["reply_cppcc", "reply_npc"] | None = None
    year: str | None = Field(None, pattern=r"^[0-9]{4}$")
    outcome: Literal["done", "under_way", "planned", "later", "noted", "unknown"] | None = None
    satisfaction: Said | None = None
    look_again: bool = False
    redo: bool = False
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(100, ge=1, le=1000)


@router.get("/outcomes", response={200: dict[str, Any]}, summary="答复的办理结果")
def list_outcomes(request: HttpRequest, query: Query[OutcomesQuery]) -> dict[str, Any]:
    """Replies with class, satisfaction, promises and 回头看; ``solved`` counts them by neutral outcome, never by letter."""
    words = query.dict(exclude={"offset", "limit"})
    rows = outcomes.list_replies(OutcomeFilters(**words), timezone.localdate(), viewer_of(request))
    some = rows[query.offset : query.offset + query.limit]
    return {"count": len(rows), "solved": dump(outcomes.solved(rows)), "rows": dump(list(some))}


@router.get("/outcomes/{key}", response={200: dict[str, Any], 404: Problem}, summary="一份答复的办理结果")
def reply_outcome(request: HttpRequest, key: str) -> dict[str, Any]:
    """One reply, everything recorded for it, what is in force of single rows, the class against the words."""
    found = outcomes.reply(key, timezone.localdate(), viewer_of(request))
    shown = {"reply": dump(found.reply), "results": dump(list(found.results)), "rows": dump(found.rows)}
    return {**shown, "scheme": dump(found.scheme), "faults": dump(list(outcomes.class_check(found.reply)))}


class NewResult(Schema):
    """A result; ``revision`` is the reply's as seen (409 when another was recorded meanwhile).

    ``letter`` in ``scheme`` ("" = the reply's own, else the office's); without a letter what was said of the handling alone.
    ``corrects``: the result that this one replaces; without letter and satisfaction that one is taken back.
    """

    revision: int = Field(ge=0, le=2**62)
    letter: str = Field("", max_length=20)
    scheme: str = Field("", max_length=40)
    item_id: str = Field("", max_length=100)
    follow_up: bool = False
    satisfaction: Said = ""
    attitude: Said = ""
    day: date
    note: str = Field("", max_length=2000)
    corrects: int | None = Field(None, ge=1, le=2**62)


@router.post(
    "/outcomes/{key}/results",
    response={200: dict[str, Any], 404: Problem, 409: Problem, 422: Problem},
    summary="登记办理结果（含回头看、满意度）",
)
def record_outcome(request: HttpRequest, key: str, given: NewResult) -> dict[str, Any]:
    """Record a result."""
    result = Result(0, who=request.user.get_username(), when=timezone.now(), **given.dict(exclude={"revision"}))
    outcomes.record(key, result, today=timezone.localdate(), expected=given.revision)
    return reply_outcome(request, key)


@router.get("/outcome-schemes", response={200: dict[str, Any]}, summary="办理结果的分类办法")
def outcome_schemes(request: HttpRequest) -> dict[str, Any]:
    """The known sets of classes and the one that the office chose."""
    chosen, choice = outcomes.office_scheme(), outcomes.scheme_choice()
    return {"chosen": chosen.key if chosen else None, "number": choice.number, "schemes": dump(list(outcomes.schemes().values()))}


class SchemeChoice(Schema):
    """``number`` of the choice that was seen (409 when another was made meanwhile)."""

    scheme: str = Field(max_length=40)
    note: str = Field("", max_length=500)
    number: int = Field(ge=0, le=2**62)


@router.post(
    "/outcome-schemes/chosen", response={200: dict[str, Any], 404: Problem, 409: Problem, 422: Problem}, summary="选定办理结果的分类办法"
)
def choose_outcome_scheme(request: HttpRequest, given: SchemeChoice) -> dict[str, Any]:
    """Choose the office's set of classes."""
    outcomes.choose_scheme(given.scheme, request.user.get_username(), given.note, given.number)
    return outcome_schemes(request)
