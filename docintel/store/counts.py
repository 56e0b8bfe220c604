"""Totals over the whole store."""

from __future__ import annotations

from django.db.models import Count, Q

from docintel.store import models


def totals() -> dict[str, int]:
    """papers, provisions, obligations, dated, proposed, deadlines, benefits; items gone from current versions are left out."""
    there = models.Obligation.objects.filter(gone_since=None)
    obligations = there.aggregate(
        obligations=Count("id"),
        dated=Count("id", filter=Q(due__isnull=False)),
        proposed=Count("id", filter=Q(state="proposed")),
    )
    return {
        "papers": models.Paper.objects.count(),
        "provisions": models.Provision.objects.count(),
        **obligations,
        "deadlines": models.Deadline.objects.filter(obligation__gone_since=None, role__in=("deadline", "period")).count(),
        "benefits": models.Benefit.objects.filter(gone_since=None).count(),
    }
