"""The JSON API of Word 表单: templates, the office's words, and the forms themselves as .docx."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Field, Query, Router, Schema

from docintel.domain.forms import KINDS, NUMBERED, NumberFilters
from docintel.domain.ledger import LedgerFilters
from docintel.domain.serial import dump
from docintel.web.access import viewer_of
from docintel.web.api_problem import Problem
from docintel.workflows import form_numbers, forms

router = Router()
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REFUSED: dict[int, Any] = {200: None, 404: Problem, 422: Problem}


@router.get("/forms", response={200: dict[str, Any]}, summary="Word 表单的模板")
def list_forms(request: HttpRequest) -> dict[str, Any]:
    """The templates in force, what is wrong in them, their placeholders; the office's words with their ``number``."""
    found = [{"name": KINDS[t.kind], **{k: v for k, v in dump(t).items() if k != "path"}} for t in forms.templates()]
    now = forms.settings()
    return {"forms": found, "settings": now.value, "number": now.number}


@router.get("/forms/{kind}/template", response={200: None, 404: Problem}, summary="下载模板")
def form_template(request: HttpRequest, kind: str, original: bool = False) -> HttpResponse:
    """The template in force; ``original``: the one that came with the program."""
    return _file(*forms.export(kind, original=original))


def _file(name: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


class OfficeWords(Schema):
    """What the office says of itself on its forms; ``number`` of the choice seen (409 when it was changed meanwhile)."""

    number: int = Field(ge=0, le=2**62)
    name: str = Field("", max_length=200)
    contact: str = Field("", max_length=200)
    phone: str = Field("", max_length=200)
    feedback: str = Field("", max_length=200)
    back: str = Field("", max_length=200)
    cc: str = Field("", max_length=200)
    printer: str = Field("", max_length=200)


@router.post("/form-settings", response={200: dict[str, Any], 409: Problem, 422: Problem}, summary="表单上的本单位")
def form_settings(request: HttpRequest, given: OfficeWords) -> dict[str, Any]:
    """Write the office's words."""
    forms.settle(given.dict(exclude={"number"}), request.user.get_username(), expected=given.number)
    return list_forms(request)


class Selection(Schema):
    """Rows of the ledger: ``items`` by number, else what the filters leave."""

    items: list[str] = Field(default_factory=list, max_length=forms.MOST_ITEMS)
    state: str | None = Field(None, max_length=20)
    owner: str | None = Field(None, max_length=200)
    text: str | None = Field(None, max_length=200)
    doc: str | None = Field(None, max_length=300)
    region: str | None = Field(None, max_length=100)
    light: str | None = Field(None, max_length=10)
    year: str | None = Field(None, pattern=r"^[0-9]{4}$")
    kind: str | None = Field(None, max_length=40)
    due_before: date | None = None
    due_after: date | None = None

    def filters(self, request: HttpRequest) -> LedgerFilters:
        """The filters, confined to what the viewer sees."""
        words = {k: getattr(self, k) or None for k in _FILTERS}
        return LedgerFilters(**words, units=viewer_of(request).only_units)


_FILTERS = ("state", "owner", "text", "doc", "region", "light", "year", "kind", "due_before", "due_after")


class Words(Schema):
    """What goes on one form; what is empty is taken from the office's words, else left to be filled in by hand."""

    number: str = Field("", max_length=60)
    day: date | None = None
    contact: str = Field("", max_length=60)
    phone: str = Field("", max_length=60)


class NumberQuery(Schema):
    """Filters and page of the register."""

    kind: str = Field("", max_length=20)
    year: int | None = Field(None, ge=1900, le=2200)
    text: str = Field("", max_length=200)
    offset: int = Field(0, ge=0, le=2**31)
    limit: int = Field(50, ge=1, le=500)


class NoticeWords(Words):
    """One unit's rows; without ``unit`` the rows must be of one unit."""

    rows: Selection = Field(default_factory=lambda: Selection.model_validate({}))
    unit: str = Field("", max_length=200)
    limit: date | None = None
    demand: str = Field("", max_length=2000, description="lines")
    cc: str = Field("", max_length=200)
    next_number: bool = Field(False, description="the register's next number, where ``number`` is empty")


@router.post("/forms/notices/{kind}", response=REFUSED, summary="督办通知单、催办通知单（.docx）")
def make_notice(request: HttpRequest, kind: Literal["supervise", "urge"], given: NoticeWords) -> HttpResponse:
    """A notice to one unit on its open rows; its number is written into the register."""
    today, viewer = timezone.localdate(), viewer_of(request)
    rows = forms.chosen(given.rows.items, given.rows.filters(request), today, viewer)
    number = given.number or (form_numbers.following(kind, given.day or today) if given.next_number else "")
    office = forms.office_of(given.dict(exclude={"rows", "unit", "next_number", "number"}) | {"number": number})
    made = forms.make_notice(kind, rows, given.unit, office, today, who=viewer.name)
    return _file(made.name, made.data)


@router.get("/form-numbers", response={200: dict[str, Any], 404: Problem}, summary="编号登记", url_name="form_numbers")
def list_numbers(request: HttpRequest, filters: Query[NumberQuery]) -> dict[str, Any]:
    """The numbers that notices went out under, the newest first, and the ``next`` one of each form."""
    found = form_numbers.list_numbers(NumberFilters(filters.kind, filters.year, filters.text))
    today = timezone.localdate()
    listed = [dump(x) for x in found[filters.offset : filters.offset + filters.limit]]
    return {"count": len(found), "numbers": listed, "next": {k: form_numbers.following(k, today) for k in NUMBERED}}


class Voided(Schema):
    """Why a form of the register is not in force."""

    line: int = Field(ge=1, le=2**62)
    reason: str = Field(max_length=500)


@router.post("/form-numbers/void", response={200: dict[str, Any], 404: Problem, 422: Problem}, summary="编号作废", url_name="void_number")
def void_number(request: HttpRequest, given: Voided) -> dict[str, Any]:
    """Declare a form void; its number may be given again."""
    found: dict[str, Any] = dump(form_numbers.void(given.line, viewer_of(request).name, given.reason))
    return found


class OpinionWords(Words):
    """``back``: within what time the form is to come back."""

    back: str = Field("", max_length=60)


@router.post("/forms/opinion/{key}", response=REFUSED, summary="征询意见表（.docx）")
def make_opinion(request: HttpRequest, key: str, given: OpinionWords) -> HttpResponse:
    """The form on which the 委员 or 代表 says what he thinks of a reply."""
    made = forms.make_opinion(key, forms.office_of(given.dict(exclude={"number"})), timezone.localdate(), viewer_of(request))
    return _file(made.name, made.data)


class CircularWords(Words):
    """Figures of what the filters of ``rows`` leave (its ``items`` do not count)."""

    rows: Selection = Field(default_factory=lambda: Selection.model_validate({}))
    title: str = Field("", max_length=100)
    scope: str = Field("", max_length=100)
    demand: str = Field("", max_length=4000, description="lines")
    cc: str = Field("", max_length=200)


@router.post("/forms/circular", response=REFUSED, summary="情况通报（.docx）")
def make_circular(request: HttpRequest, given: CircularWords) -> HttpResponse:
    """Counts and per cents, the units behind, what is asked; the rows of every figure in its annex."""
    office = forms.office_of(given.dict(exclude={"rows"}))
    made = forms.make_circular(given.rows.filters(request), office, timezone.localdate(), viewer_of(request))
    return _file(made.name, made.data)
