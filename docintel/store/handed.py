"""What forms say of rows beside the row itself: the words that it rests on, the units it was given to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from docintel.domain.forms import FormRow, Given
from docintel.domain.ledger import LedgerRow
from docintel.domain.life import OVER
from docintel.store.models import Assignment, Obligation
from docintel.store.statistics import leading

_CHUNK = 500


def form_rows(rows: Sequence[LedgerRow]) -> list[FormRow]:
    """The rows with the words of their papers and the units that have them now, the lead first."""
    found: list[FormRow] = []
    for at in range(0, len(rows), _CHUNK):
        some = rows[at : at + _CHUNK]
        ids = [row.item_id for row in some]
        there = Obligation.objects.filter(item_id__in=ids).order_by()
        named = leading(there)
        said = {i: (words, named.get(pk, ())) for pk, i, words in there.values_list("pk", "item_id", "source_text")}
        given: dict[str, list[Given]] = defaultdict(list)
        live = Assignment.objects.filter(obligation__item_id__in=ids).exclude(state__in=OVER).order_by("role", "pk")
        for item_id, unit, role, limit, when in live.values_list("obligation__item_id", "unit__name", "role", "limit", "assigned_at"):
            given[item_id].append(Given(unit, role, limit, timezone.localdate(when)))
        found += [FormRow(row, said[row.item_id][0], tuple(given[row.item_id]), said[row.item_id][1]) for row in some]
    return found
