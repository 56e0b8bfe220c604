"""Is a provision in force on a day? From 自…起施行/有效期, else 印发/落款 (MATCH_CONVENTIONS 3).

Papers with no stated end are taken as in force for five years from the start, then the answer is None (nobody can tell from the paper).
Replies and Q&A report a policy: None, the verdict rests on the conditions. Drafts, expired and later papers: False.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from docintel.domain.offers import Offer

YEARS_WITHOUT_END = 5
_DRAFT = re.compile(r"征求意见稿|送审稿|公开征求意见|讨论稿")
_REPORTS = ("reply_cppcc", "reply_npc", "interpretation")
_QA = re.compile(r"问答|答记者问|政策解读|一图读懂|答复")


@dataclass(frozen=True, slots=True)
class Force:
    """``in_force`` True, False or None; ``words`` in Chinese.

    ``reason``: draft_for_comment | expired | not_yet | report | age | undated | ''.
    """

    in_force: bool | None
    reason: str
    words: str
    start: date | None = None


def force(offer: Offer, as_of: date) -> Force:
    """The state of the offer's paper on ``as_of``."""
    start, end = _window(offer)
    if offer.status == "draft_for_comment" or _DRAFT.search(offer.title or ""):
        return Force(False, "draft_for_comment", "征求意见稿，尚未生效", start)
    issued = _day(offer.issue_date)
    first = min(filter(None, (start, issued)), default=None) if _is_report(offer) else (start or issued)
    if first and first > as_of:
        return Force(False, "not_yet", f"{as_of.isoformat()}时尚未出台（{_shown(offer)}{first.isoformat()}起）", start)
    if _is_report(offer):
        return Force(None, "report", "答复或问答转述的政策，原文不在库", start)
    if end:
        if end < as_of:
            return Force(False, "expired", f"有效期至{end.isoformat()}，已到期", start)
        return Force(True, "", f"有效期至{end.isoformat()}", start)
    if first is None:
        return Force(None, "undated", "文件未载日期和有效期", start)
    if _years_after(first, YEARS_WITHOUT_END) <= as_of:
        return Force(None, "age", f"{first.year}年文件未载有效期，{as_of.year}年是否仍执行", start)
    return Force(True, "", f"{first.isoformat()}起，未载有效期", start)


def _is_report(offer: Offer) -> bool:
    return offer.doc_kind in _REPORTS or bool(_QA.search(offer.title or ""))


def _shown(offer: Offer) -> str:
    return "自" if offer.validity and offer.validity.start else "印发日"


def _window(offer: Offer) -> tuple[date | None, date | None]:
    validity = offer.benefit.validity or offer.validity
    if validity is None:
        return None, None
    return _day(validity.start), _day(validity.end, last=True)


def _day(text: str | None, last: bool = False) -> date | None:
    """An ISO date; partial ones as their first (or last) day; None when it is no date."""
    if not text or not re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", text):
        return None
    parts = [int(p) for p in text.split("-")]
    try:
        if len(parts) == 3:
            return date(*parts)
        if not last:
            return date(parts[0], parts[1] if len(parts) > 1 else 1, 1)
        month = parts[1] if len(parts) > 1 else 12
        return date(parts[0] + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
