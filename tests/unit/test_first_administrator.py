"""Who can administer a new library: an account is made only where nobody can."""

import pytest

from docintel.workflows import accounts
from tests.people import person

pytestmark = pytest.mark.django_db


def test_a_library_without_users_gets_an_administrator_once():
    first = accounts.first_user()
    assert first is not None
    assert first.name == "admin"
    assert accounts.first_user() is None


def test_users_who_cannot_administer_do_not_keep_him_away():
    person("wang", "secretariat")
    assert accounts.first_user() is not None


def test_nobodys_account_is_taken_over():
    person("admin", "staff")
    assert accounts.first_user() is None
