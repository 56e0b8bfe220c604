"""审计记录: who signed in, was refused, exported, changed people or settings. Written once, read here, changed nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from docintel.domain.people import AuditFilters, AuditRow
from docintel.store.models import Audit
from docintel.store.storable import storable


def write(act: str, who: str, *, subject: str = "", detail: str = "", address: str = "", allowed: bool = True) -> None:
    """One line; ``act`` is a key of domain.people.AUDITED, ``address`` where it came from ("" = the command line)."""
    words = {"subject": storable(subject)[:1000], "detail": storable(detail)[:4000]}
    Audit.objects.create(act=act, who=storable(who)[:150], address=address[:60], allowed=allowed, **words)


def _filtered(filters: AuditFilters) -> QuerySet[Audit]:
    found = Audit.objects.all()
    if filters.who:
        found = found.filter(who__icontains=filters.who)
    if filters.about:
        found = found.filter(Q(who=filters.about) | Q(act__in=("people", "password"), subject=filters.about))
    if filters.act:
        found = found.filter(act=filters.act)
    if filters.since:
        found = found.filter(when__date__gte=filters.since)
    if filters.until:
        found = found.filter(when__date__lte=filters.until)
    return found.order_by("-when", "-id")


def count(filters: AuditFilters) -> int:
    """How many lines the filters leave."""
    return _filtered(filters).count()


def rows(filters: AuditFilters, offset: int = 0, limit: int | None = None) -> Sequence[AuditRow]:
    """Lines, the newest first."""
    found = _filtered(filters)[offset : None if limit is None else offset + limit]
    return [AuditRow(r.pk, r.when, r.who, r.address, r.act, r.subject, r.detail, r.allowed) for r in found.iterator(chunk_size=2000)]
