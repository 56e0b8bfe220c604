"""A store on SQLite and on PostgreSQL, for laws that hold on both."""

from __future__ import annotations

import contextlib

import dj_database_url
import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from django.utils.connection import ConnectionDoesNotExist

from docintel.settings import SQLITE_OPTIONS
from docintel.store.founding import found
from docintel.store.models import (
    Act,
    Assignment,
    Audit,
    Benefit,
    Body,
    BodyAlias,
    BodySighting,
    Countersign,
    Decision,
    Delivery,
    Evidence,
    Feedback,
    History,
    Instance,
    LightChoice,
    Member,
    Norm,
    Notice,
    Obligation,
    OfficeChoice,
    Outbox,
    Outcome,
    Paper,
    PaperVersion,
    Progress,
    Provision,
    Request,
    Review,
    Seen,
    SheetChoice,
    SheetImport,
    SubTask,
    Unit,
    Verdict,
)
from tests.life import make_row, make_units
from tests.postgres import server


@contextlib.contextmanager
def default_database(config, make=found):
    """Django's default connection points at ``config``, with the tables that ``make`` makes."""
    before = connections.settings["default"]
    connections.settings["default"] = connections.configure_settings({"default": config})["default"]
    with contextlib.suppress(AttributeError, ConnectionDoesNotExist):
        connections["default"].close()
        del connections["default"]
    try:
        make()
        yield
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = before


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request, django_db_blocker, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if request.param == "sqlite":
            file = tmp_path_factory.mktemp("sqlite") / "laws.sqlite3"
            config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": SQLITE_OPTIONS}
        else:
            config = dict(dj_database_url.parse(stack.enter_context(server())))
        stack.enter_context(default_database(config))
        yield request.param


@pytest.fixture
def store(database):
    """An empty store."""
    empty()
    return database


@pytest.fixture
def people(store):
    """The units of ``tests.life``."""
    return make_units()


@pytest.fixture
def row(people):
    """A row that can be given to them."""
    return make_row()


def empty():
    """Leaves the tables without rows."""
    Seen.objects.all().delete()
    Act.objects.all().delete()
    Evidence.objects.exclude(withdraws=None)._raw_delete("default")
    once = (
        Evidence,
        Countersign,
        Verdict,
        Decision,
        Feedback,
        Request,
        Delivery,
        Notice,
        OfficeChoice,
        LightChoice,
        Outcome,
        Progress,
        History,
    )
    for kept in (SheetChoice, SheetImport, *once, Audit):
        kept.objects.all()._raw_delete("default")
    for table in (SubTask, Assignment, Instance, Member, get_user_model()):
        table.objects.all().delete()
    Unit.objects.update(parent=None)
    Unit.objects.all().delete()
    Obligation.objects.all().delete()
    for table in (BodySighting, BodyAlias):
        table.objects.all().delete()
    Body.objects.update(same_as=None, successor=None)
    Body.objects.all().delete()
    for table in (Benefit, Norm, Provision, PaperVersion, Paper, Review, Outbox):
        table.objects.all().delete()
