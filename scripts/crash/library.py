"""A library that is worked on and killed: a data folder, and on PostgreSQL a database of its own on the server."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[2]
NAMES = count(1)
TABLES = {  # what must come back as it was: table → columns
    "store_paper": "doc_id, title, version, stamp",
    "store_paperversion": "paper_id, number, sha256, text",
    "store_obligation": "item_id, text, state, due, progress, note, revision",
    "store_owner": "obligation_id, role, name",
    "store_review": "subject, field, value, who",
    "store_history": 'subject, who, field, old, new, note, "when"',
}


class Broken(AssertionError):
    """What a round found."""


def program(*args: object) -> list[str]:
    return [sys.executable, "-m", "docintel", *map(str, args)]


@dataclass(frozen=True)
class Library:
    """``url`` of the database on a server, "" = the SQLite file in the folder."""

    home: Path
    url: str = ""

    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_") or k == "DOCINTEL_ENCODER"}
        return {**kept, "DOCINTEL_HOME": str(self.home), "PYTHONPATH": str(ROOT)} | (
            {"DOCINTEL_DATABASE_URL": self.url} if self.url else {}
        )

    def run(self, *command: str, code: int | None = 0) -> str:
        """What a command printed; ``code``: how it must end (None = any way). Raises Broken."""
        done = subprocess.run(command, cwd=ROOT, env=self.env(), capture_output=True, text=True, timeout=300, check=False)
        if code is not None and done.returncode != code:
            raise Broken(f"{' '.join(command[2:5])} ended with {done.returncode}: {(done.stderr or done.stdout)[-600:]}")
        return done.stdout

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with closing(psycopg.connect(self.url) if self.url else sqlite3.connect(self.home / "docintel.sqlite3")) as connection:
            return connection.execute(sql).fetchall()  # type: ignore[arg-type]

    def state(self) -> str:
        """One digest of all that people and papers brought in: rows and files."""
        digest = hashlib.sha256()
        for table, columns in TABLES.items():
            digest.update(repr(sorted(map(repr, self.query(f"SELECT {columns} FROM {table}")))).encode())
        for file in sorted(p for p in (self.home / "originals").rglob("*") if p.is_file()):
            digest.update(file.name.encode() + file.read_bytes())
        return digest.hexdigest()

    def copied(self, home: Path) -> Library:
        """The same library once more. Nobody may be using this one."""
        shutil.copytree(self.home, home)
        return Library(home, new_database(self.url, like=self.url) if self.url else "")

    def dropped(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        if self.url:
            with psycopg.connect(_beside(self.url, "postgres"), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {_name(self.url)} WITH (FORCE)")  # type: ignore[arg-type]


def new_database(server: str, like: str = "") -> str:
    """The URL of a new database on a server (the URL of any of its databases), empty or a copy of ``like``."""
    name = f"crash{next(NAMES)}"
    with psycopg.connect(_beside(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {_name(like) if like else 'template1'}")  # type: ignore[arg-type]
        connection.execute("CHECKPOINT")  # a copy's counters go back in a crash until the server has written it out (15.x)
    return _beside(server, name)


def _name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def _beside(url: str, name: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{name}"
