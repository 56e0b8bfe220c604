"""LibreOffice for tests: those that need it say so where it is not installed."""

from __future__ import annotations

import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from docintel.parse import office

needs_office = pytest.mark.skipif(
    office.program() is None, reason="LibreOffice is not installed (apt-get install libreoffice-writer libreoffice-calc)"
)


@cache
def made(data: bytes, suffix: str, target: str) -> bytes:
    """``data`` (a file with ``suffix``) as LibreOffice writes it in ``target`` (doc, rtf, odt, xls, ods)."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, f"given{suffix}")
        given.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        filters = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "xls": "xls:MS Excel 97"}
        command = [office.program(), "--headless", profile, "--convert-to", filters.get(target, target), "--outdir", folder, str(given)]
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        return Path(folder, f"given.{target}").read_bytes()
