"""Which of an enterprise's needs no usable verdict speaks to: the report that goes back to the office (DOMAIN §2c)."""

from __future__ import annotations

from collections.abc import Sequence

from docintel.domain.enterprises import Enterprise, Verdict
from docintel.match import lexicon
from docintel.match.clean import squeeze
from docintel.match.overlap import kin, telling, word_cover

COVERED = 0.25
"""Least share of a need's office words that a clause (with its heading and reasons) must have to speak to it."""


def uncovered_needs(enterprise: Enterprise, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Needs that no eligible or unknown verdict covers, in order."""
    usable = [squeeze(f"{v.span.text}，{v.heading}") for v in verdicts if v.verdict != "ineligible"]
    own = squeeze("，".join(f.what for f in enterprise.facts))
    return tuple(n for n in enterprise.needs if not any(_speaks(squeeze(n), text, own) for text in usable))


def _speaks(need: str, text: str, own: str) -> bool:
    """Everyday words (听说, 去年, 能不能) that neither papers nor the firm's facts use count for nothing; a need of such words alone is
    covered by nothing."""
    asked = [(w, weight) for w, weight in telling(need) if lexicon.listed(w) or kin(w) or w in own]
    total = sum(weight for _, weight in asked)
    return total > 0 and sum(weight * word_cover(w, text) for w, weight in asked) >= COVERED * total
