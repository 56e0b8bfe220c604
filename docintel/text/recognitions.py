"""Recognitions and kinds of business that papers name: the one list for reading and matching.

Files: ``data/qualifications.tsv``, ``data/industries.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docintel.text.lexicon import table


@dataclass(frozen=True, slots=True)
class Title:
    """A recognition, class or listing: ``names`` as papers write them, ``implies`` the ids that a holder also has."""

    id: str
    kind: str  # title | class | listing | scale | open
    implies: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trade:
    """An everyday word for a kind of business: GB/T 4754 ``sections`` and words that show a firm to be of it."""

    word: str
    sections: str
    signs: tuple[str, ...]


def _split(cell: str, mark: str = "|") -> tuple[str, ...]:
    return tuple(part for part in cell.split(mark) if part)


@cache
def titles() -> dict[str, Title]:
    """id → Title."""
    return {r[0]: Title(r[0], r[1], _split(r[2], ","), _split(r[3])) for r in table("qualifications.tsv")}


@cache
def title_names() -> tuple[tuple[str, str], ...]:
    """(name, id), longest name first."""
    pairs = [(name, t.id) for t in titles().values() for name in t.names]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


@cache
def title_pattern() -> re.Pattern[str]:
    """Any name of any title, longest first."""
    return re.compile("|".join(re.escape(name) for name, _ in title_names()))


@cache
def title_of(name: str) -> Title:
    """The title that has this very name."""
    return titles()[dict(title_names())[name]]


@cache
def trades() -> tuple[Trade, ...]:
    """Industry words, longest first."""
    out = [Trade(r[0], r[1], _split(r[2]) if len(r) > 2 else ()) for r in table("industries.tsv")]
    return tuple(sorted(out, key=lambda t: -len(t.word)))
