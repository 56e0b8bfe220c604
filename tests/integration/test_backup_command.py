"""``docintel backup`` and ``restore`` as a clerk meets them: refusals say what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from docintel.store import home_lock

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("backup") / "home"
    assert run(home, "ingest", ROOT / "corpora" / "W02.txt", "--no-index")[0] == 0
    return home


def run(home, *args, **env):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_")}
    env = kept | {"DOCINTEL_HOME": str(home), "DOCINTEL_PAGES_MB": "32"} | env
    done = subprocess.run(
        [sys.executable, "-m", "docintel", *map(str, args)], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_refusals_of_backup(home, tmp_path):
    there = tmp_path / "there.zip"
    there.write_text("somebody's")
    for args, said in (
        ((home / "b.zip",), "在数据文件夹"),
        ((home,), "在数据文件夹"),
        ((there,), "已存在，不会覆盖"),
        ((tmp_path / "b.zip", "--keep", 3), "--keep 只用于备份到文件夹"),
        ((there / "b.zip",), "没有写成"),
        ((), "请给出备份到哪里"),
        (("--verify", there), "备份打不开"),
        (("--verify", tmp_path), "里面没有备份"),
    ):
        code, told = run(home, "backup", *args)
        assert (code, said in told) == (2, True), (args, told)
    assert there.read_text() == "somebody's"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["there.zip"]


def test_two_backups_at_once_and_a_restore_under_a_running_program_are_refused(home, tmp_path):
    assert run(home, "backup", tmp_path / "b.zip")[0] == 0
    other = home_lock.hold(home, home_lock.BACKUP, alone=True)
    code, told = run(home, "backup", tmp_path / "c.zip")
    assert (code, "另一个备份正在进行" in told) == (2, True)
    other.release()
    serving = home_lock.hold(home)
    code, told = run(home, "restore", tmp_path / "b.zip", "--replace")
    assert (code, "请先停止" in told, str(os.getpid()) in told) == (2, True, True)
    serving.release()


def test_settings_that_differ_and_what_else_lies_in_the_folder(home, tmp_path):
    (home / "说明").mkdir()
    (home / "说明" / "本科室.txt").write_text("备查", encoding="utf-8")
    assert run(home, "backup", tmp_path / "b.zip")[0] == 0
    code, told = run(tmp_path / "new", "restore", tmp_path / "b.zip", "--no-index", DOCINTEL_PAGES_MB="64")
    assert code == 0
    assert "备份时 DOCINTEL_PAGES_MB=32，现在是 64" in told
    assert (tmp_path / "new" / "说明" / "本科室.txt").read_text(encoding="utf-8") == "备查"
    again, told = run(tmp_path / "new", "restore", tmp_path / "b.zip", "--no-index")
    assert (again, "--replace" in told) == (2, True)
