"""The list of papers and one paper with its findings marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from docintel.domain.findings import Benefit, Item
from docintel.domain.intake import PaperFilters
from docintel.domain.papers import HeadMatter
from docintel.errors import NotFound
from docintel.web.forms import KIND_NAMES, STATUS_NAMES, PapersForm
from docintel.web.marks import Mark, paragraphs
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import library

_ITEM_KIND = {"COMMIT": "commit", "BENEFIT": "benefit", "ENCOURAGE": "encourage", "PERMIT": "permit", "PROHIBIT": "prohibit"}
_LEGEND = (
    ("commit", "承诺"),
    ("benefit", "惠企条款"),
    ("encourage", "鼓励、允许、禁止"),
    ("owner", "责任单位"),
    ("deadline", "时限"),
    ("target", "指标、金额"),
    ("condition", "申报条件"),
)
_HEAD = (
    ("标题", "title"),
    ("发文字号", "doc_number"),
    ("发文机关", "issuer"),
    ("主送", "addressee"),
    ("成文日期", "issue_date"),
    ("签发人", "signer"),
    ("届次", "session"),
    ("案号", "case_number"),
    ("提案题目", "proposal_title"),
    ("办理结果", "reply_class"),
    ("抄送", "cc"),
    ("印发机关", "printer"),
    ("印发日期", "print_date"),
    ("地区", "region"),
    ("解读的文件", "source_doc"),
)


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """All papers, newest first, by title, number and kind."""
    form = PapersForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    rows = library.list_papers(PaperFilters(text=data.get("text") or None, kind=data.get("kind") or None))
    return render(
        request,
        "docintel/papers.html",
        {"nav": "papers", "form": form, "page": page_of(request, rows), "query": query_without_page(request)},
    )


def _marks(items: tuple[Item, ...]) -> Iterator[Mark]:
    for item in items:
        # an action or a clause is what the reader looks for; the whole evidence of a long point would paint the page
        tight = [a.span for a in item.actions]
        if isinstance(item, Benefit) and item.clause:
            tight = [item.clause]
        for span in tight or item.evidence:
            yield Mark(span.start, span.end, _ITEM_KIND[item.label], item.item_id)
        yield from (Mark(d.span.start, d.span.end, "deadline") for d in item.deadlines)
        yield from (Mark(t.number.span.start, t.number.span.end, "target") for t in item.targets)
        yield from (Mark(o.span.start, o.span.end, "owner") for o in item.owners if o.span)
        for condition in getattr(item, "conditions", ()):
            yield Mark(condition.span.start, condition.span.end, "condition")
        for amount in getattr(item, "amounts", ()):
            yield Mark(amount.number.span.start, amount.number.span.end, "amount")


def _findings(items: tuple[Item, ...]) -> Iterator[dict[str, str]]:
    for item in items:
        spans = [a.span.text for a in item.actions] or [e.text for e in item.evidence]
        if isinstance(item, Benefit) and item.clause:
            spans = [item.clause.text]
        owners = "、".join(o.name or o.canonical or "发文机关" for o in item.owners[:3])
        days = "；".join(d.span.text for d in item.deadlines)
        yield {"label": item.label, "item_id": item.item_id, "text": "；".join(spans), "detail": " · ".join(x for x in (owners, days) if x)}


def _head(head: HeadMatter) -> Iterator[tuple[str, str, str]]:
    yield "文种", head.kind_name or KIND_NAMES[head.doc_kind], ""
    for name, field in _HEAD:
        value = getattr(head, field)
        if value:
            yield name, value, "来自目录" if field in head.from_catalogue else ""
    if head.contact:
        yield "联系人", " ".join(x for x in (head.contact.name, head.contact.phone) if x), ""
    if head.status:
        yield "效力", STATUS_NAMES.get(head.status, head.status), ""
    if head.validity:
        yield "有效期", f"{head.validity.start or '？'} 至 {head.validity.end or '未写明'}", ""
    if not head.anchor.value:
        yield "日期", "文中没有日期，相对时限不作推算", ""


@require_GET
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """One paper; ``?at=start-end`` marks and opens a place."""
    try:
        found = library.paper(key)
    except NotFound as error:
        raise Http404(str(error)) from error
    marks = list(_marks(found.items))
    at_start = None
    if at := re.fullmatch(r"(\d+)-(\d+)", request.GET.get("at", "")):
        marks.append(Mark(int(at[1]), int(at[2]), "source"))
    lines = list(paragraphs(found.text, marks))
    if at:
        at_start = max((line.start for line in lines if line.start <= int(at[1])), default=None)
    kinds = [m.kind for m in marks]
    groups = {"encourage": ("encourage", "permit", "prohibit"), "target": ("target", "amount")}
    legend = [(key_, name, sum(kinds.count(k) for k in groups.get(key_, (key_,)))) for key_, name in _LEGEND]
    context = {
        "nav": "papers",
        "paper": found,
        "lines": lines,
        "at_start": at_start,
        "head": list(_head(found.head)),
        "findings": list(_findings(found.items)),
        "legend": legend,
        "warnings": found.warnings,
    }
    return render(request, "docintel/paper.html", context)
