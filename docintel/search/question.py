"""A question taken apart: words with their synonyms, the places and document numbers it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from docintel.search.lexical import grams
from docintel.text.citing import numbers_in, without_numbers
from docintel.text.normalise import fold
from docintel.text.places import NATION, find_places
from docintel.text.words import words

_BLANK = re.compile(r"[\s,，、;；]+")
NAMES = 2  # other names of an expression that the encoder reads
SYNONYM = 0.5  # what a synonym's word weighs beside a word of the question


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` = folded; ``meaning`` = what the encoder reads; ``terms`` = field → term → weight for the word index."""

    text: str
    meaning: str
    terms: Mapping[str, Mapping[str, float]]
    places: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks_amount: bool = False


def _rows(name: str) -> list[list[str]]:
    text = files("docintel.search").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def _asks_amount() -> tuple[str, ...]:
    return tuple(row[0] for row in _rows("asks_amount.txt"))


@dataclass(frozen=True, slots=True)
class _Said:
    """``names``: expression → other names; ``longest``: longest expression by its first two characters; ``gapped``: those with "…"
    (up to six characters); ``alike``: expressions whose other names mean the same to the encoder and only add to the words."""

    names: dict[str, tuple[str, ...]]
    longest: dict[str, int]
    gapped: tuple[tuple[str, re.Pattern[str]], ...]
    alike: frozenset[str]


@cache
def _said() -> _Said:
    names: dict[str, tuple[str, ...]] = {}
    alike: set[str] = set()
    for row in _rows("synonyms.tsv"):
        group = [fold(n) for n in row[0].removeprefix("~").split()]
        alike.update(group if row[0].startswith("~") else ())
        for name in group:
            names[name] = tuple(dict.fromkeys((*names.get(name, ()), *(n for n in group if n != name))))
    for said, found in _rows("everyday.tsv"):
        names[said] = tuple(dict.fromkeys((*names.get(said, ()), *(fold(n) for n in found.split()))))
    longest: dict[str, int] = {}
    for said in names:
        longest[said[:2]] = max(longest.get(said[:2], 0), len(said))
    gapped = tuple((n, re.compile(re.escape(n).replace("…", ".{0,6}?"))) for n in names if "…" in n)
    return _Said(names, longest, gapped, frozenset(alike))


def other_names(text: str) -> dict[str, tuple[str, ...]]:
    """Expression in the question → the names that papers use for it; the longest expression at each place."""
    said = _said()
    found = {name: said.names[name] for name, pattern in said.gapped if pattern.search(text)}
    at = 0
    while at < len(text) - 1:
        most = said.longest.get(text[at : at + 2], 0)
        name = next((text[at : at + n] for n in range(most, 1, -1) if text[at : at + n] in said.names), "")
        if name:
            found[name] = said.names[name]
        at += len(name) or 1
    return found


@cache
def stopwords() -> frozenset[str]:
    """Words of questions that say nothing of their subject."""
    return frozenset(row[0] for row in _rows("stopwords.txt"))


def understand(query: str) -> Question:
    """The question's parts. A place, year or number stays in the words too: a paper may name it in its text."""
    text = fold(query).strip()
    numbers = numbers_in(text)
    rest = without_numbers(text)
    found = other_names(rest)
    plain = Counter(w for w in words(rest) if w not in stopwords())
    terms: dict[str, dict[str, float]] = {"words": dict(plain), "grams": dict.fromkeys(grams(_BLANK.sub("。", rest)), 1.0)}
    for names in found.values():
        more = Counter(w for name in names for w in words(name))
        for field_name, extra in (("words", more), ("grams", Counter(g for name in names for g in grams(name)))):
            for term in extra:
                terms[field_name][term] = max(terms[field_name].get(term, 0.0), SYNONYM)
    terms["context"] = dict(terms["words"])
    if numbers:
        terms["numbers"] = dict.fromkeys(numbers, 1.0)
    asks = any(word in rest for word in _asks_amount())
    told = (name for said, names in found.items() if said not in _said().alike for name in names[:NAMES] if name not in text)
    explained = " ".join(dict.fromkeys(told))
    return Question(text, f"{text} {explained}".strip(), terms, _places(rest), numbers, found, asks)


def _places(text: str) -> tuple[tuple[str, ...], ...]:
    """Paths of the places that the question names, each once."""
    return tuple(dict.fromkeys(path for _, _, path in find_places(text) if path and path != (NATION,)))
