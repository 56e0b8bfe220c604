"""A frame in one Chinese sentence that a clerk understands, and how sure it is: what was read, counted from what, in which two ways."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from docintel.domain.expressions import Frame, NumberFrame, Recurrence, TimeFrame
from docintel.domain.papers import Anchor
from docintel.text.lexicon import table

ROLES = {
    "deadline": "完成时限",
    "period": "时间段",
    "point": "日期",
    "past": "过去的时间",
    "as_of": "截至时点",
    "start": "起始时间",
    "validity": "有效期",
    "duration": "时长",
    "reference": "名称或比较中的时间",
    "recurrence": "周期",
}
BASES = {
    "issue_date": "成文日期",
    "print_date": "印发日期",
    "doc_number": "文号年份",
    "body": "正文中最近的日期",
    "title": "标题中的年份",
    "catalogue": "目录所载日期",
    "assumed": "推定的日期",
}
COMPARATORS = {
    "eq": "",
    "ge": "不少于（含本数）",
    "gt": "超过（不含本数）",
    "le": "不超过（含本数）",
    "lt": "不满（不含本数）",
    "approx": "约",
    "approx_gt": "略多于",
    "approx_lt": "接近",
    "range": "",
}
_LENGTHS = {"ge": "不少于", "gt": "超过", "le": "不超过", "lt": "不满", "approx": "约", "approx_gt": "多于", "approx_lt": "接近"}
FLAGS = {
    "vague": "原文没有给出具体日期",
    "ambiguous": "有两种读法",
    "invalid_date": "原文日期不存在，按当月最后一天",
    "anchor_assumed": "成文日期不明，起算日未定",
    "approx": "大致时间",
    "lunar": "按农历换算",
    "forecast": "预计",
    "part": "是前面总数中的一部分",
}
CERTAINTIES = ("确定", "大致", "两可", "未定")
UNITS = {"CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "AUD": "澳元", "TWD": "新台币元"}
UNITS |= {"pp": "个百分点", "bp": "个基点", "x": "倍"}
_ISO_UNITS = {"Y": "年", "M": "个月", "W": "周", "WD": "个工作日", "D": "天", "TH": "小时", "TM": "分钟"}
_ISO = re.compile(r"P(T?)(\d+)(Y|M|WD|W|D|H)")


def explain(frame: Frame, anchor: Anchor | None = None) -> str:
    """What was read, e.g. 完成时限：至2025-06-27（按成文日期2024-06-27起算1年）; ``anchor``: what relative times were counted from."""
    return _time(frame, anchor) if isinstance(frame, TimeFrame) else _number(frame)


def certainty(frame: Frame) -> str:
    """One of :data:`CERTAINTIES`: 未定 has no date or counts from an unknown day, 两可 has two readings, 大致 is about right."""
    flags = set(frame.flags)
    open_end = isinstance(frame, TimeFrame) and frame.role in ("deadline", "validity") and not (frame.start or frame.end)
    if ("vague" in flags and open_end) or "anchor_assumed" in flags:
        return "未定"
    if flags & {"ambiguous", "invalid_date"}:
        return "两可"
    if flags & {"approx", "vague", "lunar"}:
        return "大致"
    return "未定" if open_end else "确定"


def rule_name(rule: str) -> str:
    """What a rule of times or numbers reads, in words (data/rule_names.tsv)."""
    return _names().get(rule, f"规则 {rule}")


@cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in table("rule_names.tsv")}


def length(iso: str) -> str:
    """P3Y as 3年, P15WD as 15个工作日, P2Y/P3Y as 2年至3年."""
    return "至".join(_one_length(part) for part in iso.split("/"))


def _one_length(iso: str) -> str:
    found = _ISO.fullmatch(iso)
    return f"{found[2]}{_ISO_UNITS[found[1] + found[3]]}" if found else iso


def every(iso: str) -> str:
    """P1Y as 每年, P3M as 每季度, P2W as 每2周."""
    named = {"P1Y": "每年", "P6M": "每半年", "P3M": "每季度", "P1M": "每月", "P1W": "每周", "P1D": "每天", "P10D": "每旬", "P15D": "每半月"}
    return named.get(iso) or f"每{length(iso)}"


def _by(by: str, *, due: bool) -> str:
    """06-30,12-31 as 6月30日、12月31日前; --28 as 28日前; quarter-end as 季度末前."""
    return "、".join(_by_one(part) for part in by.split(",")) + ("前" if due else "")


def _by_one(part: str) -> str:
    named = {"--31": "月末", "quarter-end": "季度末", "half-end": "半年末"}
    if part in named:
        return named[part]
    if part.startswith("--"):
        return f"{int(part[2:])}日"
    if re.fullmatch(r"\d\d-\d\d", part):
        return f"{int(part[:2])}月{int(part[3:])}日"
    return f"{int(part)}月" if part.isdigit() else part


def _dates(t: TimeFrame) -> str:
    if t.start and t.end:
        return t.start if t.start == t.end else f"{t.start}至{t.end}"
    return f"至{t.end}" if t.end else f"自{t.start}起" if t.start else ""


def _counted(t: TimeFrame, anchor: Anchor | None) -> str:
    """按成文日期2024-06-27起算1年 | 从“收到之日”起算15个工作日 | 时长1年."""
    said = length(t.duration) if t.duration else ""
    if t.relative_to in ("issue_date", "publish"):
        day = (
            f"{BASES.get(anchor.basis, '成文日期')}{anchor.value}"
            if anchor and anchor.value
            else "发布之日"
            if t.relative_to == "publish"
            else "成文日期"
        )
        if t.role == "validity":
            return f"按{day}起算{said}" if said else f"按{day}起算"
        return f"按{day}起算{said}"
    if t.relative_to:
        if t.end and not said:
            return f"按“{t.relative_to}”的通常日期"
        back = t.relative_to.endswith("前")
        event = t.relative_to.removesuffix("前").removesuffix("后")
        return f"从“{event}”{'倒推' if back else '起算'}{said}" if said or t.role == "start" else f"以“{event}”为界"
    if not said or t.rule == "milestone":
        return ""
    return f"{_LENGTHS.get(t.comparator or '', '')}{said}" if t.role == "duration" else f"共{said}"


def _readings(t: TimeFrame) -> str:
    """2025年前 without 底: the day before the year, or the year's own end."""
    if t.rule == "before" and t.end and t.grain in ("year", "quarter", "half", "month"):
        literal = date.fromisoformat(t.end)
        months = {"year": 12, "half": 6, "quarter": 3, "month": 1}[t.grain]
        if (literal + timedelta(days=1)).day == 1:
            following = (literal + timedelta(days=1)).year * 12 + (literal + timedelta(days=1)).month - 1 + months
            last = date(following // 12, following % 12 + 1, 1) - timedelta(days=1)
            return f"有两种读法：{t.end}，或{last.isoformat()}"
    if t.rule == "after" and t.start:
        return f"有两种读法：自{t.start}起，或自这段时间开始之日起"
    return FLAGS["ambiguous"]


def _time(t: TimeFrame, anchor: Anchor | None) -> str:
    parts = [p for p in (_dates(t), _repeats(t), _counted(t, anchor)) if p]
    main = parts[0] if parts else ("日期未定" if t.role != "recurrence" else "")
    notes = [*parts[1:], *(_readings(t) if f == "ambiguous" else FLAGS.get(f, f) for f in t.flags)]
    if t.inherited:
        notes.append("沿用前文的时间")
    return f"{ROLES.get(t.role, t.role)}：{main}" + (f"（{'；'.join(notes)}）" if notes else "")


def _repeats(t: TimeFrame) -> str:
    return repeated(t.recurrence, due=t.is_deadline) if t.recurrence else ""


def repeated(recurrence: Recurrence, *, due: bool = False) -> str:
    """每月，28日前."""
    return every(recurrence.every) + (f"，{_by(recurrence.by, due=due)}" if recurrence.by else "")


def _plain(value: float) -> str:
    """1260000000 as 12.6亿, 35000 as 3.5万, as offices write them."""
    for size, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size and round(value / size, 4) * size == value:
            return _figure(value / size) + name
    return _figure(value)


def _figure(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"


_HELD = re.compile("控制|保持|稳定|维持")
_CHANGES = {("to", "up"): "提高到", ("to", "down"): "降低到", ("by", "up"): "增加", ("by", "down"): "减少"}


def _number(n: NumberFrame) -> str:
    unit = UNITS.get(n.unit or "", n.unit or "")
    if n.type == "multiple" and n.value is not None:
        body = f"{COMPARATORS[n.comparator]}{'原来的' if n.change == 'by' else ''}{_plain(n.value)}倍"
    elif n.min is not None and n.max is not None:
        body = f"{_plain(n.min)}至{_plain(n.max)}{unit}"
    elif n.type == "ordinal" and n.value is not None:
        body = f"{'前' if n.comparator == 'le' else '第'}{_plain(n.value)}{unit}"
    elif n.value is not None:
        body = f"{COMPARATORS[n.comparator]}{_plain(n.value)}{unit}"
    else:
        body = "几个部分之间的比例"
    change = "" if n.type == "multiple" and n.change == "by" else _CHANGES.get((n.change or "", n.direction or ""), "")
    held = _HELD.match(n.span.text)
    change = f"{held.group()}在" if held else change or {"to": "达到", "by": "变动"}.get(n.change or "" if n.type != "multiple" else "", "")
    kind = {"ordinal": "名次或序号", "ratio": "比例", "duration": "时长"}.get(n.type, "数量")
    notes = [f"按每{n.per}计"] if n.per else []
    if n.baseline:
        notes.append(f"与{n.baseline}年相比")
    notes += ["概数" if f == "approx" else FLAGS.get(f, f) for f in n.flags]
    return f"{kind}：{change}{body}" + (f"（{'；'.join(notes)}）" if notes else "")
