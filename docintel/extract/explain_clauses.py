"""Why a clause has its label: the row that told, the scope and what opened it. Reads what labelling recorded, decides nothing itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from docintel.domain.explanations import LABEL_NAMES, ClauseRead, Reason
from docintel.domain.papers import Paper
from docintel.domain.spans import Span
from docintel.extract import cues, wording
from docintel.extract.actions import draft_actions, left_out
from docintel.extract.labelled import Labelled, Opening
from docintel.extract.phrase_lists import words_of
from docintel.extract.reader import Reading, default_scope, read
from docintel.extract.reasons import say
from docintel.extract.sentence_rules import invitation
from docintel.extract.task_rows import task_rows

_BY_SCOPE = {"COMMIT": "scope", "ACHIEVE": "scope-past", None: "scope-none"}
_SCOPED = ("scope", "heading", "heading-past", "encourage", "encourage-reach")


def readings(paper: Paper) -> tuple[Reading, ...]:
    """The readings in which the paper's clauses stand: its running text, then each cell of its task tables."""
    rows = task_rows(paper)
    return (read(paper), *(rows.readings if rows else ()))


def clauses_in(paper: Paper, start: int, end: int) -> Iterator[tuple[Reading, int]]:
    """(reading, index) of every clause that touches [start, end) of the document."""
    for reading in readings(paper):
        flow, clauses = reading.flow, reading.clauses
        first = bisect_left(clauses, start, key=lambda c: flow.offset(c.clause.end - 1))
        for i in range(first, len(clauses)):
            span = clauses[i].clause
            if flow.offset(span.start) >= end:
                break
            yield reading, i


def span_of(reading: Reading, index: int) -> Span:
    """A clause's words in the document."""
    clause = reading.clauses[index].clause
    return reading.flow.span(clause.start, clause.end)


def explain_clause(paper: Paper, reading: Reading, index: int, at: tuple[int, int]) -> ClauseRead:
    """A clause with its reasons; ``at`` is the asked place."""
    labelled, span = reading.clauses[index], span_of(reading, index)
    reasons = [_label(reading, labelled, span), *_scope(paper, reading, labelled)]
    if labelled.label == "COMMIT" and not any(d.clause == index for d in draft_actions(reading)):
        why = left_out(reading, index)
        reasons.append(Reason("举措", "不单独算一项", say("left", why), f"rule:{why}"))
    return ClauseRead(span, labelled.label or "", tuple(reasons), span.start < at[1] and span.end > at[0])


def _label(reading: Reading, labelled: Labelled, span: Span) -> Reason:
    rule = _BY_SCOPE.get(labelled.label, "scope") if labelled.rule == "scope" else labelled.rule
    words, phrase = _told(labelled)
    kind = "scope" if labelled.rule == "scope" else "label"
    why = say(kind, rule, words=words, phrase=phrase, on=labelled.on, since=reading.flow.text[slice(*labelled.since)])
    value = "、".join(LABEL_NAMES[label] for label in dict.fromkeys((labelled.label or "", labelled.also)) if label is not None)
    return Reason("性质", value, why, f"rule:{rule}", (span,))


def _told(labelled: Labelled) -> tuple[str, str]:
    """The words that a list found in what was put to it, and its row in words."""
    if labelled.rule == "encourage":
        found = invitation(labelled.clause.text, labelled.head)
        return (found.group(), "") if found else ("", "")
    if labelled.told is None:
        return labelled.on, ""
    row = labelled.told.row(labelled.on or labelled.clause.text) or labelled.told.row(labelled.clause.text)
    return (row[1].group(), words_of(labelled.told.name, row[0])) if row else (labelled.on or labelled.clause.text, "")


def _scope(paper: Paper, reading: Reading, labelled: Labelled) -> Iterator[Reason]:
    opening = labelled.opening
    if opening is None or labelled.rule not in _SCOPED:
        return
    value = "今后要做的事" if labelled.prospective else "过去或现在"
    if opening.prospective and not labelled.prospective:
        verb = labelled.head.verb[0] if labelled.head.verb else None
        words = cues.past_words(labelled.clause.text, verb, opening.prospective)
        yield Reason("时间", value, say("opening", "own-past", words=words), "rule:own-past")
        return
    if opening.kind == "default":
        kind = f"default-{default_scope(paper)}" if reading is read(paper) else "default-cell"
        yield Reason("时间", value, say("opening", kind), f"rule:{kind}")
        return
    before = opening.start != labelled.clause.start
    kind = opening.kind + ("-before" if before and opening.kind in ("future", "due", "past", "year") else "")
    since = reading.flow.span(opening.start, opening.end)
    when = "今后要做的事" if opening.prospective else "已经做的事或现状"
    yield Reason("时间", value, say("opening", kind, words=_cue(opening), since=since.text, when=when), f"rule:{kind}", (since,))


def _cue(opening: Opening) -> str:
    """The words that opened a scope, found again as they were found the first time."""
    if opening.kind == "future":
        return cues.future_words(opening.words)
    if opening.kind == "past":
        return cues.past_words(opening.words)
    found = {"due": wording.DUE, "year": wording.YEAR}[opening.kind].search(opening.words) if opening.words else None
    return found.group() if found else ""
