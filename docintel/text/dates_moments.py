"""Calendar moments on cleaned text: 2025年, 今年9月, 6月底, 三季度末, 二〇二四年六月二十七日, 2024年7月至12月, “十四五”, 春节."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from docintel.text.cue import led
from docintel.text.dates_calendar import Now, clamp, feast, month_end, plan_years
from docintel.text.dates_pattern import SEP, pattern, windows
from docintel.text.numerals import exact


@dataclass(slots=True)
class Moment:
    """A stretch of the calendar at [start, end) of the cleaned text; the year may still be open (``year`` None)."""

    start: int
    end: int
    grain: str  # year half quarter month part day plan feast
    year: int | None
    year_kind: str  # written | relative | open
    part: str = ""  # end | start | middle | early | mid | late | within | ''
    month: int | None = None
    day: int | None = None
    last_year: int | None = None
    last_month: int | None = None
    last_day: int | None = None
    index: int = 0  # number of the quarter, half or plan
    last_index: int = 0
    name: str = ""
    place: str = ""
    flags: list[str] = field(default_factory=list)

    @property
    def ranged(self) -> bool:
        """Whether the words themselves name a first and a last point."""
        return self.last_year is not None or self.last_month is not None or self.last_day is not None or bool(self.last_index)

    def days(self, year: int | None) -> tuple[date, date] | None:
        """First and last day, in ``year`` where the words leave it open; None if no year is known."""
        y = self.year if self.year is not None else year
        if self.grain == "plan":
            a, b = plan_years(self.index)
            return date(a, 1, 1), date(b, 12, 31)
        if y is None or not 1000 <= y <= 9990:
            return None
        return _DAYS[self.grain](self, y)


def _year_days(m: Moment, y: int) -> tuple[date, date]:
    last = m.last_year or y
    if m.part == "end":
        return date(y, 12, 1), date(y, 12, 31)
    if m.part == "start":
        return date(y, 1, 1), date(y, 1, 31)
    if m.part == "middle":
        return date(y, 6, 1), date(y, 6, 30)
    return date(y, 1, 1), date(max(y, last), 12, 31)


def _half_days(m: Moment, y: int) -> tuple[date, date]:
    last = 6 * m.index
    return date(y, last if m.part == "end" else last - 5, 1), month_end(y, last)


def _quarter_days(m: Moment, y: int) -> tuple[date, date]:
    last = 3 * (m.last_index or m.index)
    return date(y, last if m.part == "end" else 3 * m.index - 2, 1), month_end(y, last if m.part != "start" else 3 * m.index - 2)


def _month_days(m: Moment, y: int) -> tuple[date, date]:
    first = m.month or 1
    last = m.last_month or first
    over = 1 if last < first else 0
    if m.part:
        begin, end = {"early": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20), "late": (21, 31), "end": (21, 31)}[m.part]
        return date(y, first, begin), clamp(y, first, end)[0]
    return date(y, first, 1), month_end(y + over, last)


def _day_days(m: Moment, y: int) -> tuple[date, date]:
    first, bad = clamp(y, m.month or 1, m.day or 1)
    if bad and "invalid_date" not in m.flags:
        m.flags.append("invalid_date")
    last = clamp(y, m.month or 1, m.last_day)[0] if m.last_day else first
    return first, max(first, last)


def _feast_days(m: Moment, y: int) -> tuple[date, date] | None:
    found = feast(m.name, y, m.place)
    if found is None:
        return None
    if found[2] and found[2] not in m.flags:
        m.flags.append(found[2])
    return (found[1], found[1]) if m.part == "end" else (found[0], found[1])


_DAYS = {"year": _year_days, "half": _half_days, "quarter": _quarter_days, "month": _month_days, "day": _day_days, "feast": _feast_days}
_SHIFT = {
    "大前年": -3,
    "前年": -2,
    "去年": -1,
    "上": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "次年": 1,
    "翌年": 1,
    "来年": 1,
    "下": 1,
    "后年": 2,
}
_MPARTS = {"上旬": "early", "中旬": "mid", "下旬": "late", "初": "start", "月中": "middle"}


def number(text: str) -> int:
    """A small numeral of a date."""
    text = text.translate(_ZEROS)
    value = exact(text)
    return int(value) if value is not None else 0


_ZEROS = str.maketrans("OoО", "〇〇〇")


def moments(text: str, now: Now) -> list[Moment]:
    """Every calendar moment of the cleaned text, in order; two that a dash or 至 joins become one range."""
    found = [_read(m, now) for a, b in windows(text, _HIT, 18, 40) for m in pattern().finditer(text, a, b)]
    return _join(text, [m for m in found if m])


# Every moment holds one of these; looking only near them is several times faster than trying every character.
_HIT = led(
    r"[年月]|[本下上这]周|[本上下当](?:一个?)?季|[于请在]\d{1,2}[日号]|季度|五[”\"]|十[一二三四五六]五|[节学汛季春冬夏收耕种期考一旦庆午秋明宵阳来假会临束始到]”?(?:[之以]?前|期间|后[一二两三四五六七八九十\d])|[暑寒][假期][完组开实启举集]|\d{4}[-/.]\d"
)


def _read(m: re.Match[str], now: Now) -> Moment | None:
    g = m.groupdict()
    if g["iso"]:
        y, month, day = (int(p) for p in g["iso"].split(g["isosep"]))
        return Moment(m.start(), m.end(), "day", y, "written", month=month, day=day)
    if plan := g["plan"] or g["plan2"] or g["plan3"]:
        return Moment(m.start(), m.end(), "plan", None, "written", index=number(plan))
    if name := g["feast2"] or g["holidays"]:
        part = "end" if g["fend2"] else ""
        return Moment(m.start(), m.end(), "feast", None, "open", part, name=name, place=now.place)
    if g["relq"]:
        return _near_quarter(m, g, now)
    if g["relw"] or g["lone"]:
        return _near_day(m, g, now)
    if g["relm"]:
        return _relative_month(m, g, now)
    out = Moment(m.start(), m.end(), "year", None, "open")
    _set_year(out, g, now)
    _set_part(out, g)
    out.place = now.place
    if out.grain == "feast" and out.last_year is not None:  # 2024—2025年供暖季 is the one that begins in 2024
        out.last_year = None
    if out.last_year is not None and (out.grain != "year" or out.part):  # 2021年至2022年6月
        last = replace(out, year=out.last_year, last_year=None)
        return Joined(
            m.start(), m.end(), out.grain, out.year, "written", first=Moment(m.start(), m.end(), "year", out.year, "written"), last=last
        )
    if g["months"]:  # 月底 without a month is this month's
        if now.first is None or not now.exact:
            return None
        out.year, out.year_kind, out.month = now.first.year, "relative", now.first.month
    return out


def _near_quarter(m: re.Match[str], g: dict[str, str | None], now: Now) -> Moment | None:
    if now.first is None or not now.exact:
        return None
    step = {"上": -1, "下": 1}.get(g["relq"] or "", 0)
    index = now.first.year * 4 + (now.first.month - 1) // 3 + step
    return Moment(m.start(), m.end(), "quarter", index // 4, "relative", "end" if g["relqpos"] else "", index=index % 4 + 1)


def _set_year(out: Moment, g: dict[str, str | None], now: Now) -> None:
    if g["y"]:
        out.year, out.year_kind = number(g["y"]), "written"
        if g["y0"]:
            out.year, out.last_year = number(g["y0"]), number(g["y"])
    elif g["y00"]:
        out.year, out.year_kind = int(g["y00"]), "written"
        out.last_year = out.year // 100 * 100 + int(g["y99"] or 0)
    elif g["yy"]:
        out.year, out.year_kind = 2000 + int(g["yy"]), "written"
    elif g["rel"]:
        word = g["rel"]
        step = next((s for k, s in _SHIFT.items() if word.startswith(k)), None)
        out.year_kind = "relative" if step is not None else "same"
        out.year = now.year + step if now.year is not None and step is not None else None


def _set_part(out: Moment, g: dict[str, str | None]) -> None:
    def got(key: str) -> str | None:
        return g[key] or g[key + "2"]

    if half := got("h"):
        out.grain, out.index = "half", 1 if half == "上半年" else 2
        out.part = "end" if got("hpos") else ""
    elif quarter := got("q"):
        out.grain, out.index = "quarter", number(quarter)
        first = got("q0")
        if got("qfront"):
            out.index, out.last_index = 1, number(quarter)
        elif first:
            out.index, out.last_index = number(first), number(quarter)
        out.part = {"末": "end", "底": "end", "初": "start"}.get(got("qpos") or "", "")
    elif month := got("m"):
        _set_month(out, month, got)
    elif name := g["feast"]:
        out.grain, out.name = "feast", name
        out.part = "end" if g["fend"] else ""
    elif g["months"]:
        out.grain, out.part = "month", "end"
    elif place := got("ypos"):
        out.part = "within" if place == "年内" else "start" if place.endswith("初") else "middle" if place in ("年中", "中") else "end"
    elif g["whole"] or g["whole2"]:
        out.name = "全年"


def _set_month(out: Moment, month: str, got: Callable[[str], str | None]) -> None:
    out.grain, out.month = "month", number(month)
    if first := got("m0"):
        out.month, out.last_month = number(first), number(month)
    if day := got("d"):
        out.grain, out.day = "day", number(day)
        if first_day := got("d0"):
            out.day, out.last_day = number(first_day), number(day)
    elif place := got("mpos"):
        out.part = _MPARTS.get(place, "end")


def _near_day(m: re.Match[str], g: dict[str, str | None], now: Now) -> Moment | None:
    """本周五, 下周, 请于10日前: a day or week near an anchor that is known to the day."""
    if now.first is None or not now.exact:
        return None
    if g["lone"]:
        wanted = int(g["lone"])
        months = 0 if wanted >= now.first.day else 1
        index = now.first.year * 12 + now.first.month - 1 + months
        return Moment(m.start(), m.end(), "day", index // 12, "relative", month=index % 12 + 1, day=wanted)
    weeks = {"下": 1, "上": -1}.get((g["relw"] or "")[0], 0)
    try:
        monday = now.first + timedelta(days=7 * weeks - now.first.weekday())
        day = monday + timedelta(days="一二三四五六日".index((g["weekday"] or "日").replace("天", "日")))
    except OverflowError:
        return None
    if g["weekday"]:
        return Moment(m.start(), m.end(), "day", day.year, "relative", month=day.month, day=day.day)
    single = Moment(m.start(), m.end(), "day", monday.year, "relative", month=monday.month, day=monday.day)
    last = Moment(m.start(), m.end(), "day", day.year, "relative", month=day.month, day=day.day)
    return Joined(m.start(), m.end(), "week", monday.year, "relative", first=single, last=last)


def _relative_month(m: re.Match[str], g: dict[str, str | None], now: Now) -> Moment | None:
    word = g["relm"] or ""
    if now.first is None or not now.exact:
        return None
    step = -1 if word.startswith("上") else 1 if word[0] in "下次" else 0
    index = now.first.year * 12 + now.first.month - 1 + step
    out = Moment(m.start(), m.end(), "month", index // 12, "relative", month=index % 12 + 1)
    if g["rd"]:
        out.grain, out.day = "day", int(g["rd"])
    elif g["rmpos"]:
        out.part = _MPARTS.get(g["rmpos"], "end")
    return out


_JOINT = re.compile(SEP)
_ORDER = {"year": 0, "half": 1, "quarter": 2, "month": 3, "day": 4}


def _join(text: str, found: list[Moment]) -> list[Moment]:
    out: list[Moment] = []
    for m in found:
        a = out[-1] if out else None
        if a and a.end < m.start <= a.end + 4 and _JOINT.fullmatch(text, a.end, m.start) and _fits(a, m):
            b = m.days(m.year if m.year is not None else a.year)
            first = a.days(a.year)
            joined = Joined(a.start, m.end, a.grain, a.year, a.year_kind, first=a, last=m)
            if (first is None or b is None) or first[0] <= b[1]:
                out[-1] = joined
                continue
        out.append(m)
    return out


def _fits(a: Moment, b: Moment) -> bool:
    """Both ends are calendar points of the same kind and neither is a range already."""
    return (
        a.grain in _ORDER
        and b.grain in _ORDER
        and not a.ranged
        and not b.ranged
        and not isinstance(a, Joined)
        and (a.year_kind != "open" or b.year_kind == "open")
    )


@dataclass(slots=True)
class Joined(Moment):
    """2024年9月—2025年3月: from the first day of one moment to the last of another."""

    first: Moment | None = None
    last: Moment | None = None

    @property
    def ranged(self) -> bool:
        return True

    def days(self, year: int | None) -> tuple[date, date] | None:
        """As of :class:`Moment`; the second point takes the first one's year where it has none."""
        if self.first is None or self.last is None:
            return None
        y = self.first.year if self.first.year is not None else year
        a, b = self.first.days(y), self.last.days(y)
        if a is None or b is None:
            return None
        if b[1] < a[0] and self.last.year is None and y is not None:
            b = self.last.days(y + 1) or b
        return a[0], max(a[0], b[1])
