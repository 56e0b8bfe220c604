"""What the index is told of promises and benefits: what is in force of them, people's corrections laid in."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from docintel.domain import findings
from docintel.domain.expressions import NumberFrame, TimeFrame
from docintel.domain.facts import Fact, Figure
from docintel.domain.serial import load
from docintel.store.models import Benefit, Deadline, Obligation, Owner, Target
from docintel.store.rows import UNNAMED, flowing, joint

_MARKS = " 、，,；;："
_FROM_ABOVE = ("le", "lt", "approx_lt")
_FROM_BELOW = ("ge", "gt", "approx_gt")


def facts_of(papers: Iterable[int]) -> dict[int, list[Fact]]:
    """The facts of papers (primary keys), in text order. A row that was refused, or that the newest version lacks, is none."""
    keys = list(papers)
    found: dict[int, list[Fact]] = defaultdict(list)
    for paper, fact in (*_promises(keys), *_benefits(keys)):
        found[paper].append(fact)
    for facts in found.values():
        facts.sort(key=lambda f: (f.spans, f.item_id))
    return found


def _promises(papers: Sequence[int]) -> Iterator[tuple[int, Fact]]:
    rows = Obligation.objects.filter(paper__in=papers, gone_since=None).exclude(state="rejected")
    rows = rows.select_related("paper").only(
        "item_id", "paper_id", "paper__issuer", "label", "start", "end", "data", "due", "due_by_person"
    )
    parts = (Prefetch("owners", Owner.objects.select_related("body")), "deadlines", "targets")
    for row in rows.prefetch_related(*parts):
        yield (
            row.paper_id,
            Fact(
                row.item_id,
                row.label,
                _spans(row.data) or ((row.start, row.end),),
                _each(_body(o, row.paper.issuer) for o in row.owners.all()),
                days=_days(row),
                figures=_targets(row),
            ),
        )


def _benefits(papers: Sequence[int]) -> Iterator[tuple[int, Fact]]:
    rows = Benefit.objects.filter(paper__in=papers, gone_since=None).only(
        "item_id", "paper_id", "label", "data", "benefit_type", "beneficiary"
    )
    for row in rows:
        read = load(findings.Benefit, row.data)
        place = ((read.clause.start, read.clause.end),) if read.clause else tuple((s.start, s.end) for s in read.evidence)
        yield (
            row.paper_id,
            Fact(
                row.item_id,
                row.label,
                place,
                _each(name for o in read.owners for name in joint(o) or [o.name or ""]),
                row.benefit_type,
                row.beneficiary,
                tuple(dict.fromkeys((t.start or "", t.end or "") for t in read.deadlines if _is_due(t))),
                tuple(_amount(a) for a in read.amounts),
            ),
        )


def _spans(data: dict[str, Any]) -> tuple[tuple[int, int], ...]:
    """Where the evidence of a stored reading stands."""
    return tuple((s["start"], s["end"]) for s in data.get("evidence", ()) if "start" in s)


def _body(owner: Owner, issuer: str) -> str:
    """Its name in the gazetteer, else what the paper says; an issuer that the reading could not name is the one that is known now."""
    name = owner.body.name if owner.body else owner.canonical or owner.name
    return issuer if name == UNNAMED else name


def _each(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for n in names if n))


def _is_due(frame: TimeFrame) -> bool:
    return bool(frame.end) and (frame.is_deadline or frame.role in ("deadline", "period"))


def _days(row: Obligation) -> tuple[tuple[str, str], ...]:
    """The day that a person set stands alone."""
    if row.due_by_person:
        return ((row.due.isoformat(),) * 2,) if row.due else ()
    dated: list[Deadline] = [d for d in row.deadlines.all() if d.latest and (d.role in ("deadline", "period") or d.latest == row.due)]
    return tuple(dict.fromkeys((d.earliest.isoformat() if d.earliest else "", d.latest.isoformat()) for d in dated if d.latest))


def _bounds(comparator: str, value: float | None, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    if value is None:
        return low, high
    return (None if comparator in _FROM_ABOVE else value), (None if comparator in _FROM_BELOW else value)


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _targets(row: Obligation) -> tuple[Figure, ...]:
    """The targets, each with its place in the paper if the reading knows these words of it."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for read in reversed(row.data.get("targets", ())):
        span = read["number"]["span"]
        places[flowing(span["text"])].append((span["start"], span["end"]))
    return tuple(_target(t, places[t.words].pop() if places.get(t.words) else None) for t in row.targets.all())


def _target(t: Target, place: tuple[int, int] | None) -> Figure:
    low, high = _bounds(t.comparator, _finite(t.value), _finite(t.low), _finite(t.high))
    return Figure("target", low, high, t.unit, flowing(t.indicator).strip(_MARKS), t.words, place)


def _amount(amount: findings.Amount) -> Figure:
    n: NumberFrame = amount.number
    low, high = _bounds(n.comparator, _finite(n.value), _finite(n.min), _finite(n.max))
    if amount.rule == "cap":  # 最高50万元, whatever its comparator
        low, high = None, high if high is not None else low
    elif amount.rule == "floor":
        low, high = low if low is not None else high, None
    return Figure(amount.rule, low, high, n.unit or "", "", flowing(n.span.text), (n.span.start, n.span.end))
