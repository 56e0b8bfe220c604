"""答复体检: upload a draft reply (and the proposal), get the report; nothing is stored."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from docintel.domain.checks import ANSWERS, GRAVITY, LACKS, ReplyCheck
from docintel.domain.papers import Paper
from docintel.errors import DocintelError
from docintel.web.forms import CheckForm
from docintel.web.marks import Mark, paragraphs
from docintel.workflows.check_reply import Upload, check_uploads


def check(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST the report beside the text of the draft."""
    sent = request.method == "POST"
    form = CheckForm(request.POST if sent else None, request.FILES if sent else None, label_suffix="")
    context: dict[str, Any] = {"nav": "check", "form": form}
    if sent and form.is_valid():
        proposal = form.cleaned_data["proposal"]
        try:
            paper, found = check_uploads(_upload(form.cleaned_data["draft"]), _upload(proposal) if proposal else None)
        except DocintelError as error:
            form.add_error(None, str(error))
        else:
            context |= _report(paper, found) | {
                "draft_name": form.cleaned_data["draft"].name,
                "proposal_name": getattr(proposal, "name", ""),
            }
    return render(request, "docintel/check.html", context)


def _upload(file: File[bytes]) -> Upload:
    return file.name or "", file.chunks()


def _report(paper: Paper, found: ReplyCheck) -> dict[str, Any]:
    """The report, and the draft's paragraphs with the places that it speaks of."""
    placed = [f for f in found.faults if f.span]
    refs = {f: f"f{n}" for n, f in enumerate(placed, 1)}
    marks = [Mark(f.span.start, f.span.end, "doubt" if f.gravity == "note" else "hit", refs[f]) for f in placed if f.span]
    marks += [Mark(p.span.start, p.span.end, "commit", f"p{n}") for n, p in enumerate(found.promises, 1)]
    return {
        "found": found,
        "groups": [(code, name, [(f, refs.get(f, "")) for f in found.faults if f.gravity == code]) for code, name in GRAVITY.items()],
        "answers": [(a, ANSWERS[a.how]) for a in found.answers],
        "promises": [(p, "、".join(LACKS[lack] for lack in p.lacks)) for p in found.promises],
        "lines": list(paragraphs(paper.text, marks, 0, len(paper.text))),
    }
