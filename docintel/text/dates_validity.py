"""When a paper is in force, on cleaned text: 自发布之日起施行, 自2024年8月1日起施行，有效期五年, 有效期至2026年12月31日, 试行期两年."""

from __future__ import annotations

import re
from datetime import date, timedelta

from docintel.text.cue import led
from docintel.text.dates_calendar import Now, plus
from docintel.text.dates_length import iso
from docintel.text.dates_moments import Moment
from docintel.text.dates_roles import Draft

_ACT = "(?:正式)?(?:施行|实施|执行|生效|试行|起施|实行|启用|开始施行|开始执行|开始实施|算|计算)"
_PUBLISH = "(?:公布|发布|印发|发文|下发|签发|颁布|通过|公告|印发公布|发布|成文|公开发布)"
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|半) ?(?P<u>个月|年|天|日)"
_PUBLISHED = led(
    rf"(?:自|从)?(?:本\S{{1,6}}?)?(?:正式)?{_PUBLISH}之?日(?:起)?满?(?:(?P<later>\d{{1,3}}|[一二三四五六七八九十]+)(?P<lu>日|天|个工作日|个月)(?:以|之)?后)?(?:起)?{_ACT}"
)
_FROM_DAY = re.compile(rf" ?(?:日)?(?:零时)?(?:起|开始|之日起)(?:正式)?{_ACT}|{_ACT}(?=[，,。；]|$)")
_TERM = led(
    r"(?P<word>(?:有效|试行|施行|执行|实施|政策|适用|试点)期限?|暂定期|期限|试行(?=[\d一二两三])|暂行(?=[\d一二两三])|暂定(?=[\d一二两三]))(?:为|暂定为?|是|限|自[^，。；\d]{1,10}起(?:为|至)?)?"
    rf"(?:{_N}|(?P<till>(?:自|从)?(?:至|到|截至|截止到?)?)(?=[ \d二]))"
)
_DIRECT = re.compile(_N)
_RANGE_ACT = re.compile(rf"(?:期间|止)?(?:内)?(?:有效|{_ACT})")
_TILL = re.compile(r"[，,]?(?:有效期)?(?:截至|截止到?|至|到)")
_LINK = re.compile(r"[，,。；;、\s]{0,2}(?:本\S{1,8}?)?")


def find_validity(text: str, found: list[Moment], now: Now) -> list[Draft]:
    """Frames of role ``validity`` where a term is known, else ``start``; ``found``: the calendar moments of the text."""
    starts = _starts(text, found, now)
    terms = _terms(text, found)
    out: list[Draft] = []
    used: set[int] = set()
    for s in starts:
        partner = next((t for t in terms if t.start not in used and _beside(text, s, t)), None)
        if partner is None:
            out.append(_until(text, s, found))
            continue
        used.add(partner.start)
        out.append(_in_force(s, partner))
    out.extend(t for t in terms if t.start not in used)
    return out


def _beside(text: str, s: Draft, t: Draft) -> bool:
    """The term follows the commencement or stands right before it (有效期五年，自发布之日起施行)."""
    a, b = (s, t) if s.start < t.start else (t, s)
    link = _LINK.match(text, a.end)
    return bool(link) and s.role == "start" and a.end <= b.start <= (link.end() if link else a.end)


def _until(text: str, s: Draft, found: list[Moment]) -> Draft:
    """自2024年10月1日起执行，至2026年9月30日止."""
    link = _TILL.match(text, s.end)
    k = next((k for k in found if link and k.start == link.end()), None)
    days = k.days(None) if k else None
    if k and days and text.startswith("止", k.end):
        s.role, s.rule, s.end, s.last = "validity", "validity", k.end + 1, days[1]
    return s


def _last(first: date | None, length: str) -> date | None:
    end = plus(first, length) if first else None
    return end - timedelta(days=1) if end else None


def _starts(text: str, found: list[Moment], now: Now) -> list[Draft]:
    out = []
    for m in _PUBLISHED.finditer(text) if "之日" in text or "日起" in text else ():
        d = Draft(m.start(), m.end(), "start", "in_force", relative_to="publish")
        d.first = now.first if now.exact else None
        if (term := _DIRECT.match(text, m.end())) and (length := iso(term["n"], term["u"])):  # 自发布之日起试行两年
            d.role, d.rule, d.end, d.duration = "validity", "validity", term.end(), length
            d.last = _last(d.first, length)
        if m["later"]:
            d.duration = iso(m["later"], m["lu"])
            d.first = plus(d.first, d.duration) if d.first and d.duration else None
        out.append(d)
    for k in found:
        m2 = _FROM_DAY.match(text, k.end)
        if m2 and k.grain in ("day", "month", "year") and not k.ranged:
            begin = k.start - 1 if k.start and text[k.start - 1] in "自从" else k.start
            if (
                m2.group().startswith(("起", " 起", "日", "开", "之", "零"))
                or begin != k.start
                or text[max(0, k.start - 1) : k.start] in ("于", "将")
            ):
                days = k.days(now.year)
                out.append(Draft(begin, m2.end(), "start", "in_force", first=days[0] if days else None, grain=k.grain, flags=list(k.flags)))
    return sorted(out, key=lambda d: d.start)


def _terms(text: str, found: list[Moment]) -> list[Draft]:
    out = []
    for m in _TERM.finditer(text) if "期" in text or "试行" in text or "暂行" in text or "暂定" in text else ():
        if m["n"]:
            if m["word"] == "期限":
                continue
            length = iso(m["n"], m["u"])
            if length and not text.startswith(("内", "以内"), m.end()):
                out.append(Draft(m.start(), m.end(), "validity", "term", duration=length))
            continue
        i = next((i for i, k in enumerate(found) if m.end() <= k.start <= m.end() + 1), None)
        k = found[i] if i is not None else None
        days = k.days(None) if k else None
        if k and days and i is not None and m["till"] in ("自", "从") and not k.ranged:
            out.append(_from_to(text, m.start(), days[0], found[i : i + 2]))
            continue
        if k and days and (m["till"] or k.ranged) and m["word"] != "期限":
            out.append(Draft(m.start(), k.end, "validity", "term_until", first=days[0] if k.ranged else None, last=days[1]))
    for k in found:
        days = k.days(None) if k.ranged and k.year is not None else None
        if days and (act := _RANGE_ACT.match(text, k.end)):
            begin = k.start - 1 if k.start and text[k.start - 1] in "自从" else k.start
            out.append(Draft(begin, act.end(), "validity", "term_range", first=days[0], last=days[1]))
    return out


def _from_to(text: str, start: int, first: date, found: list[Moment]) -> Draft:
    """执行期限从2023年1月16日起至2023年12月31日."""
    d = Draft(start, found[0].end, "validity", "term_from", first=first)
    days = found[1].days(first.year) if len(found) > 1 and re.fullmatch(r"起?[，,]?[至到]", text[found[0].end : found[1].start]) else None
    if days:
        d.end, d.last = found[1].end + text.startswith("止", found[1].end), days[1]
    return d


def _in_force(s: Draft, t: Draft) -> Draft:
    d = Draft(min(s.start, t.start), max(s.end, t.end), "validity", "validity", first=s.first, last=t.last)
    d.duration, d.relative_to, d.flags = t.duration, s.relative_to, s.flags
    if t.duration:
        d.last = _last(d.first, t.duration)
    return d
