"""A benefit together with what matching must know of its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docintel.domain.findings import Benefit
from docintel.domain.papers import Validity
from docintel.domain.standing import Standing, Term, standing


@dataclass(frozen=True, slots=True)
class Offer:
    """``context`` is the provision that holds the benefit, starting at ``context_start`` of the paper's text.

    ``status`` is the paper's (in_force, draft_for_comment or None for replies), ``region`` its place as written (None = unknown,
    全国 = national), ``path`` the headings above the provision, outermost first. ``repealed``: the ISO day from which the paper titled
    ``repealed_by`` repeals it ('' = none does).
    """

    doc: str
    title: str
    doc_kind: str
    status: str | None
    region: str | None
    issuer: str | None
    issue_date: str | None
    validity: Validity | None
    benefit: Benefit
    context: str
    context_start: int
    path: tuple[str, ...] = ()
    repealed: str = ""
    repealed_by: str = ""

    def standing(self, day: date) -> Standing:
        """Where it stands on ``day``: as its paper, but by the benefit's own term where it states one."""
        validity = self.benefit.validity or self.validity
        term = Term(
            kind=self.doc_kind,
            title=self.title or "",
            status=self.status or "",
            issued=self.issue_date or "",
            start=(validity.start if validity else None) or "",
            end=(validity.end if validity else None) or "",
            repealed=self.repealed,
            repealed_by=self.repealed_by,
        )
        return standing(term, day)
