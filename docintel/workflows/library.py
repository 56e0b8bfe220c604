"""What is in the library: counts, lists of papers, one paper with its findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar, cast, overload

from docintel.domain.documents import Document
from docintel.domain.findings import Item
from docintel.domain.intake import PaperFilters, PaperRow
from docintel.domain.ledger import LedgerFilters, LedgerRow
from docintel.domain.papers import HeadMatter, Section
from docintel.domain.people import PROGRAM, Viewer
from docintel.domain.relations import Change
from docintel.domain.spans import Span
from docintel.domain.standing import Standing
from docintel.store import counts, ledger, papers, relations
from docintel.structure.privacy import masked_paper, personal_spans

T = TypeVar("T")


class Lazy(Sequence[T], Generic[T]):
    """A long list of which only the asked-for slice is read."""

    def __init__(self, count: Callable[[], int], read: Callable[[int, int], Sequence[T]]) -> None:
        self._count, self._read = count, read

    def __len__(self) -> int:
        return self._count()

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            return self._read(start, max(0, stop - start))
        return self._read(index, 1)[0]


@dataclass(frozen=True, slots=True)
class Overview:
    """How much is there; ``dated`` obligations have a date, ``proposed`` await review."""

    papers: int
    provisions: int
    obligations: int
    dated: int
    proposed: int
    deadlines: int
    benefits: int


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One paper as a reader sees it; ``document`` holds where its words stand."""

    key: str
    title: str
    text: str
    head: HeadMatter
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    warnings: tuple[str, ...]
    document: Document
    sentences: tuple[tuple[int, int], ...] = ()  # the reference units, to be asked about
    hidden: int = 0  # names and telephones of people that are masked here
    standing: Standing | None = None  # today
    changes: tuple[Change, ...] = ()  # what it repeals and amends
    changed_by: tuple[Change, ...] = ()


def overview(viewer: Viewer = PROGRAM) -> Overview:
    """Counts over the whole library, of obligations as far as ``viewer`` sees them; what has gone from the current versions is left out."""
    return Overview(**counts.totals(viewer.only_units))


def list_papers(filters: PaperFilters | None = None) -> Lazy[PaperRow]:
    """Papers, newest first."""
    chosen = filters or PaperFilters()
    return Lazy(lambda: papers.count(chosen), lambda start, n: papers.rows(chosen, limit=n, offset=start))


def examples(number: int) -> Sequence[LedgerRow]:
    """Rows of the ledger that show what it holds: dated ones first."""
    return ledger.rows(LedgerFilters(gone=False), date.today())[:number]


def recent(limit: int) -> Sequence[PaperRow]:
    """The papers with the newest dates."""
    return papers.rows(limit=limit)


def title(doc_id: str) -> str:
    """The paper's title, its id where it has none. Raises NotFound."""
    paper = papers.load_paper(doc_id)
    return paper.head.title or paper.doc_id


def paper(doc_id: str, *, outside: bool = False) -> PaperPage:
    """One paper with what was found in it. ``outside``: as people outside the office may see it. Raises NotFound."""
    reading = papers.load_reading(doc_id)
    found = masked_paper(reading.paper) if outside else reading.paper
    items = _masked_items(reading.items, found.text) if outside else reading.items
    changes, changed_by = relations.changes(doc_id)
    return PaperPage(
        key=doc_id,
        title=found.head.title or found.document.title_hint or doc_id,
        text=found.text,
        head=found.head,
        sections=found.sections,
        items=items,
        warnings=() if outside else found.warnings,  # those of scans quote the paper
        document=found.document,
        sentences=() if outside else tuple((u.start, u.end) for u in reading.units),
        hidden=len(personal_spans(reading.paper)) if outside else 0,
        standing=papers.standing_of(doc_id, date.today()),
        changes=changes,
        changed_by=changed_by,
    )


def _masked_items(items: tuple[Item, ...], text: str) -> tuple[Item, ...]:
    """The items with the words of every span as ``text`` has them."""

    def swap(value: Any) -> Any:
        if isinstance(value, Span):
            return Span.of(text, value.start, value.end)
        if isinstance(value, tuple):
            return tuple(swap(v) for v in value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: swap(getattr(value, f.name)) for f in fields(value)})
        return value

    return cast("tuple[Item, ...]", swap(items))
