"""亮灯规则: the rules in force in plain Chinese, what another choice would change, choosing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from docintel.domain.ledger import LedgerFilters
from docintel.errors import BadInput, DocintelError
from docintel.web.access import viewer_of
from docintel.web.forms import RulesForm
from docintel.workflows import lights, track


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The page; POST with ``preview`` shows what would change, with ``choose`` puts it in force."""
    if request.method == "GET":
        return _page(request, _form(None))
    try:
        form = _form(request)
        if not form.is_valid():
            raise BadInput("请选择一套规则；自定规则文件不能超过 200 KB")
        data = form.cleaned_data
        choice = lights.choice_of(data["rules"], data["text"], data["limit"])
        if "choose" in request.POST:
            found = lights.rules_of(lights.choose(choice, request.user.get_username(), data["note"], data["expected"]))
            messages.success(request, f"已改用“{found.name}”，台账即按新规则亮灯。")
            return redirect("lights")
        return _page(request, form, preview=lights.preview(choice, timezone.localdate()), own=bool(choice.text))
    except DocintelError as error:
        messages.error(request, str(error))
        return redirect("lights")


def _form(request: HttpRequest | None) -> RulesForm:
    """The form over what may be chosen: the shipped sets, and the office's own file, given now or in force. Raises BadInput."""
    now = lights.current()
    data = request.POST.copy() if request else None
    text = now.text
    if request and data is not None:
        text = _text(request) or (data.get("text", "") if data.get("rules") == "own" else "")
        data["text"] = text
        data["rules"] = "own" if text else data.get("rules", "")
    named = [(s.key, s.name) for s in lights.sets()]
    if text:
        named.append(("own", lights.rules_of(lights.choice_of("", text)).name))
    limits = [(x.key, x.name) for x in lights.limits(text)]
    first = {"rules": "own" if now.text else now.rules, "limit": now.limit, "text": now.text, "expected": now.number}
    return RulesForm(named, limits, data, initial=first, label_suffix="")


def _text(request: HttpRequest) -> str:
    """The text of an uploaded file, "" without one. Raises BadInput."""
    file: Any = request.FILES.get("file")
    if file is None:
        return ""
    if file.size > 200_000:
        raise BadInput(f"{file.name} 超过 200 KB，不像亮灯规则文件；请检查是否选错了文件")
    try:
        text = str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.name} 不是 UTF-8 文本；请另存为 UTF-8 编码的 .toml 文件") from error
    lights.choice_of("", text)
    return text


def _page(request: HttpRequest, form: RulesForm, **more: Any) -> HttpResponse:
    found = lights.in_force()
    shown = more["preview"].rules if "preview" in more else found
    context = {
        "nav": "ledger",
        "form": form,
        "rules": found,
        "shown": shown,
        "starts": lights.STARTS[shown.pace.start],
        "cases": list(lights.explained(shown)),
        "counts": track.light_counts(LedgerFilters(units=viewer_of(request).only_units), timezone.localdate()),
        "history": lights.history(),
        **more,
    }
    return render(request, "docintel/lights.html", context)


@require_GET
def rules_file(request: HttpRequest) -> HttpResponse:
    """The rules as a file to copy and change: the office's own where it has one, else the shipped ones."""
    response = HttpResponse(lights.current().text or lights.shipped_text(), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "亮灯规则.toml") or "attachment"
    return response
