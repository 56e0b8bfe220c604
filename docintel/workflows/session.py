"""Opens the data folder: Django set up, folder made, tables brought to the newest shape. Every command calls it first.

Modules that touch the records (``workflows.track``, ``workflows.ingest`` …) are imported after it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection

from docintel.errors import DocintelError
from docintel.workflows.home import home_folder

_WAIT_SECONDS = 60
_opened = False


def open_home() -> Path:
    """The data folder (DOCINTEL_HOME), ready. A second call, and a start with nothing to migrate, cost little.

    Raises DocintelError, with what to do, where the folder cannot be written or the database cannot be used.
    """
    global _opened  # noqa: PLW0603
    home = home_folder()
    if not _opened:
        _check_folder(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docintel.settings")
        django.setup()
        bring_up_to_date()
        _opened = True
    return home


def _check_folder(home: Path) -> None:
    probe = home / f".write-{os.getpid()}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DocintelError(
            f"数据文件夹 {home} 不可写（{error.strerror or error}）；请更改其权限，或把环境变量 DOCINTEL_HOME 设为可写的文件夹"
        ) from error


def bring_up_to_date() -> bool:
    """Migrates if a table is behind; whether it did. Two programs that start at once wait for one another."""
    try:
        connection.ensure_connection()
        missing = _missing()
    except DatabaseError as error:
        raise DocintelError(
            f"无法使用数据库 {connection.settings_dict['NAME']}（{_one_line(error)}）；请检查 DOCINTEL_DATABASE_URL，或从备份恢复该文件"
        ) from error
    if not missing:
        return False
    deadline = time.monotonic() + _WAIT_SECONDS
    while missing:
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:  # another program is migrating, or something is really wrong
            if time.monotonic() > deadline:
                raise DocintelError(f"数据表升级失败（{_one_line(error)}）；请关闭其他 docintel 程序后重试") from error
            time.sleep(0.5)
        missing = _missing()
    return True


def _missing() -> set[tuple[str, str]]:
    """(app, migration) that the database lacks; compared by name, so that no migration need be imported."""
    if "django_migrations" not in connection.introspection.table_names():
        applied: set[tuple[str, str]] = set()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    wanted = {
        (config.label, file.stem)
        for config in apps.get_app_configs()
        for file in Path(config.path, "migrations").glob("[0-9]*.py")
    }  # fmt: skip
    newer = sorted(name for app, name in applied - wanted if app == "store")
    if newer:
        raise DocintelError(f"数据库由更新版本的 docintel 写成（{newer[-1]}）；请升级程序后再打开")
    return wanted - applied


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
