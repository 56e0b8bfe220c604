"""Provision search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docintel.domain.passages import Filters, Found, Hit, Passage
from docintel.web.forms import SearchForm
from docintel.web.marks import Mark, Paragraph, paragraphs
from docintel.workflows import find

LIMIT = 20


@dataclass(frozen=True)
class ShownHit:
    """A hit with its text cut into highlighted lines."""

    passage: Passage
    why: str
    lines: tuple[Paragraph, ...]
    standing: dict[str, str]


def _shown(hit: Hit, filters: Filters) -> ShownHit:
    p = hit.passage
    marks = [Mark(a - p.start, b - p.start, "hit") for a, b in hit.highlights]
    return ShownHit(p, hit.why, tuple(paragraphs(p.text, marks)), find.standing(hit, filters))


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The form and, once asked, the hits; htmx asks for the hits alone."""
    form = SearchForm(request.GET)
    found: Found | None = None
    filters = Filters()
    if form.is_valid() and form.cleaned_data["q"].strip():
        data: dict[str, Any] = form.cleaned_data
        words = {k: data[k] or None for k in ("region", "kind", "issuer", "status")}
        days = {k: data[k].isoformat() if data[k] else None for k in ("since", "until", "on")}
        filters = Filters(**words, **days)
        found = find.find(data["q"], filters, LIMIT)
    context = {"nav": "search", "form": form, "found": found, "hits": [_shown(h, filters) for h in found.hits] if found else []}
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "docintel/_hits.html" if partial else "docintel/search.html", context)
