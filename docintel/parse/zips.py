"""Zip archives: the members' names as people gave them, bounded before anything is unpacked; nothing is ever written to disk."""

from __future__ import annotations

import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import BinaryIO

from docintel.errors import UnreadableFile
from docintel.parse.decode import decode_names

MAX_UNZIPPED = 4 * 1024 * 1024 * 1024
MAX_MEMBERS = 100_000
MAX_RATIO = 200
_SMALL = 16 * 1024 * 1024  # below this size a high ratio is only a repetitive document
_UTF8, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075  # Info-ZIP: the name in UTF-8 beside the one of the packer's own code page
_UNSAFE = re.compile(r"[\x00-\x1f\x7f:*?\"<>|]")

Fail = Callable[[str, str], UnreadableFile]


def open_container(file: BinaryIO, stem: str, fail: Fail) -> ZipContainer:
    """The archive in ``file``, which stays open as long as it is used."""
    return ZipContainer(file, fail)


class ZipContainer:
    """An opened archive. ``names`` are safe relative paths, each once, folders left out."""

    def __init__(self, file: BinaryIO, fail: Fail) -> None:
        """Raises what ``fail`` makes for a damaged archive, a bomb, and one whose every member has a password."""
        self._fail = fail
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, struct.error) as error:
            raise fail("压缩包不完整或已损坏（可能没有下载完）", "请重新下载，或解压后读取其中的文件") from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        check_size(infos, fail, MAX_UNZIPPED, MAX_MEMBERS)
        if infos and all(info.flag_bits & _ENCRYPTED for info in infos):
            raise fail("压缩包有密码", "请先用密码解压，再读取其中的文件")
        self._members = dict(zip(unique(safe(name) for name in _decoded(infos)), infos, strict=True))

    @property
    def names(self) -> Collection[str]:
        """The members' paths inside the archive, in its order."""
        return self._members.keys()

    def size(self, name: str) -> int:
        """A member's size in bytes when unpacked."""
        return self._members[name].file_size

    def head(self, name: str) -> bytes:
        """A member's first bytes; b"" when it cannot be unpacked."""
        try:
            with self._zip.open(self._members[name]) as stream:
                return stream.read(4096)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error, ValueError, struct.error):
            return b""

    def read(self, name: str, fail: Fail) -> bytes:
        """A member's bytes. Raises what ``fail`` makes for a member with a password, in an unknown packing or damaged."""
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED:
            raise fail("压缩包里的这个文件有密码", "请先用密码解压后再读")
        try:
            return self._zip.read(info)
        except (NotImplementedError, RuntimeError) as error:
            raise fail(f"压缩方式（{info.compress_type}）不支持", "请解压后读取") from error
        except (zipfile.BadZipFile, EOFError, OSError, zlib.error, ValueError, struct.error) as error:
            raise fail("压缩包里的这个文件已损坏，解不开", "请重新下载压缩包，或向来文单位重新索取") from error


def check_size(infos: Sequence[zipfile.ZipInfo], fail: Fail, most: int, members: int) -> None:
    """Refuse a package that would unpack to far more than it is, judged by its own list before anything is unpacked."""
    total = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if len(infos) > members or total > most or (total > _SMALL and total / packed > MAX_RATIO):
        size = f"{len(infos)} 个部件，解开约 {total / 2**20:.0f} MB，为原大小的 {total / packed:.0f} 倍"
        what = f"压缩内容异常（{size}），疑似压缩炸弹，没有打开"
        raise fail(what, "请核实文件来源；确为公文的，请解压（或用 Word、WPS 另存为 pdf）再读")


def _decoded(infos: Sequence[zipfile.ZipInfo]) -> list[str]:
    """Names as their packer meant them: UTF-8 by flag or extra field, else the one encoding that fits all others (GBK, Big5, UTF-8)."""
    own = [None if info.flag_bits & _UTF8 else _raw(info) for info in infos]
    plain = [raw for info, raw in zip(infos, own, strict=True) if raw is not None and _unicode_path(info, raw) is None]
    guessed = iter(decode_names(plain))
    out = []
    for info, raw in zip(infos, own, strict=True):
        if raw is None:
            out.append(info.orig_filename)
        else:
            out.append(_unicode_path(info, raw) or next(guessed))
    return out


def _raw(info: zipfile.ZipInfo) -> bytes | None:
    """The name's bytes as stored; zipfile reads unflagged names as cp437, which keeps every byte."""
    try:
        return info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The name of Info-ZIP's Unicode Path field, if it belongs to this very name (its checksum says so)."""
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
        at += 4 + length
    return None


def safe(name: str) -> str:
    """A relative path without drive, root or ``..``: it only names the member, nothing is written anywhere."""
    words = unicodedata.normalize("NFC", name).replace("\\", "/")
    parts = [_UNSAFE.sub("_", part).strip() for part in words.split("/")]
    return posixpath.join(*([part for part in parts if part.strip(".")] or ["未命名"]))


def unique(names: Iterable[str]) -> list[str]:
    """A repeated name gets a number before its suffix, so that no member hides another."""
    seen: set[str] = set()
    out = []
    for name in names:
        stem, suffix = posixpath.splitext(name)
        number, fresh = 2, name
        while fresh in seen:
            fresh, number = f"{stem}~{number}{suffix}", number + 1
        seen.add(fresh)
        out.append(fresh)
    return out
