"""Many expressions put to the same texts: one pass for the words they need says which of them are worth trying (Aho–Corasick)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ahocorasick_rs import BytesAhoCorasick, Implementation

from docintel.text.cue import alternatives, needs

_KNOWN = 4096  # texts whose candidates are remembered: about a long paper's clauses
Search = Callable[..., re.Match[str] | None]


class Cues:
    """Some expressions; each has the bit ``1 << its index``."""

    __slots__ = ("_always", "_find", "_masks", "_search", "known")

    def __init__(self, patterns: Sequence[str]) -> None:
        self._search: list[Search] = []
        self._always = 0
        masks: dict[str, int] = {}
        for n, one in enumerate(patterns):
            bit, pattern, needed = 1 << n, re.compile(one), needs(one)
            self._search.append(pattern.match if one.startswith("^") and len(alternatives(one)) == 1 else pattern.search)
            if needed is None:
                self._always |= bit
            for word in needed or ():
                masks[word] = masks.get(word, 0) | bit
        self.known: dict[str, int] = {}  # a clause is asked about again and again
        self._masks = list(masks.values()) or [0]
        words = [word.encode() for word in masks] or [b"\0"]
        self._find = BytesAhoCorasick(words, implementation=Implementation.DFA).find_matches_as_indexes

    def candidates(self, text: str) -> int:
        """The bits of the expressions that may match in ``text``; the others cannot."""
        out = self.known.get(text)
        if out is None:
            out, masks = self._always, self._masks
            for word, _, _ in self._find(text.encode("utf-8", "surrogatepass"), overlapping=True):
                out |= masks[word]
            if len(self.known) >= _KNOWN:
                self.known.clear()
            self.known[text] = out
        return out

    def any(self, text: str, left: int) -> bool:
        """Whether any of these candidates is found in ``text``."""
        while left:
            n = left.bit_length() - 1
            if self._search[n](text):
                return True
            left ^= 1 << n
        return False

    def found(self, text: str, among: int = -1) -> list[tuple[int, re.Match[str]]]:
        """(index, match) of every expression (of those with a bit in ``among``) that is found in ``text``."""
        left, out = self.candidates(text) & among, []
        while left:
            bit = left & -left
            n = bit.bit_length() - 1
            if match := self._search[n](text):
                out.append((n, match))
            left ^= bit
        return out
