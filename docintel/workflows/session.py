"""Opens the data folder: Django set up, folder made, tables brought to the newest shape. Every command calls it first.

Modules that touch the records (``workflows.track``, ``workflows.ingest`` …) are imported after it.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, connection

from docintel.errors import DocintelError, StoreConflict
from docintel.store import home_lock, snapshot
from docintel.store.founding import found
from docintel.store.switch import Switch
from docintel.workflows.home import home_folder

_WAIT_SECONDS = 60
_opened = False
_hold: home_lock.Hold | None = None  # that this program uses the folder: kept until it ends


def open_home() -> Path:
    """The data folder (DOCINTEL_HOME), ready. A second call, and a start with nothing to migrate, cost little.

    Raises DocintelError, with what to do, where the folder cannot be written or the database cannot be used.
    """
    global _opened, _hold  # noqa: PLW0603
    home = home_folder()
    if not _opened:
        check_folder(home)
        _hold = _share(home)
        set_up()
        bring_up_to_date()
        _opened = True
    return home


def set_up() -> None:
    """Django's settings and models, without touching the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docintel.settings")
    django.setup()


def _share(home: Path) -> home_lock.Hold:
    """The folder shared with other programs, after a restore that died in it has been cleared up. Raises StoreConflict."""
    if Switch(home).pending:
        alone = home_lock.hold(home, alone=True, wait=_WAIT_SECONDS)
        if alone is not None:
            clear_up(home)
            alone.release()
    held = home_lock.hold(home, wait=_WAIT_SECONDS)
    if held is None:
        raise StoreConflict(f"{home} 正在恢复备份（docintel restore）；请等它结束后重试")
    return held


def clear_up(home: Path) -> str:
    """Ends what a restore that died began: "old" content in force again, "new" content kept, "" nothing had been moved.

    The caller holds the folder alone.
    """
    switch = Switch(home)
    return switch.recover(_committed) if switch.pending else ""


def _committed(token: str) -> bool:
    set_up()
    try:
        return snapshot.has_token(token)
    except DatabaseError as error:
        raise DocintelError(f"上次恢复中断，须先问数据库服务器是否已完成，但连不上（{_one_line(error)}）；请启动服务器后重试") from error


def check_folder(home: Path) -> None:
    """Raises DocintelError where the data folder cannot be made or written."""
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
    """Makes or migrates the tables where one is missing or behind; whether it did. Two programs that start at once wait for one another."""
    try:
        connection.ensure_connection()
        missing = missing_migrations()
    except DatabaseError as error:
        raise DocintelError(
            f"无法使用数据库 {connection.settings_dict['NAME']}（{_one_line(error)}）；请检查 DOCINTEL_DATABASE_URL，或从备份恢复该文件"
        ) from error
    if not missing:
        return False
    deadline = time.monotonic() + _WAIT_SECONDS
    while missing:
        try:
            if snapshot.own_tables():
                call_command("migrate", interactive=False, verbosity=0)
            else:
                found()
        except DatabaseError as error:  # another program is migrating, or something is really wrong
            if time.monotonic() > deadline:
                raise DocintelError(f"数据表升级失败（{_one_line(error)}）；请关闭其他 docintel 程序后重试") from error
            time.sleep(0.5)
        missing = missing_migrations()
    return True


def missing_migrations() -> set[tuple[str, str]]:
    """(app, migration) that the database lacks. Raises DocintelError where a newer program wrote it."""
    if "django_migrations" not in connection.introspection.table_names():
        applied: set[tuple[str, str]] = set()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    wanted = {(app, name) for app, names in snapshot.known_migrations().items() for name in names}
    newer = sorted(name for app, name in applied - wanted if app == "store")
    if newer:
        raise DocintelError(f"数据库由更新版本的 docintel 写成（{newer[-1]}）；请升级程序后再打开")
    return wanted - applied


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
