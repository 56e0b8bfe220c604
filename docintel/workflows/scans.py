"""How scanned pages are read: whether at all, where what was read is kept, who follows the pages."""

from __future__ import annotations

from collections.abc import Callable

from docintel.parse import Ocr
from docintel.workflows.home import home_folder

PHASE = "逐页读取"


def scans(use: bool = True, on_progress: Callable[[int, int, str], None] | None = None) -> Ocr:
    """The way to read scanned pages, for ``parse``. What was read is kept in the folder ocr/ of the data folder.

    ``on_progress(page, pages, phase)`` is called after each page of a scan or long PDF; leave it out where other processes read.
    """
    cache = home_folder() / "ocr"
    if on_progress is None:
        return Ocr(use=use, cache=cache)
    return Ocr(use=use, cache=cache, tell=lambda page, pages: on_progress(page, pages, PHASE))
