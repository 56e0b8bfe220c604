"""Which papers repeal or amend which, from the papers' own words (同时废止, 作如下修改), found again whenever either of the two is read.

A citation means the paper with its 文号; without one, the paper of the same place with the same title that was issued before. What is
resolved follows from the papers alone, never from the order of reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q

from docintel.domain.relations import Change, Repeal
from docintel.store import bulk
from docintel.store.models import Outbox, Paper, Provision, Relation
from docintel.text.citing import number_key, title_key

KEPT = ("repeals", "amends")
SETS = "in_force"
"""Only what is itself in force repeals: no draft, no explanation of a paper."""


def learn(papers: Sequence[Paper]) -> None:
    """Notes what these papers (just written) repeal and amend, and who repeals them. Must run inside the transaction that saves them."""
    if not papers:
        return
    mine = {p.pk for p in papers}
    before = dict(Relation.objects.filter(by__in=mine).exclude(target=None).values_list("target", "relation"))
    Relation.objects.filter(by__in=mine).delete()
    bulk.insert(Relation, (row for paper in papers for row in _rows(paper)))
    numbers = {p.number_key for p in papers} - {""}
    titles = {p.title_key for p in papers} - {""}
    named = Q(by__in=mine) | Q(target__in=mine) | Q(number_key__in=numbers) | Q(title_key__in=titles)
    found = list(Relation.objects.filter(named).select_related("by"))
    changed = _resolve(found)
    _index_again({*changed, *before} - mine)


def _rows(paper: Paper) -> Iterable[dict[str, Any]]:
    for cited in (paper.head or {}).get("citations") or ():
        if cited["relation"] in KEPT:
            yield {
                "by_id": paper.pk,
                "relation": cited["relation"],
                "title": cited["title"] or "",
                "number": cited["number"] or "",
                "title_key": title_key(cited["title"]),
                "number_key": number_key(cited["number"]),
                "start": cited["span"]["start"],
                "end": cited["span"]["end"],
                "target_id": None,
            }


def _resolve(relations: Sequence[Relation]) -> set[int]:
    """Sets the targets; the papers that are a target now or were one and are no more."""
    numbers = {r.number_key for r in relations} - {""}
    titles = {r.title_key for r in relations} - {""}
    known = list(
        Paper.objects.filter(Q(number_key__in=numbers) | Q(title_key__in=titles)).only(
            "id", "number_key", "title_key", "region_path", "issue_date"
        )
    )
    touched: set[int] = set()
    moved = []
    for relation in relations:
        target = _target(relation, known)
        if target != relation.target_id:
            touched |= {t for t in (target, relation.target_id) if t}
            relation.target_id = target
            moved.append(relation)
    Relation.objects.bulk_update(moved, ["target"], batch_size=200)
    return touched


def _target(relation: Relation, known: Sequence[Paper]) -> int | None:
    by = relation.by
    others = [p for p in known if p.pk != by.pk and not (p.issue_date and by.issue_date and p.issue_date > by.issue_date)]
    exact = [p for p in others if relation.number_key and p.number_key == relation.number_key]
    alike = [p for p in others if relation.title_key and p.title_key == relation.title_key and p.region_path == by.region_path]
    if relation.number_key:  # another number is another paper, whatever its title
        alike = [p for p in alike if not p.number_key]
    best = max(exact or alike, key=lambda p: (p.issue_date, p.pk), default=None)
    return best.pk if best else None


def _index_again(papers: Collection[int]) -> None:
    """Their passages carry where they stand: the index must learn it."""
    for doc in Paper.objects.filter(pk__in=papers).values_list("doc_id", flat=True):
        ids = list(Provision.objects.filter(paper__doc_id=doc).order_by("order").values_list("provision_id", flat=True))
        Outbox.objects.create(doc_id=doc, upserts=ids)


def repealed(papers: Collection[int]) -> dict[int, Repeal]:
    """Paper → the first repeal of it that is itself in force."""
    found: dict[int, Repeal] = {}
    for row in Relation.objects.filter(target__in=papers, relation="repeals", by__status=SETS).select_related("by"):
        one = Repeal(_day(row.by), row.by.title or row.by.doc_id, row.by.doc_id)
        if row.target_id and (row.target_id not in found or one.day < found[row.target_id].day):
            found[row.target_id] = one
    return found


def changes(doc_id: str) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """(what the paper repeals and amends, what repeals and amends it), each in the order of days and places."""
    own = Relation.objects.filter(by__doc_id=doc_id).select_related("by", "target").order_by("start")
    made = tuple(
        Change(r.target.doc_id if r.target else "", r.title or r.number, r.number, _day(r.by), r.relation, r.start, r.end) for r in own
    )
    others = Relation.objects.filter(target__doc_id=doc_id, by__status=SETS).select_related("by")
    suffered = (Change(r.by.doc_id, r.by.title or r.by.doc_id, r.by.doc_number, _day(r.by), r.relation, r.start, r.end) for r in others)
    return made, tuple(sorted(suffered, key=lambda c: (c.day, c.doc)))


def _day(paper: Paper) -> str:
    """The day from which a paper counts: in force, issued, else added to the library."""
    return paper.valid_from or paper.issue_date or paper.created.date().isoformat()
