"""The room's word lists, read once from data/*.tsv (one word or pattern a line, columns by tab, # = comment)."""

from __future__ import annotations

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


def told(name: str, text: str) -> bool:
    """Whether ``text`` holds any pattern of data/NAME.tsv."""
    return _told(name).any(text)


@cache
def _told(name: str) -> Cues:
    return Cues([part for row in rows(name) for part in alternatives(row[0])])


@cache
def named(name: str, key: str) -> Cue:
    """The alternation of the patterns that data/NAME.tsv holds under ``key`` (rows: key, pattern)."""
    return cue("|".join(f"(?:{row[1]})" if n else row[1] for n, row in enumerate(r for r in rows(name) if r[0] == key)))


class Told:
    """The patterns that data/NAME.tsv holds under ``key``; all keys of a file are looked for in one pass."""

    __slots__ = ("_cues", "_mask")

    def __init__(self, name: str, key: str) -> None:
        self._cues, masks = _keyed(name)
        self._mask = masks[key]

    def told(self, text: str) -> bool:
        """Whether ``text`` holds any of the patterns."""
        return self._cues.any(text, self._mask)


@cache
def _keyed(name: str) -> tuple[Cues, dict[str, int]]:
    single = [(row[0], part) for row in rows(name) for part in alternatives(row[1])]
    masks: dict[str, int] = {}
    for n, (key, _) in enumerate(single):
        masks[key] = masks.get(key, 0) | 1 << n
    return Cues([part for _, part in single]), masks
