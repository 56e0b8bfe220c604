"""What stands beside a quantity: comparator, change, ``per``, baseline (guide §7; 民法典第1259条 on 以上, 以下, 超过, 不满)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docintel.text.dates_calendar import plan_years
from docintel.text.lexicon import alternation, table
from docintel.text.numerals import exact
from docintel.text.quantities import unit_at

_STOP = re.compile(r"[，。；;！？!?\n\t：:（）()“”]")
_REACH = 26  # characters before a number in which its cue may stand
_FAR_GAP = 14
_PERIODS = {
    "年": "P1Y",
    "年度": "P1Y",
    "月": "P1M",
    "季度": "P3M",
    "季": "P3M",
    "周": "P1W",
    "天": "P1D",
    "日": "P1D",
    "半年": "P6M",
    "学期": "P6M",
}


@dataclass(slots=True)
class Context:
    """Readings of the words around a number; ``start``/``end`` is the number widened by the cues that belong to it."""

    start: int
    end: int
    comparator: str | None = None
    far: bool = False
    change: str | None = None
    direction: str | None = None
    baseline: str | None = None
    per: str | None = None
    period: str | None = None


@cache
def _before() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, tuple[str, str]]]:
    rows = [r for r in table("comparators.tsv") if r[1] == "before"]
    near = alternation([r[0] for r in rows])
    far = alternation([r[0] for r in rows if r[3] == "far"])
    return re.compile(f"(?:{near})$"), re.compile(far), {r[0]: (r[2], r[3]) for r in rows}


@cache
def _after() -> tuple[re.Pattern[str], dict[str, str]]:
    rows = [r for r in table("comparators.tsv") if r[1] == "after"]
    return re.compile(f" ?({alternation([r[0] for r in rows])})"), {r[0]: r[2] for r in rows}


@cache
def _changes() -> tuple[re.Pattern[str], dict[str, tuple[str, str | None]]]:
    rows = table("changes.tsv")
    return re.compile(f"(?:{alternation([r[0] for r in rows])})$"), {r[0]: (r[1], None if r[2] == "-" else r[2]) for r in rows}


_FILLER = re.compile(r"(?:[ 为了达是至到]|再|分别|均|将|不|累计|合计|共计?|总计)$")
_ALLOWED = re.compile(r"可(?:以|再|适当|按规定)?$")
_NOT_LIMIT = re.compile(r"(?:不|未)$")
# 最高法, 最大限度, 至少数民族: the cue is part of another word.
_FALSE_FAR = re.compile(r"^(?:限度|程度|人民法院|人民检察院|法院|检察院|层|点|温度|气温|气压|工资|生活保障|等级|学历)")
_ROUND = re.compile(r"^[百千万亿]|^10{2,}\D")


def read(text: str, start: int, end: int) -> Context:
    """The context of a number at [start, end) of the cleaned text."""
    c = Context(start, end)
    _suffix(text, c)
    begin = max(0, start - _REACH)
    before = text[begin:start]
    stops = [m.end() for m in _STOP.finditer(before)]
    if stops:
        begin, before = begin + stops[-1], before[stops[-1] :]
    if before:
        _walk(text, before, begin, c)
        _per(text, before, begin, c)
        if c.change is None:
            _far_change(text, before, c)
    _baseline(text[max(0, start - _REACH) : start], c)
    _per_after(text, c)
    return c


def _suffix(text: str, c: Context) -> None:
    pattern, readings = _after()
    m = pattern.match(text, c.end)
    if not m:
        return
    cue = m[1].replace("（", "(").replace("）", ")")
    following = text[m.end() : m.end() + 1]
    if (cue == "内" and following in "容部外陆河涝设资需生地存循") or (
        cue in ("多", "余") and following in ("元", "额", "样", "种", "款", "地", "个", "数", "渠", "年", "下", "处")
    ):
        return
    if cue == "以外" and text[c.end - 1] not in "米里":  # 200米以外; the guide leaves 除3家以外 alone
        return
    if (cue == "起步" and following == "区") or (cue == "起" and following not in _FLOOR_END):
        return
    c.comparator, c.end = readings[cue], m.end()


_FLOOR_END = (*"，。；、）)拍 ", "")  # 50万元起，; not 50起案件


def _walk(text: str, before: str, begin: int, c: Context) -> None:
    """Steps left over cues that stand one beside the other: 增长|约, 年均|增长|不低于."""
    near, _, readings = _before()
    verb, changes = _changes()
    k, widened = len(before), len(before)
    for _ in range(6):
        left = before[:k]
        m = near.search(left)
        v = verb.search(left)
        if v and m and len(v.group()) > len(m.group()):
            m = None
        if m and _accept(text, left, m.group(), readings[m.group()][1], c):
            _compare(c, readings[m.group()][0])
            if v and v.start() == m.start():
                _change(c, changes[v.group()])
            k = widened = m.start()
        elif v:
            _change(c, changes[v.group()])
            k = widened = v.start()
        elif f := _FILLER.search(left):
            k = f.start()
        else:
            break
    c.start = min(c.start, begin + widened)
    if c.comparator is None and c.change == "to" and c.direction == "up" and _ALLOWED.search(before[:widened]):
        c.comparator = "le"  # 可提高至500万元 is a ceiling
    if c.comparator is None or (c.comparator == "ge" and c.end > c.start and not c.far):
        _far(before[:k], begin, c)


def _accept(text: str, left: str, cue: str, reach: str, c: Context) -> bool:
    if reach == "round" and not _ROUND.match(text[c.start : c.start + 8]):
        return False
    if cue == "成":
        return bool(re.match("[百千]", text[c.start : c.start + 1])) and not left[:-1].endswith(("建", "形", "完", "达", "构", "组", "合"))
    if (
        cue == "满"
        and (
            text[c.end - 1] in "年月日天时周岁"  # 满3个月, 满60周岁 are lengths and ages of their own
            or left[:-1].endswith(("不", "未", "期", "届", "圆", "美", "充", "饱", "爆", "丰"))
            or text[c.start - 2 : c.start - 1] == "每"
        )
    ):
        return False
    if cue in ("近", "约", "超", "上", "逾") and left[:-1].endswith(
        ("附", "最", "就", "临", "邻", "靠", "节", "签", "违", "合", "制", "公", "条", "大", "高", "严", "彩", "赶", "反")
    ):
        return False
    return not (cue in ("超过", "低于", "高于", "少于", "突破", "满") and _NOT_LIMIT.search(left[: -len(cue)]))


def _compare(c: Context, comparator: str) -> None:
    """Two cues: 约…以上 keeps the limit, 不超过…左右 keeps the doubt."""
    stricter = comparator in ("gt", "lt", "le") and c.comparator in ("ge", "le")
    if stricter or c.comparator in (None, "approx_gt"):
        c.comparator = comparator


def _change(c: Context, reading: tuple[str, str | None]) -> None:
    if c.change is None:
        c.change, c.direction = reading
    elif c.direction is None:
        c.direction = reading[1]


def _far(before: str, begin: int, c: Context) -> None:
    _, far, readings = _before()
    last = None
    for m in far.finditer(before):
        last = m
    if not last or len(before) - last.end() > _FAR_GAP or _FALSE_FAR.match(before[last.end() :]) or re.search(r"\d", before[last.end() :]):
        return
    gap = before[last.end() :]
    if gap and re.search(r"[、]|的(?:企业|单位|项目|机构|人员)|分别", gap) and not gap.endswith(("给予", "奖励", "补助", "分别")):
        return
    if c.comparator is None or readings[last.group()][0] == "le":
        c.comparator, c.far = readings[last.group()][0], True
        c.start = begin + last.start()


_PER = re.compile(r"每(单)(?=$|[最给补奖])|(?:每|单(?!项冠军|位|独|一|纯))(?:1|一)?(个?[^每单、\d]{1,5})")
_PER_NOUN = re.compile(
    r"^(家企业|家机构|家单位|个项目|个企业|户企业|家银行|个家庭|人次|家次|人|户|家|个|名|件|亩|平方米|立方米|公里|辆|台|套|部|项|吨|千瓦时|千瓦|瓦|单|笔|次|场|期|张|床|课时|学时|学期|校|生|村|企业|项目|主体|品种|年度|年|季度|月|天|日|周|半年|位|例|头|只|株|批|班|条|所|座|千克|公斤|份|篇|度|标箱|TEU|证|级|层|间|栋|乡镇|县|市|区)"
)
_PER_AFTER = re.compile(r"[/／]([^\W\d]{1,6})(?:[·•]([^\W\d]{1,3}))?|(?<=元)每(人|户|家|年|月|天|亩|平方米|吨|件|次)")


def _per(text: str, before: str, begin: int, c: Context) -> None:
    parts: list[str] = []
    first: int | None = None
    for m in _PER.finditer(before):
        noun = _PER_NOUN.match(m[1] or m[2])
        if noun:
            parts.append(noun[1])
            first = m.start() if first is None else first
    if "年度" in before and "年" not in parts and "年度" not in parts and parts:
        parts.append("年")
    times = [p for p in parts if p in _PERIODS]
    if times:
        c.period = _PERIODS[times[-1]]
    if parts:
        c.per = "·".join("年" if p == "年度" else p for p in dict.fromkeys(parts))
        if first is not None and (begin + first + 12 >= c.start):
            gap = text[begin + first : c.start]
            if _TIGHT.fullmatch(gap):
                c.start = begin + first


_TIGHT = re.compile(r"(?:(?:每|单)(?:1|一)?(?:[^\d，。]{1,4}?))+(?:最高|给予|奖励|补助|补贴|不超过|年度|合计|资助)*")


def _per_after(text: str, c: Context) -> None:
    m = _PER_AFTER.match(text, c.end)
    if m:
        name = m[1] or m[3]
        written = unit_at(text, m.start(1)) if m[1] else ""
        known = next((n for n in (written, *sorted(_PERIODS, key=len, reverse=True), "人", "户") if n and name.startswith(n)), None)
        if known is None:
            return
        tail = m[2] if m[1] and m[2] else None
        c.per = "·".join(p for p in (known, tail) if p)
        c.period = _PERIODS.get(tail or known, c.period)
        c.end = m.end(2) if tail else (m.start(1) + len(known) if m[1] else m.end())


_CHANGED = re.compile(r"(?P<up>新增|净增加?|增加|增设|增配|扩建)|减少|压减|净减|精简|削减|裁撤")
_ABOVE = re.compile(r"(?:(?P<up>高于|高出|优于|快于|好于)|低于|慢于)[^\d]{1,14}$")


def _far_change(text: str, before: str, c: Context) -> None:
    """新增公办园3所, 减少审批事项200个: the noun stands between; 高于全省平均1.5个百分点 says on which side."""
    if text.endswith("百分点", c.start, c.end) and (side := _ABOVE.search(before)):
        c.direction = "up" if side["up"] else "down"
        return
    tail = before[-11:]
    for m in _CHANGED.finditer(tail):
        between = tail[m.end() :]
        if 0 < len(between) <= 8 and not re.search(r"[、\d的]", between):
            c.change, c.direction = "by", "up" if m["up"] else "down"


_BASELINE = re.compile(
    r"[比较在与](?:(\d{4})年|(上一?年度?|去年)|(今年))|(同比)|(环比)|[比较]“?(十[一二三四五六])五”?(?:规划)?(?:期?末|末期)"
)
_CLAUSE = re.compile(r"[，。；;！？\n]")


def _baseline(before: str, c: Context) -> None:
    m = None
    for m in _BASELINE.finditer(before):  # noqa: B007 - the last one counts
        pass
    if not m or _CLAUSE.search(before, m.end()):
        return
    if m[6]:
        c.baseline = str(plan_years(int(exact(m[6]) or 0))[1])
    elif not m.group().startswith("与") or "相比" in before[m.end() :] or "比" in before[m.end() : m.end() + 6]:
        c.baseline = m[1] or ("year-1" if m[2] or m[4] else "year" if m[3] else "previous")
