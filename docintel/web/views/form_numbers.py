"""编号登记: what 督办通知单 and 催办通知单 went out under which number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from docintel.domain.forms import KINDS, NUMBERED, NumberFilters
from docintel.errors import DocintelError
from docintel.web.access import viewer_of
from docintel.web.form_forms import NumberFilterForm
from docintel.web.middleware import address_of
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import audit, form_numbers


def _filters(form: NumberFilterForm) -> NumberFilters:
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return NumberFilters(data.get("kind") or "", data.get("year"), data.get("text") or "")


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The register with filters, the newest line first, and the next numbers."""
    form = NumberFilterForm(form_numbers.years(), request.GET)
    today = timezone.localdate()
    context = {
        "nav": "forms",
        "form": form,
        "page": page_of(request, form_numbers.list_numbers(_filters(form))),
        "names": KINDS,
        "following": [(KINDS[k], form_numbers.following(k, today)) for k in NUMBERED],
        "query": query_without_page(request),
    }
    return render(request, "docintel/form_numbers.html", context)


@require_POST
def void(request: HttpRequest) -> HttpResponse:
    """作废 with a reason."""
    line, reason = request.POST.get("line", ""), request.POST.get("reason", "")
    try:
        done = form_numbers.void(int(line) if line.isdecimal() and len(line) < 18 else 0, viewer_of(request).name, reason)
        messages.success(request, f"{done.number} 已作废，这个编号可以再用。")
    except DocintelError as error:
        messages.error(request, f"没有作废：{error}")
    return redirect("form_numbers")


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The filtered lines as CSV; that is told to the audit."""
    text = form_numbers.as_csv(_filters(NumberFilterForm(form_numbers.years(), request.GET)))
    audit.note("export", viewer_of(request).name, subject=request.get_full_path(), address=address_of(request))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"编号登记-{timezone.localdate()}.csv") or "attachment"
    return response
