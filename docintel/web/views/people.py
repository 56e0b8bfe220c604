"""人员 and 审计记录."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docintel.domain.people import AuditFilters
from docintel.errors import DocintelError, NotFound
from docintel.web.access import viewer_of
from docintel.web.forms_people import AuditForm, MemberForm, NewMemberForm
from docintel.web.middleware import address_of
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import audit, people

SHOWN = 20  # lines of the audit on a person's page


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """Everybody; POST adds a user and shows his first password, once."""
    units = people.list_units()
    if request.method == "POST":
        form = NewMemberForm(units, request.POST, label_suffix="")
        if form.is_valid():
            data = form.cleaned_data
            given = {k: data[k] for k in ("unit", "full_name", "outside")}
            try:
                password = people.add_member(data["name"], data["role"], viewer_of(request).name, address=address_of(request), **given)
                return _person(request, data["name"], password=password, done="已新增。")
            except DocintelError as error:
                form.add_error(None, str(error))
    else:
        form = NewMemberForm(units, label_suffix="")
    page = page_of(request, people.list_members(request.GET.get("text", "")))
    context = {"nav": "people", "form": form, "page": page, "text": request.GET.get("text", ""), "query": query_without_page(request)}
    return render(request, "docintel/people.html", context)


@require_GET
def person(request: HttpRequest, name: str) -> HttpResponse:
    """One user: role, unit, what the audit has of him."""
    return _person(request, name)


def _person(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    try:
        found = people.member(name)
    except NotFound as error:
        raise Http404(str(error)) from error
    first = {"full_name": found.full_name, "role": found.role, "unit": found.unit_number, "expected": found.version}
    context = {
        "nav": "people",
        "person": found,
        "form": MemberForm(people.list_units(), initial=first, label_suffix=""),
        "lines": audit.list_lines(AuditFilters(about=found.name))[:SHOWN],
        **more,
    }
    answer = render(request, "docintel/person.html", context)
    patch_cache_control(answer, private=True, no_store=True)  # a password may stand on it
    return answer


@require_POST
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Role and unit, stop, let in again, a new password."""
    who, address, action = viewer_of(request).name, address_of(request), request.POST.get("action", "")
    try:
        if action == "password":
            return _person(request, name, password=people.reset_password(name, who, address), done="密码已重设，原来的登录都已失效。")
        if action in ("stop", "again"):
            expected = request.POST.get("expected") or None
            people.set_active(name, who, active=action == "again", expected=expected, address=address)
            messages.success(request, "已恢复使用。" if action == "again" else "已停用，此人的登录已失效。")
        else:
            form = MemberForm(people.list_units(), request.POST)
            if form.is_valid():
                data = form.cleaned_data
                given = {"unit": data["unit"], "full_name": data["full_name"], "expected": data["expected"] or None}
                people.change_member(name, data["role"], who, address=address, **given)
                messages.success(request, "已保存。")
            else:
                messages.error(request, "没有保存：请检查角色和单位。")
    except NotFound as error:
        raise Http404(str(error)) from error
    except DocintelError as error:
        messages.error(request, f"没有保存：{error}")
    return redirect("person", name=name)


def _filters(form: AuditForm) -> AuditFilters:
    data: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    return AuditFilters(data.get("who") or "", data.get("act") or "", data.get("since"), data.get("until"))


@require_GET
def audit_lines(request: HttpRequest) -> HttpResponse:
    """审计记录 with filters, the newest first."""
    form = AuditForm(request.GET)
    page = page_of(request, audit.list_lines(_filters(form)))
    context = {"nav": "audit", "form": form, "page": page, "query": query_without_page(request)}
    return render(request, "docintel/audit.html", context)


@require_GET
def audit_export(request: HttpRequest) -> HttpResponse:
    """The filtered lines as CSV; that is told to the audit too."""
    data = audit.export(_filters(AuditForm(request.GET)))
    audit.note("export", viewer_of(request).name, subject=unquote(request.get_full_path()), address=address_of(request))
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"审计记录-{timezone.localdate()}.csv") or "attachment"
    return response
