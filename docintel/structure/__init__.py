"""Document → head matter (GB/T 9704-2012 elements), outline and provisions. The one verb: :func:`structure`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from docintel.domain.documents import Document
from docintel.domain.papers import Paper, Part, Provision, Section
from docintel.structure.head import read_head
from docintel.structure.numbers import find_numbers
from docintel.structure.para import Para
from docintel.structure.paragraphs import paragraphs
from docintel.structure.provisions import build_provisions
from docintel.structure.sections import build_sections
from docintel.structure.task_tables import find_task_tables

__all__ = ["structure"]


def structure(document: Document, catalogue_row: Mapping[str, str | None] | None = None) -> Paper:
    """What ``document`` says about itself and how it is divided. Never raises on any text.

    ``catalogue_row`` ({title, issuer, region, date, doc_no}) fills only what the paper itself does not say; the fields it filled
    are named in ``head.from_catalogue``. Numbers begin anew in each part of the paper (notice, plan, annex).
    """
    paras = paragraphs(document.text, document.tables, {b.start for b in document.blocks if b.kind == "heading"})
    head, body = read_head(document, paras, catalogue_row)
    sections: list[Section] = []
    provisions: list[Provision] = []
    warnings: list[str] = []
    seen: dict[str, int] = {}
    for part, kept, stops in _by_part(paras, body, head.parts):
        numbers = find_numbers(kept)
        own, broken = build_sections(document.text, kept, numbers, kept[-1].end, stops)
        above = (part.label + (part.title or ""),) if part and part.kind == "annex" else ()
        provisions += build_provisions(document, kept, numbers, own, above=above, seen=seen)
        sections += [_moved(s, len(sections)) for s in own] if sections else own
        warnings += broken
    return Paper(document, head, tuple(sections), tuple(provisions), tuple(warnings), find_task_tables(document))


def _by_part(paras: list[Para], body: list[int], parts: tuple[Part, ...]) -> Iterator[tuple[Part | None, list[Para], tuple[int, ...]]]:
    """(part, its body paragraphs, offsets of lines between and behind them that are no body)."""
    starts = [p.start for p in parts]
    groups: dict[int, list[int]] = {}
    for k in body:
        groups.setdefault(bisect_right(starts, paras[k].start) - 1, []).append(k)
    for at, inside in sorted(groups.items()):
        members = set(inside)
        stops = tuple(paras[k].start for k in range(inside[0], inside[-1]) if k not in members)
        yield parts[at] if at >= 0 else None, [paras[k] for k in inside], stops


def _moved(section: Section, by: int) -> Section:
    parent = None if section.parent is None else section.parent + by
    return Section(section.number, section.heading, section.level, section.start, section.end, section.heading_end, parent)
