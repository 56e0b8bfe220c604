"""单位: the tree, one unit, taking units in from the gazetteer and from the office's own list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docintel.errors import DocintelError, NotFound
from docintel.web.access import viewer_of
from docintel.web.forms_people import UnitForm, UnitListForm
from docintel.web.middleware import address_of
from docintel.workflows import people, unit_lists

WAITING = 30  # bodies that are offered at once


@require_http_methods(["GET", "POST"])
def tree(request: HttpRequest) -> HttpResponse:
    """The tree; POST adds a unit."""
    units = people.list_units()
    form = UnitForm(units, request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            people.add_unit(who=viewer_of(request).name, address=address_of(request), **_fields(form))
            messages.success(request, f"已新增单位 {form.cleaned_data['name']}。")
            return redirect("units")
        except DocintelError as error:
            form.add_error(None, str(error))
    waiting = people.bodies_without_unit()
    shown = {"waiting": waiting[:WAITING], "more": len(waiting)}
    context = {"nav": "units", "units": units, "form": form, "list_form": UnitListForm(), **shown}
    return render(request, "docintel/units.html", context)


def _fields(form: UnitForm) -> dict[str, Any]:
    return {k: v for k, v in form.cleaned_data.items() if k != "expected"}


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Makes units of bodies that own rows (those ticked, or all), or of a list."""
    who, address = viewer_of(request).name, address_of(request)
    if "file" not in request.FILES:
        names = None if "all" in request.POST else request.POST.getlist("body")
        made = people.import_bodies(who, names, address)
        messages.success(request, f"已建立 {len(made)} 个单位。" if made else "没有选中要建立的单位。")
        return redirect("units")
    try:
        taken = unit_lists.receive(request.FILES["file"].name or "", request.FILES["file"].chunks(), who, address)  # type: ignore[union-attr]
        messages.success(request, f"名单已导入：新增 {len(taken.added)} 个，更新 {len(taken.changed)} 个。")
        for line in taken.refused:
            messages.error(request, f"没有导入 {line}")
    except DocintelError as error:
        messages.error(request, f"没有导入：{error}")
    return redirect("units")


@require_GET
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    """One unit with its people."""
    try:
        found = people.unit(unit)
    except NotFound as error:
        raise Http404(str(error)) from error
    first = {k: getattr(found, k) for k in ("name", "parent", "email", "phone")}
    first |= {"aliases": "、".join(found.aliases), "expected": found.version}
    form = UnitForm([u for u in people.list_units() if u.number != unit], initial=first, label_suffix="")
    members = [m for m in people.list_members() if m.unit_number == unit]
    return render(request, "docintel/unit.html", {"nav": "units", "unit": found, "form": form, "members": members})


@require_POST
def change(request: HttpRequest, unit: int) -> HttpResponse:
    """Name, place in the tree, other writings, address; stop or use again."""
    who, address, action = viewer_of(request).name, address_of(request), request.POST.get("action", "")
    try:
        if action in ("stop", "again"):
            people.stop_unit(unit, who, stopped=action == "stop", expected=request.POST.get("expected") or None, address=address)
            messages.success(request, "已停用，不再交办新的事项。" if action == "stop" else "已恢复使用。")
        else:
            form = UnitForm(people.list_units(), request.POST)
            if form.is_valid():
                people.change_unit(unit, _fields(form), who, expected=form.cleaned_data["expected"] or None, address=address)
                messages.success(request, "已保存。")
            else:
                messages.error(request, "没有保存：请填写名称，并检查上级单位。")
    except NotFound as error:
        raise Http404(str(error)) from error
    except DocintelError as error:
        messages.error(request, f"没有保存：{error}")
    return redirect("unit", unit=unit)
