"""Provisions → obligations, benefits, norms. The only home of spaCy and of the scikit-learn classifiers."""

from __future__ import annotations

from docintel.domain.findings import Reading
from docintel.domain.papers import Paper


def extract(paper: Paper) -> Reading:
    """All findings of a paper (units, obligations, benefits, norms). Never raises on any text; offsets point into ``paper.text``."""
    from docintel.extract.benefits import find_benefits  # noqa: PLC0415 - the room loads when it is first used
    from docintel.extract.norms import find_norms  # noqa: PLC0415
    from docintel.extract.obligations import find_obligations  # noqa: PLC0415
    from docintel.extract.owners import OwnerFinder  # noqa: PLC0415
    from docintel.extract.units import label_units  # noqa: PLC0415

    units = label_units(paper)
    owners = OwnerFinder(paper, units)
    return Reading(
        paper, units, find_obligations(paper, units, owners), find_benefits(paper, units, owners), find_norms(paper, units, owners)
    )
