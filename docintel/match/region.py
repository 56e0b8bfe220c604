"""Does an offer's place hold the enterprise? The paper's region, narrowed by its issuer or title (湖北 + 荆门市人民政府 → 荆门市)."""

from __future__ import annotations

from functools import lru_cache

from docintel.domain.offers import Offer
from docintel.text.places import NATION, contains, find_places, place_path

_RETOLD = ("other", "interpretation")


@lru_cache(maxsize=4096)
def place_of(region: str | None, issuer: str | None, title: str) -> tuple[str, ...]:
    """The path of the place a paper is for; () = unknown."""
    path = place_path(region) if region else ()
    by_issuer = place_path(issuer.split("/")[0]) if issuer else ()
    best = by_issuer if _narrows(by_issuer, path) else path
    if best == (NATION,):
        return best
    for _, _, named in find_places(title):
        if _narrows(named, best):
            best = named
    return best[:3]  # a zone inside a district stands for the district (南沙开发区 and 南沙区)


def _narrows(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    """Whether ``inner`` says more than ``outer`` and agrees with it."""
    if not inner or inner == (NATION,):
        return not outer and bool(inner)
    return not outer or (outer != (NATION,) and len(inner) > len(outer) and contains(outer, inner))


def offer_place(offer: Offer) -> tuple[str, ...]:
    """The path of the place the offer is for; () = unknown.

    A page that retells (no paper of its own) is for the place that its title begins with, not for the office that put it up.
    """
    place = place_of(offer.benefit.region or offer.region, offer.issuer, offer.title or "")
    if offer.doc_kind in _RETOLD:
        for start, _, named in find_places(offer.title or "")[:1]:
            if start == 0 and contains(named, place):
                return named[:3]
    return place


def covers(offer: Offer, place: tuple[str, ...]) -> bool | None:
    """True, False, or None when the paper's place or the firm's is unknown."""
    outer = offer_place(offer)
    if not outer or not place:
        return None
    return contains(outer, place)


def may_hold(region: str, place: tuple[str, ...]) -> bool:
    """Whether papers whose region is written so may be for ``place``: it holds the place, or it is unknown (the issuer may tell)."""
    outer = place_path(region) if region else ()
    return not outer or not place or contains(outer[:2], place)  # a district's page may retell its city's policy
