"""A frame in one short Chinese sentence, for people who check what was read."""

from __future__ import annotations

from docintel.domain.expressions import Frame, NumberFrame, TimeFrame

_ROLES = {
    "deadline": "完成时限",
    "period": "时间段",
    "point": "日期",
    "past": "过去的时间",
    "as_of": "截至时点",
    "start": "起始时间",
    "validity": "有效期",
    "duration": "时长",
    "reference": "名称中的时间",
    "recurrence": "周期",
}
_COMPARATORS = {
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
_FLAGS = {
    "vague": "表述模糊",
    "ambiguous": "有两种读法",
    "invalid_date": "日期不存在，已改为当月最后一天",
    "anchor_assumed": "成文日期不明",
    "approx": "概数",
    "lunar": "按农历推算",
}
_UNITS = {"CNY": "元", "pp": "个百分点", "bp": "个基点", "x": "倍"}


def explain(frame: Frame) -> str:
    """What was read and how sure it is, e.g. 完成时限：至2025-12-31（有两种读法）."""
    return _time(frame) if isinstance(frame, TimeFrame) else _number(frame)


def _flags(flags: tuple[str, ...]) -> str:
    said = "、".join(_FLAGS.get(f, f) for f in flags)
    return f"（{said}）" if said else ""


def _time(t: TimeFrame) -> str:
    parts = []
    if t.start and t.end:
        parts.append(t.start if t.start == t.end else f"{t.start}至{t.end}")
    elif t.end:
        parts.append(f"至{t.end}")
    elif t.start:
        parts.append(f"自{t.start}起")
    if t.recurrence:
        parts.append(f"每{t.recurrence.every}一次" + (f"，{t.recurrence.by}前" if t.recurrence.by else ""))
    if t.duration:
        parts.append(f"时长{t.duration}")
    if t.relative_to and t.relative_to not in ("issue_date", "publish"):
        parts.append(f"从“{t.relative_to}”起算")
    body = "，".join(parts) or "日期未定"
    return f"{_ROLES.get(t.role, t.role)}：{body}{_flags(t.flags)}"


def _plain(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"


def _number(n: NumberFrame) -> str:
    unit = _UNITS.get(n.unit or "", n.unit or "")
    if n.min is not None and n.max is not None:
        body = f"{_plain(n.min)}至{_plain(n.max)}{unit}"
    elif n.value is not None:
        body = f"{_COMPARATORS[n.comparator]}{_plain(n.value)}{unit}"
    else:
        body = "比例"
    change = {"to": "达到", "by": {"up": "增加", "down": "减少"}.get(n.direction or "", "变动")}.get(n.change or "", "")
    return f"数量：{change}{body}" + (f"，按每{n.per}" if n.per else "") + _flags(n.flags)
