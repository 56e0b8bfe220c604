"""The port that an index stands behind, embedded or on a server. Fakes for tests implement it; nothing is mocked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from docintel.domain.passages import Filters, Found, Passage

Progress = Callable[[int, int], None]


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

    @property
    def waiting(self) -> int:
        """Windows that are found by words only, as their vectors are not made yet."""
        ...

    def apply(self, upserts: Iterable[Passage], deletes: Iterable[str], progress: Progress | None = None, *, meaning: bool = True) -> None:
        """Add or replace ``upserts``, drop the passages whose ids are in ``deletes``; an id begins with its doc and ``#``.

        Without ``meaning`` vectors may be left to :meth:`encode`. ``progress(done, of)`` counts windows.
        """

    def encode(self, progress: Progress | None = None, most: int | None = None) -> int:
        """Make up to ``most`` of the vectors that were left (None = all); how many are still to be made."""
        ...

    def tidy(self) -> bool:
        """Work off what past changes left behind, when nothing waits; whether there was something."""
        ...

    def search(self, query: str, filters: Filters, limit: int, *, meaning: bool = True, faceted: bool = False) -> Found:
        """What answers ``query``, best first; without ``meaning`` by words alone. An empty query lists what passes the filters.

        ``faceted``: with counts by facet.
        """
        ...

    def clear(self) -> None:
        """Forget every passage."""
