"""Upload: the page sends one file at a time, so each file gets its own answer and the bar moves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from docintel.workflows import receive


def upload(request: HttpRequest) -> HttpResponse:
    """GET shows the form; POST reads the files and shows a row for each, and for each file of an archive or mail."""
    files = request.FILES.getlist("files") if request.method == "POST" else []
    results = [answer for f in files for answer in receive.receive(f.name or "", f.chunks())]
    if request.headers.get("HX-Request") == "true":
        parts = [render(request, "docintel/_upload_row.html", {"result": r}).content.decode() for r in results]
        return HttpResponse("".join(parts))
    return render(request, "docintel/upload.html", {"nav": "upload", "results": results})
