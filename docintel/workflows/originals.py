"""The files of the library kept for later looking; what could not be kept is one line, and the papers are stored all the same."""

from __future__ import annotations

import os
from pathlib import Path

from docintel import settings
from docintel.errors import UnreadableFile
from docintel.parse import source_of
from docintel.store.originals import Originals


def originals() -> Originals:
    """The library's store of original files."""
    return Originals(settings.ORIGINALS)


class Keeper:
    """Keeps the originals of one ingest; stops trying at the first refusal of the disk."""

    def __init__(self, *, keep: bool) -> None:
        self._keep, self._left, self._why = keep, 0, ""

    def keep(self, path: Path, sha256: str) -> None:
        """Keeps the file at ``path``, whose bytes have this digest; never raises."""
        if not self._keep:
            return
        if self._why:
            self._left += 1
            return
        try:
            if path.is_file():
                originals().keep(sha256, path, link=settings.MEDIA_ROOT in path.parents)
            elif not originals().has(sha256):  # a member of an archive or mail
                originals().keep(sha256, source_of(path).data)
        except OSError as error:
            self._left, self._why = self._left + 1, error.strerror or os.strerror(error.errno or 0)
        except (ValueError, UnreadableFile):
            pass  # the file was replaced while it was read: the next ingest takes it up as a new version

    def notes(self) -> tuple[str, ...]:
        """What went wrong, in one line."""
        if not self._left:
            return ()
        todo = f"请检查文件夹 {settings.ORIGINALS} 的空间和权限，然后重新读取这些文件"
        return (f"公文已入库，但有{self._left}份原件没有保存（{self._why}），网页上看不到原页面；{todo}",)
