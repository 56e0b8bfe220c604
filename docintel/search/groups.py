"""Groups that people choose from, from data files: kinds of benefits, groups of beneficiaries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files


def rows(name: str) -> list[list[str]]:
    """The lines of data/NAME as columns."""
    text = files("docintel.search").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def benefit_names() -> Mapping[str, str]:
    """Kind of benefit (findings.BENEFIT_TYPES) → what staff call it."""
    return {row[0]: row[1] for row in rows("benefit_kinds.tsv")}


@cache
def _beneficiaries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row[0], tuple(row[1].split())) for row in rows("beneficiaries.tsv"))


@lru_cache(maxsize=1 << 16)
def groups_of(beneficiary: str) -> tuple[str, ...]:
    """The groups of a beneficiary as a paper names it; 企业 and 个人 only where no closer one fits."""
    plain = "".join(beneficiary.split())
    found = tuple(name for name, words in _beneficiaries() if any(word in plain for word in words))
    closer = tuple(name for name in found if name not in ("企业", "个人"))
    return closer or found


def is_of(asked: str, beneficiary: str) -> bool:
    """Whether a beneficiary is of the group asked for; where no group has that name, whether the paper's words hold it."""
    if any(asked == name for name, _ in _beneficiaries()):
        return asked in groups_of(beneficiary)
    return asked in "".join(beneficiary.split())
