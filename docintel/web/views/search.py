"""Provision search: the question, what was found, and the sides of it that narrow it down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from docintel.domain.passages import Facet, Filters, Found, Hit, Passage
from docintel.errors import BadInput
from docintel.web.forms import ConditionForm, SearchForm
from docintel.web.marks import Mark, Paragraph, paragraphs
from docintel.workflows import find

LIMIT = 20
Params = Mapping[str, str]


@dataclass(frozen=True)
class ShownHit:
    """A hit with its text cut into highlighted lines."""

    passage: Passage
    why: str
    lines: tuple[Paragraph, ...]
    standing: dict[str, str]
    measure: str  # the place of its first benefit, as an address has it; '' = none


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Choice:
    """A value of a facet: the address with it, or without it where it is ``chosen``."""

    label: str
    count: int
    level: int
    link: str
    chosen: bool


@dataclass(frozen=True)
class Side:
    """A facet as the page shows it."""

    label: str
    choices: tuple[Choice, ...]


def _shown(hit: Hit, filters: Filters) -> ShownHit:
    p = hit.passage
    marks = [Mark(a - p.start, b - p.start, "hit") for a, b in hit.highlights]
    measure = next((f"{start}-{end}" for fact in p.facts if fact.benefit for start, end in fact.spans[:1]), "")
    return ShownHit(p, hit.why, tuple(paragraphs(p.text, marks)), find.standing(hit, filters), measure)


def _address(params: Params) -> str:
    return f"{reverse('search')}?{urlencode(params)}"


def _chips(params: Params) -> Iterator[Chip]:
    for name, label in find.FILTER_NAMES.items():
        if value := params.get(name):
            yield Chip(label, find.in_words(name, value), _address({k: v for k, v in params.items() if k != name}))


def _side(facet: Facet, params: Params) -> Side:
    choices = []
    for value in facet.values:
        chosen = all(params.get(k) == v for k, v in value.filters.items())
        rest = {k: v for k, v in params.items() if k not in value.filters}
        link = _address(rest if chosen else {**rest, **value.filters})
        choices.append(Choice(value.label, value.count, value.level, link, chosen))
    return Side(facet.label, tuple(choices))


def _params(form: SearchForm) -> dict[str, str]:
    """What is asked, as it stands in the address: nothing that is empty."""
    data: dict[str, Any] = form.cleaned_data
    texts = {name: value.isoformat() if hasattr(value, "isoformat") else str(value).strip() for name, value in data.items() if value}
    return {name: text for name, text in texts.items() if text}


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The form and, once asked, the hits with their facets; ``add`` writes a condition into the question."""
    form, condition = SearchForm(request.GET), ConditionForm()
    found: Found | None = None
    filters = Filters()
    params: dict[str, str] = {}
    problem = ""
    if form.is_valid():
        params = _params(form)
        if "add" in request.GET:
            condition = ConditionForm(request.GET)
            try:
                return redirect(_address({**params, "q": _written(condition, params.get("q", ""))}))
            except BadInput as error:
                problem = str(error)
        elif params:
            filters = find.filters_of(params)
            found = find.find(params.get("q", ""), filters, LIMIT)
    context = {
        "nav": "search",
        "form": form,
        "condition": condition,
        "problem": problem,
        "found": found,
        "hits": [_shown(h, filters) for h in found.hits] if found else [],
        "chips": list(_chips(params)),
        "sides": [_side(facet, params) for facet in found.facets] if found else [],
        "hidden": [(name, params[name]) for name in find.FILTER_NAMES if name in params and form[name].is_hidden],
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "docintel/_search.html" if partial else "docintel/search.html", context)


def _written(condition: ConditionForm, question: str) -> str:
    """The question with the condition behind it. Raises BadInput for one that cannot be read."""
    condition.is_valid()
    name, sign, value, unit, join = (condition.cleaned_data.get(f"n_{part}", "") for part in ("name", "sign", "value", "unit", "join"))
    return find.joined(question, join, find.condition(name, sign, value, unit))
