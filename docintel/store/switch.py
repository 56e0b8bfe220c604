"""The content of the data folder replaced as a whole: staged inside it, moved in by renames, moved back if the program dies meanwhile.

``.restore/new`` is what comes, ``.restore/old`` what goes. ``.restore/journal.json`` stands while names are moved, ``.restore/done.json``
once they all are; the change of one name into the other is the moment at which the new content counts. Works inside a folder that cannot
itself be renamed (a mounted disk). Knows no database.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docintel.store import home_lock

STAGE, ASIDE = ".restore", "replaced"
STAYS = frozenset((STAGE, ASIDE, home_lock.NAME, home_lock.BACKUP))
"""Names in the data folder that a switch leaves where they are, and a backup leaves out."""


class Switch:
    """One replacement of the content of ``home``. Who makes it must hold the folder alone."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._stage = home / STAGE
        self.new, self.old, self.extra = (self._stage / name for name in ("new", "old", "extra"))
        self._journal, self._done = self._stage / "journal.json", self._stage / "done.json"

    @property
    def pending(self) -> bool:
        """Whether an earlier switch left something to be cleared up."""
        return self._stage.exists()

    def begin(self) -> None:
        """Empty places to stage in: :attr:`new`, and :attr:`extra` for what is kept with the old content besides."""
        for folder in (self.new, self.old, self.extra):
            folder.mkdir(parents=True)

    def go(self, token: str = "", aside: str = "") -> None:
        """Moves the staged content in and the present content to :attr:`old`; undone by :meth:`recover` until :meth:`commit`.

        ``token`` is what a database server will say once its part is done; ``aside`` the name under which the old content is kept
        (with a number behind it where the name is taken: two switches in one second keep both contents).
        """
        names = sorted(p.name for p in self.new.iterdir())
        words = json.dumps({"new": names, "token": token, "aside": self._free(aside)}, ensure_ascii=False)
        fresh = self._stage / "journal.new"
        with fresh.open("w", encoding="utf-8") as out:
            out.write(words)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._journal)
        _sync(self._stage)
        for entry in sorted(self._home.iterdir()):
            if entry.name not in STAYS:
                entry.rename(self.old / entry.name)
        for entry in sorted(self.new.iterdir()):
            entry.rename(self._home / entry.name)
        _sync(self._home)

    def commit(self) -> Path | None:
        """From now on the new content counts. Gives the folder that keeps the old one, None when there was none."""
        self._journal.replace(self._done)
        _sync(self._stage)
        return self._clear_up()

    def recover(self, committed: Callable[[str], bool] = lambda token: False) -> str:
        """Clears up after a program that died: "old" content in force again, "new" one kept, "" when names had not been moved.

        ``committed`` is asked, where there is a token, whether the database server has the new records.
        """
        if self._done.exists():
            self._clear_up()
            return "new"
        if not self._journal.exists():
            shutil.rmtree(self._stage, ignore_errors=True)
            return ""
        token = self._read(self._journal)["token"]
        if token and committed(str(token)):
            self.commit()
            return "new"
        self.undo()
        return "old"

    def undo(self) -> None:
        """Moves the old content back. May itself be interrupted and repeated."""
        if self._journal.exists():
            for name in self._read(self._journal)["new"]:
                moved, here = self.new / name, self._home / name
                if not moved.exists() and here.exists():
                    here.rename(moved)
            for entry in sorted(self.old.iterdir()):
                entry.rename(self._home / entry.name)
            _sync(self._home)
            self._journal.unlink()
        shutil.rmtree(self._stage, ignore_errors=True)

    def _clear_up(self) -> Path | None:
        kept = self._home / ASIDE / str(self._read(self._done)["aside"] or "before")
        for folder in (self.old, self.extra):
            for entry in sorted(folder.iterdir()) if folder.exists() else ():
                kept.mkdir(parents=True, exist_ok=True)
                entry.rename(kept / entry.name)
        shutil.rmtree(self._stage, ignore_errors=True)
        return kept if kept.exists() else None

    def _free(self, aside: str) -> str:
        name, number = aside, 1
        while name and (self._home / ASIDE / name).exists():
            number += 1
            name = f"{aside}-{number}"
        return name

    @staticmethod
    def _read(file: Path) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found


def _sync(folder: Path) -> None:
    """Renames reach the disk before what comes after them; not every system can say so of a folder."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
