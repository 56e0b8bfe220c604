"""What is known of a provision beyond its words: the promises and benefits in it, with owners, days and figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

FIGURE_KINDS = {
    "rate": "比例",
    "cap": "上限",
    "floor": "下限",
    "fixed": "定额",
    "reduction": "减免",
    "per_unit": "按单位计",
    "range": "区间",
    "quota": "名额",
    "target": "目标",
}
"""Rules of an amount (findings.AMOUNT_RULES) and targets → Chinese."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a promise or benefit in base units (CNY, %, pp, 家 …), as ``words`` say it.

    ``low`` and ``high`` bound it, both the same for one value; None = open: 最高50万元 has ``high`` alone, 100家以上 ``low`` alone.
    ``place``: where its words stand in the paper; None = not known, as of one that a person wrote.
    """

    kind: str  # FIGURE_KINDS
    low: float | None
    high: float | None
    unit: str = ""
    indicator: str = ""
    words: str = ""
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One promise (COMMIT) or benefit (BENEFIT) as it is in force, a person's corrections laid in.

    ``spans``: where its words stand in the paper. ``owners`` by full name where it is certain; ``days`` = (first, last) ISO days of its
    deadlines ('' = open); ``benefit``: one of findings.BENEFIT_TYPES or ''.
    """

    item_id: str
    label: str
    spans: tuple[tuple[int, int], ...]
    owners: tuple[str, ...] = ()
    benefit: str = ""
    beneficiary: str = ""
    days: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def has_target(self) -> bool:
        """Whether a number can be held against it later."""
        return any(f.kind == "target" for f in self.figures)

    def stands_in(self, start: int, end: int) -> bool:
        """Whether some of its words stand in [start, end)."""
        return any(a < end and b > start for a, b in self.spans)

    def within(self, start: int, end: int) -> Fact:
        """The fact as [start, end) says it: a promise of several provisions has its figures each in one of them."""
        here = tuple(f for f in self.figures if f.place is None or (f.place[0] < end and f.place[1] > start))
        return self if len(here) == len(self.figures) else replace(self, figures=here)


def standing_in(facts: Iterable[Fact], start: int, end: int) -> tuple[Fact, ...]:
    """The facts with words in [start, end), each once, with the figures that stand there."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if not fact.stands_in(start, end):
            continue
        here = fact.within(start, end)
        known = found.get(fact.item_id)
        if known is not None and known.figures != here.figures:  # each provision brings its own
            here = replace(known, figures=tuple(dict.fromkeys((*known.figures, *here.figures))))
        found[fact.item_id] = here
    return tuple(found.values())
