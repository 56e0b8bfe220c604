"""What the index holds and what a search gives back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from docintel.domain.criteria import Criterion
from docintel.domain.facts import Fact
from docintel.domain.standing import Standing, Term, standing


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed provision with the fields that search filters on. ``region`` is the full path 省/市/区县 ('' = 全国).

    ``repealed``: the ISO day from which the paper ``repealed_doc``, titled ``repealed_by``, repeals it ('' = none does).
    ``facts``: the promises and benefits some of whose words stand in it.
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
    facts: tuple[Fact, ...] = ()

    @property
    def term(self) -> Term:
        """What decides where its paper stands."""
        return Term(self.kind, self.title, self.status, self.date, self.valid_from, self.valid_until, self.repealed, self.repealed_by)

    def standing(self, day: datetime.date) -> Standing:
        """Where its paper stands on ``day``."""
        return standing(self.term, day)


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty = no restriction. ``since``/``until`` ISO dates; a region matches itself, what lies inside it and what lies above it.

    ``on``: the library as it stood on that day (ISO): papers issued later are left out, and so are those that had ended by then.
    ``status``: a state of ``domain.standing.STATE_NAMES`` on that day (today unless ``on`` is given).
    From ``owner`` on they ask for facts: one and the same promise or benefit of a passage must fit them all. ``owner`` is a name or part
    of it, or a short name ("=" before it, as before ``issuer``: this name and no other); ``benefit_kind`` one of findings.BENEFIT_TYPES;
    ``beneficiary`` a group's name or words of the paper; ``has_deadline`` and ``has_target`` False: passages without one.
    ``criterion``: conditions on figures and days.
    """

    region: str | None = None
    kind: str | None = None
    issuer: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    on: str | None = None
    owner: str | None = None
    benefit_kind: str | None = None
    beneficiary: str | None = None
    has_deadline: bool | None = None
    has_target: bool | None = None
    criterion: Criterion | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that passages among the found have: ``count`` passages; ``filters`` = field of Filters → value that leaves only these.

    ``level``: depth in a tree, 0 = uppermost.
    """

    label: str
    count: int
    filters: dict[str, str]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """分面: one side of what was found. ``name`` is that of its row in the table of facets."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


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
    """Hits best first; ``no_answer`` when nothing in the library is near the question; ``notes`` say what was widened.

    ``facets`` count over the ``pool`` passages that were looked at more closely: those that pass the filters and whose words or meaning
    are near the question; all that pass where nothing but filters was asked (``whole``).
    """

    hits: tuple[Hit, ...]
    no_answer: bool = False
    notes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    pool: int = 0
    whole: bool = False
