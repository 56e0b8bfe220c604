"""Upload: the page sends one file at a time, so each file gets its own answer; meanwhile it asks how far the reading is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docintel.workflows import receive

_under_way: dict[str, tuple[int, int, str]] = {}  # done, total, phase of each upload that this process reads now


def upload(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST reads the files and shows a row for each, and for each file of an archive or mail.

    The field ``token`` (letters, digits, - and _), where given, names the upload for :func:`progress`.
    """
    files = request.FILES.getlist("files") if request.method == "POST" else []
    key = _key(request, request.POST.get("token", ""))

    def tell(done: int, total: int, phase: str) -> None:
        _under_way[key] = (done, total, phase)

    try:
        results = [answer for f in files for answer in receive.receive(f.name or "", f.chunks(), tell)]
    finally:
        _under_way.pop(key, None)
    if request.headers.get("HX-Request") == "true":
        parts = [render(request, "docintel/_upload_row.html", {"result": r}).content.decode() for r in results]
        return HttpResponse("".join(parts))
    return render(request, "docintel/upload.html", {"nav": "upload", "results": results})


@require_GET
def progress(request: HttpRequest, token: str) -> JsonResponse:
    """How far one's own upload is: ``{"done", "total", "phase"}``; empty when it is not being read (not yet, or no longer)."""
    found = _under_way.get(_key(request, token))
    return JsonResponse(dict(zip(("done", "total", "phase"), found, strict=True)) if found else {})


def _key(request: HttpRequest, token: str) -> str:
    return f"{request.user.pk}/{token}"
