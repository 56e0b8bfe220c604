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


def run(home, *args):
    env = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_")} | {"DOCINTEL_HOME": str(home), "DOCINTEL_LIGHTS": "suqian"}
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


def test_settings_that_differ_and_own_rules_are_told(home, tmp_path):
    rules = tmp_path / "ours.toml"
    rules.write_text((ROOT / "docintel" / "store" / "data" / "lights.toml").read_text(encoding="utf-8"), encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_")}
    env |= {"DOCINTEL_HOME": str(home), "DOCINTEL_LIGHTS": str(rules)}
    made = subprocess.run(
        [sys.executable, "-m", "docintel", "backup", tmp_path / "b.zip"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    code, told = run(tmp_path / "new", "restore", tmp_path / "b.zip", "--no-index")
    assert code == 0
    assert f"备份时 DOCINTEL_LIGHTS={rules}，现在是 suqian" in told
    assert (tmp_path / "new" / "settings" / "lights.toml").read_bytes() == rules.read_bytes()
