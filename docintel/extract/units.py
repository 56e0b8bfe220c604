"""Labels of the reference units (annotation guide §1 layer S, §2, §3, §8a)."""

from __future__ import annotations

from functools import lru_cache

from docintel.domain.findings import LABELS, Unit
from docintel.domain.papers import Paper
from docintel.domain.spans import Evidence
from docintel.extract.labelled import Labelled
from docintel.extract.reader import read
from docintel.extract.task_rows import task_rows
from docintel.text.sentences import units as cut_units


def label_units(paper: Paper) -> tuple[Unit, ...]:
    """Every unit of the reference segmentation with its label set, in order of first occurrence; never empty."""
    reading = read(paper)
    flow = reading.flow
    marks = [(flow.offset(c.clause.start), flow.offset(c.clause.end - 1) + 1, c) for c in reading.clauses]
    indented = flow.back is None and flow.text is not flow.source
    tables, rows = paper.task_tables, task_rows(paper)
    out: list[Unit] = []
    first = 0
    for start, end in cut_units(paper.text):
        while first < len(marks) and marks[first][1] <= start:
            first += 1
        if rows and any(t.start < end and start < t.end for t in tables):
            out.append(Unit(start, end, rows.labels(start, end), Evidence("rule:task-table")))
            continue
        labels: list[str] = []
        rules: list[str] = []
        at = first
        while at < len(marks) and marks[at][0] < end:
            found = marks[at][2]
            for label in (found.label, found.also):
                if label and label not in labels:
                    labels.append(label)
                    rules.append(found.rule)
            at += 1
        if not labels and flow.back is not None and at > 0:  # a wrapped line of a sentence takes the sentence's label
            labels, rules = _of_sentence(marks, min(first, len(marks) - 1))
        if indented and {"META", "COMMIT"} <= {*labels}:
            del rules[labels.index("META")]
            labels.remove("META")  # a heading that lost its line beside its body
        out.append(Unit(start, end, *_settle(tuple(labels), rules[0] if rules else "none")))
    return tuple(out)


def _of_sentence(marks: list[tuple[int, int, Labelled]], at: int) -> tuple[list[str], list[str]]:
    """The nearest label behind, else before, in the same sentence."""
    sentence = marks[at][2].clause.sentence
    for step in (1, -1):
        i = at
        while 0 <= i < len(marks) and marks[i][2].clause.sentence == sentence:
            label = marks[i][2].label
            if label and label != "OWNER":
                return [label], [marks[i][2].rule]
            i += step
    return [], []


@lru_cache(maxsize=1024)
def _settle(labels: tuple[str, ...], rule: str) -> tuple[tuple[str, ...], Evidence]:
    """Background stands only where nothing else does, or beside what was asked: an answer that refuses or explains."""
    kept = [label for label in labels if label in LABELS]
    if len(kept) > 1 and "BACKGROUND" in kept and not {"META", "PROPOSAL"}.issuperset(set(kept) - {"BACKGROUND"}):
        kept.remove("BACKGROUND")
    return tuple(kept) or ("BACKGROUND",), Evidence(f"rule:{rule}")
