"""What a locked-out user reads, and the page for a new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from docintel.web.access import viewer_of
from docintel.web.middleware import address_of
from docintel.workflows import audit


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
