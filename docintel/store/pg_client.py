"""pg_dump, pg_restore and psql as installed on this machine; nothing of the password stands on a command line."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from docintel.errors import DocintelError, MissingPart

PROGRAMS = ("pg_dump", "pg_restore", "psql")
_DEBIAN = Path("/usr/lib/postgresql")
_VARIABLES = {"HOST": "PGHOST", "PORT": "PGPORT", "NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
_OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
_TAKING = "SET lock_timeout = '60s'"
_READY = "docintel-ready"


def server_major() -> int:
    """The server's main version."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def folder_for(major: int) -> Path:
    """The folder of a client fit for a server of this version: the same, else the next newer one.

    Raises MissingPart, naming the package, where there is none or only older ones (which refuse to copy a newer server).
    """
    found = _clients()
    fit = sorted(version for version in found if version >= major)
    package = f"postgresql-client-{major}"
    how = f"请安装 {package}（Debian、Ubuntu：apt-get install {package}；软件源里没有这一版的，见 https://wiki.postgresql.org/wiki/Apt）"
    if not found:
        raise MissingPart(f"本机没有 pg_dump，PostgreSQL 中的数据无法备份和恢复；{how}")
    if not fit:
        raise MissingPart(f"本机的 pg_dump 是第 {max(found)} 版，服务器是第 {major} 版，旧版客户端不能备份新版服务器；{how}")
    return found[fit[0]]


@cache
def _clients() -> dict[int, Path]:
    """Main version → folder, of clients that have all programs."""
    folders = sorted(_DEBIAN.glob("*/bin")) if _DEBIAN.is_dir() else []
    folders += [Path(p) for p in os.environ.get("PATH", "").split(os.pathsep) if p]
    found: dict[int, Path] = {}
    for folder in folders:
        if all(shutil.which(name, path=str(folder)) for name in PROGRAMS):
            told = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
            if version := re.search(r"\b(\d+)(?:\.\d+)*\b", told.stdout):
                found.setdefault(int(version[1]), folder)
    return found


def dump(database: Mapping[str, Any], target: Path, snapshot: str, tables: Sequence[str]) -> None:
    """Copies ``tables`` as the exported ``snapshot`` sees them to ``target`` (pg_dump's own form)."""
    folder = folder_for(server_major())
    names = [f"--table=public.{name}" for name in tables]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run([str(folder / "pg_dump"), *options, *names], database)


def load(database: Mapping[str, Any], file: Path, drop: Sequence[str], last: str) -> None:
    """Drops the tables ``drop``, makes those of ``file`` and runs the statement ``last``: one transaction, all or nothing."""
    folder = folder_for(server_major())
    with tempfile.TemporaryDirectory(prefix="docintel-pg-") as place:
        before, script, after = (Path(place, name) for name in ("before.sql", "records.sql", "after.sql"))
        drops = [f'DROP TABLE IF EXISTS public."{name}" CASCADE;\n' for name in drop]
        before.write_text(f"{_TAKING};\n{''.join(drops)}", encoding="utf-8")
        _run([str(folder / "pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(file)], database)
        after.write_text(f"{last};\n", encoding="utf-8")
        _commit([str(folder / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1"], database, (before, script, after))


def _commit(psql: list[str], database: Mapping[str, Any], files: Sequence[Path]) -> None:
    """One transaction over ``files``, ended by our own word: psql outlives a kill of this program, and must then commit nothing."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        talk = subprocess.Popen(  # noqa: S603 - ours
            psql, env=_environment(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=told, encoding="utf-8", errors="replace"
        )
        with talk, contextlib.suppress(BrokenPipeError):
            into, out = talk.stdin, talk.stdout
            if into and out:
                into.write("".join(["BEGIN;\n", *(f"\\i '{p.as_posix()}'\n" for p in files), f"\\echo {_READY}\n"]))
                into.flush()
                if any(line.strip() == _READY for line in out):
                    into.write("COMMIT;\n")
                into.close()
        told.seek(0)
        _check(psql, talk.returncode, told.read())


def _run(command: list[str], database: Mapping[str, Any]) -> None:
    env = _environment(database)
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - ours
    _check(command, done.returncode, done.stderr or done.stdout)


def _environment(database: Mapping[str, Any]) -> dict[str, str]:
    values = {name: str(database.get(key) or "") for key, name in _VARIABLES.items()}
    values |= {name: str(database.get("OPTIONS", {}).get(key) or "") for key, name in _OPTIONS.items()}
    return {**os.environ, **{name: value for name, value in values.items() if value}, "LC_ALL": "C.UTF-8"}


def _check(command: list[str], code: int, told: str) -> None:
    if code:
        words = " ".join(told.split())[-300:]
        raise DocintelError(f"{Path(command[0]).name} 没有成功（{words}）；数据未动，请按提示检查数据库服务器和权限")
