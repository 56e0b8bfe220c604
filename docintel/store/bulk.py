"""Many rows in few statements. Django's bulk_create takes 0.15 ms a row, most of it in Python; a paper has some 250 rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone

from docintel.store.storable import JsonText, json_text

Row = Mapping[str, Any]


WRITERS = 0xD0C1  # the key of the lock that writers of many rows take on a server


def wait_for_writers() -> None:
    """One writer of many rows at a time, until the transaction ends; take it before any row's lock.

    Two writers that look for the same new paper at once would both store it, and two that settle the same owners would block one
    another. SQLite's transactions queue by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


def reserve(model: type[models.Model], count: int) -> list[int]:
    """``count`` fresh primary keys, in order. Must run inside the transaction that writes them."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the writer holds the lock (transaction_mode IMMEDIATE)
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            return list(range(first, first + count))
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], rows: Iterable[Row], **beside: Sequence[Any]) -> None:
    """Inserts rows given as attribute → value (``paper_id`` for a relation, ``id`` where it was reserved); defaults fill the rest.

    ``beside``: an attribute's values for all rows, where they do not stand in the rows themselves.
    """
    rows = list(rows)
    if not rows:
        return
    columns = [c for c in _plan(model) if c.name != "id" or "id" in beside or "id" in rows[0]]
    quoted = ", ".join(connection.ops.quote_name(c.column) for c in columns)
    sql = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    by_column = [beside[c.name] if c.name in beside else _values(c, rows, now) for c in columns]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*by_column, strict=True)))


def update(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Writes rows back by their ``id``; all rows name the same columns (time stamps as datetimes)."""
    if not rows:
        return
    columns = [c for c in _plan(model) if c.name in rows[0] and c.name != "id"]
    quoted = ", ".join(f"{connection.ops.quote_name(c.column)} = %s" for c in columns)
    sql = f"UPDATE {connection.ops.quote_name(model._meta.db_table)} SET {quoted} WHERE id = %s"  # noqa: S608
    by_column = [_values(replace(c, kind="time") if c.kind == "stamp" else c, rows, None) for c in columns]
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(zip(*by_column, [row["id"] for row in rows], strict=True)))


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    column: str
    default: Callable[[], Any] | None
    kind: str  # plain | json | date | time | stamp (auto_now, auto_now_add)


@cache
def _plan(model: type[models.Model]) -> tuple[_Column, ...]:
    return tuple(
        _Column(f.attname, f.column or f.attname, f.get_default if f.has_default() or f.null else None, _kind(f))
        for f in model._meta.concrete_fields
    )


def _kind(field: models.Field[Any, Any]) -> str:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "stamp"
    return {"Json": "json", "DateField": "date", "DateTimeField": "time"}.get(type(field).__name__, "plain")


def _values(column: _Column, rows: Sequence[Row], now: Any) -> list[Any]:
    """One column of all rows, as the database takes it. Raises KeyError where a row lacks a value that has no default."""
    if column.kind == "stamp":
        return [now] * len(rows)
    name = column.name
    try:
        values = list(map(itemgetter(name), rows))
    except KeyError:
        if not column.default:
            raise
        default = column.default()
        values = [row.get(name, default) for row in rows]
    if column.kind == "json":
        return [v if v is None or type(v) is JsonText else json_text(v) for v in values]
    if column.kind == "time":
        return [v and connection.ops.adapt_datetimefield_value(v) for v in values]
    if column.kind == "date":
        return [v and connection.ops.adapt_datefield_value(v) for v in values]
    return values
