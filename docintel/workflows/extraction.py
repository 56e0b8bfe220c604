"""Files in, findings out, as rows of docintel-gold/1: parse, structure and extract joined (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docintel.errors import UnreadableFile
from docintel.extract import extract
from docintel.parse import Ocr
from docintel.report import gold
from docintel.workflows.processes import each
from docintel.workflows.reading import distinct_ids, read_paper


def rows_of(path: Path, doc_id: str | None = None, ocr: Ocr | None = None) -> list[dict[str, Any]]:
    """The docintel-gold/1 rows of one file, under ``doc_id`` (its stem unless given). Raises UnreadableFile."""
    return list(gold.rows(extract(read_paper(path, doc_id=doc_id, ocr=ocr))))


def extract_files(
    paths: Sequence[Path], jobs: int = 1, ocr: Ocr | None = None
) -> Iterator[tuple[Path, Iterable[dict[str, Any]] | UnreadableFile]]:
    """(path, its rows or why it could not be read), in order; ``jobs`` processes; ``ocr``: how scanned pages are read."""
    ids = dict(zip(paths, distinct_ids(paths), strict=True))
    return each(rows_of, paths, jobs, lambda path: (ids[path], ocr))
