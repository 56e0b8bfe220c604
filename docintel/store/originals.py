"""The files papers were read from, kept once each under their digest. Knows no database: worker processes keep files too."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path


class Originals:
    """``folder``/ab/ab12…: a file's bytes by their sha256, whole or not there at all.

    Nothing is forced to the disk: a copy that a power cut damaged is found by its digest and replaced at the next ingest.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, sha256: str) -> Path:
        """Where the bytes of this digest lie, if they were kept."""
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes were kept."""
        return self.place(sha256).is_file()

    def keep(self, sha256: str, source: Path | bytes, *, link: bool = False) -> None:
        """Keeps a file, or bytes, unless they are there. ``link``: the file is ours and never rewritten, so no second copy is made.

        Raises OSError (a full or read-only disk), ValueError where a file no longer has this digest; nothing half-written stays.
        """
        target = self.place(sha256)
        if target.is_file():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if link and isinstance(source, Path):
            with contextlib.suppress(OSError):  # another disk, or one without links: a copy then
                os.link(source, target)
                return
        handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                _write(source, out.fileno())
            if isinstance(source, Path) and _digest(Path(name)) != sha256:
                raise ValueError(f"{source} 在读取之后变了")
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def read(self, sha256: str) -> bytes | None:
        """The bytes; None where they were not kept, cannot be read or are damaged (a damaged copy is removed)."""
        place = self.place(sha256)
        try:
            data = place.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
        with contextlib.suppress(OSError):
            place.unlink()
        return None

    def kept(self) -> Iterator[str]:
        """The digests of everything kept."""
        for place in sorted(self._folder.glob("[0-9a-f][0-9a-f]/*")):
            if not place.name.startswith("."):
                yield place.name

    def drop_all_but(self, wanted: Collection[str]) -> int:
        """Removes what no paper needs any more; how many files went."""
        gone = [digest for digest in self.kept() if digest not in wanted]
        for digest in gone:
            self.place(digest).unlink(missing_ok=True)
        return len(gone)


def _write(source: Path | bytes, out: int) -> None:
    if isinstance(source, bytes):
        with os.fdopen(os.dup(out), "wb") as stream:
            stream.write(source)
        return
    with source.open("rb") as stream:
        shutil.copyfileobj(stream, os.fdopen(os.dup(out), "wb"))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
