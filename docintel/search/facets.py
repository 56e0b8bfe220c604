"""Facets: the sides of what was found, with counts. A facet is a row of the table FACETS: name, label, its values for windows.

Values of papers come from the view's columns, values of promises and benefits from the facts, of which only those count that fit the
filters: with owner 市财政局 asked for, the deadlines counted are those of its promises.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from docintel.domain.papers import KIND_NAMES
from docintel.domain.passages import Facet, FacetValue, Filters
from docintel.domain.standing import STATE_NAMES, as_day
from docintel.search.facts import Facts
from docintel.search.filters import fitting, state_of
from docintel.search.groups import benefit_names, groups_of
from docintel.search.owners import EXACT
from docintel.search.view import Mask, Places, View
from docintel.text.places import NATION, place_path

MOST = 12  # values of a facet that are shown
PATHS = 60  # places of the region tree


@dataclass(frozen=True, slots=True)
class Pool:
    """The windows that are counted (ascending places), with the facts in them that fit the filters: (place, fact) pairs."""

    view: View
    places: Places
    facts: Facts
    at: Places
    fact: Places
    day: date  # on which papers stand where they stand

    def papers(self, name: str) -> Counter[str]:
        """Value of a paper's field → windows of papers that have it."""
        column = self.view.columns[name]
        codes, many = np.unique(column.codes[self.view.paper[self.places]], return_counts=True)
        return Counter({column.values[c]: n for c, n in zip(codes.tolist(), many.tolist(), strict=True)})

    def words(self, name: str, groups: Callable[[str], Iterable[str]]) -> Counter[str]:
        """Group of a fact's values → windows with such a fact, each window once."""
        words = self.facts.words[name]
        wanted = np.zeros(len(self.facts), np.bool_)
        wanted[self.fact] = True
        rows = words.rows[wanted[words.rows["fact"]]]
        codes: dict[int, list[int]] = {}
        for fact, code in zip(rows["fact"].tolist(), rows["code"].tolist(), strict=True):
            codes.setdefault(fact, []).append(code)
        found: set[tuple[int, str]] = set()
        for place, fact in zip(self.at.tolist(), self.fact.tolist(), strict=True):
            found.update((place, group) for code in codes.get(fact, ()) for group in groups(words.column.values[code]))
        return Counter(group for _, group in found)

    def having(self, facts: Mask) -> int:
        """Windows with one of these facts."""
        return len(np.unique(self.at[facts[self.fact]]))


def pool(view: View, places: Places, facts: Facts, filters: Filters) -> Pool:
    """What the facets count."""
    places = np.sort(places)
    at, fact = facts.of(places)
    wanted, _ = fitting(facts, filters)
    if wanted is not None:
        at, fact = at[wanted[fact]], fact[wanted[fact]]
    return Pool(view, places, facts, at, fact, as_day(filters.on) or date.today())


def _best(name: str, found: Counter[str], label: Callable[[str], str] = str) -> list[FacetValue]:
    chosen = sorted(((value, n) for value, n in found.items() if value), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return [FacetValue(label(value), n, {name: value}) for value, n in chosen]


def _exact(name: str, found: Counter[str]) -> list[FacetValue]:
    return [replace(value, filters={name: EXACT + value.label}) for value in _best(name, found)]


def _regions(pool: Pool) -> list[FacetValue]:
    """The tree: a place counts what is its own and what lies inside it; the nation its own papers alone."""
    own: Counter[tuple[str, ...]] = Counter()
    for region, n in pool.papers("region").items():
        path = place_path(region) if region else (NATION,)
        for depth in range(1, len(path) + 1):
            own[path[:depth]] += n
    kept = sorted(own, key=lambda path: (-own[path], path))[:PATHS]
    tree = sorted(kept, key=lambda path: (path != (NATION,), [(-own[path[: d + 1]], name) for d, name in enumerate(path)]))
    return [FacetValue(path[-1], own[path], {"region": "".join(path)}, len(path) - 1) for path in tree]


def _states(pool: Pool) -> list[FacetValue]:
    papers, many = np.unique(pool.view.paper[pool.places], return_counts=True)
    found: Counter[str] = Counter()
    for paper, n in zip(papers.tolist(), many.tolist(), strict=True):
        found[state_of(pool.view.papers[paper], pool.day)] += n
    return _best("status", found, lambda state: STATE_NAMES[state])


def _years(pool: Pool) -> list[FacetValue]:
    found: Counter[str] = Counter()
    for day, n in pool.papers("date").items():
        if len(day) >= 4:
            found[day[:4]] += n
    return [FacetValue(f"{y}年", found[y], {"since": f"{y}-01-01", "until": f"{y}-12-31"}) for y in sorted(found, reverse=True)[:MOST]]


def _mark(name: str, label: str, many: int) -> list[FacetValue]:
    return [FacetValue(label, many, {name: "true"})] if many else []


Values = Callable[[Pool], Sequence[FacetValue]]
FACETS: Mapping[str, tuple[str, Values]] = {
    "region": ("地区", _regions),
    "kind": ("文种", lambda pool: _best("kind", pool.papers("kind"), lambda kind: KIND_NAMES.get(kind, kind))),
    "status": ("效力", _states),
    "date": ("成文年份", _years),
    "issuer": ("发文机关", lambda pool: _exact("issuer", pool.papers("issuer"))),
    "owner": ("责任单位", lambda pool: _exact("owner", pool.words("owner", lambda name: (name,)))),
    "benefit_kind": (
        "支持方式",
        lambda pool: _best("benefit_kind", pool.words("benefit_kind", lambda kind: (kind,)), lambda kind: benefit_names().get(kind, kind)),
    ),
    "beneficiary": ("支持对象", lambda pool: _best("beneficiary", pool.words("beneficiary", groups_of))),
    "has_deadline": ("时限", lambda pool: _mark("has_deadline", "写明完成时限", pool.having(pool.facts.dated()))),
    "has_target": ("指标", lambda pool: _mark("has_target", "写明量化指标", pool.having(pool.facts.counted()))),
}
"""Name → (label, values in a pool), in the order in which they are shown."""


def facets(pool: Pool) -> tuple[Facet, ...]:
    """Every facet that has a value."""
    made = (Facet(name, label, tuple(values(pool))) for name, (label, values) in FACETS.items())
    return tuple(facet for facet in made if facet.values)
