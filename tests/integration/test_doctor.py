"""The examination finds what was broken on purpose, says what to do, and puts right what it can."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from docintel.domain.health import LEVELS, Check, worst
from docintel.workflows import doctor, doctor_machine
from tests.people import person

ROOT = Path(__file__).parents[2]


def run(home, *args, **env):
    given = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_")} | {"DOCINTEL_HOME": str(home)} | env
    return subprocess.run(
        [sys.executable, "-m", "docintel", *map(str, args)], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False
    )


def examined(home, *args, **env):
    """(name → check, exit code)."""
    done = run(home, "doctor", "--format", "json", *args, **env)
    assert "Traceback" not in done.stderr, done.stderr
    return {c["name"]: c for c in json.loads(done.stdout)}, done.returncode


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    home = tmp_path_factory.mktemp("doctor") / "home"
    assert run(home, "ingest", ROOT / "corpora" / "W02.txt", ROOT / "corpora" / "W08.txt", "--jobs", 1).returncode == 0
    assert run(home, "backup", home.parent / "backups").returncode == 0
    return home


@pytest.fixture
def home(model, tmp_path):
    shutil.copytree(model, tmp_path / "home")
    return tmp_path / "home"


def execute(home, sql):
    with closing(sqlite3.connect(home / "docintel.sqlite3")) as connection, connection:
        connection.execute(sql)


def test_a_sound_library_has_no_fault(home):
    before = sorted(p for p in home.rglob("*") if p.is_file() and "index" not in p.parts)
    found, code = examined(home)
    assert {c["name"] for c in found.values() if c["level"] == "fault"} == set()
    assert code in (0, 1)
    assert found["索引"]["what"].endswith("与资料一致")
    assert found["备份"]["level"] == "ok"
    assert found["原件"]["what"].startswith("2 份都在")
    assert sorted(p for p in home.rglob("*") if p.is_file() and "index" not in p.parts) == before, "an examination changes nothing"


def test_a_new_folder_is_no_fault(tmp_path):
    found, code = examined(tmp_path / "new")
    assert found["数据库"]["what"] == "还没有资料"
    assert code < 2
    assert not (tmp_path / "new" / "docintel.sqlite3").exists()


BROKEN = {
    "text": ("UPDATE store_paperversion SET text = '另一段文字'", "数据完整性", "原文与公文正文对不上"),
    "version": ("UPDATE store_paper SET version = 7 WHERE doc_id = 'W02'", "数据完整性", "缺少当前版本"),
    "history": ("UPDATE store_obligation SET state = 'confirmed'", "数据完整性", "没有修改记录"),
    "clock": (
        'INSERT INTO store_history (kind, subject, who, field, old, new, note, "when") '
        "VALUES ('paper', 'W02', 'a', 'title', '', '', '', '2999-01-01 00:00:00')",
        "系统时钟",
        "早",
    ),
    "owners": ("DELETE FROM store_obligation", "数据完整性", "指向不存在的"),
    "newer": ("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_future', '2026-01-01')", "数据表", "更新版本"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_the_records_is_named(home, name):
    sql, where, said = BROKEN[name]
    execute(home, sql)
    found, code = examined(home)
    assert (found[where]["level"], code) == ("fault", 2)
    assert said in found[where]["what"]
    assert found[where]["todo"]


def test_a_damaged_database_file_is_told(home):
    file = home / "docintel.sqlite3"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8192] = b"\xff" * 8192
    file.write_bytes(data)
    found, code = examined(home)
    assert code == 2
    assert any(c["level"] == "fault" and "docintel restore" in c["todo"] for c in found.values())
    file.write_bytes(b"no database at all" * 1000)
    found, code = examined(home)
    assert (found["数据库"]["level"], code) == ("fault", 2)


def test_an_index_that_is_broken_lost_or_behind_is_rebuilt(home):
    for spoil in (
        lambda: (home / "index" / "vectors.i8").write_bytes(b""),
        lambda: (home / "index" / "catalogue.sqlite3").write_bytes(b"x" * 5000),
        lambda: shutil.rmtree(home / "index"),
        lambda: execute(home, "DELETE FROM store_outbox") or _drop_from_index(home),
    ):
        spoil()
        found, _ = examined(home)
        assert found["索引"]["level"] != "ok"
        assert found["索引"]["fix"] == "index"
        found, _ = examined(home, "--fix")
        assert found["索引"]["level"] == "ok"
    assert run(home, "search", "补助").returncode == 0


def _drop_from_index(home):
    with closing(sqlite3.connect(home / "index" / "catalogue.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM paper WHERE doc = 'W02'")


def test_lost_and_damaged_originals(home):
    first, second = sorted(p for p in (home / "originals").rglob("*") if p.is_file())
    first.unlink()
    found, _ = examined(home)
    assert (found["原件"]["level"], "没有原件" in found["原件"]["what"]) == ("notice", True)
    second.write_bytes(b"bad")
    found, code = examined(home)
    assert (found["原件"]["level"], code) == ("fault", 2)
    assert second.exists(), "an examination removes nothing"


def test_a_restore_that_died_is_told_and_ended(home):
    (home / ".restore" / "new").mkdir(parents=True)
    found, code = examined(home)
    assert (found["恢复"]["level"], code) == ("fault", 2)
    found, _ = examined(home, "--fix")
    assert "恢复" not in found
    assert not (home / ".restore").exists()


def test_tables_that_are_behind_are_brought_forward(home):
    execute(home, "DELETE FROM django_migrations WHERE app = 'sessions'")
    execute(home, "DROP TABLE django_session")
    found, code = examined(home)
    assert (found["数据表"]["level"], code) == ("notice", 1)
    assert "索引" not in found, "nothing is asked of tables that are behind"
    found, _ = examined(home, "--fix")
    assert found["数据表"]["level"] == "ok"


def test_a_library_without_backup_is_warned(home):
    (home / "last-backup.json").unlink()
    found, _ = examined(home)
    assert (found["备份"]["level"], "--keep" in found["备份"]["todo"]) == ("notice", True)
    (home / "last-backup.json").write_text(json.dumps({"made": "2020-01-01T00:00:00+08:00", "file": "/b.zip", "by": "a"}))
    found, _ = examined(home)
    assert found["备份"]["level"] == "fault"


# --- the machine ---------------------------------------------------------------------------------------------------


def one(check):
    (found,) = check()
    return found


def test_the_machine(monkeypatch, tmp_path):
    monkeypatch.setattr(doctor_machine.fonts, "chinese_fonts", lambda: 0)
    monkeypatch.setattr(doctor_machine.office, "program", lambda: None)
    monkeypatch.setattr(doctor_machine.ocr, "is_installed", lambda: False)
    helpers = {c.name: c for c in doctor_machine.helpers()}
    assert "fonts-noto-cjk" in helpers["中文字体"].todo
    assert "libreoffice-writer" in helpers["LibreOffice"].todo
    assert "docintel[ocr]" in helpers["扫描件识别"].todo
    monkeypatch.setattr(doctor_machine.settings, "ENCODER", tmp_path / "e5")
    assert one(doctor_machine.encoder).level == "fault"
    (tmp_path / "e5").mkdir()
    (tmp_path / "e5" / "model.onnx").write_bytes(b"x")
    (tmp_path / "e5.json").write_text(json.dumps({"outputs": {"model.onnx": "0" * 64, "tokenizer.json": "0" * 64}}))
    assert one(doctor_machine.encoder).what == "缺少 tokenizer.json；model.onnx 与校验值不符，查条款的结果不可靠"


@pytest.mark.parametrize(
    ("today", "level"), [((2026, 3, 1), "ok"), ((2026, 11, 30), "notice"), ((2027, 1, 1), "fault"), ((2025, 12, 1), "ok")]
)
def test_the_calendar_of_holidays(monkeypatch, today, level):
    class Day(date):
        @classmethod
        def today(cls):
            return cls(*today)

    monkeypatch.setattr(doctor_machine, "date", Day)
    monkeypatch.setattr(doctor_machine.workdays, "covered", lambda: (2015, 2026))
    assert one(doctor_machine.calendar).level == level


@pytest.mark.parametrize(("free", "level"), [(100 << 20, "fault"), (1 << 30, "notice"), (50 << 30, "ok")])
def test_the_disk(monkeypatch, free, level):
    monkeypatch.setattr(doctor_machine.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, free))
    assert one(doctor_machine.disk).level == level


def test_a_network_disk_is_no_place_for_sqlite(monkeypatch):
    monkeypatch.setattr(doctor_machine, "_disk_kind", lambda _: "nfs4")
    found = {c.what for c in doctor_machine.folder() if c.level == "fault"}
    assert any("网络盘" in what for what in found)


def test_a_check_that_fails_is_a_finding(monkeypatch):
    def broken():
        raise RuntimeError("boom")

    monkeypatch.setattr(doctor, "MACHINE", (("磁盘空间", broken),))
    monkeypatch.setattr(doctor.library, "is_there", lambda: False)
    first, second = doctor.examine()
    assert (first.level, "boom" in first.what, second.level) == ("fault", True, "ok")


def test_the_worst_counts():
    assert worst(()) == "ok"
    assert [worst((Check("a", level, ""), Check("b", "ok", ""))) for level in LEVELS] == list(LEVELS)


# --- the page and the monitor --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_is_for_administrators():
    clerk, chief = Client(), Client()
    clerk.force_login(person("wang"))
    chief.force_login(person("chief", "administrator"))
    assert Client().get("/status/").status_code == 302
    assert clerk.get("/status/").status_code == 403
    assert "系统状态" not in clerk.get("/").content.decode()
    assert "系统状态" in chief.get("/").content.decode()
    page = chief.get("/status/").content.decode()
    assert 'hx-get="/status/"' in page
    part = chief.get("/status/", headers={"HX-Request": "true"}).content.decode()
    for name in ("程序", "磁盘空间", "放假安排", "数据完整性", "索引", "备份"):
        assert f">{name}</td>" in part
    assert clerk.get("/status/", headers={"HX-Request": "true"}).status_code == 403


@pytest.mark.django_db
def test_a_monitor_learns_ok_or_degraded_and_nothing_else(monkeypatch):
    monkeypatch.setattr(doctor, "_health", (0.0, ""))
    answer = Client().get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    monkeypatch.setattr(doctor, "_health", (0.0, ""))
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    answer = Client().get("/api/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "degraded"})
