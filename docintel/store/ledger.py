"""The tracked obligations: lists with filters, one row, changes by people, history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, overload

from django.db import transaction
from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from docintel.domain.ledger import FIELDS, STATES, Change, LedgerFilters, LedgerRow, RowOwner
from docintel.domain.statistics import Statistics
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import bodies, body_lists, bulk, outbox, outcomes, states
from docintel.store.corrections import ITEM_FIELDS, checked, decisions, lay_over, machine_rows, owner_columns, split_owners
from docintel.store.inserting import insert_parts
from docintel.store.items import get_item, scope, signed, tell
from docintel.store.light_choice import in_force
from docintel.store.light_rules import RuleSet
from docintel.store.lights import default_limit, light
from docintel.store.models import Action, Body, History, Obligation, Owner, Progress, Review, Target
from docintel.store.progress import confirmations, courses, goal_words, needs_confirmation, plan_of, report_of
from docintel.store.situations import NOTHING, Given, colours, given, lit_now, situation
from docintel.store.statistics import members, statistics

PLAIN_FIELDS = ("progress", "note")
"""What only people write; a reading never touches it."""


class Rows(Sequence[LedgerRow]):
    """Ledger rows that are read when they are looked at: ``len`` counts, a slice reads only its rows.

    ``keys``: the primary keys of those that are wanted, in order (None = all that are found).
    """

    def __init__(self, found: QuerySet[Obligation], today: date, rules: RuleSet, keys: list[int] | None = None) -> None:
        self._found, self._today, self._rules, self._keys = found, today, rules, keys
        self._length: int | None = None if keys is None else len(keys)

    def __len__(self) -> int:
        if self._length is None:
            self._length = self._found.count()
        return self._length

    def __iter__(self) -> Iterator[LedgerRow]:
        for at in range(0, len(self), 500):
            yield from self[at : at + 500]

    @overload
    def __getitem__(self, index: int) -> LedgerRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[LedgerRow]: ...
    def __getitem__(self, index: int | slice) -> LedgerRow | list[LedgerRow]:
        if isinstance(index, int):
            at = index + len(self) if index < 0 else index
            if not 0 <= at < len(self):
                raise IndexError(index)
            return _read(self._some(at, at + 1), self._today, self._rules)[0]
        start, stop, step = index.indices(len(self))
        return _read(self._some(start, stop), self._today, self._rules)[::step]

    def _some(self, start: int, stop: int) -> QuerySet[Obligation]:
        return self._found[start:stop] if self._keys is None else self._found.filter(pk__in=self._keys[start:stop])


def rows(filters: LedgerFilters, today: date, rules: RuleSet | None = None) -> Sequence[LedgerRow]:
    """The ledger in order of due date, undated rows last. ``rules`` None = those that the office chose."""
    chosen, found = rules or in_force(), _filtered(filters)
    if not any((filters.light, filters.figure, filters.text, filters.owner, filters.region)):
        return Rows(found, today, chosen)  # what is not found by an index is looked for once
    lit = {} if not filters.light else lit_now(today) if rules is None else colours(found, today, rules)
    counted = _counted(found, filters, today)
    keys = found.values_list("pk", flat=True)
    wanted = [k for k in keys if (counted is None or k in counted) and (not filters.light or lit.get(k) == filters.light)]
    return Rows(found, today, chosen, wanted)


def _counted(found: QuerySet[Obligation], filters: LedgerFilters, today: date) -> set[int] | None:
    """The rows behind the figure that the filters name, None where they name none."""
    return members(found, filters.figure, today, filters.by or "", filters.key or "") if filters.figure else None


def counted(filters: LedgerFilters, today: date, by: str) -> Statistics:
    """The figures of the rows that the filters leave, by one of domain.statistics.GROUPINGS. Raises BadInput."""
    return statistics(_filtered(filters), today, by)


def row(item_id: str, today: date) -> LedgerRow:
    """One row. Raises NotFound."""
    return _read(Obligation.objects.filter(pk=get_item(item_id).pk), today, in_force())[0]


def lit(filters: LedgerFilters, today: date, rules: RuleSet | None = None) -> dict[int, str]:
    """Primary key → colour of every row that the filters (but the colour) leave."""
    found = _filtered(filters)
    if rules is not None:
        return colours(found, today, rules)
    every = lit_now(today)
    if filters == LedgerFilters():
        return every
    wanted = _counted(found, filters, today) if filters.figure else found.order_by().values_list("pk", flat=True)
    return {key: every[key] for key in wanted or () if key in every}


def named(keys: Sequence[int]) -> list[tuple[str, str]]:
    """(item_id, text) of rows given by primary key."""
    return list(Obligation.objects.filter(pk__in=keys).order_by("pk").values_list("item_id", "text"))


def _filtered(filters: LedgerFilters) -> QuerySet[Obligation]:
    found = Obligation.objects.filter(scope(filters.units))
    if filters.owner:
        found = found.filter(pk__in=owned(filters.owner))
    if filters.region:
        found = found.filter(Q(paper__region_path__icontains=filters.region) | Q(paper__region__icontains=filters.region))
    if filters.text:
        found = found.filter(Q(text__icontains=filters.text) | Q(item_id=filters.text))
    exact: dict[str, Any] = {"state": filters.state, "paper__doc_id": filters.doc, "strength": filters.strength}
    exact |= {"paper__issue_date__startswith": filters.year, "paper__doc_kind": filters.kind}
    exact |= {"due__lte": filters.due_before, "due__gte": filters.due_after}
    exact = {k: v for k, v in exact.items() if v}
    exact |= {"due__isnull": not filters.dated} if filters.dated is not None else {}
    exact |= {"needs_review": filters.needs_review} if filters.needs_review is not None else {}
    exact |= {"gone_since__isnull": not filters.gone} if filters.gone is not None else {}
    return found.filter(**exact).order_by(F("due").asc(nulls_last=True), "paper_id", "start", "id")


def owned(words: str) -> QuerySet[Owner, Any]:
    """Primary keys of the obligations of which a body's name or full name has these words, or for which they are a short name."""
    named = {*Body.objects.filter(name__icontains=words).values_list("pk", flat=True), *body_lists.meant(words)}
    return Owner.objects.filter(Q(name__icontains=words) | Q(canonical__icontains=words) | Q(body__in=named)).values("obligation")


def _read(found: QuerySet[Obligation], today: date, rules: RuleSet) -> list[LedgerRow]:
    parts = (
        Prefetch("owners", Owner.objects.select_related("body__successor").order_by("order")),
        Prefetch("actions", Action.objects.order_by("order")),
        Prefetch("targets", Target.objects.order_by("order")),
        Prefetch("reports", Progress.objects.order_by("pk")),
    )
    read = list(found.select_related("paper").defer("data", "paper__head", "paper__catalogue").prefetch_related(*parts))
    confirmed = confirmations([item.item_id for item in read]) if needs_confirmation(rules) else {}
    lives = given([item.pk for item in read], today)
    recorded = outcomes.classes({item.paper_id: item.paper.reply_class for item in read})
    return [
        replace(
            _row(item, today, rules, confirmed.get(item.item_id), lives.get(item.pk, NOTHING)),
            outcome_class=item.outcome_class or recorded[item.paper_id],
        )
        for item in read
    ]


def _row(item: Obligation, today: date, rules: RuleSet, confirmed: date | None, life: Given) -> LedgerRow:
    paper = item.paper
    lead, support = split_owners([owner_columns(o) for o in item.owners.all()])
    reports = tuple(report_of(r) for r in item.reports.all())
    found = courses(item.targets.all(), reports, plan_of(item, confirmed, rules), today)
    now = situation(item, reports, found, confirmed, life)
    return LedgerRow(
        item_id=item.item_id,
        doc=paper.doc_id,
        title=paper.title,
        doc_number=paper.doc_number,
        source_kind=paper.doc_kind,
        case_number=paper.case_number,
        proposal_title=paper.proposal_title,
        text=item.text,
        actions=tuple(a.text for a in item.actions.all()),
        targets=tuple(goal_words(t) for t in item.targets.all()),
        lead=_names(lead),
        support=_names(support),
        deadline_words=tuple(item.due_words),
        due=item.due,
        recurrence=tuple(words for words, _ in now.recurrence),
        conditions=tuple(item.conditions),
        flags=tuple(item.flags),
        strength=item.strength,
        state=item.state,
        light=light(now, today, rules),
        outcome_class=item.outcome_class,
        needs_review=item.needs_review,
        start=item.start,
        end=item.end,
        updated=item.updated,
        note=item.note,
        progress=item.progress,
        region=paper.region,
        gone=item.gone_since is not None,
        owners=tuple(_row_owner(o) for o in item.owners.all()),
        default_due=default_limit(now, today, rules),
        limit=life.limit,
        extended=life.extended,
        courses=found,
        reports=reports,
        extra=dict(item.extra),
        revision=item.revision,
        confidence=item.confidence,
        found_by=item.found_by,
        origin=item.origin,
        made_from=tuple(item.made_from),
    )


def _row_owner(owner: Owner) -> RowOwner:
    body = owner.body
    if body is None:
        return RowOwner(owner.name, owner.role, owner.canonical, owner.resolved if owner.canonical else "")
    later = body.successor
    return RowOwner(owner.name, owner.role, body.name, owner.settled, later.name if later else "", body.successor_since, listed=True)


def _names(owners: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Each body once: 市教育局 and the 澜州市教育局 that signed are one where both have the same full name."""
    named: dict[int | str, str] = {}
    for o in owners:
        full = o.get("body_id") or o["canonical"] or o["name"]
        if full:
            named.setdefault(full, o["name"] or full)
    return tuple(dict.fromkeys(named.values()))


@transaction.atomic
def change_state(item_id: str, to: str, who: str, note: str = "", expected: str | None = None) -> None:
    """Moves a row to another state (domain.ledger.TRANSITIONS) and writes history.

    ``expected`` is the state the person saw. Raises NotFound, BadInput (no such step, or it lacks what it needs: closing needs
    evidence), StoreConflict (somebody was faster).
    """
    signed(who)
    if to not in STATES:
        raise BadInput(f"没有状态 {to}；可用：{'、'.join(f'{k}（{v}）' for k, v in STATES.items())}")
    item = get_item(item_id, lock=True)
    if expected is not None and item.state != expected:
        raise StoreConflict(f"{item_id} 的状态已被改为“{STATES[item.state]}”，不再是“{STATES.get(expected, expected)}”；请刷新后再改")
    if to == item.state:
        return
    states.move(item, to, who, note, reviewed=True)


@transaction.atomic
def correct(item_id: str, changes: Mapping[str, Any], who: str, note: str = "", expected: int | None = None) -> list[str]:
    """Writes a person's corrections (ITEM_FIELDS) and what only people write (PLAIN_FIELDS); the fields that really changed.

    ``expected`` is the row's revision as seen. Raises NotFound, BadInput, StoreConflict.
    """
    signed(who)
    bulk.wait_for_writers()
    item = get_item(item_id, lock=True)
    if expected is not None and item.revision != expected:
        raise StoreConflict(f"{item_id} 在此期间已被修改；请刷新后再改")
    unknown = [f for f in changes if f not in ITEM_FIELDS and f not in PLAIN_FIELDS]
    if unknown:
        raise BadInput(f"不能更正字段 {'、'.join(unknown)}；可更正的有：{'、'.join((*ITEM_FIELDS, *PLAIN_FIELDS))}")
    before = in_words(item)
    done: list[str] = []
    for field, value in changes.items():
        new = checked(field, value) if field in ITEM_FIELDS else str(value or "").strip()
        if joined(new, field) == before[field]:
            continue
        if field in ITEM_FIELDS:
            Review.objects.create(kind="item", subject=item_id, field=field, value=new, who=who, note=note, stamp=item.text_hash)
        else:
            setattr(item, field, new)
        tell(item_id, who, field, old=before[field], new=joined(new, field), note=note)
        done.append(field)
    if done:
        settle(item, reviewed=any(f in ITEM_FIELDS for f in done))
    return done


def settle(item: Obligation, reviewed: bool) -> None:
    """Lays the corrections in force over the reading and saves."""
    rows_ = lay_over(machine_rows(item, item.paper), decisions("item", [item.item_id]).get(item.item_id, {}))
    for name in (*ITEM_FIELDS, "due_flags", "due_by_person"):
        if name in rows_.columns:
            setattr(item, name, rows_.columns[name])
    if reviewed:
        item.review_stamp, item.needs_review = item.text_hash, False
    item.revision += 1
    item.save()
    item.owners.all().delete()
    item.targets.all().delete()
    rows_.parts = {name: rows_.parts[name] for name in ("owners", "targets")}
    insert_parts([(item.pk, rows_)])
    bodies.settle()
    outbox.queue([item.paper_id])


def in_words(item: Obligation) -> dict[str, str]:
    """Field → words of what people may change in a row."""
    lead, support = split_owners([owner_columns(o) for o in item.owners.all()])
    plain = {name: joined(getattr(item, name), name) for name in ("text", "due", "due_words", "strength", *PLAIN_FIELDS)}
    targets = [goal_words(t) for t in item.targets.all()]
    return plain | {"lead": joined(_names(lead)), "support": joined(_names(support)), "targets": joined(targets, "targets")}


def joined(value: Any, field: str = "") -> str:
    """A field's value as one text: lists of names by 、, of targets and of words of a limit by ；."""
    if isinstance(value, (list, tuple)):
        return ("；" if field in ("targets", "due_words") else "、").join(str(v) for v in value)
    return "" if value is None else str(value)


@transaction.atomic
def mark_reviewed(item_id: str, who: str, note: str = "") -> None:
    """A person has read the item as its text stands now; "needs review" goes until the text changes again."""
    signed(who)
    item = get_item(item_id, lock=True)
    item.review_stamp, item.needs_review = item.text_hash, False
    item.revision += 1
    item.save()
    Review.objects.create(kind="item", subject=item_id, field="review", value=None, who=who, note=note, stamp=item.text_hash)
    tell(item_id, who, "review", old="", new="已复核", note=note)


@transaction.atomic
def undo(item_id: str, field: str, who: str, note: str = "") -> None:
    """Takes the newest correction of a field back; what stood before it (an older correction or the reading) is in force again."""
    signed(who)
    bulk.wait_for_writers()
    item = get_item(item_id, lock=True)
    newest = Review.objects.filter(kind="item", subject=item_id, field=field, undone_at=None).last()
    if newest is None:
        raise NotFound(f"{item_id} 的“{FIELDS.get(field, field)}”没有可撤销的更正")
    before = in_words(item)
    newest.undone_by, newest.undone_at = who, timezone.now()
    newest.save(update_fields=["undone_by", "undone_at"])
    settle(item, reviewed=False)
    if field in before:
        tell(item_id, who, field, old=before[field], new=in_words(item)[field], note=note or "撤销更正")


def history(item_id: str) -> list[Change]:
    """Every change of a row, oldest first. Raises NotFound for an unknown row."""
    get_item(item_id)
    return [
        Change(h.subject, h.who, h.when, FIELDS.get(h.field, h.field), _label(h.field, h.old), _label(h.field, h.new), h.note)
        for h in History.objects.filter(kind="item", subject=item_id.strip()).order_by("when", "id")
    ]


def told_subjects(field: str, note: str) -> QuerySet[History, Any]:
    """Item ids of which a change of ``field`` was told with a note that begins like this."""
    return History.objects.filter(kind="item", field=field, note__startswith=note).values_list("subject", flat=True)


def _label(field: str, value: str) -> str:
    return STATES.get(value, value) if field == "state" else value


def counts(units: frozenset[int] | None = None) -> dict[str, int]:
    """State code → number of rows, in the order of an item's life."""
    found = dict(Obligation.objects.filter(scope(units)).values_list("state").annotate(n=Count("id")).order_by())
    return {state: found.get(state, 0) for state in STATES}
