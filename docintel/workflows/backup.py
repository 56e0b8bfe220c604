"""The whole library as one backup, made while people work: records of one moment, files, settings; and the check of a backup."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import docintel
from docintel import settings
from docintel.domain.backups import DERIVED, Kept, Manifest, Records
from docintel.errors import BadInput, DocintelError, StoreConflict
from docintel.store import archive, home_lock, snapshot
from docintel.store.archive import Archive, Writer
from docintel.store.switch import STAYS
from docintel.workflows.home import machine_user

LAST = "last-backup.json"
"""In the data folder: when and where the last backup was made, for ``docintel doctor``."""
_SECRET = re.compile(r"URL|HOME|KEY|PASSWORD|TOKEN|SECRET")  # parts of names of settings that are no data
_SPARE = 64 << 20  # bytes that a disk should keep free besides
_DIGEST = re.compile(r"[0-9a-f]{64}")

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup, and the older ones that went for it."""

    file: Path
    manifest: Manifest
    removed: tuple[str, ...] = ()


def backup(target: Path, tell: Tell, by: str = "", keep: int | None = None) -> Made:
    """Writes a backup: to ``target`` if it ends in .zip, else as a dated one into the folder ``target``, which keeps the last ``keep``.

    The library must be open. Others go on reading and writing. The backup is read back and compared before it counts.
    Raises BadInput (target within the data folder, or there already), StoreConflict (another backup runs), MissingPart (no pg_dump),
    DocintelError (disk full, damaged database); nothing half-written stays.
    """
    home = settings.HOME
    into_folder = target.suffix.lower() != ".zip"
    _check_target(target, home, keep, into_folder)
    alone = home_lock.hold(home, home_lock.BACKUP, alone=True)
    if alone is None:
        raise StoreConflict(f"{home} 的另一个备份正在进行；请等它结束后重试")
    try:
        folder = target if into_folder else target.absolute().parent
        folder.mkdir(parents=True, exist_ok=True)
        file = _dated(folder) if into_folder else target
        archive.clear_parts(file)
        made = _write(file, folder / archive.POOL if into_folder else None, by or machine_user(), tell)
        removed = archive.keep_last(folder, keep) if keep else []
        _remember(home, made)
    except OSError as error:
        raise DocintelError(f"备份没有写成（{target}：{error.strerror or error}）；请检查磁盘空间和权限，已有的备份未动") from error
    finally:
        alone.release()
    return Made(file, made.manifest, tuple(removed))


def verify(source: Path, tell: Tell) -> Manifest:
    """Reads every byte of a backup (of the newest one, where ``source`` is a folder). Raises DocintelError naming what is damaged."""
    found = Archive(archive.newest(source) if source.is_dir() else source)
    try:
        check_whole(found, tell)
        return found.manifest
    finally:
        found.close()


def check_whole(found: Archive, tell: Tell, *, deep: bool = True) -> None:
    """Raises DocintelError that names each damaged part."""
    damaged = found.damage(tell, deep=deep)
    if damaged:
        more = f"；另有{len(damaged) - 5}处" if len(damaged) > 5 else ""
        raise DocintelError(f"{found.file}：备份已损坏，不能使用：{'；'.join(damaged[:5])}{more}。请改用另一份备份")


def _check_target(target: Path, home: Path, keep: int | None, into_folder: bool) -> None:
    if target.absolute() == home or home in target.absolute().parents:
        raise BadInput(f"{target} 在数据文件夹 {home} 里面；请把备份放到别处，最好是另一块磁盘")
    if keep is not None and not into_folder:
        raise BadInput("--keep 只用于备份到文件夹；请给出文件夹而不是 .zip 文件")
    if not into_folder and target.exists():
        raise BadInput(f"{target} 已存在，不会覆盖；请换一个名字，或给出文件夹（按日期命名）")
    if into_folder and target.exists() and not target.is_dir():
        raise BadInput(f"{target} 不是文件夹；请给出文件夹，或以 .zip 结尾的文件名")


def _dated(folder: Path) -> Path:
    """docintel-YYYYMMDD-HHMMSS.zip that is not there yet; the names sort by time, so a second within a second waits for the next."""
    while True:
        file = folder / f"docintel-{datetime.now().astimezone():%Y%m%d-%H%M%S}.zip"
        if not file.exists():
            return file
        time.sleep(0.2)


def _write(file: Path, pool: Path | None, by: str, tell: Tell) -> Made:
    copy = archive.part_of(file, "records")
    writer = Writer(file, pool)
    try:
        taken = snapshot.take(copy, tell)
        places = list(_files(settings.HOME))
        _check_room(file.parent, copy, places if pool is None else [])
        name = snapshot.FILES[taken.kind]
        sha256, size = writer.add_records(copy, name)
        kept, warnings = _add_all(writer, places, tell)
        writer.finish(
            Manifest(
                docintel=docintel.__version__,
                made=datetime.now().astimezone().isoformat(timespec="seconds"),
                by=by,
                records=Records(taken.kind, taken.version, name, sha256, size, taken.tables, taken.counts),
                files=tuple(kept),
                settings={k: v for k, v in sorted(os.environ.items()) if k.startswith("DOCINTEL_") and not _SECRET.search(k)},
                warnings=tuple(warnings),
            )
        )
    except BaseException:
        writer.drop()
        raise
    finally:
        copy.unlink(missing_ok=True)
    return Made(file, _read_back(file, tell, deep=pool is None))


def _read_back(file: Path, tell: Tell, *, deep: bool) -> Manifest:
    """A backup that cannot be read is no backup."""
    try:
        found = Archive(file)
        check_whole(found, tell, deep=deep)
    except DocintelError:
        file.unlink(missing_ok=True)
        raise
    found.close()
    return found.manifest


def _add_all(writer: Writer, places: list[tuple[Path, str]], tell: Tell) -> tuple[list[Kept], list[str]]:
    """What was taken in, and a line for each file that could not be: one bad file must not cost the backup of all others."""
    kept: list[Kept] = []
    warnings: list[str] = []
    for done, (place, name) in enumerate(places, start=1):
        digest = place.name if name.startswith(("originals/", "evidence/")) and _DIGEST.fullmatch(place.name) else ""
        try:
            kept.append(writer.add(place, name, digest))
        except FileNotFoundError:
            pass  # gone since the folder was read
        except (PermissionError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            warnings.append(f"{archive.part_name(name)} {name} 没有备份：{why}")
        tell(done, len(places), "备份文件")
    return kept, warnings


def _files(home: Path) -> Iterator[tuple[Path, str]]:
    """(place, path in the backup) of every file that is not derived, not the database and not being written."""
    database = Path(str(settings.DATABASES["default"]["NAME"])).name
    skip = STAYS | set(DERIVED) | {LAST} | {f"{database}{tail}" for tail in ("", "-wal", "-shm", "-journal")}
    for top in sorted(home.iterdir()):
        if top.name in skip or top.name.startswith("."):
            continue
        if top.is_file():
            yield top, top.name
        for folder, _, names in os.walk(top):
            for name in sorted(names):
                place = Path(folder, name)
                if not name.startswith(".new-") and place.is_file():
                    yield place, place.relative_to(home).as_posix()


def _check_room(folder: Path, copy: Path, places: list[tuple[Path, str]]) -> None:
    need = copy.stat().st_size + sum(p.stat().st_size for p, _ in places if p.exists())
    free = shutil.disk_usage(folder).free
    if free < need + _SPARE:
        raise DocintelError(f"{folder} 的空间不够：备份最多需要 {need / 1e6:.0f} MB，只剩 {free / 1e6:.0f} MB；请清理或换一块磁盘")


def _remember(home: Path, made: Made) -> None:
    """A note for doctor; that it cannot be written is no reason to fail."""
    words = {"made": made.manifest.made, "file": str(made.file.absolute()), "by": made.manifest.by}
    fresh = home / f".{LAST}"
    fresh.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    fresh.replace(home / LAST)
