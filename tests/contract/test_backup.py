"""Backups obey the same laws on SQLite and on PostgreSQL: what comes back is what was there, all of it or nothing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from docintel.errors import MissingPart
from docintel.store import pg_client
from docintel.store.archive import Archive, Writer
from docintel.store.switch import Switch
from tests.postgres import server

ROOT = Path(__file__).parents[2]
PAPER = """澜州市教育局
澜教提〔2025〕12号

关于市政协十四届二次会议第086号提案的答复函

王一航委员：
您提出的关于增加学位的提案收悉，现答复如下：
下一步，市教育局将加大投入，2025年12月底前新增公办学位2000个。
市财政局将在2026年6月底前出台《教师绩效奖励办法》。

澜州市教育局
2025年3月1日
"""
# all that people and papers brought in, each row as it is
STATE = """
import json
from docintel.workflows import session
session.open_home()
from django.apps import apps
out = {}
for m in apps.get_models(include_auto_created=True):
    if m._meta.label in ("admin.LogEntry", "sessions.Session"):
        continue
    out[m._meta.label] = sorted(json.dumps(row, default=str, ensure_ascii=False, sort_keys=True) for row in m._base_manager.values())
print(json.dumps(out, ensure_ascii=False))
"""


class Library:
    """A data folder, and a server's database where there is one."""

    def __init__(self, home, url=""):
        self.home, self.url = home, url

    def start(self, *args):
        return subprocess.Popen(self._command(*args), cwd=ROOT, env=self._env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _env(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_")} | {"DOCINTEL_HOME": str(self.home)}
        return env | ({"DOCINTEL_DATABASE_URL": self.url} if self.url else {})

    def _command(self, *args):
        return [sys.executable, *map(str, args)] if args[0] == "-c" else [sys.executable, "-m", "docintel", *map(str, args)]

    def run(self, *args, code=0):
        command, env = self._command(*args), self._env()
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == code, (args, done.returncode, done.stdout[-500:], done.stderr[-1500:])
        assert "Traceback" not in done.stderr
        return done.stdout if code == 0 else done.stderr

    def state(self):
        """Table → its rows, as they stand; what only this or that session wrote is left out."""
        with contextlib.closing(self._connected()) as connection:
            tables = [t for (t,) in connection.execute(self._tables()).fetchall() if t not in ("django_session", "sqlite_sequence")]
            return {t: sorted(map(repr, connection.execute(f'SELECT * FROM "{t}"').fetchall())) for t in tables}

    def _connected(self):
        return psycopg.connect(self.url) if self.url else sqlite3.connect(self.home / "docintel.sqlite3")

    def _tables(self):
        if self.url:
            return "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return "SELECT name FROM sqlite_master WHERE type = 'table'"

    def rows(self, sql):
        with contextlib.closing(self._connected()) as connection:
            return connection.execute(sql).fetchall()

    def same_anywhere(self):
        """The same, in a form that does not depend on the database."""
        return json.loads(self.run("-c", STATE))

    def files(self):
        kept = [
            p for top in ("originals", "uploads", "secret_key") for p in (self.home / top, *(self.home / top).rglob("*")) if p.is_file()
        ]
        return {p.relative_to(self.home).as_posix(): p.read_bytes() for p in kept}

    def item(self):
        return self.rows("SELECT item_id FROM store_obligation ORDER BY id LIMIT 1")[0][0]


@pytest.fixture(scope="module")
def servers():
    with contextlib.ExitStack() as stack:
        urls = {}

        def start():
            if not urls:
                urls["url"] = stack.enter_context(server())
            return urls["url"]

        yield start


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, servers):
    """Kind of database → a filled library that tests copy."""

    @cache
    def prepare(kind):
        folder = tmp_path_factory.mktemp(kind)
        url = new_database(servers()) if kind == "postgresql" else ""
        return filled(Library(folder / "home", url), folder)

    return prepare


@pytest.fixture(params=["sqlite", "postgresql"])
def library(request, tmp_path, servers, prepared):
    if request.param == "postgresql" and not pg_client._clients():
        pytest.skip("pg_dump is not installed (Debian: apt-get install postgresql-client)")
    model = prepared(request.param)
    shutil.copytree(model.home, tmp_path / "home")
    return Library(tmp_path / "home", new_database(servers(), like=model.url) if model.url else "")


def new_database(url, like="", names=count()):  # noqa: B008 - one counter for all tests
    name = f"law{next(names)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like.rsplit('/', 1)[1] if like else 'template1'}")
    return url.rsplit("/", 1)[0] + "/" + name


def filled(lib, tmp_path):
    paper = tmp_path / "学位答复.txt"
    paper.write_text(PAPER, encoding="utf-8")
    lib.run("ingest", paper, "--no-index", "--jobs", 1)
    lib.run("ledger", "update", lib.item(), "--by", "张三", "--state", "confirmed", "--owner", "市教育局、市发展改革委", "--note", "已约谈")
    report = tmp_path / "验收报告.txt"
    report.write_text("验收合格", encoding="utf-8")
    lib.run("ledger", "evidence", lib.item(), "--file", report, "--by", "张三")
    (lib.home / "uploads" / "k").mkdir(parents=True)
    os.link(next(p for p in (lib.home / "originals").rglob("*") if p.is_file()), lib.home / "uploads" / "k" / "学位答复.txt")
    return lib


def test_what_comes_back_is_what_was_there(library, tmp_path):
    before, files = library.state(), library.files()
    told = library.run("backup", tmp_path / "b.zip", "--by", "李四")
    assert "由 李四 备份" in told
    assert "备份完好" in library.run("backup", "--verify", tmp_path / "b.zip")
    library.run("ledger", "update", library.item(), "--by", "张三", "--note", "备份之后的改动")
    changed = library.state()
    assert changed != before
    assert "--replace" in library.run("restore", tmp_path / "b.zip", code=2)
    assert library.state() == changed, "refused means untouched"
    library.run("restore", tmp_path / "b.zip", "--replace", "--no-index")
    assert library.state() == before
    assert library.files() == files
    kept = next((library.home / "replaced").iterdir())
    if library.url:
        assert (kept / "database.dump").stat().st_size > 1000
    else:
        assert Library(kept).state() == changed, "what was replaced is a library of its own"
    # new rows get new numbers: counters were restored too
    library.run("ledger", "update", library.item(), "--by", "张三", "--note", "恢复之后的改动")


def test_an_empty_home_needs_no_replace_and_can_be_searched(library, tmp_path, servers):
    before = library.state()
    library.run("backup", tmp_path / "backups", "--keep", 3)
    fresh = Library(tmp_path / "fresh", new_database(servers()) if library.url else "")
    fresh.run("restore", tmp_path / "backups")
    waiting = fresh.state()
    for state in (before, waiting):
        state.pop("store_outbox")  # the index of the new home was built from the records
    assert waiting == before
    assert fresh.files() == library.files()
    assert "学位" in fresh.run("search", "公办学位", "--limit", 1)


def test_a_damaged_backup_changes_nothing(library, tmp_path):
    before = library.state()
    library.run("backup", tmp_path / "backups")
    shared = next(p for p in (tmp_path / "backups" / "files").glob("*/*") if p.read_bytes() == PAPER.encode())
    shared.write_bytes(PAPER.encode()[:-1] + b"!")
    told = library.run("restore", tmp_path / "backups", "--replace", code=2)
    assert "备份已损坏" in told
    assert "原件 originals/" in told
    assert library.state() == before
    assert not (library.home / "replaced").exists()


def test_a_server_that_fails_half_way_keeps_the_old(library, tmp_path):
    """The dump is cut so that its checksum is right and its content is not."""
    if not library.url:
        pytest.skip("a server's part")
    before, files = library.state(), library.files()
    library.run("backup", tmp_path / "b.zip")
    found = Archive(tmp_path / "b.zip")
    out = tmp_path / "out"
    out.mkdir()
    found.unpack(out, out / "dump", lambda *_: None)
    (out / "dump").write_bytes((out / "dump").read_bytes()[: -len((out / "dump").read_bytes()) // 4])
    writer = Writer(tmp_path / "cut.zip")
    sha256, size = writer.add_records(out / "dump", "database.dump")
    kept = tuple(writer.add(out / k.path, k.path) for k in found.manifest.files)
    writer.finish(replace(found.manifest, records=replace(found.manifest.records, sha256=sha256, size=size), files=kept))
    told = library.run("restore", tmp_path / "cut.zip", "--replace", code=2)
    assert "没有成功" in told
    assert library.state() == before
    assert library.files() == files


@pytest.mark.parametrize("committed", [True, False])
def test_after_a_kill_the_server_says_which_library_counts(tmp_path, servers, prepared, committed):
    """Killed when names were moved and the journal still stood: before or after the server's transaction."""
    model = prepared("postgresql")
    library = Library(tmp_path / "home", new_database(servers(), like=model.url))
    shutil.copytree(model.home, library.home)
    with psycopg.connect(library.url, autocommit=True) as connection:
        connection.execute(f"COMMENT ON TABLE django_migrations IS 'docintel-restore {'t1' if committed else 't0'}'")
    switch = Switch(library.home)
    switch.begin()
    (switch.new / "secret_key").write_text("new")
    switch.go("t1", "before")
    library.run("overview")
    assert ((library.home / "secret_key").read_text() == "new") == committed
    assert not (library.home / ".restore").exists()


def test_a_restore_killed_while_the_server_works_leaves_the_old_library(tmp_path, servers, prepared):
    """psql outlives the kill: without our word it commits nothing."""
    model = prepared("postgresql")
    library = Library(tmp_path / "home", new_database(servers(), like=model.url))
    shutil.copytree(model.home, library.home)
    library.run("backup", tmp_path / "b.zip")
    library.run("ledger", "update", library.item(), "--by", "张三", "--note", "备份之后")
    before, files = library.state(), library.files()
    psql = "SELECT wait_event_type FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'psql'"
    with psycopg.connect(library.url) as held:
        held.execute("LOCK TABLE store_history IN ACCESS SHARE MODE")
        restore = library.start("restore", tmp_path / "b.zip", "--replace")
        eventually(lambda: ("Lock",) in library.rows(psql))
        restore.kill()
        restore.wait()
        held.rollback()
    eventually(lambda: not library.rows(psql))
    library.run("overview")
    assert library.state() == before
    assert library.files() == files


def eventually(holds):
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_backup_of_a_newer_program_is_refused_and_an_older_one_brought_forward(library, tmp_path):
    if library.url:
        pytest.skip("the rule is the same; the file is made by hand")
    before = library.state()
    library.run("backup", tmp_path / "b.zip")
    found = Archive(tmp_path / "b.zip")
    out = tmp_path / "out"
    out.mkdir()
    found.unpack(out, out / "db", lambda *_: None)

    def rewritten(name, tables):
        writer = Writer(tmp_path / name)
        sha256, size = writer.add_records(out / "db", "database.sqlite3")
        kept = tuple(writer.add(out / k.path, k.path) for k in found.manifest.files)
        records = replace(found.manifest.records, sha256=sha256, size=size, tables=found.manifest.records.tables | tables)
        writer.finish(replace(found.manifest, records=records, files=kept, docintel="9.9"))
        return tmp_path / name

    newer = rewritten("newer.zip", {"store": ("0001_records", "9999_future")})
    assert "请先升级程序" in library.run("restore", newer, "--replace", code=2)
    back = f"""
import sys
from docintel.workflows import session
session.set_up()
from django.core.management import call_command
from docintel.store import snapshot
with snapshot.opened({str(out / "db")!r}) as alias:
    call_command("migrate", "store", "0002_places", database=alias, verbosity=0)
"""
    library.run("-c", "from pathlib import Path\n" + back)
    older = rewritten("older.zip", {"store": ("0001_records", "0002_places")})
    library.run("restore", older, "--replace", "--no-index")
    after = library.state()
    for table in ("store_history", "store_review", "store_paperversion", "store_provision", "auth_user"):  # newer tables leave these alone
        assert after[table] == before[table]
    assert library.rows("SELECT conditions FROM store_obligation LIMIT 1") == [("[]",)]


def test_an_sqlite_library_moves_to_a_server(tmp_path, servers, prepared):
    old = prepared("sqlite")
    before = old.same_anywhere()
    old.run("backup", tmp_path / "b.zip")
    new = Library(tmp_path / "server-home", new_database(servers()))
    new.run("restore", tmp_path / "b.zip", "--no-index")
    assert new.same_anywhere() == before
    new.run("ledger", "update", new.item(), "--by", "张三", "--note", "搬到服务器之后")
    assert len(new.state()["store_history"]) == len(before["store.History"]) + 1
    new.run("backup", tmp_path / "pg.zip")
    assert "来自 PostgreSQL" in old.run("restore", tmp_path / "pg.zip", "--replace", code=2)


def test_a_backup_while_people_write_is_of_one_moment(library, tmp_path):
    """A stream of corrections, each of two fields in one transaction: no backup may hold one without the other."""
    item = library.item()
    writing = f"""
from docintel.workflows import session
session.open_home()
from docintel.workflows import track
for n in range(60):
    track.correct({item!r}, {{"progress": f"p{{n}}", "note": f"n{{n}}"}}, "王五")
"""
    failed = []

    def write():
        try:
            library.run("-c", writing)
        except AssertionError as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    made = []
    while thread.is_alive() and len(made) < 2:
        made.append(tmp_path / f"b{len(made)}.zip")
        library.run("backup", made[-1])
    thread.join()
    assert not failed
    assert library.rows("SELECT count(*) FROM store_history")[0][0] >= 120
    for file in made:
        library.run("restore", file, "--replace", "--no-index")
        ((progress, note),) = library.rows(f"SELECT progress, note FROM store_obligation WHERE item_id = '{item}'")
        ((written,),) = library.rows("SELECT count(*) FROM store_history WHERE who = '王五'")
        assert progress[1:] == (note[1:] if progress else "")
        assert written == (2 * (int(progress[1:]) + 1) if progress else 0)


@pytest.mark.parametrize(
    ("have", "server", "said"),
    [
        ({}, 15, "没有 pg_dump.*postgresql-client-15"),
        ({14: Path("/a")}, 16, "第 14 版，服务器是第 16 版.*postgresql-client-16"),
    ],
)
def test_a_missing_or_old_client_is_told_with_its_package(monkeypatch, have, server, said):
    monkeypatch.setattr(pg_client, "_clients", lambda: have)
    with pytest.raises(MissingPart, match=said):
        pg_client.folder_for(server)


def test_the_client_nearest_above_the_server_is_taken(monkeypatch):
    monkeypatch.setattr(pg_client, "_clients", lambda: {13: Path("/13"), 15: Path("/15"), 17: Path("/17")})
    assert [pg_client.folder_for(major) for major in (15, 16)] == [Path("/15"), Path("/17")]
