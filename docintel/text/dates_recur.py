"""Times that come again on cleaned text: 每年, 每季度末, 每月28日前, 逐年, 按季度, 年度."""

from __future__ import annotations

import re

from docintel.text.cue import led
from docintel.text.dates_calendar import feast_names
from docintel.text.dates_length import iso
from docintel.text.dates_roles import Draft
from docintel.text.lexicon import alternation
from docintel.text.numerals import exact

_UNITS = "个季度|季度|季|年度|年|半年|个月|月份?|周|星期|天|日|个?工作日|个上学日|上学日|学期|学年|旬"
_BEFORE = "(?:之前|以前|前)"
_MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二十[一-九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_POINT = rf"(?:(?:{_MONTH}) ?月份?)?(?: ?(?:{_DAY}) ?[日号]|[底末]|[上中下]旬)?"
_MORE = rf"(?:(?:[、和及]|至|到|-|—|～|~)(?=\d|[一二三四五六七八九十]){_POINT})*"
_DAYS = rf"(?:[、和及] ?(?:{_DAY}) ?[日号])*"
_CLOCK = r"(?:上午|下午|晚上?|早上?|下班)?(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|整)?))?"
_EVERY = re.compile(
    rf"每(?!满)(?:一|1(?!\d))?隔?(?P<n>[两二三四五六七八九]|十|\d{{1,2}}|半)? ?(?:个)?(?P<u>{_UNITS})(?!龄|级|均|报|刊|人)"
    rf"(?P<when>(?:的)?(?:(?P<m>(?:{_MONTH}) ?月份?(?: ?(?:{_DAY}) ?[日号]|[底末]|[上中下]旬)?{_MORE})"
    rf"|(?P<first>首月|末月|末(?=\d|[ ]\d)|最后一个?月|第一个?月|次月|的?第一周)?(?P<d2> ?(?:{_DAY}) ?[日号]{_DAYS})"
    r"|(?P<end>月?底|月?末|年?[底末终]|结束(?!后))|(?P<quarter>第?[一二三四1-4]季度(?P<qend>末|底)?)|(?P<half>[上下]半年)"
    rf"|(?P<feast>{alternation(feast_names())})(?={_BEFORE})|(?P<seasons>[春夏秋冬](?![节耕运分至])[季天]?(?:[、和及两]?[春夏秋冬季天])*)|(?P<lastday>最后(?:一|1)个?(?:工作日|天|周))"
    rf"|(?P<weekday>[一二三四五六日天])(?=前|上午|下午|下班|之前|召开|报送|调度|\d))?{_CLOCK}(?P<before>{_BEFORE}(?!台|往|瞻))?)?"
)
_GRADUAL = led(
    r"(?<![\d一二三四五六七八九十])(?P<w>逐年|逐月|逐季|隔年|按半年|隔周|隔月|隔日|双月(?=[召调通报开组举会研])|单月(?=[召调通报开组举会研])|按年度?|按季度?|按月度?|按周|按日|年均|年平均|月均|季均|日均|周均)(?!龄|轻|内|货|久|产|处|供|薪|利|末|边)"
)
_ONCE = led(
    r"(?P<w>一年|半年|每?季度?|一个?季度?|每?月|一月|一个?月|两年|三年|一周|一天|每?周|(?<!同)每?日)(?P<k>一度|[一两二1-9]次|一(?:调度|通报|更新|汇总|报告|总结|评估|考核|会商|研判|督查|督导|主题|评|分析|考评|讲评|小结|例会|公示|监测|推进|盘点|汇报))"
)
_MEETING = led(
    r"(?<![\d一二三四五六七八九十一本每个上下按逐])(?P<w>周|月|旬|季|半年)(?:调度|通报|报告|汇总|会商|研判|观摩|督查|例会|报(?:制|机))"
)
_YEARLY = re.compile(r"年(?<=[、，,]年)(?:考核|总结|评估|考评|评价|评议|通报)")  # 月调度、季通报、年考核
_EVERY_OTHER = led(r"每逢?(?P<odd>单|双)月(?: ?(?P<d>\d{1,2}) ?[日号])?(?P<before>前|之前|以前)?")
# 纳税年度, 2024年度, 本年度 … are not "every year".
_ANNUAL = re.compile(
    r"年度(?<![\d本上当下该各全跨财会学计个年百两双后前一二三四五六七八九十〇○零整历今明去]年度)"
    r"(?<!(?:纳税|毕业|评价|年报|自然|预算|财务|申报|结算|统计)年度)(?!资金使用|总)"
)
_GRADUAL_EVERY = {"隔年": "P2Y", "按半年": "P6M", "隔周": "P2W", "隔月": "P2M", "隔日": "P2D", "双月": "P2M", "单月": "P2M"}
_ONCE_EVERY = {"年": "P1Y", "半年": "P6M", "季": "P3M", "月": "P1M", "周": "P1W", "日": "P1D", "天": "P1D", "旬": "P10D"}


def every(n: str | None, unit: str) -> str | None:
    """每|两|年 → P2Y, 每|半|年 → P6M, 每|季度 → P3M, 每|旬 → P10D."""
    if unit.startswith("半年"):
        return "P6M"
    base = unit.removeprefix("个").removesuffix("份").removesuffix("度")
    if base == "季":
        return f"P{3 * int(exact(n or '一') or 1)}M"
    if base == "学年":
        return "P1Y"
    if base in ("上学日", "工作日"):
        return "P1D"
    if base == "旬":
        return "P10D"
    return iso(n or "一", {"月": "个月", "星期": "周"}.get(base, base))


def find_recurrences(text: str) -> list[Draft]:
    """Frames of role ``recurrence``; with a day that is due (每月28日前) they count as deadlines."""
    out: list[Draft] = []
    if "每" in text:
        out += [d for m in _EVERY.finditer(text) if (d := _every(m))]
        out += [_other_month(m) for m in _EVERY_OTHER.finditer(text)]
    out += [_simple(m.start(), m.end(), "meeting", "P1Y") for m in _YEARLY.finditer(text)]
    for m in _GRADUAL.finditer(text):
        out.append(_simple(m.start(), m.end(), "gradual", _step(m["w"])))
    for m in _ONCE.finditer(text):
        out.append(_simple(m.start(), m.end(), "once", _once(m["w"])))
    for m in _MEETING.finditer(text):
        out.append(_simple(m.start(), m.end(), "meeting", _once(m["w"])))
    if "年度" in text:
        out += [_simple(m.start(), m.end(), "annual", "P1Y") for m in _ANNUAL.finditer(text)]
    return out


def _simple(start: int, end: int, rule: str, step: str) -> Draft:
    return Draft(start, end, "recurrence", rule, every=step)


def _step(word: str) -> str:
    return _GRADUAL_EVERY.get(word) or next(v for k, v in _ONCE_EVERY.items() if k in word.replace("度", ""))


def _once(word: str) -> str:
    if word.startswith(("两", "三")):
        return "P2Y" if word[0] == "两" else "P3Y"
    return "P6M" if "半年" in word else next(v for k, v in _ONCE_EVERY.items() if k in word)


def _other_month(m: re.Match[str]) -> Draft:
    """每逢单月10日前."""
    d = _simple(m.start(), m.end(), "every", "P2M")
    d.by = f"--{int(m['d']):02d}" if m["d"] else None
    d.is_deadline = bool(m["before"])
    return d


def _every(m: re.Match[str]) -> Draft | None:
    step = every(m["n"], m["u"])
    if step is None:
        return None
    d = _simple(m.start(), m.end(), "every", step)
    d.by = _by(m, step)
    if m["m"] and step == "P1Y":
        d.every = _rhythm(m["m"])
    elif m["seasons"] and step == "P1Y" and len(re.findall("[春夏秋冬]", m["seasons"])) == 2:
        d.every = "P6M"
    closed = m["end"] is not None or (m["m"] is not None and m["m"].endswith(("底", "末")))
    d.is_deadline = bool(m["before"]) or (d.by is not None and closed)
    return d


_PARTS = re.compile(rf"(?:(?P<m>{_MONTH}) ?月份?)?(?: ?(?P<d>{_DAY}) ?[日号]|(?P<end>[底末])|(?P<part>[上中下]旬))?")
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TENS = {"上旬": 10, "中旬": 20}


def _two(value: str) -> int:
    return int(exact(value.strip()) or 0)


def _rhythm(words: str) -> str:
    """6月、12月 is twice a year; 4月、9月 lie unevenly and are days of one year, as is 3月1日至4月30日."""
    if re.search("[至到—～~-]", words):
        return "P1Y"
    months = [_two(p) for p in re.findall(rf"({_MONTH}) ?月", words)]
    gaps = {(b - a) % 12 for a, b in zip(months, [*months[1:], months[0]], strict=True)}
    return f"P{gaps.pop()}M" if len(months) > 1 and len(gaps) == 1 and 0 not in gaps else "P1Y"


def _points(words: str) -> str | None:
    """6月、12月底 as 06-30,12-31; months alone as 06,12 and one month alone as None."""
    found = [_PARTS.fullmatch(p) for p in re.split("[、和及至到—～~-]", words)]
    days, ends, part = None, False, 0
    out: list[str] = []
    for p in reversed([p for p in found if p]):  # the last one's day holds for those before it
        days, ends, part = (
            (p["d"], bool(p["end"]), _TENS.get(p["part"] or "", 0)) if p["d"] or p["end"] or p["part"] else (days, ends, part)
        )
        month = _two(p["m"]) if p["m"] else 0
        if not 1 <= month <= 12:
            return None
        whole = ends or (p["part"] == "下旬")
        day = _two(days) if days else part or (_LENGTHS[month - 1] if whole else 0)
        out.append(f"{month:02d}-{day:02d}" if day else f"{month:02d}")
    out.reverse()
    return ",".join(out) if len(out) > 1 or "-" in "".join(out) else None


def _by(m: re.Match[str], step: str) -> str | None:
    if m["m"]:
        return _points(m["m"])
    if m["d2"]:
        days = [_two(p) for p in re.findall(rf"({_DAY}) ?[日号]", m["d2"])]
        if step == "P1M":
            return ",".join(f"--{day:02d}" for day in days)
        return f"{m['first']}{days[0]:02d}日" if m["first"] else None
    if m["end"]:
        return {"P1M": "--31", "P3M": "quarter-end", "P1Y": "12-31", "P6M": "half-end"}.get(step) if "学" not in m["u"] else None
    return None
