"""A backup on disk: a zip with manifest.json, the records, and the other files by digest, the same bytes once. Knows no database.

Two forms: one .zip that holds everything, or a folder of dated zips that share their files in ``files/``, so that the backup of a day
costs only what is new. Either is written under another name first: a backup stands whole under its name or not at all.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from docintel.domain.backups import FORMAT, Kept, Manifest, Records
from docintel.domain.serial import dump, load
from docintel.errors import BadInput, DocintelError
from docintel.store.originals import Originals

NAME = re.compile(r"docintel-\d{8}-\d{6}\.zip")
"""Backups of a folder; other files there are never touched."""
POOL = "files"
_MANIFEST = "manifest.json"
_PART = ".part"
_PIECE = 1 << 20
_IN_MEMORY = 32 << 20  # bytes: a file that may be written meanwhile is read once, so that its digest is that of what was kept

Tell = Callable[[int, int, str], None]


class Writer:
    """One backup being written: to ``target``, other files into ``pool`` where one is given."""

    def __init__(self, target: Path, pool: Path | None = None) -> None:
        self.target = target
        self._part = target.with_name(f".{target.name}{_PART}")
        self._pool = Originals(pool) if pool else None
        self._have: set[str] = set()
        self._part.unlink(missing_ok=True)
        opened = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # names, telephones, passwords' hashes
        self._raw = os.fdopen(opened, "w+b")
        self._zip = zipfile.ZipFile(self._raw, "w", zipfile.ZIP_STORED, allowZip64=True)

    def add(self, place: Path, name: str, expected: str = "") -> Kept:
        """Takes a file in as ``name`` in the data folder.

        Raises OSError, ValueError where it is not the file ``expected`` by its digest, or changed while it was read.
        """
        found = place.stat()
        data = place.read_bytes() if found.st_size <= _IN_MEMORY else None
        sha256 = hashlib.sha256(data).hexdigest() if data is not None else file_digest(place)
        if expected and sha256 != expected:
            raise ValueError("内容与校验值不符，文件已损坏")
        if sha256 not in self._have:
            if self._pool:
                with contextlib.suppress(OSError):  # a copy that a full disk cut off
                    if self._pool.place(sha256).stat().st_size != found.st_size:
                        self._pool.place(sha256).unlink()
                self._pool.keep(sha256, place if data is None else data)
            elif data is not None:
                self._zip.writestr(_member(sha256), data)
            elif self._copy(place, _member(sha256), zipfile.ZIP_STORED) != sha256:
                raise ValueError("文件在备份时变了")
            self._have.add(sha256)
        return Kept(name, sha256, len(data) if data is not None else found.st_size, found.st_mode & 0o777)

    def add_records(self, place: Path, name: str) -> tuple[str, int]:
        """Takes the database in; its digest and size."""
        packed = zipfile.ZIP_STORED if name.endswith(".dump") else zipfile.ZIP_DEFLATED  # pg_dump packs by itself
        return self._copy(place, name, packed), place.stat().st_size

    def _copy(self, place: Path, member: str, packed: int) -> str:
        info = zipfile.ZipInfo(member)
        info.compress_type = packed
        with place.open("rb") as source, self._zip.open(info, "w", force_zip64=True) as out:
            return _copied(source, out)

    def finish(self, manifest: Manifest) -> None:
        """Writes the manifest; the backup then stands under its name, on the disk."""
        self._zip.writestr(_MANIFEST, json.dumps(dump(manifest), ensure_ascii=False, indent=1), zipfile.ZIP_DEFLATED)
        self._zip.close()
        self._raw.flush()
        sync()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self._part.replace(self.target)

    def drop(self) -> None:
        """Leaves nothing behind."""
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()
        with contextlib.suppress(OSError, ValueError):
            self._raw.close()
        self._part.unlink(missing_ok=True)


class Archive:
    """A backup to be read. Raises DocintelError where the file is none, is damaged, or was written by a newer program."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._pool = Originals(file.parent / POOL)
        try:
            self._zip = zipfile.ZipFile(file)
            words = self._zip.read(_MANIFEST)
            raw = json.loads(words)
        except FileNotFoundError as error:
            raise BadInput(f"{file}：没有这个文件；请检查路径") from error
        except KeyError as error:
            raise BadInput(f"{file}：不是 docintel 的备份（没有 {_MANIFEST}）；请选用 docintel backup 写成的文件") from error
        except (OSError, zipfile.BadZipFile, zlib.error, ValueError, EOFError, RuntimeError) as error:
            raise DocintelError(f"{file}：备份打不开（{error}），文件可能没有写完或已损坏；请改用另一份备份") from error
        if not isinstance(raw, dict) or not isinstance(raw.get("format"), int):
            raise DocintelError(f"{file}：备份清单读不懂；请改用另一份备份")
        if raw["format"] > FORMAT:
            raise BadInput(f"{file}：备份由更新版本的 docintel（{raw.get('docintel')}）写成，本版不能读；请先升级程序")
        try:
            self.manifest = load(Manifest, raw)
        except (KeyError, TypeError, ValueError) as error:
            raise DocintelError(f"{file}：备份清单不完整（{error}）；请改用另一份备份") from error
        for kept in self.manifest.files:
            path = PurePosixPath(kept.path)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise BadInput(f"{file}：备份清单中有指向数据文件夹以外的路径（{kept.path}），不予恢复")

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    @property
    def size(self) -> int:
        """Bytes of everything once unpacked."""
        return self.manifest.records.size + sum(k.size for k in self.manifest.files)

    def damage(self, tell: Tell, *, deep: bool = True) -> list[str]:
        """Every part that is not what the manifest says, one line each; [] when all is whole.

        Unless ``deep``, files shared with earlier backups are looked at for their size alone.
        """
        found = []
        records = self.manifest.records
        parts = [_as_part(records), *self.manifest.files]
        checked: dict[str, str] = {}
        for done, kept in enumerate(parts, start=1):
            if kept.sha256 not in checked:
                checked[kept.sha256] = self._wrong(kept, records.file, deep=deep)
            if checked[kept.sha256]:
                found.append(f"{part_name(kept.path)} {kept.path}：{checked[kept.sha256]}")
            tell(done, len(parts), "核对")
        return found

    def _wrong(self, kept: Kept, records_file: str, *, deep: bool) -> str:
        try:
            if not deep and kept.path != records_file and not self._own(kept):
                return "" if self._pool.place(kept.sha256).stat().st_size == kept.size else "大小与清单不符"
            with self._stream(kept, records_file) as stream:
                digest = _copied(stream, None)
        except (KeyError, FileNotFoundError):
            where = f"旁边的文件夹 {POOL} 里没有它（要同备份文件放在一起）" if not self._own(kept) else "备份里没有它"
            return f"缺失，{where}"
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            return f"读不出来（{error}）"
        return "" if digest == kept.sha256 else "内容与清单的校验值不符"

    def _own(self, kept: Kept) -> bool:
        return _member(kept.sha256) in self._zip.NameToInfo

    @contextmanager
    def _stream(self, kept: Kept, records_file: str = "") -> Iterator[IO[bytes]]:
        if kept.path == records_file:
            with self._zip.open(records_file) as stream:
                yield stream
        elif self._own(kept):
            with self._zip.open(_member(kept.sha256)) as stream:
                yield stream
        else:
            with self._pool.place(kept.sha256).open("rb") as pooled:
                yield pooled

    def unpack(self, folder: Path, records_to: Path, tell: Tell) -> None:
        """Writes every file under ``folder``, the database to ``records_to``. The same bytes are linked where the disk can."""
        records, files = self.manifest.records, self.manifest.files
        _unpack_one(self._stream(_as_part(records), records.file), records_to, records.sha256)
        first: dict[str, Path] = {}
        for done, kept in enumerate(files, start=1):
            place = folder / kept.path
            place.parent.mkdir(parents=True, exist_ok=True)
            if not _linked(first.get(kept.sha256), place):
                _unpack_one(self._stream(kept), place, kept.sha256)
                place.chmod(kept.mode)
                first.setdefault(kept.sha256, place)
            tell(done, len(files), "取出文件")


def _linked(source: Path | None, place: Path) -> bool:
    """Uploads and originals of the same bytes lay once on the disk; both are never rewritten."""
    if source is None or place.name == "secret_key":
        return False
    try:
        os.link(source, place)
    except OSError:
        return False
    return True


def _unpack_one(opened: contextlib.AbstractContextManager[IO[bytes]], place: Path, sha256: str) -> None:
    with opened as source, place.open("xb") as out:
        if _copied(source, out) != sha256:
            raise DocintelError(f"{place.name}：取出后与校验值不符；请检查磁盘，或改用另一份备份")


def _copied(source: IO[bytes], out: IO[bytes] | None) -> str:
    """sha256 of what was read, and written to ``out`` where there is one."""
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        if out is not None:
            out.write(piece)
    return digest.hexdigest()


def _as_part(records: Records) -> Kept:
    """The database as a part like any other."""
    return Kept(records.file, records.sha256, records.size)


def part_name(path: str) -> str:
    """What a part of a backup is, in an office's words."""
    first = path.split("/", 1)[0]
    names = {"originals": "原件", "evidence": "佐证材料", "uploads": "上传的文件", "secret_key": "登录密钥"}
    return names.get(first, "数据库" if first.startswith("database.") else "文件")


def sync() -> None:
    """Everything written so far reaches the disks."""
    if hasattr(os, "sync"):
        os.sync()


def file_digest(place: Path) -> str:
    """sha256 of a file."""
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def newest(folder: Path) -> Path:
    """The last backup in a folder. Raises BadInput where there is none."""
    found = sorted(p for p in folder.iterdir() if NAME.fullmatch(p.name))
    if not found:
        raise BadInput(f"{folder}：里面没有备份（docintel-日期-时间.zip）；请检查路径")
    return found[-1]


def keep_last(folder: Path, count: int) -> list[str]:
    """Removes older backups of a folder beyond ``count``, and shared files that no backup left names; the names removed.

    Where a backup that stays cannot be read, no shared file is removed: nobody knows which it needs.
    """
    found = sorted(p for p in folder.iterdir() if NAME.fullmatch(p.name))
    gone = found[:-count]
    for file in gone:
        file.unlink()
    needed: set[str] = set()
    for file in found[-count:]:
        try:
            archive = Archive(file)
        except DocintelError:
            return [p.name for p in gone]
        needed |= {k.sha256 for k in archive.manifest.files}
        archive.close()
    for place in (folder / POOL).glob("*/*"):
        if place.name not in needed:
            place.unlink(missing_ok=True)
    return [p.name for p in gone]


def clear_parts(target: Path) -> None:
    """Removes what backups to this target (or, where it is a dated one, to its folder) left when they died, a database's companions too."""
    pattern = f".docintel-*{_PART}*" if NAME.fullmatch(target.name) else f".{glob.escape(target.name)}*{_PART}*"
    for place in target.parent.glob(pattern):
        place.unlink(missing_ok=True)


def part_of(target: Path, name: str) -> Path:
    """Where something may lie while a backup is made."""
    return target.with_name(f".{target.name}-{name}{_PART}")


def _member(sha256: str) -> str:
    return f"{POOL}/{sha256[:2]}/{sha256}"
