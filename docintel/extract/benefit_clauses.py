"""Where a sentence hands something to an outside party: its comma clauses read as conditions, grants, ceilings and tiers.

The rule of office behind it: a benefit is written as *who* (对…的企业, …的), *what* (给予/按…补贴/奖励 + sum or named entitlement) and
*how far* (单户最高…, 期限…); guide §2 BENEFIT, §5, §8a-4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docintel.extract.benefit_words import pattern, patterns, together
from docintel.text.cue import Cue

RANK = {"share": 2, "noun-sum": 2, "sum-noun": 2, "noun-of-share": 2, "standard": 2, "raise": 2, "lend": 2}
"""Cues that name a sum (2); the others name an entitlement (1)."""


@dataclass(slots=True)  # not frozen: one is made for each clause
class Clause:
    """Letters [start, end) of a sentence. ``kind``: cond | grant | tail | member | purpose | other; the grant begins at ``cut``."""

    start: int
    end: int
    kind: str
    cut: int
    rank: int
    cue: str
    mark: str  # the mark after it: ， ； ： 。 or ''


_STOP = re.compile(r"[。！？]")
_MARKS = re.compile(r"[，,；;。！？：:]")


@cache  # asked several times for each clause
def _is(name: str) -> Cue:
    return pattern("clauses", name)


_STARTS = re.compile(r"对(?!应)|凡|支持|鼓励|给予|为|新|首次|企业|加|引|完|建|推|扩|培|设|实|按|获|在|经")


def unlabelled(text: str, start: int, end: int) -> int:
    """Where the words of a clause begin behind its number or heading (第二条【…】, （一）, 1., 一是); 第二款第（一）项 is none."""
    at = start
    for label in _is("label").finditer(text, start, end):
        stop = label.end()
        if stop >= end or text[stop] in "款项目条":
            continue
        if label.start() == at or (stop - start < 60 and _STARTS.match(text, stop)):
            at = stop
            while at < end - 1 and text[at] == "，":  # a tab behind the number
                at += 1
    return at


def split(text: str) -> list[tuple[int, int, str]]:
    """[(start, end, mark)] of the comma clauses of a paragraph without white space; balanced brackets and ratios are never cut."""
    masked = pattern("clauses", "uncut").sub(lambda m: "□" * len(m.group()), text)
    out, begin = [], 0
    for mark in _MARKS.finditer(masked):
        if mark.start() > begin:
            out.append((begin, mark.start(), mark.group()))
        begin = mark.end()
    if begin < len(text):
        out.append((begin, len(text), ""))
    return out


_LONGEST = 800  # letters of a comma clause; what is longer is no sentence


def grant_in(clause: str) -> tuple[int, int, str] | None:
    """(cut, rank, cue) of the grant that begins first in a comma clause; a stronger cue at the same place wins."""
    best: tuple[int, int, str] | None = None
    if len(clause) > _LONGEST:
        return None
    summed = _is("sum").search(clause) is not None
    for n, match in together("cues").found(clause, -1 if summed else _unsummed()):
        name = patterns("cues")[n][0]
        rank = RANK.get(name, 1)
        if best is None or match.start() < best[0] or (match.start() == best[0] and rank > best[1]):
            best = (match.start(), rank, name)
    if best is None:
        return None
    return best[0], 2 if summed and _is("sum").search(clause, best[0]) else best[1], best[2]


@cache
def _unsummed() -> int:
    """The bits of the cues that need no sum beside them."""
    return sum(1 << n for n, (name, _) in enumerate(patterns("cues")) if RANK.get(name, 1) < 2)


def classify(text: str, start: int, end: int, mark: str, granted: int) -> Clause:
    """Read one comma clause; ``granted``: 2 = this sentence has granted something before it, 1 = this paragraph has, 0 = neither."""
    words = text[start:end]
    kind, cut, rank, cue = "cond", end, 0, ""
    if _is("void").search(words) or (granted == 2 and _is("use").match(words) and mark != "；"):
        kind = "void"
    elif _is("refused").search(words) or _is("fund").search(words):
        kind = "other"
    elif granted and pattern("statements", "own-member").match(words) and _is("member").match(words[2:]):
        kind, cut, rank, start = "member", start + 2, granted, start + 2
    elif granted and _is("tail").match(words) and _is_tail(words, granted):
        kind, cut = "tail", start
    elif _is("cond-end").search(words) and mark != "。":
        kind = "cond"
    elif (found := grant_in(words)) is not None:
        kind, cut, rank, cue = "grant", start + found[0], found[1], found[2]
    elif granted and _is("member").match(words):
        kind, cut, rank = "member", start, granted
    elif _is("purpose").match(words):
        run_in = _is("run-in").search(words)
        kind = "cond" if run_in or _is("to-party").search(words) else "purpose"
        start += run_in.start() if run_in else 0
    office = cue != "borne" and _is("office").search(text, cut, end)
    if kind in ("grant", "tail", "member") and (office or _is("past").search(words)):
        kind = "other"
    return Clause(start, end, kind, cut, rank, cue, mark)


def _is_tail(words: str, granted: int) -> bool:
    if words.endswith("的") or (words.startswith("其中") and not _is("sum").search(words)):
        return False
    if _is("cap").search(words) or _is("term").match(words):
        return True
    return granted == 2 and not grant_in(words)


def _sentence(text: str, begin: int, granted: int) -> tuple[int, bool]:
    """(end, whether it holds a word of giving, or a sum behind a grant) of the sentence that begins at ``begin``."""
    stop = _STOP.search(text, begin)
    end = stop.end() if stop else len(text)
    warm = _is("hint").search(text, begin, end) or (granted and _is("measured").search(text, begin, end))
    return end, bool(warm)


def gives(text: str) -> bool:
    """Whether a paragraph holds a word of giving; one without gives nothing, however its clauses read."""
    return _is("hint").search(text) is not None


_WORDED = ("whole", "free", "half")


def _cell(text: str, read: Clause) -> Clause:
    """A cell of a row below a head of sums: a bare sum is given, a cell without one names the case."""
    if _is("cell-sum").search(text[read.start : read.end]):
        return Clause(read.start, read.end, "grant", read.start, 2, "case", read.mark)
    said = _is("sum").search(text, read.start, read.end) or any(pattern("amounts", n).search(text, read.start, read.end) for n in _WORDED)
    return read if said else Clause(read.start, read.end, "cond", read.end, 0, "", read.mark)


def _names_case(text: str, start: int, end: int) -> int:
    """补贴标准为：科技型企业|按50%贴息: where the grant begins behind the case that it names."""
    found = grant_in(text[start:end])
    return start + found[0] if found and found[1] == 2 and pattern("terms", "party-end").search(text, start, start + found[0]) else start


def read(text: str, standard: bool = False) -> list[Clause]:
    """The comma clauses of a paragraph, read in order; ``standard``: of a row below a head of sums, where a sum alone is given."""
    out: list[Clause] = []
    granted, field = 0, False
    ends, warm = 0, False  # of the sentence that is being read
    listing = False  # whether the sentence lists conditions behind ：
    named = _is("named-benefit")
    titled = named.may(text) and named.match(text, unlabelled(text, 0, len(text))) is not None
    for begin, end, mark in split(text):
        if begin >= ends:
            ends, warm = _sentence(text, begin, granted)
            warm, listing = warm or standard or titled, False
        if not warm:
            out.append(Clause(unlabelled(text, begin, end), end, "cond", end, 0, "", mark))
            granted, field = min(granted, 1), False
            continue
        start = unlabelled(text, begin, end)
        opens = mark in ("：", ":") and _is("field").search(text, start, end) is not None
        if opens:
            clause = Clause(start, end, "void", end, 0, "", mark)
        elif field and _is("sum").search(text, start, end):
            clause = Clause(start, end, "grant", _names_case(text, start, end), 2, "field", mark)
        elif titled and _is("named-sums").search(text[start:end]):
            clause = Clause(start, end, "grant", start, 2, "case", mark)
        else:
            clause = classify(text, start, end, mark, granted)
            if standard and granted < 2:
                clause = _cell(text, clause)
        if listing and clause.kind in ("tail", "member"):
            clause = Clause(start, end, "cond", end, 0, "", mark)
        listing = listing or (mark in ("：", ":") and _is("listing").search(text, max(begin - 60, 0), end) is not None)
        field = opens or (field and mark not in ("。", "！", "？"))
        if clause.kind in ("grant", "member"):
            granted = 2
        if mark and mark in "。！？":
            granted = min(granted, 1)
        out.append(clause)
    return out
