"""The outline of a paper as a tree of sections, from the numbers that stand in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from docintel.domain.papers import Section
from docintel.structure.numbers import STYLES, Number
from docintel.structure.para import Para

HEADING_MAX = 60
"""A longer first sentence is body, not a heading (GB/T 9704 headings are one line)."""

BODIED_MAX = 30
"""A whole sentence longer than this above an unnumbered paragraph is its first paragraph, not its heading."""

HEADS = ("head1", "head2", "head3")
_CLOSING = re.compile(r"(?:最后[，,]?|再次|衷心|诚挚|非常)*(?:地)?感谢(?:您|你|各位)")
_ARTICLE_NAME = re.compile(r"\s*[【\[（(〔][^】\])）〕。]{2,24}[】\])）〕]")
_STOP = re.compile("[。；;：:！？!?]")


@dataclass(slots=True)
class _Draft:
    number: Number
    end: int
    parent: int | None
    level: int


def build_sections(text: str, paras: list[Para], numbers: list[Number], end: int) -> tuple[tuple[Section, ...], list[str]]:
    """(sections in text order, warnings about broken series).

    A section ends where the next of its level or above begins, at ``end`` at most.
    """
    drafts = _nest(numbers, paras, end)
    out = []
    for k, draft in enumerate(drafts):
        n = draft.number
        following = numbers[k + 1].start if k + 1 < len(numbers) else end
        parental = k + 1 < len(drafts) and drafts[k + 1].parent == k
        bodied = n.para + 1 < len(paras) and paras[n.para + 1].start < following
        heading_end = heading_end_of(text, paras[n.para], n, following, parental=parental, bodied=bodied)
        heading = re.sub(r"\s*\n\s*", "", text[n.end : heading_end]).strip(" 。：:*#\u3000【】")
        out.append(Section(n.raw, heading, draft.level, n.start, draft.end, heading_end, draft.parent))
    return tuple(out), _broken_series(drafts)


def _nest(numbers: list[Number], paras: list[Para], end: int) -> list[_Draft]:
    closings = [p.start for p in paras if _CLOSING.match(p.text)]
    open_: list[int] = []
    drafts: list[_Draft] = []
    for n in numbers:
        while open_ and not (n.start < drafts[open_[-1]].end and _inside(n, [drafts[i].number for i in open_])):
            last = drafts[open_.pop()]
            last.end = min(last.end, n.start)
        limit = drafts[open_[-1]].end if open_ else end
        drafts.append(_Draft(n, min(limit, _limit(n, paras, closings, end)), open_[-1] if open_ else None, len(open_) + 1))
        open_.append(len(drafts) - 1)
    return drafts


def _limit(n: Number, paras: list[Para], closings: list[int], end: int) -> int:
    """How far a point can reach: one inside a paragraph, and an item of a list parted by ；, end with it; thanks belong to none."""
    para = paras[n.para]
    item = para.text[-1] in "；;" or (n.value > 1 and n.para > 0 and paras[n.para - 1].text[-1] in "；;")
    stop = para.end if n.style == "point" or not n.opens or item else end
    at = bisect_right(closings, n.start)
    return max(min(stop, closings[at]) if at < len(closings) else stop, n.end)


def _inside(n: Number, open_: list[Number]) -> bool:
    """Whether ``n`` opens a level below the innermost open one: a style not yet open on the way down, and ranked below it."""
    if any(n.style == o.style for o in open_):
        return False
    top = open_[-1]
    if STYLES.index(n.style) > STYLES.index(top.style) or (n.para == top.para and not n.opens and top.opens):
        return True
    # Some papers nest （一） under 1.; only a fresh series (value 1) may do so.
    return n.value == 1 and top.style == "ar" and n.style == "cnp" and not top.arabic


def heading_end_of(text: str, para: Para, n: Number, following: int, *, parental: bool, bodied: bool) -> int:
    """Where the heading of a numbered point ends: its first sentence when that is short and more follows, or a line without a stop.

    A point that is one whole sentence has a heading only with points (``parental``) or an unnumbered paragraph (``bodied``) below.
    """
    stop = min(para.end, following)
    if n.style in HEADS:
        return para.end
    if n.style == "article":
        named = _ARTICLE_NAME.match(text, n.end, stop)
        return named.end() if named else n.end
    mark = _STOP.search(text, n.end, stop)
    first = mark.start() if mark else stop
    if first - n.end > HEADING_MAX or (mark and mark.group() not in "。：:"):
        return n.end
    whole = mark is not None and not text[mark.end() : stop].strip()
    headed = not whole or parental or (bodied and first - n.end <= BODIED_MAX)
    return (mark.end() if mark else first) if headed else n.end


def _broken_series(drafts: list[_Draft]) -> list[str]:
    """One line for each number that does not follow the one before it in its series."""
    last: dict[tuple[int | None, str], int] = {}
    out: list[str] = []
    for draft in drafts:
        n, key = draft.number, (draft.parent, draft.number.style)
        before = last.get(key)
        if before is not None and n.style not in ("point", *HEADS) and n.value not in (before + 1, 1):
            out.append(f"编号不连续：“{n.raw}”前一个是第 {before} 项，请核对原文（位置 {n.start}）")
        elif before is not None and n.value == 1 and n.style in ("part", "chapter", "cn", "article"):
            out.append(f"编号重新开始：“{n.raw}”（位置 {n.start}），前一组到第 {before} 项")
        last[key] = n.value
    return out
