"""Who uses the data folder: programs share it, a restore has it alone. The lock goes with its program, however that ends."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import time
from pathlib import Path
from typing import IO, Any

NAME, BACKUP = ".in-use", ".backing-up"
_STEP = 0.1
_LOCKS: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None  # Windows has none: no lock there


class Hold:
    """A lock that is held until :meth:`release` or the end of the program."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def release(self) -> None:
        """Let go."""
        self._file.close()


def hold(home: Path, name: str = NAME, *, alone: bool = False, wait: float = 0.0) -> Hold | None:
    """The data folder to oneself, or shared with other programs; None when that cannot be had within ``wait`` seconds.

    ``name``: NAME for the folder as a whole, BACKUP for being the one program that writes a backup of it.
    """
    file = (home / name).open("ab")
    if _LOCKS is None:
        return Hold(file)
    how = (_LOCKS.LOCK_EX if alone else _LOCKS.LOCK_SH) | _LOCKS.LOCK_NB
    deadline = time.monotonic() + wait
    while True:
        try:
            _LOCKS.flock(file, how)
            return Hold(file)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                file.close()
                return None
            time.sleep(_STEP)
        except OSError:  # a disk that knows no locks
            return Hold(file)


def holders(home: Path) -> list[int]:
    """Process numbers of the programs that hold the lock, where the system tells (Linux)."""
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError, IndexError):
        inode = (home / NAME).stat().st_ino
        for line in Path("/proc/locks").read_text().splitlines():
            parts = line.split()
            if parts[1] == "FLOCK" and int(parts[5].rsplit(":", 1)[1]) == inode:
                found.append(int(parts[4]))
    return sorted({pid for pid in found if pid > 0})
