"""What the labeller asks: which words of a paper state a benefit (guide §2 BENEFIT)."""

from __future__ import annotations

from docintel.domain.spans import Span
from docintel.extract.benefit_lists import listed
from docintel.extract.benefit_statements import Statement, statements_of
from docintel.extract.benefit_terms import is_benefit as _is_benefit
from docintel.extract.benefit_words import pattern


def benefit_clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The clauses of text[start:end] that give an outside party a sum or a named entitlement, in text order, as spans of ``text``.

    The lines of a list of conditions that such a clause leads in are given as well. Line breaks inside hard-wrapped sentences are
    bridged, so a span may cover several reference units. Tense is not judged beyond 已/累计/共…: in a retrospective paragraph the
    caller decides between ACHIEVE and BENEFIT (guide §3-4). Call it once for a paper.
    """
    end = len(text) if end is None else end
    found = [(s, s.flow.span(text, _given(s), s.end)) for s in _all(text)]
    lines = [Span.of(text, a, b) for s, _ in found for a, b in listed(s.flow, s, text).lines]
    return sorted(span for span in (*(one for _, one in found), *lines) if span.start < end and span.end > start)


def _given(statement: Statement) -> int:
    """Where the benefit begins behind an encouragement that stands before it (鼓励企业参加展会，展位费…)."""
    clauses = sorted((*statement.conds, *statement.grants))
    encourages = pattern("statements", "encourages")
    first = next((i for i, (a, b) in enumerate(clauses) if not encourages.match(statement.flow.text[a:b])), 0)
    return clauses[first][0]


def is_benefit(clause_text: str) -> bool:
    """Whether a clause or sentence, read alone, states a benefit."""
    return bool(_all(clause_text))


def _all(text: str) -> list[Statement]:
    return [s for _, found in statements_of(text) for s in found if _is_benefit(s)]
