"""Word 表单: the templates and the office's words; making 督办通知单, 催办通知单, 征询意见表 and 情况通报."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docintel.domain.forms import KINDS
from docintel.domain.ledger import LedgerFilters
from docintel.domain.papers import KIND_NAMES
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.web.access import viewer_of
from docintel.web.form_forms import CircularForm, NoticeForm, OfficeForm, OpinionForm
from docintel.web.forms import LedgerFilterForm
from docintel.web.views.ledger import filters_of
from docintel.workflows import form_numbers, forms, outcomes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The templates in force with what is wrong in them, their placeholders, the office's words."""
    now = forms.settings()
    context = {
        "nav": "forms",
        "templates": [(t, KINDS[t.kind]) for t in forms.templates()],
        "settings": [(label, now.value[key]) for key, label in forms.SETTINGS.items()],
        "form": OfficeForm(initial=now.value | {"expected": now.number}, label_suffix=""),
    }
    return render(request, "docintel/forms.html", context)


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Keep the office's words."""
    form = OfficeForm(request.POST)
    if form.is_valid():
        try:
            words = {k: form.cleaned_data[k] for k in forms.SETTINGS}
            forms.settle(words, request.user.get_username(), expected=form.cleaned_data["expected"])
            messages.success(request, "已保存，以后制作的表单即按此填写。")
        except (BadInput, StoreConflict) as error:
            messages.error(request, f"没有保存：{error}")
    else:
        messages.error(request, f"没有保存：请检查{'、'.join(str(form.fields[n].label or n) for n in form.errors)}。")
    return redirect("forms")


@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The template in force as a file; ``?original=1``: the one that came with the program."""
    try:
        name, data = forms.export(kind, original=bool(request.GET.get("original")))
    except NotFound as error:
        raise Http404(str(error)) from error
    return _file(name, data)


def _file(name: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    """Back to where the person came from, with the reason; a page of this site, nothing else."""
    messages.error(request, str(error))
    return redirect("ledger")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, kind: str) -> HttpResponse:
    """``?item=`` (several) or the filters of the ledger choose the rows; GET asks for number, limit and words, POST gives the file."""
    if kind not in forms.NOTICES:
        raise Http404(f"没有通知单 {kind}")
    today, viewer = timezone.localdate(), viewer_of(request)
    ids = request.GET.getlist("item")
    try:
        rows = forms.chosen(ids, filters_of(request, LedgerFilterForm(request.GET)), today, viewer)
        units = forms.by_unit(rows)
        if not units:
            raise BadInput(f"所选事项中没有在办的，不能制作{KINDS[kind]}；待审核的请先确认，已办结的不用再催")
    except (BadInput, NotFound) as error:
        return _refuse(request, error)
    plain = forms.defaults(kind)
    first = {"day": today, "unit": request.GET.get("unit", ""), "number": form_numbers.following(kind, today)}
    form = NoticeForm([(u, f"{u}（{len(mine)}项）") for u, mine in units.items() if u], _sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = forms.make_notice(kind, rows, data.pop("unit"), forms.office_of(data), today, who=viewer.name)
            return _file(made.name, made.data)
        except BadInput as error:
            form.add_error(None, str(error))
    context = {"nav": "ledger", "form": form, "name": KINDS[kind], "kind": kind, "units": units, "demand": plain["demand"]}
    return render(request, "docintel/form_make.html", context | {"chosen": len(rows)})


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, key: str) -> HttpResponse:
    """The 征询意见表 of a reply."""
    today = timezone.localdate()
    form = OpinionForm(_sent(request), initial={"day": today})
    context = {"nav": "outcomes", "form": form, "name": KINDS["opinion"], "kind": "opinion", "doc": key}
    try:
        if request.method == "POST" and form.is_valid():
            made = forms.make_opinion(key, forms.office_of(form.cleaned_data), today, viewer_of(request))
            return _file(made.name, made.data)
        outcomes.reply(key, today, viewer_of(request))
    except NotFound as error:
        raise Http404(str(error)) from error
    except BadInput as error:
        form.add_error(None, str(error))
    return render(request, "docintel/form_make.html", context)


@require_http_methods(["GET", "POST"])
def circular(request: HttpRequest) -> HttpResponse:
    """The 情况通报 on what the filters of the ledger leave."""
    today, viewer = timezone.localdate(), viewer_of(request)
    filters = filters_of(request, LedgerFilterForm(request.GET))
    form = CircularForm(_sent(request), initial={"day": today, "scope": _scope(filters)})
    try:
        rows = forms.chosen((), filters, today, viewer)
        if request.method == "POST" and form.is_valid():
            made = forms.make_circular(filters, forms.office_of(form.cleaned_data), today, viewer)
            return _file(made.name, made.data)
    except BadInput as error:
        if request.method == "GET":
            return _refuse(request, error)
        form.add_error(None, str(error))
        rows = []
    counted = sum(forms.counts(row.row) for row in rows)
    context = {"nav": "ledger", "form": form, "name": KINDS["circular"], "kind": "circular", "chosen": len(rows), "counted": counted}
    return render(request, "docintel/form_make.html", context | {"demand": forms.defaults("circular")["demand"]})


def _scope(filters: LedgerFilters) -> str:
    """What the filters say, to be changed by a person: 市教育局2025年政协提案答复的承诺事项."""
    kind = KIND_NAMES.get(filters.kind or "", "")
    year = f"{filters.year}年" if filters.year else ""
    told = f"{filters.owner or ''}{year}{kind}"
    return f"{told}承诺事项" if told else ""
