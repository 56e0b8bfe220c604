"""The ledger's list, one row, changes, export."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from docintel.domain.ledger import STATES, TRANSITIONS, LedgerFilters, LedgerRow
from docintel.domain.papers import KIND_NAMES
from docintel.domain.people import Viewer
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.domain.statistics import FIGURES
from docintel.errors import BadInput, NotAllowed, NotFound, StoreConflict
from docintel.text.measures import figure
from docintel.web.access import viewer_of
from docintel.web.forms import CorrectForm, LedgerFilterForm, ReportForm, StateForm
from docintel.web.forms_life import StepForm
from docintel.web.life_panel import panel
from docintel.web.marks import Mark, paragraphs
from docintel.web.views.pages import place_context
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import handle, library, review, sheets, track

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filters_of(request: HttpRequest, form: LedgerFilterForm) -> LedgerFilters:
    """What the form asks for, confined to what the viewer sees."""
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    dated = {"yes": True, "no": False}.get(data.get("dated") or "")
    names = ("text", "owner", "state", "strength", "light", "due_before", "due_after", "doc", "year", "kind", "region")
    behind = ("figure", "by", "key")  # a figure of 统计
    words = {k: data.get(k) or None for k in (*names, *behind)}
    return LedgerFilters(**words, dated=dated, units=viewer_of(request).only_units)


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The list with filters; htmx asks for the rows alone."""
    form = LedgerFilterForm(request.GET)
    filters = filters_of(request, form)
    today = timezone.localdate()
    rows = track.list_rows(filters, today)
    context = {
        "nav": "ledger",
        "form": form,
        "page": page_of(request, rows),
        "query": query_without_page(request),
        "colours": _colours(request, track.light_counts(filters, today), filters.light),
        "sheet_forms": sheets.forms(),
        "doc_title": library.title(filters.doc) if filters.doc else "",
        "counted": _counted(filters),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "docintel/_ledger_rows.html" if partial else "docintel/ledger.html", context)


def _counted(filters: LedgerFilters) -> str:
    """Which figure the list shows: 统计：超期未办 · 市教育局."""
    if not filters.figure:
        return ""
    names = {"kind": KIND_NAMES, "strength": STRENGTH_NAMES}.get(filters.by or "", {})
    group = names.get(filters.key or "", filters.key or "")
    return "　".join(words for words in (FIGURES.get(filters.figure, filters.figure), group) if words)


def _colours(request: HttpRequest, counts: dict[str, int], chosen: str | None) -> list[dict[str, Any]]:
    """The line of statistics: a link for each colour that narrows the list to it, the chosen one leads back."""
    found = []
    for colour, count in counts.items():
        query = request.GET.copy()
        query.pop("page", None)
        query["light"] = "" if colour == chosen else colour
        found.append({"colour": colour, "count": count, "query": query.urlencode(), "chosen": colour == chosen})
    return found


def _row(item_id: str, today: date) -> LedgerRow:
    try:
        return track.get_row(item_id, today)
    except NotFound as error:
        raise Http404(str(error)) from error


@require_GET
def row(request: HttpRequest, item_id: str) -> HttpResponse:
    """One obligation beside its source paragraph."""
    return row_page(request, item_id)


def row_page(request: HttpRequest, item_id: str, refused: tuple[handle.Step, StepForm] | None = None, status: int = 200) -> HttpResponse:
    """The page of a row; ``refused``: a step of its life that was not taken, with what was typed."""
    today, viewer = timezone.localdate(), viewer_of(request)
    try:
        life = handle.life(viewer, item_id, today)
    except NotFound as error:
        raise Http404(str(error)) from error
    found = _row(item_id, today)
    allowed = [(code, STATES[code]) for code in TRANSITIONS[found.state] if code != "assigned"]  # that is what 交办 is for
    state_form = StateForm(initial={"expected": found.state}, label_suffix="")
    state_form.fields["state"].choices = allowed  # type: ignore[attr-defined]  # ChoiceField, typed as Field
    source = track.source(item_id)
    marks = [Mark(s.start, s.end, "commit") for s in source.evidence]
    marks += [Mark(s.start, s.end, kind) for kind, spans in source.parts.items() for s in spans]
    context = {
        "nav": "ledger",
        "row": found,
        "is_reply": found.source_kind.startswith("reply_"),
        "named": list({o.full: o for o in found.owners if o.full}.values()),
        **({} if found.gone else place_context(found.doc, source.evidence[0].start, source.evidence[0].end)),
        "state_form": state_form,
        "correct_form": CorrectForm(initial={"expected": found.revision}, label_suffix=""),
        "report_form": _report_form(request, found, today) if found.targets else None,
        "reports": _reports(viewer, found),
        "history": track.history(item_id),
        "change": review.difference(item_id) if found.needs_review or found.gone else None,
        "source": list(paragraphs(source.text, marks, source.start, source.end)),
        **panel(viewer, found, life, today, refused),
    }
    return render(request, "docintel/ledger_row.html", context, status=status)


def _report_form(request: HttpRequest, found: LedgerRow, today: date) -> ReportForm:
    """The form for a new value; ``?corrects=`` fills it with the report that is to be replaced."""
    asked = request.GET.get("corrects", "")
    old = next((r for r in found.reports if str(r.number) == asked), None)
    first: dict[str, Any] = {"expected": found.revision, "day": today}
    if old:
        value = "" if old.value is None else figure(old.value, old.unit)
        first |= {"corrects": old.number, "goal": old.goal, "day": old.day, "start": old.start, "poor": old.poor, "value": value}
    return ReportForm(found.targets, initial=first, label_suffix="")


def _reports(viewer: Viewer, found: LedgerRow) -> list[dict[str, Any]]:
    """What people reported, the newest first, with what became of it and whether the viewer may correct it."""
    later = {r.corrects: r.number for r in found.reports if r.corrects}
    own = track.may_correct(viewer, found.reports)
    return [
        {"report": r, "by": later.get(r.number), "known": r.goal in found.targets, "own": r.number in own} for r in reversed(found.reports)
    ]


def _who(request: HttpRequest) -> str:
    return request.user.get_username()


@require_POST
def state(request: HttpRequest, item_id: str) -> HttpResponse:
    """Change the state; a state that moved meanwhile is refused with the reason."""
    form = StateForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            track.change_state(item_id, data["state"], who=_who(request), note=data["note"], expected=data["expected"])
            messages.success(request, f"状态已改为“{STATES[data['state']]}”。")
        except (StoreConflict, BadInput) as error:
            messages.error(request, str(error))
        except NotFound as error:
            raise Http404(str(error)) from error
    else:
        messages.error(request, "没有保存：请选择一个状态。")
    return redirect("ledger_row", item_id=item_id)


@require_POST
def correct(request: HttpRequest, item_id: str) -> HttpResponse:
    """Save a person's correction; empty fields stay as they are."""
    form = CorrectForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有保存：日期应为“年-月-日”。")
        return redirect("ledger_row", item_id=item_id)
    data = form.cleaned_data
    changes: dict[str, Any] = {k: data[k] for k in ("text", "due", "progress") if data[k]}
    changes |= {k: tuple(n for n in re.split(r"[、，,；;\s]+", data[k]) if n) for k in ("lead", "support") if data[k]}
    try:
        track.correct(item_id, changes, who=_who(request), expected=data["expected"])
        messages.success(request, "已保存。重新读取原文不会覆盖人工更正。" if changes else "没有填写要更正的内容。")
    except (StoreConflict, BadInput) as error:
        messages.error(request, str(error))
    except NotFound as error:
        raise Http404(str(error)) from error
    return redirect("ledger_row", item_id=item_id)


@require_POST
def report(request: HttpRequest, item_id: str) -> HttpResponse:
    """Keep a reported value; a row that changed meanwhile is refused with the reason."""
    today = timezone.localdate()
    form = ReportForm(_row(item_id, today).targets, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        how = {k: data[k] for k in ("note", "goal", "start", "poor", "corrects", "expected")}
        try:
            track.report(item_id, data["value"], data["day"], _who(request), today=today, viewer=viewer_of(request), **how)
            messages.success(request, "已保存。填报的数不能改动，如有差错请点“更正”另填一条。")
        except (StoreConflict, BadInput, NotFound, NotAllowed) as error:
            messages.error(request, f"没有保存：{error}")
    else:
        wrong = "、".join(str(form.fields[name].label or name) for name in form.errors)
        messages.error(request, f"没有保存：请检查{wrong}。")
    return redirect("ledger_row", item_id=item_id)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as xlsx, in docintel's columns or (``columns``) in a remembered form."""
    today = timezone.localdate()
    try:
        data = track.export(filters_of(request, LedgerFilterForm(request.GET)), today, request.GET.get("columns", ""))
    except NotFound as error:
        raise Http404(str(error)) from error
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"承诺台账-{today}.xlsx") or "attachment"
    return response
