"""The list of papers and one paper with its findings marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.views.decorators.http import require_GET

from docintel.domain.findings import Benefit, Item
from docintel.domain.intake import PaperFilters
from docintel.domain.outcomes import OUTCOMES
from docintel.domain.papers import KIND_NAMES, HeadMatter, Section
from docintel.domain.people import Viewer
from docintel.domain.places import Places, in_words
from docintel.errors import NotFound
from docintel.web.access import viewer_of
from docintel.web.forms import PapersForm
from docintel.web.item_marks import doubts, item_marks, legend, own_spans
from docintel.web.marks import SENTENCE, Mark, Paragraph
from docintel.web.sheets import page_starts
from docintel.web.shown import ShownTable, shown, starts
from docintel.web.views.explain import why_context
from docintel.web.views.outcomes import outcome_of
from docintel.web.views.pages import asked_span, is_outside, sheet_context
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import library, page_view, track

_HEAD = (
    ("标题", "title"),
    ("份号", "copy_number"),
    ("密级和保密期限", "secrecy"),
    ("紧急程度", "urgency"),
    ("发文字号", "doc_number"),
    ("发文机关", "issuer"),
    ("主送", "addressee"),
    ("成文日期", "issue_date"),
    ("签发人", "signer"),
    ("届次", "session"),
    ("案号", "case_number"),
    ("提案题目", "proposal_title"),
    ("提案者", "proposers"),
    ("主办", "lead_offices"),
    ("会办", "co_offices"),
    ("附件", "annexes"),
    ("附注", "notes"),
    ("抄送", "cc"),
    ("印发机关", "printer"),
    ("印发日期", "print_date"),
    ("地区", "region"),
    ("解读的文件", "source_doc"),
)
_SHOWN = 40  # letters of each condition, paper or address beside a finding


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


def _findings(items: tuple[Item, ...], finder: Places, viewer: Viewer) -> Iterator[dict[str, Any]]:
    """``row``: whether the viewer may open the item's row of the ledger."""
    rows = track.seen_of(viewer, [i.item_id for i in items if i.label == "COMMIT"])
    for item in items:
        spans = own_spans(item)
        owners = "、".join(o.name or o.canonical or "发文机关" for o in item.owners[:3])
        days = "；".join(d.span.text for d in item.deadlines)
        yield {
            "label": item.label,
            "item_id": item.item_id,
            "row": item.item_id in rows,
            "text": "；".join(s.text for s in spans),
            "detail": " · ".join(x for x in (owners, days, *(_terms(item) if isinstance(item, Benefit) else ())) if x),
            "at": f"{spans[0].start}-{spans[0].end}",
            "place": in_words(finder.of(spans[0].start, spans[0].end)),
        }


def _terms(item: Benefit) -> Iterator[str]:
    """What else an applicant must know of a benefit, in the paper's words."""
    named = (
        ("条件", [c.span for c in item.conditions]),
        ("申报时间", [item.window] if item.window else []),
        ("叠加", [item.stacking] if item.stacking else []),
        ("不予支持", [c.span for c in item.exclusions]),
        ("材料", item.materials),
        ("咨询", item.contact),
    )
    for name, spans in named:
        if spans:
            yield f"{name}：" + "；".join(Truncator("".join(s.text.split())).chars(_SHOWN) for s in spans)


def _outline(found: library.PaperPage, finder: Places) -> Iterator[dict[str, str | int]]:
    """The first two levels of the paper's sections with their places."""
    top = min((s.level for s in found.sections), default=1)
    for section in found.sections:
        if section.level <= top + 1:
            end = max(section.heading_end, section.start + 1)
            place = in_words(finder.of(section.start, end))
            text = f"{section.number}{section.heading or _first_words(found.document.text, section)}"
            yield {"text": text, "depth": section.level - top, "at": f"{section.start}-{end}", "place": place}


def _first_words(text: str, section: Section) -> str:
    """What a section without a title (一、各县要于……) begins with: its first line, without its number."""
    return text[section.start : section.end].split("\n", 1)[0].strip().removeprefix(section.number).strip()


def _head(head: HeadMatter) -> Iterator[tuple[str, str, str]]:
    yield "文种", head.kind_name or KIND_NAMES[head.doc_kind], ""
    for name, field in _HEAD:
        value = getattr(head, field)
        if value:
            yield name, "；".join(value) if isinstance(value, tuple) else value, "来自目录" if field in head.from_catalogue else ""
    if head.reply_class or head.reply_words:
        meaning = OUTCOMES.get(head.reply_outcome or "", "各地含义不同，原文未写明")
        yield "办理结果", " ".join(x for x in (head.reply_class, head.reply_words) if x), meaning
    for contact in head.contacts or ((head.contact,) if head.contact else ()):
        yield "联系人", " ".join(x for x in (contact.unit, contact.name, contact.phone) if x), ""
    if head.publicity:
        yield "公开属性", head.publicity.value, head.publicity.reason or ""
    if head.validity:
        yield "有效期", f"{head.validity.start or '？'} 至 {head.validity.end or '未写明'}", ""
    if len(head.parts) > 1:
        yield "组成", "；".join(" ".join(x for x in (p.label, p.title or "正文") if x) for p in head.parts), ""
    if not head.anchor.value:
        yield "日期", "文中没有日期，相对时限不作推算", ""


@require_GET
def paper(request: HttpRequest, key: str) -> HttpResponse:
    """One paper; ``?at=start-end`` marks and opens a place."""
    try:
        found = library.paper(key, outside=is_outside(request))
    except NotFound as error:
        raise Http404(str(error)) from error
    document = found.document
    finder = Places(document)
    marks = [*item_marks(found.items), *doubts(document)]
    sentences = [Mark(a, b, SENTENCE) for a, b in found.sentences]
    at = asked_span(request)
    lines = list(shown(document, [*sentences, *marks, *([Mark(*at, "source")] if at else [])]))
    context = {
        "nav": "papers",
        "paper": found,
        "key": key,
        "lines": list(zip(lines, _leaves(page_starts(document), lines), strict=True)),
        "at_start": max((start for start in starts(lines) if start <= at[0]), default=None) if at else None,
        "at_words": in_words(finder.of(*at)) if at else "",
        "reply": None if is_outside(request) else outcome_of(request, key),
        "head": list(_head(found.head)),
        "findings": list(_findings(found.items, finder, viewer_of(request))),
        "outline": list(_outline(found, finder)),
        "legend": legend(marks),
        "warnings": found.warnings,
        "kept": page_view.kept(document.sha256),
        "outside": is_outside(request),
        **sheet_context(request, document, found.items),
        **({} if is_outside(request) else why_context(key, at)),
    }
    return render(request, "docintel/paper.html", context)


def _leaves(pages: list[tuple[int, int]], lines: list[Paragraph | ShownTable]) -> list[list[int]]:
    """For each line the pages whose mark stands before it: those that begin with it or in the line above."""
    found: list[list[int]] = [[] for _ in lines]
    begins = [line.start for line in lines]
    for offset, page in pages if len(pages) > 1 and lines else []:
        found[min(bisect_left(begins, offset), len(lines) - 1)].append(page)
    return found
