"""What stands on a 督办通知单 and a 催办通知单: the rows of one unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from docintel.domain.forms import FormRow, Office
from docintel.report.forms import words


def notice(kind: str, rows: Sequence[FormRow], office: Office, unit: str, today: date) -> dict[str, Any]:
    """The placeholders of ``supervise`` or ``urge``; rows in their order."""
    plain = words.defaults(kind)
    limit = words.day(office.limit)
    demand = words.lines(office.demand) or [
        line.format(limit=f"{limit}前" if limit else "收到本通知后5个工作日内") for line in plain["demand"]
    ]
    values = {
        "office": office.name,
        "title": office.title or plain["title"],
        "number": office.number or f"〔{(office.day or today).year}〕    号",
        "unit": unit,
        "count": len(rows),
        "demand": "\n".join(f"{n}. {line}" for n, line in enumerate(demand, 1)) if len(demand) > 1 else "".join(demand),
        "limit": limit or "按各事项的完成时限",
        "feedback": office.feedback or plain["feedback"],
        "contact": office.contact,
        "phone": office.phone,
        "cc": office.cc,
        "printer": office.printer or office.name,
        "date": words.day(office.day or today),
    }
    return values | {"items": [_item(n, row, today) | (_late(row, today) if kind == "urge" else {}) for n, row in enumerate(rows, 1)]}


def _item(number: int, found: FormRow, today: date) -> dict[str, Any]:
    row = found.row
    return {
        "no": number,
        "id": row.item_id,
        "text": row.text,
        "targets": "；".join(row.targets),
        "basis": words.basis(found),
        "words": "" if _same(found.words, row.text) else " ".join(found.words.split()),
        "lead": words.bodies(found.lead),
        "support": words.bodies(found.support),
        "due": words.due(found),
        "light": words.light(found),
        "progress": words.progress(found) or "没有反馈",
    }


def _same(words: str, text: str) -> bool:
    """Whether the row says the paper's words already: most rows do, and a form does not say them twice."""
    bare, said = (re.sub(r"[\W_]", "", x) for x in (words, text))
    return not bare or bare in said or said in bare


def _late(found: FormRow, today: date) -> dict[str, str]:
    until = words.deadline(found)
    given = [g.day for g in found.given]
    left = (until - today).days if until else 0
    told = f"已超期{-left}天" if left < 0 else f"距时限还有{left}天" if left else "今天到期"
    return {"late": told if until else "没有确定时限", "given": words.day(min(given)) if given else "没有交办记录"}
