"""机构名录: the list, names to be decided, one body with its changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from docintel.errors import BadInput, NotFound
from docintel.web.forms import BodiesForm, BodyForm, DecideForm
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import bodies

OPEN_SHOWN = 30


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Bodies by place with their figures; above them the short names that nothing settles, each with its candidates."""
    form = BodiesForm(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    text, place = (data.get(k) or "" for k in ("text", "place"))
    page = page_of(request, bodies.list_bodies(text, place))
    context = {
        "nav": "bodies",
        "form": form,
        "page": page,
        "query": query_without_page(request),
        "open": bodies.open_names(place, OPEN_SHOWN) if page.number == 1 and not text else [],
        "places": bodies.places(),
    }
    return render(request, "docintel/bodies.html", context)


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Remember what a short name means at its place."""
    form = DecideForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["full"] or form.cleaned_data["nobody"]):
        messages.error(request, "没有保存：请选一个机构，或填写全称。")
        return redirect("bodies")
    data = form.cleaned_data
    try:
        name = bodies.decide(
            data["place"], data["function"], None if data["nobody"] else data["full"], request.user.get_username(), own=data["own"]
        )
        messages.success(request, f"已记住：“{data['function']}”→ {name}。可用 docintel bodies alias --undo 撤销。")
    except BadInput as error:
        messages.error(request, str(error))
    return redirect("bodies")


@require_GET
def body(request: HttpRequest, name: str) -> HttpResponse:
    """One body: short names, papers that name it, who decided what."""
    try:
        found = bodies.body(name)
    except NotFound as error:
        raise Http404(str(error)) from error
    return render(request, "docintel/body.html", {"nav": "bodies", "found": found, "body": found.body, "form": BodyForm(label_suffix="")})


@require_POST
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Merge, rename, stop, or take it back."""
    form = BodyForm(request.POST)
    who, action = request.user.get_username(), request.POST.get("action", "")
    try:
        if not form.is_valid():
            raise BadInput("没有保存：日期应为“年-月-日”。")
        data = form.cleaned_data
        if action == "merge" and data["into"]:
            bodies.merge(name, data["into"], who, data["since"], data["note"])
        elif action == "part":
            bodies.part(name, who, data["note"])
        elif action in ("stop", "again"):
            bodies.stop(name, who, again=action == "again", note=data["note"])
        else:
            raise BadInput("没有保存：请填写归并到的全称。")
        messages.success(request, "已保存。")
    except BadInput as error:
        messages.error(request, str(error))
    except NotFound as error:
        raise Http404(str(error)) from error
    return redirect("body", name=name)
