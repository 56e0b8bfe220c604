"""What stands on a 情况通报: figures of a selection that add up, the units behind, the rows of every figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from docintel.domain.forms import FormRow, Office
from docintel.report.forms import words

GROUPS = {
    "closed": ("已完成", "已办结或已销号"),
    "on_plan": ("按计划", "时限未到，没有落后于序时进度"),
    "behind": ("欠进度", "时限未到，填报的实际值落后于序时进度"),
    "overdue": ("超期", "完成时限已过，尚未办结"),
    "undated": ("未定时限", "没有确定的完成时限，含长期和周期性事项"),
    "suspended": ("已中止", "经批准中止办理"),
}
"""Group code → (name, how it is told). Every row is in one group, so that the figures add up to the total."""
LATE = ("overdue", "behind")
UNNAMED = "未明确主办单位"


def group(found: FormRow, today: date) -> str:
    """The group of a row on a day."""
    row = found.row
    if row.state in ("done", "closed"):
        return "closed"
    if row.state == "suspended":
        return "suspended"
    until = words.deadline(found)
    if until is not None and until < today:
        return "overdue"
    if any(c.behind is not None and c.behind > 0 for c in row.courses):
        return "behind"
    return "on_plan" if until else "undated"


def circular(rows: Sequence[FormRow], office: Office, today: date) -> dict[str, Any]:
    """The placeholders of ``circular``."""
    grouped = [(group(row, today), row) for row in rows]
    counted = Counter(code for code, _ in grouped)
    figures = [
        {"name": name, "count": counted[code], "share": words.share(counted[code], len(rows)), "meaning": meaning}
        for code, (name, meaning) in GROUPS.items()
        if counted[code] or code != "suspended"
    ]
    plain = words.defaults("circular")
    order = list(GROUPS)
    listed = sorted(grouped, key=lambda pair: order.index(pair[0]))  # stable: within a group by due date
    return {
        "office": office.name,
        "title": office.title or plain["title"],
        "number": office.number or f"〔{(office.day or today).year}〕    号",
        "scope": office.scope or "全部承诺事项",
        "as_of": words.day(today),
        "total": len(rows),
        "figures": figures,
        "summary": "，".join(f"{f['name']}{f['count']}项、占{f['share']}" for f in figures),
        "laggards": _laggards(grouped, today),
        "units": _units(grouped),
        "demand": words.lines(office.demand) or list(plain["demand"]),
        "cc": office.cc,
        "printer": office.printer or office.name,
        "contact": office.contact,
        "phone": office.phone,
        "date": words.day(office.day or today),
        "rows": [_row(n, code, row) for n, (code, row) in enumerate(listed, 1)],
    }


def _leads(found: FormRow) -> tuple[str, ...]:
    return found.lead or (UNNAMED,)


def _laggards(grouped: Sequence[tuple[str, FormRow]], today: date) -> list[dict[str, Any]]:
    """Units with rows overdue or behind, those with most first. A row of two leading units stands at both."""
    mine: dict[str, list[tuple[str, FormRow]]] = defaultdict(list)
    for code, row in grouped:
        for unit in _leads(row) if code in LATE else ():
            mine[unit].append((code, row))
    found = []
    for unit, rows in sorted(mine.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        counted = Counter(code for code, _ in rows)
        told = "；".join(f"{n}. {words.short(row.row.text)}（{_why(code, row, today)}）" for n, (code, row) in enumerate(rows, 1))
        found.append({"unit": unit, "count": len(rows), "overdue": counted["overdue"], "behind": counted["behind"], "tasks": told})
    return found


def _why(code: str, found: FormRow, today: date) -> str:
    until = words.deadline(found)
    if code == "overdue" and until:
        return f"时限{words.day(until)}，已超期{(today - until).days}天"
    course = max((c for c in found.row.courses if c.behind is not None), key=lambda c: c.behind or 0.0)
    return words.course(course)


def _units(grouped: Sequence[tuple[str, FormRow]]) -> list[dict[str, Any]]:
    """Every leading unit with its figures; a row of two leading units counts at both."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for code, row in grouped:
        for unit in _leads(row):
            found[unit][code] += 1
    order = sorted(found, key=lambda unit: (-found[unit].total(), unit))
    return [{"unit": unit, "total": found[unit].total(), **{code: found[unit][code] for code in GROUPS}} for unit in order]


def _row(number: int, code: str, found: FormRow) -> dict[str, Any]:
    return {
        "no": number,
        "id": found.row.item_id,
        "group": GROUPS[code][0],
        "text": found.row.text,
        "unit": words.bodies(found.lead) or UNNAMED,
        "due": words.due(found),
        "progress": words.progress(found),
    }
