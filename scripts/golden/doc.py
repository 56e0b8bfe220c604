"""Golden doc files: the golden Word file of the paper as LibreOffice writes it in Word's old format; numbers stay automatic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from golden import word
from golden.office import converted


def build(source: Mapping[str, Any]) -> tuple[str, bytes]:
    """A source as (".doc", bytes); needs LibreOffice."""
    suffix, data = word.build(source)
    return ".doc", converted(data, suffix, "doc")
