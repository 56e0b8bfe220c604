"""What stands around the benefits of a paper and holds for them: how they add up, when and with what to apply, who gets nothing.

A sentence holds for the benefits of its own paragraph, else for those of the smallest section around it, else for all
(guide §5, §8a-10, §8a-23); 本办法…, 本政策… always holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docintel.domain.findings import Benefit, Condition, Norm
from docintel.domain.papers import Paper
from docintel.domain.spans import Span
from docintel.extract.benefit_clauses import unlabelled
from docintel.extract.benefit_words import pattern
from docintel.text.conditions import read_condition
from docintel.text.cue import Cue

_ENDS = "。；;！\n"
_ENTRY = re.compile(r"[ \t\u3000]*(?:[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳])")
_MOST = 30  # papers that one application asks for


def with_surroundings(paper: Paper, benefits: tuple[Benefit, ...], norms: tuple[Norm, ...]) -> tuple[Benefit, ...]:
    """The benefits with what the paper says around them. Never raises on any text."""
    return tuple(_Around(paper, benefits).read(norms)) if benefits else ()


def _p(name: str) -> Cue:
    return pattern("around", name)


class _Around:
    def __init__(self, paper: Paper, benefits: tuple[Benefit, ...]) -> None:
        self.text = paper.text
        self.benefits = list(benefits)
        self.sections = [(s.start, s.end) for s in paper.sections]
        self.at = [(b.clause or b.evidence[0]).end - 1 for b in benefits]

    def read(self, norms: tuple[Norm, ...]) -> list[Benefit]:
        """Each benefit with what holds for it; of several sentences on one matter the first counts, cases and addresses add up."""
        for span in self._stacking():
            self._set(span, "stacking", span)
        for span in self._said("window"):
            self._set(span, "window", span)
        for lead, papers in self._materials():
            self._set(lead, "materials", papers)
        for span in self._said("contact"):
            self._set(span, "contact", (span,), more=True)
        for lead, cases in _refused(norms):
            self._set(lead, "exclusions", cases, more=True)
        return self.benefits

    def _set(self, where: Span, field: str, value: Span | tuple[Span | Condition, ...], *, more: bool = False) -> None:
        """Give a field to the benefits that the words at ``where`` hold for; without ``more`` what stands there already counts."""
        for i in self._governed(where):
            held = getattr(self.benefits[i], field)
            if more or not held:
                changed: dict[str, Any] = {field: (*held, *value) if more and isinstance(value, tuple) else value}
                self.benefits[i] = replace(self.benefits[i], **changed)

    def _governed(self, span: Span) -> list[int]:
        """The benefits that a sentence holds for."""
        every = list(range(len(self.benefits)))
        if _p("whole").match(span.text):
            return every
        line = (self.text.rfind("\n", 0, span.start) + 1, self._line_end(span.start))
        around = [line, *sorted((s for s in self.sections if s[0] <= span.start < s[1]), key=lambda s: s[1] - s[0])]
        return next((inside for a, b in around if (inside := [i for i in every if a <= self.at[i] < b])), every)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _stacking(self) -> Iterator[Span]:
        """Sentences of their own on how benefits add up (不重复享受, 就高, 可叠加), and those of one benefit that speak of several."""
        for match in _p("stacking").finditer(self.text):
            start = max(self.text.rfind(mark, 0, match.start()) for mark in _ENDS) + 1
            end = min((at for mark in _ENDS if (at := self.text.find(mark, match.end())) >= 0), default=len(self.text))
            clause = max(start, self.text.rfind("，", 0, match.start()) + 1)
            inside = any(b.clause and b.clause.start <= match.start() < b.clause.end for b in self.benefits)
            if inside and not _p("several").match(self.text, clause):
                continue
            yield self._span(clause if inside else unlabelled(self.text, self._first(start), end), end)

    def _first(self, at: int) -> int:
        """The first letter at or behind ``at`` that is no blank."""
        found = re.compile(r"[^ \t\u3000]").search(self.text, at)
        return found.start() if found else at

    def _said(self, name: str) -> Iterator[Span]:
        """申报时间：…, 咨询电话：…: what stands behind the name, in its line or in the next one."""
        for match in _p(name).finditer(self.text):
            if match["what"].strip():
                yield self._span(*match.span("what"))

    def _materials(self) -> Iterator[tuple[Span, tuple[Span, ...]]]:
        """申报材料：1.…；2.…: the entries behind the lead-in, in its line or in the lines below."""
        for match in _p("materials").finditer(self.text):
            entries = tuple(self._entries(match.end()))
            if entries:
                yield self._span(match.start(), match.end()), entries

    def _entries(self, at: int) -> Iterator[Span]:
        style = None
        for n, piece in enumerate(re.finditer(r"[^\n；;。]+[；;。]?|\n", self.text[at : at + 4000])):
            words = piece.group()
            if not words.strip():
                continue
            entry = _ENTRY.match(words)
            kind = re.sub(r"[一二三四五六七八九十\d①-⑳]+", "0", entry.group().strip()) if entry else None
            if kind is None or (style is not None and kind != style) or n > 2 * _MOST:
                break
            style = kind
            start, end = at + piece.start(), at + piece.end()
            yield self._span(unlabelled(self.text, start + len(words) - len(words.lstrip()), end), end)

    def _span(self, start: int, end: int) -> Span:
        words = self.text[start:end]
        stripped = words.strip(" \t\r\n\u3000。；;")
        begin = start + words.index(stripped) if stripped else start
        return Span.of(self.text, begin, begin + len(stripped))


def _refused(norms: tuple[Norm, ...]) -> Iterator[tuple[Span, tuple[Condition, ...]]]:
    """有下列情形之一的，不予支持: the cases in which nothing is given."""
    for norm in norms:
        if norm.label == "PROHIBIT" and any(_p("refused").search(e.text) for e in norm.evidence):
            yield norm.evidence[0], norm.conditions or (read_condition(norm.evidence[0]),)
