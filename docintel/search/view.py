"""What a search reads, as of one generation of the index: papers and windows as columns, brought up to date by what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from docintel.domain.passages import Passage
from docintel.search import records
from docintel.search.catalogue import Catalogue
from docintel.search.lexical import Lexical

Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
FIELDS = ("doc_number", "issuer", "region", "kind", "date")
"""Fields of a paper that filters ask for."""


@dataclass(slots=True)
class Column:
    """A field of every paper, each value written once: ``codes`` = number of a paper's value in ``values``."""

    values: list[str] = field(default_factory=list)
    codes: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    _code: dict[str, int] = field(default_factory=dict)

    def then(self, kept: Mask, more: Sequence[str]) -> Column:
        """The column without the papers that are not ``kept``, with ``more`` behind. What the old one reads does not change."""
        added = np.fromiter((self.code(value) for value in more), np.int32, len(more))
        return Column(self.values, np.concatenate([self.codes[kept], added]), self._code)

    def code(self, value: str) -> int:
        """The number of a value, given now if it has none."""
        number = self._code.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number

    def where_code(self, codes: NDArray[np.int32], test: Callable[[str], bool]) -> Mask:
        """Of rows with these values, those whose value passes; each value is tested once."""
        return np.fromiter((test(v) for v in self.values), np.bool_, len(self.values))[codes]

    def where(self, test: Callable[[str], bool]) -> Mask:
        """The papers whose value passes; each value is tested once."""
        return self.where_code(self.codes, test)


@dataclass(slots=True)
class View:
    """Windows as columns in order of their ids: ``row`` of the vector (-1 = none yet), ``amount`` = names a sum, ``paper`` = place of
    the paper in ``papers``. A paper's windows stand together from ``start`` on, in their order in the paper."""

    generation: str
    lexical: Lexical
    papers: list[Passage] = field(default_factory=list)
    numbers: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    stamps: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    firsts: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    sizes: Places = field(default_factory=lambda: np.zeros(0, np.int64))
    windows: records.Windows = field(default_factory=lambda: np.zeros(0, records.WINDOW))
    columns: dict[str, Column] = field(default_factory=lambda: {name: Column() for name in FIELDS})
    start: Places = field(init=False)
    paper: NDArray[np.int32] = field(init=False)
    ids: Places = field(init=False)
    row: NDArray[np.int32] = field(init=False)
    amount: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        self.start = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        self.paper = np.repeat(np.arange(len(self.sizes), dtype=np.int32), self.sizes)
        self.ids = np.arange(len(self.windows), dtype=np.int64) + np.repeat(self.firsts - self.start[:-1], self.sizes)
        self.row = np.ascontiguousarray(self.windows["row"])
        self.amount = np.ascontiguousarray(self.windows["amount"])

    def __len__(self) -> int:
        return len(self.windows)

    def refreshed(self, generation: str, catalogue: Catalogue, lexical: Lexical) -> View:
        """This view with what the catalogue changed since. Papers that stayed are not read again."""
        now = np.array(catalogue.numbers(), np.int64).reshape(-1, 2)
        at = np.searchsorted(now[:, 0], self.numbers)
        same = np.zeros(len(self.numbers), np.bool_)
        within = at < len(now)
        same[within] = (now[at[within], 0] == self.numbers[within]) & (now[at[within], 1] == self.stamps[within])
        new = None if not same.any() else np.setdiff1d(now[:, 0], self.numbers[same]).tolist()
        read = list(catalogue.heads(new))
        papers = [p for p, keep in zip(self.papers, same, strict=True) if keep] + [row[3] for row in read]
        found = [row[4] for row in read]
        windows = np.concatenate([self.windows[np.repeat(same, self.sizes)], records.read_windows(b"".join(found))])

        def column(own: Places, more: Sequence[int]) -> Places:
            return np.concatenate([own[same], np.array(more, np.int64)])

        view = View(
            generation,
            lexical,
            papers,
            column(self.numbers, [row[0] for row in read]),
            column(self.stamps, [row[1] for row in read]),
            column(self.firsts, [row[2] for row in read]),
            column(self.sizes, [len(data) // records.WINDOW.itemsize for data in found]),
            windows,
            {name: self.columns[name].then(same, [getattr(row[3], name) for row in read]) for name in FIELDS},
        )
        return view if bool((view.firsts[:-1] <= view.firsts[1:]).all()) else view._in_order()

    def _in_order(self) -> View:
        """The same with papers by their window ids: one whose vectors came later was read behind newer papers."""
        order = np.argsort(self.firsts, kind="stable")
        spans = [np.arange(self.start[p], self.start[p + 1]) for p in order]
        return View(
            self.generation,
            self.lexical,
            [self.papers[p] for p in order],
            self.numbers[order],
            self.stamps[order],
            self.firsts[order],
            self.sizes[order],
            self.windows[np.concatenate(spans)],
            {name: Column(c.values, c.codes[order], c._code) for name, c in self.columns.items()},
        )

    def at(self, ids: Places) -> Places:
        """Places of windows by their ids; windows that this view does not know are left out as -1."""
        found = np.searchsorted(self.ids, ids)
        inside = np.minimum(found, max(len(self) - 1, 0))
        return np.where((found < len(self)) & (self.ids[inside] == ids), inside, -1) if len(self) else np.full(len(ids), -1)

    def of_paper(self, paper: int) -> Places:
        """Places of a paper's windows."""
        return np.arange(self.start[paper], self.start[paper + 1])

    def each_window(self, papers: Mask) -> Mask:
        """What holds for papers as a column of windows."""
        return papers[self.paper]
