"""What is told of every ledger row (its colour, its facts for statistics), kept in this process: only rows that changed are read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connection
from django.utils import timezone

from docintel.store.models import Obligation, Paper

_T = TypeVar("_T")
_Stamps = dict[int, datetime]
_LATE = timedelta(minutes=1)
"""How long a change may be under way: it bears the moment at which it was made, and is seen when its transaction ends."""
_MANY = 2000  # rows; beyond that reading all is as fast


@dataclass(frozen=True, slots=True)
class _Kept(Generic[_T]):
    """``whole``: what concerns every row; ``rows`` and ``papers``: when each changed last, as of ``checked``."""

    whole: tuple[Any, ...]
    checked: datetime
    rows: _Stamps
    papers: _Stamps
    told: dict[int, _T]


class Remembered(Generic[_T]):
    """One memo of what ``read`` tells: (rows, their keys or None for all, what concerns every row …) → primary key → what is told.

    Every change of a row, of its parts or of its life moves ``updated`` of the row, a change of its paper that of the paper.
    """

    def __init__(self, read: Callable[..., dict[int, _T]]) -> None:
        self._read = read
        self._lock = Lock()
        self._kept: _Kept[_T] | None = None

    def of(self, *whole: Any) -> dict[int, _T]:
        """Primary key → what is told now; not to be changed. ``whole``: all that counts beside the rows; when it differs, all are read."""
        library = (*whole, connection.settings_dict["NAME"])
        with self._lock:
            old = self._kept
            self._kept = self._fresh(old, whole) if old and old.whole == library else None
            self._kept = self._kept or self._all(library, whole)
            return self._kept.told

    def _fresh(self, old: _Kept[_T], whole: tuple[Any, ...]) -> _Kept[_T] | None:
        """The memo with the changed rows read again, None where all are to be read."""
        now, since = timezone.now(), old.checked - _LATE
        rows, papers = (dict(m.objects.filter(updated__gte=since).order_by().values_list("pk", "updated")) for m in (Obligation, Paper))
        changed = {pk for pk, stamp in rows.items() if old.rows.get(pk) != stamp}
        moved = [pk for pk, stamp in papers.items() if old.papers.get(pk) != stamp]
        if moved:
            changed |= set(Obligation.objects.filter(paper__in=moved).order_by().values_list("pk", flat=True))
        stamps = old.rows | rows if rows else old.rows
        if len(changed) > _MANY or len(stamps) != Obligation.objects.count():
            return None
        told = old.told
        if changed:
            told = {pk: t for pk, t in told.items() if pk not in changed}
            told |= self._read(Obligation.objects.filter(pk__in=changed), changed, *whole)
        return _Kept(old.whole, now, stamps, old.papers | papers, told)

    def _all(self, library: tuple[Any, ...], whole: tuple[Any, ...]) -> _Kept[_T]:
        now = timezone.now()  # before the rows: what changes while they are read is read once more
        rows, papers = (dict(m.objects.order_by().values_list("pk", "updated")) for m in (Obligation, Paper))
        return _Kept(library, now, rows, papers, self._read(Obligation.objects.all(), None, *whole))
