"""The first sign-in of a new library; everything later is Django's own user administration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Name and password, shown once."""

    name: str
    password: str


def first_user(name: str = "admin") -> FirstUser | None:
    """Create an administrator when there is no user at all; None when there is one."""
    users = get_user_model()
    if users.objects.exists():
        return None
    password = secrets.token_urlsafe(9)
    users.objects.create_superuser(username=name, password=password)
    return FirstUser(name, password)
