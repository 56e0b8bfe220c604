"""Brings the index up to date with the records: what ingest and corrections queued in the outbox goes into the index."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from docintel.search.encoder import OnnxEncoder
from docintel.search.index import LocalIndex
from docintel.workflows.session import open_home

Progress = Callable[[int, int], None]


@cache
def index(threads: int = 2) -> LocalIndex:
    """The library's index, opened once a process. Raises MissingPart when the encoder is not built."""
    from django.conf import settings  # noqa: PLC0415 - only after open_home

    home = open_home()
    return LocalIndex(home / "index", OnnxEncoder(Path(settings.ENCODER), threads))


def index_pending(progress: Progress | None = None) -> int:
    """Takes the waiting changes into the index, a part at a time; how many passages went in. ``progress(done, of)`` counts windows.

    An index that was deleted, or that another schema or encoder wrote, is built again from the records.
    """
    open_home()
    from docintel.store import outbox  # noqa: PLC0415 - models need Django set up

    found = index(threads=max(2, min(4, os.cpu_count() or 2)))
    if found.stale or (found.empty and not outbox.count()):
        found.clear()
        outbox.rebuild()
    taken = 0
    while batch := outbox.pending():
        upserts = [p for change in batch for p in change.upserts]
        found.apply(upserts, [d for change in batch for d in change.deletes], progress)
        outbox.mark_done([change.id for change in batch])
        taken += len(upserts)
    return taken
