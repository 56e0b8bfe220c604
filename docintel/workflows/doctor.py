"""The examination of the program and its library: what was found, what it means, what to do; and what can safely be put right."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.db import DatabaseError

from docintel import settings
from docintel.domain.health import Check
from docintel.errors import DocintelError, StoreConflict
from docintel.store import home_lock, outbox, soundness
from docintel.workflows import doctor_library as library
from docintel.workflows import doctor_machine as machine
from docintel.workflows import session

Tell = Callable[[int, int, str], None]

MACHINE: tuple[tuple[str, Callable[[], Iterable[Check]]], ...] = (
    ("程序", machine.program),
    ("时区", machine.time_zone),
    ("数据文件夹", machine.folder),
    ("磁盘空间", machine.disk),
    ("放假安排", machine.calendar),
    ("语义编码器", machine.encoder),
    ("承诺判别模型", machine.acts),
    ("外部程序", machine.helpers),
)
LIBRARY: tuple[tuple[str, Callable[[bool], Iterable[Check]]], ...] = (
    ("数据完整性", library.records),
    ("索引", library.index),
    ("原件", library.files),
    ("佐证材料", library.evidence),
    ("页面缓存", lambda _: library.cache()),
    ("备份", lambda _: library.backups()),
)
"""Checks in the order in which they are shown; those of the library only where its database can be used."""
_HEALTH_SECONDS = 5.0  # an answer without sign-in must cost nothing when asked for often
_health: tuple[float, str] = (0.0, "")


def examine(tell: Tell = lambda done, of, phase: None, *, thorough: bool = True) -> tuple[Check, ...]:
    """Every line of the examination. ``thorough``: every page of the database and more originals are read.

    Needs Django set up, not an opened library: one that cannot be opened is what it is for. Changes nothing.
    """
    found: list[Check] = []
    total = len(MACHINE) + len(LIBRARY)
    for done, (name, check) in enumerate(MACHINE, start=1):
        found += _guarded(name, check)
        tell(done, total, "检查")
    unfinished = _guarded("恢复", library.unfinished)
    if unfinished:
        return (*found, *unfinished)
    if not library.is_there():
        return (*found, Check("数据库", "ok", "还没有资料"))
    state = _guarded("数据库", library.tables)
    found += state
    if all(c.level == "ok" for c in state):
        for done, (name, one) in enumerate(LIBRARY, start=len(MACHINE) + 1):
            found += _guarded(name, one, thorough)
            tell(done, total, "检查")
    return tuple(found)


def _guarded(name: str, check: Callable[..., Iterable[Check]], *args: bool) -> list[Check]:
    """A check that fails is itself a finding, and the others go on."""
    try:
        return list(check(*args))
    except Exception as error:
        words = " ".join(str(error).split())[:200]
        return [Check(name, "fault", f"检查没有完成（{type(error).__name__}: {words}）", "请把本行交给维护人员")]


def fix(checks: Iterable[Check], tell: Tell = lambda done, of, phase: None) -> list[str]:
    """Does what the checks say can be done without risk; one line for each thing done. Raises DocintelError."""
    wanted = {c.fix for c in checks if c.fix}
    done: list[str] = []
    if "leftovers" in wanted or "migrate" in wanted:
        session.open_home()
        done.append("已清理中断的恢复、升级数据表")
    if "index" in wanted:
        done.append(f"已重建索引：{_rebuild(tell)} 条条款")
    if "pages" in wanted and settings.PAGES.is_dir():
        shutil.rmtree(settings.PAGES, ignore_errors=True)
        done.append("已清空页面缓存")
    return done


def _rebuild(tell: Tell) -> int:
    """The index built again from the records. One that cannot even be opened is thrown away, if no other program has it open."""
    session.open_home()
    from docintel.workflows import indexing  # noqa: PLC0415 - the encoder loads only when it is needed

    try:
        indexing.index().clear()
    except DocintelError:
        raise
    except Exception as error:
        if set(home_lock.holders(settings.HOME)) - {os.getpid()}:
            raise StoreConflict("索引已损坏，要删除重建；请先停止网页服务等程序，再运行 docintel doctor --fix") from error
        shutil.rmtree(settings.HOME / "index")
        indexing.index.cache_clear()
    outbox.rebuild()
    return indexing.index_pending(lambda done, of: tell(done, of, "索引"))


def health() -> str:
    """ok | degraded, for a monitor: the database answers and is current, disk and folder can be written, the index is not far behind."""
    global _health  # noqa: PLW0603
    now = time.monotonic()
    if not _health[1] or now - _health[0] > _HEALTH_SECONDS:
        _health = (now, "ok" if _is_well() else "degraded")
    return _health[1]


def _is_well() -> bool:
    with suppress(DatabaseError, DocintelError, OSError):
        return (
            not session.missing_migrations()
            and soundness.oldest_waiting() <= library.STALE_HOURS
            and os.access(settings.HOME, os.W_OK)
            and shutil.disk_usage(settings.HOME).free > machine.VERY_LOW
        )
    return False
