"""The room's word lists, loaded once: beneficiaries, sizes, synonyms, cues. All are files a clerk can correct."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from docintel.match.clean import squeeze


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Lower limits of 大/中/小 for the sections: per indicator (e employees, r revenue in CNY)."""

    sections: str
    large: dict[str, float]
    medium: dict[str, float]
    small: dict[str, float]


def rows(name: str) -> list[list[str]]:
    """The tab-separated rows of a data file, comment lines left out."""
    text = files("docintel.match").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _split(cell: str, mark: str = "|") -> tuple[str, ...]:
    return tuple(part for part in cell.split(mark) if part)


@cache
def beneficiary_words() -> tuple[tuple[str, str], ...]:
    """(word, type), longest word first."""
    return tuple(sorted(((w, r[0]) for r in rows("beneficiaries.tsv") for w in _split(r[1])), key=lambda p: -len(p[0])))


@cache
def beneficiary_signs() -> dict[str, tuple[str, ...]]:
    """Type → words in a firm's industry, name or recognitions that make the firm one of that type."""
    return {r[0]: _split(r[2]) if len(r) > 2 else () for r in rows("beneficiaries.tsv")}


@cache
def sections() -> tuple[tuple[str, str], ...]:
    """(word, GB/T 4754 section), longest word first."""
    return tuple(sorted(((w, r[0]) for r in rows("sections.tsv") for w in _split(r[1])), key=lambda p: -len(p[0])))


@cache
def size_rules() -> tuple[SizeRule, ...]:
    """统计上大中小微型企业划分办法, money in CNY."""
    out = []
    for group, indicators, *limits in rows("size_limits.tsv"):
        names = indicators.split(",")
        levels = [dict(zip(names, map(float, limit.split(",")), strict=True)) for limit in limits]
        for level in levels:
            if "r" in level:
                level["r"] *= 10_000
        out.append(SizeRule(group, *levels))
    return tuple(out)


@cache
def synonyms() -> tuple[frozenset[str], ...]:
    """Groups of words that say the same in facts and in papers."""
    return tuple(frozenset(squeeze(w) for w in _split(r[0])) for r in rows("synonyms.tsv"))


@cache
def contrasts() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Pairs of word sets that exclude one another."""
    return tuple((re.compile(r[0]), re.compile(r[1])) for r in rows("contrasts.tsv"))


@cache
def cues(kind: str) -> re.Pattern[str]:
    """The alternatives of one kind of cue as one pattern; longest first."""
    found = [p for r in rows("cues.tsv") if r[0] == kind for p in r[1].split(" ")]
    if not found:
        raise KeyError(kind)
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


@cache
def _shares() -> dict[str, float]:
    return {word: float(share) for word, share in rows("word_shares.tsv")}


def listed(word: str) -> bool:
    """Whether at least a few policy papers in a hundred use the word."""
    return word in _shares()


@cache
def weight(word: str) -> float:
    """How much a word tells, 0–5: -log2 of the share of papers that use it. Benefit words and single characters tell nothing."""
    if len(word) < 2 or cues("empty_word").fullmatch(word):
        return 0.0
    return min(5.0, -math.log2(max(_shares().get(word, 0.02), 0.02)))
