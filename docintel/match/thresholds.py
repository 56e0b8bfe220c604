"""Numbers a condition asks for (投资300万元以上, 增长10%以上, 贷款期限3年以上) against the firm's figures of the same unit and words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.expressions import NumberFrame
from docintel.match.asking import FAILED, MET, UNKNOWN, Answer, Asking
from docintel.match.overlap import back_cover, best_share, telling
from docintel.match.portrait import Known, shown_value, stem
from docintel.text.amounts import find_numbers

NEAR = 0.34
"""Least share of a threshold's words that a figure's label must have to be taken as the figure asked for."""

_BREAK = re.compile(r"[，；、]|且|并|或")
_ABOUT_PAY = re.compile(r"每(?:增加|新增)|给予|奖励|补贴标准")
_TIME_AFTER = re.compile(r"会计|自然年|完整|月|年|周")
_GROWN = re.compile(r"新增(?!投资|设备|固定)|净增|增量|增加额|增长额")
_BASE = {
    "研发": re.compile(r"研发|研究开发|R&D"),
    "营业": re.compile(r"收入|营收|销售|营业额"),
    "职工": re.compile(r"职工|员工|人员|用工|人数|雇员"),
}
_DOUBLED = re.compile(r"翻(?:一)?[倍番]")
_CLOSE = 8
_AGAINST = re.compile(r"(?:较|比)(?:前|上)一?年度?(?:同期)?|同比|环比")
_INCLUDED = re.compile(r"（(?:不)?含[^）]{0,12}）")


@dataclass(frozen=True, slots=True)
class Bound:
    """A number asked for: low ≤ x ≤ high (None = open), in ``unit``; [start, end) of the text.

    ``about`` are the words that it measures, ``near`` the nearest of them.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str | None
    about: str
    near: str
    words: str


def bounds(text: str) -> tuple[Bound, ...]:
    """The numbers of a condition that say how much is needed; times and ordinals are left out."""
    text = plain(text)
    out: list[Bound] = []
    for frame in find_numbers(text):
        if frame.type not in ("money", "percent", "count", "quantity") or _ABOUT_PAY.search(text[: frame.span.start]):
            continue
        if _TIME_AFTER.match(text[frame.span.end :]):
            continue
        if _in_brackets(text, frame.span.start) or frame.unit in ("岁", "年", "个月", "天", "日", "次"):
            continue
        low, high = _limits(frame)
        about = _AGAINST.sub("", _about(text, frame))
        if out and text[out[-1].end : frame.span.start] in ("、", "或") and out[-1].unit == frame.unit:
            about = out[-1].about  # the next tier of the same thing
        near = text[max(0, frame.span.start - _CLOSE) : frame.span.start]
        out.append(Bound(frame.span.start, frame.span.end, low, high, frame.unit, about, near, frame.span.text))
    return tuple(out)


def doubled(text: str, asking: Asking) -> Answer | None:
    """翻倍: the latest figure of the thing against that of the year named, or of the year before; unknown when the profile lacks either."""
    if not _DOUBLED.search(text):
        return None
    figures = [k for k in asking.firm.knowns if k.kind == "fact" and k.value and k.year and best_share(text, stem(k.label))[1] >= 2.0]
    named = re.search(r"(20\d\d)年", text)
    last = max(figures, key=lambda k: k.year or 0, default=None)
    if last is None or last.value is None:
        return Answer(UNKNOWN, None, f"{text}的两期数额", "doubled")
    year = int(named.group(1)) if named else (last.year or 0) - 1
    first = next((k for k in figures if k.year == year and stem(k.label) == stem(last.label)), None)
    if first is None or first.value is None or first is last:
        return Answer(UNKNOWN, last.shown, f"{stem(last.label)}的{year}年数额", "doubled")
    shown = f"{first.shown}→{shown_value(last.value, last.unit)}"
    return Answer(MET if last.value >= 2 * first.value else FAILED, shown, None, "doubled")


def plain(text: str) -> str:
    """A condition without （含） and （不含）; offsets of bounds count in it."""
    return _INCLUDED.sub("", text)


def _in_brackets(text: str, at: int) -> bool:
    return text[:at].count("（") > text[:at].count("）")


def _limits(frame: NumberFrame) -> tuple[float | None, float | None]:
    """(low, high): a bare number and 以上 are least values, 以下 a greatest."""
    if frame.comparator == "range":
        return frame.min, frame.max
    if frame.comparator in ("le", "lt", "approx_lt"):
        return None, frame.value
    return frame.value, None


def _about(text: str, frame: NumberFrame) -> str:
    """The words that say what is measured: those around the number in its stretch, up to the next 的."""
    before = _BREAK.split(text[: frame.span.start])[-1]
    near = before.split("的")[-1]
    before = near if telling(near) else before
    after = _BREAK.split(text[frame.span.end :])[0].split("的")[0]
    if telling(before + after):
        return before + after
    return _BREAK.sub("", text[: frame.span.start]) + after


def check(bound: Bound, whole: str, asking: Asking) -> Answer | None:
    """The figure of the profile that is meant, compared; unknown when there is none. None when no unit fits a profile at all."""
    known = figure(bound, whole, asking) or (None if telling(bound.about) else _from_lead(bound, asking))
    if known is None or known.value is None:
        if bound.unit == "%" and not re.search(r"增长|增幅|比例|占|率", bound.about):
            return None
        question = re.sub(r"达到|不低于|不少于|超过|以上|（[^）]*）", "", stem(bound.about)) or whole
        return Answer(UNKNOWN, None, f"{question}的数额（要求{bound.words}）", "threshold")
    good = (bound.low is None or known.value >= bound.low - 1e-9) and (bound.high is None or known.value <= bound.high + 1e-9)
    if good:
        return Answer(MET, known.shown, None, "threshold_base" if known.kind == "base" else "threshold")
    gap = (bound.low - known.value) if bound.low is not None and known.value < bound.low else (known.value - (bound.high or 0.0))
    word = "差" if bound.low is not None and known.value < bound.low else "超出"
    return Answer(FAILED, f"{known.shown}，{word}{shown_value(gap, known.unit if known.unit != '%' else '个百分点')}", None, "threshold")


def leaves_more(answer: Answer, rest: str, asking: Asking) -> bool:
    """Whether a condition met by a basic figure (营业收入) asks for more than that figure (完成成果转化且销售收入超过…)."""
    if answer.rule != "threshold_base":
        return False
    label = next((k.label for k in asking.firm.knowns if k.shown == answer.fact), "")
    return sum(w for _, w in telling(rest)) - best_share(rest, label)[1] >= 2.5


def figure(bound: Bound, whole: str, asking: Asking) -> Known | None:
    """The figure with the unit of the bound whose label has most of its words; facts before basic figures."""
    best: tuple[float, float, int, Known] | None = None
    for known in asking.firm.knowns:
        if known.value is None or known.denied or not _same_unit(bound.unit, known.unit):
            continue
        if known.kind == "base" and not _BASE[known.label[:2]].search(bound.about or whole):
            continue
        if bound.unit == "CNY" and _GROWN.search(bound.about) and not _GROWN.search(known.label):
            continue  # a sum added is not the sum itself
        near = max(best_share(words, known.label) if telling(words) else (0.0, 0.0) for words in (bound.about, bound.near))
        wide = best_share(whole, known.label)
        score = max(near[0], 0.8 * wide[0])
        rank = (score, near[1] + wide[1], _time_rank(known, whole))
        if score >= NEAR and (best is None or rank > best[:3]):
            best = (*rank, known)
    return best[3] if best else None


def _time_rank(known: Known, whole: str) -> int:
    """A figure of the year that the condition names first, else the latest."""
    year = known.year or 0
    return 9999 if year and f"{year}年" in whole else year


def _from_lead(bound: Bound, asking: Asking) -> Known | None:
    """The figure that the words before the clause speak of, when the clause itself only gives the tier (1000万元至5000万元的企业)."""
    fitting = [k for k in asking.firm.knowns if k.value is not None and not k.denied and _same_unit(bound.unit, k.unit)]
    best = max(fitting, key=lambda k: back_cover(asking.lead[-160:], k), default=None)
    return best if best and back_cover(asking.lead[-160:], best) >= 0.6 else None


def _same_unit(asked: str | None, own: str | None) -> bool:
    people = ("人", "名", "位", "人次")
    return asked == own or (asked in people and own in people) or (asked in ("件", "项", "个") and own in ("件", "项", "个"))
