"""Why a sentence of a paper is read as it is, and the table of phrases behind it."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docintel.domain.phrases import GRADES
from docintel.errors import NotFound
from docintel.workflows import library
from docintel.workflows.explain import explain_stored
from docintel.workflows.phrases import promise_phrases


@require_GET
def explain(request: HttpRequest, key: str) -> HttpResponse:
    """The panel alone, for ``?at=offset`` or ``?at=start-end``."""
    at = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", request.GET.get("at", ""))
    if at is None:
        raise Http404("请在地址里写明位置，如 ?at=1520")
    try:
        library.title(key)
    except NotFound as error:
        raise Http404(str(error)) from error
    start = int(at[1])
    return render(request, "docintel/_why.html", {"key": key, **why_context(key, (start, int(at[2] or start + 1)))})


def why_context(key: str, at: tuple[int, int] | None) -> dict[str, Any]:
    """What the panel shows of a place; {} without one."""
    if at is None:
        return {}
    try:
        found = explain_stored(key, *at)
    except NotFound:
        return {"nothing_there": True}
    why = found.explanation
    return {
        "why": why,
        "current": found.current,
        "clauses": [c for c in why.clauses if c.here],
        "other_clauses": [c for c in why.clauses if not c.here],
        "here": [f for f in why.findings if f.here],
        "others": [f for f in why.findings if not f.here],
    }


@require_GET
def phrases(request: HttpRequest) -> HttpResponse:
    """承诺用语表: how each phrase is read."""
    grades = [(code, name, [found for found in promise_phrases() if found.grade == code]) for code, name in GRADES.items()]
    return render(request, "docintel/phrases.html", {"grades": grades})
