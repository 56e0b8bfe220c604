"""通知和催办: what is told to units and to the secretariat, and how it reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NOTICE_KINDS = {
    "assigned": "新交办",
    "verdict": "审核意见",
    "decision": "批复",
    "due_soon": "临近时限",
    "overdue": "超期催办",
    "unaccepted": "催签收",
    "manual": "催办",
}
CHANNELS = {"inbox": "站内", "email": "邮件"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """One attempt on one channel (a key of CHANNELS)."""

    channel: str
    address: str
    ok: bool
    problem: str
    when: datetime


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as somebody reads it. ``unit`` "" = to the secretariat; ``rule``: the days and the light that called for it."""

    number: int
    kind: str
    unit: str
    item_id: str
    title: str
    words: str
    rule: str
    who: str
    when: datetime
    seen: bool = False
    deliveries: tuple[Delivered, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run of the reminders did: new notices, mails sent, mails that failed."""

    notices: int
    mails: int
    failed: int
    problem: str = ""


NOTICE_PARTS = {
    "text": "督办事项",
    "unit": "承办单位",
    "limit": "时限",
    "days": "天数",
    "words": "原文的时限",
    "rule": "亮灯说明",
    "source": "来源公文",
    "number": "编号",
    "what": "审核或批复的结果",
    "said": "意见",
}
"""Part of a notice's words that is filled in → what a person calls it."""
