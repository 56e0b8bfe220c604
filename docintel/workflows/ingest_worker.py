"""One file into rows, ready to be stored; runs in worker processes, so it knows no database."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import docintel
from docintel.parse import Ocr, ocr
from docintel.store.rows import Prepared, prepare

_READING_ROOMS = ("parse", "structure", "extract", "text", "store/rows.py")


def read_file(path: Path, catalogue_row: dict[str, Any] | None, reader: str, scans: Ocr | None = None) -> Prepared:
    """Parse, structure, extract. Raises UnreadableFile."""
    from docintel.extract import extract  # noqa: PLC0415 - the process that only stores never reads
    from docintel.workflows.reading import read_paper  # noqa: PLC0415

    return prepare(extract(read_paper(path, catalogue_row, ocr=scans)), catalogue_row, reader)


@cache
def reader(use_ocr: bool = True) -> str:
    """Names the program as far as reading goes: its version, the content of the rooms that read, whether scans are read.

    A paper is read again when it moves.
    """
    root = Path(docintel.__file__).parent
    digest = hashlib.sha256()
    for room in _READING_ROOMS:
        place = root / room
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"{docintel.__version__}+{digest.hexdigest()[:12]}{'+ocr' if use_ocr and ocr.is_installed() else ''}"
