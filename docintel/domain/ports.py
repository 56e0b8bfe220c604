"""The port that an index stands behind, embedded or on a server. Fakes for tests implement it; nothing is mocked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from docintel.domain.passages import Filters, Found, Passage


class PassageIndex(Protocol):
    """A derived, rebuildable index of passages."""

    @property
    def stale(self) -> bool:
        """Whether it must be cleared and fed every passage again."""
        ...

    @property
    def empty(self) -> bool:
        """Whether it holds nothing."""
        ...

    def held(self) -> dict[str, int]:
        """Paper → number of its passages, for comparing with the records."""
        ...

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str], progress: Callable[[int, int], None] | None = None) -> None:
        """Add or replace ``upserts``, drop the passages whose ids are in ``deletes``; ``progress(done, of)``."""

    def search(self, query: str, filters: Filters, limit: int) -> Found:
        """What answers ``query``, best first."""
        ...

    def clear(self) -> None:
        """Forget every passage."""
