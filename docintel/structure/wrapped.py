"""Hard-wrapped text (lines of a PDF): the lines joined into paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from docintel.structure.para import Para
from docintel.structure.shapes import ANNEX_LINE, DATE_LINE, DATED, NUMBER_LINE, ORG_LINE, PAGE_NUMBER, PUBLIC_LINE, REFERRED

_TERMINAL = "。！？；：!?;:"
_START = re.compile(
    rf"第[一二三四五六七八九十百零〇\d]{{1,6}}[编章节条]{REFERRED}"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]"
    r"|[一二三四五六七八九十]{1,2}是(?![否指])|[①-⑳]|附\s*件|附表|抄送|(?:信息)?公开(?:方式|属性|选项)[：:]|[（(]此件|[（(]本文|联系人"
)
_NUMBER_ONLY = re.compile(r"^(?:第[一二三四五六七八九十百零〇\d]{1,6}[编章节条]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])$")
_OPEN = re.compile(r"[（(《〔][^）)》〕。]{0,30}$")  # a bracket that the next line closes
_TO_OFFICES = re.compile(r"^[^。；]{2,200}(?:政府|部门|单位|机构|局|委|厅|办|处|室|企业|公司)[^。，；]{0,30}[：:]$")


def _width(line: str) -> float:
    """Full-width characters count 1, ASCII 0.5: three bytes and one character against one and one."""
    return (len(line.encode("utf-8", "surrogatepass")) + len(line)) / 4


LINE, WIDE_LINE = 64, 110
"""Characters of a printed line, upright and on a sheet turned sideways."""


def is_wrapped(lines: list[Para]) -> bool:
    """Hard-wrapped: no long line, and most lines stop inside a sentence, or many break where no paragraph ever does."""
    body = [p for p in lines if len(p.text) > 12]
    if len(body) < 8:
        return False
    long = sorted(len(p.text) for p in body)[int(len(body) * 0.97)]
    inside = sum(p.text[-1] not in _TERMINAL + "”）)》" for p in body)
    broken = sum(p.text[-1] in "，、“《（" or p.text[0] in "，。、；：）》”" for p in lines)
    return (long <= LINE and inside > 0.5 * len(body)) or (long <= WIDE_LINE and (broken > 0.06 * len(lines) or inside > 0.85 * len(body)))


def join(text: str, lines: list[Para]) -> list[Para]:
    """Hard-wrapped lines as paragraphs; page numbers dropped."""
    lines = [p for p in lines if not PAGE_NUMBER.match(p.text)]
    widths = sorted(_width(p.text) for p in lines)
    state = _Wrap(widths[int(len(widths) * 0.95)] if widths else 40.0)
    groups: list[list[Para]] = []
    alone = _standing_alone(lines)
    for k, line in enumerate(lines):
        width = _width(line.text)
        if groups and k not in alone and k - 1 not in alone and _continues(groups[-1], line, width, state):
            same = state.filled + width <= state.full + 1 or bool(_NUMBER_ONLY.match(groups[-1][-1].text))
            groups[-1].append(line)
            state.filled = state.filled + width if same else width
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
        if NUMBER_LINE.match(line.text) or PUBLIC_LINE.match(line.text):
            out.add(k)
        if DATE_LINE.match(line.text):
            out.add(k)
            back = k - 1
            while back >= max(0, k - 14) and ORG_LINE.match(lines[back].text):
                out.add(back)
                back -= 1
    return out


def _title_zone(titles: bool, line: str, width: float, full: float) -> bool:
    if DATE_LINE.match(line) or PUBLIC_LINE.match(line) or ANNEX_LINE.match(line):
        return True
    return titles and width < 0.9 * full and line[-1] not in _TERMINAL + "，、" and not line.startswith(("为", "根据", "按照"))


def _continues(group: list[Para], line: Para, width: float, state: _Wrap) -> bool:
    filled, full = state.filled, state.full
    last = group[-1].text
    if _NUMBER_ONLY.match(last) or (len(line.text) == 1 and "一" <= line.text <= "龥"):
        return True  # 附 / 则: a letter alone on a line is no paragraph
    if _OPEN.search(last):
        return True
    tail = "".join(p.text for p in group[-2:])
    if (state.titles and DATED.search(tail)) or (tail[-1] in "：:" and _TO_OFFICES.match(tail)):
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
