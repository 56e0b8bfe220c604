"""Open rows by the day on which they fall due for whoever looks: for a unit what it was given, for everybody else what the lights go by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from docintel.domain.ledger import LedgerRow
from docintel.store.items import scope
from docintel.store.ledger import Rows
from docintel.store.light_choice import in_force
from docintel.store.models import Assignment, Decision, Obligation

_AT_WORK = ("sent", "accepted", "reported")


def coming(
    units: frozenset[int] | None, first: date, last: date, today: date, *, states: Sequence[str], most: int
) -> list[tuple[date, LedgerRow]]:
    """(day, row) of the rows in ``states`` whose day lies between ``first`` and ``last``, the next first, ``most`` at most.

    A unit's day is the earliest 办理时限 of its own; everybody else's the lead's that was extended or set for a row without a date. Where
    there is none, the paper's. ``units`` as in :func:`items.scope`.
    """
    some = {"state__in": states, "gone_since": None}
    given = _given(units).filter(**{f"obligation__{name}": value for name, value in some.items()})
    own: dict[tuple[str, int], date] = {}
    for item_id, key, limit in given.order_by("limit").values_list("obligation__item_id", "obligation", "limit"):
        if limit is not None and (units is None or (item_id, key) not in own):
            own[item_id, key] = limit
    days = [(day, key, item_id) for (item_id, key), day in own.items() if first <= day <= last]
    papers = Obligation.objects.filter(scope(units), due__gte=first, due__lte=last, **some).exclude(pk__in=given.values("obligation"))
    days += [(due, key, item_id) for due, key, item_id in papers.order_by("due", "id").values_list("due", "pk", "item_id")[:most] if due]
    days = sorted(days)[:most]
    keys = [key for _, key, _ in days]
    read = {row.item_id: row for row in Rows(Obligation.objects.filter(pk__in=keys).order_by("pk"), today, in_force())[: len(keys)]}
    return [(day, read[item_id]) for day, _, item_id in days if item_id in read]


def _given(units: frozenset[int] | None) -> QuerySet[Assignment]:
    """Assignments under way whose limit is the viewer's day."""
    found = Assignment.objects.filter(state__in=_AT_WORK, limit__isnull=False)
    if units is not None:
        return found.filter(unit__in=units)
    moved = Decision.objects.filter(granted=True, until__isnull=False).values("request__assignment")
    return found.filter(Q(pk__in=moved) | Q(obligation__due=None), role="lead")
