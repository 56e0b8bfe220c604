"""The room's word lists, read once from data/*.tsv (one word or pattern a line, columns by tab, # = comment)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from docintel.text.cue import Cue, alternatives, cue, trie
from docintel.text.cues import Cues


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of data/NAME.tsv as tuples of columns."""
    text = (files("docintel.extract") / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The first column of data/NAME.tsv."""
    return frozenset(row[0] for row in rows(name))


@cache
def flagged(name: str, flag: str) -> frozenset[str]:
    """The words of data/NAME.tsv whose second column holds ``flag``."""
    return frozenset(row[0] for row in rows(name) if len(row) > 1 and flag in row[1])


@cache
def longest_first(name: str) -> str:
    """An alternation of the words of data/NAME.tsv, longest first, for use inside a pattern."""
    return trie(sorted(words(name)))


@cache
def patterns(name: str) -> Cue:
    """The alternation of the patterns in the first column of data/NAME.tsv."""
    return cue("|".join(f"(?:{row[0]})" for row in rows(name)))


@cache
def named(name: str, key: str) -> Cue:
    """The alternation of the patterns that data/NAME.tsv holds under ``key`` (rows: key, pattern)."""
    return cue("|".join(f"(?:{row[1]})" if n else row[1] for n, row in enumerate(r for r in rows(name) if r[0] == key)))


class Told:
    """The patterns of a list that is put to clauses and sentences: data/NAME.tsv, of wording.tsv those under ``key``."""

    __slots__ = ("_cues", "_first", "_known", "_mask", "key", "name")

    def __init__(self, name: str, key: str = "") -> None:
        self.name, self.key = name, key
        self._cues, masks, _ = _together()
        self._mask, self._known = masks[name, key], self._cues.known
        self._first = (self._mask & -self._mask).bit_length() - 1

    def told(self, text: str) -> bool:
        """Whether ``text`` holds any of the patterns."""
        bits = self._known.get(text)  # asked so often that a call is worth saving
        left = (self._cues.candidates(text) if bits is None else bits) & self._mask
        return left != 0 and self._cues.any(text, left)

    def found(self, text: str) -> list[tuple[int, re.Match[str]]]:
        """(number of the row, match) of every row of past.tsv that ``text`` holds."""
        return [(n - self._first, match) for n, match in self._cues.found(text, self._mask)]

    def row(self, text: str) -> tuple[tuple[str, ...], re.Match[str]] | None:
        """The first row of the list that ``text`` holds, with its match: what told, for people who ask."""
        found = self._cues.found(text, self._mask)
        return (rows(self.name)[_together()[2][found[0][0]]], found[0][1]) if found else None


class AnyTold:
    """Several lists put to the same clause: nearly always none of them tells."""

    __slots__ = ("_cues", "_known", "_lists", "_mask")

    def __init__(self, *lists: Told) -> None:
        self._lists, self._cues, self._mask = lists, _together()[0], 0
        for one in lists:
            self._mask |= _together()[1][one.name, one.key]
        self._known = self._cues.known

    def telling(self, text: str) -> list[Told]:
        """The lists that tell, in the order given."""
        bits = self._known.get(text)
        bits = self._cues.candidates(text) if bits is None else bits
        return [one for one in self._lists if one.told(text)] if bits & self._mask else []


@cache
def _together() -> tuple[Cues, dict[tuple[str, str], int], list[int]]:
    """One pass over a clause for all lists that are put to it, the bits of each list, and the row that each pattern stands in."""
    single = [
        ((name, ""), part, n)
        for name in ("background", "future", "meta")
        for n, row in enumerate(rows(name))
        for part in alternatives(row[0])
    ]
    single += [(("past", ""), row[0], n) for n, row in enumerate(rows("past"))]  # not cut: where a row is found first matters
    single += [(("wording", row[0]), part, n) for n, row in enumerate(rows("wording")) for part in alternatives(row[1])]
    masks: dict[tuple[str, str], int] = {}
    for bit, (key, _, _) in enumerate(single):
        masks[key] = masks.get(key, 0) | 1 << bit
    return Cues([part for _, part, _ in single]), masks, [n for _, _, n in single]
