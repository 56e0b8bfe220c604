"""Which of an enterprise's needs no usable verdict speaks to: the report that goes back to the office (DOMAIN §2c)."""

from __future__ import annotations

from collections.abc import Sequence

from docintel.domain.enterprises import Enterprise, Verdict
from docintel.match.clean import squeeze
from docintel.match.overlap import share

COVERED = 0.3
"""Least share of a need's telling words that a clause (with its heading) must have to speak to it."""


def uncovered_needs(enterprise: Enterprise, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Needs that no eligible or unknown verdict covers, in order."""
    usable = [squeeze(f"{v.span.text}，{v.heading}") for v in verdicts if v.verdict != "ineligible"]
    return tuple(n for n in enterprise.needs if max((share(squeeze(n), text)[0] for text in usable), default=0.0) < COVERED)
