"""All records of one database written into another, as they are: how a library moves from its SQLite file to a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction

BATCH = 500


def copy_all(source: str, target: str, last: Callable[[], None], tell: Callable[[int, int, str], None]) -> None:
    """Replaces every row of ``target`` by those of ``source`` (aliases of two databases with the same tables), one transaction.

    Values are written as they are: times of making and changing stay. ``last`` runs inside the transaction.
    """
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    there = connections[target]
    total = sum(m._base_manager.using(source).count() for m in found)
    done = 0
    with transaction.atomic(using=target):
        with there.cursor() as cursor:
            for sql in there.ops.sql_flush(no_style(), [m._meta.db_table for m in found], reset_sequences=True, allow_cascade=True):
                cursor.execute(sql)
        for model in found:
            rows = model._base_manager.using(source).order_by("pk").iterator(BATCH)
            while batch := list(islice(rows, BATCH)):
                _insert(model, batch, target)
                done += len(batch)
                tell(done, total, "搬移数据")
        with there.cursor() as cursor:
            for sql in there.ops.sequence_reset_sql(no_style(), found):
                cursor.execute(sql)
        last()


def _insert(model: type[models.Model], batch: list[Any], target: str) -> None:
    """``raw``: no field may set its own value again (auto_now_add would date old history to today)."""
    manager: Any = model._base_manager.using(target)
    manager._insert(batch, fields=model._meta.concrete_fields, using=target, raw=True)
