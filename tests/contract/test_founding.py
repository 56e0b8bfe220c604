"""A new library is the same whether its tables are made from the models or by replaying their history."""

from __future__ import annotations

import contextlib
import re

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from docintel.settings import SQLITE_OPTIONS
from docintel.store import snapshot
from docintel.store.founding import found
from docintel.workflows.session import missing_migrations
from tests.contract.conftest import default_database
from tests.postgres import server

_NUMBERED = ("id", "content_type_id", "applied")  # of rows that Django brings in: their order is no part of the library
_INTEGERS = (20, 23)  # PostgreSQL's: Django's own link tables have the smaller in models and the larger in migrations


def _replay():
    call_command("migrate", interactive=False, verbosity=0)


def _shape():
    """Table → its columns, its keys and indexes, and the rows it is born with."""
    with connection.cursor() as cursor:
        return {table: (_columns(cursor, table), _constraints(cursor, table), _rows(cursor, table)) for table in snapshot.own_tables()}


def _columns(cursor, table):
    found = connection.introspection.get_table_description(cursor, table)
    return {c.name: ("integer" if c.type_code in _INTEGERS else (c.type_code, c.internal_size), c.null_ok, c.default) for c in found}


def _constraints(cursor, table):
    found = connection.introspection.get_constraints(cursor, table).items()
    return sorted((re.sub(r"^(?:__.*|fk_\d+)$", "", name), str(sorted(c.items()))) for name, c in found)


def _rows(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    names = [c[0] for c in cursor.description]
    return sorted(sorted(f"{n}={v}" for n, v in zip(names, row, strict=True) if n not in _NUMBERED) for row in cursor.fetchall())


@pytest.fixture(params=["sqlite", "postgresql"])
def shape_after(request, django_db_blocker, tmp_path):
    def make(way):
        with contextlib.ExitStack() as stack:
            stack.enter_context(django_db_blocker.unblock())
            if request.param == "sqlite":
                config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / way.__name__), "OPTIONS": SQLITE_OPTIONS}
            else:
                config = dict(dj_database_url.parse(stack.enter_context(server())))
            stack.enter_context(default_database(config, way))
            assert not missing_migrations()
            with pytest.raises(DatabaseError):
                found()  # somebody was faster: nothing is half made
            return _shape()

    return make


def test_both_ways_end_alike(shape_after):
    founded, replayed = shape_after(found), shape_after(_replay)
    assert founded.keys() == replayed.keys()
    for table, there in founded.items():
        for what, here in zip(there, replayed[table], strict=True):
            assert what == here, table
