"""Findings that people make of findings: a split, a merger, a marked stretch, one moved into a new text. Pure; spans obey law 1."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from docintel.domain.expressions import NumberFrame, Recurrence, TimeFrame
from docintel.domain.findings import Action, Obligation, Owner, Target
from docintel.domain.papers import HeadMatter
from docintel.domain.spans import Evidence, Span
from docintel.text.expressions import find_frames


def by_person(who: str) -> Evidence:
    """A person found it, for certain."""
    return Evidence(f"person:{who}"[:100])


def piece(item: Obligation, words: str, who: str) -> Obligation:
    """The part of ``item`` that ``words`` name: the actions that they hold or stand in, else the place where they stand, else all of it.

    Owners and deadlines are those of its actions, targets those of actions that are wholly its own and those that stand in it.
    """
    place = _standing(item.evidence, words)
    whole = [a for a in item.actions if _bare(a.span.text) in _bare(words)]
    around = [] if whole else [a for a in item.actions if _bare(words) in _bare(a.span.text)]
    spans = (place,) if place else _cover(item.evidence, [a.span for a in whole or around]) or item.evidence
    chosen = whole or around
    due = {n for a in chosen for n in a.deadline_idx} | {n for n, d in enumerate(item.deadlines) if _inside(d.span, spans)}
    targets = {n for a in whole for n in a.target_idx} | {n for n, t in enumerate(item.targets) if _inside(t.number.span, spans)}
    owners = {n for a in chosen for n in a.owner_idx} or set(range(len(item.owners)))
    if not chosen:
        due = due or set(range(len(item.deadlines)))
    actions = whole or [
        Action(
            spans[0],
            _strength(item),
            "measurable" if targets else "general",
            by_person(who),
            deadline_idx=tuple(sorted(due)),
            target_idx=tuple(sorted(targets)),
            owner_idx=tuple(sorted(owners)),
            condition=next((a.condition for a in around), None),
        )
    ]
    return replace(_kept(item, actions, sorted(due), sorted(targets), sorted(owners)), evidence=spans, found=by_person(who))


def joined(items: Sequence[Obligation], who: str) -> Obligation:
    """One finding of several: their evidence in text order, every action with its own deadlines, targets and owners."""
    owners = list(dict.fromkeys(replace(o, order=None) for i in items for o in i.owners))
    deadlines = list(dict.fromkeys(d for i in items for d in i.deadlines))
    goals: list[tuple[NumberFrame, Span | None, TimeFrame | None]] = []
    for i in items:
        goals += [g for g in (_goal(t, i) for t in i.targets) if g not in goals]
    actions: list[Action] = []
    for i in items:
        for a in i.actions:
            moved = replace(
                a,
                deadline_idx=tuple(deadlines.index(i.deadlines[n]) for n in a.deadline_idx),
                target_idx=tuple(goals.index(_goal(i.targets[n], i)) for n in a.target_idx),
                owner_idx=tuple(owners.index(replace(i.owners[n], order=None)) for n in (a.owner_idx or range(len(i.owners)))),
            )
            if all(moved.span != other.span for other in actions):
                actions.append(moved)
    return replace(
        items[0],
        evidence=_merged([span for i in items for span in i.evidence]),
        found=by_person(who),
        owners=tuple(owners),
        actions=tuple(sorted(actions, key=lambda a: a.span)),
        deadlines=tuple(deadlines),
        targets=tuple(Target(n, indicator, deadlines.index(d) if d else None) for n, indicator, d in goals),
        flags=tuple(dict.fromkeys(f for i in items for f in i.flags)),
        partners=tuple(dict.fromkeys(p for i in items for p in i.partners)),
    )


def marked(text: str, start: int, end: int, head: HeadMatter, who: str) -> Obligation:
    """The stretch that a person marked, with the deadlines and numbers that stand in it. Raises ValueError where nothing stands there."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"起止位置应在 0–{len(text)} 之间且起小于止，给出的是 {start}–{end}")
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if start >= end:
        raise ValueError("选中的地方没有文字；请重新选择")
    span = Span.of(text, start, end)
    frames = find_frames(span.text, head.anchor, True)
    deadlines = tuple(
        replace(f, span=f.span.shift(start), recurrence=_shifted(f, start))
        for f in frames
        if isinstance(f, TimeFrame) and (f.is_deadline or f.role in ("deadline", "period"))
    )
    numbers = [
        replace(f, span=f.span.shift(start), unit="倍" if f.unit == "x" else f.unit)
        for f in frames
        if isinstance(f, NumberFrame) and f.type in ("count", "money", "percent", "percentage_point", "quantity", "multiple")
    ]
    action = Action(
        span,
        "firm",
        "measurable" if numbers else "general",
        by_person(who),
        deadline_idx=tuple(range(len(deadlines))),
        target_idx=tuple(range(len(numbers))),
        owner_idx=(0,),
    )
    owner = Owner(None, head.issuer, "responsible", "implied_issuer")
    return Obligation(
        "",
        "COMMIT",
        (span,),
        by_person(who),
        owners=(owner,),
        actions=(action,),
        deadlines=deadlines,
        targets=tuple(Target(n) for n in numbers),
    )


def moved(item: Obligation, to: Callable[[Span], Span | None]) -> Obligation:
    """``item`` with every span where ``to`` puts it. A part whose words are gone is left out; an owner keeps its name without a place."""
    evidence = [e for e in map(to, item.evidence) if e]
    deadlines = [_moved_time(d, to) for d in item.deadlines]
    targets = [_moved_target(t, to) for t in item.targets]
    actions = [replace(a, span=span, addressed_to=_maybe(a.addressed_to, to)) for a in item.actions if (span := to(a.span))]
    kept_due, kept_targets = ([n for n, x in enumerate(found) if x] for found in (deadlines, targets))
    full = replace(
        item,
        evidence=tuple(evidence),
        owners=tuple(replace(o, span=_maybe(o.span, to)) for o in item.owners),
        deadlines=tuple(d or item.deadlines[n] for n, d in enumerate(deadlines)),
        targets=tuple(t or item.targets[n] for n, t in enumerate(targets)),
        partners=tuple(p for p in map(to, item.partners) if p),
    )
    ready = [
        replace(a, recurrence=_moved_rhythm(a.recurrence, to), condition=_maybe(a.condition, to))
        for a in actions or [replace(item.actions[0], span=evidence[0])]
    ]
    return _kept(full, ready, kept_due, kept_targets, list(range(len(item.owners))))


def _kept(item: Obligation, actions: Sequence[Action], due: Sequence[int], targets: Sequence[int], owners: Sequence[int]) -> Obligation:
    """``item`` with these actions and the parts of these numbers, counted anew."""
    wanted = set(due) | {n for t in targets if (n := item.targets[t].deadline) is not None and n in due}
    new = [{old: n for n, old in enumerate(sorted(kept))} for kept in (wanted, set(targets), set(owners))]

    def counted(old: Iterable[int], part: int) -> tuple[int, ...]:
        return tuple(new[part][n] for n in old if n in new[part])

    return replace(
        item,
        actions=tuple(
            replace(a, deadline_idx=counted(a.deadline_idx, 0), target_idx=counted(a.target_idx, 1), owner_idx=counted(a.owner_idx, 2))
            for a in actions
        ),
        deadlines=tuple(item.deadlines[n] for n in sorted(wanted)),
        targets=tuple(
            replace(item.targets[n], deadline=new[0].get(at) if (at := item.targets[n].deadline) is not None else None)
            for n in sorted(set(targets))
        ),
        owners=tuple(item.owners[n] for n in sorted(set(owners))),
    )


def _bare(words: str) -> str:
    return re.sub(r"[\s，。；;、,.]", "", words)


def _standing(evidence: Sequence[Span], words: str) -> Span | None:
    """Where ``words`` stand in the evidence, blanks not counted."""
    letters = [re.escape(c) for c in words.strip().rstrip("。；;") if not c.isspace()]
    for span in evidence:
        found = re.search(r"\s*".join(letters), span.text) if letters else None
        if found and found.end() > found.start():
            return Span(span.start + found.start(), span.start + found.end(), found[0])
    return None


def _cover(evidence: Sequence[Span], parts: Sequence[Span]) -> tuple[Span, ...]:
    """The evidence cut down to its ends around ``parts``."""
    if not parts:
        return ()
    first, last = min(p.start for p in parts), max(p.end for p in parts)
    cut = [(max(e.start, first), min(e.end, last), e) for e in evidence]
    return tuple(Span(a, b, e.text[a - e.start : b - e.start]) for a, b, e in cut if a < b)


def _inside(span: Span, spans: Iterable[Span]) -> bool:
    return any(s.covers(span) for s in spans)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in text order, those that overlap as one."""
    out: list[Span] = []
    for span in sorted(set(spans)):
        if out and span.start < out[-1].end:
            over = max(0, span.end - out[-1].end)
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end), out[-1].text + (span.text[len(span.text) - over :] if over else ""))
        else:
            out.append(span)
    return tuple(out)


def _goal(target: Target, item: Obligation) -> tuple[NumberFrame, Span | None, TimeFrame | None]:
    return target.number, target.indicator, None if target.deadline is None else item.deadlines[target.deadline]


def _strength(item: Obligation) -> str | None:
    return next((a.strength for a in item.actions if a.strength), "firm")


def _maybe(span: Span | None, to: Callable[[Span], Span | None]) -> Span | None:
    return to(span) if span else None


def _shifted(frame: TimeFrame, by: int) -> Recurrence | None:
    r = frame.recurrence
    return replace(r, span=r.span.shift(by)) if r else None


def _moved_time(frame: TimeFrame, to: Callable[[Span], Span | None]) -> TimeFrame | None:
    span = to(frame.span)
    return replace(frame, span=span, recurrence=_moved_rhythm(frame.recurrence, to)) if span else None


def _moved_rhythm(rhythm: Recurrence | None, to: Callable[[Span], Span | None]) -> Recurrence | None:
    at = to(rhythm.span) if rhythm else None
    return replace(rhythm, span=at) if rhythm and at else None


def _moved_target(target: Target, to: Callable[[Span], Span | None]) -> Target | None:
    span = to(target.number.span)
    return replace(target, number=replace(target.number, span=span), indicator=_maybe(target.indicator, to)) if span else None
