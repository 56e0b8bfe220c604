"""The first page: counts, what is due, what came in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from docintel.workflows import library, track


def home(request: HttpRequest) -> HttpResponse:
    """Counts of the library, the next ten deadlines, the last ten papers."""
    context = {
        "overview": library.overview(),
        "due": track.due_next(timezone.localdate(), limit=10),
        "recent": library.recent(limit=10),
    }
    return render(request, "docintel/home.html", context)
