"""What a reply says besides promises: suggestions not taken up and why, on what a promise hangs, what had been promised before."""

from __future__ import annotations

import re
from dataclasses import replace

from docintel.domain.findings import Condition, Norm, Unit
from docintel.domain.ids import content_id
from docintel.domain.papers import Paper
from docintel.domain.spans import Evidence, Span
from docintel.extract import lexicon
from docintel.extract.benefits import Owners, unit_spans
from docintel.extract.item_ids import distinct
from docintel.extract.reader import Reading, answers_letter, read, sentences
from docintel.extract.suggestions import responds_to

REFUSE = "REFUSE"
REPLIES = ("reply_cppcc", "reply_npc")
_REFUSE = lexicon.named("answers", "REFUSE")
_REASON = lexicon.named("answers", "REASON")
_CONDITION = lexicon.named("answers", "CONDITION")
_REPEATED = lexicon.named("answers", "REPEATED")
_OF_SOMEBODY = re.compile(r"[^，。；]{0,6}的(?!条件|基础|可能|必要|能力|依据)")  # 暂不具备条件的由社区兜底: a class of cases, no answer


def condition_of(reading: Reading, clause: int, start: int, end: int) -> Span | None:
    """On what the action at flow[start:end) of ``clause`` hangs: 待…后, 条件成熟时, in its own clause or the one before.

    A clause before counts only where it holds no act of its own (待规划批复后，再启动…).
    """
    flow = reading.flow
    own = reading.clauses[clause].clause
    found = _CONDITION.search(flow.text[own.start : end])
    if found:
        return flow.span(own.start + found.start(), own.start + found.end())
    before = reading.clauses[clause - 1] if clause else None
    if before is None or before.clause.sentence != own.sentence or before.clause.mark not in ("，", ","):
        return None
    words = before.clause.text
    found = _CONDITION.search(words)
    whole = found and len(words) - found.end() <= 2
    return flow.span(before.clause.start + found.start(), before.clause.start + found.end()) if found and whole else None


def is_repeated(reading: Reading, clause: int) -> bool:
    """Whether the sentence of a clause says that this was promised in an earlier reply."""
    start, end = reading.outline.sentences[reading.clauses[clause].clause.sentence]
    return bool(_REPEATED.search(reading.flow.text[start:end]))


def find_refusals(paper: Paper, units: tuple[Unit, ...], owners: Owners) -> tuple[Norm, ...]:
    """The suggestions that a reply does not take up, one a sentence, with the reason and the condition it names. () for other papers."""
    if paper.head.doc_kind not in REPLIES and not answers_letter(paper):
        return ()
    reading = read(paper)
    found = [norm for run in sentences(reading) if (norm := _refusal(paper, reading, run))]
    return tuple(distinct([_complete(paper, units, owners, norm) for norm in found]))


def _complete(paper: Paper, units: tuple[Unit, ...], owners: Owners, norm: Norm) -> Norm:
    return replace(norm, owners=owners.owners(norm.start, norm.end), evidence=unit_spans(paper, units, norm.evidence))


def _refusal(paper: Paper, reading: Reading, run: list[int]) -> Norm | None:
    for i in reversed(run):  # the last word of the sentence is the answer
        labelled = reading.clauses[i]
        asked = labelled.label == "PROPOSAL" and i == run[0]  # 您建议的…，因…，暂不采纳: asked and answered in one sentence
        if asked or labelled.label in ("META", "OWNER", "COMMIT"):
            continue
        said = _REFUSE.search(labelled.clause.text)
        if said and not _OF_SOMEBODY.match(labelled.clause.text, said.end()):
            return _norm(paper, reading, run, i, said.group())
    return None


def _norm(paper: Paper, reading: Reading, run: list[int], at: int, cue: str) -> Norm:
    flow = reading.flow
    reason = _reason(reading, run, at)
    clause = reading.clauses[at].clause
    first = min(reason.start, flow.span(clause.start, clause.end).start) if reason else flow.span(clause.start, clause.end).start
    span = Span.of(paper.text, first, flow.span(clause.start, clause.end).end)
    hangs = [c for i in run if (c := _hangs(reading, i))]
    head = paper.head
    return Norm(
        item_id=content_id("re", head.doc_number or head.title or paper.doc_id, REFUSE, re.sub(r"\s", "", span.text)),
        label=REFUSE,
        evidence=(span,),
        found=Evidence("rule:refusal", cue=cue),
        responds_to=responds_to(paper, reading, at),
        conditions=tuple(Condition(c) for c in hangs),
        reason=reason,
    )


def _reason(reading: Reading, run: list[int], at: int) -> Span | None:
    """因…, 由于…: from its word to the clause before the refusal, or to the refusal's word in the same clause."""
    for i in run:
        if i > at:
            break
        text = reading.clauses[i].clause.text
        found = _REASON.search(text)
        if not found:
            continue
        start = reading.clauses[i].clause.start + found.start()
        refusal = _REFUSE.search(reading.clauses[at].clause.text)
        stop = reading.clauses[at - 1].clause.end if i < at else reading.clauses[at].clause.start + (refusal.start() if refusal else 0)
        if stop > start:
            return reading.flow.span(start, stop)
    return None


def _hangs(reading: Reading, i: int) -> Span | None:
    clause = reading.clauses[i].clause
    found = _CONDITION.search(clause.text)
    return reading.flow.span(clause.start + found.start(), clause.start + found.end()) if found else None
