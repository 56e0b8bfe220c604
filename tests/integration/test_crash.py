"""kill -9 at ten random moments of ingest, import, review, backup and restore (scripts/crash_test holds the scenes)."""

import importlib.machinery
import importlib.util
import random
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "crash_test"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    loader = importlib.machinery.SourceFileLoader("crash_test", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("crash_test", loader))
    sys.modules["crash_test"] = module  # dataclasses look their module up
    loader.exec_module(module)
    return module.Bench(tmp_path_factory.mktemp("crash"))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", ["ingest", "import", "review", "life", "backup", "restore"])
def test_killed_at_a_random_moment_nothing_is_lost_or_half(bench, name, seed):
    (scene,) = (s for s in bench.scenes() if s.name == name)
    bench.round(scene, random.Random(f"{name}{seed}"))


def test_the_scenes_would_see_a_loss(bench, tmp_path):
    """The checks themselves: a change taken away behind the program's back is found."""
    import shutil
    import sqlite3

    broken = sys.modules["crash_test"].Broken
    home = tmp_path / "home"
    shutil.copytree(bench.few, home)
    with sqlite3.connect(home / "docintel.sqlite3") as connection:
        connection.execute("DELETE FROM store_paperversion WHERE id = (SELECT max(id) FROM store_paperversion)")
    connection.close()
    with pytest.raises(broken, match="not sound"):
        sys.modules["crash_test"].opens_and_is_sound(home)
    with pytest.raises(broken, match="half papers"):
        bench.after_ingest(home, tmp_path, "")
    with pytest.raises(broken, match="answered changes lost"):
        bench.after_review(home, tmp_path, f"0 {bench.items[0]}\n")
    with pytest.raises(broken, match=r"lost: .*said"):
        bench.after_life(home, tmp_path, "said 第0次\n")
    with sqlite3.connect(home / "docintel.sqlite3") as connection:
        connection.execute("UPDATE store_obligation SET state = 'assigned' WHERE id = (SELECT min(id) FROM store_obligation)")
    connection.close()
    with pytest.raises(broken, match=r"half: .*assigned"):
        bench.after_life(home, tmp_path, "")
    with pytest.raises(broken, match="neither the old library nor the new"):
        bench.after_restore(home, tmp_path, "")
    with pytest.raises(broken, match="backups are gone"):
        bench.after_backup(home, tmp_path, "")
