"""Brings the index up to date with the records: what ingest and corrections queued in the outbox goes into the index."""

from __future__ import annotations

import logging
import os
import threading
from functools import cache
from pathlib import Path

from docintel.domain.ports import PassageIndex, Progress
from docintel.errors import DocintelError, MissingPart, StoreConflict
from docintel.search.encoder import OnnxEncoder
from docintel.search.index import LocalIndex
from docintel.workflows.session import open_home

WORDS = 10  # of what is told of a paper as done, its words are a tenth
WINDOWS = 12  # windows a paper, as a rule

_busy = threading.Lock()


@cache
def index() -> PassageIndex:
    """The library's index, opened once a process. Raises MissingPart when the encoder is not built."""
    from django.conf import settings  # noqa: PLC0415 - only after open_home

    home = open_home()
    if settings.SEARCH_URL:
        raise MissingPart(f"DOCINTEL_SEARCH_URL={settings.SEARCH_URL}：本版只有内置索引；请取消该环境变量")
    return LocalIndex(home / "index", OnnxEncoder(Path(settings.ENCODER), threads=os.cpu_count() or 1))


def index_pending(progress: Progress | None = None, *, most: int | None = None) -> int:
    """Takes the waiting changes into the index; how many passages went in. ``progress(done, of)`` counts papers.

    First the words of all of them, so that they are found soon; then their meaning, which takes a hundred times as long: of up to
    ``most`` windows (None = of all, and what past changes left behind is worked off). An index that was deleted, or that another schema
    or encoder wrote, is built again from the records.
    """
    open_home()
    from docintel.store import outbox  # noqa: PLC0415 - models need Django set up

    found = index()
    _queue_all_if_lost(found)
    total, done, taken = outbox.count(), 0, 0
    while batch := outbox.pending():
        upserts = [p for change in batch for p in change.upserts]
        found.apply(upserts, [d for change in batch for d in change.deletes], meaning=False)
        outbox.mark_done([change.id for change in batch])
        taken += len(upserts)
        done += len(batch)
        if progress:
            progress(done // WORDS, max(total, done))
    papers = max(total, done, 1)
    found.encode(_rest(progress, papers) if progress else None, most)
    if most is None:
        found.tidy()
    if progress and done:
        progress(papers, papers)
    return taken


def _rest(progress: Progress, papers: int) -> Progress:
    """Windows encoded, told as papers done: all but the tenth that their words were told as."""
    begun = papers // WORDS
    return lambda done, of: progress(begun + (papers - begun) * done // max(of, 1), papers)


def _queue_all_if_lost(found: PassageIndex) -> None:
    from docintel.store import outbox  # noqa: PLC0415

    if found.stale or (found.empty and (not outbox.count() or outbox.was_taken())):
        found.clear()
        outbox.rebuild()


def catch_up(most: int | None = None, progress: Progress | None = None) -> int:
    """What a search does first: takes the waiting papers in if they are no more than ``most``; how many still wait.

    More are taken in beside the search that asks, in a thread of their own, so that it need not wait. Waiting papers that another
    program is taking in are left to it.
    """
    open_home()
    from docintel.store import outbox  # noqa: PLC0415

    try:
        _queue_all_if_lost(index())
        waiting, windows = outbox.count(), index().waiting
        if most is not None and (waiting > most or windows > most * WINDOWS):
            _beside()
        elif waiting or windows:
            index_pending(progress, most=None if most is None else most * WINDOWS)
    except StoreConflict:
        pass
    return outbox.count()


def _beside() -> None:
    """Takes in what waits in a thread, one at a time; it ends with the program, and what it had not done waits on."""
    if _busy.acquire(blocking=False):
        threading.Thread(target=_take_in, name="indexing", daemon=True).start()


def _take_in() -> None:
    from django.db import connections  # noqa: PLC0415 - only after open_home

    try:
        index_pending()
    except DocintelError as error:
        logging.getLogger("docintel").warning("%s", error)
    finally:
        connections.close_all()
        _busy.release()
