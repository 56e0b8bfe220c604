"""Pages drawn in a process of their own, so that a file that takes it down takes no page server with it. Knows no database."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from docintel.domain.places import Box
from docintel.errors import DocintelError, NotFound
from docintel.parse.page_images import page_image
from docintel.store.originals import Originals

SECONDS = 30  # a page that takes longer will not come


class Drawer:
    """One process that draws, started when first needed and again after it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def draw(self, folder: Path, sha256: str, page: int, width: int, hide: Sequence[Box] = ()) -> bytes:
        """The page of an original of ``folder`` as PNG, the boxes of ``hide`` blacked out. Raises NotFound, DocintelError."""
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)
            pool = self._pool
        try:
            return pool.submit(_draw, folder, sha256, page, width, tuple(hide)).result()
        except BrokenProcessPool as error:
            with self._lock:
                if self._pool is pool:
                    self._pool = None
            pool.shutdown(wait=False)
            raise DocintelError(f"第{page}页画不出来（绘制程序意外终止或超过{SECONDS}秒）；请看旁边的文字，或用阅读器打开原件") from error


def _end_with_parent() -> None:
    """A server that is killed cannot tell its drawing process, which would wait for ever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(0)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _draw(folder: Path, sha256: str, page: int, width: int, hide: Sequence[Box]) -> bytes:
    """Runs in the drawing process, which an alarm ends if it hangs."""
    data = Originals(folder).read(sha256)
    if data is None:
        raise NotFound("没有保存原件或原件已损坏；重新读取这份文件（docintel ingest）后可以看到原页面")
    alarm = getattr(signal, "alarm", None)
    if alarm:
        alarm(SECONDS)
    try:
        return page_image(data, page, width, hide)
    finally:
        if alarm:
            alarm(0)
