"""The first page: counts, what is due, what came in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from docintel.web.access import viewer_of
from docintel.workflows import library, track


def home(request: HttpRequest) -> HttpResponse:
    """Counts of the library, the next ten deadlines, the last ten papers."""
    viewer = viewer_of(request)
    context = {
        "overview": library.overview(viewer),
        "due": track.due_next(timezone.localdate(), limit=10, viewer=viewer),
        "recent": library.recent(limit=10),
    }
    return render(request, "docintel/home.html", context)
