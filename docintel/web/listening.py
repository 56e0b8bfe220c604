"""The audit listens to sign-ins. Every command sets Django up, so what writes the audit is loaded with the first sign-in."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest


def listen() -> None:
    """Connects the audit to Django's and axes' signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="docintel")
    user_login_failed.connect(_failed, dispatch_uid="docintel")
    user_logged_out.connect(_signed_out, dispatch_uid="docintel")
    user_locked_out.connect(_locked, dispatch_uid="docintel")


def _note(act: str, who: str, request: HttpRequest | None, **more: Any) -> None:
    from docintel.web.middleware import address_of  # noqa: PLC0415 - see above
    from docintel.workflows import audit  # noqa: PLC0415

    audit.note(act, who, address=address_of(request), **more)


def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    _note("sign_in", user.get_username(), request)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None and not getattr(request, "axes_locked_out", False):  # a locked-out try has a line of its own
        _note("failed", str(credentials.get("username") or ""), request, subject=request.path, allowed=False)


def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        _note("sign_out", user.get_username(), request)


def _locked(request: HttpRequest, username: str | None, **_: Any) -> None:
    _note("locked", username or "", request, subject=request.path, allowed=False)
