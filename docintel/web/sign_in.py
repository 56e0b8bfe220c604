"""What the audit keeps of sign-ins, and what a locked-out user reads."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from docintel.web.access import viewer_of
from docintel.web.middleware import address_of
from docintel.workflows import audit


def listen() -> None:
    """Connects the audit to Django's and axes' signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="docintel")
    user_login_failed.connect(_failed, dispatch_uid="docintel")
    user_logged_out.connect(_signed_out, dispatch_uid="docintel")
    user_locked_out.connect(_locked, dispatch_uid="docintel")


def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    audit.note("sign_in", user.get_username(), address=address_of(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None and not getattr(request, "axes_locked_out", False):  # a locked-out try has a line of its own
        audit.note("failed", str(credentials.get("username") or ""), subject=request.path, address=address_of(request), allowed=False)


def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        audit.note("sign_out", user.get_username(), address=address_of(request))


def _locked(request: HttpRequest, username: str | None, **_: Any) -> None:
    audit.note("locked", username or "", subject=request.path, address=address_of(request), allowed=False)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """The answer to a user who gave too many wrong passwords (429). Called by axes."""
    why = f"密码连续输错{settings.AXES_FAILURE_LIMIT}次，已暂停登录；请{settings.SIGN_IN_PAUSE}分钟后再试，或请系统管理员重设密码"
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": why}, status=429, json_dumps_params={"ensure_ascii": False})
    return render(request, "registration/login.html", {"locked": why, "office": settings.OIDC}, status=429)


class ChangePassword(PasswordChangeView):
    """Django's page; the audit is told."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The new password is in force."""
        answer = super().form_valid(form)
        audit.note("password", viewer_of(self.request).name, detail="自己修改", address=address_of(self.request))
        return answer
