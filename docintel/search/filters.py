"""Which papers a search may look at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from docintel.domain.passages import Filters, Passage
from docintel.domain.standing import as_day
from docintel.text.places import NATION, contains, place_path


def relation(place: tuple[str, ...], paper: Passage) -> int:
    """1 = the paper belongs to ``place`` or a part of it, 0 = to what lies above it or to no known place, -1 = to another place."""
    own = place_path(paper.region) if paper.region else (NATION,)
    if not own or own == (NATION,):
        return 0
    if contains(place, own):
        return 1
    return 0 if contains(own, place) else -1


def allowed(papers: Mapping[str, Passage], filters: Filters) -> list[str] | None:
    """Papers that pass every filter that is set; None = all. A dated filter leaves out papers without a date."""
    if filters == Filters():
        return None
    place = place_path(filters.region) if filters.region else ()
    return [doc for doc, paper in papers.items() if _passes(paper, filters, place) and _stands(paper, filters)]


def _stands(paper: Passage, filters: Filters) -> bool:
    """Whether the paper has the state asked for on the day asked for, or had begun and not ended by then."""
    if not (filters.on or filters.status):
        return True
    state = paper.standing(as_day(filters.on) or date.today()).state
    return state == filters.status if filters.status else state not in ("not_yet", "over")


def _passes(paper: Passage, filters: Filters, place: tuple[str, ...]) -> bool:
    if place and place != (NATION,) and relation(place, paper) < 0:
        return False
    if place == (NATION,) and paper.region and place_path(paper.region) != (NATION,):
        return False
    if filters.kind and paper.kind != filters.kind:
        return False
    if filters.issuer and filters.issuer not in paper.issuer:
        return False
    if filters.since and not (paper.date and paper.date >= filters.since):
        return False
    return not (filters.until and not (paper.date and paper.date[: len(filters.until)] <= filters.until))
