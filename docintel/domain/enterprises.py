"""An enterprise's profile and the verdicts it gets (shape of eval/match profiles)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docintel.domain.spans import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Names down the administrative tree; None below the level that is known."""

    province: str | None = None
    city: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """高新技术企业, 专精特新 …: ``level`` 国家/省级/市级 as written, ``day`` of recognition as ISO text (may be partial)."""

    name: str
    level: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the enterprise states: ``what`` in words, a value in ``unit`` (CNY, bool, 人 …), a date (may be partial)."""

    what: str
    value: float | str | bool | None = None
    unit: str | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """企业画像. Money in CNY; ``size`` is 大/中/小/微 as stated; ``as_of`` the day the question is asked for."""

    id: str
    name: str
    region: Place
    as_of: date | None = None
    industry: str | None = None
    size: str | None = None
    stage: str | None = None
    founded: str | None = None
    employees: int | None = None
    revenue: float | None = None
    rd: float | None = None
    qualifications: tuple[Qualification, ...] = ()
    facts: tuple[Fact, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition of a provision against the profile: ``result`` is met | failed | unknown, ``fact`` what decided it."""

    span: Span
    result: str
    fact: str | None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Payout:
    """What the enterprise would receive, CNY; ``max`` None = no ceiling known. ``formula`` in words a clerk can check."""

    min: float | None
    max: float | None
    formula: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A provision's answer to an enterprise. Law 5: ineligible names a failed condition or reason, unknown a missing fact."""

    doc: str
    span: Span
    verdict: str  # eligible | ineligible | unknown
    conditions: tuple[ConditionResult, ...]
    missing: tuple[str, ...]
    amount: Payout | None
    in_force: bool | None
    why: str
    score: float = 0.0
    title: str | None = None
    heading: str = ""
