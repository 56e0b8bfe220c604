"""Durations and milestones on cleaned text: 支持三年, 不超过36个月, 三年累计, 三年成形、五年成势."""

from __future__ import annotations

import re
from datetime import date

from docintel.text.cue import led
from docintel.text.dates_calendar import Now
from docintel.text.dates_length import LENGTH, both, end_of, length_of
from docintel.text.dates_roles import Draft

_NAMED = re.compile(
    r"级|制|期(?!内|间|限|满)|轮|报|薪|会|鉴|检|审|票|龄|画|生(?!产)|产|货|味|糕|关|度(?!内)|份|轻|青|前|后|限|代|间|以|来|均|终"
)


_DURATION = led(
    rf"(?P<cue>不超过|不少于|不得少于|不低于|不得超过|至少|最长(?:不超过)?|最多|最短|满|为期|连续(?:支持|补贴|补助|奖励|资助|给予|享受|开展)?|支持|资助|补贴|补助|延长|缩短|持续|期限(?:为|不超过|最长)?|期为?|年限(?:为|不少于)?|服务|任期|周期|时间|减免|免收?|给予|享受|历时|耗时|试用|公示|每次|限时|提前|(?:压缩|缩短|缩减|压减)(?:至|到|为)|超过|不足|不满|近|约)(?P<gap>[^，。；\d一二两三四五六七八九十]{{0,4}}?){LENGTH}(?P<after>(?:\(含\)|（含）)?(?:以上|以下|以内|左右))?"
)
_COMPARE = {
    "不超过": "le",
    "不得超过": "le",
    "最长": "le",
    "最多": "le",
    "限时": "le",
    "不少于": "ge",
    "不得少于": "ge",
    "不低于": "ge",
    "至少": "ge",
    "最短": "ge",
    "超过": "gt",
    "不足": "lt",
    "不满": "lt",
    "近": "approx_lt",
    "约": "approx",
}
_VERBS = (
    r"累计|共|内|成(?!绩|果|就)|见(?!习)|时间(?=[建完实打形基达补])|大变|上台阶|有?突破|翻番|起好?步|打基础|大提升|全覆盖"
    r"|[^，。；\d来]{0,2}(?:完成|新建|新增|培训|开展|投入|建设|改造|培育|实施|安装)"
)
_SLOGAN = re.compile("成|见|时间|起好?步|大变|上台阶|有?突破|翻番|起步|打基础|大提升|全覆盖")  # 三年成形，五年成势
_ANY_LENGTH = led(rf"{LENGTH}(?={_VERBS})")
_CLAUSE_LENGTH = led(rf"(?:^|(?<=[，。；;：:、\n“”（( 　])){LENGTH}(?={_VERBS})")


def find_durations(text: str, now: Now, prospective: bool | None, plan: tuple[str, str] | None) -> list[Draft]:
    """支持三年, 不超过36个月 as durations; 三年累计, 三年成形 as the period or deadline that they stand for."""
    out = []
    for m in _DURATION.finditer(text):
        length = length_of(m)
        if not length or _NAMED.match(text, m.end()):
            continue
        start = (
            m.start("n")
            if m["gap"] or m["cue"] in ("服务", "时间", "给予", "享受", "支持", "公示", "补贴", "补助", "资助", "免", "减免", "期")
            else m.start()
        )
        compare = next((c for k, c in _COMPARE.items() if k in m["cue"]), None)
        after = (m["after"] or "")[-2:]
        compare = {"以上": "ge", "以下": "le", "以内": "le", "左右": "approx"}.get(after, compare)
        out.append(Draft(start, m.end(), "duration", "duration", duration=both(length), comparator=compare))
    for m in (_ANY_LENGTH if plan else _CLAUSE_LENGTH).finditer(text):
        length = length_of(m)
        if length and length[1].endswith("Y"):
            d = _milestone(m, length, now, plan)
            _within_named_year(text, d, length[1], now)
            if d.role == "deadline" and prospective is not True and not _SLOGAN.match(text, m.end()):
                d.role, d.rule, d.last, d.relative_to, d.is_deadline = "duration", "duration", None, None, False
            if d.role == "period" or _CLAUSE_LENGTH.match(text, m.start()):
                out.append(d)
    return out


_UNTIL = re.compile(r"[到至]((?:19|20)\d{2})年(?![^，。]{0,2}月)")


def _within_named_year(text: str, d: Draft, length: str, now: Now) -> None:
    """把计划延续到2027年，…，四年累计招聘4000名: four years that begin with the paper's own end with the year that was named."""
    if d.role != "deadline" or now.year is None or not text.startswith("累计", d.end):
        return
    named = _UNTIL.findall(re.split(r"[。；\n]", text[max(0, d.start - 60) : d.start])[-1])
    if named and int(named[-1]) - now.year + 1 == int(length[1:-1]):
        d.role, d.rule, d.relative_to = "period", "milestone", None
        d.first, d.last = date(now.year, 1, 1), date(int(named[-1]), 12, 31)


def _milestone(m: re.Match[str], length: tuple[str, str], now: Now, plan: tuple[str, str] | None) -> Draft:
    years = int(length[1][1:-1])
    d = Draft(m.start(), m.end(), "deadline", "milestone", duration=both(length), relative_to="issue_date", is_deadline=True)
    if plan and int(plan[1][:4]) - int(plan[0][:4]) + 1 == years:
        d.role, d.relative_to = "period", None
        d.first, d.last = date.fromisoformat(plan[0]), date.fromisoformat(plan[1])
    elif now.first:
        d.last = end_of(now, length[1], d)
    else:
        d.flags.append("anchor_assumed")
    return d
