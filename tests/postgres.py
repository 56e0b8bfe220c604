"""A PostgreSQL server for a test run: Debian's package if it is installed, else the wheel ``pgserver``. It listens on a file only."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
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
    bins = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if bins:
        with _debian(bins[-1].parent) as url:
            yield url
        return
    pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL: install Debian's package postgresql or the wheel pgserver")
    folder = tempfile.mkdtemp(prefix="docintel-pg-", dir="/tmp")
    running = pgserver.get_server(folder)
    try:
        yield f"postgres://postgres@{quote(folder, safe='')}/postgres"
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _debian(bin_folder: Path) -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="docintel-pg-", dir="/tmp")
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = next(name for name in ("postgres", "nobody") if any(p.pw_name == name for p in pwd.getpwall()))
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
        prefix = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    data = f"{folder}/data"
    make = [*prefix, bin_folder / "initdb", "-D", data, "-U", "docintel", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, timeout=120, cwd=folder)
    serve = [
        *prefix,
        bin_folder / "postgres",
        "-D",
        data,
        "-k",
        folder,
        "-c",
        "listen_addresses=",
        "-c",
        "fsync=off",
        "-c",
        "max_connections=20",
    ]
    with open(f"{folder}/log", "wb") as log:
        process = subprocess.Popen(serve, stdout=log, stderr=log, cwd=folder)
    try:
        _wait(bin_folder, folder, process)
        yield f"postgres://docintel@{quote(folder, safe='')}/postgres"
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        if process.poll() is None:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(bin_folder: Path, folder: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        ready = subprocess.run([bin_folder / "pg_isready", "-h", folder, "-q"], check=False, timeout=10)
        if ready.returncode == 0:
            return
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {Path(folder, 'log').read_text(errors='replace')[-500:]}")
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not answer within 30 seconds")
