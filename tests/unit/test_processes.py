"""Workers are copies of a process that is ready."""

from __future__ import annotations

import gc
import subprocess
import sys

from docintel.workflows.processes import rare_gc


def test_a_ready_process_goes_on_looking_for_garbage_rarely() -> None:
    code = "import gc, docintel.workflows.warm; gc.collect(); print(gc.get_threshold()[0], gc.get_freeze_count() > 0)"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert out.stdout.split() == ["100000", "True"]


def test_the_collector_is_as_before_when_the_work_is_done() -> None:
    before = gc.get_threshold()
    with rare_gc():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
