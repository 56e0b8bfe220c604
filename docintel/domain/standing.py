"""效力: where a paper stands on a day, from its own words, its kind, and the papers that repeal it (MATCH_CONVENTIONS 3).

From 自…起施行/有效期, else 印发/落款. A paper with no stated end is taken as in force for five years from its start; after that nobody
can tell from the paper. Replies and explanations report a policy and set nothing in force; drafts are not in force yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

YEARS_WITHOUT_END = 5

STATE_NAMES = {
    "in_force": "现行",
    "not_yet": "未生效",
    "over": "失效",
    "draft": "征求意见",
    "explains": "解读",
    "promised": "仅为承诺",
    "unsure": "效力待核",
}
"""State → what it is called; ``over`` = its term ended or another paper repealed it, ``promised`` = only a reply says it."""

_DRAFT = re.compile(r"征求意见稿|送审稿|公开征求意见|讨论稿")
_QA = re.compile(r"问答|答记者问|政策解读|一图读懂|答复")
_REPLIES = ("reply_cppcc", "reply_npc")


@dataclass(frozen=True, slots=True)
class Term:
    """What decides: kind, title, status (in_force, draft_for_comment or ''), days as ISO text ('' = not known, may be partial).

    ``repealed``: the day from which another paper repeals it, ``repealed_by`` that paper's title.
    """

    kind: str = ""
    title: str = ""
    status: str = ""
    issued: str = ""
    start: str = ""
    end: str = ""
    repealed: str = ""
    repealed_by: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """``state`` of :data:`STATE_NAMES`; ``reason``: draft_for_comment | expired | repealed | not_yet | report | age | undated | ''.

    ``words`` say it in Chinese with the day that decided.
    """

    state: str
    reason: str
    words: str
    start: date | None = None

    @property
    def in_force(self) -> bool | None:
        """True, False, or None where nobody can tell from the paper (or it reports what another one sets)."""
        return {"in_force": True, "not_yet": False, "over": False, "draft": False}.get(self.state)


def standing(term: Term, day: date) -> Standing:
    """Where the paper stands on ``day``."""
    start, end = as_day(term.start), as_day(term.end, last=True)
    if term.status == "draft_for_comment" or _DRAFT.search(term.title):
        return Standing("draft", "draft_for_comment", "征求意见稿，尚未生效", start)
    issued, reports = as_day(term.issued), _reports(term)
    first = min(filter(None, (start, issued)), default=None) if reports else (start or issued)
    if first and first > day:
        since = "自" if term.start else "印发日"
        return Standing("not_yet", "not_yet", f"{day.isoformat()}时尚未出台（{since}{first.isoformat()}起）", start)
    if reports:
        state = "promised" if term.kind in _REPLIES else "explains"
        return Standing(state, "report", "答复或问答转述的政策，原文不在库", start)
    repealed = as_day(term.repealed)
    if repealed and repealed <= day:
        return Standing("over", "repealed", f"已被《{term.repealed_by}》废止（{repealed.isoformat()}起）", start)
    if end:
        if end < day:
            return Standing("over", "expired", f"有效期至{end.isoformat()}，已到期", start)
        return Standing("in_force", "", f"有效期至{end.isoformat()}", start)
    if first is None:
        return Standing("unsure", "undated", "文件未载日期和有效期", start)
    if _years_after(first, YEARS_WITHOUT_END) <= day:
        return Standing("unsure", "age", f"{first.year}年文件未载有效期，{day.year}年是否仍执行", start)
    return Standing("in_force", "", f"{first.isoformat()}起，未载有效期", start)


def _reports(term: Term) -> bool:
    return term.kind in (*_REPLIES, "interpretation") or bool(_QA.search(term.title))


def as_day(text: str | None, last: bool = False) -> date | None:
    """An ISO date; a partial one as its first (or last) day; None when it is no date."""
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
