"""kill -9 at random moments of ingest, import, review, backup and restore (scripts/crash holds the scenes)."""

import random
import sqlite3

import pytest

from scripts.crash.bench import Bench, Told, opens_and_is_sound
from scripts.crash.library import Broken
from tests.postgres import installed, running


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("crash"))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", ["ingest", "import", "review", "commands", "pages", "life", "backup", "restore"])
def test_killed_at_a_random_moment_nothing_is_lost_or_half(bench, name, seed):
    (scene,) = (s for s in bench.scenes() if s.name == name)
    bench.round(scene, random.Random(f"{name}{seed}"))


def test_the_scenes_would_see_a_loss(bench, tmp_path):
    """The checks themselves: a change taken away behind the program's back is found."""
    library = bench.few.copied(tmp_path / "home")
    with sqlite3.connect(library.home / "docintel.sqlite3") as connection:
        connection.execute("DELETE FROM store_paperversion WHERE id = (SELECT max(id) FROM store_paperversion)")
    connection.close()
    with pytest.raises(Broken, match="not sound"):
        opens_and_is_sound(library)
    with pytest.raises(Broken, match="half papers"):
        bench.after_ingest(library, tmp_path, Told())
    for answered in (f"0 {bench.items[0]}\n", f"confirmed {bench.items[0]}\n"):
        with pytest.raises(Broken, match="answered changes lost"):
            bench.after_review(library, tmp_path, Told(answered))
    with pytest.raises(Broken, match=r"lost: .*said"):
        bench.after_life(library, tmp_path, Told("said 第0次\n"))
    with pytest.raises(Broken, match="cells are missing"):
        bench.after_merge(library, tmp_path, Told("读到3行\n"))
    with sqlite3.connect(library.home / "docintel.sqlite3") as connection:
        connection.execute("UPDATE store_obligation SET state = 'assigned' WHERE id = (SELECT min(id) FROM store_obligation)")
        connection.execute("UPDATE store_obligation SET progress = '第9次' WHERE id = (SELECT max(id) FROM store_obligation)")
    connection.close()
    with pytest.raises(Broken, match=r"half: .*assigned"):
        bench.after_life(library, tmp_path, Told())
    with pytest.raises(Broken, match="half corrections"):
        bench.after_review(library, tmp_path, Told())
    with pytest.raises(Broken, match="neither the old library nor the new"):
        bench.after_restore(library, tmp_path, Told())
    with pytest.raises(Broken, match="backups are gone"):
        bench.after_backup(library, tmp_path, Told())


@pytest.mark.skipif(not installed(), reason="no PostgreSQL: install Debian's package postgresql")
@pytest.mark.parametrize("name", ["import (backend)", "pages (server)"])
def test_a_server_that_is_killed_loses_nothing(tmp_path, name):
    """The rest is scripts/crash_test --postgres."""
    with running() as server:
        bench = Bench(tmp_path, server)
        (scene,) = (s for s in bench.scenes() if s.name == name)
        bench.round(scene, random.Random(name))
