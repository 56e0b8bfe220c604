"""Writes prepared readings: new papers in bulk, changed ones item by item, each with its outbox row in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from docintel.domain.intake import Saved
from docintel.store import bodies, bulk, relations
from docintel.store.inserting import KINDS, counted, distinct_ids, insert_items
from docintel.store.merge import alike, pairs_of
from docintel.store.models import Outbox, Paper, PaperVersion, Provision
from docintel.store.models.papers import HEAVY
from docintel.store.rows import Prepared
from docintel.store.updating import update

SAME_PAPER = 0.2  # share of character pairs above which a file of the same name elsewhere is a version, not another paper


def save_many(batch: Sequence[Prepared]) -> list[Saved]:
    """Saves all or nothing, in one transaction; one writer at a time. Raises what the database raised."""
    with transaction.atomic():
        bulk.wait_for_writers()
        results: dict[int, Saved] = {}
        for group in _without_repeats(batch):
            _save_group(group, results)
        return [results[id(p)] for p in batch]


def _without_repeats(batch: Sequence[Prepared]) -> Iterable[list[Prepared]]:
    """Cut so that no name and no content stands twice in one group."""
    group: list[Prepared] = []
    seen: set[str] = set()
    for prepared in batch:
        if {prepared.doc_id, prepared.sha256} & seen:
            yield group
            group, seen = [], set()
        group.append(prepared)
        seen |= {prepared.doc_id, prepared.sha256}
    if group:
        yield group


def _save_group(group: list[Prepared], results: dict[int, Saved]) -> None:
    same_bytes: dict[str, list[PaperVersion]] = {}
    current = PaperVersion.objects.filter(sha256__in=[p.sha256 for p in group], number=F("paper__version"))
    for version in current.select_related("paper").defer(*HEAVY):
        same_bytes.setdefault(version.sha256, []).append(version)
    same_name: dict[str, list[Paper]] = {}
    for paper in Paper.objects.filter(stem__in=[p.doc_id for p in group]).order_by("id"):
        same_name.setdefault(paper.stem, []).append(paper)
    held = set(Paper.objects.filter(doc_id__in=[p.doc_id for p in group]).values_list("doc_id", flat=True))
    new: list[tuple[Prepared, str]] = []
    for prepared in group:
        copies, namesakes = same_bytes.get(prepared.sha256, []), same_name.get(prepared.doc_id, [])
        if sheet := next((v.paper for v in copies if v.paper.sheet and not prepared.sheet), None):
            results[id(prepared)] = Saved(sheet.doc_id, "unchanged")  # its rows are those that people brought in
            continue
        namesakes = [p for p in namesakes if p.sheet == prepared.sheet]
        known = next((v.paper for v in copies if v.paper.stem == prepared.doc_id and v.paper.sheet == prepared.sheet), None)
        if known is None and copies:
            results[id(prepared)] = _duplicate(prepared, copies[0])
            continue
        known = known or next((p for p in namesakes if _is_version_of(prepared, p)), None)
        if known is not None:
            results[id(prepared)] = update(known, prepared)
        else:
            new.append((prepared, _free_name(prepared.doc_id, held | {p.doc_id for p in same_name.get(prepared.doc_id, [])})))
    if new:
        _insert(new)
        for prepared, doc_id in new:
            results[id(prepared)] = counted(prepared, doc_id, "new", added=sum(len(getattr(prepared, k)) for k in KINDS))


def _duplicate(prepared: Prepared, copy: PaperVersion) -> Saved:
    source = prepared.version["source"]
    if source != copy.source and source not in copy.other_sources:
        copy.other_sources = [*copy.other_sources, source]
        copy.save(update_fields=["other_sources"])
    return Saved(doc_id=prepared.doc_id, outcome="duplicate", same_as=copy.paper.doc_id)


def _is_version_of(prepared: Prepared, paper: Paper) -> bool:
    """A file of the same name is a new version if it lies in the same place, has the same number or shares much of its words."""
    if prepared.paper["doc_number"] and prepared.paper["doc_number"] == paper.doc_number:
        return True
    old = PaperVersion.objects.get(paper=paper, number=paper.version)
    if (old.source, old.member) == (prepared.version["source"], prepared.version["member"]):
        return True
    return alike(pairs_of(old.text), pairs_of(prepared.version["text"])) >= SAME_PAPER


def _free_name(stem: str, taken: set[str]) -> str:
    if stem not in taken:
        return stem
    number = 2
    while f"{stem}~{number}" in taken:
        number += 1
    return f"{stem}~{number}"


def _insert(new: Sequence[tuple[Prepared, str]]) -> None:
    keys = bulk.reserve(Paper, len(new))
    papers = [Paper(pk=key, doc_id=doc_id) for key, (_, doc_id) in zip(keys, new, strict=True)]
    pairs = list(zip(papers, (p for p, _ in new), strict=True))
    bulk.insert(
        Paper, ({"id": r.pk, "doc_id": r.doc_id, "stem": p.doc_id, "stamp": p.stamp, "sheet": p.sheet, **p.paper} for r, p in pairs)
    )
    bulk.insert(PaperVersion, ({"paper_id": r.pk, "number": 1, "sha256": p.sha256, **p.version} for r, p in pairs))
    provisions = [(r.pk, columns) for r, p in pairs for columns in distinct_ids(p.provisions)]
    bulk.insert(Provision, [columns for _, columns in provisions], paper_id=[key for key, _ in provisions])
    bulk.insert(Outbox, ({"doc_id": r.doc_id, "upserts": [c["provision_id"] for c in p.provisions]} for r, p in pairs))
    for attribute, model in KINDS.items():
        insert_items(model, [(paper, rows, 1) for paper, p in pairs for rows in getattr(p, attribute)])
    bodies.learn([(r.pk, p.bodies) for r, p in pairs])
    relations.learn(list(Paper.objects.filter(pk__in=keys)))
