"""Backups on disk: whole or not there, the same bytes once, damage named."""

import json
import os
import zipfile

import pytest

from docintel.domain.backups import FORMAT, Manifest, Records
from docintel.errors import BadInput, DocintelError
from docintel.store import archive
from docintel.store.archive import Archive, Writer, keep_last, newest


def quiet(done, of, phase):
    """Nobody follows."""


def made(target, home, names, pool=None, rows=b"rows" * 100):
    home.mkdir(exist_ok=True)
    (home / "copy").write_bytes(rows)
    writer = Writer(target, pool)
    sha256, size = writer.add_records(home / "copy", "database.sqlite3")
    kept = tuple(writer.add(home / name, name) for name in names)
    records = Records("sqlite", "3", "database.sqlite3", sha256, size, {"store": ("0001_records",)}, {"papers": 1})
    writer.finish(Manifest("0.1.0", "2026-11-30T08:00:00+08:00", "张三", records, kept, {}))
    return target


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    for name, data in {"originals/ab/x": b"paper" * 50, "uploads/k/答复.docx": b"paper" * 50, "secret_key": b"key"}.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    os.chmod(home / "secret_key", 0o600)
    return home


NAMES = ("originals/ab/x", "uploads/k/答复.docx", "secret_key")


def test_a_backup_comes_back_and_holds_the_same_bytes_once(tmp_path, home):
    found = Archive(made(tmp_path / "b.zip", home, NAMES))
    assert found.damage(quiet) == []
    assert sum(name.startswith("files/") for name in zipfile.ZipFile(found.file).namelist()) == 2
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0, "names and telephones are not for everybody"
    out = tmp_path / "out"
    out.mkdir()
    found.unpack(out, out / "db", quiet)
    assert {n: (out / n).read_bytes() for n in NAMES} == {n: (home / n).read_bytes() for n in NAMES}
    assert (out / "db").read_bytes() == b"rows" * 100
    assert (out / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_backup_that_died_leaves_no_name_and_its_rest_is_cleared(tmp_path, home):
    target = tmp_path / "docintel-20261130-080000.zip"
    Writer(target)
    assert not target.exists()
    assert list(tmp_path.glob(".docintel-*"))
    archive.part_of(target, "records").with_suffix(".part-wal").touch()
    archive.clear_parts(tmp_path / "docintel-20261201-080000.zip")
    assert not list(tmp_path.glob(".docintel-*"))


def rewritten(source, target, change):
    """The zip with its members passed through ``change(name, bytes) -> bytes | None``."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda n, d: d[:-1] + b"!" if n == "database.sqlite3" else d, "数据库 database.sqlite3：内容与清单的校验值不符"),
        (lambda n, d: None if n.startswith("files/") and d.startswith(b"paper") else d, "原件 originals/ab/x：缺失"),
        (lambda n, d: d + b"!" if d == b"key" else d, "登录密钥 secret_key：内容与清单"),
    ],
)
def test_damage_names_the_part(tmp_path, home, spoil, said):
    made(tmp_path / "b.zip", home, NAMES)
    found = Archive(rewritten(tmp_path / "b.zip", tmp_path / "c.zip", spoil))
    assert said in "\n".join(found.damage(quiet))


def test_every_flipped_byte_of_the_contents_is_found(tmp_path, home):
    data = bytearray(made(tmp_path / "b.zip", home, NAMES).read_bytes())
    for at in range(0, len(data) // 2, 23):
        spoilt = bytearray(data)
        spoilt[at] ^= 0xFF
        (tmp_path / "c.zip").write_bytes(spoilt)
        try:
            found = Archive(tmp_path / "c.zip")
            out = tmp_path / f"out{at}"
            out.mkdir()
            if not found.damage(quiet):  # a byte of a local header's time stamp harms nobody
                found.unpack(out, out / "db", quiet)
                assert all((out / n).read_bytes() == (home / n).read_bytes() for n in NAMES), at
        except DocintelError:
            pass


def test_cut_off_not_ours_and_missing_are_told(tmp_path, home):
    whole = made(tmp_path / "b.zip", home, NAMES)
    (tmp_path / "cut.zip").write_bytes(whole.read_bytes()[:-50])
    with pytest.raises(DocintelError, match="没有写完或已损坏"):
        Archive(tmp_path / "cut.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "a")
    with pytest.raises(BadInput, match="不是 docintel 的备份"):
        Archive(tmp_path / "other.zip")
    with pytest.raises(BadInput, match="没有这个文件"):
        Archive(tmp_path / "none.zip")


def _manifest(change):
    def spoil(name, data):
        if name != "manifest.json":
            return data
        words = json.loads(data)
        change(words)
        return json.dumps(words).encode()

    return spoil


def test_a_newer_form_and_paths_out_of_the_folder_are_refused(tmp_path, home):
    whole = made(tmp_path / "b.zip", home, NAMES)
    newer = rewritten(whole, tmp_path / "newer.zip", _manifest(lambda m: m.update(format=FORMAT + 1, docintel="9.9")))
    with pytest.raises(BadInput, match=r"9\.9.*请先升级程序"):
        Archive(newer)
    for path in ("../outside", "/etc/passwd", "uploads/../../x"):
        bad = rewritten(whole, tmp_path / "bad.zip", _manifest(lambda m, p=path: m["files"][0].update(path=p)))
        with pytest.raises(BadInput, match="数据文件夹以外"):
            Archive(bad)


def test_backups_of_a_folder_share_files_and_the_last_are_kept(tmp_path, home):
    folder = tmp_path / "backups"
    folder.mkdir()
    for day, data in enumerate((b"first", b"second", b"third"), start=1):
        (home / "originals" / "ab" / "y").write_bytes(data)
        made(folder / f"docintel-2026110{day}-080000.zip", home, (*NAMES, "originals/ab/y"), folder / "files")
    (folder / "docintel-readme.zip").write_text("somebody's own")
    assert newest(folder).name == "docintel-20261103-080000.zip"
    assert len(list((folder / "files").glob("*/*"))) == 5
    assert keep_last(folder, 2) == ["docintel-20261101-080000.zip"]
    assert {p.read_bytes() for p in (folder / "files").glob("*/*")} == {b"paper" * 50, b"key", b"second", b"third"}
    assert all(Archive(p).damage(quiet) == [] for p in folder.glob("docintel-2*.zip"))
    assert (folder / "docintel-readme.zip").exists()


def test_shared_files_stay_while_a_backup_cannot_be_read(tmp_path, home):
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2):
        (home / "originals" / "ab" / "y").write_bytes(b"%d" % day)
        made(folder / f"docintel-2026110{day}-080000.zip", home, ("originals/ab/y",), folder / "files")
    (folder / "docintel-20261102-080000.zip").write_bytes(b"broken")
    keep_last(folder, 1)
    assert len(list((folder / "files").glob("*/*"))) == 2


def test_a_shared_file_that_is_lost_is_named(tmp_path, home):
    folder = tmp_path / "backups"
    folder.mkdir()
    found = Archive(made(folder / "docintel-20261101-080000.zip", home, NAMES, folder / "files"))
    place = next(p for p in (folder / "files").glob("*/*") if p.read_bytes() == b"paper" * 50)
    place.write_bytes(b"p" * 250)
    assert found.damage(quiet, deep=False) == []
    assert any("originals/ab/x" in line for line in found.damage(quiet))
    place.unlink()
    assert "要同备份文件放在一起" in found.damage(quiet, deep=False)[0]


def test_a_damaged_original_is_no_original(tmp_path, home):
    writer = Writer(tmp_path / "b.zip")
    with pytest.raises(ValueError, match="已损坏"):
        writer.add(home / "originals/ab/x", "originals/ab/x", "0" * 64)
    writer.drop()
