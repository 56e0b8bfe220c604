"""A paper's pages beside its text: the pane with one page, its picture, the original file."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from docintel.domain.documents import Document
from docintel.domain.findings import Item
from docintel.domain.places import Places, in_words
from docintel.errors import DocintelError, NotFound
from docintel.web.item_marks import doubts, item_marks
from docintel.web.marks import Mark
from docintel.web.sheets import cutting, page_at, page_count, page_span, page_starts, sheet
from docintel.workflows import library, page_view

ZOOMS = (100, 150, 200, 300)
"""Per cent of the pane's width."""
_PIXELS = {100: 900, 150: 1200, 200: 1800, 300: 2400}


def asked_span(request: HttpRequest) -> tuple[int, int] | None:
    """The place that ``?at=start-end`` asks for."""
    at = re.fullmatch(r"(\d{1,9})-(\d{1,9})", request.GET.get("at", ""))
    return (int(at[1]), int(at[2])) if at and int(at[1]) < int(at[2]) else None


def is_outside(request: HttpRequest) -> bool:
    """Whether the version for people outside the office is asked for (``?outside=1``)."""
    return request.GET.get("outside") == "1"


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    value = request.GET.get(name, "")
    return int(value) if re.fullmatch(r"\d{1,6}", value) else otherwise


def asked_page(request: HttpRequest, document: Document) -> int:
    """The page that ``?page=`` asks for, else that of ``?at=``, else the first."""
    at, count = asked_span(request), page_count(document)
    number = _number(request, "page", page_at(page_starts(document), at[0]) if at else 1)
    return min(max(number, 1), max(count, 1))


def sheet_context(request: HttpRequest, document: Document, items: tuple[Item, ...]) -> dict[str, Any]:
    """What the pane shows: a page with the marks of ``items``, its zoom and ways on; {} for files without pages."""
    if not page_count(document):
        return {}
    at, outside = asked_span(request), is_outside(request)
    marks = [*item_marks(items), *doubts(document), *([Mark(*at, "source")] if at else [])]
    zoom = min(ZOOMS, key=lambda z: abs(z - _number(request, "zoom", ZOOMS[0])))
    picture = page_view.can_draw(document.sha256, document.media_type)
    at_query = (f"&at={at[0]}-{at[1]}" if at else "") + ("&outside=1" if outside else "")
    return {
        "sheet": sheet(document, asked_page(request, document), marks, draw=not picture),
        "outside": outside,
        "picture": picture,
        "stamp": document.sha256[:12],
        "pixels": _PIXELS[zoom],
        "zoom": zoom,
        "zooms": ZOOMS,
        "commits": {item.item_id for item in items if item.label == "COMMIT"},
        "at": f"{at[0]}-{at[1]}" if at else "",
        "at_query": at_query,
        "query": at_query + (f"&zoom={zoom}" if zoom != ZOOMS[0] else ""),
    }


def place_context(key: str, start: int, end: int) -> dict[str, Any]:
    """Where [start, end) stands: in words, and the strip of the page if the file's pages can be drawn."""
    document = page_view.document(key)
    picture = page_view.can_draw(document.sha256, document.media_type)
    return {
        "at_words": in_words(Places(document).of(start, end)),
        "cutting": cutting(document, start, end) if picture else None,
        "stamp": document.sha256[:12],
    }


@require_GET
def pane(request: HttpRequest, key: str) -> HttpResponse:
    """The pane alone, for turning pages without loading the text again."""
    try:
        if is_outside(request):
            found = library.paper(key, outside=True)
            document, items = found.document, found.items
        else:
            document = page_view.document(key)
            items = page_view.items(key, *page_span(document, asked_page(request, document)))
    except NotFound as error:
        raise Http404(str(error)) from error
    context = sheet_context(request, document, items)
    if not context:
        raise Http404(f"公文 {key} 的文件没有分页")
    return render(request, "docintel/_sheet.html", {"key": key, **context})


@require_GET
def picture(request: HttpRequest, key: str, page: int) -> HttpResponse:
    """One page as PNG, ``?w=`` pixels wide."""
    try:
        data = page_view.picture(key, page, _number(request, "w", _PIXELS[ZOOMS[0]]), outside=is_outside(request))
    except DocintelError as error:
        return HttpResponse(str(error), status=404, content_type="text/plain; charset=utf-8")
    response = HttpResponse(data, content_type="image/png")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@require_GET
def original(request: HttpRequest, key: str) -> HttpResponse:
    """The file as it was read, to be saved."""
    try:
        name, data = page_view.original(key)
    except NotFound as error:
        raise Http404(str(error)) from error
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    patch_cache_control(response, private=True, no_store=True)
    return response
