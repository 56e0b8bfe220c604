"""Sign-in and permission for every address (docintel.web.access), and what of it the audit keeps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.contrib.auth import authenticate
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from ninja.security import HttpBasicAuth

from docintel.errors import DocintelError, NotAllowed, NotFound, StoreConflict
from docintel.web import access
from docintel.workflows import audit, people

AUDITED = {"export": "export", "rules": "settings"}
"""Act → what the audit calls a request of it that succeeded; changes of people tell it themselves."""
_STATUS = {NotFound: 404, NotAllowed: 403, StoreConflict: 409}
_STILL_HERE = 300  # seconds between two writes of "still here" into a session: a write at each click would cost every page


class _Basic(HttpBasicAuth):
    """User name and password of a docintel user, for programs."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any:
        user = authenticate(request, username=username, password=password)
        if user is not None:
            request.user = user
        return user


class Access(MiddlewareMixin):
    """Refuses what the table does not allow: 302 to the sign-in or 401 without one, 403 for a wrong role, 404 for another unit's row."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        act = access.act_of(access.name_of(match), request.method) if match else None
        program = request.path.startswith("/api/")
        if act == access.OPEN:
            return None
        if program and "Authorization" in request.headers:
            request.by_password = bool(_Basic()(request))  # type: ignore[attr-defined]
            if not request.by_password:  # type: ignore[attr-defined]
                return _unsigned()
        if not request.user.is_authenticated:
            return _unsigned() if program else _to_sign_in(request)
        viewer = people.viewer(request.user)
        request.viewer, request.act = viewer, act  # type: ignore[attr-defined]
        _still_here(request)
        if viewer.first_password and (match is None or match.url_name not in access.OWN_PASSWORD):
            return _change_first(request)
        if not access.allows(viewer, act):
            return _refuse(request, viewer.name, access.refusal(viewer, act))
        if not access.in_scope(viewer, view_kwargs):
            if program:
                return JsonResponse({"detail": "台账中没有这个编号"}, status=404, json_dumps_params={"ensure_ascii": False})
            raise Http404("台账中没有这个编号")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An expected error that a page has no place of its own for: what, where and what to do, never 程序出错."""
        if not isinstance(exception, DocintelError):
            return None
        status = next((code for kind, code in _STATUS.items() if isinstance(exception, kind)), 400)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(str(exception), status=status, content_type="text/plain; charset=utf-8")
        return render(request, "400.html", {"why": str(exception)}, status=status)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Tells the audit of exports, downloads and changed settings."""
        act = getattr(request, "act", "")
        if act in AUDITED and response.status_code < 400:
            audit.note(AUDITED[act], access.viewer_of(request).name, subject=unquote(request.get_full_path()), address=address_of(request))
        return response


def address_of(request: HttpRequest | None) -> str:
    """Where a request came from. Behind a proxy the server has put the client's address here (DOCINTEL_TRUSTED_PROXY)."""
    return str(request.META.get("REMOTE_ADDR") or "") if request else ""


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":  # a part of a page: the browser goes to the sign-in as a whole
        return HttpResponse("登录已过期，请重新登录。", status=401, headers={"HX-Redirect": reverse("login")})
    return redirect_to_login(request.get_full_path())


def _change_first(request: HttpRequest) -> HttpResponse:
    """Where the password was given by somebody else: the page to change it, whatever was asked for."""
    if request.path.startswith("/api/"):
        why = {"detail": "这个密码不是本人定的，还没有修改；请先用这个用户名在网页上登录，改成自己的密码，再用新密码调用"}
        return JsonResponse(why, status=403, json_dumps_params={"ensure_ascii": False})
    if request.headers.get("HX-Request") == "true":
        return HttpResponse("请先修改密码。", status=403, headers={"HX-Redirect": reverse("password_change")})
    return redirect_to_login(request.get_full_path(), reverse("password_change"))


def _unsigned() -> HttpResponse:
    words = {"detail": "没有登录，或用户名、密码不对；请用 docintel 的用户名和密码（HTTP Basic）"}
    return JsonResponse(words, status=401, json_dumps_params={"ensure_ascii": False})


def _still_here(request: HttpRequest) -> None:
    """The limit of a session counts from the last click, to within a few minutes."""
    now = int(time.time())
    if request.session.session_key and now - int(request.session.get("here", 0)) > _STILL_HERE:
        request.session["here"] = now


def _refuse(request: HttpRequest, who: str, why: str) -> HttpResponse:
    audit.note("refused", who, subject=f"{request.method} {request.path}", detail=why, address=address_of(request), allowed=False)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": why}, status=403, json_dumps_params={"ensure_ascii": False})
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(why, status=403, content_type="text/plain; charset=utf-8")
    return render(request, "403.html", {"why": why}, status=403)
