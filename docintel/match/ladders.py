"""Ladders of tiers in sentences of their own (超过1000万元的奖励3万元。超过2000万元的奖励6万元。): only the highest step counts.

MATCH_CONVENTIONS 5: the right one is eligible, the others ineligible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from docintel.domain.enterprises import ConditionResult, Verdict
from docintel.match.asking import FAILED
from docintel.match.clean import squeeze

NEAR = 600
"""Steps of one ladder stand within so many characters of one another."""

_NUMBER = re.compile(r"\d[\d.,]*(?:[万亿])?元?|（[^）]*）|[一二三四五六七八九十百]+(?=[万亿元])")


def only_highest(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts with the lower steps of a ladder turned ineligible; each names the step that applies instead."""
    ordered = sorted(verdicts, key=lambda v: (v.doc, v.span.start))
    out: list[Verdict] = []
    for _, group in groupby(ordered, key=lambda v: v.doc):
        rows = list(group)
        out += [_lowered(v, [w for w in rows if w is not v and _step_of(v, w)]) for v in rows]
    return out


def _step_of(one: Verdict, other: Verdict) -> bool:
    """Whether both are eligible steps of one ladder: the same words with other numbers, near one another, a fixed sum each."""
    near = abs(one.span.start - other.span.start) <= NEAR and one.verdict == other.verdict == "eligible"
    return near and len(one.span.text) < 120 and _frame(one) == _frame(other)


def _frame(verdict: Verdict) -> str:
    return _NUMBER.sub("#", squeeze(verdict.span.text))


def _lowered(verdict: Verdict, others: list[Verdict]) -> Verdict:
    higher = [o for o in others if _sum(o) > _sum(verdict)]
    if not higher or not _sum(verdict):
        return verdict
    best = max(higher, key=_sum)
    fact = f"已达到更高一档，适用“{best.span.text}”"
    failed = ConditionResult(verdict.span, FAILED, fact)
    why = f"不符合：“{verdict.span.text}”（{fact}）"
    return replace(verdict, verdict="ineligible", conditions=(*verdict.conditions, failed), amount=None, why=why, score=verdict.score - 2.0)


def _sum(verdict: Verdict) -> float:
    return (verdict.amount.max or 0.0) if verdict.amount else 0.0
