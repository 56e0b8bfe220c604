"""The outline of a paper as a tree of sections, from the numbers that stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.papers import Section
from docintel.structure.closings import find_closings
from docintel.structure.headings import Below, heading_end_of
from docintel.structure.numbers import HEADS, STYLES, Number, spell
from docintel.structure.para import Para

BARE_MAX = 60
_SENTENCE = re.compile("[。；;，,]")


@dataclass(slots=True)
class _Draft:
    number: Number
    end: int
    parent: int | None
    level: int
    bare: bool  # its paragraph is only a heading


def build_sections(
    text: str, paras: list[Para], numbers: list[Number], end: int, stops: tuple[int, ...] = ()
) -> tuple[tuple[Section, ...], list[str]]:
    """(sections in text order, warnings about broken series).

    A section ends where the next of its level or above begins, where a closing paragraph or one of ``stops`` (offsets of signatures and
    other lines that are no body) ends the list, at ``end`` at most. A stop inside a series that goes on behind it ends nothing.
    """
    drafts = _Tree(paras, numbers, end, stops).grow()
    out = []
    for k, draft in enumerate(drafts):
        n = draft.number
        para, after = paras[n.para], numbers[k + 1] if k + 1 < len(numbers) else None
        bodied = n.para + 1 < len(paras) and paras[n.para + 1].start < min(after.start if after else end, draft.end)
        until = after.at if after and after.para == n.para else len(para.text)
        below = Below(bool(after) and drafts[k + 1].parent == k, bodied, _listed(n, paras, until))
        stop = heading_end_of(para, n, until, below)
        heading_end = para.back(stop - 1) + 1 if stop > n.to else n.end
        heading = para.text[n.to : stop].strip(" 。：:*#\u3000【】？?\t")
        out.append(Section(n.raw, heading, draft.level, n.start, draft.end, heading_end, draft.parent))
    return tuple(out), _broken_series(text, drafts, out)


def _listed(n: Number, paras: list[Para], stop: int) -> bool:
    """An item of a list parted by ；: its paragraph or the item before it ends so; ``stop`` is where its words end in its paragraph."""
    para = paras[n.para]
    if not n.opens:
        before, own = para.text[: n.at].rstrip(), para.text[n.to : stop].rstrip()
        return n.value > 1 and before.endswith(("；", ";")) and (stop == len(para.text) or "。" not in own[:-1])
    return para.text[-1] in "；;" or (n.value > 1 and n.para > 0 and paras[n.para - 1].text[-1] in "；;")


class _Tree:
    """Numbers one after the other, the open sections on a stack."""

    def __init__(self, paras: list[Para], numbers: list[Number], end: int, stops: tuple[int, ...]) -> None:
        self.paras, self.numbers, self.end = paras, numbers, end
        opened = {n.para for n in numbers if n.opens}
        self.stops = sorted([*((s, "all") for s in stops), *find_closings(paras, opened)])
        self.drafts: list[_Draft] = []
        self.open: list[int] = []
        self.below: set[tuple[str, str]] = set()  # (outer style, inner style) as this paper nests them

    def grow(self) -> list[_Draft]:
        """The sections, in order."""
        at = 0
        for i, n in enumerate(self.numbers):
            while at < len(self.stops) and self.stops[at][0] <= n.start:
                self._stop(*self.stops[at], n)
                at += 1
            while self.open and not (n.start < self.drafts[self.open[-1]].end and self._inside(n)):
                last = self.drafts[self.open.pop()]
                last.end = min(last.end, n.start)
            self._push(i, n)
        for offset, reach in self.stops[at:]:
            self._stop(offset, reach, None)
        return self.drafts

    def _push(self, i: int, n: Number) -> None:
        above = self.drafts[self.open[-1]] if self.open else None
        if above:
            self.below.add((above.number.style, n.style))
        limit = above.end if above else self.end
        words = self.paras[n.para].text
        bare = n.opens and len(words) < BARE_MAX and not _SENTENCE.search(words)
        self.drafts.append(
            _Draft(n, max(n.end, min(limit, self._reach(i, n))), self.open[-1] if self.open else None, len(self.open) + 1, bare)
        )
        self.open.append(len(self.drafts) - 1)

    def _stop(self, offset: int, reach: str, following: Number | None) -> None:
        """Ends what is open at ``offset``, unless the number behind it goes on with it."""
        if reach == "last":
            last = self.drafts[self.open[-1]] if self.open else None
            if last is None or last.bare or (following and _next_of(last.number, following)):
                return
            self._close(len(self.open) - 1, offset)
        elif not (following and any(_next_of(self.drafts[k].number, following) for k in self.open)):
            self._close(0, offset)

    def _close(self, first: int, offset: int) -> None:
        for k in self.open[first:]:
            self.drafts[k].end = max(self.drafts[k].number.end, min(self.drafts[k].end, offset))
        del self.open[first:]

    def _reach(self, i: int, n: Number) -> int:
        """How far a point can reach: one inside a paragraph, and an item of a list parted by ；, end with it.

        一是 at the head of a paragraph reaches to 二是 where that opens a later one.
        """
        para = self.paras[n.para]
        if n.opens and n.style == "point":
            for later in self.numbers[i + 1 :]:
                if later.opens and (later.style != "point" or later.para > n.para):
                    return self.end if later.style == "point" and _next_of(n, later) else para.end
            return para.end
        after = self.numbers[i + 1] if i + 1 < len(self.numbers) else None
        beside = after is not None and after.para == n.para
        listed = _listed(n, self.paras, after.at if after is not None and beside else len(para.text))
        if not n.opens:
            stop = para.text.find("。", n.at) if listed and not beside else -1
            return para.back(stop) + 1 if stop >= 0 else para.end
        return para.end if listed else self.end

    def _inside(self, n: Number) -> bool:
        """Whether ``n`` opens a level below the innermost open one.

        By the order that this paper itself uses, else by the order of GB/T 9704; a series that begins right under a bare heading
        is below it whatever its style.
        """
        styles = [self.drafts[i].number.style for i in self.open]
        top = self.drafts[self.open[-1]]
        if n.style in styles:
            return False
        if (top.number.style, n.style) in self.below:
            return True
        if (n.style, top.number.style) in self.below:
            return False
        if STYLES.index(n.style) > STYLES.index(top.number.style) or (n.para == top.number.para and not n.opens and top.number.opens):
            return True
        if n.style == "article" and top.bare:
            return True  # articles count on through the paper: 一、…第一条 第二条 二、…第三条
        if n.value != 1 or n.style in HEADS:
            return False
        led = n.style in ("cnp", "ar", "arp", "circle") and self._led(n)
        return (n.opens and top.bare and not top.number.arabic) or led

    def _led(self, n: Number) -> bool:
        """Whether the series is led in by a colon, or begins inside a paragraph: what is so begun is below what is open."""
        para = self.paras[n.para]
        before = para.text[: n.at].rstrip() if not n.opens else self.paras[n.para - 1].text if n.para else ""
        return before.endswith(("：", ":")) or (not n.opens and not any(d.number.style == n.style for d in self.drafts))


def _next_of(before: Number, after: Number) -> bool:
    return before.style == after.style and after.value in (before.value + 1, 9 if before.style == "point" else -1)


def _broken_series(text: str, drafts: list[_Draft], sections: list[Section]) -> list[str]:
    """One line for each number that does not follow the one before it in its series, with the numbers and the place."""
    last: dict[tuple[int | None, str, str], int] = {}
    out: list[str] = []
    for k, draft in enumerate(drafts):
        n = draft.number
        prefix = n.raw.rpartition(".")[0] + "." if n.style.startswith("dec") else ""
        key = (draft.parent, n.style, prefix)
        before = last.get(key)
        last[key] = k
        if before is None:
            if n.value > 1 and n.opens and n.style in ("part", "chapter", "cn") and not any(d.number.style == n.style for d in drafts[:k]):
                out.append(f"编号不从头起：第一个是“{_shown(sections[k])}”（位置 {n.start}），前面可能缺“{spell(n.style, 1)}”，请核对原文")
            continue
        value, shown = drafts[before].number.value, _shown(sections[before])
        if n.style in ("point", *HEADS) or n.value == value + 1:
            continue
        if n.value == value:
            out.append(f"编号重复：“{shown}”之后又是“{_shown(sections[k])}”（位置 {n.start}），请核对原文")
        elif n.value > value + 1:
            gap = "、".join(f"“{prefix}{v}”" if prefix else f"“{spell(n.style, v)}”" for v in range(value + 1, min(n.value, value + 4)))
            out.append(f"编号不连续：“{shown}”之后是“{_shown(sections[k])}”，缺{gap}（位置 {n.start}），请核对原文")
        elif n.value > 1:
            out.append(f"编号倒退：“{shown}”之后是“{_shown(sections[k])}”（位置 {n.start}），请核对原文")
        elif n.style in ("part", "chapter", "cn", "article"):
            out.append(f"编号重新开始：“{shown}”之后又从“{_shown(sections[k])}”起（位置 {n.start}）")
    return out


def _shown(section: Section) -> str:
    return section.number + section.heading[:12]
