"""Conditions on figures and days (补贴比例≥50% 且 上限≥50万): records, what they mean, how they are said in Chinese.

A figure may be a span (50%–70%, 最高50万元, 100家以上). ``≥`` looks at the most that it can be, ``≤`` at the least, where that is said;
a side that is left open is stood for by the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docintel.domain.facts import Fact, Figure


@dataclass(frozen=True, slots=True)
class Compare:
    """A figure of one of ``kinds`` (empty = any) lies between ``low`` and ``high`` (None = open).

    ``above``/``below``: the bound itself does not count. ``unit`` None = any unit; ``indicator``: words of the target's indicator.
    ``words``: as a person says it.
    """

    kinds: tuple[str, ...]
    low: float | None
    high: float | None
    unit: str | None = None
    indicator: str = ""
    above: bool = False
    below: bool = False
    words: str = ""

    def fits(self, figure: Figure) -> bool:
        """Whether a figure meets it."""
        if self.kinds and figure.kind not in self.kinds:
            return False
        if self.unit is not None and figure.unit != self.unit:
            return False
        if self.indicator and self.indicator not in figure.indicator:
            return False
        most = figure.high if figure.high is not None else figure.low
        least = figure.low if figure.low is not None else figure.high
        if most is None or least is None:
            return False
        enough = self.low is None or (most > self.low if self.above else most >= self.low)
        return enough and (self.high is None or (least < self.high if self.below else least <= self.high))


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline ends between two ISO days, both counted ('' = open)."""

    first: str = ""
    last: str = ""
    words: str = ""

    def fits(self, day: str) -> bool:
        """Whether a deadline that ends on ``day`` meets it."""
        return bool(day) and (not self.first or day >= self.first) and (not self.last or day <= self.last)


@dataclass(frozen=True, slots=True)
class All:
    """且."""

    of: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """或."""

    of: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """非."""

    of: Criterion


Criterion = Compare | Due | All | AnyOf | Not


def holds(criterion: Criterion, fact: Fact) -> bool:
    """Whether one promise or benefit meets the whole condition."""
    match criterion:
        case Compare():
            return any(criterion.fits(f) for f in fact.figures)
        case Due():
            return any(criterion.fits(last) for _, last in fact.days)
        case All():
            return all(holds(c, fact) for c in criterion.of)
        case AnyOf():
            return any(holds(c, fact) for c in criterion.of)
        case Not():
            return not holds(criterion.of, fact)


def parted(criterion: Criterion | None) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    """(what one fact of a passage must meet, what no fact of it may): 非 at the top shuts whole passages out."""
    parts = criterion.of if isinstance(criterion, All) else (criterion,) if criterion else ()
    return tuple(c for c in parts if not isinstance(c, Not)), tuple(c.of for c in parts if isinstance(c, Not))


def figures(criterion: Criterion, fact: Fact) -> Iterator[Figure]:
    """The fact's figures that meet parts of the condition."""
    match criterion:
        case Compare():
            yield from (f for f in fact.figures if criterion.fits(f))
        case All() | AnyOf():
            for part in criterion.of:
                yield from figures(part, fact)


def met(criterion: Criterion, fact: Fact) -> Iterator[str]:
    """The words of the fact's figures and days that meet parts of the condition."""
    match criterion:
        case Compare():
            yield from (f.words if f.indicator in f.words else f.indicator + f.words for f in figures(criterion, fact))
        case Due():
            yield from (f"{last}到期" for _, last in fact.days if criterion.fits(last))
        case All() | AnyOf():
            for part in criterion.of:
                yield from met(part, fact)


def said(criterion: Criterion, inner: bool = False) -> str:
    """The condition in one line: 补贴比例≥50% 且 （上限≥50万元 或 …）."""
    match criterion:
        case Compare() | Due():
            return criterion.words
        case Not():
            return f"非 {said(criterion.of, True)}"
        case All() | AnyOf():
            joined = (" 且 " if isinstance(criterion, All) else " 或 ").join(said(c, True) for c in criterion.of)
            return f"（{joined}）" if inner and len(criterion.of) > 1 else joined
