"""The order of the answers: a visible list of features, each 0–1, with its weight."""

from __future__ import annotations

from docintel.domain.enterprises import ConditionResult, Payout
from docintel.domain.offers import Offer
from docintel.domain.spans import Span
from docintel.match.asking import MET, Asking
from docintel.match.clean import squeeze
from docintel.match.overlap import best_share, share
from docintel.match.portrait import Portrait

WEIGHTS = {
    "verdict": 3.0,  # eligible 1, unknown 0.5, ineligible 0.15
    "need": 2.0,  # words of the needs found in clause and heading
    "facts": 1.5,  # words of the clause found in the facts
    "met": 1.0,  # share of conditions met by a stated fact
    "amount": 0.5,  # a sum that can be named
    "near": 0.5,  # the narrower the place, the nearer the window
    "similar": 2.0,  # closeness of meaning, where the workflow hands it in
}
"""Feature → weight."""

_VERDICT = {"eligible": 1.0, "unknown": 0.5, "ineligible": 0.15}


def score(
    firm: Portrait,
    offer: Offer,
    span: Span,
    *,
    verdict: str,
    conditions: tuple[ConditionResult, ...],
    amount: Payout | None,
    similar: float,
    asking: Asking,
) -> float:
    """Weighted sum of the features."""
    text = squeeze(span.text)
    around = text + "，" + squeeze("，".join(offer.path[-1:]))
    values = {
        "verdict": _VERDICT[verdict],
        "need": max((share(squeeze(n), around)[0] for n in firm.enterprise.needs), default=0.0),
        "facts": best_share(text, firm.text)[0],
        "met": _met(conditions),
        "amount": 1.0 if amount and (amount.max or amount.min) else 0.0,
        "near": min(3, len(asking.place)) / 3,
        "similar": similar,
    }
    return round(sum(WEIGHTS[k] * v for k, v in values.items()), 4)


def _met(conditions: tuple[ConditionResult, ...]) -> float:
    told = [c for c in conditions if c.result == MET and c.fact]
    return len(told) / len(conditions) if conditions else 0.0
