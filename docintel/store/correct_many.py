"""Cells of many ledger rows changed at once, as :func:`ledger.correct` and :func:`states.move` change those of one.

Few statements, but every cell has its line of history, and all of it is one transaction of the caller.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from docintel.domain.ledger import TRANSITIONS
from docintel.domain.outcomes import Classes
from docintel.domain.papers import Anchor, HeadMatter
from docintel.domain.serial import load
from docintel.domain.sheets import EXTRA
from docintel.errors import BadInput, DocintelError
from docintel.store import bodies, bulk, ledger, outbox, outcomes, states
from docintel.store.corrections import ITEM_FIELDS, checked, decisions, lay_over, machine_rows
from docintel.store.inserting import insert_parts
from docintel.store.items import get_item, signed
from docintel.store.models import History, Obligation, Owner, Review, Target
from docintel.store.rows import ItemRows
from docintel.store.storable import storable

CHUNK = 400
Edits = Mapping[str, Mapping[str, str]]  # item id → key (domain.sheets.SheetColumn.key) → words
Refused = dict[tuple[str, str], str]  # (item id, key) → the reason in words


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it stands: key → words of everything that a workbook may change (kept cells without x: stand in ``extra``)."""

    revision: int
    words: dict[str, str]
    extra: dict[str, str]
    scheme: str = ""  # of its class: that of its own result, else the one that its reply names

    def of(self, key: str) -> str:
        """The words under a key; "" for a kept cell that was never written."""
        return self.extra.get(key.removeprefix(EXTRA), "") if key.startswith(EXTRA) else self.words[key]


def known(item_ids: Iterable[str]) -> set[str]:
    """Those of the ids that the ledger has."""
    wanted = sorted(set(item_ids))
    found: set[str] = set()
    for at in range(0, len(wanted), CHUNK):
        found |= set(Obligation.objects.filter(item_id__in=wanted[at : at + CHUNK]).values_list("item_id", flat=True))
    return found


def standing(item_ids: Iterable[str]) -> dict[str, Standing]:
    """The rows as they stand, by id; unknown ids are left out."""
    found: dict[str, Standing] = {}
    for items in _chunks(
        item_ids,
        Obligation.objects.select_related("paper")
        .annotate(named=F("paper__head__reply_scheme"))
        .defer("data", "source_text", "paper__head", "paper__catalogue"),
    ):
        own = outcomes.schemes_of([i.pk for i in items])
        recorded = outcomes.classes({i.paper_id: i.paper.reply_class for i in items})
        for i in items:
            shown = {"state": i.state, **ledger.in_words(i), "outcome_class": i.outcome_class or recorded[i.paper_id]}
            found[i.item_id] = Standing(i.revision, shown, dict(i.extra), own.get(i.pk) or getattr(i, "named", None) or "")
    return found


def anchors(item_ids: Iterable[str]) -> dict[str, Anchor | None]:
    """The dates from which words of a limit in these rows count, by id: those of their papers."""
    rows = Obligation.objects.filter(item_id__in=list(item_ids)).select_related("paper").only("item_id", "paper__head")
    return {row.item_id: load(HeadMatter, row.paper.head).anchor for row in rows}


def _chunks(item_ids: Iterable[str], rows: QuerySet[Obligation]) -> Iterator[list[Obligation]]:
    wanted = sorted(set(item_ids))  # one order for all writers: two imports cannot wait for one another
    rows = rows.order_by("item_id")
    for at in range(0, len(wanted), CHUNK):
        yield list(rows.filter(item_id__in=wanted[at : at + CHUNK]).prefetch_related("owners", "targets"))


@transaction.atomic
def apply(edits: Edits, who: str, note: str, tell: Callable[[int], None] = lambda _: None, *, classes: Classes | None = None) -> Refused:
    """Writes the cells; those that cannot be taken are given back with the reason, the others stand. ``tell``: rows done.

    ``classes``: by what words of 办理结果 are read; without it none is taken.

    Each cell is signed by ``who`` and told in history with ``note``. Raises BadInput where nobody signs.
    """
    signed(who)
    bulk.wait_for_writers()
    refused: Refused = {}
    done, owners = 0, False
    for items in _chunks(edits, Obligation.objects.select_related("paper").select_for_update(of=("self",))):
        batch = _Batch(who, note)
        for item in items:
            batch.row(item, edits[item.item_id], refused)
        owners |= batch.write()
        done += len(items)
        tell(done)
    if owners:
        bodies.settle()
    read = classes or Classes({}, "", timezone.localdate())
    steps: dict[str, Callable[[str, str, str, str], None]] = {"state": _move}
    steps["outcome_class"] = lambda item_id, words, who, note: outcomes.record_words(item_id, words, who, note, read)
    for item_id, cells in edits.items():
        for key in steps.keys() & cells.keys():
            try:
                steps[key](item_id, cells[key], who, note)
            except DocintelError as error:
                refused[item_id, key] = str(error)
    return refused


class _Batch:
    """The writing of one chunk of rows."""

    def __init__(self, who: str, note: str) -> None:
        self.who, self.note = who, note
        self.reviews: list[dict[str, Any]] = []
        self.histories: list[dict[str, Any]] = []
        self.plain: list[dict[str, Any]] = []
        self.laid: list[tuple[Obligation, dict[str, Any], set[str]]] = []

    def row(self, item: Obligation, cells: Mapping[str, str], refused: Refused) -> None:
        before = ledger.in_words(item)
        plain: dict[str, Any] = {n: getattr(item, n) for n in ledger.PLAIN_FIELDS} | {"extra": dict(item.extra)}
        decided: dict[str, Any] = {}
        changed: set[str] = set()
        for key, words in cells.items():
            if key in ("state", "outcome_class"):
                continue
            name, new = key.removeprefix(EXTRA), storable(words).strip()
            if key.startswith(EXTRA):
                old = item.extra.get(name, "")
                plain["extra"][name] = new
            elif key in ledger.PLAIN_FIELDS:
                old, plain[key] = before[key], new
            else:
                try:
                    value = checked(key, words)
                except BadInput as error:
                    refused[item.item_id, key] = str(error)
                    continue
                old, new = before[key], ledger.joined(value, key)
                if old != new:
                    decided[key] = value
            if old != new:
                changed.add(key)
                self.histories.append(self._line(item, name, old, new))
        if decided:
            self.laid.append((item, plain | {"decided": decided}, changed))
            self.reviews += [self._review(item, field, value) for field, value in decided.items()]
        elif changed:
            self.plain.append({"id": item.pk, **plain, "revision": item.revision + 1, "updated": timezone.now()})

    def _line(self, item: Obligation, name: str, old: str, new: str) -> dict[str, Any]:
        about = {"kind": "item", "subject": item.item_id, "who": self.who, "field": name[:40]}
        return about | {"old": old, "new": new, "note": self.note}

    def _review(self, item: Obligation, field: str, value: Any) -> dict[str, Any]:
        about = {"kind": "item", "subject": item.item_id, "field": field, "value": value, "who": self.who}
        return about | {"note": self.note, "stamp": item.text_hash}

    def write(self) -> bool:
        """Writes the chunk; whether owners changed."""
        bulk.insert(Review, self.reviews)
        bulk.insert(History, self.histories)
        bulk.update(Obligation, self.plain)
        in_force = decisions("item", [item.item_id for item, _, _ in self.laid])
        updates, parts = [], []
        for item, columns, changed in self.laid:
            del columns["decided"]
            rows = lay_over(machine_rows(item, item.paper), in_force.get(item.item_id, {}))
            names = (*ITEM_FIELDS, "due_flags", "due_by_person")
            columns |= {n: rows.columns[n] for n in names if n in rows.columns}
            reviewed = {"review_stamp": item.text_hash, "needs_review": False}
            updates.append({"id": item.pk, **columns, **reviewed, "revision": item.revision + 1, "updated": timezone.now()})
            anew = {name for name, fields in _PARTS.items() if changed & fields}
            if anew:
                parts.append((item.pk, ItemRows({}, {name: rows.parts[name] for name in anew})))
        bulk.update(Obligation, updates)
        for name, model in (("owners", Owner), ("targets", Target)):
            model._default_manager.filter(obligation__in=[key for key, made in parts if name in made.parts]).delete()
        insert_parts(parts)
        outbox.queue({item.paper_id for item, _, _ in self.laid})
        return any("owners" in made.parts for _, made in parts)


_PARTS = {"owners": {"lead", "support"}, "targets": {"targets"}}
"""What is made anew of a row when one of these fields changed."""


def _move(item_id: str, state: str, who: str, note: str) -> None:
    """Goes to a state by the shortest way of allowed steps: all of them or none. Only a step from or to a proposal is a review."""
    with transaction.atomic():
        item = get_item(item_id, lock=True)
        for step in _steps(item.state, state) if state != item.state else ():
            states.move(item, step, who, note, reviewed="proposed" in (item.state, step))


def _steps(start: str, goal: str) -> list[str]:
    """The shortest way of allowed steps; the goal alone when there is none (the ledger then says which steps there are)."""
    ways: deque[list[str]] = deque([[start]])
    seen = {start}
    while ways:
        way = ways.popleft()
        for state in TRANSITIONS.get(way[-1], ()):
            if state == goal:
                return [*way[1:], goal]
            if state not in seen:
                seen.add(state)
                ways.append([*way, state])
    return [goal]
