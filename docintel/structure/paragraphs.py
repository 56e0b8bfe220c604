"""The logical paragraphs of a text: one a line, hard-wrapped lines joined, flat text cut where a paper's parts meet. Offsets stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from docintel.domain.documents import Table

FLAT_LINE = 250
"""A line longer than this may hold several paragraphs whose breaks were lost."""

_MARKS = (
    "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff\u200b\u200e\u200f*#"
)  # nothing of a paragraph begins or ends so
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,40}\]")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—－–\s]+\d{1,4}[-—－–\s]+|\d{1,3}|第\s*\d{1,4}\s*页(?:\s*[/／共，,]*\s*\d+\s*页)?|\d{1,3}\s*/\s*\d{1,3})$"
)
_TERMINAL = "。！？；：!?;:"
_START = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]"
    r"|[①-⑳]|附\s*件|附表|抄送|[（(]此件|[（(]本文|联系人"
)
_NUMBER_ONLY = re.compile(r"^(?:第[一二三四五六七八九十百零〇\d]{1,6}[编章节条]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])$")
_OPEN = re.compile(r"[（(《〔][^）)》〕。]{0,30}$")  # a bracket that the next line closes
_CN = "一二三四五六七八九十"
_DATE = rf"[12二一][\d○〇零Ｏ{_CN}OoО]{{3}}\s*年\s*[\d{_CN}]{{1,3}}\s*月\s*[\d{_CN}]{{1,3}}\s*[日曰]"
_DATED = re.compile(rf"[（(]\s*{_DATE}\s*[)）]$")
_TO_OFFICES = re.compile(r"^[^。；]{2,200}(?:政府|部门|单位|机构|局|委|厅|办|处|室|企业|公司)[^。，；]{0,30}[：:]$")
DATE_LINE = re.compile(rf"^[（(]?\s*{_DATE}\s*[)）]?(?:印发)?$")
_ORG_TAIL = r"(?:政府|办公[室厅]|局|厅|委|部|院|会|中心|领导小组|公司|银行|署|站|大队|支队|学校|大学|（代章）|\(代章\))"
_ORG_LINE = re.compile(rf"^[一-龥（）()、“”·\s]{{2,40}}{_ORG_TAIL}$")
DOC_NUMBER = r"[一-龥\u200b]{1,14}[〔\[（(﹝【［〈<]\s*[12]\d{3}\s*[〕\]）)﹞】］〉>]\s*第?\s*\d{1,5}\s*号"
NUMBER_LINE = re.compile(rf"^{DOC_NUMBER}(?:\s*附件)?$")
_FLAT_GAP = re.compile(r"(?<=\S)(?:[\u2002\u2003\u3000]\s+|\s{4,})(?=\S)")
_PERSON = r"(?:[省市县区州局厅部院]长|主席|总理|主任)[：:\s]*[一-龥]\s*[一-龥]{1,3}?"
_FLAT_SIGN = re.compile(
    rf"(?<=[。；;：:！!？）)”\d\s表单录准案法图书明度])([一-龥（）、]{{3,40}}?{_ORG_TAIL}|{_PERSON})\s*(?:[^。；]{{0,6}})({_DATE})\s*"
    r"(?!至|起|前|以|，|、|期|印|—|-|之|日|举|召|在|与|和|及|第|修|公布|发布|开|受|的)"
)
_FLAT_HEAD = re.compile(
    r"^(?P<title>[^。：:]{4,90}?(?:通知|意见|办法|函|决定|公告|通告|方案|批复|报告|规定|措施|计划|规划|命令|文件))\s*"
    r"(?:(?P<number>[一-龥]{2,9}[〔\[（(﹝【]\s*[12]\d{3}\s*[〕\]）)﹞】]\s*第?\s*\d{1,5}\s*号)\s*|\s+(?=[^：:。]{2,120}[：:]))"
)
_FLAT_DATE = re.compile(rf"(?<=\s{{4}}){_DATE}(?=附件|[（(])")
_FLAT_REPLY = re.compile(
    rf"^\s*(?P<number>{DOC_NUMBER})?\s*(?P<title>[^。：:]{{4,80}}?(?:答复函|答复意见|答复|复函|的函))\s*(?=[一-龥、]{{2,30}}(?:委员|代表)\s*[：:])"
)
_FLAT_ADDRESSEE = re.compile(
    r"^[\s\u3000]*[^：:。]{2,160}?(?:政府|部门|单位|机构|局|委|厅|办|处|企业|学校|代表|委员|同志|公司|省|市|室|院|会|中心|办事处|所|社区|镇|乡)[^：:。，]{0,40}[：:](?=\S)"
)
_FLAT_TITLE = re.compile(
    r"(?:附件\s*\d{0,2}\s*[:：]?)?([^。；：:，]{4,90}?(?:方案|办法|措施|意见|规定|细则|规则|计划|规划|政策|清单|制度|要点|目录|指南|预案|通知|条例|标准|规程|决定|机制|公告|通告)(?:\s*[（(][^）)]{1,14}[)）]){0,2})"
    r"\s*(?=为|根据|第一[章条]|按照|近年来|一、|为了|依据|当前|[（(]?\d{4}年\d)"
)
_FLAT_TAIL = re.compile(
    r"(?:(?<=[。；）)\d日”])|(?<=名单)|(?<=条件))\s*(?=相关附件：|附件[1１一]?[：:.．]?|抄送[：:]|[（(]此件|[（(]本文有删减|[（(]联系人|二维码开始)"
)
_PUBLIC_LINE = re.compile(r"^[（(](?:此件|本文)[^（）()]{2,14}[)）]$")
_ANNEX_LINE = re.compile(r"^附\s*件\s*\d{0,2}[：:]?$")
_PUBLIC = re.compile(r"[（(](?:此件|本文)[^（）()]{2,14}[)）]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Para:
    """Words of one paragraph without the line breaks of hard wrapping; ``at[i]`` is the offset of ``text[i]`` (None = start + i)."""

    start: int
    end: int
    text: str
    at: tuple[int, ...] | None = None
    row: bool = False  # a table's row, cells parted by tabs: no number in it opens a point

    def back(self, i: int) -> int:
        """The document offset of ``text[i]``; of ``len(text)``, the end."""
        if i >= len(self.text):
            return self.end
        return self.start + i if self.at is None else self.at[i]


def paragraphs(text: str, tables: Sequence[Table] = ()) -> list[Para]:
    """The paragraphs in order, not overlapping, white space and page numbers outside; never empty ones. A table's row is one."""
    lines = _lines(text)
    tables = [t for t in tables if not _is_layout(t)]
    rows = [row for table in tables for row in _rows(text, table)]
    if rows:
        inside = [(t.start, t.end) for t in tables]
        lines = [p for p in lines if not any(a <= p.start < b for a, b in inside)]
    if _is_wrapped(lines):
        out = _join(text, [p for p in lines if not _PAGE_NUMBER.match(p.text)])
    else:
        out = [piece for line in lines for piece in (_cut_flat(text, line) if len(line.text) > FLAT_LINE else (line,))]
    return sorted([*out, *rows], key=lambda p: p.start) if rows else out


def _is_layout(table: Table) -> bool:
    """A table that only places text on a page: some cell holds many lines or a whole passage."""
    return any(cell.count("\n") >= 5 or len(cell) > 500 for row in table.rows for cell in row)


def _rows(text: str, table: Table) -> list[Para]:
    """One paragraph a row of a table; the lines of a table whose cells have no places."""
    bounds = [(min(a for a, _ in row), max(b for _, b in row)) for row in table.spans if row] or [(table.start, table.end)]
    out: list[Para] = []
    begin = table.start
    for _, stop in bounds:
        # A merged cell reaches over several rows: a row begins where the one before it ended.
        para = _trim(text, begin, max(begin, min(stop, table.end)))
        if para:
            out.append(Para(para.start, para.end, para.text.replace("\n", " "), row=True))
            begin = para.end
    rest = _trim(text, begin, table.end)
    return [*out, Para(rest.start, rest.end, rest.text.replace("\n", " "), row=True)] if rest else out


def _lines(text: str) -> list[Para]:
    out, begin = [], 0
    for line in text.split("\n"):
        para = _trim(text, begin, begin + len(line))
        if para:
            out.append(para)
        begin += len(line) + 1
    return out


def _trim(text: str, start: int, end: int) -> Para | None:
    words = text[start:end]
    bare = words.lstrip(_MARKS)
    start += len(words) - len(bare)
    bare = bare.rstrip(_MARKS)
    mark = _BOOKMARK.match(bare)
    if mark:
        return _trim(text, start + mark.end(), start + len(bare))
    return Para(start, start + len(bare), bare) if bare else None


def _width(line: str) -> float:
    """Full-width characters count 1, ASCII 0.5: three bytes and one character against one and one."""
    return (len(line.encode("utf-8", "surrogatepass")) + len(line)) / 4


def _is_wrapped(lines: list[Para]) -> bool:
    """Hard-wrapped: no long line, and most lines stop inside a sentence."""
    body = [p for p in lines if len(p.text) > 12]
    if len(body) < 8 or sorted(len(p.text) for p in body)[int(len(body) * 0.97)] > 64:
        return False
    inside = sum(p.text[-1] not in _TERMINAL + "”）)》" for p in body)
    return inside > 0.5 * len(body)


def _join(text: str, lines: list[Para]) -> list[Para]:
    """Hard-wrapped lines as paragraphs."""
    widths = sorted(_width(p.text) for p in lines)
    state = _Wrap(widths[int(len(widths) * 0.95)] if widths else 40.0)
    groups: list[list[Para]] = []
    alone = _standing_alone(lines)
    for k, line in enumerate(lines):
        width = _width(line.text)
        if groups and k not in alone and k - 1 not in alone and _continues(groups[-1], line, width, state):
            groups[-1].append(line)
            state.filled = width if state.filled + width > state.full + 1 else state.filled + width
        else:
            groups.append([line])
            state.filled = width
        state.titles = _title_zone(state.titles, line.text, width, state.full)
    return [_merge(text, g) for g in groups]


@dataclass(slots=True)
class _Wrap:
    """``full`` = width of a visual line, ``filled`` = how much of the present one the pieces fill, ``titles`` = in a title."""

    full: float
    filled: float = 0.0
    titles: bool = True


def _standing_alone(lines: list[Para]) -> set[int]:
    """Indices of lines that belong to no sentence: dates, the names signed above them, document numbers."""
    out: set[int] = set()
    for k, line in enumerate(lines):
        if len(line.text) > 60:
            continue
        if NUMBER_LINE.match(line.text) or _PUBLIC_LINE.match(line.text):
            out.add(k)
        if DATE_LINE.match(line.text):
            out.add(k)
            back = k - 1
            while back >= max(0, k - 14) and _ORG_LINE.match(lines[back].text):
                out.add(back)
                back -= 1
    return out


def _title_zone(titles: bool, line: str, width: float, full: float) -> bool:
    if DATE_LINE.match(line) or _PUBLIC_LINE.match(line) or _ANNEX_LINE.match(line):
        return True
    return titles and width < 0.9 * full and line[-1] not in _TERMINAL + "，、" and not line.startswith(("为", "根据", "按照"))


def _continues(group: list[Para], line: Para, width: float, state: _Wrap) -> bool:
    filled, full = state.filled, state.full
    last = group[-1].text
    if _NUMBER_ONLY.match(last):
        return True
    if _OPEN.search(last):
        return True
    tail = "".join(p.text for p in group[-2:])
    if (state.titles and _DATED.search(tail)) or (tail[-1] in "：:" and _TO_OFFICES.match(tail)):
        return False
    if _START.match(line.text) and last[-1] not in "，、《“（(":
        return False
    if last[-1] in _TERMINAL + "）)":
        # A piece that still fits stands on the same visual line; else the sentence ended a paragraph, unless the line was full.
        return filled + width <= full + 0.5 if filled < 0.93 * full else last[-1] not in "：:"
    if last[-1] in "，、" or line.text[0] in "，、。；：）》”":
        return True
    if state.titles:
        return filled >= 0.93 * full
    heading = bool(_START.match(group[0].text)) and not any(c in p.text for p in group for c in "。，；")
    return filled >= 0.9 * full or not heading


def _merge(text: str, group: list[Para]) -> Para:
    if len(group) == 1:
        return group[0]
    at = tuple(chain.from_iterable(range(p.start, p.end) for p in group))
    return Para(group[0].start, group[-1].end, "".join(p.text for p in group), at)


def _cut_flat(text: str, line: Para) -> list[Para]:
    """A long line cut where the breaks of a paper's parts were lost: addressee, sign-off, title of the carried part, tail."""
    body = line.text
    cuts = {m.end() for m in _FLAT_GAP.finditer(body)}
    opening = _FLAT_REPLY.match(body) or _FLAT_HEAD.match(body)
    if opening:
        cuts.update((opening.end("number"), opening.end("title"), opening.end()))
    addressee = _FLAT_ADDRESSEE.match(body[opening.end() :] if opening else body)
    if addressee:
        cuts.add(addressee.end() + (opening.end() if opening else 0))
    for sign in _FLAT_SIGN.finditer(body):
        cuts.update((sign.start(1), sign.start(2), sign.end(2)))
        after = _PUBLIC.match(body, sign.end(2))
        title = _FLAT_TITLE.match(body, after.end() if after else sign.end(2))
        if after:
            cuts.add(after.end())
        if title:
            cuts.add(title.end())
    cuts.update(m.end() for m in _FLAT_DATE.finditer(body))
    cuts.update(m.end() for m in _FLAT_TAIL.finditer(body))
    bounds = [0, *sorted(c for c in cuts if 0 < c < len(body)), len(body)]
    pieces = (_trim(text, line.start + a, line.start + b) for a, b in pairwise(bounds))
    return [p for p in pieces if p]
