"""Facts of windows as columns: what filters on owners, benefits, days and figures ask, and what facets count.

A row of a column says something of a fact; ``window`` and ``fact`` say which facts stand in which windows. Kept by paper, so that only
papers that changed are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from docintel.domain.criteria import All, AnyOf, Compare, Criterion, Due, Not
from docintel.domain.facts import Fact, Figure
from docintel.search.catalogue import Catalogue
from docintel.search.records import read_facts
from docintel.search.view import Column, Mask, Places, View

TEXTS = ("owner", "benefit_kind", "beneficiary")
"""Fields of a fact that are words; a fact may have several of one."""
_NONE = np.zeros(0, np.int64)
_FIGURE = np.dtype([("fact", "<i8"), ("kind", "<i4"), ("unit", "<i4"), ("indicator", "<i4"), ("least", "<f8"), ("most", "<f8")])
_PAIR = np.dtype([("paper", "<i8"), ("place", "<i4"), ("fact", "<i8")])
_DAY = np.dtype([("fact", "<i8"), ("last", "<i4")])
_WORD = np.dtype([("fact", "<i8"), ("code", "<i4")])


def _texts(fact: Fact) -> Iterable[tuple[str, str]]:
    yield from (("owner", name) for name in fact.owners)
    if fact.benefit:
        yield "benefit_kind", fact.benefit
    if fact.beneficiary:
        yield "beneficiary", fact.beneficiary


@dataclass(slots=True)
class Words:
    """A field of facts that is words: each value once, rows = (fact, number of its value)."""

    column: Column = field(default_factory=Column)
    rows: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, _WORD))

    def where(self, test: Callable[[str], bool], facts: int) -> Mask:
        """The facts with a value that passes; each value is tested once."""
        values = self.column.values
        good = np.fromiter((test(v) for v in values), np.bool_, len(values))
        out = np.zeros(facts, np.bool_)
        out[self.rows["fact"][good[self.rows["code"]]]] = True
        return out


@dataclass(slots=True)
class Facts:
    """The facts of one generation of the index, numbered; ``paper`` = number of the paper of each."""

    generation: str = ""
    paper: Places = field(default_factory=lambda: _NONE)
    pairs: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, _PAIR))
    words: dict[str, Words] = field(default_factory=lambda: {name: Words() for name in TEXTS})
    figures: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, _FIGURE))
    days: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, _DAY))
    names: dict[str, Column] = field(default_factory=lambda: {name: Column() for name in ("kind", "unit", "indicator")})
    window: Places = field(default_factory=lambda: _NONE)
    fact: Places = field(default_factory=lambda: _NONE)
    looked_at: Places = field(default_factory=lambda: _NONE)  # numbers of the papers that were read, with facts or without

    def __len__(self) -> int:
        return len(self.paper)

    def refreshed(self, view: View, catalogue: Catalogue) -> Facts:
        """These facts brought up to ``view``. Papers that stayed are not read again."""
        same = np.isin(self.paper, view.numbers)
        new = np.setdiff1d(view.numbers, self.looked_at).tolist() if len(self.looked_at) else None
        read = _Read(self.names, self.words)
        wanted = set(view.numbers.tolist())
        for number, data in catalogue.facts(new):
            if number in wanted:
                read.paper(number, data)
        return self._joined(view, same, read)

    def _joined(self, view: View, same: Mask, read: _Read) -> Facts:
        renumber = np.cumsum(same) - 1
        many = int(same.sum())

        def rows(own: NDArray[np.void], more: Sequence[tuple[object, ...]]) -> NDArray[np.void]:
            kept = own[same[own["fact"]]].copy()
            kept["fact"] = renumber[kept["fact"]]
            added = np.array(more, own.dtype)
            added["fact"] += many
            return np.concatenate([kept, added])

        pairs = rows(self.pairs, read.pairs)
        at = _by_number(view, pairs["paper"])
        window = view.start[at] + pairs["place"]
        order = np.argsort(window, kind="stable")
        return Facts(
            view.generation,
            np.concatenate([self.paper[same], np.array(read.papers, np.int64)]),
            pairs,
            {name: Words(self.words[name].column, rows(self.words[name].rows, read.words[name])) for name in TEXTS},
            rows(self.figures, read.figures),
            rows(self.days, read.days),
            self.names,
            window[order],
            pairs["fact"][order],
            view.numbers,
        )

    def of(self, places: Places) -> tuple[Places, Places]:
        """(place, fact) of the facts that stand in these windows (ascending places)."""
        low, high = np.searchsorted(self.window, places, "left"), np.searchsorted(self.window, places, "right")
        many = high - low
        at = np.repeat(low - np.concatenate([[0], np.cumsum(many)[:-1]]), many) + np.arange(int(many.sum()))
        return np.repeat(places, many), self.fact[at]

    def windows(self, facts: Mask, many: int) -> Mask:
        """The windows (of ``many``) in which one of these facts stands."""
        out = np.zeros(many, np.bool_)
        out[self.window[facts[self.fact]]] = True
        return out

    def dated(self) -> Mask:
        """The facts with a deadline."""
        return self._having(self.days["fact"])

    def counted(self) -> Mask:
        """The facts with a target."""
        return self._having(self.figures["fact"][self.names["kind"].where_code(self.figures["kind"], lambda kind: kind == "target")])

    def _having(self, facts: Places) -> Mask:
        out = np.zeros(len(self), np.bool_)
        out[facts] = True
        return out

    def meet(self, criterion: Criterion) -> Mask:
        """The facts that meet a condition, as :func:`docintel.domain.criteria.holds` says of one."""
        match criterion:
            case Compare():
                return self._having(self.figures["fact"][self._fit(criterion)])
            case Due():
                first = date.fromisoformat(criterion.first).toordinal() if criterion.first else 0
                last = date.fromisoformat(criterion.last).toordinal() if criterion.last else date.max.toordinal()
                return self._having(self.days["fact"][(self.days["last"] >= first) & (self.days["last"] <= last)])
            case All():
                return reduce(and_, (self.meet(c) for c in criterion.of))
            case AnyOf():
                return reduce(or_, (self.meet(c) for c in criterion.of))
            case Not():
                return ~self.meet(criterion.of)

    def _fit(self, wanted: Compare) -> Mask:
        rows = self.figures
        good = np.ones(len(rows), np.bool_)
        if wanted.kinds:
            good &= self.names["kind"].where_code(rows["kind"], lambda kind: kind in wanted.kinds)
        if wanted.unit is not None:
            good &= self.names["unit"].where_code(rows["unit"], lambda unit: unit == wanted.unit)
        if wanted.indicator:
            good &= self.names["indicator"].where_code(rows["indicator"], lambda name: wanted.indicator in name)
        if wanted.low is not None:
            good &= rows["most"] > wanted.low if wanted.above else rows["most"] >= wanted.low
        if wanted.high is not None:
            good &= rows["least"] < wanted.high if wanted.below else rows["least"] <= wanted.high
        return good


def _by_number(view: View, numbers: Places) -> Places:
    """Places in the view of papers by their numbers; its papers stand in order of their windows, not of their numbers."""
    order = np.argsort(view.numbers)
    return order[np.searchsorted(view.numbers, numbers, sorter=order)]


class _Read:
    """Rows of papers that are read anew; facts are numbered from 0."""

    def __init__(self, names: dict[str, Column], words: dict[str, Words]) -> None:
        self._names, self._columns = names, {name: w.column for name, w in words.items()}
        self.papers: list[int] = []
        self.pairs: list[tuple[int, int, int]] = []
        self.words: dict[str, list[tuple[int, int]]] = {name: [] for name in words}
        self.figures: list[tuple[int, int, int, int, float, float]] = []
        self.days: list[tuple[int, int]] = []

    def paper(self, number: int, data: bytes) -> None:
        """The facts of one paper; one whose figures stand in several windows is a fact in each."""
        facts, standing = read_facts(data)
        known: dict[tuple[int, tuple[Figure, ...]], int] = {}
        for place, (start, end, here) in enumerate(standing):
            for n in here:
                fact = facts[n].within(start, end)
                if (n, fact.figures) not in known:
                    known[n, fact.figures] = self._add(number, fact)
                self.pairs.append((number, place, known[n, fact.figures]))

    def _add(self, paper: int, fact: Fact) -> int:
        """The number that the fact gets."""
        n = len(self.papers)
        self.papers.append(paper)
        for name, value in _texts(fact):
            self.words[name].append((n, self._columns[name].code(value)))
        self.days += [(n, date.fromisoformat(last).toordinal()) for _, last in fact.days if _is_day(last)]
        for f in fact.figures:
            least, most = (f.low if f.low is not None else f.high), (f.high if f.high is not None else f.low)
            if least is not None and most is not None:
                codes = (self._names[name].code(getattr(f, name)) for name in ("kind", "unit", "indicator"))
                self.figures.append((n, *codes, least, most))  # type: ignore[arg-type]
        return n


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
