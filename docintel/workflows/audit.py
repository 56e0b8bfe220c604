"""审计记录: what is told to it, and reading it. Nothing changes a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.utils import timezone

from docintel.domain.people import AUDITED, AuditFilters, AuditRow
from docintel.report.csv_cells import plain
from docintel.store import audit
from docintel.workflows.library import Lazy


def note(act: str, who: str, *, subject: str = "", detail: str = "", address: str = "", allowed: bool = True) -> None:
    """One line; ``act`` is a key of domain.people.AUDITED."""
    audit.write(act, who, subject=subject, detail=detail, address=address, allowed=allowed)


def list_lines(filters: AuditFilters) -> Sequence[AuditRow]:
    """Lines, the newest first. Lazy."""
    return Lazy(lambda: audit.count(filters), lambda offset, limit: audit.rows(filters, offset, limit))


def export(filters: AuditFilters) -> bytes:
    """The lines as CSV that Excel opens (UTF-8 with mark); a cell that Excel would take for a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("时间", "用户", "地址", "动作", "准许", "对象", "内容"))
    for row in audit.rows(filters):
        when = timezone.localtime(row.when).strftime("%Y-%m-%d %H:%M:%S")
        cells = (when, row.who, row.address, AUDITED.get(row.act, row.act), "是" if row.allowed else "否", row.subject, row.detail)
        writer.writerow(map(plain, cells))
    return b"\xef\xbb\xbf" + text.getvalue().encode()
