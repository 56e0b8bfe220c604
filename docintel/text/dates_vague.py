"""Times without a date, or with the anchor's: 目前, 近年来, 适时, 年初以来, 当前, 开工前, 即日起."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from docintel.text.cue import cue, led
from docintel.text.dates_calendar import Now
from docintel.text.dates_pattern import windows
from docintel.text.dates_roles import Draft
from docintel.text.lexicon import alternation, table

_AS_OF = re.compile(
    r"(?:截至|截止到?)(?:目前|当前|现在|今|日前)(?:为止)?|到目前为止|目前(?!期)(?:为止)?|当前(?!页|位置|版|用户|网页)|现阶段|至今|迄今(?:为止)?|如今"
)
_PAST = re.compile(  # each alternative begins with its letter, so that the search hops from letter to letter
    r"近年来?(?!度|龄)|近些年来?|近几年来?|多年来|历年来|长期以来|一直以来|一段时间以来|近期以来|日前(?<![\d\s]日前)|近日|此前(?!提)|前段时间|往年|以往|党的十[八九]大以来|党的二十大以来|改革开放以来|建国以来|新中国成立以来|疫情以来|成立以来|建市以来|上任以来"
)
_VAGUE = re.compile(
    r"适时|近期(?![内免])|近期内|尽快|尽早|早日|条件成熟(?:时|后|的?前提下|的情况下)|时机成熟(?:时|后)|待(?:条件|时机)成熟(?:时|后)?|不久的将来|择机|择期|抓紧时间|短期内|条件具备(?:时|后)|合适(?:的)?(?:时候|时机)|在适当(?:的)?时[机候]"
)
_NOW_START = cue(r"即日起|从现在起|自即日起|从今天起|即时起")
_RECENT_PAST = re.compile(r"[，,]?[^，。；]{0,14}(?:已|了)")
_CENTURY = led(r"(?:到)?(?:本|21|二十一)世纪(?P<part>中叶|末)")
_TWO_YEARS = re.compile("今明两年|明后两年|今冬明春")
_FROM_EVENT = re.compile(r"自([^，。；：、自\n]{2,14}?)之日(?:起|始)")
_EXPIRY = re.compile(r"有效期限?届?满")


_IN_TERM = re.compile(r"内(?:(?<=任期内)|(?<=聘期内)|(?<=本届内)|(?<=届期内)|(?<=任期之内))(?=[完实建基全力争要应须，]|达到|解决|消除)")
_TERM = re.compile(r"(?:(?:本届)?(?:政府|党委|人大|政协|班子|村[委支两]委?|理事会)?任期|本届|聘期|届期)之?$")
_IN_PLAN = re.compile(r"(?P<term>规划期|计划期|行动期)之?[内末](?=[^部容的])")
_BEFORE = re.compile("前(?=[，,须应要必完由将依])")
_LONGEST = 24  # letters of an event with 之前


@cache
def _events() -> re.Pattern[str]:
    return led(f"({alternation([r[0] for r in table('events.txt')])})(?:之前|以前|前)(?=[，,须应要必完由将依])")


def find_vague(text: str, now: Now, prospective: bool | None, plan: tuple[str, str] | None = None) -> list[Draft]:
    """as_of and past frames that end at the anchor, vague deadlines without dates, deadlines before an act."""
    out: list[Draft] = []
    for m in _AS_OF.finditer(text):
        out.append(Draft(m.start(), m.end(), "as_of", "now", last=now.last))
    for m in _PAST.finditer(text):
        out.append(Draft(m.start(), m.end(), "past", "recent_past", flags=["vague"]))
    for m in _VAGUE.finditer(text):
        past = m.group() == "近期" and prospective is not True and bool(_RECENT_PAST.match(text, m.end()))
        out.append(Draft(m.start(), m.end(), "past" if past else "deadline", "vague", flags=["vague"]))
    for m in _IN_TERM.finditer(text) if "期" in text or "届" in text else ():
        term = _TERM.search(text, max(0, m.start() - 12), m.start())
        if term:
            relative = term.group().removesuffix("之")
            out.append(Draft(term.start(), m.end(), "deadline", "in_term", relative_to=relative, is_deadline=True))
    for m in _IN_PLAN.finditer(text):
        last = date.fromisoformat(plan[1]) if plan else None
        out.append(Draft(m.start(), m.end(), "deadline", "in_plan", last=last, relative_to=None if last else m["term"], is_deadline=True))
    for m in _NOW_START.finditer(text):
        out.append(Draft(m.start(), m.end(), "start", "from_now", first=now.first if now.exact else None, relative_to="publish"))
    for m in (k for a, b in windows(text, _BEFORE, _LONGEST, 2) for k in _events().finditer(text, a, b)):
        out.append(Draft(m.start(), m.end(), "deadline", "before_event", relative_to=m[1], is_deadline=True))
    for m in _FROM_EVENT.finditer(text) if "之日" in text else ():
        publish = re.search(r"(?:公布|发布|印发|发文|下发|颁布)$", m[1])
        first = now.first if publish and now.exact else None
        out.append(Draft(m.start(), m.end(), "start", "from_event", first=first, relative_to="publish" if publish else m[1]))
    for m in _EXPIRY.finditer(text) if "有效期" in text else ():
        out.append(Draft(m.start(), m.end(), "point", "expiry", relative_to=m.group()))
    for m in _TWO_YEARS.finditer(text) if now.year is not None and now.year < 9000 else ():
        out.append(_two_years(m, now))
    for m in _CENTURY.finditer(text) if "世纪" in text else ():
        out.append(_century(m))
    return out


def _two_years(m: re.Match[str], now: Now) -> Draft:
    """今明两年, 明后两年, 今冬明春."""
    year = (now.year or 0) + (1 if m.group().startswith("明") else 0)
    d = Draft(
        m.start(), m.end(), "period", "two_years", first=date(year, 1, 1), last=date(year + 1, 12, 31), grain="year", is_deadline=True
    )
    if "冬" in m.group():
        d.first, d.last, d.flags = date(year, 11, 1), date(year + 1, 3, 31), ["approx"]
    return d


def _century(m: re.Match[str]) -> Draft:
    year = 2050 if m["part"] == "中叶" else 2100
    return Draft(m.start(), m.end(), "deadline", "century", last=date(year, 12, 31), grain="year", is_deadline=True, flags=["approx"])
