"""Files that hold files: a member of an archive or mail is named by a path through it (来文.zip/附件/方案.docx) and read like a file.

Such a path needs no unpacking and can be sent to another process; whoever reads it opens the container itself.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from docintel.errors import UnreadableFile
from docintel.parse.kinds import container_kind
from docintel.parse.kinds_packages import is_document
from docintel.parse.source import MAX_BYTES, Source

CONTAINERS: dict[str, str] = {"zip": "docintel.parse.zips", "eml": "docintel.parse.mail"}
"""Kind → module; a module defines ``open_container(file, stem, fail) -> Container``."""

MAX_DEPTH = 3  # archives inside archives inside archives
MAX_TOTAL = 4 * 1024 * 1024 * 1024  # bytes that all members of all levels may unpack to
MAX_FILES = 100_000
HEAD = 4096  # bytes by which a container is known

Fail = Callable[[str, str], UnreadableFile]


class Container(Protocol):
    """An opened archive or mail."""

    @property
    def names(self) -> Collection[str]:
        """Safe relative paths of the files inside, each once."""

    def size(self, name: str) -> int:
        """A member's size in bytes when unpacked."""

    def head(self, name: str) -> bytes:
        """A member's first HEAD bytes; b"" when it cannot be unpacked."""

    def read(self, name: str, fail: Fail) -> bytes:
        """A member's bytes. Raises what ``fail`` makes."""


def members(path: Path) -> list[Path]:
    """The paths of the files inside an archive or mail, those of archives inside it too, in its own order.

    Any other file, and a container that cannot be opened or is empty, is its own only member: reading it says why.
    """
    try:
        return list(_walk(path)) or [path]
    except UnreadableFile:
        return [path]


def refusal(path: Path) -> UnreadableFile:
    """Why an archive or mail is not read as a paper itself."""
    try:
        held = list(_walk(path))
    except UnreadableFile as error:
        return error
    if not held:
        return UnreadableFile(path, "压缩包或邮件里没有文件", "请向来文单位重新索取")
    todo = "请确认里面有公文，用会逐个读取其中文件的命令（parse、extract、ingest）或网页上传"
    return UnreadableFile(path, f"这是压缩包或邮件（里面有 {len(held)} 个文件），本身不是公文", todo)


def load_member(path: Path) -> Source | None:
    """The source of a path through a container; None when no part of the path is a container. Raises UnreadableFile."""
    root, inner = _split(path)
    if root is None or not inner:
        return None
    found = _find(root, inner)
    if found is None:
        return None
    container, name, _ = found
    fail = _fail(path)
    if container.size(name) > MAX_BYTES:
        raise fail(f"文件过大（{container.size(name) / 2**20:.0f} MB，上限 {MAX_BYTES / 2**20:.0f} MB）", "请拆分文件后再读")
    data = container.read(name, fail)
    if not data:
        raise fail("文件是空的（0 字节）", "请向来文单位重新索取，或重新下载")
    return Source(path, data, member=inner)


def _split(path: Path) -> tuple[Path | None, str]:
    """(the file on disk that a path begins with, the rest of the path)."""
    for parent in (path, *path.parents):
        try:
            if parent.is_file():
                return parent, "" if parent == path else path.relative_to(parent).as_posix()
        except OSError:  # a member's name may be longer than a disk allows
            continue
    return None, ""


def _fail(path: Path) -> Fail:
    return lambda what, todo: UnreadableFile(path, what, todo)


def _find(root: Path, inner: str) -> tuple[Container, str, int] | None:
    """(the container that holds ``inner`` itself, its name there, how deep); None when there is no such member."""
    at, rest, depth = root, inner, 1
    while True:
        container = _open(at)
        if container is None:
            return None
        names = container.names
        if rest in names:
            return container, rest, depth
        parts = rest.split("/")
        outer = next((name for i in range(1, len(parts)) if (name := "/".join(parts[:i])) in names), None)
        if outer is None:
            return None
        at, rest, depth = at / outer, rest[len(outer) + 1 :], depth + 1


def _open(path: Path) -> Container | None:
    """The container at a path on disk or through other containers; None when the file there is none. Raises UnreadableFile."""
    root, inner = _split(path)
    if root is None:
        return None
    state = root.stat()
    return _opened(root, inner, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=4)  # members are read one after the other: the list of a large archive is made once
def _opened(root: Path, inner: str, stamp: tuple[int, int]) -> Container | None:
    path = root / inner if inner else root
    if inner:
        found = _find(root, inner)
        if found is None:
            return None
        container, name, depth = found
        kind = container_kind(container.head(name), path)
        if kind is None:
            return None
        if depth >= MAX_DEPTH:
            raise UnreadableFile(path, f"压缩包套压缩包超过 {MAX_DEPTH} 层，没有再打开", "请解压后读取其中的文件")
        if container.size(name) > MAX_BYTES:
            raise UnreadableFile(path, "压缩包里的压缩包过大，没有打开", "请解压后读取其中的文件")
        file: BinaryIO = io.BytesIO(container.read(name, _fail(path)))
    else:
        file = root.open("rb")
        kind = container_kind(file.read(HEAD), path)
        if kind is None:
            file.close()
            return None
        file.seek(0)
    opened = cast("Container", importlib.import_module(CONTAINERS[kind]).open_container(file, path.stem, _fail(path)))
    return None if kind == "zip" and is_document(opened.names) else opened


def _walk(path: Path) -> Iterator[Path]:
    """Member paths; the path itself where the file is no container. Raises UnreadableFile for what bounds refuse."""
    container = _open(path)
    if container is None:
        yield path
    else:
        yield from _held(path, container, _Budget(path))


class _Budget:
    """What one outermost container may hold on all levels together."""

    def __init__(self, path: Path) -> None:
        self._path, self._bytes, self._files = path, 0, 0

    def spend(self, size: int) -> None:
        self._bytes += size
        self._files += 1
        if self._bytes > MAX_TOTAL or self._files > MAX_FILES:
            what = f"压缩包各层合计超过 {MAX_TOTAL / 2**30:.0f} GB 或 {MAX_FILES} 个文件，疑似压缩炸弹，没有打开"
            raise UnreadableFile(self._path, what, "请核实文件来源，解压后读取其中的文件")


def _held(path: Path, container: Container, budget: _Budget) -> Iterator[Path]:
    for name in container.names:
        budget.spend(container.size(name))
        inside = path / name
        try:
            inner = _open(inside) if container_kind(container.head(name), inside) else None
        except UnreadableFile:
            inner = None  # reading it says why
        if inner is None:
            yield inside
        else:
            yield from _held(inside, inner, budget)
