"""LibreOffice as the builder of golden files: one file into another format."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "xls": "xls:MS Excel 97"}


def converted(data: bytes, suffix: str, target: str) -> bytes:
    """``data`` (a file with ``suffix``) in the format ``target``."""
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, f"paper{suffix}")
        given.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", FILTERS.get(target, target), "--outdir", folder, str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return Path(folder, f"paper.{target}").read_bytes()
