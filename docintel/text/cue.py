"""Patterns that know what a match needs: a paper's clauses are many, and nearly none holds a given cue.

A Cue finds exactly what its regular expression finds. Before a search it looks for the words without one of which no match is
possible (read off the expression itself), before a match at the next letter (:func:`led`).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from sys import maxsize
from typing import Any

_parser = importlib.import_module("re._parser")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_FULL, _CLASS = 96, 40  # more words or letters than this are looked for no faster than the expression itself
_FEW = 4  # words that are looked for one by one
_COMMON = frozenset("的了在是将对为以和与一可有不要中按由从年0123456789，、")
DIGIT = r"\d"
Words = frozenset[str]


class Cue:
    """An expression with the methods of ``re.Pattern`` that the rooms use; same results, fewer attempts. Compiled when first asked."""

    __slots__ = ("finditer", "fullmatch", "match", "may", "pattern", "search", "split", "sub")
    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterable[re.Match[str]]]
    sub: Callable[..., str]
    split: Callable[..., list[str | Any]]
    may: Callable[[str], bool]  # False: no part of the text holds a match

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        """A method that was not asked for before; ``match`` has a way of its own, which many expressions never need."""
        if name == "match":
            self.match = _by_letter(self.pattern) or led(self.pattern).match
        elif name in Cue.__slots__:
            self._search()
        else:
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def _search(self) -> None:
        exact, needed = led(self.pattern), needs(self.pattern)
        needed = None if needed == firsts(self.pattern) else needed  # :func:`led` looks for these itself
        self.fullmatch, self.sub, self.split = exact.fullmatch, exact.sub, exact.split
        self.search = _guarded(exact.search, needed, None) if needed else exact.search
        self.finditer = _guarded(exact.finditer, needed, ()) if needed else exact.finditer
        self.may = _guarded(lambda *_: True, needed, False) if needed else lambda _: True


@cache
def cue(pattern: str) -> Cue:
    """The Cue of an expression, compiled once."""
    return Cue(pattern)


@cache
def led(pattern: str) -> re.Pattern[str]:
    """The expression, tried only at letters that a match can begin with.

    It finds what ``pattern`` finds; over long texts several times faster where its alternatives begin with classes, groups or lookbehinds.
    """
    first = firsts(pattern)
    return re.compile(f"(?=[{_class(first)}])(?:{pattern})" if first and (len(first) > 3 or DIGIT in first) else pattern)


@cache
def opening(*patterns: str) -> Callable[[str, int], re.Match[str] | None]:
    """A look at the next letter: None where none of these patterns, each with known first letters, can match."""
    return re.compile(f"[{_class(letter for one in patterns for letter in firsts(one) or ())}]").match


def trie(words: Iterable[str]) -> str:
    """An alternation that matches as the words' alternation, longest first, does: words that begin alike share their beginning."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    return "|".join(re.escape(letter) + _rest(below) for letter, below in tree.items() if letter)


def _rest(tree: dict[str, Any]) -> str:
    if set(tree) <= {""}:
        return ""
    if len(tree) == 1:
        letter, below = next(iter(tree.items()))
        return re.escape(letter) + _rest(below)
    return f"(?:{_branches(tree)})" + ("?" if "" in tree else "")


def alternatives(pattern: str) -> list[str]:
    """The outermost alternatives of an expression."""
    out, begin = [], 0
    for at, sign, depth in _signs(pattern):
        if sign == "|" and not depth:
            out.append(pattern[begin:at])
            begin = at + 1
    return [*out, pattern[begin:]]


def _signs(pattern: str) -> Iterator[tuple[int, str, int]]:
    """(place, sign, how many groups are open behind it) of the signs ( ) | outside classes."""
    depth, at, within = 0, 0, False
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 1
        elif within:
            within = letter != "]" or pattern[at - 1] == "[" or pattern[at - 2 : at] == "[^"
        elif letter == "[":
            within = True
        elif letter in "()|":
            depth += {"(": 1, ")": -1, "|": 0}[letter]
            yield at, letter, depth
        at += 1


_MANY = 16  # alternatives; the engine tries them one after the other
_TOGETHER = 8  # letters with one expression: what follows the words is then compiled an eighth as often, and no match is slower


def _by_letter(pattern: str) -> Callable[..., re.Match[str] | None] | None:
    """A match that tries only the alternatives that can begin with the letter at hand; None for patterns of few alternatives.

    None for patterns with groups as well: they would be numbered anew.
    """
    if any(sign == "(" and pattern[at + 1] != "?" for at, sign, _ in _signs(pattern)) or "(?P<" in pattern:
        return None
    single = [part for one in alternatives(pattern) for part in _spread(one)]
    begins = [_begins(head + rest) for head, rest in single]
    if len(single) < _MANY or None in begins:
        return None
    letters = sorted({letter for found in begins for letter in found or ()})
    table: dict[str, Any] = {}  # letter → expression, compiled where one of its letters is first met
    for at in range(0, len(letters), _TOGETHER):
        some = frozenset(letters[at : at + _TOGETHER])
        table |= dict.fromkeys(some, _joined(one for one, found in zip(single, begins, strict=True) if found and some & found))

    def match(text: str, at: int = 0, end: int = maxsize) -> re.Match[str] | None:
        letter = text[at : at + 1]
        found = table.get(letter)
        if found is None:
            if not letter.isdecimal() or DIGIT not in table:
                return None
            letter, found = DIGIT, table[DIGIT]
        if isinstance(found, str):
            found = table[letter] = _compiled(found).match
        result: re.Match[str] | None = found(text, at, end)
        return result

    return match


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _begins(one: str) -> Words | None:
    """:func:`firsts` of an expression without outer alternatives; most begin with a letter that can be seen without parsing them."""
    return frozenset(one[0]) if "一" <= one[:1] <= "龥" and one[1:2] not in tuple("?*{") else firsts(one)


def _spread(one: str) -> list[tuple[str, str]]:
    """(?:a|b)c as (a, c), (b, c)."""
    if not one.startswith("(?:"):
        return [(one, "")]
    inner = next(at for at, sign, depth in _signs(one) if sign == ")" and not depth)
    rest = one[inner + 1 :]
    if rest[:1] in tuple("?*+{"):
        return [(one, "")]
    return [(part, rest) for part in alternatives(one[3:inner])]


def _joined(spread: Iterable[tuple[str, str]]) -> str:
    """What :func:`_spread` has cut, as one expression; a rest that neighbours share stands, and is compiled, once."""
    out = []
    for rest, those in groupby(spread, itemgetter(1)):
        heads = [head for head, _ in those]
        out.append(f"(?:{'|'.join(heads)}){rest}" if rest and len(heads) > 1 else "|".join(head + rest for head in heads))
    return "|".join(out)


def finder(words: Iterable[str]) -> Callable[..., re.Match[str] | None]:
    """A search for any of some words."""
    words = set(words)
    short = {w for w in words if not any(w != o and w.startswith(o) for o in words)}
    return re.compile(f"[{_class(short)}]" if all(len(w) == 1 for w in short) else trie(sorted(short))).search


def _class(letters: Iterable[str]) -> str:
    return "".join(letter if letter == DIGIT else re.escape(letter) for letter in sorted(letters))


def _guarded(find: Callable[..., Any], needed: Words, nothing: Any) -> Callable[..., Any]:
    """``find`` behind a look for the words that it needs, ``nothing`` without them; few words are looked for fastest one by one."""
    if len(needed) > _FEW:
        look = finder(needed)
        return lambda text, at=0, end=maxsize: find(text, at, end) if look(text, at, end) else nothing
    a, b, c, d = (sorted(needed) * _FEW)[:_FEW]
    if len(needed) == 1:
        return lambda text, at=0, end=maxsize: find(text, at, end) if a in text else nothing
    if len(needed) == 2:
        return lambda text, at=0, end=maxsize: find(text, at, end) if a in text or b in text else nothing
    return lambda text, at=0, end=maxsize: find(text, at, end) if a in text or b in text or c in text or d in text else nothing


@lru_cache(maxsize=4)
def _tree(pattern: str) -> Any:
    return _parser.parse(pattern)


@cache
def needs(pattern: str) -> Words | None:
    """Words of which every match of ``pattern`` holds one; None where no short list is known."""
    tree = _tree(pattern)
    return None if tree.state.flags & ~re.UNICODE else _needs(tree)


@cache
def firsts(pattern: str) -> Words | None:
    """The letters that a match of ``pattern`` can begin with; None where they are not few or a match may be empty."""
    tree = _tree(pattern)
    letters, empty = _firsts(tree)
    return None if empty or tree.state.flags & ~re.UNICODE else letters


def _weight(words: Words) -> float:
    """How often any of the words is likely to stand in a clause: single letters, above all common ones, do often."""
    return sum((0.05 if w in _COMMON else 0.01) if len(w) == 1 else 0.001 / len(w) for w in words)


def _needs(tree: Sequence[tuple[Any, Any]]) -> Words | None:
    options: list[Words] = []
    run = ""
    for op, value in (*tree, (None, None)):
        name = str(op)
        if name == "LITERAL":
            run += chr(value)
            continue
        if run:
            options.append(frozenset([run]))
            run = ""
        found = _needs_of(name, value)
        if found:
            options.append(found)
    best = min(options, key=_weight, default=None)
    return best if best is not None and len(best) <= _FULL and _weight(best) < 0.4 else None


def _needs_of(name: str, value: Any) -> Words | None:
    if name == "IN":
        return _letters(value)
    if name == "SUBPATTERN" and not value[1] and not value[2]:
        return _needs(value[3])
    if name == "BRANCH":
        found = [_needs(one) for one in value[1]]
        return None if any(f is None for f in found) else frozenset().union(*(f for f in found if f))
    if name in _REPEATS and value[0] > 0:
        return _needs(value[2])
    if name == "ASSERT" and value[0] > 0:
        return _needs(value[1])
    return _needs(value) if name == "ATOMIC_GROUP" else None


def _letters(items: Sequence[tuple[Any, Any]]) -> Words | None:
    """The letters of a class; None of negated or long ones."""
    out: set[str] = set()
    for op, value in items:
        if str(op) == "LITERAL":
            out.add(chr(value))
        elif str(op) == "RANGE" and value[1] - value[0] < _CLASS:
            out |= {chr(c) for c in range(value[0], value[1] + 1)}
        else:
            return None
    return frozenset(out) if len(out) <= _CLASS else None


def _firsts(tree: Sequence[tuple[Any, Any]]) -> tuple[Words | None, bool]:
    """(letters that a part can begin with, None = any; whether it can be empty)."""
    out: set[str] = set()
    for op, value in tree:
        name = str(op)
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            continue  # they consume nothing; the letter behind them still stands first
        letters, empty = _firsts_of(name, value)
        if letters is None:
            return None, True
        out |= letters
        if not empty:
            return frozenset(out), False
    return frozenset(out), True


def _firsts_of(name: str, value: Any) -> tuple[Words | None, bool]:
    if name == "LITERAL":
        return frozenset([chr(value)]), False
    if name == "IN":
        digits = any(str(op) == "CATEGORY" and str(kind) == "CATEGORY_DIGIT" for op, kind in value)
        letters = _letters([(op, kind) for op, kind in value if not digits or str(op) != "CATEGORY" or str(kind) != "CATEGORY_DIGIT"])
        return letters | {DIGIT} if digits and letters is not None else letters, False
    if name == "SUBPATTERN" and not value[1] and not value[2]:
        return _firsts(value[3])
    if name == "BRANCH":
        found = [_firsts(one) for one in value[1]]
        empty = any(e for _, e in found)
        if any(letters is None for letters, _ in found):
            return None, empty
        return frozenset().union(*(letters for letters, _ in found if letters)), empty
    if name in _REPEATS:
        letters, empty = _firsts(value[2])
        return letters, empty or value[0] == 0
    return None, True
