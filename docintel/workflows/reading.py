"""Files in, structured papers out: what parse, extract and ingest share. One broken file never stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from docintel.domain.papers import Paper
from docintel.errors import UnreadableFile, readable
from docintel.parse import Ocr, parse
from docintel.report.jsonl import document_row, line
from docintel.structure import structure
from docintel.structure.privacy import masked_paper
from docintel.workflows.processes import each
from docintel.workflows.scans import scans

CatalogueRow = Mapping[str, str | None]


def distinct_ids(paths: Sequence[Path]) -> list[str]:
    """An id for each file: its stem; of those that share a stem the second is called stem~2, as the library names them."""
    taken: set[str] = set()
    out = []
    for path in paths:
        stem = Path(readable(path)).stem
        number, doc_id = 2, stem
        while doc_id in taken:
            doc_id, number = f"{stem}~{number}", number + 1
        taken.add(doc_id)
        out.append(doc_id)
    return out


def read_paper(path: Path, catalogue_row: CatalogueRow | None = None, doc_id: str | None = None, ocr: Ocr | None = None) -> Paper:
    """One file as a structured paper. ``catalogue_row`` fills only what the paper does not say; ``doc_id``: another id than the stem.

    ``ocr``: how scanned pages are read (``workflows.scans``). Raises UnreadableFile.
    """
    document = parse(path, ocr or scans())
    return structure(document if doc_id is None else replace(document, doc_id=doc_id), catalogue_row)


def read_papers(
    paths: Sequence[Path], jobs: int = 1, catalogue: Mapping[str, CatalogueRow] | None = None
) -> Iterator[tuple[Path, Paper | UnreadableFile]]:
    """(path, paper or error) in the order of ``paths``; ``catalogue`` maps file stems to rows. ``jobs`` processes."""
    rows = catalogue or {}
    return each(read_paper, paths, jobs, lambda path: (rows.get(path.stem),))


def document_lines(
    paths: Sequence[Path], jobs: int = 1, ocr: Ocr | None = None, *, mask: bool = False
) -> Iterator[tuple[Path, str | UnreadableFile]]:
    """(path, its ``document`` row as a JSON line, or the error) in the order of ``paths`` (DESIGN §5, ``docintel parse``).

    ``mask``: with the names and telephones of people hidden (``structure.privacy``).
    """
    ids = dict(zip(paths, distinct_ids(paths), strict=True))
    return each(_document_line, paths, jobs, lambda path: (ids[path], ocr, mask))


def _document_line(path: Path, doc_id: str, ocr: Ocr | None, mask: bool) -> str:
    paper = read_paper(path, doc_id=doc_id, ocr=ocr)
    return line(document_row(masked_paper(paper) if mask else paper))
