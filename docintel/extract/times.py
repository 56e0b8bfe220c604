"""Deadlines and recurrences of clauses: their own times, and those that scope over them (guide §4 deadlines, §6)."""

from __future__ import annotations

import re
from dataclasses import replace

from docintel.domain.expressions import Recurrence, TimeFrame
from docintel.domain.papers import HeadMatter
from docintel.extract import wording
from docintel.extract.labelled import Labelled
from docintel.extract.reader import Reading
from docintel.extract.times_scope import PointTimes
from docintel.text.dates import find_times

_DUE = ("deadline", "period", "start")
_DIGIT = re.compile(r"\d")
_NO_QUANTITY = re.compile(r"长期|共[^，]*\d|仅")
_OF_PLAN = re.compile(r"[”]?[^，]{0,6}(?:规划|远景目标)")
_FOLLOWS = re.compile(r"(?:并|报|其中|明确|同时|由|且|以及)")
_TOGETHER = re.compile(r"[^，；。]{0,10}(?:一并|同步)(?!要求|录音|辅导|发展|增长)")  # 排水渠一并修好: with what the clause before promises
_COMPLETED = re.compile(
    r"(?:全部|基本|全面|力争|确保|争取|预计|计划|将|要|须|并|予以|前|建设|改造|整治|施工|主体)*"
    r"(?:完成|完工|竣工|到位|结束|落实|整改到位|实施完毕)(?:建设|改造|整治|施工|主体工程|安装|工作|任务)*"
)
_OF_NOUN = re.compile(r"(?:^|[^针应面相])对于?(?:[^，的]{0,16}[、和及与])?$")
_GOVERNS = frozenset(
    ("争取", "力争", "确保", "做到", "坚持", "拟", "实行", "计划", "督促", "推动", "指导", "组织", "要求", "督导", "引导", "努力")
)
_SCOPE_WORD = re.compile(
    "全[省市县区州盟旗国镇乡系]|各|本[省市县区]|共|累计|计划|拟|将|力争|确保|争取|完成|新增|实现"
)  # 2023年度全省开展…: when
_NAMED = re.compile(r"[^，。的]{0,8}(?:计划|方案|预算|报告|总结)(?:》|$)")
_TAKEN_UP = re.compile(r"[列纳计编]入[^，]{0,6}$")
_DECIDES = re.compile(r"[^，。]{2,20}(?:研究)?决定")
_MEASURED = re.compile(
    r"\d[^，]*(?:以上|左右|%|％)|(?:达到?|增[长至]|提[高升]到?|不[少低]于|超过|突破|新增|压[减降缩])[^，]*\d|\d[^，]*全覆盖"
)
_LONG_GRAINS = frozenset(("year", "half", "quarter"))
_OPENINGS = re.compile(
    r"(?:[一二三四五六七八九十]是|首先|其次|其[一二三四]|此外|对此|为此|同时|其中|[，,、：:；;—\s]|力争|争取|确保|自|在|于)*"
)


class Times:
    """The times of a paper, tied to the clauses of its reading."""

    def __init__(self, reading: Reading, head: HeadMatter) -> None:
        self._reading = reading
        validity = head.validity
        plan = (validity.start, validity.end) if validity and validity.basis == "title" and validity.start and validity.end else None
        frames = find_times(reading.flow.text, head.anchor, True, plan, head.region)
        self._own: list[list[TimeFrame]] = [[] for _ in reading.clauses]
        self._spread(frames)
        self._inherited: list[list[TimeFrame]] = [[] for _ in reading.clauses]  # as the clauses that they come from hold them
        self._inherit()
        for index, frames_of_point in PointTimes(reading, self._own).found():
            if reading.clauses[index].prospective and not self._dues(index) and not self._inherited[index]:
                self._inherited[index] = frames_of_point

    def due(self, index: int) -> list[TimeFrame]:
        """Deadlines, periods and starts of a clause: its own, else those it inherits (flag ``inherited``). Spans in the document."""
        own = self._dues(index)
        return [self._placed(f, inherited=not own) for f in own or self._inherited[index]]

    def _inside_object(self, index: int, frame: TimeFrame) -> bool:
        """建立年度发布机制: behind the verb a recurrence counts only before a number (开设班次每年不少于80个)."""
        labelled = self._reading.clauses[index]
        verb = labelled.head.verb
        if verb is None or frame.span.start < labelled.clause.start + verb[1]:
            return False
        near = frame.span.start - labelled.clause.start - verb[1] <= 4 and frame.rule not in ("annual", "meeting")
        if near and labelled.clause.text[slice(*verb)] in _GOVERNS:
            return False  # 争取每年新增2家, 督促各地按季度拨付: the verb that recurs stands behind
        if frame.is_deadline:
            return False  # 整改办每月28日前报送: a day is when, not which
        behind = self._reading.flow.text[frame.span.end : frame.span.end + 6]
        return not re.match(
            r"(?:各|至少)?(?:向|对(?!象)|由|将|会同|报送|通报|不少于|不低于|不超过|至少|\d|一次|两次|[一二两三四]次|召开|组织|开展|更新)",
            behind,
        )

    def _dues(self, index: int) -> list[TimeFrame]:
        """A clause's own times that bind: none of vague ones, and 今年年内 once."""
        out: list[TimeFrame] = []
        if not self._own[index]:
            return out
        labelled = self._reading.clauses[index]
        for frame in self._own[index]:
            if frame.role == "deadline" and not frame.is_deadline and frame.rule == "within":
                continue  # 两年内不得申报: a bar, no term of an act
            if frame.role not in _DUE or ("vague" in frame.flags and not frame.end) or self._attribute(labelled, frame):
                continue
            if out and frame.span.start - out[-1].span.end <= 1 and frame.end == out[-1].end:
                out[-1] = frame
            else:
                out.append(frame)
        exact = [f for f in out if f.role == "deadline" and f.end]
        return [f for f in out if f.role != "period" or not any((f.start or "") <= (e.end or "") <= (f.end or "") for e in exact)]

    def _attribute(self, labelled: Labelled, frame: TimeFrame) -> bool:
        """对2023年贡献突出的地区, 下一年度补助资金, “十四五”规划: the time belongs to a noun, not to the act."""
        clause, verb = labelled.clause, labelled.head.verb
        behind = self._reading.flow.text[frame.span.end : clause.end]
        if behind.startswith("度") or frame.span.text.endswith("年度"):
            told = _SCOPE_WORD.match(behind.removeprefix("度")) and _only_opening(clause.text[: frame.span.start - clause.start])
            return not (told or behind.startswith(("度内", "内", "度末")))
        if _OF_PLAN.match(behind):
            return True
        before = clause.text[: frame.span.start - clause.start]
        if verb and verb[1] <= len(before) and _NAMED.fullmatch(behind) and not _TAKEN_UP.search(before) and frame.span.text[-1] == "年":
            return True  # 做实2023年培训计划; 列入2024年计划 is when (§8a-11)
        of_noun = bool(re.match(r"对于?", clause.text)) or _OF_NOUN.search(before) is not None
        return of_noun and bool(re.match(r"[^，]{1,40}的", behind))

    def recurrence(self, index: int) -> Recurrence | None:
        """每年, 每月28日前 … of a clause; span in the document."""
        for frame in self._own[index]:
            if frame.rule == "annual" or frame.span.text.endswith("均"):
                continue  # 年度投资70亿元, 年均增长9%: a measure of one year
            if frame.recurrence and not self._inside_object(index, frame):
                return self._recurrence(frame.recurrence)
        return self._recurrence_behind(index + 1)

    def _recurrence(self, found: Recurrence) -> Recurrence:
        return replace(found, span=self._reading.flow.span(found.span.start, found.span.end))

    def _recurrence_behind(self, index: int) -> Recurrence | None:
        """安排警力值守，每个上学日早晚各1小时: a clause without a verb says how often the act before it comes."""
        if not 0 < index < len(self._reading.clauses):
            return None
        here, before = self._reading.clauses[index], self._reading.clauses[index - 1].clause
        frame = self._own[index][0] if self._own[index] else None
        if frame is None or frame.recurrence is None or frame.span.start != here.clause.start or not verbless(here):
            return None
        same = here.clause.sentence == before.sentence and before.mark in "，,"
        return self._recurrence(frame.recurrence) if same and here.label is None else None

    def _placed(self, frame: TimeFrame, inherited: bool) -> TimeFrame:
        span = frame.span
        return replace(frame, span=self._reading.flow.span(span.start, span.end), inherited=inherited)

    def _spread(self, frames: tuple[TimeFrame, ...]) -> None:
        at = 0
        clauses = self._reading.clauses
        for frame in frames:
            while at < len(clauses) and clauses[at].clause.end <= frame.span.start:
                at += 1
            if at < len(clauses) and clauses[at].clause.start <= frame.span.start:
                self._own[at].append(frame)

    def _inherit(self) -> None:
        """Walk the clauses with the time of the segment, of the sentence, and of the paragraph in hand."""
        segment: list[TimeFrame] = []
        paragraph: list[TimeFrame] = []
        lead: list[TimeFrame] = []  # of the paragraph that a list with dashes goes on with
        near: list[TimeFrame] = []  # of the clause before, for clauses that only go on with it
        last: Labelled | None = None
        fresh = True  # nothing but openings since the segment began
        for i, labelled in enumerate(self._reading.clauses):
            clause = labelled.clause
            if last is None or clause.paragraph != last.clause.paragraph or clause.point != last.clause.point:
                paragraph = lead if self._lists(labelled, last) else []
                lead, segment, fresh = paragraph, [], True
            elif clause.sentence != last.clause.sentence or last.clause.mark in "；;":
                segment, fresh = [], True
            own = self._dues(i)
            if last is not None and clause.sentence != last.clause.sentence:
                near = []
            if own and not labelled.prospective:
                segment, paragraph, near = [], [], []
            elif own:
                near = own
                self._reach_back(i, own)
                whole = fresh or own[0].span.text == "全年"  # 全年 speaks of all that follows, also in mid-sentence
                segment = own if (whole and self._heads(labelled, own[0])) or self._bare(labelled, own[-1]) else []
                if self._bare(labelled, own[-1]) and fresh and clause.mark in "，," and not labelled.head.subject:
                    lead = paragraph = [f for f in own if f.role != "start" and not (f.role == "period" and f.grain == "day")]
            else:
                carried = segment or (paragraph if labelled.prospective else [])
                if not segment and any(f.recurrence for f in self._own[i]):
                    carried = []  # 每年12月10日前报送 has its own rhythm
                elif not carried and near and last is not None:
                    cut = last.clause.mark in "；;"
                    goes_on = not cut and (_FOLLOWS.match(clause.text) or verbless(labelled) or _counts_on(last, labelled, near))
                    carried = near if goes_on or _TOGETHER.match(clause.text) else []
                    near = carried or (near if labelled.label is None else [])
                self._inherited[i] = carried
            fresh = (fresh and _only_opening(clause.text)) or _DECIDES.fullmatch(clause.text) is not None
            last = labelled

    def _lists(self, labelled: Labelled, last: Labelled | None) -> bool:
        """到2025年，…目标：\n——防洪。…: the items of a goal's list stand under its time, as numbered ones do under a heading of goals."""
        if last is None:
            return False
        point, before = labelled.clause.point, last.clause.point
        if point == before:
            return labelled.clause.text.startswith(("—", "－", "-", "●", "·"))
        outline = self._reading.outline
        above, beside = outline.path(point)[1:], outline.path(before)[1:]
        under = bool(above) and (above[0] == before or above == beside)
        return under and "目标" in outline.headings(above[0])[:12]

    def _reach_back(self, index: int, own: list[TimeFrame]) -> None:
        """对急弯进行加宽，…，2018年上半年完成: a clause that says only when it will be done dates the acts before it."""
        clause = self._reading.clauses[index].clause
        rest = clause.text[: own[0].span.start - clause.start] + clause.text[own[-1].span.end - clause.start :]
        above = wording.ALL_ABOVE.match(rest)
        if not _COMPLETED.fullmatch(rest, above.end() if above else 0):
            return
        for j in range(index - 1, -1, -1):
            before = self._reading.clauses[j]
            if before.clause.paragraph != clause.paragraph or before.clause.point != clause.point:
                return
            if not above and (before.clause.sentence != clause.sentence or before.clause.mark not in "，,"):
                return
            if before.label == "COMMIT" and before.prospective:
                if self._dues(j) or self._inherited[j]:
                    return
                self._inherited[j] = own

    @staticmethod
    def _heads(labelled: Labelled, frame: TimeFrame) -> bool:
        """The time stands at the head of its clause, so that it may scope over the next ones."""
        return _only_opening(labelled.clause.text[: frame.span.start - labelled.clause.start])

    @staticmethod
    def _bare(labelled: Labelled, frame: TimeFrame) -> bool:
        """到2025年， stands as a clause of its own, perhaps behind 一是 or 争取."""
        clause, subject = labelled.clause, labelled.head.subject
        rest = clause.text[: frame.span.start - clause.start] + clause.text[frame.span.end - clause.start :]
        if labelled.head.act >= len(clause.text):
            return True  # 市科技局应当自收到申请之日起5个工作日内，
        if subject and rest.startswith(told := clause.text[: subject[1]]):
            return _TOLD_ONLY.fullmatch(rest, len(told)) is not None  # 科技部拟在2025年，
        return _only_opening(rest)


def verbless(labelled: Labelled) -> bool:
    """每个街道至少1家: a clause of a quantity that leaves its verb to the clause before."""
    text = labelled.clause.text
    plain = labelled.head.verb is None and labelled.head.subject is None and len(text) <= 24
    return plain and _DIGIT.search(text) is not None and not _NO_QUANTITY.search(text)


_TOLD_ONLY = re.compile("(?:将|拟|计划|准备|也|还|要|力争|争取|确保)*[在于]?")


def _counts_on(last: Labelled, labelled: Labelled, near: list[TimeFrame]) -> bool:
    """今年新增3000人以上，就业率提高到65%: one result measured beside another under a long time."""
    if near[0].grain not in _LONG_GRAINS or labelled.head.subject or labelled.head.modal:
        return False
    return bool(_MEASURED.search(last.clause.text) and _MEASURED.search(labelled.clause.text))


def _only_opening(words: str) -> bool:
    return _OPENINGS.fullmatch(words) is not None
