"""Golden rtf files: the paper with typed numbers, header and page number, as LibreOffice writes it (its list texts lose Chinese signs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from golden.office import converted
from golden.office_pdf import _Setter


def build(source: Mapping[str, Any]) -> tuple[str, bytes]:
    """A source as (".rtf", bytes); needs LibreOffice."""
    page = _Setter(source, source.get("pdf", {})).document()
    return ".rtf", converted(page.encode(), ".fodt", "rtf")
