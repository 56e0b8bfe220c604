"""统一登录 by OpenID Connect (extra ``oidc``): who a claim is. Loaded only where DOCINTEL_OIDC_CLIENT_ID is set."""

from __future__ import annotations

import logging
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from docintel.errors import DocintelError
from docintel.workflows import people

_LOG = logging.getLogger("docintel")


class OfficeSignIn(OIDCAuthenticationBackend):  # type: ignore[misc]  # the package has no types
    """A user is his name at the provider, but never one that has a password here: such an account is opened by its password alone.

    New users are staff until an administrator gives them another role.
    """

    def authenticate(self, request: HttpRequest | None, **given: Any) -> AbstractBaseUser | None:
        """The user of a finished sign-in; None, and a line in the log, where the provider's answer is wrong or does not come."""
        try:
            user: AbstractBaseUser | None = super().authenticate(request, **given)
        except (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, KeyError, ValueError) as error:
            _LOG.warning("统一登录失败：%s", error)
            return None
        return user

    def verify_token(self, token: str, **given: Any) -> dict[str, Any]:
        """The token's claims; the package leaves it to us that the token was made for this program."""
        claims: dict[str, Any] = super().verify_token(token, **given)
        meant = claims.get("aud")
        if settings.OIDC_RP_CLIENT_ID not in (meant if isinstance(meant, list) else [meant]):
            raise SuspiciousOperation("token made for another program")
        return claims

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The user's particulars, of the very person that the token names."""
        found: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if found.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("particulars of another person")
        return found

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Whether the user's name is there."""
        return bool(self.get_username(claims))

    def get_username(self, claims: dict[str, Any]) -> str:
        """The user's name at the provider."""
        return str(claims.get(settings.OIDC_USERNAME_CLAIM) or "").strip()

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[Any]:
        """The user of that name, unless he has a password here."""
        found: QuerySet[Any] = self.UserModel.objects.filter(
            username=self.get_username(claims), password__startswith=UNUSABLE_PASSWORD_PREFIX
        )
        return found

    def create_user(self, claims: dict[str, Any]) -> AbstractBaseUser:
        """A new user, staff until an administrator gives another role."""
        name = self.get_username(claims)
        try:
            people.add_member(name, "staff", "统一登录", full_name=str(claims.get("name") or ""), outside=True)
        except DocintelError as error:
            raise SuspiciousOperation(f"{name}: {error}") from error
        user: AbstractBaseUser = self.UserModel.objects.get(username=name)
        return user

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """The user of a session; none once he has been stopped."""
        user: AbstractBaseUser | None = super().get_user(user_id)
        return user if user is not None and user.is_active else None
