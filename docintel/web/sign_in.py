"""What a locked-out user reads, and the page for a new password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from docintel.web.access import viewer_of
from docintel.web.middleware import address_of
from docintel.workflows import people


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """The answer to a user who gave too many wrong passwords (429). Called by axes."""
    why = f"密码连续输错{settings.AXES_FAILURE_LIMIT}次，已暂停登录；请{settings.SIGN_IN_PAUSE}分钟后再试，或请系统管理员重设密码"
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": why}, status=429, json_dumps_params={"ensure_ascii": False})
    return render(request, "registration/login.html", {"locked": why, "office": settings.OIDC}, status=429)


class AnotherPassword(PasswordChangeForm):
    """Django's form; the old password is no new one."""

    def clean_new_password2(self) -> str:
        """The new password. Raises ValidationError for the old one."""
        new: str = self.cleaned_data.get("new_password2") or ""
        if new and self.user.check_password(new):
            raise forms.ValidationError("新密码和原来的一样，请另想一个。")
        return new


class ChangePassword(PasswordChangeView):
    """Django's page; the audit is told. Who had to change a given password goes on to where he wanted (``?next=``)."""

    form_class = AnotherPassword

    def form_valid(self, form: Any) -> HttpResponse:
        """The new password is in force."""
        answer = super().form_valid(form)
        people.chose_password(viewer_of(self.request).name, address_of(self.request))
        return answer

    def get_success_url(self) -> str:
        """The page that was asked for, of this site alone; else Django's."""
        wanted = self.request.GET.get("next", "")
        if wanted and url_has_allowed_host_and_scheme(wanted, {self.request.get_host()}, self.request.is_secure()):
            return wanted
        return super().get_success_url()
