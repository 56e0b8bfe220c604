"""Targets: the numbers that a promise can be checked against (guide §4 targets, §7, §8a-12, 22)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise

from docintel.domain.expressions import NumberFrame
from docintel.domain.findings import Target
from docintel.domain.papers import Anchor
from docintel.extract.flow import Flow
from docintel.extract.outline import Clause
from docintel.text.amounts import find_numbers

_KINDS = {"count", "money", "percent", "percentage_point", "bp", "multiple", "quantity", "number", "ratio", "duration"}
_PRESSED = re.compile(r"压缩|压减|缩短|控制在|限时|精简")
_THINGS = re.compile(r"(?:件)?(?:事|方面)|位一体|大(?:行动|工程|任务|重点|类)|项(?:工作|措施|任务|制度)")
_ROUND = re.compile(r"^[超近过]?(?:[百千万亿]+|几[十百千万])(?![一二三四五六七八九])")
_SIZED = re.compile(r"(?:的)?(?:企业|项目|园区|产业|集群|龙头|品牌|镇|村|乡)")
_SIZE = re.compile(r"(?:以上|以下|以内)$")
_QUORUM = re.compile(r"[^，。；]{0,24}(?:同意|表决|出席|到会|赞成|业主|通过)")  # 三分之二以上业主参与表决 is a rule of voting
_FROM = re.compile(r"(?:由|从)[^，。；]{0,14}$")
_RISES = re.compile(r"^[^，。；]{0,10}?(?:提高|增加|提升|降低|下降|上升|扩大|压缩|缩短|减少|降|升|增|调整|上调|下调)(?:到|至|为)")
_CONDITION = re.compile(r"(?:^|[，；、])?(?:对于?|凡|若|如|针对|面向|满足|符合)[^，。；]{0,40}$")
_LEAD = re.compile(r"(?<![现存所自实])(?:在(?!第|全[国省市区县])|按照?(?=每)|对(?!应|[^，]{0,12}(?:的|等)))")
_NOT_IN_LEAD = re.compile(r"第\d|(?:以上|以下|以内|不足|超过)的|级|基础上|排名|前\d")
_LEAST = re.compile(r"(?:至少|最少)(?![^，。；]*\d[^，。；]*$)[^，。；一二两三四五六七八九十]{1,30}$")
_PERSONS = re.compile(r"[一-龥]{0,4}人口")
_LIST = re.compile(r"[^，。；：、]{1,12}(?:、[^，。；：、]{1,12})*(?:、|和|及|与)[^，。；：、和及与]{1,12}(?:等)?$")
_NOUN = re.compile(r"[一-龥“”（）()、]+$")
_CUT_NOUN = re.compile(
    r"^.*(?:新增|新建|完成|建设|培育|引进|开展|达到|实现|组建|打造|培养|举办|建成|累计|力争|争取|安排|投入|推动|改造|遴选|发展|每年|确定|提供|创建|认定|招聘|支持)"
)


class Numbers:
    """The number frames of a paper's flow, asked for by stretch."""

    def __init__(self, flow: Flow, anchor: Anchor) -> None:
        self._flow = flow
        self._frames = find_numbers(flow.text, anchor)
        self._starts = [f.span.start for f in self._frames]

    def inside(self, start: int, end: int) -> list[NumberFrame]:
        """The frames inside flow[start:end), spans in the flow."""
        out = []
        for frame in self._frames[bisect_left(self._starts, start - 12) :]:
            if frame.span.start >= end:
                break
            if start < frame.span.end <= end and self._near(frame.span.start, start):
                out.append(frame)
        return out

    def _near(self, begin: int, start: int) -> bool:
        """每年 before an action that starts at its verb belongs to the number inside it (每年招聘不少于1000名)."""
        return begin >= start or (self._flow.text[begin] in "每年" and not re.search(r"[，。；\n]", self._flow.text[begin:start]))

    def targets(self, start: int, end: int) -> list[NumberFrame]:
        """Those that are targets of an action at flow[start:end)."""
        text = self._flow.text
        out: list[NumberFrame] = []
        for frame in self.inside(start, end):
            begin = min(start, frame.span.start)
            if _is_target(text[begin:end], frame.span.start - begin, frame.span.end - begin, frame):
                out.append(_bounded(text, start, frame))
        for n, (left, right) in enumerate(pairwise(tuple(out))):
            listed = left.unit == right.unit and text[left.span.end : right.span.start] in ("、", "和")
            bound = left.comparator == "eq" != right.comparator and _SIZE.search(right.span.text)
            if listed and bound and "分别" in text[start : left.span.start]:
                out[n] = replace(left, comparator=right.comparator)  # 分别压缩至24小时、48小时以内
        return out

    def before(self, clause: Clause, start: int) -> list[NumberFrame]:
        """Targets of an action that starts at ``start`` named before its verb: 在5所学校门口设置…, 按每500户1名的标准配备…."""
        lead = _LEAD.search(self._flow.text, clause.start, start)
        if lead is None:
            return []
        text = self._flow.text[lead.start() : start]
        return [f for f in self.targets(lead.start(), start) if f.type == "count" and not _NOT_IN_LEAD.search(text)]

    def target(self, frame: NumberFrame, start: int) -> Target:
        """The record, spans in the document; ``start`` is where its action begins."""
        indicator = self._indicator(frame, start)
        span = self._flow.span(frame.span.start, frame.span.end)
        unit = "倍" if frame.unit == "x" else frame.unit
        return Target(replace(frame, span=span, unit=unit), self._flow.span(*indicator) if indicator else None)

    def _indicator(self, frame: NumberFrame, start: int) -> tuple[int, int] | None:
        """The noun phrase before the number, else behind it (新增3家企业)."""
        text = self._flow.text
        before = _NOUN.search(text[start : frame.span.start])
        if before:
            noun = _CUT_NOUN.sub("", before.group())
            noun = re.sub(r"(?:分别|各|约|均|不|数|总数)$", "", noun)
            if len(noun) >= 2:
                end = frame.span.start - (len(before.group()) - before.group().rfind(noun) - len(noun))
                return end - len(noun), end
        after = re.match(r"[一-龥“”]{2,20}", text[frame.span.end : frame.span.end + 20])
        return (frame.span.end, frame.span.end + after.end()) if after else None


def _is_target(words: str, start: int, end: int, frame: NumberFrame) -> bool:
    raw, before, after = words[start:end], words[:start], words[end:]
    if not _may_count(raw, before, frame) or _sizes(raw, after, frame) or (frame.type == "ratio" and _QUORUM.match(after)):
        return False
    if re.search(r"[仅只][占有]?[^，\d]{0,2}$", before):
        return False  # 仅占42% tells how things stand
    if not re.search(r"\d", raw) and (_round(raw, after, frame) or _THINGS.match(words[end - 1 :]) or _apposed(before, frame)):
        return False
    if re.fullmatch(r"一[一-龥]", raw) or (frame.type == "number" and not re.search(r"\d", raw)):
        return False
    if _FROM.search(before) and _RISES.match(after):
        return False
    if re.match(r"[^，。；]{0,30}的", after) and _CONDITION.search(before):
        return False
    return not re.match(r"的[^，。；]{0,12}(?:予以|给予|进行|依法|一律)", after)


def _may_count(raw: str, before: str, frame: NumberFrame) -> bool:
    """Whether a number of this kind can be a target at all."""
    if frame.type == "duration" and (frame.comparator in ("eq", "approx_lt") or raw.endswith("内")):
        return _PRESSED.search(before + raw) is not None
    if frame.type not in _KINDS or (frame.type == "ratio" and re.search("[:：∶]", raw)) or frame.unit in ("岁", "周岁"):
        return False
    if frame.unit == "次" and frame.type == "count":  # 每周至少2次 is a quantity to be met, 每季度至少一次 only the rhythm
        return frame.comparator in ("ge", "gt") and (frame.value or 0) >= 2
    return frame.type != "count" or frame.unit not in ("遍", "轮", "批", "步", "天", "学年")


def _sizes(raw: str, after: str, frame: NumberFrame) -> bool:
    """10亿元以上项目, 120立方米以下的高炉, 超10亿元企业: the size of what is counted."""
    if frame.type in ("money", "quantity") and _SIZE.search(raw):
        return re.match(r"的|(?![、，。；左等])[一-龥]", after) is not None
    return frame.type == "money" and raw.startswith("超") and _SIZED.match(after) is not None


def _bounded(text: str, start: int, frame: NumberFrame) -> NumberFrame:
    """至少叠加…4项服务: the bound stands before the verb; 2.6万贫困人口 counts persons."""
    if frame.comparator == "eq" and frame.type == "count" and _LEAST.search(text[start : frame.span.start]):
        frame = replace(frame, comparator="ge")
    if frame.type == "number" and frame.unit is None and _PERSONS.match(text, frame.span.end):
        frame = replace(frame, type="count", unit="人")
    return frame


def _round(raw: str, after: str, frame: NumberFrame) -> bool:
    """千家万户 counts nothing; 千人以上水源地, 超百亿元企业 tell the size of what is counted; 超千万件 alone is a goal."""
    size = raw.endswith(("以上", "以下")) and re.match(r"[一-龥]", after) is not None
    return _ROUND.search(raw) is not None and (frame.comparator == "eq" or size)


def _apposed(before: str, frame: NumberFrame) -> bool:
    """石油、钢铁和有色三个行业: a count that only sums up the list before it."""
    value = frame.value or 0
    if frame.unit not in ("个", "条", "类", "种", "项") or frame.comparator != "eq" or re.match("先?在", before):
        return False
    listed = _LIST.search(before)
    return listed is not None and len(re.findall("[、和及与]", listed.group())) == value - 1
