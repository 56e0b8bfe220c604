"""Times a condition asks for: age of the firm, windows of dates, lengths (缴费6个月以上, 3年期以上贷款), against those of the profile."""

from __future__ import annotations

import re
from datetime import date, timedelta

from docintel.match.asking import FAILED, MET, UNKNOWN, Answer, Asking
from docintel.match.overlap import best_share, cover
from docintel.match.portrait import Known, partial_day
from docintel.text.numerals import parse_number

_N = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十]+)"
_LENGTH = re.compile(rf"{_N}(?:个)?(完整)?(年|月|会计年度|年度|周年|自然年度)(期)?(?:（含）)?(以上|以内|及以上|以下|内|（含）以上|)")
_FOUNDED = re.compile(r"登记注册|注册登记|注册成立|成立时间|注册时间|成立|注册满|正常经营|运营满|经营满|设立满|设立(?=\d)|工商注册")
_WINDOW = re.compile(r"(20\d{2})年(\d{1,2})月(\d{1,2})日(?:（含）)?(?:至|到|-)(?:(20\d{2})年)?(\d{1,2})月(\d{1,2})日")
_LAST_YEAR = re.compile(r"上一?年度?")
_MONTHS = {"年": 12.0, "周年": 12.0, "年度": 12.0, "会计年度": 12.0, "自然年度": 12.0, "月": 1.0}


def founding(text: str, asking: Asking) -> Answer | None:
    """登记注册满12个月, 登记注册3年内, 成立两个会计年度以上 against the founding date; None when nothing of the kind is asked."""
    found = _FOUNDED.search(text)
    length = _LENGTH.search(text, found.end()) if found else None
    if not found or not length or length.start() - found.end() > 8:
        return None
    born = asking.firm.founded
    if born is None:
        return Answer(UNKNOWN, None, "成立日期", "founded")
    months = _months(length)
    age = (asking.as_of.year - born.year) * 12 + asking.as_of.month - born.month - (asking.as_of.day < born.day)
    young = length.group(5) in ("以内", "内", "以下")
    good = age < months if young else age >= months
    shown = f"{born.isoformat()}成立"
    return Answer(MET if good else FAILED, shown, None, "founded")


def _months(length: re.Match[str]) -> float:
    return float(parse_number(length.group(1)) or 0) * _MONTHS[length.group(3)]


def window(text: str, asking: Asking, known: Known | None) -> Answer | None:
    """A stretch of days in which the act must fall, against the date of the fact that answers the condition."""
    found = _WINDOW.search(text)
    if not found or known is None:
        return None
    try:
        first = date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
        last = date(int(found.group(4) or found.group(1)), int(found.group(5)), int(found.group(6)))
    except ValueError:
        return None
    day = partial_day(known.day)
    if day is None:
        return Answer(UNKNOWN, known.shown, f"{known.label}的日期", "window")
    good = _last_day(known.day or "", day) >= first and day <= last
    return Answer(MET if good else FAILED, f"{known.day}：{known.shown}", None, "window")


def _last_day(text: str, day: date) -> date:
    parts = text.count("-")
    return day if parts == 2 else day + timedelta(days=365 if parts == 0 else 30)


def last_year(text: str, asking: Asking, known: Known | None) -> Answer | None:
    """上一年度 asks for a fact of the year before ``as_of``; an older one fails, one of this year is unknown."""
    if known is None or known.year is None or not _LAST_YEAR.match(text):
        return None
    gap = asking.as_of.year - known.year
    if gap == 1 or (gap == 0 and known.kind != "fact"):
        return None
    if gap == 0:
        return None
    return Answer(FAILED, f"{known.shown}（{known.year}年，并非上一年度）", None, "year")


def length(text: str, asking: Asking) -> list[Answer]:
    """Lengths other than the firm's age: compared where a fact with the same words states a length; else nothing is said."""
    out = []
    for found in _LENGTH.finditer(text):
        if found.group(3) in ("年度", "会计年度", "自然年度") or _FOUNDED.search(text[max(0, found.start() - 10) : found.start()]):
            continue
        if found.group(5) not in ("以上", "及以上", "（含）以上", "") or text[: found.start()].endswith("20"):
            continue
        if not found.group(5) and not re.search(
            r"(?:满|达|缴纳|连续|不少于|不低于|超过)$|期$", text[: found.start()] + (found.group(4) or "")
        ):
            continue
        if re.match(r"每[年月]", text[found.end() :]):  # 连续两年每年…: how often, not how long
            continue
        answer = _against_facts(text, found, asking)
        out.append(answer or Answer(UNKNOWN, None, f"{_about(text, found)}的时长（要求{found.group()}）", "length"))
    return out


def _about(text: str, found: re.Match[str]) -> str:
    """The words that a length measures, for the question."""
    return re.split(r"[，；、]", text[: found.start()])[-1][-16:] or text[found.end() : found.end() + 12]


def _against_facts(text: str, found: re.Match[str], asking: Asking) -> Answer | None:
    """The best fact that states a length in words near the asked one's."""
    about = re.split(r"[，；]", text[: found.start()])[-1][-24:] + text[found.end() : found.end() + 6]
    best: tuple[float, float, Known] | None = None
    for known in asking.firm.knowns:
        own = _own_length(known)
        if own is None:
            continue
        score = best_share(about, known.label)[0]
        if score >= 0.5 and (best is None or score > best[0]):
            best = (score, own, known)
    if best is None:
        return None
    good = best[1] >= _months(found) - 1e-9  # of several lengths in one fact the longest counts: never a wrong no
    return Answer(MET if good else FAILED, best[2].shown, None, "length")


def _own_length(known: Known) -> float | None:
    """Months stated by a fact: value in 月/年, or a length inside its label."""
    if known.value is not None and known.unit in ("月", "个月"):
        return known.value
    if known.value is not None and known.unit == "年":
        return known.value * 12
    inside = [m for m in _LENGTH.finditer(known.label) if not re.match(r"20\d\d", m.group())]
    return max(_months(m) for m in inside) if inside else None


def on_record(asked: str, asking: Asking) -> Known | None:
    """The fact that answers a condition best, if any does."""
    found = cover(asked, tuple(k for k in asking.firm.knowns if k.kind == "fact" and k.day and not k.denied))
    return found.known if found.score >= 0.34 else None
