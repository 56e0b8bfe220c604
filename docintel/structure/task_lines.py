"""Which column of a stacked task table each line belongs to: the cheapest way from left to right (a Viterbi path over the columns)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from docintel.structure.task_columns import sign

OUTSIDE = -1
"""The column of a line behind the table."""
_OWNERS = ("lead", "responsible", "co", "support", "person")
_WIDE = ("task", "measure", "path", "target", "progress", "problem", "note", None)
_NO_NAME = re.compile(r"[。；;“”《》%％！？]|\d")
_TOLD = re.compile(r"[（(]?(?:牵头|配合|负责|主办|协办|参与)(?:单位|部门)?[）)：:]?")
_NAME_LONGEST = 24
_ACTS = re.compile(r"(?:建设|推进|加强|完善|开展|提升|优化|强化|推动|健全|制定|落实|实施|做好|加快|深化)|[：:]")
_NEW_NAME = re.compile(r"[省市区县镇乡州旗盟各国驻]")
_NUMBERED = re.compile(r"(?:\d{1,2}[.．、](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[)）]|[①-⑳])")
_EMPTY_COST = {"task": 0.9, "path": 0.6, "measure": 2.5, "lead": 1.6, "responsible": 1.6, "support": 0.8, "co": 0.6, "due": 1.2}
_TIME_WORDS = re.compile(
    r"[\d○〇零一二三四五六七八九十年月日号季度底末旬初前内中上下半全每到至起—\-~～.、，,；;]|长期|持续|坚持|推进|常态化?|适时|立即|近期"
)
_FAR = 1e9
_BROKEN, _WRAPPED_WIDEST = 0.06, 20
"""Share of lines that end in the midst of something, and the width, that tell wrapped cells from whole ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line's words without blanks and where they stand; ``gap``: a blank line stands above."""

    start: int
    end: int
    words: str
    gap: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What of a row the lines are: all, what a page cuts off (``cut``), or what goes on behind it in columns ``left`` open."""

    cut: bool = False
    left: frozenset[int] | None = None


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Widths:
    """The width of each column's full lines in characters (Latin letters and figures count half); 0: not known.

    ``numbered``: the tasks of this table begin with numbers of their own (1.优化企业开办服务). ``cells``: each line is a cell.
    """

    columns: tuple[float, ...]
    numbered: bool = False
    cells: bool = False


def width_of(words: str) -> float:
    """How wide a line is set: a Chinese sign is 1, a Latin letter or figure 0.5."""
    return sum(0.5 if c.isascii() else 1.0 for c in words)


def learn(before: Widths, fitted: Sequence[tuple[Sequence[Line], Sequence[int]]]) -> Widths:
    """The widths that the fitted lines show: of each column the usual length of lines that another line of the cell follows."""
    full: list[list[float]] = [[] for _ in before.columns]
    for lines, places in fitted:
        for n, place in enumerate(places[:-1]):
            if place == places[n + 1] != OUTSIDE:
                full[place].append(width_of(lines[n].words))
    pairs = zip(full, before.columns, strict=True)
    return Widths(tuple(sorted(f)[int(0.8 * (len(f) - 1))] if len(f) > 2 else known for f, known in pairs), before.numbered)


def guess(rows: Sequence[Sequence[Line]], roles: Sequence[str | None]) -> Widths:
    """First widths of the columns of text: the widest lines are those of the measures, narrower ones that open a row the task's."""
    wide = sorted(width_of(line.words) for row in rows for line in row if _ownerish(line.words) == 0)
    full = wide[int(0.8 * (len(wide) - 1))] if len(wide) > 4 else 0.0
    narrow = 0.75 * full
    numbered = [w for row in rows for line in row if 3 <= (w := width_of(line.words)) < narrow and _NUMBERED.match(line.words)]
    opening = [w for row in rows if len(row) > 1 and (w := width_of(row[0].words)) < narrow and _ownerish(row[1].words) == 0]
    found = sorted(numbered if len(numbered) > 2 else opening)
    task = found[int(0.8 * (len(found) - 1))] if len(found) > 2 else 0.0
    known = {"measure": full, "task": task} if "measure" in roles else {"task": full}
    return Widths(tuple(known.get(role or "", 0.0) for role in roles), len(numbered) > 2 and "measure" in roles)


def unwrapped(rows: Sequence[Sequence[Line]], columns: int) -> bool:
    """Whether each line is a cell: no more lines than columns, and lines end where cells may, or some are wider than wrapped ones are."""
    lengths = sorted(map(len, rows))
    if not lengths or lengths[int(0.7 * (len(lengths) - 1))] > columns:
        return False
    lines = [line.words for row in rows for line in row]
    broken = sum(1 for words in lines if words[-1] in "、，,（(“《" or re.search(r"\d年\d*$", words)) / len(lines)
    return broken < _BROKEN or max(map(width_of, lines)) > _WRAPPED_WIDEST


def fit(lines: Sequence[Line], roles: Sequence[str | None], widths: Widths, part: Part = WHOLE, *, open_end: bool = False) -> list[int]:
    """The column of each line; with ``open_end`` the last lines may stand behind the table (OUTSIDE).

    Where each line is a cell, going back to the measures opens a row of the same task; else columns never go back. ``part``: a row
    that a page parts may end in the midst of its words, and goes on in the columns that it left open.
    """
    if not lines:
        return []
    count = len(roles)
    states = count + (1 if open_end else 0)
    price = _Price(roles, widths, part)
    cost = [price.line(lines[0].words, j) + price.enter(lines[0].words, -1, j) if j < count else _FAR for j in range(states)]
    back: list[list[int]] = []
    for before, line in pairwise(lines):
        move = price.moves(before.words, line.words)
        following, came = [], []
        for j in range(states):
            ways = range(count) if j == price.again else range(j + 1)
            best, k = min((cost[k] + move(k, j), k) for k in ways)
            following.append(best + (price.line(line.words, j) if j < count else 1.0))
            came.append(k)
        cost = following
        back.append(came)
    closed = [c + (price.skip(j, count) if j < count else 0.0) for j, c in enumerate(cost)]
    at = closed.index(min(closed))
    path = [at]
    for came in reversed(back):
        path.append(came[path[-1]])
    return [p if p < count else OUTSIDE for p in reversed(path)]


class _Price:
    """What it costs to set lines in the columns of one table."""

    def __init__(self, roles: Sequence[str | None], widths: Widths, part: Part) -> None:
        self.roles, self.widths, self.part, self.numbered = roles, widths.columns, part, widths.numbered
        self.cells = widths.cells
        again = "measure" if "measure" in roles else "task"
        self.again = roles.index(again) if widths.cells and again in roles else None  # where a further row of the same task begins
        scale = 0.25 if part.left is not None else 0.6 if part.cut else 1.0
        self._sums = [0.0]
        for role in roles:
            self._sums.append(self._sums[-1] + scale * _EMPTY_COST.get(role or "", 0.5))

    def skip(self, left: int, right: int) -> float:
        """Leaving the columns between two empty."""
        return self._sums[right] - self._sums[left + 1]

    def enter(self, words: str, left: int, column: int) -> float:
        """Coming to a column from one to its left: what lies between stays empty, a numbered task begins with its number."""
        named = self.numbered and self.roles[column] == "task" and not _NUMBERED.match(words)
        new = self.part.left is not None and column not in self.part.left
        return self.skip(left, column) + (2.5 if named else 0.0) + (0.8 if new else 0.0)

    def line(self, words: str, column: int) -> float:
        """A line in a column: by what it says, and no line is wider than its column."""
        wide, role = self.widths[column], self.roles[column]
        if self.cells and role in _OWNERS and _ownerish(words) < 1:  # a whole cell of owners ends in one
            return 2.5
        return _emit(words, self.roles[column]) + (2.5 if wide and width_of(words) > wide + 1.6 else 0.0)

    def moves(self, before: str, after: str) -> Callable[[int, int], float]:
        """(column of ``before``, column of ``after``) → the cost of going from one to the other."""
        count = len(self.roles)
        stays = [self._stay(before, after, k) for k in range(count)]
        leaves = [self._leave(before, k) for k in range(count)]

        def cost(k: int, j: int) -> float:
            if k == count:
                return 0.0 if j == count else _FAR
            if j == k:
                return stays[k]
            if j < k:
                return leaves[k] + self.skip(k, count) + 1.3
            return leaves[k] + (self.enter(after, k, j) if j < count else self.skip(k, j))

        return cost

    def _stay(self, before: str, after: str, k: int) -> float:
        if self.cells:
            return 1.1
        wide = self.widths[k]
        short = wide and width_of(before) < wide - 1.6 and before[-1] not in "，、,“（(。；" and not before[-1].isascii()
        apart = _done(before, self.roles[k]) and _begins(after, self.roles[k])
        return 0.15 + (1.4 if short else 0.0) + (0.9 if apart else 0.0)

    def _leave(self, before: str, k: int) -> float:
        if self.cells or _done(before, self.roles[k]):
            return 0.0
        if self.part.cut:
            return 0.3
        full = self.widths[k] and width_of(before) >= self.widths[k] - 0.6
        return 1.2 + (0.6 if full else 0.0) + (1.0 if before[-1] in "、，,（(“《" else 0.0)


@lru_cache(maxsize=4096)
def _ownerish(words: str) -> float:
    """How much a line looks like names of bodies: 1 where one ends in it, 0.5 where it may be a piece of one."""
    if sign("none").match(words):
        return 1.0
    if _NO_NAME.search(words):
        return 0.0
    pieces = [p for p in re.split("[、，,]", _TOLD.sub("", words)) if p]
    if any(not sign("body").search(p) or len(p) > _NAME_LONGEST for p in pieces[:-1]):
        return 0.0  # what stands before a mark ends there, and ends in no body
    if len(pieces[-1:]) and sign("body").search(pieces[-1]) and 1 < len(pieces[-1]) <= _NAME_LONGEST:
        return 1.0
    if _ACTS.search(words) or (len(words) > 14 and len(pieces) < 2):
        return 0.0
    named = any(sign("body").search(p) for p in pieces if len(p) > 1)
    return 1.0 if named else 0.5 if len(words) <= 8 or len(pieces) > 1 else 0.0


@lru_cache(maxsize=4096)
def _emit(words: str, role: str | None) -> float:
    names = _ownerish(words)
    rest = len(_TIME_WORDS.sub("", words))
    timely = len(words) <= 24 and (
        (rest == 0 and re.search(r"[\d年月日季底末期续]", words) is not None) or sign("time").search(words) is not None
    )
    if role in _OWNERS:
        return 2.5 * (1 - names) if names != 0.5 else 0.35 if _NEW_NAME.match(words) else 0.6
    if sign("none").match(words):
        return 2.0 if role in ("task", "measure") else 0.6
    if role == "due":
        return 3.0 if not timely else 0.0 if rest <= 2 else 0.9
    if timely and rest == 0 and len(words) > 1:
        return 1.6
    text = 1.6 if names == 1.0 and role in ("task", "measure", "path") else 0.5 if names and _NEW_NAME.match(words) else 0.3
    return text + (0.4 if role not in ("task", "measure") else 0.0)


def left_open(lines: Sequence[Line], places: Sequence[int], roles: Sequence[str | None]) -> frozenset[int]:
    """The columns whose last line does not end a cell: a row that a page parts goes on in them."""
    last = {place: line.words for line, place in zip(lines, places, strict=True) if place != OUTSIDE}
    return frozenset(column for column, words in last.items() if not _done(words, roles[column]))


def _done(words: str, role: str | None) -> bool:
    """Whether a cell's words may end here."""
    if role in _OWNERS:
        last = re.split("[、，,]", words)[-1]
        return (len(last) > 1 and bool(sign("body").search(last))) or bool(sign("none").match(words))
    if role == "due":
        return True
    return words[-1] in "。；;！）)" or role not in ("measure",)


def _begins(words: str, role: str | None) -> bool:
    """Whether a line reads like the beginning of a cell of its own."""
    if role in _OWNERS:
        return bool(_NEW_NAME.match(words))
    return role not in ("measure", "target") and bool(_NUMBERED.match(words))
