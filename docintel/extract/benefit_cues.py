"""What the labeller asks: which words of a paper state a benefit (guide §2 BENEFIT)."""

from __future__ import annotations

from bisect import bisect_left

from docintel.domain.spans import Span
from docintel.extract.benefit_flow import flows
from docintel.extract.benefit_lists import listed
from docintel.extract.benefit_statements import Statement, statements
from docintel.extract.benefit_terms import is_benefit as _is_benefit


def benefit_clauses(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The clauses of text[start:end] that give an outside party a sum or a named entitlement, in text order, as spans of ``text``.

    Line breaks inside hard-wrapped sentences are bridged, so a span may cover several reference units. Tense is not judged beyond
    已/累计/共…: in a retrospective paragraph the caller decides between ACHIEVE and BENEFIT (guide §3-4). Call it once for a paper.
    """
    end = len(text) if end is None else end
    return [span for s in _all(text) if (span := s.flow.span(text, s.start, s.end)).start < end and span.end > start]


def is_benefit(clause_text: str) -> bool:
    """Whether a clause or sentence, read alone, states a benefit."""
    return bool(_all(clause_text))


class BenefitMap:
    """Where a text states benefits: their conditions, grants and listed conditions, without what stands between them."""

    def __init__(self, text: str) -> None:
        ranges: set[tuple[int, int]] = set()
        for s in _all(text):
            ranges |= {(s.flow.at[a], s.flow.at[b - 1] + 1) for a, b in (*s.shared, *s.conds, *s.grants) if b > a}
            ranges |= set(listed(s.flow, s, text).lines)
        self._ranges = sorted(ranges)
        self._ends = [b for _, b in self._ranges]

    def covers(self, start: int, end: int) -> bool:
        """Whether most of [start, end) belongs to a benefit."""
        inside = 0
        for a, b in self._ranges[bisect_left(self._ends, start) :]:
            if a >= end:
                break
            inside += max(0, min(b, end) - max(a, start))
        return 2 * inside >= end - start


def _all(text: str) -> list[Statement]:
    return [s for flow in flows(text) for s in statements(flow) if _is_benefit(s)]
