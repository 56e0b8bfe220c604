"""ENCOURAGE, PERMIT and PROHIBIT items (guide §2, §5, §8a-5, §8a-21): who is encouraged, allowed or forbidden to do what, and when."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from docintel.domain.findings import Action, Norm, Unit
from docintel.domain.ids import content_id
from docintel.domain.papers import Paper
from docintel.domain.spans import Evidence, Span
from docintel.extract.benefit_words import pattern
from docintel.extract.benefits import Owners, unit_spans
from docintel.extract.item_ids import distinct
from docintel.extract.labelled import Labelled
from docintel.extract.reader import Reading, read, sentences
from docintel.extract.task_rows import task_rows
from docintel.text.conditions import read_condition
from docintel.text.cue import Cue

LABELS = ("ENCOURAGE", "PERMIT", "PROHIBIT")
_BRACKET = re.compile(r"（[^（）]*）|\([^()]*\)|“[^“”]*”|《[^《》]*》")


def find_norms(paper: Paper, units: tuple[Unit, ...], owners: Owners) -> tuple[Norm, ...]:
    """The paper's norms in text order, one for each sentence and label. Never raises on any text."""
    rows = task_rows(paper)
    wanted = [u for u in units if set(u.labels) & set(LABELS)]
    found = []
    for reading in (read(paper), *(rows.readings if rows else ())):
        for indices in sentences(reading):
            for label in LABELS:
                acting = [i for i in indices if reading.clauses[i].label == label]
                if acting:
                    found.append(_norm(paper, reading, label, indices, acting))
    kept = [n for n in found if _labelled(wanted, n)]
    return tuple(distinct([replace(n, owners=owners.owners(n.start, n.end), evidence=unit_spans(paper, units, n.evidence)) for n in kept]))


def _labelled(units: list[Unit], norm: Norm) -> bool:
    """Whether a unit that the norm touches carries its label."""
    first = max(bisect_right(units, norm.start, key=lambda u: u.start) - 1, 0)
    return any(norm.label in u.labels and u.start < norm.end and norm.start < u.end for u in units[first : first + 12])


def _norm(paper: Paper, reading: Reading, label: str, sentence: list[int], acting: list[int]) -> Norm:
    head = paper.head
    actions = tuple(_joined(paper.text, [a for i in acting for a in _actions(reading, label, reading.clauses[i])]))
    evidence = tuple(reading.flow.span(reading.clauses[i].clause.start, reading.clauses[i].clause.end) for i in acting)
    reported = head.doc_kind == "interpretation"
    words = "".join(re.sub(r"\s", "", e.text) for e in evidence)
    return Norm(
        item_id=content_id(label[:2].lower(), head.doc_number or head.title or paper.doc_id, label, words),
        label=label,
        evidence=evidence,
        found=Evidence("rule:norms"),
        attribution="reported" if reported else "own",
        source_doc=head.source_doc if reported else None,
        actions=actions,
        status="draft" if head.status == "draft_for_comment" else head.status,
        beneficiary=next((a.addressed_to for a in actions if a.addressed_to), None),
        conditions=() if label == "ENCOURAGE" else tuple(map(read_condition, _conditions(reading, sentence, acting))),
    )


def _p(name: str) -> Cue:
    return pattern("norms", name)


def _actions(reading: Reading, label: str, labelled: Labelled) -> Iterator[Action]:
    clause = labelled.clause
    start, end = clause.start, clause.end
    text = reading.flow.text[start:end]
    addressed: Span | None = None
    if label == "ENCOURAGE":
        match = _p("invite").search(text)
        if match and match.start() <= max(labelled.head.act, 0) + 8:
            start += match.start()
            who = _invited(text[match.end() :])
            addressed = reading.flow.span(clause.start + match.end(), clause.start + match.end() + who) if who else None
    else:
        match = _p(label.lower()).search(text)
        party = _p("party").search(text)
        start += match.start() if match else 0
        addressed = (
            reading.flow.span(clause.start + party.start("who"), clause.start + party.end("who")) if party and party["who"] else None
        )
    strength = {"ENCOURAGE": "enabling", "PROHIBIT": "firm"}.get(label)
    if end > start:
        yield Action(
            reading.flow.span(start, end), strength, "general", Evidence("rule:norms", cue=match.group() if match else None), addressed
        )


def _joined(text: str, actions: list[Action]) -> list[Action]:
    """鼓励银行在做好风险评估的前提下，提供贷款: a clause that only says how belongs to the act behind it."""
    out: list[Action] = []
    for action in actions:
        last = out[-1] if out else None
        hanging = last and (_p("how").search(last.span.text) or (last.addressed_to and last.addressed_to.end == last.span.end))
        if last and hanging and action.addressed_to is None:
            out[-1] = replace(last, span=Span.of(text, last.span.start, action.span.end))
        else:
            out.append(action)
    return out


def _invited(text: str) -> int:
    """Length of the party behind 鼓励: up to the first verb that it can be the agent of, brackets and quotes kept whole."""
    masked = _BRACKET.sub(lambda m: "□" * len(m.group()), text)
    named = _p("invited").match(masked)
    verb = _p("verb").search(masked, 2)
    words = named["who"] if named else masked[: verb.start() if verb else 0]
    words = words.rstrip("等，")
    return len(words) if len(words) >= 2 and not re.match(r"(?:在|对|以|按|通过|建设|设立|发展|提升|优先|开发|投资)", words) else 0


def _conditions(reading: Reading, sentence: list[int], acting: list[int]) -> Iterator[Span]:
    """Clauses before the act that end in 的, 时 or begin with 如果; the items of a list that the sentence leads in."""
    for i in sentence:
        clause = reading.clauses[i].clause
        if i in acting:
            yield from _inner(reading, clause.start, clause.end)
        elif i < acting[0] and _p("condition").search(clause.text) and not _p("listed").search(clause.text):
            yield _bare(reading, clause.start, clause.end)
    last = reading.clauses[sentence[-1]].clause
    whole = reading.flow.text[slice(*reading.outline.sentences[last.sentence])]
    if _p("listed").search(whole):
        yield from _listed(reading, sentence, acting)


def _inner(reading: Reading, start: int, end: int) -> Iterator[Span]:
    """<未取得的>不予受理: the words before the verb that end in 的."""
    text = reading.flow.text[start:end]
    act = next((m for name in ("permit", "prohibit") if (m := _p(name).search(text))), None)
    if act and act.start() > 2 and text[: act.start()].endswith(("的", "时")):
        yield _bare(reading, start, start + act.start())


def _bare(reading: Reading, start: int, end: int) -> Span:
    text = reading.flow.text[start:end]
    lead = re.match(r"(?:对于?|凡|如果|若|如)", text)
    a = lead.end() if lead else 0
    b = len(text.rstrip("的")) or len(text)
    return reading.flow.span(start + a, start + max(b, a + 1))


def _listed(reading: Reading, sentence: list[int], acting: list[int]) -> Iterator[Span]:
    """有下列情形之一的，不予支持：（一）…；（二）…, in the same sentence or in the points below it."""
    owner = reading.clauses[acting[-1]].clause
    for labelled in reading.clauses[acting[-1] + 1 :]:
        clause = labelled.clause
        below = owner.point is not None and owner.point in reading.outline.path(clause.point)[1:]
        if clause.sentence != owner.sentence and not below:
            break
        if clause.end - clause.start >= 2 and not _p("listed").search(clause.text):
            yield _bare(reading, clause.start, clause.end)
