"""分别给予50万元、20万元、10万元: one item for each tier, its sums paired with its name (guide §5, §8a-9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from docintel.extract.benefit_amounts import Sum
from docintel.extract.benefit_statements import Range, Statement
from docintel.extract.benefit_words import pattern
from docintel.text.cue import Cue

_MOST = 12  # levels of government and of prizes are few


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier's name as written (None where the paper gives none), the sums that hold for it, its place in the flow."""

    name: str | None
    sums: tuple[Sum, ...]
    at: Range | None = None


def _p(name: str) -> Cue:
    return pattern("tiers", name)


def tiers(statement: Statement, found: list[Sum]) -> list[Tier]:
    """The statement's tiers; one nameless tier where all its sums go to the same case."""
    text = statement.flow.text
    group = _group(text, found)
    if len(group) < 2:
        return [Tier(None, tuple(found))]
    places = _named(text, group) or _listed(statement, group)
    others = [s for s in found if s not in group]
    out = []
    for i, one in enumerate(group):
        at = places[i] if places else None
        name = text[slice(*at)] if at else None
        out.append(Tier(name, tuple(sorted((one, *others), key=lambda s: s.start)), at))
    return out


def _group(text: str, found: list[Sum]) -> list[Sum]:
    """The longest run of like sums that 、 和 或 join, with or without names between them."""
    best: list[Sum] = []
    run: list[Sum] = []
    for one in found:
        joined = run and run[-1].frame.unit == one.frame.unit and run[-1].end <= one.start
        if not (joined and _joins(text, run[-1], one)):
            run = []
        run.append(one)
        best = list(run) if len(run) > len(best) else best
    return best


def _joins(text: str, left: Sum, right: Sum) -> bool:
    digits = re.search(r"\d", text[right.start : right.end])
    gap = text[left.end : right.start + (digits.start() if digits else 0)]
    if _p("gap").match(gap):
        return True
    named = _p("named-gap").match(gap)
    return bool(named and right.frame.unit != "%" and not _p("no-name").match(named["name"]) and len(named["name"]) > 1)


def _named(text: str, group: list[Sum]) -> list[Range] | None:
    """Names that stand before their sums: 博士每人8万元、硕士每人5万元."""
    out: list[Range] = []
    for left, right in pairwise(group):
        digits = re.search(r"\d", text[right.start : right.end])
        stop = right.start + (digits.start() if digits else 0)
        match = _p("named-gap").match(text[left.end : stop])
        if not match:
            return None
        out.append((left.end + match.start("name"), left.end + match.end("name")))
    first = group[0]
    begin = max(text.rfind(mark, 0, first.start) for mark in "，,；;。：、照按中") + 1
    return [(begin, first.start) if first.start - begin > 1 else (first.start, first.end), *out]


def _listed(statement: Statement, group: list[Sum]) -> list[Range] | None:
    """The list of as many members that stands before the sums; the nearest one wins."""
    text, n = statement.flow.text, len(group)
    ranges = [r for r in (*statement.shared, *statement.conds, *statement.grants) if r[0] < group[0].start]
    for a, b in reversed([(a, min(b, group[0].start)) for a, b in ranges]):
        levels = _levels(text, a, b, n)
        if levels:
            return levels
        masked = pattern("terms", "bracket").sub(lambda m: "□" * len(m.group()), text[a:b])
        for match in reversed(list(_p("list").finditer(masked))):
            members = _members(masked, match)
            if len(members) == n:
                return _cut(text, [(a + s, a + e) for s, e in members])
    return None


def _levels(text: str, start: int, end: int, n: int) -> list[Range] | None:
    level = _p("level").pattern
    if n > _MOST:
        return None
    for match in re.finditer(rf"{level}(?:(?:[、和与及或]|以及|(?<=”)(?=“)){level}){{{n - 1}}}", text[start:end]):
        found = [(start + match.start() + m.start(), start + match.start() + m.end()) for m in re.finditer(level, match.group())]
        if len(found) == n:
            return found
    return None


def _members(masked: str, match: re.Match[str]) -> list[Range]:
    out, begin = [], match.start()
    for joint in re.finditer(r"以及|[、和与及或]", masked[match.start() : match.end()]):
        out.append((begin, match.start() + joint.start()))
        begin = match.start() + joint.end()
    return [*out, (begin, match.end())]


def _cut(text: str, members: list[Range]) -> list[Range]:
    """The first member without the words before the list (对年营业收入首次突破|1亿元), the last without those behind it."""
    a, b = members[0]
    head = _p("name-head").match(text[a:b])
    if head and head.end() < b - a:
        members[0] = (a + head.end(), b)
    a, b = members[-1]
    tail = re.search(r"的[^的]*$", text[a:b])
    if tail and tail.start() > 1:
        b = a + tail.start()
        members[-1] = (a, b)
    kind = text[members[-2][1] - 1]  # 五星级、四星级|旅游饭店
    at = text.find(kind, a, b)
    if a < at < b - 1 and at - a <= members[-2][1] - members[-2][0] + 1:
        members[-1] = (a, at + 1)
    return members
