"""Times that come again on cleaned text: 每年, 每季度末, 每月28日前, 逐年, 按季度, 年度."""

from __future__ import annotations

import re

from docintel.text.cue import led
from docintel.text.dates_roles import Draft
from docintel.text.dates_spans import iso
from docintel.text.numerals import exact

_UNITS = "个季度|季度|季|年度|年|半年|个月|月份?|周|星期|天|日|个?工作日|个上学日|上学日|学期|学年|旬"
_BEFORE = "(?:之前|以前|前)"
_MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_DAY = r"3[01]|[12]\d|0?[1-9]|三十一?|二十[一-九]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
_EVERY = re.compile(
    rf"每(?!满)(?:一|1)?隔?(?P<n>[两二三四五六七八九]|十|\d{{1,2}}|半)? ?(?:个)?(?P<u>{_UNITS})(?!龄|级|均|报|刊|人)"
    rf"(?P<when>(?:的)?(?:(?P<m>{_MONTH})月份?(?:(?P<d> ?{_DAY}) ?[日号]|(?P<mend>底|末))?(?P<more>(?:[、和]\d{{1,2}}月份?)*)"
    rf"|(?P<first>首月|末月|末(?=\d|[ ]\d)|最后一个?月|第一个?月|次月|的?第一周)?(?P<d2> ?{_DAY}) ?[日号]"
    r"|(?P<end>月?底|月?末|年?[底末终]|结束(?!后))|(?P<quarter>第?[一二三四1-4]季度(?P<qend>末|底)?)|(?P<half>[上下]半年)"
    rf"|(?P<weekday>[一二三四五六日天])(?=前|上午|下午|之前|召开|报送|调度))(?P<before>{_BEFORE})?)?"
)
_GRADUAL = led(
    r"(?<![\d一二三四五六七八九十])(?P<w>逐年|逐月|逐季|隔年|按半年|按年度?|按季度?|按月度?|按周|按日|年均|年平均|月均|季均|日均|周均)(?!龄|轻|内|货|久|产|处|供|薪|利|末|边)"
)
_ONCE = led(
    r"(?P<w>一年|半年|每?季度?|一个?季度|每?月|一个?月|两年|三年|一周|一天|每?周|(?<!同)每?日)(?P<k>一度|[一两二1-9]次|一(?:调度|通报|更新|汇总|报告|总结|评估|考核|会商|研判|督查|督导|主题|评))"
)
_MEETING = led(
    r"(?<![\d一二三四五六七八九十一本每个上下按逐])(?P<w>周|月|旬|季|半年)(?:调度|通报|报告|汇总|会商|研判|观摩|督查|例会|报(?:制|机))"
)
# 纳税年度, 2024年度, 本年度 … are not "every year".
_ANNUAL = re.compile(
    r"年度(?<![\d本上当下该各全跨财会学计个年百两双后前一二三四五六七八九十〇○零整历今明去]年度)"
    r"(?<!(?:纳税|毕业|评价|年报|自然|预算|财务|申报|结算|统计)年度)(?!资金使用|总)"
)
_GRADUAL_EVERY = {"隔年": "P2Y", "按半年": "P6M"}
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


def _every(m: re.Match[str]) -> Draft | None:
    step = every(m["n"], m["u"])
    if step is None:
        return None
    d = _simple(m.start(), m.end(), "every", step)
    d.by = _by(m, step)
    if d.by and d.by.count(",") in (1, 3):  # 每年6月、12月 is twice a year
        d.every = "P6M" if d.by.count(",") == 1 else "P3M"
    d.is_deadline = bool(m["before"]) or (d.by is not None and (m["end"] is not None or m["mend"] is not None))
    return d


def _by(m: re.Match[str], step: str) -> str | None:
    def two(value: str) -> str:
        return f"{int(exact(value) or 0):02d}"

    if m["m"]:
        if m["d"]:
            return f"{two(m['m'])}-{two(m['d'])}"
        if m["mend"]:
            month = int(two(m["m"]))
            return f"{month:02d}-{(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1] if 1 <= month <= 12 else 30}"
        months = [two(m["m"]), *(two(k) for k in re.findall(r"\d+", m["more"]))]
        return ",".join(months) if len(months) > 1 else None
    if m["d2"]:
        return f"--{two(m['d2'])}" if step == "P1M" else f"{m['first'] or ''}{two(m['d2'])}日" if m["first"] else None
    if m["end"]:
        return {"P1M": "--31", "P3M": "quarter-end", "P1Y": "12-31", "P6M": "half-end"}.get(step) if "学" not in m["u"] else None
    return None
