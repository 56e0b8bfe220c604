"""Points (一、→（一）→1.→一是), sentences and comma clauses of a paper's flow: the skeleton that labels hang on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from docintel.extract.names import owner_line
from docintel.text.headings import common_heading
from docintel.text.sentences import units as cut_units

_CN = "一二三四五六七八九十"
_HAN = "一-龥"
LEVELS: tuple[tuple[int, str], ...] = (
    (0, rf"第[{_CN}百零\d]{{1,5}}[章节][ 　]*"),
    (1, rf"[{_CN}]{{1,3}}(?:、|[.．](?=[{_HAN}“《]))"),
    (1, r"(?:问题|问)[一二三四五六七八九十\d]{1,2}[：:、]"),
    (1, rf"第 ?[{_CN}百零\d](?: ?[{_CN}百零\d]){{0,4}} ?条(?!例|约|第)[ 　]*"),
    (2, rf"[（(][{_CN}]{{1,3}}[)）][、.]?"),
    (3, r"\d{1,2}[.．、](?![\d年月])[ 　]*"),
    (4, r"[（(]\d{1,2}[)）]|[①-⑳]"),
    (5, rf"[{_CN}]{{1,2}}是(?!否|指)|首先，|其次，|再次，|此外，|其[一二三四五六]，|另?一方面，?"),
)
_NUMBER = re.compile("|".join(f"(?P<l{i}>{pattern})" for i, (_, pattern) in enumerate(LEVELS)))
_BRACKET = re.compile(
    r"[（(〔【\[][^（）()〔〕【】\[\]\n]*(?:(?:[（(][^（）()\n]*[)）]|〔[^〔〕\n]{1,8}〕)[^（）()〔〕【】\[\]\n]*)*[)）〕】\]]"
)
_OPENERS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』", "〔": "〕", "【": "】", "[": "]", "‘": "’"}
CUTS = "，,；;：:。！？!?"
_BLANK = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())  # every white space of Unicode
_EVENT = re.compile("[" + re.escape("".join(_OPENERS) + CUTS) + "\t、]")


@dataclass(slots=True)
class Point:
    """A numbered point of the flow: [start, end) runs to the next point of the same or a higher level; ``head`` is its heading."""

    number: str
    level: int
    start: int
    body: int  # where the words after the number begin
    end: int
    path: tuple[int, ...]  # its own index and those of the points above it, innermost first
    head: tuple[int, int] | None = None
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Clause:
    """A comma clause [start, end) of the flow (marks outside); ``mark`` is the punctuation behind it."""

    start: int
    end: int
    text: str
    mark: str
    sentence: int
    paragraph: int
    point: int | None
    owner_line: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The skeleton of a flow."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    points: tuple[Point, ...]
    clauses: tuple[Clause, ...]

    def path(self, point: int | None) -> tuple[int, ...]:
        """The indices of a point and those above it, innermost first."""
        return () if point is None else self.points[point].path

    def headings(self, point: int | None) -> str:
        """The heading words of a point and those above it."""
        return " ".join(self.text[slice(*p.head)] for i in self.path(point) if (p := self.points[i]).head)


def outline(text: str) -> Outline:
    """Cut a flow into sentences, points and clauses."""
    sentences = cut_units(text)
    starts = _under_sections(text, _starts(text, sentences))
    points = _tree(text, starts)
    return Outline(text, tuple(sentences), tuple(points), tuple(_clauses(text, sentences, points)))


_GLUED = re.compile(r"[一-龥](?=第[一二三四五六七八九十百]+条)|[一-龥”](?=[（(]一[)）][一-龥“])|[一-龥”）](?=\d{1,2}[.．、](?!\d)[一-龥“])")
_NOISE = re.compile(r"(?:[^\S\n]|[*#]|\[bookmark:[^\]]*\])*")
_INLINE = re.compile(r"[；;：:，](?=[一二三四五六七八九十]是|[（(][一二三四五六七八九十][)）]|[（(]\d[)）]|[①-⑳]|另?一方面|首先|其次|此外)")


def _starts(text: str, sentences: list[tuple[int, int]]) -> list[tuple[int, int, int, str]]:
    """(start, body, level, number) of every numbered point."""
    found: list[tuple[int, int, int, str]] = []
    lines = _own_lines(text)
    listing = False  # the names of annexes are numbered too, but are no points
    for start, end in sentences:
        listing = text.startswith(("附件", "附：", "附:"), start) or (listing and end - start <= 40 and text[end - 1] not in "。；")
        if listing:
            continue
        at = _after_owner_lines(text, start, end)
        places = [at, *(m.end() for m in _INLINE.finditer(text, at, end))]
        first = _numbers(text, at, end)
        if not first and start in lines:
            found.append((start, start, _RUN_IN, ""))
        if first and first[-1][2] <= 2:  # flat text: 一、加大激励1.对新认定的…
            places += [m.end() for m in _GLUED.finditer(text, first[-1][1], min(end, at + 45))][:1]
        for place in places:
            found += _numbers(text, place, end)
    return found


_Start = tuple[int, int, int, str]


def _under_sections(text: str, starts: list[_Start]) -> list[_Start]:
    """Articles that run on through 一、 and （一） (政策措施: （一）投资奖励↵第2条 …) lie below these, not beside them."""
    titles = 0
    for above, article in pairwise(starts):
        between = text[above[1] : article[0]].strip()
        titles += (
            article[3].endswith("条")
            and above[3][-1] not in "章节条"
            and above[2] <= 2
            and len(between) <= 30
            and not _SAYS.search(between)
        )
    if titles < _FEW_TITLES:
        return starts
    return [(start, body, 3 if number.endswith("条") else level, number) for start, body, level, number in starts]


_SAYS = re.compile("[。；;，,]")
_FEW_TITLES = 2
_RUN_IN = 6  # below every number
_LINE = re.compile(r"^[ 　\t]*(?P<head>[一-龥“”、]{6,24}。)[^\n]{10,}(?P<owners>[（(][^（）()\n]{4,200}[)）])[ 　\r]*$", re.M)


def _own_lines(text: str) -> set[int]:
    """Starts of paragraphs without a number that begin with a heading and close with owners of their own (numbers lost on the web)."""
    found = [m.start("head") for m in _LINE.finditer(text) if owner_line(m["owners"])]
    return set(found) if len(found) > 2 else set()


_BRACKET_END = re.compile(r"[^（）()〔〕。\n]{0,24}[)）〕]")  # 列第一位者为牵头单位，下同）二、…


def _after_owner_lines(text: str, at: int, end: int) -> int:
    """Past owner brackets and marks that stand before a number (flat text keeps the last point's owners there)."""
    rest = _BRACKET_END.match(text, at, end)
    if rest and _NUMBER.match(text, rest.end(), end):
        at = rest.end()
    bracket = _BRACKET.match(text, at, end)
    while bracket and owner_line(bracket.group()) and not _NUMBER.match(bracket.group()):
        at = bracket.end()
        while at < end and text[at] in " 　*":
            at += 1
        bracket = _BRACKET.match(text, at, end)
    mark = _NOISE.match(text, at, end)
    return mark.end() if mark else at


def _numbers(text: str, at: int, end: int) -> list[tuple[int, int, int, str]]:
    """The number at ``at`` and the deeper ones directly behind it (二、1.…)."""
    out: list[tuple[int, int, int, str]] = []
    while found := _NUMBER.match(text, at, end):
        level = LEVELS[int((found.lastgroup or "l0")[1:])][0]
        if out and level <= out[-1][2]:
            break
        out.append((at, found.end(), level, found.group().strip()))
        at = found.end()
    return out


def _tree(text: str, starts: list[tuple[int, int, int, str]]) -> list[Point]:
    points: list[Point] = []
    stack: list[int] = []
    for start, body, level, number in starts:
        while stack and points[stack[-1]].level >= level:
            points[stack.pop()].end = start
        index = len(points)
        above: tuple[int, ...] = ()
        if stack:
            points[stack[-1]].children.append(index)
            above = points[stack[-1]].path
        points.append(Point(number, level, start, body, len(text), (index, *above)))
        stack.append(index)
    for point in points:
        point.head = _heading(text, point, points) or _run_in(text, point)
    return points


def _run_in(text: str, point: Point) -> tuple[int, int] | None:
    """A common heading whose break was lost: 一、指导思想以…为指导."""
    if point.level > 2 or point.end - point.body < _LONG:
        return None
    common = common_heading().match(text, point.body)
    return (point.body, common.end()) if common else None


_LONG = 60
_TITLED = re.compile(r"【[^】\n]{2,20}】")
_STOP = re.compile(r"[。\n！？!?；;]")
_PROVIDES = re.compile(
    r"应当?(?![用急对收征届付邀聘])|(?<![必])须|不得|严禁|禁止|可以?(?![持再靠信])|(?<![缘理])由|(?<!人)负责(?!人)|适用于|所称|是指|仅限|分为|起(?:施行|实施|执行)|同时废止"
)
"""What an article's first sentence lays down; its name lays down nothing: 第七条 鼓励企业产品研发。对…"""
_BY_BODY = re.compile(r"由[^，。]{1,14}(?:[局委厅处办]|部门|政府|单位|机构)(?:负责|组织|牵头|统一|承担|会同|另行)")
"""本计划由市教育局组织实施: who does it, no name of a point."""
_GOES_ON = re.compile(r"[，,：:].*[，,]|\d{4}年|\d+[万亿个家%]|\t")


def _heading(text: str, point: Point, points: list[Point]) -> tuple[int, int] | None:
    """The heading of a point: its first line or short first sentence, when more follows it."""
    limit = min([points[c].start for c in point.children] + [point.end])
    titled = _TITLED.match(text, point.body, limit)
    if titled:
        return titled.span()
    stop = _STOP.search(text, point.body, limit)
    end = stop.start() if stop else limit
    words = text[point.body : end].strip()
    rest = text[end + 1 : limit].strip() if stop else ""
    if not words or len(words) > 60 or (stop and stop.group() in "；;"):
        return None
    bare = _BRACKET.sub("", rest).strip() if _BRACKET.match(rest) else rest
    if point.children and not rest:
        return point.body, end
    if point.number.endswith("条") and _PROVIDES.search(words):
        return None
    short = len(words) <= 45 and not _GOES_ON.search(words)
    short = short and not (re.search("[，,]", words) and (len(words) > 24 or re.search(r"由|可|应|的[，,]", words)))
    short = short and not _BY_BODY.search(words)
    if stop and stop.group() == "\n":
        bare_line = len(words) <= 30 and not re.search(r"[，,；：:。\t]", words)
        return (point.body, end) if (short or bare_line) and words[-1] not in "；;，," else None
    return (point.body, end) if short and (bare or point.children) else None


_ENDS = "。\n！？!?；，,"
_DIVISIONS = re.compile(r"。\s*[（(][一-龥、，]{1,30}[处科室股队馆站][）)]")


def _clauses(text: str, sentences: list[tuple[int, int]], points: list[Point]) -> list[Clause]:
    out: list[Clause] = []
    paragraph, last, at = 0, 0, -1
    ordered = points
    titles = [p.head[1] for p in points if p.head and (text[p.head[0]] == "【" or text[p.head[1] : p.head[1] + 1] not in _ENDS)]
    marks = sorted({*titles, *(p.body for p in points), *(p.start for p in points)})
    divisions = len(_DIVISIONS.findall(text)) > 1  # one alone is the author of a report
    for n, (start, end) in enumerate(sentences):
        if "\n" in text[last:start]:
            paragraph += 1
        last = end
        edges = set(marks[bisect_right(marks, start) : bisect_left(marks, end)])
        for a, b, mark, is_owner in _cut(text, start, end, edges, divisions):
            while at + 1 < len(ordered) and ordered[at + 1].start <= a:
                at += 1
            point = _inside(ordered, at, a)
            if point is not None and b <= ordered[point].body:
                continue  # the number itself
            head = ordered[point].head if point is not None else None
            out.append(Clause(a, b, text[a:b], mark, n, paragraph, point, is_owner, bool(head and head[0] <= a < head[1])))
    return out


def _inside(points: list[Point], at: int, position: int) -> int | None:
    for index in points[at].path if at >= 0 else ():
        if points[index].end > position:
            return index
    return None


def _another_year(text: str, begin: int, at: int, end: int) -> bool:
    """2024年建成10个、2025年建成20个 are two clauses; 2024、2025年 is one, and so are the parts that 其中 shares out."""
    if text.startswith("其中", begin) and text[at + 6 : at + 7].isdigit():
        return False
    return bool(_DATED.match(text, at + 1, end)) and text[at - 1] not in "年前底末" and bool(_DATED.search(text, begin, at))


_DATED = re.compile(r"20\d\d年(?=[^、，。；]{2,})")


def _cut(text: str, start: int, end: int, edges: set[int], divisions: bool) -> list[tuple[int, int, str, bool]]:
    """(start, end, mark, is owner line) of the clauses of a sentence; brackets and quotes stay whole where they close."""
    out: list[tuple[int, int, str, bool]] = []
    begin = i = start

    def push(stop: int, mark: str, is_owner: bool = False) -> None:
        kept = text[begin:stop].lstrip(_BLANK + "*、")
        a, kept = stop - len(kept), kept.rstrip(_BLANK + "*")
        if kept:
            out.append((a, a + len(kept), mark, is_owner))

    if not edges and owner_line(text[start:end], divisions):
        push(end, "", True)
        return out
    while i < end:
        event = _EVENT.search(text, i, end)
        stop = event.start() if event else end
        if edges and (near := min((e for e in edges if i <= e <= stop and begin < e < end), default=None)) is not None:
            push(near, "")
            begin = stop = near
        if stop >= end:
            break
        i = stop
        c = text[i]
        if c in _OPENERS:
            bracket = _BRACKET.match(text, i, end) if c in "（(〔【[" else None
            if bracket and (i == begin or i + len(bracket.group()) >= end - 1 or text[i - 1] in "。；") and owner_line(bracket.group()):
                push(i, "")
                begin = i
                push(bracket.end(), "", True)
                begin = i = bracket.end()
                continue
            close = text.find(_OPENERS[c], i + 1, min(end, i + 160))
            i = close if close > 0 and not any(i < e <= close for e in edges) else i
        elif (
            (c in CUTS and not (c in ":：" and text[i - 1].isdigit() and text[i + 1 : i + 2].isdigit()))
            or c == "\t"
            or (c == "、" and _another_year(text, begin, i, end))
        ):
            push(i, c, False)
            begin = i + 1
        i += 1
    push(end, "")
    return out
