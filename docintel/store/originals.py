"""The files papers were read from, kept once each under their digest. Knows no database: worker processes keep files too."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import IO

_PIECE = 1 << 20


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
        with tempfile.NamedTemporaryFile(prefix=".new-", dir=target.parent, delete=False) as out:
            try:
                if _copy(source, out) != sha256:
                    raise ValueError("文件在读取之后变了")
                out.flush()
                os.replace(out.name, target)
            except BaseException:
                Path(out.name).unlink(missing_ok=True)
                raise

    def is_whole(self, sha256: str) -> bool:
        """Whether the kept bytes have their digest; changes nothing."""
        with contextlib.suppress(OSError), self.place(sha256).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        return False

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


def _copy(source: Path | bytes, out: IO[bytes]) -> str:
    """Writes the bytes; the digest of what was written."""
    digest = hashlib.sha256()
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()
