"""What decided at a place of a paper, from the evidence of its reading (guide §2–§7): the sentence, its clauses, what was found in it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace

from docintel.domain.explanations import LABEL_NAMES, ClauseRead, Explained, Explanation
from docintel.domain.findings import Reading, Unit
from docintel.domain.phrases import GRADES
from docintel.domain.spans import Span
from docintel.extract.explain_clauses import clauses_in, explain_clause
from docintel.extract.explain_items import ItemExplainer


def explain(found: Reading, start: int, end: int | None = None) -> Explanation | None:
    """Why the sentence at document offsets [start, end) is read as it is; None where no sentence stands (blank lines, an empty paper).

    ``found`` must be what ``extract`` gave for the paper. Clauses and findings that hold the place itself are marked ``here``.
    """
    at = (start, max(end or start + 1, start + 1))
    unit = _unit(found.units, start)
    if unit is None:
        return None
    paper = found.paper
    clauses = tuple(explain_clause(paper, reading, i, at) for reading, i in clauses_in(paper, unit.start, unit.end))
    findings = _here(tuple(ItemExplainer(found).explained((unit.start, unit.end), at)), at)
    verdict = _verdict(unit, clauses, findings)
    return Explanation(paper.doc_id, Span.of(paper.text, unit.start, unit.end), unit.labels, verdict, clauses, findings)


def _here(findings: tuple[Explained, ...], at: tuple[int, int]) -> tuple[Explained, ...]:
    """Where no finding holds the asked place itself, those with a part there (a deadline, an owner) hold it, with that part alone."""
    if any(f.here for f in findings):
        return findings
    parts = [tuple(r for r in f.reasons if any(s.start < at[1] and s.end > at[0] for s in r.words)) for f in findings]
    return tuple(replace(f, here=True, reasons=part) if part else f for f, part in zip(findings, parts, strict=True))


def _unit(units: tuple[Unit, ...], offset: int) -> Unit | None:
    """The unit that holds an offset, else the next one behind it."""
    at = max(bisect_right(units, offset, key=lambda u: u.start) - 1, 0)
    return next((u for u in units[at : at + 2] if u.end > offset), None)


def _verdict(unit: Unit, clauses: tuple[ClauseRead, ...], findings: tuple[Explained, ...]) -> str:
    """Promise or not, in one line."""
    mine = [f for f in findings if f.span.start < unit.end and f.span.end > unit.start]
    grades = Counter(r.value for f in mine if f.label == "COMMIT" for r in f.reasons if r.about == "力度")
    if grades:
        counted = "、".join(f"{name}{grades[name]}项" for name in GRADES.values() if grades[name])
        return f"是承诺：{counted}"
    labels = "、".join(LABEL_NAMES[label] for label in unit.labels)
    if mine:
        return f"{labels}，不列为承诺"
    if "COMMIT" in unit.labels:
        return "说的是要做的事，但没有单独算一项举措"
    first = next((c for c in clauses if c.label), None) or next(iter(clauses), None)
    return f"不是承诺：{labels}。{first.reasons[0].why}" if first else f"不是承诺：{labels}"
