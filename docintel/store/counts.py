"""Totals over the whole store."""

from __future__ import annotations

from django.db.models import Count, Q

from docintel.store import models
from docintel.store.items import scope


def totals(units: frozenset[int] | None = None) -> dict[str, int]:
    """papers, provisions, obligations, dated, proposed, deadlines, benefits; items gone from current versions are left out.

    ``units``: obligations and deadlines of these units' rows alone.
    """
    there = models.Obligation.objects.filter(scope(units), gone_since=None)
    obligations = there.aggregate(
        obligations=Count("id"),
        dated=Count("id", filter=Q(due__isnull=False)),
        proposed=Count("id", filter=Q(state="proposed")),
    )
    return {
        "papers": models.Paper.objects.count(),
        "provisions": models.Provision.objects.count(),
        **obligations,
        "deadlines": models.Deadline.objects.filter(
            scope(units, "obligation"), obligation__gone_since=None, role__in=("deadline", "period")
        ).count(),
        "benefits": models.Benefit.objects.filter(gone_since=None).count(),
    }
