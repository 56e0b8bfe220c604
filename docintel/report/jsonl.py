"""JSON lines: the rows of ``docintel parse`` (docs/formats.md)."""

from __future__ import annotations

import json
from typing import Any

from docintel.domain.papers import HeadMatter, Paper
from docintel.domain.serial import dump


def line(row: dict[str, Any]) -> str:
    """One JSON line, Chinese kept readable."""
    return json.dumps(row, ensure_ascii=False)


def document_row(paper: Paper) -> dict[str, Any]:
    """A paper as its ``document`` row. ``kind`` is the kind of paper (``head.doc_kind``), ``media_type`` that of the file.

    Tables carry their place (``start``, ``end``, ``page``) beside the rows; a section's ``parent`` is its index in ``sections``;
    ``tasks`` are the rows of task tables.
    """
    document = paper.document
    return {
        "record": "document",
        "doc_id": document.doc_id,
        "source": document.source,
        "member": document.member,
        "sha256": document.sha256,
        "text": document.text,
        "kind": paper.head.doc_kind,
        "media_type": document.media_type,
        "head": head_dict(paper.head),
        "sections": [dump(section) for section in paper.sections],
        "blocks": [{"start": b.start, "end": b.end, "page": b.page, "kind": b.kind} for b in document.blocks],
        "tables": [{"rows": dump(t.rows), "start": t.start, "end": t.end, "page": t.page} for t in document.tables],
        "tasks": [dump(row) for table in paper.task_tables for row in table.rows],
        "warnings": list(dict.fromkeys(document.warnings + paper.warnings)),
    }


def head_dict(head: HeadMatter) -> dict[str, Any]:
    """Head matter as plain data; ``spans`` are [start, end) of the words each field was read from."""
    row: dict[str, Any] = dump(head)
    row["spans"] = {name: [span.start, span.end] for name, span in head.spans.items()}
    return row
