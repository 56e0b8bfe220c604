"""What waits for a reviewer, in order. Every question walks an index from the last row on: its cost does not grow with the ledger."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Max, Q, QuerySet

from docintel.domain.review import SHARES, Neighbours, QueueFilters, Share, Waiting
from docintel.errors import BadInput, StoreConflict
from docintel.store import ledger
from docintel.store.items import get_item
from docintel.store.models import Obligation, Owner

_KEYS = {"paper": ("paper_id", "start", "id"), "confidence": ("confidence", "paper_id", "start", "id")}
"""Order → the columns that give a row its place."""
_KEPT = 60  # seconds that the rows of a unit are kept: a body that was merged or renamed shows by then
_PROPOSED = Q(state="proposed", gone_since=None)


class Queue:
    """The rows that wait under ``filters``; the unit is looked up once. Raises BadInput for an unknown order."""

    def __init__(self, filters: QueueFilters) -> None:
        if filters.order not in _KEYS:
            raise BadInput(f"没有次序 {filters.order}；可用：{'、'.join(_KEYS)}")
        self._names, found = _KEYS[filters.order], _narrowed(filters)
        changed = found.filter(needs_review=True)
        # sets that do not overlap: proposed rows, and those whose source changed after a review
        self._parts = (changed,) if filters.changed else (found.filter(_PROPOSED), changed.exclude(_PROPOSED))

    def following(self, after: str | None = None, *, back: bool = False, other_paper: bool = False) -> str | None:
        """The id of the row that waits behind ``after`` (the first one without it), before it with ``back``; None at the end.

        ``after`` need not wait any more. ``other_paper``: the first row of the next paper. Raises NotFound for an unknown ``after``.
        """
        past = Q()
        if after:
            item = get_item(after)
            past = _beyond(self._names, item, back=back) & (~Q(paper_id=item.paper_id) if other_paper else Q())
        order = [f"-{n}" if back else n for n in self._names]
        rows = [found.filter(past).order_by(*order).values_list(*self._names, "item_id").first() for found in self._parts]
        ready = [row for row in rows if row]
        return (max if back else min)(ready)[-1] if ready else None

    def waiting(self, doc: str | None = None) -> Waiting:
        """How many rows wait: all, and those of the paper ``doc``."""
        here = sum(found.filter(paper__doc_id=doc).count() for found in self._parts) if doc else 0
        return Waiting(sum(found.count() for found in self._parts), here)

    def listed(self, limit: int, offset: int = 0) -> list[str]:
        """Item ids in the queue's order."""
        names = self._names
        rows = [row for found in self._parts for row in found.order_by(*names).values_list(*names, "item_id")[: offset + limit]]
        return [row[-1] for row in sorted(rows)[offset : offset + limit]]


def _narrowed(filters: QueueFilters) -> QuerySet[Obligation]:
    found = Obligation.objects.all()
    if filters.doc:
        found = found.filter(paper__doc_id=filters.doc)
    if filters.unit:
        newest = Owner.objects.aggregate(Max("pk"))["pk__max"] or 0
        found = found.filter(pk__in=_of_unit(connection.settings_dict["NAME"], filters.unit, newest, int(time.monotonic() / _KEPT)))
    if filters.below is not None:
        found = found.filter(confidence__lte=filters.below)
    return found


@lru_cache(maxsize=64)
def _of_unit(_database: str, words: str, _newest: int, _minute: int) -> frozenset[int]:
    """The rows of a unit. Reading them looks at every owner; one card after the other asks for the same, and an owner more asks anew."""
    return frozenset(ledger.owned(words).values_list("obligation", flat=True))


def _beyond(names: Sequence[str], item: Obligation, *, back: bool) -> Q:
    """Rows whose key is past the row's; the bound on the first column alone lets the database enter its index there."""
    way = "lt" if back else "gt"
    past, same = Q(), Q()
    for name in names:
        past |= same & Q(**{f"{name}__{way}": getattr(item, name)})
        same &= Q(**{name: getattr(item, name)})
    return Q(**{f"{names[0]}__{way}e": getattr(item, names[0])}) & past


def neighbours(item_id: str) -> Neighbours:
    """The rows beside one in its paper, rejected and gone ones left out. Raises NotFound."""
    item = get_item(item_id)
    live = Obligation.objects.filter(paper_id=item.paper_id, gone_since=None, version=item.version).exclude(state="rejected")
    live = live.exclude(pk=item.pk)
    names = ("start", "id")
    before = live.filter(_beyond(names, item, back=True)).order_by("-start", "-id").values_list("item_id", "text").first()
    after = live.filter(_beyond(names, item, back=False)).order_by(*names).values_list("item_id", "text").first()
    beside = live.filter(start__lt=item.end, end__gt=item.start).order_by(*names).values_list("item_id", "text")[:5]
    return Neighbours(before, after, tuple(beside))


# --- bulk confirmation --------------------------------------------------------------------------------------------


def sure(filters: QueueFilters, threshold: float) -> QuerySet[Obligation]:
    """Proposed rows that the program read with at least this confidence and whose source is as it was; surest last."""
    if not 0 < threshold <= 1:
        raise BadInput("把握应在 0 和 1 之间，如 0.95")
    return _narrowed(filters).filter(_PROPOSED, origin="read", needs_review=False, confidence__gte=threshold)


def shares(filters: QueueFilters, thresholds: Sequence[float] = SHARES) -> list[Share]:
    """For each threshold how many rows it would confirm, and how often such findings are right."""
    chances = list(sure(filters, min(thresholds)).order_by().values_list("confidence", flat=True))
    decided = _decided(filters)
    out = []
    for threshold in thresholds:
        mine = [c for c in chances if c >= threshold]
        known = [right for confidence, right in decided if confidence >= threshold]
        out.append(Share(threshold, len(mine), sum(mine) / len(mine) if mine else threshold, len(known), sum(known)))
    return out


def _decided(filters: QueueFilters) -> list[tuple[float, bool]]:
    """(confidence, whether it was a promise) of rows that one person each decided; split and merged ones were promises.

    Bulk confirmations say nothing of a single row and are left out by their history note.
    """
    found = Obligation.objects.filter(origin="read").exclude(state="proposed")
    if filters.doc:
        found = found.filter(paper__doc_id=filters.doc)
    bulk = set(ledger.told_subjects("state", BULK_NOTE))
    made = {
        i for ids in Obligation.objects.exclude(origin="read").exclude(state="rejected").values_list("made_from", flat=True) for i in ids
    }
    rows = found.values_list("item_id", "confidence", "state")
    return [(c, state != "rejected" or item_id in made) for item_id, c, state in rows if item_id not in bulk]


BULK_NOTE = "批量确认"
"""How the note of a bulk confirmation begins."""


def stamp(rows: Sequence[Obligation] | QuerySet[Obligation]) -> str:
    """A digest of the rows and their revisions, in whatever order."""
    pairs = (
        sorted(rows.order_by().values_list("pk", "revision"))
        if isinstance(rows, QuerySet)
        else sorted((row.pk, row.revision) for row in rows)
    )
    return hashlib.sha256(repr([tuple(p) for p in pairs]).encode()).hexdigest()[:16]


def must_be(expected: str | None, rows: Sequence[Obligation]) -> None:
    """Raises StoreConflict where the rows are no longer those that a person saw counted."""
    if expected is not None and stamp(rows) != expected:
        raise StoreConflict("待确认的事项在此期间有变化；请重新预览后再确认")
