"""A PostgreSQL server for a test run: Debian's package if it is installed, else the wheel ``pgserver``. It listens on a file only."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a fresh server, gone with all its data afterwards. Skips the test when no server can be had."""
    if installed():
        with running() as found:
            yield found.url
        return
    pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL: install Debian's package postgresql or the wheel pgserver")
    folder = tempfile.mkdtemp(prefix="docintel-pg-", dir="/tmp")
    started = pgserver.get_server(folder)
    try:
        yield f"postgres://postgres@{quote(folder, safe='')}/postgres"
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def installed() -> Path | None:
    """The programs of Debian's server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextlib.contextmanager
def running(*settings: str) -> Iterator[Server]:
    """Debian's server on fresh data, by itself to be killed and started again. Without ``settings`` quick: nothing is forced to the disk."""
    folder = Path(tempfile.mkdtemp(prefix="docintel-pg-", dir="/tmp"))
    made = Server(folder, settings or ("fsync=off", "max_connections=20"))
    try:
        made.found()
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A PostgreSQL server in a folder of its own, on a socket there."""

    def __init__(self, folder: Path, settings: tuple[str, ...]) -> None:
        bins = installed()
        if bins is None:
            raise RuntimeError("no PostgreSQL: install Debian's package postgresql")
        self.folder, self.settings, self.bins = folder, settings, bins
        self.url = f"postgres://docintel@{quote(str(folder), safe='')}/postgres"
        self._process: subprocess.Popen[bytes] | None = None
        self._as: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = next(name for name in ("postgres", "nobody") if any(p.pw_name == name for p in pwd.getpwall()))
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._as = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]

    @property
    def pid(self) -> int:
        """Of its first process; 0 while it does not run."""
        return self._process.pid if self._process else 0

    def found(self) -> None:
        make = [self.bins / "initdb", "-D", self.folder / "data", "-U", "docintel", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([*self._as, *make], check=True, capture_output=True, timeout=120, cwd=self.folder)

    def start(self) -> None:
        told = [word for setting in ("listen_addresses=", *self.settings) for word in ("-c", setting)]
        serve = [*self._as, self.bins / "postgres", "-D", self.folder / "data", "-k", self.folder, *told]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(serve, stdout=log, stderr=log, cwd=self.folder)
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(300):
            ready = subprocess.run([self.bins / "pg_isready", "-h", self.folder, "-q"], check=False, timeout=10)
            if ready.returncode == 0:
                return
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text(errors='replace')[-500:]}")
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not answer within 30 seconds")

    def kill(self) -> None:
        """SIGKILL to every process of it: what a power cut of its machine is to its clients."""
        if self._process is not None:
            for pid in [*self._backends(), self._process.pid]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()

    def kill_backend(self, database: str) -> None:
        """SIGKILL to the processes that serve a database; the server then throws everybody out and mends itself."""
        for pid in self._backends():
            with contextlib.suppress(OSError):
                if f" {database} " in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode():
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)

    def _backends(self) -> list[int]:
        if self._process is None:
            return []
        pid = self._process.pid
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=20)
        if self._process.poll() is None:
            self.kill()
