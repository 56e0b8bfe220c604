"""Fictional offers and enterprises for the tests of matching."""

from __future__ import annotations

from typing import Any

from docintel.domain.enterprises import Enterprise
from docintel.domain.findings import Benefit
from docintel.domain.offers import Offer
from docintel.domain.papers import Validity
from docintel.domain.spans import Evidence, Span
from docintel.match import read_profile

YUN = {"province": "澜江省", "city": "澜州市", "district": "栖山区"}


def firm(**fields: Any) -> Enterprise:
    """A small maker of machines in 澜州市栖山区; ``fields`` replace or add."""
    data: dict[str, Any] = {
        "id": "T1",
        "name": "栖山精机有限公司",
        "as_of": "2025-06-01",
        "region": YUN,
        "industry": "通用设备制造",
        "size": "小",
        "founded": "2016-04-01",
        "employees": 80,
        "revenue_cny": 50_000_000,
        "rd_cny": 3_000_000,
        "qualifications": [],
        "facts": [],
        "needs": [],
    }
    return read_profile(data | fields)


def offer(clause: str, *, before: str = "", after: str = "", path: tuple[str, ...] = (), **fields: Any) -> Offer:
    """A benefit with the tight clause ``clause`` in a provision ``before`` + clause + ``after`` of a paper in force from 2024."""
    start = len(before)
    span = Span(start, start + len(clause), clause)
    values: dict[str, Any] = {
        "doc": "X1",
        "title": "澜州市促进工业发展若干措施",
        "doc_kind": "measures",
        "status": "in_force",
        "region": "澜江省澜州市",
        "issuer": "澜州市人民政府",
        "issue_date": "2024-03-01",
        "validity": Validity("2024-03-01", "2027-02-28", "clause"),
    } | fields
    return Offer(
        benefit=Benefit("b-1", "BENEFIT", (span,), Evidence("rule:test"), clause=span),
        context=before + clause + after,
        context_start=0,
        path=path,
        **values,
    )


def title(name: str, level: str | None = None, day: str | None = None) -> dict[str, Any]:
    return {"name": name, "level": level, "date": day}


def fact(what: str, value: Any = None, unit: str | None = None, day: str | None = None) -> dict[str, Any]:
    return {"what": what, "value": value, "unit": unit, "date": day}
