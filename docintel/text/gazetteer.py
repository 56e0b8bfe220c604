"""A set of bodies that are known, and which of them a name means: the one rule for a paper's own names and for the library's. Pure.

Nothing is guessed: a name that fits two bodies stays open, with both as candidates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from docintel.text.abbreviations import is_full, is_shortened, list_name, may_mean
from docintel.text.bodies import OWN, WRITTEN, BodyName, own_province
from docintel.text.places import NATION, Path


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: ``function`` of its place (None = open), ``how`` = told | written | known | short_form; ``candidates`` if open."""

    function: str | None
    how: str = ""
    candidates: tuple[str, ...] = ()


class Gazetteer:
    """Functions of places, with what somebody said a name stands for."""

    __slots__ = ("_functions", "_heads", "_later", "_same", "_told")

    def __init__(self) -> None:
        self._functions: dict[Path, set[str]] = {}
        self._told: dict[tuple[Path, str, bool], str | None] = {}
        self._same: dict[tuple[Path, str], str] = {}
        self._later: dict[tuple[Path, str], str] = {}
        self._heads: dict[tuple[Path, str], str] = {}

    def add(self, place: Path, functions: Iterable[str]) -> None:
        """Bodies known by their full names."""
        self._functions.setdefault(place, set()).update(functions)
        self._heads.clear()

    def tell(self, place: Path, short: str, full: str | None, *, own: bool = False) -> None:
        """Somebody says that ``short`` at ``place`` is ``full`` (None: no body); ``own``: the name stands without place and level."""
        self._told[place, short, own] = full

    def succeed(self, place: Path, old: str, new: str, *, reform: bool = False) -> None:
        """The body ``old`` goes by the name ``new``: another writing of it, or with ``reform`` the body that has taken its place."""
        (self._later if reform else self._same)[place, old] = new
        self._heads.clear()

    def head(self, place: Path, function: str) -> str:
        """The name under which a body is kept: the one that ``function`` was told to be or spells shorter, if that is one alone."""
        known = self._heads.get((place, function))
        if known is None:
            known = self._heads[place, function] = self._head(place, function, {function})
        return known

    def _head(self, place: Path, function: str, seen: set[str]) -> str:
        after = self._same.get((place, function))
        if after is None:
            fuller = self._unshortened({f for f in self._functions.get(place, ()) if is_shortened(function, f)})
            after = next(iter(fuller)) if len(fuller) == 1 else None
        if after is None or after in seen:
            return function
        return self._head(place, after, seen | {after})

    def find(self, name: BodyName, *, own: bool = False) -> Meaning:
        """What ``name`` means. ``own``: a name without a place may mean the place's own body (a paper's own names say so)."""
        told = (name.place, name.function, name.by == OWN)
        if told in self._told:
            full = self._told[told]
            return Meaning(self.head(name.place, full) if full else None, "told")
        known = self._functions.get(name.place, set())
        if name.by == WRITTEN and name.place == (NATION,):
            return Meaning(name.function, "written")
        exact = name.function in known
        fits = {f for f in known if f == name.function or (is_shortened if exact else may_mean)(name.function, f)}
        heads = self._unshortened({self.head(name.place, f) for f in fits})
        if len(heads) > 1:  # a name that fits a body and its successor means the successor
            heads = {h for h in heads if not self._followed(name.place, h, heads)}
        open_ = name.by == OWN and not own and not own_province(name)
        if len(heads) == 1 and not open_:
            found = next(iter(heads))
            return Meaning(found, "written" if found == name.function and name.by == WRITTEN else "known")
        listed = list_name(name.function)
        if heads:
            return Meaning(None, candidates=tuple(sorted(heads)))
        if name.by == WRITTEN and listed in (None, name.function) and is_full(name.function):
            return Meaning(name.function, "written")
        if listed and (name.by != OWN or own_province(name)):
            return Meaning(listed, "short_form")
        return Meaning(None, candidates=(listed,) if listed else ())

    def _followed(self, place: Path, function: str, others: set[str]) -> bool:
        seen = {function}
        while (function := self._later.get((place, function), "")) and function not in seen:
            if function in others:
                return True
            seen.add(function)
        return False

    @staticmethod
    def _unshortened(functions: set[str]) -> set[str]:
        """Without those that spell another of them shorter."""
        return {f for f in functions if not any(is_shortened(f, other) for other in functions)} if len(functions) > 1 else functions
