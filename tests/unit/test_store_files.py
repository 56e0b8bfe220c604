"""Original files and drawn pages on disk."""

import hashlib
import os

import pytest

from docintel.store.originals import Originals
from docintel.store.page_cache import PageCache


def digest(data):
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_kept_once_and_read_back(tmp_path):
    kept = Originals(tmp_path / "o")
    file = tmp_path / "答复.txt"
    file.write_bytes("答复".encode())
    sha256 = digest(file.read_bytes())
    kept.keep(sha256, file)
    before = kept.place(sha256).stat().st_mtime_ns
    kept.keep(sha256, file)
    kept.keep(sha256, file.read_bytes())
    assert kept.read(sha256) == file.read_bytes()
    assert kept.place(sha256).stat().st_mtime_ns == before
    assert len([p for p in (tmp_path / "o").rglob("*") if p.is_file()]) == 1


def test_our_own_uploads_are_not_copied(tmp_path):
    kept = Originals(tmp_path / "o")
    file = tmp_path / "a"
    file.write_bytes(b"x" * 100)
    kept.keep(digest(b"x" * 100), file, link=True)
    assert os.path.samefile(file, kept.place(digest(b"x" * 100)))


def test_what_changed_meanwhile_or_cannot_be_written_leaves_nothing(tmp_path):
    kept = Originals(tmp_path / "o")
    file = tmp_path / "a"
    file.write_bytes(b"new")
    with pytest.raises(ValueError, match="变了"):
        kept.keep(digest(b"old"), file)
    assert [p for p in (tmp_path / "o").rglob("*") if p.is_file()] == []
    with pytest.raises(OSError):  # noqa: PT011 - any refusal of the disk
        kept.keep(digest(b"gone"), tmp_path / "gone")
    blocked = Originals(file / "o")
    with pytest.raises(OSError):  # noqa: PT011
        blocked.keep(digest(b"new"), file)


def test_a_damaged_copy_is_no_original(tmp_path):
    kept = Originals(tmp_path)
    kept.keep(digest(b"whole"), b"whole")
    kept.place(digest(b"whole")).write_bytes(b"")
    assert kept.read(digest(b"whole")) is None
    kept.keep(digest(b"whole"), b"whole")
    assert kept.read(digest(b"whole")) == b"whole"


def test_the_cache_throws_the_longest_unused_away(tmp_path):
    cache = PageCache(tmp_path / "pages", 1000)
    for i in range(12):
        cache.put(f"{i}.png", b"x" * 100)
        os.utime(tmp_path / "pages" / f"{i}.png", (i, i))
    assert cache.get("0.png")  # a use: it is the youngest now
    cache.make_room()
    left = {p.name for p in (tmp_path / "pages").iterdir()}
    assert left == {"0.png", *(f"{i}.png" for i in range(5, 12))}
    assert cache.get("1.png") is None


def test_the_cache_looks_after_its_size_by_itself(tmp_path):
    cache = PageCache(tmp_path, 2000)
    for i in range(100):
        cache.put(str(i), b"x" * 100)
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) <= 2000 + 32 * 100


def test_a_cache_that_cannot_be_written_holds_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    cache = PageCache(tmp_path / "file" / "pages", 1000)
    cache.put("a", b"x")
    assert cache.get("a") is None
