"""What stands on a 征询意见表: one reply, for the 委员 or 代表 who asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from docintel.domain.forms import Office
from docintel.domain.outcomes import OUTCOMES, SATISFACTIONS, Reply
from docintel.report.forms import words

_KINDS = {"reply_cppcc": ("政协提案办理情况征询意见表", "委员"), "reply_npc": ("人大代表建议办理情况征询意见表", "代表")}


def opinion(reply: Reply, lead: Sequence[str], co: Sequence[str], office: Office, today: date) -> dict[str, Any]:
    """The placeholders of ``opinion``; ``lead`` and ``co`` are the offices that answered."""
    title, person = _KINDS[reply.kind]
    meaning = OUTCOMES.get(reply.outcome, "")
    return {
        "office": office.name or reply.issuer,
        "title": office.title or title,
        "case": f"第{reply.case_number}号" if reply.case_number else "",
        "subject": reply.proposal_title,
        "proposers": "、".join(reply.proposers),
        "person": person,
        "reply_title": reply.title,
        "reply_number": reply.doc_number,
        "reply_date": words.iso_day(reply.issue_date),
        "lead": "、".join(lead) or reply.issuer,
        "co": "、".join(co) or "无",
        "outcome": f"{reply.classes}{f'（{meaning}）' if meaning and meaning not in reply.classes else ''}"
        if reply.classes
        else "没有注明",
        "back": office.back or words.defaults("opinion")["back"],
        "choices": [name for code, name in SATISFACTIONS.items() if code != "silent"],
        "contact": office.contact,
        "phone": office.phone,
        "date": words.day(office.day or today),
    }
