"""A backup put in the place of the library: everything checked first, then all of it or nothing, the old content kept aside."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection

from docintel import settings
from docintel.domain.backups import COUNTED, DERIVED, Manifest
from docintel.errors import BadInput, DocintelError, StoreConflict
from docintel.store import archive, home_lock, moving, snapshot
from docintel.store.archive import Archive
from docintel.store.switch import STAYS, Switch
from docintel.workflows import session
from docintel.workflows.backup import LAST, check_whole

_SPARE = 64 << 20

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored from where; ``kept``: the folder with what was there before; ``notes``: what a person should still do."""

    file: Path
    manifest: Manifest
    kept: Path | None
    notes: tuple[str, ...]


def restore(source: Path, tell: Tell, *, replace: bool = False) -> Restored:
    """Restores ``source`` (a backup, or a folder: its newest one) into the data folder, and on a server into its database.

    A library that is not empty is only replaced with ``replace``; it is kept under replaced/DATE in the data folder. Whatever ends this
    before the last step leaves the old state, a kill included (the next program that opens the folder then moves it back).
    The library must not be open in this process. Raises DocintelError with what to do.
    """
    home = settings.HOME
    session.check_folder(home)
    alone = home_lock.hold(home, alone=True, wait=2)
    if alone is None:
        who = "、".join(map(str, home_lock.holders(home))) or "未知"
        raise StoreConflict(f"还有 docintel 程序在使用 {home}（进程号 {who}）；请先停止网页服务等程序，再恢复")
    try:
        session.clear_up(home)
        found = Archive(archive.newest(source) if source.is_dir() else source)
        _check(found, home, replace=replace, tell=tell)
        kept = _put(found, home, tell)
        found.close()
        return Restored(found.file, found.manifest, kept, tuple(_notes(found.manifest)))
    except OSError as error:
        raise DocintelError(f"恢复没有完成（{error.strerror or error}）；原有资料未动，请检查磁盘空间和权限后重试") from error
    finally:
        alone.release()


def _check(found: Archive, home: Path, *, replace: bool, tell: Tell) -> None:
    """Everything that speaks against it, before anything is touched."""
    records = found.manifest.records
    newer = snapshot.newer_than_program(records.tables)
    if newer:
        made = found.manifest.docintel
        raise BadInput(f"{found.file}：备份由更新版本的 docintel（{made}，数据表 {newer[-1]}）写成，本版不能恢复；请先升级程序")
    if records.kind == "postgresql" and snapshot.kind() != "postgresql":
        raise BadInput(f"{found.file}：这份备份来自 PostgreSQL；请先用 DOCINTEL_DATABASE_URL=postgres://… 指明要恢复到的数据库")
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    if snapshot.kind() == "sqlite" and file.absolute().parent != home:
        raise BadInput(f"数据库文件 {file} 不在数据文件夹 {home} 里；请取消 DOCINTEL_DATABASE_URL 后再恢复")
    if not replace and not _is_empty(home):
        raise BadInput(f"{home} 里已有资料；要用备份代替它，请加 --replace（原有资料会另存到 {home / 'replaced'}）")
    check_whole(found, tell)
    free = shutil.disk_usage(home).free
    if free < found.size + _SPARE:
        raise DocintelError(f"{home} 的空间不够：恢复需要 {found.size / 1e6:.0f} MB，只剩 {free / 1e6:.0f} MB；请清理磁盘后重试")


def _is_empty(home: Path) -> bool:
    file = Path(str(settings.DATABASES["default"]["NAME"])).name
    names = {p.name for p in home.iterdir() if not p.name.startswith(".")} - STAYS - set(DERIVED) - {"secret_key", LAST, file}
    if any(place.is_file() for name in names for place in (home / name, *(home / name).rglob("*"))):
        return False
    if snapshot.kind() == "sqlite" and not (home / file).exists():
        return True
    try:
        return snapshot.is_empty()
    finally:
        connection.close()


def _put(found: Archive, home: Path, tell: Tell) -> Path | None:
    """Stages, brings forward, checks, moves in. Undone as a whole by any error."""
    switch = Switch(home)
    switch.begin()
    try:
        server = snapshot.kind() == "postgresql"
        name = Path(str(settings.DATABASES["default"]["NAME"])).name
        records = (switch.extra / "restored") if server else switch.new / name
        found.unpack(switch.new, records, tell)
        if found.manifest.records.kind == "sqlite":
            _bring_forward(records, found.manifest)
        if server:
            session.bring_up_to_date()
            snapshot.take(switch.extra / snapshot.FILES["postgresql"], tell)  # what the server holds now, kept with the old files
        archive.sync()
        token = secrets.token_hex(8) if server else ""
        switch.go(token, f"{datetime.now().astimezone():%Y%m%d-%H%M%S}")
        if server:
            _load(records, found.manifest.records.kind, token, tell)
            records.unlink()
    except BaseException as error:
        connection.close()
        if session.clear_up(home) == "new":  # a server that died while it committed is asked which records it has
            raise DocintelError("恢复已经完成，只是数据库服务器在最后一刻断开；请运行 docintel doctor 查看") from error
        raise
    return switch.commit()


def _bring_forward(file: Path, manifest: Manifest) -> None:
    """The staged records as this program needs them, and as many as the backup says."""
    damaged = snapshot.damage(file)
    if damaged:
        raise DocintelError(f"备份中的数据库已损坏（{'；'.join(damaged)}）；请改用另一份备份，原有资料未动")
    counts = snapshot.inspect(file).counts
    wrong = [
        f"{name}{counts[key]}，应为{manifest.records.counts.get(key)}" for key, name in COUNTED.items() if _differs(counts, manifest, key)
    ]
    if wrong:
        raise DocintelError(f"备份中的数据与清单不符（{'；'.join(wrong)}）；请改用另一份备份，原有资料未动")
    snapshot.bring_forward(file)


def _differs(counts: dict[str, int], manifest: Manifest, key: str) -> bool:
    return key in manifest.records.counts and counts[key] != manifest.records.counts[key]


def _load(records: Path, kind: str, token: str, tell: Tell) -> None:
    """Into the server, one transaction that also leaves the token."""
    if kind == "postgresql":
        snapshot.load_dump(records, token)
        return
    with snapshot.opened(records) as alias:
        moving.copy_all(alias, "default", lambda: snapshot.mark_with(token), tell)


def _notes(manifest: Manifest) -> list[str]:
    """What differs between here and where the backup was made."""
    notes = []
    for name, value in manifest.settings.items():
        if os.environ.get(name) != value:
            now = f"现在是 {os.environ[name]}" if name in os.environ else "现在没有设置"
            notes.append(f"备份时 {name}={value}，{now}")
    return [*notes, *manifest.warnings]
