"""A known paper is read again: what is the same stays, what changed is changed and said so, what is gone is kept and marked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from docintel.domain.intake import Saved
from docintel.store import bulk
from docintel.store.corrections import decisions, lay_over, lay_over_paper, split_owners
from docintel.store.inserting import KINDS, PARTS, counted, distinct_ids, insert_items, insert_parts
from docintel.store.merge import Key, match
from docintel.store.models import Benefit, History, Norm, Obligation, Outbox, Paper, PaperVersion, Provision
from docintel.store.rows import Columns, ItemRows, Prepared, thawed

PROGRAM = "docintel"
AnyItem = Obligation | Benefit | Norm
INDEXED = ("title", "doc_kind", "doc_number", "issuer", "issue_date", "region_path", "status")
"""Columns of a paper that every one of its passages carries in the index."""
PLACE = ("start", "end", "found_id", "data", "found_by", "confidence")
"""Columns that may move without the item having changed for people."""
TOLD = ("source_text", "due", "strength", "lead", "support", "status", "beneficiary")
"""What a changed item tells its history."""


def update(paper: Paper, prepared: Prepared) -> Saved:
    """Brings ``paper`` to what was read now. Must run inside a transaction."""
    if paper.stamp == prepared.stamp:
        PaperVersion.objects.filter(paper=paper, number=paper.version).update(reader=prepared.version["reader"])
        Paper.objects.filter(pk=paper.pk).update(catalogue=prepared.paper["catalogue"])
        return counted(prepared, paper.doc_id, "unchanged")
    _update_version(paper, prepared)
    retold = _update_head(paper, prepared)
    _update_provisions(paper, prepared, retold)
    added = changed = gone = 0
    for attribute, model in KINDS.items():
        a, c, g = _update_items(paper, model, getattr(prepared, attribute))
        added, changed, gone = added + a, changed + c, gone + g
    return counted(prepared, paper.doc_id, "changed", added=added, changed=changed, gone=gone)


def _update_version(paper: Paper, prepared: Prepared) -> None:
    read = thawed(prepared.version)
    current = PaperVersion.objects.get(paper=paper, number=paper.version)
    if current.sha256 == prepared.sha256 and current.text == prepared.version["text"]:
        for name in ("blocks", "tables", "sections", "units", "warnings", "title_hint", "reader"):
            setattr(current, name, read[name])
        current.save()
        return
    paper.version += 1
    PaperVersion.objects.create(paper=paper, number=paper.version, sha256=prepared.sha256, **read)
    _tell("paper", paper.doc_id, "version", paper.version - 1, paper.version)


def _update_head(paper: Paper, prepared: Prepared) -> bool:
    """Whether a column that the index holds changed."""
    columns = lay_over_paper(thawed(prepared.paper), decisions("paper", [paper.doc_id])[paper.doc_id])
    changed = {name for name, value in columns.items() if getattr(paper, name) != value}
    for name in changed - {"head", "from_catalogue", "catalogue", "region_path"}:
        _tell("paper", paper.doc_id, name, getattr(paper, name), columns[name])
    for name in changed:
        setattr(paper, name, columns[name])
    paper.stamp = prepared.stamp
    paper.save()
    return not changed.isdisjoint(INDEXED)


def _update_provisions(paper: Paper, prepared: Prepared, retold: bool) -> None:
    old = {p.provision_id: p for p in Provision.objects.filter(paper=paper)}
    names = list(prepared.provisions[0].keys()) if prepared.provisions else []
    names = [n for n in names if n != "provision_id"]
    new: list[Columns] = []
    moved: list[Provision] = []
    for columns in distinct_ids(prepared.provisions):
        known = old.pop(columns["provision_id"], None)
        if known is None:
            new.append({"paper_id": paper.pk, **columns})
        elif any(getattr(known, n) != columns[n] for n in names):
            for n in names:
                setattr(known, n, columns[n])
            moved.append(known)
    bulk.insert(Provision, new)
    if moved:
        Provision.objects.bulk_update(moved, names, batch_size=200)
    Provision.objects.filter(pk__in=[p.pk for p in old.values()]).delete()
    upserts = (
        [c["provision_id"] for c in prepared.provisions]
        if retold
        else [*(c["provision_id"] for c in new), *(p.provision_id for p in moved)]
    )
    if upserts or old:
        Outbox.objects.create(doc_id=paper.doc_id, upserts=upserts, deletes=list(old))


def _update_items(paper: Paper, model: type[AnyItem], found: list[ItemRows]) -> tuple[int, int, int]:
    """(added, changed, gone)."""
    old: list[Any] = list(model._default_manager.filter(paper=paper).order_by("gone_since", "start", "id"))
    matches = match(
        [Key(o.found_id, o.text_hash, o.source_text) for o in old],
        [Key(r.columns["found_id"], r.columns["text_hash"], r.columns["source_text"]) for r in found],
    )
    decided = decisions("item", [old[i].item_id for i, _ in matches.pairs])
    changed = [_update_item(old[i], lay_over(found[j], decided.get(old[i].item_id, {})), paper) for i, j in matches.pairs]
    insert_items(model, [(paper, found[j], paper.version) for j in matches.added])
    gone = [old[i] for i in matches.gone if old[i].gone_since is None]
    for row in gone:
        row.gone_since = timezone.now()
        row.needs_review = bool(row.review_stamp)
        row.revision += 1
        row.save(update_fields=["gone_since", "needs_review", "revision", "updated"])
        _tell("item", row.item_id, "gone", "", f"第{paper.version}版中已不见")
    return len(matches.added), sum(changed), len(gone)


def _update_item(row: Any, rows: ItemRows, paper: Paper) -> bool:
    """Whether the item changed for people; a moved offset alone is written but is no change."""
    columns, returned = thawed(rows.columns), row.gone_since is not None
    before, after = _told(row), _told(rows)
    changed = returned or before != after or any(getattr(row, n) != v for n, v in columns.items() if n not in PLACE)
    moved = any(getattr(row, n) != columns[n] for n in PLACE)
    if not changed and not moved:
        type(row)._default_manager.filter(pk=row.pk).update(version=paper.version)
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    row.version, row.gone_since = paper.version, None
    row.needs_review = bool(row.review_stamp) and row.review_stamp != row.text_hash
    if changed:
        row.revision += 1
        for name, old in before.items():
            if old != after[name]:
                _tell("item", row.item_id, name, old, after[name])
        if returned:
            _tell("item", row.item_id, "gone", "已不见", f"第{paper.version}版中重新出现")
    names = [*columns, "version", "gone_since", "needs_review", "revision", *(["updated"] if changed else [])]
    row.save(update_fields=names)
    if isinstance(row, Obligation):
        for part in PARTS.values():
            part._default_manager.filter(obligation=row).delete()
        insert_parts([(row.pk, rows)])
    return changed


def _told(source: Any) -> Columns:
    """The columns of a stored row or of new rows that history speaks of."""
    if isinstance(source, ItemRows):
        shown = {n: source.columns[n] for n in TOLD if n in source.columns}
        owners: list[Columns] | None = source.parts.get("owners")
    else:
        shown = {n: getattr(source, n) for n in TOLD if hasattr(source, n)}
        owners = [dict(o) for o in source.owners.order_by("order").values("role", "name")] if isinstance(source, Obligation) else None
    if owners is not None:
        lead, support = split_owners(owners)
        shown |= {"lead": "、".join(o["name"] for o in lead), "support": "、".join(o["name"] for o in support)}
    return shown


def _tell(kind: str, subject: str, field: str, old: object, new: object) -> None:
    texts = ["" if v is None else str(v) for v in (old, new)]
    History.objects.create(kind=kind, subject=subject, who=PROGRAM, field=field, old=texts[0], new=texts[1])
