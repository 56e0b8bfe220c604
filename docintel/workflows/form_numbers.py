"""编号登记 as people use it: the list, the next number, 作废, the list as a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO

from django.utils import timezone

from docintel.domain.forms import KINDS, IssuedNumber, NumberFilters
from docintel.store import form_numbers
from docintel.workflows.library import Lazy

HEADINGS = ["表单", "年度", "编号", "发往单位", "事项数", "事项编号", "成文日期", "经办人", "登记时间", "作废人", "作废时间", "作废原因"]


def list_numbers(filters: NumberFilters) -> Sequence[IssuedNumber]:
    """Lines of the register, the newest first. Lazy. Raises NotFound for a form without numbers."""
    return Lazy(lambda: form_numbers.count(filters), lambda offset, limit: form_numbers.rows(filters, offset, limit))


def years() -> list[int]:
    """The years that the register has lines of, the newest first."""
    return form_numbers.years()


def following(kind: str, day: date) -> str:
    """The next number of a form of that day; "" before any was given. Raises NotFound."""
    return form_numbers.following(kind, day)


def void(line: int, who: str, reason: str) -> IssuedNumber:
    """Declares the form of a line void; its number may be given again. Raises NotFound, BadInput."""
    return form_numbers.void(line, who, reason)


def as_csv(filters: NumberFilters) -> str:
    """The lines as CSV with a byte order mark, so that Excel reads its Chinese; a cell that Excel would take for a formula is quoted."""
    target = StringIO()
    target.write("\ufeff")
    writer = csv.writer(target)
    writer.writerow(
        ("表单", "年度", "编号", "发往单位", "事项数", "事项编号", "成文日期", "经办人", "登记时间", "作废人", "作废时间", "作废原因")
    )
    for n in form_numbers.rows(filters):
        when, gone = (timezone.localtime(x).strftime("%Y-%m-%d %H:%M") if x else "" for x in (n.when, n.voided_at))
        cells = (KINDS[n.kind], n.year, n.number, n.unit, len(n.items), " ".join(n.items), n.day.isoformat(), n.who, when)
        writer.writerow([f"'{c}" if str(c)[:1] in ("=", "+", "-", "@", "\t") else c for c in (*cells, n.voided_by, gone, n.void_reason)])
    return target.getvalue()
