"""Papers of which people decided every row, as readings with the people's corrections laid in: material to learn and to measure from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from docintel.domain import findings
from docintel.domain.expressions import TimeFrame
from docintel.domain.findings import Action, Owner, Reading, Target, Unit
from docintel.domain.serial import load
from docintel.domain.spans import Evidence, Span
from docintel.errors import BadInput, NotFound
from docintel.store import papers
from docintel.store.corrections import decisions
from docintel.store.models import Obligation, Paper
from docintel.store.rows import target_name
from docintel.text.typed import typed_number

PERSON = Evidence("person")


def complete(docs: Sequence[str] | None = None) -> list[str]:
    """Ids of the papers (of ``docs``) with at least one row and none that waits; a 台账 that was brought in is none.

    Raises NotFound, BadInput for a named one that is not.
    """
    mine = Obligation.objects.filter(paper=OuterRef("pk"))
    open_rows = mine.filter(Q(state="proposed", gone_since=None) | Q(needs_review=True))
    found = Paper.objects.filter(Exists(mine.filter(gone_since=None)), sheet=False).filter(~Exists(open_rows)).order_by("doc_id")
    if docs is None:
        return list(found.values_list("doc_id", flat=True))
    known = set(found.filter(doc_id__in=docs).values_list("doc_id", flat=True))
    for doc in docs:
        paper = Paper.objects.filter(doc_id=doc).only("sheet").first()
        if paper is None:
            raise NotFound(f"库中没有公文 {doc}")
        if paper.sheet:
            raise BadInput(f"{doc} 是导入的台账，不是公文；它的各行不是从文字中识别的，不能作标注数据")
        if doc not in known:
            raise BadInput(f"公文 {doc} 还没有审核完（或没有事项）；全部事项确认或不予立项后才能导出")
    return list(docs)


def readings(docs: Sequence[str]) -> Iterator[Reading]:
    """The readings of these papers as people left them."""
    for doc in docs:
        yield reading(doc)


def reading(doc_id: str) -> Reading:
    """A paper with the obligations that people confirmed. Benefits and norms are as the program read them."""
    read = papers.load_reading(doc_id)
    rows = (
        Obligation.objects.filter(paper__doc_id=doc_id, gone_since=None).exclude(state__in=("rejected", "proposed")).order_by("start", "id")
    )
    kept = list(rows)
    decided = decisions("item", [row.item_id for row in kept])
    text = read.paper.text
    found = tuple(_corrected(replace(load(findings.Obligation, r.data), item_id=r.item_id), decided.get(r.item_id, {}), text) for r in kept)
    return replace(read, obligations=found, units=_labelled(read.units, found))


def _corrected(item: findings.Obligation, decided: dict[str, Any], text: str) -> findings.Obligation:
    """A finding with what people decided about it, as far as it can be said of the paper's words."""
    item = replace(item, found=replace(PERSON, cue=item.found.cue))
    if "lead" in decided or "support" in decided:
        item = _owned(item, decided, text)
    if "due" in decided or "due_words" in decided:
        item = _due(item, decided)
    if "targets" in decided:
        item = _targets(item, decided["targets"])
    if "strength" in decided:
        item = replace(item, actions=tuple(replace(a, strength=decided["strength"]) for a in item.actions))
    return item


def _owned(item: findings.Obligation, decided: dict[str, Any], text: str) -> findings.Obligation:
    leads = [o for o in item.owners if o.role in ("lead", "responsible")]
    others = [o for o in item.owners if o.role not in ("lead", "responsible")]
    if "support" in decided:
        others = [_owner(name, "support", others, item, text) for name in decided["support"]]
    role = "lead" if others else "responsible"
    if "lead" in decided:
        leads = [_owner(name, role, leads, item, text) for name in decided["lead"]]
    # every action of a row that a person gave to a body is that body's
    return replace(item, owners=(*leads, *others), actions=tuple(replace(a, owner_idx=()) for a in item.actions))


def _owner(name: str, role: str, read: Sequence[Owner], item: findings.Obligation, text: str) -> Owner:
    known = next((o for o in read if name in (o.name, o.canonical)), None)
    if known:
        return replace(known, role=role)
    place = next((s for e in item.evidence if (s := _standing(e, name))), None)
    if place is None and (at := text.rfind(name, 0, item.start)) >= 0:
        place = Span(at, at + len(name), name)
    return Owner(name, None, role, "explicit_subject" if place else "scope", place)


def _standing(evidence: Span, words: str) -> Span | None:
    at = evidence.text.find(words) if words else -1
    return Span(evidence.start + at, evidence.start + at + len(words), words) if at >= 0 else None


def _due(item: findings.Obligation, decided: dict[str, Any]) -> findings.Obligation:
    """The day that a person set, on the words it was read from or on those that the person named; without such words it stays out."""
    dated = [n for n, d in enumerate(item.deadlines) if d.role in ("deadline", "period")]
    day = decided.get("due", next((item.deadlines[n].end for n in dated), None))
    words = [s for w in decided.get("due_words", ()) for e in item.evidence if (s := _standing(e, w))]
    if day is None:
        return _renumbered(item, deadlines=[n for n in range(len(item.deadlines)) if n not in dated])
    if words:
        first = TimeFrame(words[0], "deadline", "person", end=day, is_deadline=True)
        item = _renumbered(item, deadlines=[n for n in range(len(item.deadlines)) if n not in dated])
        at = len(item.deadlines)
        actions = tuple(replace(a, deadline_idx=(*a.deadline_idx, at)) for a in item.actions)
        return replace(item, deadlines=(*item.deadlines, first), actions=actions)
    if not dated:
        return item
    first_due = min(dated, key=lambda n: item.deadlines[n].end or "9999")
    changed = replace(item.deadlines[first_due], end=day, flags=(), rule="person")
    return replace(item, deadlines=tuple(changed if n == first_due else d for n, d in enumerate(item.deadlines)))


def _renumbered(item: findings.Obligation, deadlines: Sequence[int]) -> findings.Obligation:
    """Only these deadlines, the actions and targets counting them anew."""
    new = {old: n for n, old in enumerate(deadlines)}
    return replace(
        item,
        deadlines=tuple(item.deadlines[n] for n in deadlines),
        targets=tuple(replace(t, deadline=new.get(t.deadline) if t.deadline is not None else None) for t in item.targets),
        actions=tuple(replace(a, deadline_idx=tuple(new[n] for n in a.deadline_idx if n in new)) for a in item.actions),
    )


def _targets(item: findings.Obligation, words: Sequence[str]) -> findings.Obligation:
    """The targets that a person named: as read where the words are the same, else the number where it stands in the evidence."""
    known = {target_name(t.indicator.text if t.indicator else "", t.number.span.text): n for n, t in enumerate(item.targets)}
    targets: list[Target] = []
    new: dict[int, int] = {}
    added = []
    for name in words:
        if name in known:
            new[known[name]] = len(targets)
            targets.append(item.targets[known[name]])
            continue
        number = typed_number(name)
        place = next((s for e in item.evidence if (s := _standing(e, number.span.text))), None)
        if place:
            added.append(len(targets))
            targets.append(Target(replace(number, span=place)))
    actions: list[Action] = []
    for action in item.actions:
        inside = [n for n in added if action.span.covers(targets[n].number.span)] or (added if len(item.actions) == 1 else [])
        actions.append(replace(action, target_idx=tuple(sorted({*(new[n] for n in action.target_idx if n in new), *inside}))))
    return replace(item, targets=tuple(targets), actions=tuple(actions))


def _labelled(units: Sequence[Unit], obligations: Sequence[findings.Obligation]) -> tuple[Unit, ...]:
    """The units with COMMIT where a promise that people left stands, and nowhere else."""
    spans = sorted(a.span for o in obligations for a in o.actions)
    out = []
    for unit in units:
        holds = any(s.start < unit.end and s.end > unit.start for s in spans)
        labels = tuple(x for x in unit.labels if x != "COMMIT" or holds)
        if holds and "COMMIT" not in labels:
            labels = ("COMMIT", *(x for x in labels if x != "BACKGROUND"))
        out.append(replace(unit, labels=labels or ("BACKGROUND",)))
    return tuple(out)
