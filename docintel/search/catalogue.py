"""What the index knows of papers and windows: one SQLite file beside the word index and the vectors."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from docintel.domain.passages import Passage
from docintel.errors import StoreConflict

_VERSION = 4  # of the tables below
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS paper (doc TEXT PRIMARY KEY, head TEXT NOT NULL, passages BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS window (
    id INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT NOT NULL, place INTEGER NOT NULL, row INTEGER NOT NULL, amount INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS window_doc ON window (doc, place);
CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
"""
HEAD = (
    *("title", "doc_number", "issuer", "region", "kind", "status", "date"),
    *("valid_from", "valid_until", "repealed", "repealed_by", "repealed_doc"),
)


class Catalogue:
    """Papers as their passages, windows as (id, doc, place in the paper's list of windows, row of its vector, names a sum)."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        if self._db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:  # derived data: another shape is thrown away
            drops = "".join(f"DROP TABLE IF EXISTS {table};" for table in ("meta", "paper", "window", "vector"))
            self._db.executescript(f"{drops}PRAGMA user_version={_VERSION};")
        self._db.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;" + _TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a second writer waits up to half a minute. Raises StoreConflict after that."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreConflict("另一个程序正在更新索引；请等它结束后重试") from error
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def get(self, key: str) -> str:
        """A stamp, '' when not set."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def put(self, key: str, value: str) -> None:
        """Set a stamp."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def papers(self) -> dict[str, Passage]:
        """Every paper that has passages, as a passage without words: what the filters and the ranking look at."""
        rows = self._db.execute("SELECT doc, head FROM paper ORDER BY doc")
        return {doc: Passage("", doc, 0, 0, "", **json.loads(head)) for doc, head in rows}

    def passages(self, doc: str) -> list[Passage]:
        """A paper's passages in order."""
        row = self._db.execute("SELECT passages FROM paper WHERE doc = ?", (doc,)).fetchone()
        return [Passage(**p) for p in json.loads(zlib.decompress(row[0]))] if row else []

    def sizes(self) -> dict[str, int]:
        """Paper → number of its passages."""
        return {doc: len(json.loads(zlib.decompress(data))) for doc, data in self._db.execute("SELECT doc, passages FROM paper")}

    def set_passages(self, doc: str, passages: Sequence[Passage]) -> None:
        """Replace a paper's passages; none = the paper goes."""
        if passages:
            data = zlib.compress(json.dumps([asdict(p) for p in passages], ensure_ascii=False).encode(), 6)
            head = json.dumps({name: getattr(passages[0], name) for name in HEAD}, ensure_ascii=False)
            self._db.execute("INSERT OR REPLACE INTO paper VALUES (?, ?, ?)", (doc, head, data))
        else:
            self._db.execute("DELETE FROM paper WHERE doc = ?", (doc,))

    def windows(self) -> list[tuple[int, str, int, int, int]]:
        """(id, doc, place, row, amount) of every window, in order of doc and place."""
        return list(self._db.execute("SELECT id, doc, place, row, amount FROM window ORDER BY doc, place"))

    def extent(self) -> tuple[int, int]:
        """Number of windows, and the highest vector row they name (-1 = none)."""
        count, highest = self._db.execute("SELECT COUNT(*), MAX(row) FROM window").fetchone()
        return count, -1 if highest is None else highest

    def set_windows(self, doc: str, rows: Iterable[tuple[int, bool]]) -> list[int]:
        """Replace a paper's windows by new ones with these (vector row, names a sum); their ids."""
        self._db.execute("DELETE FROM window WHERE doc = ?", (doc,))
        insert = "INSERT INTO window (doc, place, row, amount) VALUES (?, ?, ?, ?)"
        return [self._db.execute(insert, (doc, place, row, int(amount))).lastrowid or 0 for place, (row, amount) in enumerate(rows)]

    def row_of(self, digest: bytes) -> int | None:
        """The vector row of a text that was encoded before."""
        found = self._db.execute("SELECT row FROM vector WHERE digest = ?", (digest,)).fetchone()
        return found[0] if found else None

    def set_row(self, digest: bytes, row: int) -> None:
        """Remember where a text's vector stands."""
        self._db.execute("INSERT OR REPLACE INTO vector VALUES (?, ?)", (digest, row))

    def clear(self, keep_vectors: bool) -> None:
        """Forget papers, windows and stamps, and which texts were encoded unless they are kept."""
        for table in ("meta", "paper", "window", *(() if keep_vectors else ("vector",))):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
