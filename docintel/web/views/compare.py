"""各地对比: the same measure in several places."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from docintel.domain.comparisons import COLUMNS, Comparison, cells
from docintel.domain.passages import Filters
from docintel.errors import BadInput
from docintel.web.forms import CompareForm
from docintel.web.views.pages import asked_span
from docintel.workflows import compare as workflow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """The form and the table; ``?doc=&at=`` asks for the measure at a place of a paper; ``?format=xlsx`` is the workbook."""
    given, problem = request.GET.copy(), ""
    at, doc = asked_span(request), request.GET.get("doc", "")
    if not request.GET.get("q", "").strip() and doc and at:
        try:
            given["q"] = workflow.topic_of(doc, *at)
        except BadInput as error:
            problem = str(error)
    form = CompareForm(given)
    found: Comparison | None = None
    day = timezone.localdate()
    if form.is_valid() and form.cleaned_data["q"].strip():
        data = form.cleaned_data
        day = data["on"] or day
        filters = Filters(region=data["region"] or None)
        found = workflow.compare(data["q"], filters, day=day, per_place=data["per_place"] or workflow.PER_PLACE)
        if request.GET.get("format") == "xlsx":
            response = HttpResponse(workflow.as_xlsx(found, day), content_type=XLSX)
            response["Content-Disposition"] = content_disposition_header(True, f"各地对比-{found.topic[:20]}.xlsx") or "attachment"
            return response
    given["format"] = "xlsx"
    context = {
        "nav": "search",
        "form": form,
        "found": found,
        "problem": problem,
        "day": day,
        "columns": [(name, label) for name, label in COLUMNS.items() if name not in ("standing", "source", "term")],
        "rows": [(row, cells(row)) for row in found.rows] if found else [],
        "export": given.urlencode(),
    }
    return render(request, "docintel/compare.html", context)
