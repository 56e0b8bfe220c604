"""From a calendar moment and the words beside it to a role: deadline, period, point, past, as_of, start, reference (guide §3, §6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from docintel.text import dates_words as words
from docintel.text.dates_calendar import Now
from docintel.text.dates_moments import Moment


@dataclass(slots=True)
class Draft:
    """A time frame over the cleaned text, before its span is mapped back."""

    start: int
    end: int
    role: str
    rule: str
    first: date | None = None
    last: date | None = None
    grain: str | None = None
    duration: str | None = None
    every: str | None = None
    by: str | None = None
    relative_to: str | None = None
    is_deadline: bool = False
    comparator: str | None = None
    flags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Scene:
    """A moment with the words of its sentence before (up to 30) and after it (up to 46) and what they say."""

    m: Moment
    now: Now
    before: str
    after: str
    pre: str | None  # until | to | from | in
    suf: str | None  # before | since | start | after | within | during | stop | about
    prospective: bool | None
    told: bool  # the clause tells of something done and shows no intention


def scene(text: str, m: Moment, now: Now, prospective: bool | None) -> Scene:
    """Reads the words beside a moment."""
    before = text[max(0, m.start - 30) : m.start]
    cuts = [k.end() for k in words.HARD_STOP.finditer(before)]
    before = before[cuts[-1] if cuts else 0 :]
    after = text[m.end : m.end + 46]
    stop = words.HARD_STOP.search(after)
    after = after[: stop.start()] if stop else after
    prefix, suffix = words.PREFIX.search(before), words.SUFFIX.match(text, m.end)
    suf = suffix.lastgroup if suffix else "within" if m.part == "within" else None
    if suf is None and m.grain in words.LISTED_BEFORE and (listed := words.LISTED_BEFORE[m.grain].match(text, m.end)):
        suf = words.SUFFIX.match(text, listed.end()) and "before"  # 6月15日、12月15日前
    if suf and m.grain == "plan" and words.PLAN_PART.match(after):
        suf = None  # “十四五”后两年
    return Scene(m, now, before, after, prefix.lastgroup if prefix else None, suf, prospective, _told(before, after))


def _told(before: str, after: str) -> bool:
    first = words.SOFT_STOP.split(after.lstrip("，, "), maxsplit=1)[0]
    if words.FIRM.search(before[-6:]) or words.FIRM.search(first):
        return False
    if words.PAST.search(first) or words.LEFT_PAST.search(before):
        return True
    near = after[:24]
    return ("，" in after or "," in after) and bool(words.EARLY_PAST.search(near)) and not words.FIRM.search(near)


def role_of(text: str, m: Moment, now: Now, year: int | None, prospective: bool | None) -> Draft:
    """The frame of a calendar moment. ``year``: the year that the sentence gave last, for moments without their own."""
    s = scene(text, m, now, prospective)
    suffix, prefix = words.SUFFIX.match(text, m.end), words.PREFIX.search(s.before)
    taken = len(prefix.group()) if prefix and s.pre in ("until", "to", "from") else 0
    d = Draft(m.start - taken, suffix.end() if suffix else m.end, "period", "moment", grain=m.grain)
    days = _days(s, year)
    if days:
        d.first, d.last = days
    d.flags.extend(m.flags)
    if s.suf == "about":
        d.flags.append("approx")
    if m.year_kind != "written" and now.assumed:
        d.flags.append("anchor_assumed")
    _decide(d, s)
    return d


def _days(s: Scene, year: int | None) -> tuple[date, date] | None:
    """First and last day. An open year is the sentence's, else the anchor's, rolled forward for what is still to be done."""
    m, now = s.m, s.now
    if m.year is not None or m.grain == "plan":
        return m.days(None)
    own = year if year is not None else now.year
    days = m.days(own)
    if m.grain == "feast" and own is not None and now.first and not (s.suf == "before" and not m.part):
        running = replace(m, part="").days(own - 1)  # 供暖季结束前 said in January: the season that runs
        if running and running[0] <= now.first <= running[1]:
            return m.days(own - 1)
    if days is None or own is None or now.first is None or m.year_kind != "open":
        return days
    done = s.told or bool(words.PAST.search(s.after)) or "以来" in s.after[:3]
    if year is None and (s.told or s.prospective is False) and now.is_future(days[0]) and s.suf != "before":
        return m.days(own - 1) or days  # 11月 told of in January was last year's
    if year is not None:
        stale = year < now.first.year and s.suf == "before" and not done
        return (m.days(now.year) or days) if stale else days
    if done or s.prospective is False or not now.exact or m.part == "start":
        return days
    due = s.suf == "before" or s.pre == "to" or (m.part in ("end", "early", "mid", "late") and s.pre != "until")
    late = days[0 if s.suf == "before" and m.grain == "feast" else 1] < now.first
    long_ago = (now.first - days[1]).days > 183
    if (due and late and (s.suf == "before" or long_ago)) or (s.prospective and long_ago):
        return m.days(own + 1) or days
    return days


def _decide(d: Draft, s: Scene) -> None:
    m, pre, suf = s.m, s.pre, s.suf
    if pre == "to" and m.grain == "year" and words.SHARE.match(s.after):
        _set(d, "past" if s.now.is_past(d.last) else "reference", "base")  # 恢复到2019年的95%
    elif m.grain in ("year", "quarter", "half", "month") and (words.BASE_BEFORE.search(s.before) or words.BASE_AFTER.match(s.after)):
        _set(d, "past" if s.now.is_past(d.last) else "reference", "base")  # 比2020年, 在今年基础上
    elif suf == "since":
        _set(d, "past", "since")
        d.last = s.now.last
    elif suf == "before":
        _before(d, s)
    elif pre == "until":
        _until(d, s)
    elif suf == "start" or (pre == "from" and suf is None and s.after.startswith(("，", ","))):
        _from(d, s)
    elif suf == "after":
        _set(d, "start", "after")
        d.first = d.last + timedelta(days=1) if d.last and m.grain != "day" else d.last
        d.last = None
        d.flags.append("ambiguous")
    elif pre == "to" and words.EXTENDED.search(s.before[:-1]):
        _set(d, "validity", "extended")
        d.first = None
    elif pre == "to" or suf == "stop":
        _to(d, s)
    elif m.grain == "plan":
        _plan(d, s)
    elif m.ranged and not (suf == "within" and m.grain == "week"):
        _range(d, s)
    elif m.grain == "day":
        _day(d, s)
    elif suf == "within" or m.part == "end":
        _end(d, s)
    else:
        _bare(d, s)


def _set(d: Draft, role: str, rule: str, deadline: bool = False) -> None:
    d.role, d.rule, d.is_deadline = role, rule, deadline


def _due(d: Draft, rule: str) -> None:
    """A deadline has an end only."""
    _set(d, "deadline", rule, True)
    d.first = None


def _before(d: Draft, s: Scene) -> None:
    """6月底前 ends with June; 2025年前 without 底 is read literally and marked ambiguous."""
    m, now = s.m, s.now
    precise = m.grain == "day" or bool(m.part)
    if d.first is not None and d.last is not None and not precise:
        literal = d.first - timedelta(days=1)
        # 二季度前 said in the second quarter can only mean its end.
        d.last = d.last if now.is_past(literal) and not now.is_past(d.last) and m.grain != "feast" else literal
        if m.grain != "feast":
            d.flags.append("ambiguous")
        elif "approx" in d.flags:
            d.relative_to = m.name
    if now.is_past(d.last) and (m.year_kind == "written" or words.PAST.search(s.after)) and not _just_missed(d, s):
        _set(d, "past", "before")
        d.first = None
    else:
        _due(d, "before")


def _just_missed(d: Draft, s: Scene) -> bool:
    """A plan may be signed some days after its first deadline."""
    return bool(s.prospective and s.now.first and d.last and (s.now.first - d.last).days < 31)


def _until(d: Draft, s: Scene) -> None:
    d.first = None
    closing = s.before.endswith(("截止时间", "截止日期", "截止时间为", "截止日期为", "截止时间：", "截止日期："))
    if s.now.is_future(d.last) and (closing or words.APPLY.search(s.before) or words.APPLY.search(s.after)):
        _due(d, "closing_date")
    else:
        _set(d, "as_of", "as_of")


def _from(d: Draft, s: Scene) -> None:
    _set(d, "start", "from")
    if d.first is not None and s.m.part == "end":
        d.first = d.last
    if words.ENDS.match(s.after):
        d.role = "point"
    else:
        d.last = None


def _to(d: Draft, s: Scene) -> None:
    if s.now.is_past(d.last) and not (s.prospective and not words.PAST.search(s.after)):
        _set(d, "as_of", "to_past")
        d.first = None
    else:
        _due(d, "to")


def _end(d: Draft, s: Scene) -> None:
    if s.now.is_past(d.last) or (s.prospective is not True and s.told and not s.now.is_future(d.first)):
        _set(d, "past", "end_of")
    else:
        _due(d, "end_of")


def _plan(d: Draft, s: Scene) -> None:
    tail = words.PLAN_TAIL.match(s.after)
    if tail:
        d.end = s.m.end + tail.end()
    kind = tail.lastgroup if tail else None
    if tail and tail["part"] and d.first and d.last:  # “十四五”前三年, 后两年
        years = "一二三四".index(tail["part"][1].replace("两", "二")) + 1
        first, last = d.first.year, d.last.year
        begin, end = (first, first + years - 1) if tail["part"][0] == "前" else (last - years + 1, last)
        d.first, d.last = date(begin, 1, 1), date(end, 12, 31)
    if s.now.is_past(d.last):
        _set(d, "past", "plan")
    elif kind == "end":
        _due(d, "plan_end")
    elif kind == "start":
        _set(d, "past", "plan_since")
        d.last = s.now.last
    elif kind == "named":
        _set(d, "reference", "plan_named")
    elif kind == "first" and d.first:
        _set(d, "period", "plan_first", not s.told)
        d.last = date(d.first.year, 12, 31)
    else:
        told = s.prospective is not True and bool(words.EOL.match(s.after))
        _set(d, "period", "plan", not told)


def _range(d: Draft, s: Scene) -> None:
    _set(d, "period", "range")
    title = s.before.endswith(("（", "(")) and s.after.startswith(("）", ")"))
    if s.now.is_past(d.last) and not title and s.prospective is not True and s.m.grain != "day":
        d.role = "past"
    elif not title and not words.STAGE.match(s.after):
        d.is_deadline = (bool(s.prospective) or (s.prospective is None and bool(words.FIRM.search(s.before)))) and not s.told


def _day(d: Draft, s: Scene) -> None:
    past = s.now.is_past(d.last)
    if s.m.year_kind == "written":
        _set(d, "point", "date")
        meant = s.prospective or (s.prospective is None and bool(words.FIRM.search(s.before[-8:])))
        if meant and not past and s.now.first is not None and not _sign_off(s):
            d.is_deadline = True
            if s.prospective:
                _due(d, "date_due")
    elif past or s.told:
        _set(d, "past", "date_past")
    else:
        _set(d, "point", "date_open", s.prospective is not False)


def _sign_off(s: Scene) -> bool:
    """A date alone on its line, or behind 日期：."""
    alone = not s.after.strip() and not s.before.strip()
    return alone or s.before.rstrip().endswith(("日期：", "日期:", "时间：", "时间:"))


def _bare(d: Draft, s: Scene) -> None:
    """A year, half, quarter or month as the time of an act."""
    m, now, future = s.m, s.now, s.now.is_future(d.first)
    if m.part in ("start", "middle") and m.grain == "year":
        d.flags.append("vague")
    reported = s.prospective is False or (s.prospective is not True and s.told)
    # 年初 without a year speaks of this year's beginning, which is over.
    begun = (
        m.part == "start"
        and m.grain == "year"
        and m.year_kind == "open"
        and s.prospective is not True
        and not words.FIRM.search(s.after[:6])
    )
    written_year = m.grain == "year" and m.year_kind == "written" and not m.part
    if now.is_past(d.last) or (reported and not future) or begun:
        _set(d, "past", "period_past")
    elif m.part in ("early", "mid", "late"):
        _due(d, "part_of_month")
    elif m.grain == "feast" and m.year_kind != "open" and d.first == d.last:
        _due(d, "season")
    elif written_year and s.prospective is not False and words.RESULT.match(s.after):
        _due(d, "year_result")
    elif written_year and words.NAMED_YEAR.match(s.after) and not words.LISTED.search(s.before):
        _set(d, "reference", "name")
    elif now.first is None and s.prospective is None and m.year_kind == "written" and not words.ACT.search(s.after):
        _set(d, "past" if s.told else "period", "period")
    else:
        # 当年 without a year in its sentence means any year.
        _set(d, "period", "period", not (m.year_kind == "same" and not m.part and s.prospective is not True))
