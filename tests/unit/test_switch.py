"""The content of a folder replaced as a whole, killed at every single step."""

from pathlib import Path

import pytest

from docintel.store import home_lock
from docintel.store.switch import Switch

OLD = {
    "docintel.sqlite3": "old rows",
    "docintel.sqlite3-wal": "old log",
    "originals/ab/x": "old file",
    "secret_key": "old",
    "only-old": "1",
}
NEW = {"docintel.sqlite3": "new rows", "originals/cd/y": "new file", "secret_key": "new", "uploads/z": "new"}


class Killed(BaseException):
    """As a kill: nobody catches it."""


def put(folder, files):
    for name, words in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(words)


def content(folder, without=(".restore", "replaced", home_lock.NAME)):
    files = [p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).parts[0] not in without]
    return {p.relative_to(folder).as_posix(): p.read_text() for p in files}


def staged(home):
    put(home, OLD)
    switch = Switch(home)
    switch.begin()
    put(switch.new, NEW)
    put(switch.extra, {"database.dump": "what the server held"})
    return switch


def killed_at(monkeypatch, step):
    """Every move of a name counts; the one numbered ``step`` never happens, nor does anything after it."""
    moves = {"left": step}
    real_rename, real_replace = Path.rename, Path.replace

    def counted(real):
        def move(self, target):
            moves["left"] -= 1
            if moves["left"] < 0:
                raise Killed
            return real(self, target)

        return move

    monkeypatch.setattr(Path, "rename", counted(real_rename))
    monkeypatch.setattr(Path, "replace", counted(real_replace))


def test_a_switch_brings_the_new_and_keeps_the_old(tmp_path):
    switch = staged(tmp_path)
    switch.go("", "20261130")
    kept = switch.commit()
    assert content(tmp_path) == NEW
    assert content(kept) == OLD | {"database.dump": "what the server held"}
    assert not switch.pending


def test_two_switches_in_one_second_keep_both_contents(tmp_path):
    kept = []
    for _ in range(2):
        switch = staged(tmp_path)
        switch.go("", "20261130")
        kept.append(switch.commit())
    assert [k.name for k in kept] == ["20261130", "20261130-2"]
    assert all("originals" in {p.name for p in k.iterdir()} for k in kept)


@pytest.mark.parametrize("token", ["", "t1"])
def test_killed_at_every_step_leaves_old_or_new_and_nothing_between(tmp_path, token):
    states = []
    for step in range(40):
        home = tmp_path / f"{token}{step}"
        switch = staged(home)
        with pytest.MonkeyPatch.context() as patch:
            killed_at(patch, step)
            try:
                switch.go(token, "20261130")
                switch.commit()
                ended = True
            except Killed:
                ended = False
        told = Switch(home).recover(lambda asked: False) if Switch(home).pending else "new"
        now = content(home)
        assert now in (OLD, NEW), f"step {step}"
        assert now == (NEW if told == "new" else OLD), f"step {step}"
        assert now == NEW or not ended
        assert not Switch(home).pending
        states.append(now == NEW)
        if ended:
            break
    assert states == sorted(states), "once new, always new"
    assert False in states
    assert states[-1]


def test_killed_while_it_is_moved_back(tmp_path):
    for step in range(20):
        home = tmp_path / str(step)
        switch = staged(home)
        switch.go("", "x")
        with pytest.MonkeyPatch.context() as patch:
            killed_at(patch, step)
            try:
                Switch(home).recover()
                ended = True
            except Killed:
                ended = False
        if not ended:
            Switch(home).recover()
        assert content(home) == OLD, f"step {step}"
        if ended:
            return
    pytest.fail("never ended")


@pytest.mark.parametrize("committed", [True, False])
def test_a_server_that_has_the_new_records_decides(tmp_path, committed):
    switch = staged(tmp_path)
    switch.go("t1", "x")
    asked = []
    told = Switch(tmp_path).recover(lambda token: asked.append(token) or committed)
    assert asked == ["t1"]
    assert (told, content(tmp_path)) == (("new", NEW) if committed else ("old", OLD))


def test_staging_that_died_is_thrown_away(tmp_path):
    staged(tmp_path)
    assert Switch(tmp_path).recover() == ""
    assert content(tmp_path) == OLD
    assert not (tmp_path / ".restore").exists()


def test_the_folder_is_shared_or_had_alone(tmp_path):
    first = home_lock.hold(tmp_path)
    second = home_lock.hold(tmp_path)
    assert first
    assert second
    assert home_lock.hold(tmp_path, alone=True, wait=0.2) is None
    assert home_lock.hold(tmp_path, home_lock.BACKUP, alone=True), "a backup goes beside other programs"
    first.release()
    second.release()
    alone = home_lock.hold(tmp_path, alone=True)
    assert alone
    assert home_lock.hold(tmp_path) is None
