"""Document → head matter (GB/T 9704-2012 elements), outline and provisions. The one verb: :func:`structure`."""

from __future__ import annotations

from collections.abc import Mapping

from docintel.domain.documents import Document
from docintel.domain.papers import Paper
from docintel.structure.head import read_head
from docintel.structure.numbers import find_numbers
from docintel.structure.paragraphs import paragraphs
from docintel.structure.provisions import build_provisions
from docintel.structure.sections import build_sections
from docintel.structure.task_tables import find_task_tables

__all__ = ["structure"]


def structure(document: Document, catalogue_row: Mapping[str, str | None] | None = None) -> Paper:
    """What ``document`` says about itself and how it is divided. Never raises on any text.

    ``catalogue_row`` ({title, issuer, region, date, doc_no}) fills only what the paper itself does not say; the fields it filled
    are named in ``head.from_catalogue``.
    """
    paras = paragraphs(document.text, document.tables, {b.start for b in document.blocks if b.kind == "heading"})
    head, body = read_head(document, paras, catalogue_row)
    kept = [paras[k] for k in body]
    numbers = find_numbers(kept)
    end = kept[-1].end if kept else 0
    sections, warnings = build_sections(document.text, kept, numbers, end)
    return Paper(document, head, sections, build_provisions(document, kept, numbers, sections), tuple(warnings), find_task_tables(document))
