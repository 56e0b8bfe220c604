"""Row-writing that new and known papers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from docintel.domain.ids import content_id
from docintel.domain.intake import Saved
from docintel.store import bulk
from docintel.store.models import Action, Benefit, Deadline, Norm, Obligation, Owner, Paper, Target
from docintel.store.rows import ItemRows, Prepared

PARTS: dict[str, type[models.Model]] = {"actions": Action, "owners": Owner, "deadlines": Deadline, "targets": Target}
KINDS: dict[str, type[Obligation | Benefit | Norm]] = {"obligations": Obligation, "benefits": Benefit, "norms": Norm}


def counted(prepared: Prepared, doc_id: str, outcome: str, **more: Any) -> Saved:
    """What the paper holds after saving."""
    return Saved(
        doc_id=doc_id,
        outcome=outcome,
        provisions=len(prepared.provisions),
        obligations=len(prepared.obligations),
        deadlines=sum(len(o.parts["deadlines"]) for o in prepared.obligations),
        benefits=len(prepared.benefits),
        **more,
    )


def distinct_ids(provisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gives a provision whose id stands twice in one paper a number behind it (in place)."""
    seen: dict[str, int] = {}
    for columns in provisions:
        name = columns["provision_id"]
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            columns["provision_id"] = f"{name}-{seen[name]}"
    return provisions


def insert_items(model: type[Obligation | Benefit | Norm], items: Sequence[tuple[Paper, ItemRows, int]]) -> None:
    """New rows of one kind with what hangs below them, in a few statements; ids that are taken get a new one from the content."""
    wanted = [rows.columns["found_id"] for _, rows, _ in items]
    taken = set(model._default_manager.filter(item_id__in=wanted).values_list("item_id", flat=True)) if wanted else set()
    keys = bulk.reserve(model, len(items))
    ids = []
    for paper, rows, _ in items:
        item_id, number = rows.columns["found_id"], 1
        while item_id in taken or (number > 1 and model._default_manager.filter(item_id=item_id).exists()):
            number += 1
            item_id = content_id(rows.columns["found_id"].split("-")[0], paper.doc_id, rows.columns["found_id"], number)
        taken.add(item_id)
        ids.append(item_id)
    papers, versions = [paper.pk for paper, _, _ in items], [version for _, _, version in items]
    bulk.insert(model, [rows.columns for _, rows, _ in items], id=keys, item_id=ids, paper_id=papers, version=versions)
    insert_parts((key, rows) for key, (_, rows, _) in zip(keys, items, strict=True))


def insert_parts(pairs: Iterable[tuple[int, ItemRows]]) -> None:
    """The actions, owners, deadlines and targets of obligations, given by primary key."""
    pairs = list(pairs)
    for name, part in PARTS.items():
        below = [(key, columns) for key, rows in pairs for columns in rows.parts.get(name, ())]
        bulk.insert(part, [columns for _, columns in below], obligation_id=[key for key, _ in below])
