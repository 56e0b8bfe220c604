"""What the index holds and what a search gives back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from docintel.domain.standing import Standing, Term, standing


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed provision with the fields that search filters on. ``region`` is the full path 省/市/区县 ('' = 全国).

    ``repealed``: the ISO day from which the paper ``repealed_doc``, titled ``repealed_by``, repeals it ('' = none does).
    """

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
    valid_from: str = ""
    valid_until: str = ""
    repealed: str = ""
    repealed_by: str = ""
    repealed_doc: str = ""

    def standing(self, day: datetime.date) -> Standing:
        """Where its paper stands on ``day``."""
        return standing(
            Term(self.kind, self.title, self.status, self.date, self.valid_from, self.valid_until, self.repealed, self.repealed_by),
            day,
        )


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty = no restriction. ``since``/``until`` ISO dates; a region matches itself, what lies inside it and what lies above it.

    ``on``: the library as it stood on that day (ISO): papers issued later are left out, and so are those that had ended by then.
    ``status``: a state of ``domain.standing.STATE_NAMES`` on that day (today unless ``on`` is given).
    """

    region: str | None = None
    kind: str | None = None
    issuer: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    on: str | None = None


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
