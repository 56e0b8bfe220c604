"""People with a role, for tests that sign in."""

from __future__ import annotations

PASSWORD = "Lan-zhou-2025"


def person(name="wang", role="secretariat", unit=None):
    """A user with a role (domain.people.ROLES) and, for a unit's, the unit he works in."""
    from django.contrib.auth import get_user_model

    from docintel.store.models import Member

    chief = role == "administrator"
    user = get_user_model().objects.create_user(name, password=PASSWORD, is_staff=chief, is_superuser=chief)
    Member.objects.create(user=user, role=role, unit=unit)
    return user


def client_of(name="wang", role="secretariat", unit=None):
    """A signed-in test client of a new person."""
    from django.test import Client

    client = Client()
    client.force_login(person(name, role, unit))
    return client
