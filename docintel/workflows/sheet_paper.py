"""The paper that stands for a workbook: its words, where rows that no other paper holds have their place."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from docintel.domain.findings import Reading
from docintel.store import papers
from docintel.workflows.ingest_worker import reader
from docintel.workflows.originals import Keeper
from docintel.workflows.reading import read_paper
from docintel.workflows.sheet_file import SheetFile


def stand_in(path: Path, file: SheetFile) -> int:
    """Stores the workbook as a paper without findings (people say what is in it); primary key. The same file again is the same paper."""
    with tempfile.TemporaryDirectory(prefix="docintel-sheet-") as folder:
        clean = Path(folder, path.with_suffix(".xlsx").name)
        clean.write_bytes(file.data)
        paper = read_paper(clean)
        document = replace(paper.document, source=str(path))
        head = paper.head if paper.head.title else replace(paper.head, title=path.stem)
        read = Reading(replace(paper, document=document, head=head), ())
        saved = papers.save_many([replace(papers.prepare(read, reader=reader()), sheet=True)])[0]
        if saved.outcome != "duplicate":
            Keeper(keep=True).keep(clean, document.sha256)
    doc_id = saved.same_as if saved.outcome == "duplicate" and saved.same_as else saved.doc_id
    return papers.key_of(doc_id)
