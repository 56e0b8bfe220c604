"""审核: one row at a time beside its source. Every act answers with the card that comes next, so that the page never loads anew."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docintel.domain.review import ACT_KINDS, QueueFilters
from docintel.errors import BadInput, DocintelError, NotFound
from docintel.web.forms import LEDGER_STRENGTHS, AddForm, QueueForm
from docintel.web.marks import Mark, paragraphs
from docintel.web.typed import whole
from docintel.web.views.pages import place_context
from docintel.workflows import library, review

FIELDS = ("text", "lead", "support", "due", "targets", "strength")
"""What is corrected in place, by the names of the form's fields."""
_BESIDE = 160  # letters shown of the lines before and behind the source


def queue_filters(form: QueueForm) -> QueueFilters:
    """What the form asks for; a faulty field asks for nothing."""
    data = form.cleaned_data if form.is_valid() else {}
    return QueueFilters(
        doc=data.get("doc") or None,
        unit=data.get("unit") or None,
        below=data.get("below"),
        changed=bool(data.get("changed")),
        order=data.get("order") or "paper",
    )


def _query(filters: QueueFilters) -> str:
    """The filters as a query string, for every link of the card."""
    given = {"doc": filters.doc, "unit": filters.unit, "below": filters.below, "changed": filters.changed and "1"}
    return urlencode({k: v for k, v in given.items() if v} | ({"order": filters.order} if filters.order != "paper" else {}))


def _asked(request: HttpRequest) -> QueueFilters:
    return queue_filters(QueueForm(request.GET))


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The page with the first row that waits, or with the row ``?at=``."""
    form = QueueForm(request.GET if request.GET else None, initial={"order": "paper"})
    filters = _asked(request)
    try:
        item_id = request.GET.get("at") or review.following(filters)
        context = _card(item_id, filters)
    except NotFound as error:
        raise Http404(str(error)) from error
    shown = {"nav": "review", "form": form, "doc_title": library.title(filters.doc) if filters.doc else "", **context}
    return render(request, "docintel/review.html", shown)


@require_GET
def card(request: HttpRequest, item_id: str) -> HttpResponse:
    """The card of one row; ``?way=``: the one that waits behind it (next), before it (back), in the next paper (paper)."""
    filters, way = _asked(request), request.GET.get("way", "")
    try:
        if way:
            found = review.following(filters, item_id, back=way == "back", other_paper=way == "paper")
            if found is None and way == "back":
                return _answer(request, item_id, filters, told="前面没有待审核的事项了。")
            return _answer(request, found, filters)
        return _answer(request, item_id, filters)
    except NotFound as error:
        raise Http404(str(error)) from error


@require_POST
def act(request: HttpRequest, item_id: str) -> HttpResponse:
    """Confirm, reject, correct, split or merge. The answer is the card that comes next; a refusal shows the same card and says why."""
    filters, given = _asked(request), request.POST
    try:
        shown, told = _done(request, item_id, filters)
    except NotFound as error:
        raise Http404(str(error)) from error
    except DocintelError as error:
        kept = {
            "field": given.get("field", ""),
            "typed": given.get("value", ""),
            "panel": given.get("act", ""),
            "texts": given.get("texts", ""),
        }
        return _answer(request, item_id, filters, error=str(error), kept=kept)
    if request.headers.get("HX-Request") != "true":
        messages.success(request, told)
        return redirect(f"{reverse('review')}?{urlencode({'at': shown}) if shown else _query(filters)}")
    return _answer(request, shown, filters, told=told)


def _done(request: HttpRequest, item_id: str, filters: QueueFilters) -> tuple[str | None, str]:
    """Does the act; (the row to show then, what was done)."""
    given, who = request.POST, request.user.get_username()
    seen = whole(given.get("expected"))
    match given.get("act"):
        case "confirm":
            review.confirm(item_id, who, expected=seen)
            return review.following(filters, item_id), f"已确认 {item_id}。"
        case "reject":
            reason = given.get("reason", "")
            review.reject(item_id, who, reason, seen)
            return review.following(filters, item_id), f"{item_id} 不予立项：{reason}。"
        case "correct":
            field = given.get("field", "")
            if field not in FIELDS:
                raise BadInput("没有这个字段；请刷新后再改")
            done = review.correct(item_id, {field: given.get("value", "")}, who, expected=seen)
            return item_id, "已更正，重新读取原文不会覆盖。" if done else "内容没有变化。"
        case "split":
            ids = review.split(item_id, given.get("texts", "").splitlines(), who, expected=seen)
            return ids[0], f"已拆成 {len(ids)} 项，请逐项审核。"
        case "merge":
            other = given.get("other", "")
            one = review.merge([item_id, other], who, expected=None if seen is None else {item_id: seen})
            return one, f"已与 {other} 合并，请审核合并后的一项。"
        case _:
            raise BadInput("没有这个操作；请刷新后再试")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes the last act back and shows the row it was done to; ``number``: that act."""
    filters, here = _asked(request), request.POST.get("here") or None
    number = whole(request.POST.get("number"))
    try:
        done = review.undo(request.user.get_username(), number)
    except DocintelError as error:
        if request.headers.get("HX-Request") != "true":
            messages.error(request, str(error))
            return redirect("review_bulk")
        return _answer(request, here, filters, error=str(error))
    told = f"已撤销“{ACT_KINDS[done.kind]}”。"
    if request.headers.get("HX-Request") != "true":
        messages.success(request, told + done.note)
        return redirect("review_bulk" if done.kind == "bulk" else "review")
    return _answer(request, done.items[0] if done.items else here, filters, told=told)


def _answer(
    request: HttpRequest, item_id: str | None, filters: QueueFilters, *, told: str = "", error: str = "", kept: dict[str, str] | None = None
) -> HttpResponse:
    return render(request, "docintel/_review_card.html", {"told": told, "error": error, "kept": kept or {}, **_card(item_id, filters)})


def _card(item_id: str | None, filters: QueueFilters) -> dict[str, Any]:
    """What the card shows; without a row only that nothing waits."""
    query = _query(filters)
    if item_id is None:
        return {"card": None, "query": query, "left": review.count(filters)}
    found = review.card(item_id, filters, timezone.localdate())
    row, source = found.row, found.source
    marks = [Mark(s.start, s.end, "commit") for s in source.evidence]
    marks += [Mark(s.start, s.end, kind) for kind, spans in source.parts.items() for s in spans]
    at = (source.evidence[0].start, source.evidence[0].end)
    return {
        "card": found,
        "row": row,
        "query": query,
        "reasons": list(enumerate(review.reasons(), 1)),
        "source": list(paragraphs(source.text, marks, source.start, source.end)),
        "before": _line(source.text[: source.start].rstrip().rpartition("\n")[2]),
        "after": _line(source.text[source.end :].lstrip().partition("\n")[0]),
        "at": f"{at[0]}-{at[1]}",
        "strengths": list(LEDGER_STRENGTHS.items()),
        "values": {"lead": "、".join(row.lead), "support": "、".join(row.support), "targets": "；".join(row.targets)},
        "parts": "\n".join(row.actions if len(row.actions) > 1 else [w for w in re.split(r"(?<=[；;。])\s*", row.text) if w]),
        **({} if row.gone else place_context(row.doc, *at)),
    }


def _line(words: str) -> str:
    """A line beside the source, short."""
    return Truncator(words.strip()).chars(_BESIDE)


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Confirm everything from a confidence on: the thresholds with what they mean, a preview, then all at once."""
    filters = _asked(request)
    asked = (request.POST if request.method == "POST" else request.GET).get("threshold", "")
    threshold = float(asked) if re.fullmatch(r"[01](?:\.\d{1,4})?", asked) else None
    here = f"{reverse('review_bulk')}?{_query(filters)}"
    try:
        if request.method == "POST":
            if threshold is None:
                raise BadInput("请先选择把握")
            count = review.confirm_all(filters, threshold, request.user.get_username(), request.POST.get("stamp") or None)
            messages.success(request, f"已确认 {count} 项。如需撤销，请点下面“最近的操作”中的“撤销”。")
            return redirect(here)
        preview = review.preview(filters, threshold, timezone.localdate()) if threshold else None
    except DocintelError as error:
        messages.error(request, str(error))
        return redirect(here)
    context = {
        "nav": "review",
        "shares": review.shares(filters),
        "preview": preview,
        "query": _query(filters),
        "doc_title": library.title(filters.doc) if filters.doc else "",
        "acts": [a for a in review.history(limit=30) if a.kind == "bulk"],
    }
    return render(request, "docintel/review_bulk.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, key: str) -> HttpResponse:
    """The form for a marked stretch of the paper, or the new row."""
    form = AddForm(request.POST if request.method == "POST" else request.GET, label_suffix="")
    if request.method == "GET":
        return render(request, "docintel/_review_add.html", {"key": key, "form": _offered(form, key)})
    error = "没有保存：请检查填写的内容。"
    if form.is_valid():
        data = form.cleaned_data
        changes = {name: data[name] for name in ("text", "lead", "support", "due", "targets", "strength")}
        try:
            item_id = review.add(key, (data["start"], data["end"]), request.user.get_username(), changes)
            return render(request, "docintel/_review_add.html", {"key": key, "made": item_id, "at": f"{data['start']}-{data['end']}"})
        except NotFound as problem:
            raise Http404(str(problem)) from problem
        except DocintelError as problem:
            error = str(problem)
    return render(request, "docintel/_review_add.html", {"key": key, "form": form, "error": error})


def _offered(form: AddForm, key: str) -> AddForm:
    """The form filled with what the program reads in the marked words. Raises Http404."""
    if not {"start", "end"} <= form.data.keys() or form.errors.keys() & {"start", "end"}:
        raise Http404("请先在正文里选中要补录的文字")
    try:
        first = review.offered(key, (form.cleaned_data["start"], form.cleaned_data["end"]))
    except DocintelError as error:
        raise Http404(str(error)) from error
    return AddForm(initial=first | {n: form.cleaned_data[n] for n in ("start", "end")}, label_suffix="")
