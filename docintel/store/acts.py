"""What a reviewer does with rows, each act in one transaction with its history, and taking acts back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from docintel.domain.ids import ALPHABET
from docintel.domain.ledger import STATES
from docintel.domain.review import ACT_KINDS, ActRow
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import bulk, ledger, outbox
from docintel.store.corrections import ITEM_FIELDS
from docintel.store.items import get_item, signed, tell
from docintel.store.models import Act, History, Obligation, Review

KEPT_COLUMNS = ("state", "review_stamp", "needs_review")
"""What an act changes in a row beside its corrections, and what taking it back restores."""
_SHOWN = 20
Before = dict[str, dict[str, Any]]


def before_of(item: Obligation) -> Before:
    """The columns of a row that taking an act back restores."""
    return {item.item_id: {name: getattr(item, name) for name in KEPT_COLUMNS}}


def seen(item_id: str, expected: int | None) -> Obligation:
    """The row under lock as the reviewer saw it. Raises NotFound, StoreConflict."""
    item = get_item(item_id, lock=True)
    if expected is not None and item.revision != expected:
        raise StoreConflict(f"{item.item_id} 在此期间已被修改；请刷新后再审核")
    return item


@transaction.atomic
def confirm(item_id: str, who: str, note: str = "", expected: int | None = None) -> int:
    """A proposed row is right; any other row was read against its source as it stands now. The act's number.

    Raises NotFound, StoreConflict, BadInput (a rejected row that does not ask for a review).
    """
    signed(who)
    item = seen(item_id, expected)
    before = before_of(item)
    if item.state == "proposed":
        ledger.change_state(item.item_id, "confirmed", who, note)
        return record("confirm", who, item, before, note=note)
    if not item.needs_review:
        raise BadInput(f"{item.item_id} 现为“{STATES[item.state]}”，没有待审核的内容")
    ledger.mark_reviewed(item.item_id, who, note)
    return record("seen", who, item, before, note=note, decisions=[_newest(item.item_id)])


@transaction.atomic
def reject(item_id: str, who: str, reason: str, expected: int | None = None) -> int:
    """The row is no promise to be followed; ``reason`` stays in its history. The act's number.

    Raises NotFound, StoreConflict, BadInput (no reason, or a state that cannot be left like this).
    """
    signed(who)
    if not reason.strip():
        raise BadInput("不予立项须写明理由")
    item = seen(item_id, expected)
    before = before_of(item)
    if item.state == "rejected":
        raise BadInput(f"{item.item_id} 已经是“{STATES['rejected']}”")
    ledger.change_state(item.item_id, "rejected", who, reason.strip())
    return record("reject", who, item, before, note=reason.strip())


@transaction.atomic
def correct(item_id: str, changes: Mapping[str, Any], who: str, note: str = "", expected: int | None = None) -> list[str]:
    """Corrections of ITEM_FIELDS that can be taken back as one; the fields that really changed.

    Raises NotFound, StoreConflict, BadInput.
    """
    unknown = [f for f in changes if f not in ITEM_FIELDS]
    if unknown:
        raise BadInput(f"审核时不能更正字段 {'、'.join(unknown)}；可更正的有：{'、'.join(ITEM_FIELDS)}")
    bulk.wait_for_writers()
    item = seen(item_id, expected)
    before, last = before_of(item), _newest(item.item_id)
    done = ledger.correct(item.item_id, changes, who, note, expected)
    if done:
        written = Review.objects.filter(kind="item", subject=item.item_id, pk__gt=last).values_list("pk", flat=True)
        record("correct", who, item, before, note=note, decisions=list(written))
    return done


def _newest(item_id: str) -> int:
    return Review.objects.filter(kind="item", subject=item_id).aggregate(last=Max("pk"))["last"] or 0


def record(
    kind: str,
    who: str,
    item: Obligation | None,
    before: Before,
    *,
    note: str = "",
    made: Sequence[str] = (),
    decisions: Sequence[int] = (),
) -> int:
    """Writes the act; its number."""
    paper = item.paper if item else None
    return Act.objects.create(kind=kind, who=who, paper=paper, before=before, made=list(made), decisions=list(decisions), note=note).pk


@transaction.atomic
def undo(who: str, number: int | None = None) -> ActRow:
    """Takes back an act, the newest of ``who`` where no number is given. Rows that a person made stay as rejected, nothing is deleted.

    Raises NotFound (no such act), StoreConflict (taken back before, or a row went on since).
    """
    signed(who)
    bulk.wait_for_writers()
    found = Act.objects.select_for_update(of=("self",)).order_by("-pk")
    act = found.filter(pk=number).first() if number is not None else found.filter(who=who, undone_at=None).first()
    if act is None:
        raise NotFound("没有可以撤销的审核操作" if number is None else f"没有第 {number} 号审核操作")
    if act.undone_at is not None:
        raise StoreConflict(f"第 {act.pk} 号操作已由 {act.undone_by} 撤销")
    if act.kind == "bulk":
        _undo_bulk(act, who)
    else:
        _undo_made(act, who)
        _undo_rows(act, who)
    act.undone_by, act.undone_at = who, timezone.now()
    act.save(update_fields=["undone_by", "undone_at"])
    return _row(act)


_LEFT = {"confirm": "confirmed", "reject": "rejected", "split": "rejected", "merge": "rejected"}
"""Kind of act → the state in which it leaves its rows; acts of other kinds leave the state alone."""


def _undo_rows(act: Act, who: str) -> None:
    for item_id, before in act.before.items():
        item = get_item(item_id, lock=True)
        if item.state != _LEFT.get(act.kind, before["state"]):
            raise StoreConflict(f"{item_id} 后来又改为“{STATES[item.state]}”，不能撤销这一步；请先撤销其后的操作")
        _take_back(act, item_id, who)
        item = get_item(item_id, lock=True)
        _restore(item, before, who, f"撤销{ACT_KINDS[act.kind]}")


def _take_back(act: Act, item_id: str, who: str) -> None:
    """The corrections of the act, unless a later one of the same field stands on top."""
    for review in Review.objects.filter(pk__in=act.decisions, subject=item_id, undone_at=None).order_by("-pk"):
        later = Review.objects.filter(kind="item", subject=item_id, field=review.field, undone_at=None, pk__gt=review.pk)
        if later.exists():
            raise StoreConflict(f"{item_id} 的“{ITEM_FIELDS.get(review.field, '复核')}”后来又改过，不能撤销这一步；请先撤销其后的操作")
        ledger.undo(item_id, review.field, who)


def _restore(item: Obligation, before: Mapping[str, Any], who: str, note: str) -> None:
    if item.state != before["state"]:
        tell(item.item_id, who, "state", old=item.state, new=before["state"], note=note)
        outbox.queue([item.paper_id])
    for name in KEPT_COLUMNS:
        setattr(item, name, before[name])
    item.needs_review = bool(item.review_stamp) and (item.review_stamp != item.text_hash or item.gone_since is not None)
    item.revision += 1
    item.save(update_fields=[*KEPT_COLUMNS, "revision", "updated"])


def _undo_made(act: Act, who: str) -> None:
    for item_id in act.made:
        item = get_item(item_id, lock=True)
        if item.state != ("confirmed" if act.kind == "add" else "proposed"):
            raise StoreConflict(f"{item_id} 后来已改为“{STATES[item.state]}”，不能撤销{ACT_KINDS[act.kind]}；请先撤销其后的操作")
        tell(item_id, who, "state", old=item.state, new="rejected", note=f"撤销{ACT_KINDS[act.kind]}")
        item.state, item.needs_review, item.review_stamp = "rejected", False, item.text_hash
        item.revision += 1
        item.save(update_fields=[*KEPT_COLUMNS, "revision", "updated"])
        outbox.queue([item.paper_id])


def _undo_bulk(act: Act, who: str) -> None:
    """Rows that went on since keep their state; the act's note says how many. Raises StoreConflict where all of them did."""
    ids = list(act.before)
    rows = _locked(Obligation.objects.filter(item_id__in=ids[at : at + 500]) for at in range(0, len(ids), 500))
    back = [row for row in rows if row.state == "confirmed"]
    if not back:
        raise StoreConflict("这一批事项后来都已改动，没有可以撤销的")
    write_states(back, "proposed", who, "撤销批量确认")
    if len(back) < len(ids):
        act.note = f"{act.note}（撤销了 {len(back)} 项，另 {len(ids) - len(back)} 项后来有改动，保持不变）".strip()
        act.save(update_fields=["note"])


def _locked(found: Iterable[QuerySet[Obligation]]) -> list[Obligation]:
    names = ("item_id", "state", "revision", "text_hash", "paper_id")
    return [row for some in found for row in some.select_for_update(of=("self",)).order_by("pk").only(*names)]


def write_states(rows: Sequence[Obligation], to: str, who: str, note: str) -> None:
    """Moves rows that are held under lock to one state, with history, in few statements."""
    now = timezone.now()
    stamped = to == "confirmed"
    columns = [
        {
            "id": row.pk,
            "state": to,
            "review_stamp": row.text_hash if stamped else "",
            "needs_review": False,
            "revision": row.revision + 1,
            "updated": now,
        }
        for row in rows
    ]
    bulk.update(Obligation, columns)
    bulk.insert(
        History,
        [{"kind": "item", "subject": r.item_id, "who": who, "field": "state", "old": r.state, "new": to, "note": note} for r in rows],
    )


@transaction.atomic
def confirm_all(found: QuerySet[Obligation], who: str, note: str, check: Callable[[Sequence[Obligation]], None]) -> int:
    """Confirms every row of ``found`` that is proposed, all or nothing; ``check(rows)`` may refuse. How many."""
    signed(who)
    bulk.wait_for_writers()
    rows = _locked([found.filter(state="proposed").order_by()])
    check(rows)
    if not rows:
        raise BadInput("没有达到这一把握的待审核事项")
    before = {r.item_id: {"state": "proposed", "review_stamp": "", "needs_review": False} for r in rows}
    write_states(rows, "confirmed", who, note)
    record("bulk", who, None, before, note=note)
    return len(rows)


def acts(who: str = "", limit: int = 20, offset: int = 0) -> list[ActRow]:
    """Acts, the newest first; ``who`` "" = everybody's."""
    found = Act.objects.filter(who=who) if who else Act.objects.all()
    return [_row(act) for act in found.order_by("-pk")[offset : offset + limit]]


def _row(act: Act) -> ActRow:
    items = tuple(act.before)
    return ActRow(
        act.pk, act.kind, act.who, act.when, items[:_SHOWN], len(items), tuple(act.made), act.note, undone=act.undone_at is not None
    )


def free_ids(item_id: str, count: int) -> list[str]:
    """Ids for the parts of a row: c-8kdj3h2x-a, c-8kdj3h2x-b …; one that was given away is never given again."""
    taken = set(Obligation.objects.filter(item_id__startswith=f"{item_id}-").values_list("item_id", flat=True))
    letters = [*(c for c in ALPHABET if c.isalpha()), *(a + b for a in ALPHABET if a.isalpha() for b in ALPHABET)]
    found = [name for letter in letters if (name := f"{item_id}-{letter}") not in taken][:count]
    if len(found) < count:
        raise BadInput(f"{item_id} 已经拆分过太多次；请另行补录")
    return found
