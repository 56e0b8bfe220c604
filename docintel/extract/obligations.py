"""COMMIT items (guide §4 G1–G6): the actions of a point, with its owners, deadlines and targets, as one ledger row."""

from __future__ import annotations

import re
from dataclasses import replace

from docintel.domain.expressions import NumberFrame, TimeFrame
from docintel.domain.findings import Action, Obligation, Owner, Target, Unit
from docintel.domain.ids import content_id
from docintel.domain.papers import Paper
from docintel.domain.spans import Evidence, Span
from docintel.extract.act_model import MODEL, confidence
from docintel.extract.actions import Draft, draft_actions
from docintel.extract.answers import REPLIES, condition_of, is_repeated
from docintel.extract.item_ids import distinct
from docintel.extract.owners import OwnerFinder
from docintel.extract.reader import Reading, read
from docintel.extract.suggestions import responds_to
from docintel.extract.targets import Numbers
from docintel.extract.task_rows import task_rows
from docintel.extract.times import Times, verbless

CONFIDENCE = {"goal": 0.95, "verb": 0.9, "behind": 0.9, "told": 0.8, "number": 0.7, "heading": 0.7, "model": 0.8}
"""Share of right actions by rule where the model is not asked (docs/decisions/0012-confidence.md)."""


def find_obligations(paper: Paper, units: tuple[Unit, ...], owners: OwnerFinder) -> tuple[Obligation, ...]:
    """The paper's obligations in text order; ``units`` are its labelled units."""
    reading = read(paper)
    groups: dict[tuple[object, ...], list[Draft]] = {}
    for draft in draft_actions(reading):
        groups.setdefault((*_group(reading, draft), owners.subject_key(draft.clause)), []).append(draft)
    rows = task_rows(paper)
    if not groups and not rows:
        return ()
    maker = _Maker(paper, reading, owners)
    found = [*(maker.item(drafts) for drafts in groups.values()), *(rows.obligations if rows else ())]
    return tuple(distinct(sorted(found, key=lambda o: (o.start, o.end))))


def _group(reading: Reading, draft: Draft) -> tuple[object, ...]:
    """G1, G2: the lowest point; without numbers the unit; a goal's paragraphs together."""
    labelled = reading.clauses[draft.clause]
    clause = labelled.clause
    if clause.point is None:
        return ("unit", clause.sentence)
    return ("point", clause.point)


class _Maker:
    """Makes items of drafts: ties owners, times and numbers to actions."""

    def __init__(self, paper: Paper, reading: Reading, owners: OwnerFinder) -> None:
        self.paper, self.reading, self.owners = paper, reading, owners
        self.numbers = Numbers(reading.flow, paper.head.anchor)
        self.times = Times(reading, paper.head)
        self.frames = _frames(reading)

    def item(self, drafts: list[Draft]) -> Obligation:
        """One ledger row."""
        sets = [self.owners.of_clause(d.clause) for d in drafts]
        keys = [[(o.name, o.role) for o in group] for group in sets]
        owners: dict[tuple[str | None, str], Owner] = {}
        for known, group in zip(keys, sets, strict=True):
            for key, one in zip(known, group, strict=True):
                owners.setdefault(key, one)
        place = {key: n for n, key in enumerate(owners)}
        mixed = any(known != list(owners) for known in keys)
        actions: list[Action] = []
        targets: list[Target] = []
        deadlines: list[TimeFrame] = []
        first: dict[int, int] = {}  # clause → where its first action begins
        last: dict[int, int] = {}
        for draft in drafts:
            first[draft.clause] = min(draft.start, first.get(draft.clause, draft.start))
            last[draft.clause] = max(draft.start, last.get(draft.clause, draft.start))
        for draft, known in zip(drafts, keys, strict=True):
            idx = tuple(place[key] for key in known) if mixed else ()
            due = [_place(deadlines, f) for f in self.times.due(draft.clause)]
            found = self.numbers.targets(draft.start, draft.end)
            if draft.start == first[draft.clause]:
                found = [*self.numbers.before(self.reading.clauses[draft.clause].clause, draft.start), *found]
            if draft.start == last[draft.clause]:
                found += self._behind(draft.clause + 1)
            own = [self.numbers.target(f, draft.start) for f in found]
            counted = tuple(range(len(targets), len(targets) + len(own)))
            targets += [replace(t, deadline=due[0]) for t in own] if due else own
            actions.append(self._action(draft, idx, counted, tuple(dict.fromkeys(due))))
        return self._obligation(drafts, tuple(owners.values()), tuple(actions), (tuple(deadlines), tuple(targets)))

    def _behind(self, index: int) -> list[NumberFrame]:
        """Targets of a clause without a verb that goes on with the act before it (设置停靠车道，限时5分钟)."""
        if index >= len(self.reading.clauses):
            return []
        here, before = self.reading.clauses[index], self.reading.clauses[index - 1].clause
        clause = here.clause
        if here.label is not None or not verbless(here) or clause.sentence != before.sentence or before.mark not in "，,":
            return []
        found = self.numbers.targets(clause.start, clause.end)
        flow = self.reading.flow.text  # 参与率达到70% is a goal of its own, 依托88个观测点 a means, 30人以下的企业 a condition
        return [f for f in found if _BARE.fullmatch(flow, clause.start, f.span.start) and "的" not in flow[f.span.end : clause.end]]

    def _action(self, draft: Draft, owner_idx: tuple[int, ...], target_idx: tuple[int, ...], deadline_idx: tuple[int, ...]) -> Action:
        flow = self.reading.flow
        return Action(
            flow.span(draft.start, draft.end),
            draft.strength,
            "measurable" if target_idx else draft.specificity,
            self._evidence(draft),
            flow.span(*draft.addressed) if draft.addressed else None,
            deadline_idx=deadline_idx,
            target_idx=target_idx,
            owner_idx=owner_idx,
            recurrence=self.times.recurrence(draft.clause),
            condition=condition_of(self.reading, draft.clause, draft.start, draft.end),
        )

    def _evidence(self, draft: Draft) -> Evidence:
        """Who found an action, and how often such findings are right: by the model's chance, else by the rule."""
        found_by = MODEL if draft.rule == "model" else f"rule:{draft.rule}"
        share = confidence(self.reading.clauses[draft.clause])
        return Evidence(found_by, confidence=CONFIDENCE[draft.rule] if share is None else share, cue=draft.cue)

    def _obligation(
        self,
        drafts: list[Draft],
        owners: tuple[Owner, ...],
        actions: tuple[Action, ...],
        facts: tuple[tuple[TimeFrame, ...], tuple[Target, ...]],
    ) -> Obligation:
        head = self.paper.head
        evidence = _evidence(self.reading, drafts, self.frames)
        reported = head.doc_kind == "interpretation"
        text = "".join(a.span.text for a in actions)  # not the evidence: a renumbered point is the same promise
        return Obligation(
            item_id=content_id("cn", head.doc_number or head.title or self.paper.doc_id, "".join(text.split())),
            label="COMMIT",
            evidence=evidence,
            found=Evidence("rule:obligations"),
            attribution="reported" if reported else "own",
            source_doc=head.source_doc if reported else None,
            responds_to=responds_to(self.paper, self.reading, drafts[0].clause),
            owners=owners,
            actions=actions,
            deadlines=facts[0],
            targets=facts[1],
            partners=tuple(dict.fromkeys(p for d in drafts for p in self.owners.partners(d.clause))),
            flags=tuple(
                flag
                for flag, told in (
                    ("forecast", any(a.span.text.startswith("预计") for a in actions)),
                    ("repeated", head.doc_kind in REPLIES and any(is_repeated(self.reading, d.clause) for d in drafts)),
                )
                if told
            ),
            kind="outcome" if all(self.reading.clauses[d.clause].goal for d in drafts) else "action",
        )


_BARE = re.compile("(?:每[^，]{1,6}|各|限|共)?")


def _place(deadlines: list[TimeFrame], frame: TimeFrame) -> int:
    """The index of a deadline among the item's; the same words are kept once."""
    for k, known in enumerate(deadlines):
        if known.span == frame.span and known.role == frame.role:
            return k
    deadlines.append(frame)
    return len(deadlines) - 1


def _frames(reading: Reading) -> dict[int, list[int]]:
    """Point → the sentences of its heading and owner lines."""
    out: dict[int, list[int]] = {}
    for labelled in reading.clauses:
        clause = labelled.clause
        if clause.point is not None and ((clause.heading and labelled.label == "COMMIT") or clause.owner_line):
            out.setdefault(clause.point, []).append(clause.sentence)
    return out


def _evidence(reading: Reading, drafts: list[Draft], frames: dict[int, list[int]]) -> tuple[Span, ...]:
    """The sentences of the actions with the heading and owner line of their point (G3), merged where they touch."""
    wanted = {reading.clauses[d.clause].clause.sentence for d in drafts}
    for labelled in (reading.clauses[d.clause] for d in drafts):
        if labelled.clause.point is not None:
            wanted.update(frames.get(labelled.clause.point, ()))
    merged: list[list[int]] = []
    for sentence in sorted(wanted):
        start, end = reading.outline.sentences[sentence]
        if merged and start <= merged[-1][1] + 1:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    return tuple(reading.flow.span(a, b) for a, b in merged)
