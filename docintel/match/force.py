"""Is a provision in force on a day? The paper's standing (domain/standing.py), with the benefit's own term where it states one."""

from __future__ import annotations

from datetime import date

from docintel.domain.offers import Offer
from docintel.domain.standing import Standing, Term, standing


def force(offer: Offer, as_of: date) -> Standing:
    """Where the offer stands on ``as_of``."""
    validity = offer.benefit.validity or offer.validity
    term = Term(
        kind=offer.doc_kind,
        title=offer.title or "",
        status=offer.status or "",
        issued=offer.issue_date or "",
        start=(validity.start if validity else None) or "",
        end=(validity.end if validity else None) or "",
        repealed=offer.repealed,
        repealed_by=offer.repealed_by,
    )
    return standing(term, as_of)
