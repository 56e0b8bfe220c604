"""系统状态: what ``docintel doctor`` finds, for administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from docintel.domain.health import LEVELS, worst
from docintel.workflows import doctor

LIGHTS = {"ok": "green", "notice": "yellow", "fault": "red"}


@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """The page, and the examination itself for the part that the page asks for once it stands (``HX-Request``)."""
    if request.headers.get("HX-Request") != "true":
        return render(request, "docintel/status.html", {"nav": "status"})
    checks = doctor.examine(thorough=False)
    bad_first = sorted(checks, key=lambda c: -list(LEVELS).index(c.level))
    context = {
        "rows": [(c, LIGHTS[c.level]) for c in bad_first],
        "worst": worst(checks),
        "light": LIGHTS[worst(checks)],
        "counts": [(level, name, sum(c.level == level for c in checks)) for level, name in LEVELS.items()],
        "now": timezone.localtime(),
    }
    return render(request, "docintel/_status.html", context)
