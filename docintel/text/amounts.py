"""Numbers of office Chinese with comparator, unit and change (annotation guide §7)."""

from __future__ import annotations

import re
from dataclasses import replace

from docintel.domain.expressions import NumberFrame
from docintel.domain.papers import Anchor
from docintel.domain.spans import Span
from docintel.text import amounts_context
from docintel.text.amounts_names import is_name
from docintel.text.amounts_words import find_words
from docintel.text.normalise import Normalised, normalise
from docintel.text.quantities import Quantity, scan, within


def find_numbers(text: str, anchor: Anchor | None = None) -> tuple[NumberFrame, ...]:
    """Every number that counts or measures something, in order of the text.

    Values are in base units (1000亿元 → 1e11 CNY); a range has ``min`` and ``max``. ``anchor`` is only used for baselines such as 较上年.
    Numerals in document numbers, names and dates are left out. Never raises on any text.
    """
    return numbers_of(normalise(text, unwrap=True), text, anchor)


def numbers_of(clean: Normalised, source: str, anchor: Anchor | None = None) -> tuple[NumberFrame, ...]:
    """:func:`find_numbers` on a copy that is already cleaned."""
    text = clean.text
    frames: list[NumberFrame] = []
    titles = _titles(text)
    parts = [m.span() for m in _PART.finditer(text)] if "其中" in text else []
    previous: tuple[Quantity, NumberFrame] | None = None
    basis: Quantity | None = None
    for q in scan(text):
        if is_name(text, q) or within(titles, q.start):
            continue
        frame = _frame(clean, source, q, anchor, previous)
        if frame and parts and within(parts, q.start):
            frame = replace(frame, flags=(*frame.flags, "part"))
        if frame and _is_basis(text, q):
            basis = q
        elif frame:
            if basis is not None and frame.per is None and not _CLAUSE.search(text, basis.end, q.start):
                frame = replace(frame, per=text[basis.start : basis.end])
            basis = None
            frames.append(frame)
            previous = (q, frame)
    frames.extend(find_words(clean, source, [f.span for f in frames]))
    return tuple(sorted(frames, key=lambda f: f.span))


_CLAUSE = re.compile(r"[，。；;：！？\n]")
_GIVES = re.compile(r"[^，。；\d一二两三四五六七八九十]{0,8}(?=[\d一二两三四五六七八九十])")


def _is_basis(text: str, q: Quantity) -> bool:
    """每500户配备1名管护员: what another number is counted for, not a number of its own."""
    return text[q.start - 1 : q.start] == "每" and q.unit is not None and q.unit.type == "count" and bool(_GIVES.match(text, q.end))


def _titles(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"《[^《》\n]{1,80}》", text)] if "《" in text else []


# 总投资12亿元，其中中央资金4亿元: the numbers behind 其中 are parts of the one before, to the end of the sentence or the next promise.
_PART = re.compile(r"其中(?:(?![，,](?:力争|预计|带动|确保|到?20\d\d年|同比|较|比|共|全))[^。；;\n）)])*")
_PLAIN_AFTER = re.compile(r"[年月日号时点级强章节款篇编角楼路届代\w\-:：/]")
_CHANGE_BY_TIMES = ("增长", "增加", "提高", "提升", "扩大", "上升", "上涨")


def _frame(
    clean: Normalised, source: str, q: Quantity, anchor: Anchor | None, previous: tuple[Quantity, NumberFrame] | None
) -> NumberFrame | None:
    text = clean.text
    ordinal = _ordinal(clean, source, q)
    if ordinal is not None:
        return ordinal if ordinal.rule != "skip" else None
    kind = q.kind or (q.unit.type if q.unit else "number")
    if kind == "number" and not _may_be_bare(text, q):
        return None
    c = amounts_context.read(text, q.start, q.end)
    if kind == "number" and q.size < 10000 and not _cued(c):
        return None
    value = q.value
    comparator = "range" if q.high is not None else c.comparator or q.approx or "eq"
    if comparator == "eq" and kind == "percent" and text[q.start - 1 : q.start] == "前":
        comparator = "le"  # 前10%
    if comparator == "eq" and previous and _continues(text, previous[0], q) and previous[1].comparator in ("le", "ge"):
        comparator = previous[1].comparator
    if q.unit and q.unit.type == "multiple" and text[: q.start].rstrip().endswith(_CHANGE_BY_TIMES):
        value += 1  # 增长1倍 is twice as much
        q = replace(q, high=q.high + 1) if q.high is not None else q
    start, end = clean.span(c.start, c.end)
    ranged = q.high is not None
    return NumberFrame(
        span=Span.of(source, start, end),
        type=kind,
        unit=q.unit.name if q.unit else None,
        comparator=comparator,
        rule=q.rule,
        value=None if ranged or len(q.shares) > 2 else float(value),
        min=float(value) if ranged else None,
        max=float(q.high) if q.high is not None else None,
        change=c.change,
        direction=c.direction,
        baseline=_baseline(c.baseline, anchor),
        per=c.per,
        period=c.period,
        flags=("approx",) if comparator.startswith("approx") or q.rule == "neighbours" else (),
    )


def _continues(text: str, a: Quantity, b: Quantity) -> bool:
    """30万元、50万元 after 最高: the cue holds for the whole list."""
    return bool(a.unit and b.unit and a.unit.type == b.unit.type == "money" and re.fullmatch(r"、|和|或", text[a.end : b.start]))


def _may_be_bare(text: str, q: Quantity) -> bool:
    """A numeral without a unit counts only with 万 or 亿 written out, or in Arabic digits behind a clear cue (指数达到90以上)."""
    following = text[q.end : q.end + 2].lstrip()[:1]
    if q.size >= 10000:
        return following != "级" and (q.lead != 1 or text[q.start] in "1一")
    if following and _PLAIN_AFTER.match(following) and not text.startswith(("以上", "以下", "左右", "以内"), q.end):
        return False
    return q.arabic


def _cued(c: amounts_context.Context) -> bool:
    return not c.far and bool(c.change == "to" or (c.comparator and c.comparator not in ("approx_lt", "approx_gt")))


def _baseline(raw: str | None, anchor: Anchor | None) -> str | None:
    if raw is None or raw.isdigit():
        return raw
    year = anchor.day.year if anchor and anchor.day else None
    if year is None or raw == "previous":
        return None
    return str(year - 1) if raw == "year-1" else str(year)


_RANKED = ("期", "名", "位", "批", "批次", "轮", "次", "个", "家", "届")
_AMONG = re.compile(
    r"(?:全国|全省|全市|全县|全区|全球|世界|国内|国际|省内|市内|行业|同类|位列|位居|排名|排|居|列|进入|跻身|稳居|保持|省|市)(?:[^，。、\d]{0,6})$"
)
_NAMED_TIMES = re.compile(r"(?:全国|全体|全会|会议|常务|党组|代表大会|人口|经济|工业|农业|产业|时间|三产)")


def _ordinal(clean: Normalised, source: str, q: Quantity) -> NumberFrame | None:
    """第5期, 前10名, 全国前三, 位居全省第一; rule ``skip`` where 第 makes a name (第三方, 第十条)."""
    text = clean.text
    mark = text[q.start - 1] if q.start else ""
    if mark == " " and q.start > 1 and text[q.start - 2] == "第":
        mark = "第"
    if (
        not mark
        or mark not in "第前"
        or (
            mark == "前"
            and text[q.start - 2 : q.start - 1] in ("目", "之", "以", "提", "年", "月", "日", "底", "末", "当")
            and text[q.start - 3 : q.start - 1] not in ("今年", "去年", "明年", "本年", "全年")  # 今年前三个季度
        )
    ):
        return None
    span = Span.of(source, *clean.span(q.start - 1, q.end))
    among = bool(_AMONG.search(text[max(0, q.start - 13) : q.start - 1]))
    if q.unit and q.unit.name in _RANKED:
        if mark == "第" and (q.unit.name == "届" or _NAMED_TIMES.match(text, q.end)):
            return _rank(span, q, "eq", "skip")
        if mark == "前" and q.unit.name not in ("名", "位", "家", "个"):
            return None
        return _rank(span, q, "le" if mark == "前" else "eq")
    if q.unit is None and q.kind is None and among and not re.match(r" ?[年月季条届次款章节者产方%]", text[q.end : q.end + 1] or "。"):
        return _rank(span, q, "le" if mark == "前" else "eq")
    if mark == "第" and not (q.unit and q.unit.type == "percent"):
        return _rank(span, q, "eq", "skip")
    return None


def _rank(span: Span, q: Quantity, comparator: str, rule: str = "ordinal") -> NumberFrame:
    value = float(q.lead * q.size) if q.high is None else None
    return NumberFrame(span, "ordinal", q.unit.name if q.unit else None, comparator, rule, value)
