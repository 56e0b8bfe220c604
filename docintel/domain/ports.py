"""The interfaces between rooms. Fakes for tests implement these; nothing else is mocked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from docintel.domain.documents import Document
from docintel.domain.findings import Reading
from docintel.domain.intake import Saved
from docintel.domain.ledger import Change, LedgerFilters, LedgerRow
from docintel.domain.papers import Paper
from docintel.domain.passages import Filters, Found, Passage


class Parser(Protocol):
    """A file kind's reader: bytes on disk → Document. Raises UnreadableFile; never anything else."""

    def __call__(self, path: Path) -> Document: ...


class Encoder(Protocol):
    """Texts → unit vectors, float32, shape (n, dim)."""

    dim: int

    def queries(self, texts: Sequence[str]) -> object: ...

    def passages(self, texts: Sequence[str]) -> object: ...


class PassageIndex(Protocol):
    """A derived, rebuildable index of passages."""

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str]) -> None: ...

    def search(self, query: str, filters: Filters, limit: int) -> Found: ...

    def clear(self) -> None: ...


class PaperStore(Protocol):
    """Where papers and findings are kept."""

    def save(self, reading: Reading) -> Saved: ...

    def passages(self) -> Iterable[Passage]: ...


class Ledger(Protocol):
    """The tracked obligations."""

    def rows(self, filters: LedgerFilters, today: date) -> Sequence[LedgerRow]: ...

    def history(self, item_id: str) -> Sequence[Change]: ...


Catalogue = Mapping[str, Mapping[str, str | None]]
"""doc id → {title, issuer, region, date, doc_no}: fills only what a paper itself does not say."""

__all__ = ["Catalogue", "Document", "Encoder", "Ledger", "Paper", "PaperStore", "Parser", "PassageIndex"]
