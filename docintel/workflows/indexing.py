"""Brings the index up to date with the records: what ingest and corrections queued in the outbox goes into the index."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from docintel.domain.ports import PassageIndex
from docintel.errors import MissingPart, StoreConflict
from docintel.search.encoder import OnnxEncoder
from docintel.search.index import LocalIndex
from docintel.workflows.session import open_home

Progress = Callable[[int, int], None]


@cache
def index() -> PassageIndex:
    """The library's index, opened once a process. Raises MissingPart when the encoder is not built."""
    from django.conf import settings  # noqa: PLC0415 - only after open_home

    home = open_home()
    if settings.SEARCH_URL:
        raise MissingPart(f"DOCINTEL_SEARCH_URL={settings.SEARCH_URL}：本版只有内置索引；请取消该环境变量")
    return LocalIndex(home / "index", OnnxEncoder(Path(settings.ENCODER), threads=os.cpu_count() or 1))


def index_pending(progress: Progress | None = None) -> int:
    """Takes the waiting changes into the index, a part at a time; how many passages went in. ``progress(done, of)`` counts papers.

    An index that was deleted, or that another schema or encoder wrote, is built again from the records.
    """
    open_home()
    from docintel.store import outbox  # noqa: PLC0415 - models need Django set up

    found = index()
    _queue_all_if_lost(found)
    total, done, taken = outbox.count(), 0, 0
    while batch := outbox.pending():
        upserts = [p for change in batch for p in change.upserts]
        report = _share(progress, done, len(batch), max(total, done + len(batch))) if progress else None
        found.apply(upserts, [d for change in batch for d in change.deletes], report)
        outbox.mark_done([change.id for change in batch])
        taken += len(upserts)
        done += len(batch)
        if progress:
            progress(done, max(total, done))
    return taken


def _share(progress: Progress, before: int, papers: int, total: int) -> Progress:
    """Windows encoded of a batch, told as its papers done."""
    return lambda done, of: progress(before + papers * done // max(of, 1), total)


def _queue_all_if_lost(found: PassageIndex) -> None:
    from docintel.store import outbox  # noqa: PLC0415

    if found.stale or (found.empty and (not outbox.count() or outbox.was_taken())):
        found.clear()
        outbox.rebuild()


def catch_up(most: int | None = None, progress: Progress | None = None) -> int:
    """What a search does first: takes the waiting papers in if they are no more than ``most``; how many still wait.

    Waiting papers that another program is taking in are left to it.
    """
    open_home()
    from docintel.store import outbox  # noqa: PLC0415

    try:
        _queue_all_if_lost(index())
        waiting = outbox.count()
        if waiting and (most is None or waiting <= most):
            index_pending(progress)
    except StoreConflict:
        pass
    return outbox.count()
