"""A reading as rows of the format docintel-gold/1: the program's machine-readable output (docs/formats.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docintel.domain.expressions import NumberFrame, Recurrence, TimeFrame
from docintel.domain.findings import Action, Amount, Benefit, Condition, Item, Norm, Obligation, Owner, Reading, Target
from docintel.domain.papers import HeadMatter, Validity
from docintel.domain.spans import Span

Row = dict[str, Any]


def rows(reading: Reading) -> Iterator[Row]:
    """One doc row, one units row, then one row an item in text order. Values are JSON-ready; offsets are code points."""
    doc_id = reading.paper.doc_id
    yield {"record": "doc", "doc_id": doc_id, **_head(reading.paper.head)}
    yield {"record": "units", "doc_id": doc_id, "units": [[u.start, u.end, list(u.labels)] for u in reading.units]}
    for item in reading.items:
        yield {"record": "refusal" if item.label == "REFUSE" else "item", "doc_id": doc_id, **_item(item)}


def _head(head: HeadMatter) -> Row:
    contact = head.contact
    return {
        "doc_kind": head.doc_kind,
        "doc_number": head.doc_number,
        "title": head.title,
        "issuer": head.issuer,
        "addressee": head.addressee,
        "issue_date": head.issue_date,
        "signer": head.signer,
        "contact": {"name": contact.name, "phone": contact.phone} if contact else None,
        "cc": head.cc,
        "session": head.session,
        "case_number": head.case_number,
        "proposal_title": head.proposal_title,
        "reply_class": head.reply_class,
        "anchor": {"value": head.anchor.value, "grain": head.anchor.grain, "basis": head.anchor.basis},
        "status": head.status,
        "validity": _validity(head.validity),
        "region": head.region,
        "source_doc": head.source_doc,
        "from_catalogue": list(head.from_catalogue),
    }


def _item(item: Item) -> Row:
    row: Row = {
        "item_id": item.item_id,
        "label": item.label,
        "evidence": [_span(e) for e in item.evidence],
        "attribution": item.attribution,
        "source_doc": item.source_doc,
        "responds_to": item.responds_to,
        "found_by": item.found.found_by,
        "confidence": item.found.confidence,
        "flags": list(item.flags),
    }
    owners = [_owner(o) for o in item.owners]
    shared = {
        "actions": [_action(a) for a in item.actions],
        "deadlines": [_time(t) for t in item.deadlines],
        "targets": [_target(t) for t in item.targets],
    }
    if isinstance(item, Obligation):
        return row | {"kind": item.kind, "owners": owners, "partners": [_span(p) for p in item.partners]} | shared
    if isinstance(item, Benefit):
        return row | {"provider": owners} | _benefit(item)
    row["owners"] = owners
    row["strength"] = "enabling" if item.label == "ENCOURAGE" else None
    if isinstance(item, Norm):
        row |= {
            "status": item.status,
            "addressed_to": _span(item.beneficiary) if item.beneficiary else None,
            "conditions": [_condition(c) for c in item.conditions],
            "amounts": [_amount(a) for a in item.amounts],
            "reason": _maybe(item.reason),
        }
    return row | shared


def _benefit(item: Benefit) -> Row:
    duration = item.duration
    return {
        "status": item.status,
        "benefit_type": item.benefit_type,
        "beneficiary": _span(item.beneficiary) if item.beneficiary else None,
        "conditions": [_condition(c) for c in item.conditions],
        "amounts": [_amount(a) for a in item.amounts],
        "tier": item.tier,
        "validity": _validity(item.validity),
        "benefit_duration": {
            "raw": duration.span.text,
            "span": _span(duration.span),
            "duration": duration.duration,
            "per": duration.per,
            "modality": duration.modality,
        }
        if duration
        else None,
        "stacking": _span(item.stacking) if item.stacking else None,
        "region": item.region,
        "window": _maybe(item.window),
        "exclusions": [_condition(c) for c in item.exclusions],
        "materials": [_span(m) for m in item.materials],
        "contact": [_span(c) for c in item.contact],
    }


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end, "text": span.text}


def _condition(condition: Condition) -> Row:
    return _span(condition.span) | {
        "readings": [
            {
                "kind": r.kind,
                "comparator": r.comparator,
                "value": r.value,
                "min": r.min,
                "max": r.max,
                "unit": r.unit,
                "words": _span(r.words),
            }
            for r in condition.readings
        ]
    }


def _maybe(span: Span | None) -> Row | None:
    return _span(span) if span else None


def _validity(validity: Validity | None) -> Row | None:
    return {"start": validity.start, "end": validity.end, "basis": validity.basis} if validity else None


def _owner(owner: Owner) -> Row:
    return {
        "name": owner.name,
        "canonical": owner.canonical,
        "resolved": owner.resolved,
        "role": owner.role,
        "basis": owner.basis,
        "order": owner.order,
        "span": _maybe(owner.span),
    }


def _action(action: Action) -> Row:
    return {
        "span": _span(action.span),
        "strength": action.strength,
        "cue": action.evidence.cue,
        "specificity": action.specificity,
        "addressed_to": _maybe(action.addressed_to),
        "deadline_idx": list(action.deadline_idx),
        "target_idx": list(action.target_idx),
        "owner_idx": list(action.owner_idx),
        "recurrence": _recurrence(action.recurrence),
        "condition": _maybe(action.condition),
    }


def _recurrence(recurrence: Recurrence | None) -> Row | None:
    if recurrence is None:
        return None
    return {"raw": recurrence.span.text, "span": _span(recurrence.span), "every": recurrence.every, "by": recurrence.by, "count": None}


def _time(time: TimeFrame) -> Row:
    return {
        "raw": time.span.text,
        "span": _span(time.span),
        "role": time.role,
        "start": time.start,
        "end": time.end,
        "grain": time.grain,
        "duration": time.duration,
        "recurrence": _recurrence(time.recurrence),
        "relative_to": time.relative_to,
        "inherited": time.inherited,
        "flags": list(time.flags),
    }


def _number(number: NumberFrame) -> Row:
    return {
        "raw": number.span.text,
        "span": _span(number.span),
        "comparator": number.comparator,
        "value": number.value,
        "min": number.min,
        "max": number.max,
        "unit": number.unit,
    }


def _target(target: Target) -> Row:
    number = target.number
    return _number(number) | {
        "indicator": _maybe(target.indicator),
        "type": number.type,
        "approx": number.comparator.startswith("approx"),
        "change": number.change,
        "direction": number.direction,
        "baseline": number.baseline,
        "per": number.per,
        "scope": None,
        "deadline": target.deadline,
    }


def _amount(amount: Amount) -> Row:
    return _number(amount.number) | {
        "rule": amount.rule,
        "base_of": _maybe(amount.base_of),
        "per": amount.per,
        "period": amount.period,
    }
