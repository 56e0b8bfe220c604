"""What the index holds and what a search gives back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed provision with the fields that search filters on. ``region`` is the full path 省/市/区县 ('' = 全国)."""

    passage_id: str
    doc: str
    start: int
    end: int
    text: str
    title: str = ""
    heading_path: str = ""
    doc_number: str = ""
    issuer: str = ""
    region: str = ""
    kind: str = ""
    status: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty = no restriction. ``since``/``until`` ISO dates; a region matches itself, what lies inside it and what lies above it."""

    region: str | None = None
    kind: str | None = None
    issuer: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage; ``why`` says in Chinese which words and how much of meaning, ``highlights`` are offsets into the document."""

    passage: Passage
    score: float
    why: str
    highlights: tuple[tuple[int, int], ...] = ()
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """Hits best first; ``no_answer`` when nothing in the library is near the question; ``notes`` say what was widened."""

    hits: tuple[Hit, ...]
    no_answer: bool = False
    notes: tuple[str, ...] = ()
