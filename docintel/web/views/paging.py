"""Pages of long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page that ``?page=`` asks for; a wrong number gives the nearest page."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def query_without_page(request: HttpRequest) -> str:
    """The query string that page links start from."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
