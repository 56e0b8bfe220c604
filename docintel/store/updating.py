"""A known paper is read again: what is the same stays, what changed is changed and said so, what is gone is kept and marked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from docintel.domain.intake import Saved
from docintel.store import bodies, bulk, outbox, relations
from docintel.store.anchoring import anchor, replaced
from docintel.store.corrections import decisions, lay_over, lay_over_paper, machine_rows, split_owners
from docintel.store.inserting import KINDS, PARTS, counted, distinct_ids, insert_items, insert_parts
from docintel.store.merge import Key, match
from docintel.store.models import Benefit, History, Norm, Obligation, Outbox, Owner, Paper, PaperVersion, Provision
from docintel.store.models.items import UNSETTLED
from docintel.store.rows import Columns, ItemRows, Prepared, thawed

PROGRAM = "docintel"
AnyItem = Obligation | Benefit | Norm
INDEXED = ("title", "doc_kind", "doc_number", "issuer", "issue_date", "region_path", "status", "valid_from", "valid_until")
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
    told: list[History] = []
    version, facts = paper.version, outbox.facts_by_provision(paper)
    _update_version(paper, prepared, told)
    retold = _update_head(paper, prepared, told)
    upserts, deletes = _update_provisions(paper, prepared)
    added = changed = gone = 0
    for attribute, model in KINDS.items():
        a, c, g = _update_items(paper, model, getattr(prepared, attribute), told)
        added, changed, gone = added + a, changed + c, gone + g
    if paper.version != version:
        anchored = anchor(paper, prepared.version["text"], told)
        changed, gone = changed + anchored.changed, gone + anchored.gone
    bodies.learn_again(paper, prepared.bodies)
    relations.learn([paper])
    if "region" in decisions("paper", [paper.doc_id])[paper.doc_id]:
        place_owners(paper)
    History.objects.bulk_create(told)
    if retold:
        upserts = [c["provision_id"] for c in prepared.provisions]
    else:
        now = outbox.facts_by_provision(paper)
        upserts += [name for name, known in now.items() if known != facts.get(name, ()) and name not in set(upserts)]
    if upserts or deletes:
        Outbox.objects.create(doc_id=paper.doc_id, upserts=upserts, deletes=deletes)
    return counted(prepared, paper.doc_id, "changed", added=added, changed=changed, gone=gone)


def _update_version(paper: Paper, prepared: Prepared, told: list[History]) -> None:
    read = thawed(prepared.version)
    current = PaperVersion.objects.get(paper=paper, number=paper.version)
    if current.sha256 == prepared.sha256 and current.text == prepared.version["text"]:
        for name in ("blocks", "lines", "pages", "doubts", "member", "tables", "sections", "units", "warnings", "title_hint", "reader"):
            setattr(current, name, read[name])
        current.save()
        return
    paper.version += 1
    PaperVersion.objects.create(paper=paper, number=paper.version, sha256=prepared.sha256, **read)
    told.append(_line("paper", paper.doc_id, "version", paper.version - 1, paper.version))


def _update_head(paper: Paper, prepared: Prepared, told: list[History]) -> bool:
    """Whether a column that the index holds changed."""
    columns = lay_over_paper(thawed(prepared.paper), decisions("paper", [paper.doc_id])[paper.doc_id])
    changed = {name for name, value in columns.items() if getattr(paper, name) != value}
    for name in changed - {"head", "from_catalogue", "catalogue", "region_path"}:
        told.append(_line("paper", paper.doc_id, name, getattr(paper, name), columns[name]))
    for name in changed:
        setattr(paper, name, columns[name])
    paper.stamp = prepared.stamp
    paper.save()
    return not changed.isdisjoint(INDEXED)


def _update_provisions(paper: Paper, prepared: Prepared) -> tuple[list[str], list[str]]:
    """(ids of the new and the moved, ids of those that went)."""
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
    return [*(c["provision_id"] for c in new), *(p.provision_id for p in moved)], list(old)


def _update_items(paper: Paper, model: type[AnyItem], found: list[ItemRows], told: list[History]) -> tuple[int, int, int]:
    """(added, changed, gone)."""
    old: list[Any] = list(_read_rows(model).filter(paper=paper).order_by("gone_since", "start", "id"))
    owners = _owners(paper) if model is Obligation else {}
    settled = replaced(paper) if model is Obligation else set()
    matches = match(
        [Key(o.found_id, o.text_hash, o.source_text) for o in old],
        [Key(r.columns["found_id"], r.columns["text_hash"], r.columns["source_text"]) for r in found],
    )
    decided = decisions("item", [old[i].item_id for i, _ in matches.pairs])
    moves = [
        _Move(old[i], lay_over(found[j], decided.get(old[i].item_id, {})), owners.get(old[i].pk, []), paper.version)
        for i, j in matches.pairs
    ]
    for move in moves:
        move.settled = move.row.item_id in settled
    same = [m.row.pk for m in moves if not m.changed and not m.moved]
    model._default_manager.filter(pk__in=same).exclude(version=paper.version).update(version=paper.version)
    touched = [m for m in moves if m.changed or m.moved]
    bulk.update(model, [m.columns() for m in touched])
    if model is Obligation:
        keys = [m.row.pk for m in touched]
        for part in PARTS.values():
            part._default_manager.filter(obligation__in=keys).delete()
        insert_parts((m.row.pk, m.rows) for m in touched)
    insert_items(model, [(paper, found[j], paper.version) for j in matches.added])
    for move in moves:
        told += move.told()
    gone = [old[i] for i in matches.gone if old[i].gone_since is None]
    for row in gone:
        row.gone_since, row.revision = timezone.now(), row.revision + 1
        row.needs_review = bool(row.review_stamp) and row.item_id not in settled
        row.save(update_fields=["gone_since", "needs_review", "revision", "updated"])
        told.append(_line("item", row.item_id, "gone", "", f"第{paper.version}版中已不见"))
    return len(matches.added), sum(m.changed for m in moves), len(gone)


def _read_rows(model: type[AnyItem]) -> Any:
    """The rows that the program read; what people made is no reading of it."""
    return Obligation.objects.filter(origin="read") if model is Obligation else model._default_manager.all()


def _owners(paper: Paper) -> dict[int, list[Columns]]:
    """Owners of every obligation of the paper, by the obligation's primary key."""
    found: dict[int, list[Columns]] = {}
    rows = Owner.objects.filter(obligation__paper=paper).order_by("obligation_id", "order").values("obligation_id", "role", "name")
    for row in rows:
        found.setdefault(row["obligation_id"], []).append(dict(row))
    return found


def place_owners(paper: Paper) -> None:
    """A person said which place the paper speaks for: 市 in the names of its owners is that place's."""
    changed = []
    for item in Obligation.objects.filter(paper=paper).prefetch_related("owners"):
        read = {(o["name"], o["role"]): o for o in machine_rows(item, paper).parts["owners"]}
        for owner in item.owners.all():
            columns = read.get((owner.name, owner.role))
            if columns and not owner.by_person and (owner.scope, owner.function) != (columns["scope"], columns["function"]):
                changed.append({"id": owner.pk, "settled": UNSETTLED} | {n: columns[n] for n in ("scope", "function", "own")})
    bulk.update(Owner, changed)


class _Move:
    """A stored row and the new reading of the same item; a moved offset alone is written but is no change for people."""

    def __init__(self, row: Any, rows: ItemRows, owners: list[Columns], version: int) -> None:
        self.row, self.rows, self.version = row, rows, version
        self.settled = False  # rows that a person made stand in its place: they ask for a review, not it
        self.new = thawed(rows.columns)
        self.returned = row.gone_since is not None
        self.before = _told({n: getattr(row, n) for n in TOLD if hasattr(row, n)}, owners if isinstance(row, Obligation) else None)
        self.after = _told({n: self.new[n] for n in TOLD if n in self.new}, rows.parts.get("owners"))
        differs = any(getattr(row, n) != v for n, v in self.new.items() if n not in PLACE)
        self.changed = self.returned or self.before != self.after or differs
        self.moved = any(getattr(row, n) != self.new[n] for n in PLACE)

    def columns(self) -> Columns:
        """What is written."""
        stamp = self.row.review_stamp
        return self.rows.columns | {
            "id": self.row.pk,
            "version": self.version,
            "gone_since": None,
            "needs_review": bool(stamp) and stamp != self.new["text_hash"] and not self.settled,
            "revision": self.row.revision + self.changed,
            "updated": timezone.now() if self.changed else self.row.updated,
        }

    def told(self) -> list[History]:
        """What history says of it."""
        lines = [_line("item", self.row.item_id, n, old, self.after[n]) for n, old in self.before.items() if old != self.after[n]]
        if self.returned:
            lines.append(_line("item", self.row.item_id, "gone", "已不见", f"第{self.version}版中重新出现"))
        return lines


def _told(shown: Columns, owners: list[Columns] | None) -> Columns:
    """The columns that history speaks of, owners as names."""
    if owners is not None:
        lead, support = split_owners(owners)
        shown |= {"lead": "、".join(o["name"] for o in lead), "support": "、".join(o["name"] for o in support)}
    return shown


def _line(kind: str, subject: str, field: str, old: object, new: object) -> History:
    texts = ["" if v is None else str(v) for v in (old, new)]
    return History(kind=kind, subject=subject, who=PROGRAM, field=field, old=texts[0], new=texts[1])
