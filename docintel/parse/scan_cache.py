"""What was read from a scanned page is kept, so that reading the file again costs nothing. One small file a page."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from docintel.parse import ocr

_KEPT_CODE = "scan*.py", "ocr.py"


class Shelf:
    """The kept pages of one file. ``folder`` None keeps nothing."""

    def __init__(self, folder: Path | None, data: bytes) -> None:
        self._folder = folder
        digest = hashlib.sha256(data).hexdigest() if folder else ""
        self._stem = f"{digest[:2]}/{digest[2:40]}"

    def get(self, page: int) -> Mapping[str, Any] | None:
        """What was kept of a page by this program and recogniser; a damaged file counts as none."""
        try:
            row = json.loads(self._file(page).read_text("utf-8")) if self._folder else None
        except (OSError, ValueError):
            return None
        return row if isinstance(row, dict) else None

    def put(self, page: int, row: Mapping[str, Any]) -> None:
        """Keep a page; a full or forbidden disk only costs the next reader's time."""
        if not self._folder:
            return
        file = self._file(page)
        mine = file.with_suffix(f".{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            mine.write_text(json.dumps(row, ensure_ascii=False, separators=(",", ":")), "utf-8")
            mine.replace(file)  # whole or not at all
        except OSError:
            return

    def _file(self, page: int) -> Path:
        return (self._folder or Path()) / f"{self._stem}-{page}-{_maker()}.json"


@cache
def _maker() -> str:
    """Names what made a kept page: the recogniser and the code that reads scans."""
    digest = hashlib.sha256(ocr.version().encode())
    here = Path(__file__).parent
    for file in sorted(f for pattern in _KEPT_CODE for f in here.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
