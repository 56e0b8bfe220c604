"""Sign-in for every page; the JSON API answers 401 by itself, and so do the parts of a page, instead of sending a program to a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse


class SignInRequired(LoginRequiredMiddleware):
    """Django's middleware, except below /api/; a request of a page's script gets 401 and the browser goes to the sign-in as a whole."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/"):
            return None
        answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and request.headers.get("HX-Request") == "true":
            return HttpResponse("登录已过期，请重新登录。", status=401, headers={"HX-Redirect": reverse("login")})
        return answer
