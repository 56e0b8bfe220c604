"""What the index knows of papers and windows: one SQLite file beside the word index and the vectors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from docintel.domain.facts import Fact
from docintel.domain.passages import Passage
from docintel.errors import StoreConflict
from docintel.search import records
from docintel.search.records import Paper, Windows
from docintel.search.windows import Window

_VERSION = 6  # of the tables below
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS paper (
    number INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT NOT NULL UNIQUE, stamp INTEGER NOT NULL, first INTEGER NOT NULL,
    size INTEGER NOT NULL, waiting INTEGER NOT NULL, head BLOB NOT NULL, windows BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS paper_waiting ON paper (number) WHERE waiting > 0;
CREATE TABLE IF NOT EXISTS content (window INTEGER PRIMARY KEY, passages BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS facts (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS unsure (doc TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
"""
_DERIVED = ("meta", "paper", "content", "facts", "unsure", "window")  # "window" belonged to version 4


class Catalogue:
    """A paper's number changes when the paper does, its stamp when only what is known of its windows does. Its windows have the ids
    ``first``, ``first`` + 1 …, which are never given again. ``unsure`` names papers that the word index may hold otherwise."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self._db = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        if self._db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:  # derived data: another shape is thrown away
            with self.transaction():
                if self._db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                    encoder = self._encoder_before()
                    for table in _DERIVED:
                        self._db.execute(f"DROP TABLE IF EXISTS {table}")
                    for statement in _TABLES.split(";"):
                        self._db.execute(statement)
                    if encoder:  # what texts were encoded stays known: that is what costs
                        self.put("encoder", encoder)
                        self.put("stamp", "older")
                    else:
                        self._db.execute("DELETE FROM vector")
                    self._db.execute(f"PRAGMA user_version={_VERSION}")

    def _encoder_before(self) -> str:
        """The encoder that an index of an older version was made with, '' when not known."""
        try:
            return self.get("encoder") or self.get("stamp").partition("/")[2]
        except sqlite3.OperationalError:
            return ""

    @contextmanager
    def transaction(self, wait: bool = True) -> Iterator[None]:
        """All or nothing; a second writer waits up to half a minute, or not at all. Raises StoreConflict after that."""
        try:
            self._db.execute(f"PRAGMA busy_timeout={30_000 if wait else 0}")
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreConflict("另一个程序正在更新索引；请等它结束后重试") from error
        finally:
            self._db.execute("PRAGMA busy_timeout=30000")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """What is read inside belongs together, whatever others write meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("COMMIT")

    def get(self, key: str) -> str:
        """A stamp, '' when not set."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def put(self, key: str, value: str) -> None:
        """Set a stamp."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def count(self, key: str, by: int = 1) -> int:
        """Add to a number kept under ``key``; its value before."""
        before = int(self.get(key) or 0)
        self.put(key, str(before + by))
        return before

    def numbers(self) -> list[tuple[int, int]]:
        """(number, stamp) of every paper, by number."""
        return self._db.execute("SELECT number, stamp FROM paper ORDER BY number").fetchall()

    def heads(self, numbers: Sequence[int] | None = None) -> Iterator[tuple[int, int, int, Passage, bytes]]:
        """(number, stamp, first window, paper as a passage without words, its windows as bytes), by number; None = of every paper."""
        sql = "SELECT number, stamp, first, doc, head, windows FROM paper"
        if numbers is None:
            rows: Iterable[tuple[int, int, int, str, bytes, bytes]] = self._db.execute(f"{sql} ORDER BY number")
        else:
            rows = (row for n in sorted(numbers) for row in self._db.execute(f"{sql} WHERE number = ?", (n,)))
        return ((n, stamp, first, records.read_head(doc, head), found) for n, stamp, first, doc, head, found in rows)

    def paper(self, doc: str) -> tuple[int, int, Paper] | None:
        """(number, first window, paper with its words); None when it is not there."""
        row = self._db.execute("SELECT number, first, head, windows FROM paper WHERE doc = ?", (doc,)).fetchone()
        if row is None:
            return None
        number, first, head, found = row
        shared, made = records.read_head(doc, head), records.read_windows(found)
        sql = "SELECT passages FROM content WHERE window BETWEEN ? AND ? ORDER BY window"
        rows = self._db.execute(sql, (first, first + len(made) - 1)).fetchall()
        facts = self._facts_of(doc)
        return number, first, Paper(doc, [records.read_content(shared, data, facts) for (data,) in rows], made)

    def window(self, head: Passage, number: int) -> Window | None:
        """A window of the paper ``head`` by its id; None when the paper was replaced or dropped."""
        row = self._db.execute("SELECT passages FROM content WHERE window = ?", (number,)).fetchone()
        return records.read_content(head, row[0], self._facts_of(head.doc)) if row else None

    def _facts_of(self, doc: str) -> list[Fact]:
        row = self._db.execute("SELECT data FROM facts WHERE number = (SELECT number FROM paper WHERE doc = ?)", (doc,)).fetchone()
        return records.read_facts(row[0])[0] if row else []

    def facts(self, numbers: Sequence[int] | None = None) -> Iterator[tuple[int, bytes]]:
        """(number, its facts as bytes) of the papers that have some, by number; None = of every paper."""
        if numbers is None:
            yield from self._db.execute("SELECT number, data FROM facts ORDER BY number")
            return
        for n in sorted(numbers):
            yield from self._db.execute("SELECT number, data FROM facts WHERE number = ?", (n,))

    def has(self, doc: str) -> bool:
        """Whether the paper is there."""
        return self._db.execute("SELECT 1 FROM paper WHERE doc = ?", (doc,)).fetchone() is not None

    def sizes(self) -> dict[str, int]:
        """Paper → number of its passages."""
        return dict(self._db.execute("SELECT doc, size FROM paper"))

    def extent(self) -> int:
        """Number of windows."""
        return int(self.get("windows") or 0)

    def drop(self, doc: str) -> int:
        """Take a paper out; how many windows it had."""
        row = self._db.execute("SELECT number, first, length(windows) FROM paper WHERE doc = ?", (doc,)).fetchone()
        if row is None:
            return 0
        number, first, size = row
        gone = int(size) // records.WINDOW.itemsize
        self._db.execute("DELETE FROM content WHERE window BETWEEN ? AND ?", (first, first + gone - 1))
        self._db.execute("DELETE FROM facts WHERE number = ?", (number,))
        self._db.execute("DELETE FROM paper WHERE number = ?", (number,))
        self.count("windows", -gone)
        return gone

    def add(self, paper: Paper) -> int:
        """Write a paper that is not there; the id of its first window."""
        many = len(paper.windows)
        first = self.count("next", many)
        waiting = int((paper.windows["row"] < 0).sum())
        size = len({part.passage_id for text in paper.texts for part in text.parts})
        row = (paper.doc, self.count("stamps"), first, size, waiting, records.head(paper), paper.windows.tobytes())
        sql = "INSERT INTO paper (doc, stamp, first, size, waiting, head, windows) VALUES (?, ?, ?, ?, ?, ?, ?)"
        number = self._db.execute(sql, row).lastrowid
        rows = ((first + k, records.content(text)) for k, text in enumerate(paper.texts))
        self._db.executemany("INSERT INTO content VALUES (?, ?)", rows)
        if known := records.facts(paper):
            self._db.execute("INSERT INTO facts VALUES (?, ?)", (number, known))
        self.count("windows", many)
        return first

    def waiting(self) -> int:
        """Windows whose vector is not made yet."""
        return int(self._db.execute("SELECT COALESCE(SUM(waiting), 0) FROM paper WHERE waiting > 0").fetchone()[0])

    def waiting_papers(self, most: int) -> list[str]:
        """Papers with such windows."""
        return [doc for (doc,) in self._db.execute("SELECT doc FROM paper WHERE waiting > 0 ORDER BY number LIMIT ?", (most,))]

    def set_windows(self, number: int, found: Windows) -> None:
        """What is known of a paper's windows anew; nothing when the paper is gone."""
        waiting = int((found["row"] < 0).sum())
        sql = "UPDATE paper SET stamp = ?, waiting = ?, windows = ? WHERE number = ?"
        self._db.execute(sql, (self.count("stamps"), waiting, found.tobytes(), number))

    def unsure(self) -> list[str]:
        """Papers whose words may stand otherwise in the word index: their writing was begun and not ended."""
        return [doc for (doc,) in self._db.execute("SELECT doc FROM unsure ORDER BY doc")]

    def set_unsure(self, docs: Iterable[str]) -> None:
        """Begin (or with none, end) the writing of papers."""
        named = [(doc,) for doc in docs]
        if named:
            self._db.executemany("INSERT OR IGNORE INTO unsure VALUES (?)", named)
        else:
            self._db.execute("DELETE FROM unsure")

    def rows_of(self, digests: Iterable[bytes]) -> dict[bytes, int]:
        """Vector rows of texts that were encoded before."""
        find = "SELECT row FROM vector WHERE digest = ?"
        found = ((digest, self._db.execute(find, (digest,)).fetchone()) for digest in digests)
        return {digest: row[0] for digest, row in found if row is not None}

    def set_rows(self, rows: Iterable[tuple[bytes, int]]) -> None:
        """Remember where texts' vectors stand."""
        self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)

    def known_vectors(self) -> int:
        """How many texts have a vector."""
        return int(self._db.execute("SELECT COUNT(*) FROM vector").fetchone()[0])

    def clear(self, keep_vectors: bool) -> None:
        """Forget papers, windows and stamps, and which texts were encoded unless they are kept. Window ids go on."""
        going = self.get("next"), self.get("stamps")
        for table in ("meta", "paper", "content", "facts", "unsure", *(() if keep_vectors else ("vector",))):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above
        for key, value in zip(("next", "stamps"), going, strict=True):
            self.put(key, value or "0")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
