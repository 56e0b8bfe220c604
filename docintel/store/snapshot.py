"""The records as one consistent copy while people work on, and a copy made into the records. The only home of what differs by database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from docintel.domain.backups import COUNTED
from docintel.errors import DocintelError
from docintel.store import pg_client

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""Kind of database → name of its copy in a backup."""
_TABLES = {
    "papers": "store_paper",
    "versions": "store_paperversion",
    "provisions": "store_provision",
    "obligations": "store_obligation",
    "benefits": "store_benefit",
    "norms": "store_norm",
    "reviews": "store_review",
    "history": "store_history",
    "users": "auth_user",
}
_PAGES = 2000  # of 4 KB a step: often enough to tell how far it is

Tell = Callable[[int, int, str], None]
Ask = Callable[[str], list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy's kind of database, the version of its engine, app → applied migrations, and what it holds (COUNTED)."""

    kind: str
    version: str
    tables: dict[str, tuple[str, ...]]
    counts: dict[str, int]


def kind() -> str:
    """sqlite | postgresql."""
    return connection.vendor


def take(target: Path, tell: Tell) -> Taken:
    """Writes the records as they stand at one moment to ``target``; others read and write meanwhile. Raises DocintelError."""
    if kind() == "postgresql":
        return _take_postgresql(target, tell)
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=30)) as source:
        source.isolation_level = None
        source.execute("BEGIN")  # one moment for all steps: without it a busy library makes the copy start again and again
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(target)) as copy:
            try:
                source.backup(copy, pages=_PAGES, progress=lambda _, left, of: tell(of - left, of, "复制数据库"))
            except sqlite3.DatabaseError as error:
                raise DocintelError(f"数据库读不出来（{error}）；请运行 docintel doctor 查看，或从较早的备份恢复") from error
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, no companions
        source.execute("ROLLBACK")
    return inspect(target)


def _take_postgresql(target: Path, tell: Tell) -> Taken:
    """pg_dump looks through the eyes of a transaction of ours, so that what is counted is what is copied."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
            snapshot, version = cursor.fetchone()
            tell(0, 2, "复制数据库")
            pg_client.dump(connection.settings_dict, target, str(snapshot), own_tables())
            tell(1, 2, "复制数据库")
            found = _described("postgresql", str(version).split()[0], _asking(cursor))
            tell(2, 2, "复制数据库")
            return found
    except DatabaseError as error:
        raise DocintelError(f"数据库读不出来（{' '.join(str(error).split())[:200]}）；请检查 DOCINTEL_DATABASE_URL 和服务器") from error


def inspect(file: Path) -> Taken:
    """What a SQLite file holds."""
    with closing(_reading(file)) as copy:
        return _described("sqlite", sqlite3.sqlite_version, lambda sql: copy.execute(sql).fetchall())


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _asking(cursor: Any) -> Ask:
    def ask(sql: str) -> list[tuple[object, ...]]:
        cursor.execute(sql)
        rows: list[tuple[object, ...]] = cursor.fetchall()
        return rows

    return ask


def _described(name: str, version: str, ask: Ask) -> Taken:
    tables: dict[str, tuple[str, ...]] = {}
    for app, migration in ask("SELECT app, name FROM django_migrations ORDER BY app, name"):
        tables[str(app)] = (*tables.get(str(app), ()), str(migration))
    counts = {key: int(str(ask(f"SELECT count(*) FROM {_TABLES[key]}")[0][0])) for key in COUNTED}  # noqa: S608 - our own names
    return Taken(name, version, tables, counts)


def known_migrations() -> dict[str, set[str]]:
    """App → migrations that this program has; by name, so that none need be imported."""
    return {c.label: {f.stem for f in Path(c.path, "migrations").glob("[0-9]*.py")} for c in apps.get_app_configs()}


def newer_than_program(tables: dict[str, tuple[str, ...]]) -> list[str]:
    """Migrations of docintel that a copy has and this program lacks."""
    known = known_migrations()["store"]
    return sorted(name for name in tables.get("store", ()) if name not in known)


def damage(file: Path, most: int = 5) -> list[str]:
    """What SQLite finds wrong with a file, one line each; [] when it is sound."""
    try:
        with closing(_reading(file)) as copy:
            found = [str(row[0]) for row in copy.execute(f"PRAGMA integrity_check({most})") if row[0] != "ok"]
            return found or [
                f"{row[0]} 第{row[1]}行指向不存在的 {row[2]}" for row in copy.execute("PRAGMA foreign_key_check").fetchmany(most)
            ]
    except sqlite3.DatabaseError as error:
        return [str(error)]


@contextmanager
def opened(file: Path) -> Iterator[str]:
    """The alias of a Django connection to a SQLite file, for the time of the block."""
    alias = "staged"
    connections.settings[alias] = connections.configure_settings(
        {"default": {}, alias: {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": {"timeout": 30}}}
    )[alias]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def bring_forward(file: Path) -> None:
    """Brings an older copy to the tables of this program. Raises DocintelError; the file is then of no use."""
    with opened(file) as alias:
        try:
            call_command("migrate", database=alias, interactive=False, verbosity=0)
        except DatabaseError as error:
            raise DocintelError(f"备份中的数据表升级失败（{' '.join(str(error).split())[:200]}）；原有资料未动") from error


def own_tables() -> list[str]:
    """Tables of docintel and of the parts of Django it uses, as they stand in the database: others may share a server's."""
    labels = {config.label for config in apps.get_app_configs()} | {"django"}
    return sorted(t for t in connection.introspection.table_names() if t.split("_", 1)[0] in labels)


def is_empty() -> bool:
    """Whether the database holds nothing that a person or paper brought in."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in ("store_paper", "store_history", "auth_user"):
            if table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name from the line above
                if cursor.fetchone()[0]:
                    return False
    return True


def load_dump(file: Path, token: str) -> None:
    """Puts a copy made by pg_dump in the place of the records, all or nothing; ``token`` is then what :func:`token` says."""
    pg_client.load(connection.settings_dict, file, own_tables(), _token_sql(token))


def _token_sql(token: str) -> str:
    if not token.isalnum():
        raise ValueError(token)
    return f"COMMENT ON TABLE public.django_migrations IS 'docintel-restore {token}'"


def mark_with(token: str) -> None:
    """Part of the transaction that replaces a server's records: tells a program that comes after a crash whether it was committed."""
    with connection.cursor() as cursor:
        cursor.execute(_token_sql(token))


def has_token(token: str) -> bool:
    """Whether the last replacement of the records that was committed is this one; waits for one that is being committed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.django_migrations')")
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("LOCK TABLE public.django_migrations IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT obj_description(to_regclass('public.django_migrations'), 'pg_class')")
        return bool(cursor.fetchone()[0] == f"docintel-restore {token}")
