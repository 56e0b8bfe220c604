"""What became of files that were read into the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from docintel.domain.standing import Standing, Term, standing

OUTCOMES = {"new": "新增", "changed": "更新", "unchanged": "未变", "duplicate": "重复", "failed": "未能读取"}
"""Outcome code → Chinese label."""


@dataclass(frozen=True, slots=True)
class Saved:
    """One paper as stored: ``outcome`` is new | changed | unchanged | duplicate; ``same_as`` names the paper a duplicate equals.

    ``added``, ``changed`` and ``gone`` count its items; the others what the paper now holds.
    """

    doc_id: str
    outcome: str
    same_as: str | None = None
    added: int = 0
    changed: int = 0
    gone: int = 0
    provisions: int = 0
    obligations: int = 0
    deadlines: int = 0
    benefits: int = 0


@dataclass(frozen=True, slots=True)
class IngestLine:
    """What became of one file, with one line in Chinese that a clerk can act on."""

    source: str
    outcome: str  # OUTCOMES
    line: str
    doc_id: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Everything an ingest did; counts are of the papers that this run stored or found unchanged.

    ``notes`` say what else went wrong (the index could not be updated).
    """

    lines: tuple[IngestLine, ...]
    provisions: int = 0
    obligations: int = 0
    deadlines: int = 0
    benefits: int = 0
    indexed: int = 0
    notes: tuple[str, ...] = ()

    def of(self, outcome: str) -> tuple[IngestLine, ...]:
        """The lines of one outcome."""
        return tuple(line for line in self.lines if line.outcome == outcome)


@dataclass(frozen=True, slots=True)
class PaperFilters:
    """Empty = no restriction. ``text`` matches part of the title, the number or the file name; ``region`` part of the place's path."""

    text: str | None = None
    kind: str | None = None
    issuer: str | None = None
    region: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper in a list. ``region`` as the paper says it, ``region_path`` as 省/市/区县; counts leave out what is gone."""

    doc_id: str
    title: str
    doc_kind: str
    doc_number: str
    issuer: str
    issue_date: str
    region: str
    region_path: str
    status: str
    version: int
    obligations: int
    benefits: int
    from_catalogue: tuple[str, ...] = ()
    updated: datetime | None = None
    term: Term = field(default_factory=Term)

    @property
    def standing(self) -> Standing:
        """Where it stands today."""
        return standing(self.term, date.today())


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a paper: where it was read from, its digest, when."""

    number: int
    source: str
    other_sources: tuple[str, ...]
    sha256: str
    media_type: str
    added: datetime
    warnings: tuple[str, ...] = ()
