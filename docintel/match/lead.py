"""The words before a clause in its provision: conditions that stand outside it (条件。补贴标准：…) and what the provision is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.enterprises import ConditionResult
from docintel.domain.offers import Offer
from docintel.domain.spans import Span
from docintel.match import placing, subject, units
from docintel.match.asking import Asking
from docintel.match.breaks import breaks
from docintel.match.clause import Clause, read_clause
from docintel.match.clean import squeeze
from docintel.match.conditions import answers
from docintel.match.titles import closed_event

_STANDARD = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]*[）).、]?\s*)?(?:补贴|补助|奖励|资助|奖补|扶持|支持|贴息)?(?:标准|金额|额度|期限)"
)
_ASKS = re.compile(r"的[，,]|的$|对象|条件|可申请|可享受|可按")
APART = 12
"""How far off the paragraph before may end, blanks and indentation included."""
NEAR = 200
"""How many characters before a clause may say what it is about."""
MOST = 400
"""How far back a condition is looked for, in characters."""


@dataclass(frozen=True, slots=True)
class Lead:
    """``same``: the clause's own sentence up to it; ``earlier``: the sentence before;
    ``opening``: the first clause of a sentence of several (；); ``words``: the nearest headings and words."""

    same: Span
    earlier: Span
    opening: Span
    words: str


def before(offer: Offer, span: Span, previous: Span | None = None) -> Lead:
    """What stands before ``span`` in the offer's provision; at its very beginning, the statement just before it."""
    cut = max(0, span.start - offer.context_start)
    text = offer.context[max(0, cut - MOST) : cut]
    base = offer.context_start + cut - len(text)
    marks = breaks(text)
    same_at = marks[-1]
    earlier_at = next((m for m in reversed(marks) if text[m:same_at].strip()), 0)
    opening_at = max([0, *(m for m in marks if m <= same_at and not re.match(r"[；;]", text[m - 1 : m]))])
    first = next((m for m in marks if m > opening_at), same_at)
    opening = Span.of(text, opening_at, first).shift(base) if first <= same_at and opening_at < same_at else Span(base, base, "")
    ended = max(text.rfind("，", same_at), text.rfind(",", same_at), same_at)  # a heading run into the sentence has no comma behind it
    same = Span.of(text, same_at, ended).shift(base)
    earlier = Span.of(text, earlier_at, same_at).shift(base)
    if previous and not text.strip() and 0 <= span.start - previous.end <= APART:
        earlier = previous
    words = squeeze("，".join((*offer.path[-2:], earlier.text if earlier is previous else "", text[-NEAR:])))
    return Lead(same, earlier, opening, words)


def conditions(found: Lead, clause: Clause, asking: Asking, payee: bool) -> tuple[ConditionResult, ...]:
    """Conditions that govern the clause: of its own sentence always, of the sentence before when the clause only sets the standard."""
    named = payee or any(subject.subjects(p.text) for p in clause.asks)
    out = list(_read(found.same, asking, named))
    if not named and not any(p.to for p in clause.asks):
        out = [*_inherited(found.opening, asking), *out]
    tiers_only = all(placing.names_group(p.text) for p in clause.asks)
    standard_only = _STANDARD.match(clause.clean.source) or tiers_only or units.is_steps(clause.clean.text)
    if standard_only and not out and _ASKS.search(found.earlier.text):
        out = list(_read(found.earlier, asking, named))
    return tuple(out)


def _inherited(opening: Span, asking: Asking) -> tuple[ConditionResult, ...]:
    """What the first clause of a sentence asks of all its tiers: all but its own tier (A企业投资B，1000万元的，…；5000万元以上的，…)."""
    if not opening.text.strip():
        return ()
    clause = read_clause(opening.text, opening.start)
    kept = tuple(
        p for p in clause.branches()[0].asks[:-1] if subject.subjects(p.text) and not closed_event(p.text) and not re.search(r"\d", p.text)
    )
    return answers(kept, clause, asking)


def _read(span: Span, asking: Asking, named: bool) -> tuple[ConditionResult, ...]:
    if not span.text.strip():
        return ()
    clause = read_clause(span.text, span.start)
    return answers(clause.asks, clause, asking, payee=named, lead=True)
