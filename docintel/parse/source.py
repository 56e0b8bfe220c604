"""A file's bytes, read once and bounded, and the digest and id made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from docintel.domain.documents import Block, Document, PlacedLine, Table
from docintel.errors import UnreadableFile, readable

MAX_BYTES = 512 * 1024 * 1024
"""A larger file is refused before it is read: no government paper comes near, and memory stays bounded."""


def _untold(page: int, pages: int) -> None:
    """Nobody follows the reading."""


@dataclass(frozen=True, slots=True)
class Ocr:
    """How pages without words of their own are read; handed down by the caller."""

    use: bool = True
    cache: Path | None = None  # folder that keeps what was read; None = nothing is kept
    doubt: float = 0.8  # a sign read with less certainty (0–1) is named in a warning
    tell: Callable[[int, int], None] = _untold  # called with (page, pages of the file) when a page of a scan or long PDF has been read


@dataclass(frozen=True, slots=True)
class Source:
    """What a kind's parser is handed: the path as given, the bytes, warnings found before the parser ran, how to read scans.

    ``member`` is the part of the path that lies inside an archive or mail.
    """

    path: Path
    data: bytes
    warnings: tuple[str, ...] = ()
    member: str | None = None
    ocr: Ocr = Ocr()

    @property
    def doc_id(self) -> str:
        """The file stem (docs/formats.md)."""
        return Path(readable(self.path)).stem

    def fail(self, what: str, todo: str) -> UnreadableFile:
        """The error that says this file cannot be read; raise it."""
        return UnreadableFile(self.path, what, todo)

    def document(self, kind: str, body: Body) -> Document:
        """The record of this file read as ``kind``."""
        return Document(
            doc_id=self.doc_id,
            text=body.text,
            source=readable(self.path),
            media_type=kind,
            sha256=hashlib.sha256(self.data).hexdigest(),
            blocks=body.blocks,
            tables=body.tables,
            warnings=self.warnings + body.warnings,
            title_hint=body.title_hint,
            lines=body.lines,
            pages=body.pages,
            doubts=body.doubts,
            member=self.member,
        )


@dataclass(frozen=True, slots=True)
class Body:
    """What a kind's parser gives back: the text and where its parts came from."""

    text: str
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    title_hint: str | None = None
    lines: tuple[PlacedLine, ...] = ()
    pages: tuple[tuple[float, float], ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()


def load(path: Path) -> Source:
    """Read a file's bytes. Raises UnreadableFile for what is missing, not a file, empty, too large or forbidden."""
    try:
        if path.is_dir():
            raise UnreadableFile(path, "这是文件夹，不是文件", "请给出文件夹中的文件，或用支持文件夹的命令（parse、extract、ingest）")
        if not path.is_file():
            raise UnreadableFile(path, "文件不存在或不是普通文件", "请检查路径和文件名")
        size = path.stat().st_size
        if size == 0:
            raise UnreadableFile(path, "文件是空的（0 字节）", "请向来文单位重新索取，或重新下载")
        if size > MAX_BYTES:
            raise UnreadableFile(path, f"文件过大（{size / 2**20:.0f} MB，上限 {MAX_BYTES / 2**20:.0f} MB）", "请拆分文件后再读")
        return Source(path, path.read_bytes())
    except PermissionError as error:
        raise UnreadableFile(path, "没有读取权限", "请用有权限的账号运行，或修改文件权限") from error
    except OSError as error:
        raise UnreadableFile(path, f"系统无法读取（{error.strerror or type(error).__name__}）", "请检查磁盘、网络盘或路径") from error
