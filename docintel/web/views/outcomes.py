"""办理结果: the list of replies with their classes, one reply, recording, the office's scheme."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from docintel.domain.outcomes import OUTCOMES, OutcomeFilters, Reply, Result
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.web.access import viewer_of
from docintel.web.outcome_forms import OutcomeForm, OutcomesForm, SchemeForm
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import outcomes, track


def _filters(form: OutcomesForm) -> OutcomeFilters:
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    words = {k: data.get(k) or None for k in ("text", "issuer", "kind", "year", "outcome", "satisfaction")}
    return OutcomeFilters(**words, look_again=bool(data.get("look_again")), redo=bool(data.get("redo")))


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The replies with filters; htmx asks for the rows alone."""
    form = OutcomesForm(request.GET, label_suffix="")
    today, viewer, filters = timezone.localdate(), viewer_of(request), _filters(form)
    everything = outcomes.list_replies(_without_result(filters), today, viewer)
    found = outcomes.list_replies(filters, today, viewer)
    solved = outcomes.solved(everything)
    scheme, choice = outcomes.office_scheme(), outcomes.scheme_choice()
    context = {
        "nav": "outcomes",
        "form": form,
        "page": page_of(request, found),
        "query": query_without_page(request),
        "figures": _figures(request, solved.outcomes, filters.outcome),
        "solved": solved,
        "rates": [n / solved.classed if solved.classed else None for n in (solved.first, solved.now)],
        "again": sum(r.look_again for r in everything),
        "redo": sum(r.redo for r in everything),
        "all": len(everything),
        "scheme": scheme,
        "scheme_form": SchemeForm(outcomes.schemes(), initial={"scheme": scheme.key if scheme else "", "expected": choice.number}),
        "choices": [(c, outcomes.schemes().get(str(c.value))) for c in outcomes.scheme_history()],
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "docintel/_outcome_rows.html" if partial else "docintel/outcomes.html", context)


def _without_result(filters: OutcomeFilters) -> OutcomeFilters:
    """The same replies whatever their result, to be counted by it."""
    return OutcomeFilters(kind=filters.kind, year=filters.year, issuer=filters.issuer, text=filters.text)


def _figures(request: HttpRequest, counts: dict[str, int], chosen: str | None) -> list[dict[str, Any]]:
    found = []
    for code, count in counts.items():
        query = request.GET.copy()
        query.pop("page", None)
        query["outcome"] = "" if code == chosen else code
        found.append(
            {"name": OUTCOMES.get(code, "含义未明"), "count": count, "query": query.urlencode(), "chosen": code == chosen, "code": code}
        )
    return [f for f in found if f["count"] or f["code"] != "unknown"]


def outcome_of(request: HttpRequest, key: str) -> Reply | None:
    """A reply and how it stands, for the paper's page; None where the paper is no reply or not the viewer's."""
    try:
        return outcomes.reply(key, timezone.localdate(), viewer_of(request)).reply
    except NotFound:
        return None


@require_GET
def one(request: HttpRequest, key: str) -> HttpResponse:
    """One reply: what is in force, what was recorded, the class against the words; ``?corrects=`` fills the form with an older one."""
    try:
        found = outcomes.reply(key, timezone.localdate(), viewer_of(request))
    except NotFound as error:
        raise Http404(str(error)) from error
    later = {r.corrects: r.number for r in found.results if r.corrects}
    context = {
        "nav": "outcomes",
        "reply": found.reply,
        "form": _form(request, found, timezone.localdate()),
        "scheme": found.scheme,
        "results": [{"result": r, "by": later.get(r.number)} for r in reversed(found.results)],
        "faults": outcomes.class_check(found.reply),
    }
    return render(request, "docintel/outcome.html", context)


def _form(request: HttpRequest, found: outcomes.ReplyPage, today: date) -> OutcomeForm:
    asked = request.GET.get("corrects", "")
    old = next((r for r in found.results if str(r.number) == asked), None)
    first: dict[str, Any] = {"expected": found.reply.revision, "day": today, "follow_up": found.reply.look_again}
    scheme = found.scheme
    if old:
        names = ("letter", "follow_up", "satisfaction", "attitude", "day", "item_id")
        first |= {name: getattr(old, name) for name in names} | {"corrects": old.number}
        scheme = outcomes.schemes().get(old.scheme) or scheme
    else:
        item = request.GET.get("item", "")
        first |= {"item_id": track.get_row(item, today).item_id if item else ""}
    return OutcomeForm(scheme, initial=first | {"scheme": scheme.key if scheme else ""})


@require_POST
def record(request: HttpRequest, key: str) -> HttpResponse:
    """Keep a result; one that was recorded meanwhile is told and nothing is written."""
    scheme = outcomes.schemes().get(request.POST.get("scheme", "")) or outcomes.office_scheme()
    form = OutcomeForm(scheme, request.POST)
    if not form.is_valid():
        wrong = "、".join(str(form.fields[name].label or name) for name in form.errors)
        messages.error(request, f"没有保存：请检查{wrong}。")
        return redirect("outcome", key=key)
    data = form.cleaned_data
    given = Result(0, who=request.user.get_username(), when=timezone.now(), **{k: data[k] for k in _FIELDS})
    try:
        written = outcomes.record(key, given, today=timezone.localdate(), expected=data["expected"])
        more = "委员（代表）不满意的，按规定应当重新办理。" if "unsatisfied" in (written.satisfaction, written.attitude) else ""
        messages.success(request, f"已保存。记下的结果不能改动，如有差错请点“更正”另记一条。{more}")
    except (StoreConflict, BadInput, NotFound) as error:
        messages.error(request, f"没有保存：{error}")
    return redirect("outcome", key=key)


_FIELDS = ("item_id", "scheme", "letter", "satisfaction", "attitude", "follow_up", "day", "note", "corrects")


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Choose the office's scheme of classes."""
    form = SchemeForm(outcomes.schemes(), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            found = outcomes.choose_scheme(data["scheme"], request.user.get_username(), data["note"], data["expected"])
            messages.success(request, f"已选定“{found.name}”。答复自己写明含义的，仍按答复所写；已经记下的结果不变。")
        except (StoreConflict, BadInput, NotFound) as error:
            messages.error(request, str(error))
    else:
        messages.error(request, "没有保存：请选择一种分类办法。")
    return redirect("outcomes")
