"""Drawn pages on disk, the least used thrown away: everything in it can be drawn again."""

from __future__ import annotations

import contextlib
import os
import tempfile
from itertools import count
from pathlib import Path

_LOOK_EVERY = 32  # writes between two looks at the folder's size
_LEAVE = 0.8  # of the allowed size after throwing away


class PageCache:
    """Files of ``folder``, together at most about ``max_bytes``. A folder that cannot be written is a cache that holds nothing."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder, self._max = folder, max_bytes
        self._writes = count()

    def get(self, name: str) -> bytes | None:
        """What was put under ``name`` (no slashes); counts as a use."""
        place = self._folder / name
        try:
            data = place.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(place)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keeps ``data`` as long as there is room."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, fresh = tempfile.mkstemp(prefix=".new-", dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(data)
                os.replace(fresh, self._folder / name)
            except OSError:
                Path(fresh).unlink(missing_ok=True)
                raise
            if next(self._writes) % _LOOK_EVERY == 0:
                self.make_room()

    def make_room(self) -> None:
        """Throws the longest unused away once the folder is over its size."""
        with os.scandir(self._folder) as entries:
            files = sorted((e.stat().st_mtime, e.stat().st_size, e.path) for e in entries if e.is_file())
        size = sum(s for _, s, _ in files)
        if size <= self._max:
            return
        for _, one, path in files:
            with contextlib.suppress(OSError):
                os.unlink(path)
            size -= one
            if size <= _LEAVE * self._max:
                return
