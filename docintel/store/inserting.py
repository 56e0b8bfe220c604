"""Row-writing that new and known papers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from docintel.domain.ids import content_id
from docintel.domain.intake import Saved
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


def insert_items(model: type[Obligation | Benefit | Norm], items: Sequence[tuple[Paper, ItemRows, int]]) -> list[Any]:
    """New rows of one kind with what hangs below them, in a few statements; ids that are taken get a new one from the content."""
    wanted = [rows.columns["found_id"] for _, rows, _ in items]
    taken = set(model.objects.filter(item_id__in=wanted).values_list("item_id", flat=True)) if wanted else set()
    created: list[Any] = []
    for paper, rows, version in items:
        item_id, number = rows.columns["found_id"], 1
        while item_id in taken:
            number += 1
            item_id = content_id(rows.columns["found_id"].split("-")[0], paper.doc_id, rows.columns["found_id"], number)
        taken.add(item_id)
        created.append(model(item_id=item_id, paper=paper, version=version, **rows.columns))
    model.objects.bulk_create(created)
    insert_parts((row, rows) for row, (_, rows, _) in zip(created, items, strict=True))
    return created


def insert_parts(pairs: Iterable[tuple[Any, ItemRows]]) -> None:
    """The actions, owners, deadlines and targets of obligations."""
    pairs = list(pairs)
    for name, part in PARTS.items():
        rows = [part(obligation=row, **columns) for row, rows in pairs for columns in rows.parts.get(name, ())]
        if rows:
            part._default_manager.bulk_create(rows)
