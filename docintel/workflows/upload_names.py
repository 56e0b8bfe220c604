"""Names of uploaded files as they are kept on disk."""

from __future__ import annotations

import re
from pathlib import Path

LONGEST = 200
"""Bytes of a kept name: a file system takes 255, and a name of Chinese characters has three for each."""
_UNWANTED = re.compile(r"[\x00-\x1f\x7f]")


def kept_name(name: str, otherwise: str = "未命名") -> str:
    """The last part of what a browser sent, without control characters; one that is too long loses the end of its stem, not its suffix."""
    plain = _UNWANTED.sub("_", name.replace("\\", "/")).encode("utf-8", "replace").decode()
    last = Path(plain).name
    if last in ("", ".", ".."):
        return otherwise
    path = Path(last)
    suffix = path.suffix if len(path.suffix.encode()) <= 20 else ""
    stem = last.removesuffix(suffix).encode()[: LONGEST - len(suffix.encode())]
    return stem.decode(errors="ignore") + suffix
