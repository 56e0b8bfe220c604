"""The single conditions of a question: NAME OPERATOR VALUE (补贴比例≥50%) and DATE PREDICATE (2025年底前到期)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from docintel.domain.criteria import Compare, Due
from docintel.domain.papers import Anchor
from docintel.search.groups import rows
from docintel.text.amounts import find_numbers
from docintel.text.dates import find_times
from docintel.text.measures import figure
from docintel.text.numerals import CN_NUMBER, parse_number

BLANK = " \t\u3000,，;；、。"
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z“”]{2,16}$")
_JOINS = re.compile(r"^(?:且|并且|而且|或者|或|非|的)")
_BARE = re.compile(rf"([-−]?\d+(?:\.\d+)?)\s*([十百千万亿]*)|([{CN_NUMBER}]+)")
_TO = re.compile(r"\s*[~～\-—–至到]\s*")
_UNIT = re.compile(rf"[\u4e00-\u9fff]{{1,3}}(?=$|[{BLANK}()（）])")
_VALUE = re.compile(r"[-−]?\d[\d.,]*\s*[十百千万亿]*\s*(?:%|％|[\u4e00-\u9fff]{1,4})?\s*$")
_BEFORE = re.compile(r"(?:之前|以前|前)$")
_AROUND = 40
"""Characters before and behind an operator in which a name and a value are looked for."""
_TURNED = {"ge": "le", "le": "ge", "gt": "lt", "lt": "gt", "eq": "eq"}
_SIGNS = {"ge": "≥", "le": "≤", "gt": "＞", "lt": "＜", "eq": "＝"}
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of figures: what it is called, the kinds that it asks for, the unit of a bare number."""

    label: str
    kinds: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Atom:
    """A condition that stands at [start, end) of the question."""

    start: int
    end: int
    condition: Compare | Due
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read at [start, end), in Chinese; it stays words."""

    start: int
    end: int
    words: str


@cache
def names() -> dict[str, Name]:
    """Name or other name → what it asks for."""
    found = {}
    for label, kinds, unit, *more in rows("figures.tsv"):
        name = Name(label, tuple(kinds.split()), unit)
        found.update(dict.fromkeys([label, *(more[0].split() if more else ())], name))
    return found


@cache
def _operators() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    meaning: dict[str, str] = {}
    signs: list[str] = []
    words: list[str] = []
    for code, written, *more in rows("operators.tsv"):
        signs += written.split()
        words += more[0].split() if more else []
        meaning.update(dict.fromkeys((*written.split(), *(more[0].split() if more else ())), code))

    def any_of(some: list[str]) -> str:
        return "|".join(map(re.escape, sorted(some, key=len, reverse=True)))

    known = any_of(list(names()))
    return meaning, re.compile(any_of(signs)), re.compile(rf"(?:{known})\s*({any_of(words)})(?=\s*[\d一二两三四五六七八九十百])")


@cache
def _ranges() -> re.Pattern[str]:
    known = "|".join(map(re.escape, sorted(names(), key=len, reverse=True)))
    return re.compile(rf"(?P<name>{known})\s*(?:在|介于|为)?\s*(?=\d[\d.,]*\s*[十百千万亿%％\u4e00-\u9fff\d]{{0,7}}\s*[~～\-—–至到]\s*\d)")


@cache
def _due_words() -> re.Pattern[str]:
    words = "|".join(row[0] for row in rows("due_words.txt"))
    return re.compile(rf"([^{BLANK}()（）≥≤<>=＞＜＝]{{2,20}}?)({words})的?(?=$|[{BLANK}()（）]|且|或|并且)")


def find(text: str, today: date) -> tuple[list[Atom], list[Fault]]:
    """The conditions of a question in its order, and what looks like one and is none. Relative days count from ``today``."""
    atoms: list[Atom] = []
    faults: list[Fault] = []
    for start, end, code in _signs(text):
        if atoms and start < atoms[-1].end:
            continue
        since = max(start - _AROUND, atoms[-1].end if atoms else 0)
        found = _framed(text, since, (start, end), code) or _compared(text, since, (start, end), code, today)
        if isinstance(found, Atom):
            atoms.append(found)
        elif faults and faults[-1].end == start:  # ≥≥≥
            faults[-1] = replace(faults[-1], end=end)
        else:
            faults.append(found)
    more = [
        atom for atom in (*_spans(text, today), *_dues(text, today)) if not any(a.start < atom.end and atom.start < a.end for a in atoms)
    ]
    return sorted((*atoms, *more), key=lambda a: a.start), faults


def _signs(text: str) -> Iterator[tuple[int, int, str]]:
    meaning, signs, words = _operators()
    found = [(m.start(), m.end(), meaning[m[0]]) for m in signs.finditer(text)]
    found += [(m.start(1), m.end(1), meaning[m[1]]) for m in words.finditer(text)]
    return iter(sorted(found))


def _framed(text: str, since: int, at: tuple[int, int], code: str) -> Atom | None:
    """A condition whose value stands first: 50%≤补贴比例, 50%≤补贴比例≤70%."""
    meaning, signs, _ = _operators()
    begin = _after_blank(text, at[1])
    known = max((n for n in names() if text.startswith(n, begin)), key=len, default="")
    told = _VALUE.search(text, since, at[0])
    if not known or not told or "due" in names()[known].kinds:
        return None
    name, end = names()[known], begin + len(known)
    value = _value(told[0], name)
    if value is None or value[0] != len(told[0].rstrip()):
        return None
    first = _compare(name, _TURNED[code], value[1], value[2])
    sign = signs.match(text, _after_blank(text, end))
    upper = _value(text[sign.end() : sign.end() + _AROUND], name) if sign else None
    if sign and upper:
        second = _compare(name, meaning[sign[0]], upper[1], upper[2])
        if _is_other_side(first, second):
            end = sign.end() + upper[0]
            written = f"{first.words.removeprefix(name.label)[1:]}{_SIGNS[code]}{second.words}"
            first = _both(first, second, written)
    return Atom(told.start(), end, first, _without_unit(text[told.start() : end], name, first))


def _after_blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _is_other_side(first: Compare, second: Compare) -> bool:
    """Whether two conditions of one name and unit close a range."""
    return first.unit == second.unit and {(c.low is None, c.high is None) for c in (first, second)} == {(True, False), (False, True)}


def _both(one: Compare, other: Compare, words: str) -> Compare:
    lower, upper = (one, other) if one.low is not None else (other, one)
    return replace(lower, high=upper.high, below=upper.below, words=words)


def _without_unit(written: str, name: Name, condition: Compare) -> str:
    """A note where a sum was written without 元."""
    if not (name.unit == "CNY" == condition.unit) or "元" in written:
        return ""
    return f"“{written.strip()}”没有写单位，按“{condition.words}”理解"


def _compared(text: str, since: int, at: tuple[int, int], code: str, today: date) -> Atom | Fault:
    """The condition around an operator; ``since``: where the one before ended."""
    sign = f"第{at[0] + 1}个字“{text[at[0] : at[1]]}”"
    left = text[since : at[0]].rstrip()
    start, name, indicator = _named(left, since)
    if name is None:
        return Fault(*at, f"{sign}前面没有写是哪个数字（如 补贴比例≥50%），已按词查找")
    if "due" in name.kinds:
        days = _day(text[at[1] : at[1] + _AROUND], today)
        if days is None:
            return Fault(*at, f"{sign}后面没有读出日期（如 完成时限≤2025-12-31），已按词查找")
        end, first, last = days
        return Atom(start, at[1] + end, _due(code, first, last, f"{name.label}{_SIGNS[code]}"))
    value = _value(text[at[1] : at[1] + _AROUND], name)
    if value is None:
        return Fault(*at, f"{sign}后面没有读出数值（如 {name.label}{_SIGNS[code]}{'50%' if name.unit == '%' else '100'}），已按词查找")
    end, bounds, unit = value
    condition = _compare(replace(name, label=indicator) if indicator else name, code, bounds, unit, indicator)
    note = f"“{indicator}”不在数字名称表里，按量化指标的名称查找" if indicator else ""
    return Atom(start, at[1] + end, condition, note or _without_unit(text[start : at[1] + end], name, condition))


def _named(left: str, since: int) -> tuple[int, Name | None, str]:
    """(start, name, indicator) of the name at the end of ``left``: one of the table, else words that may be a target's indicator."""
    known = max((n for n in names() if left.endswith(n)), key=len, default="")
    if known:
        return since + len(left) - len(known), names()[known], ""
    run = _RUN.search(left)
    if run is None:
        return 0, None, ""
    joined = _JOINS.match(run[0])
    words = run[0][joined.end() :] if joined else run[0]
    if len(words) < 2:
        return 0, None, ""
    return since + len(left) - len(words), names()["目标"], words


def _compare(name: Name, code: str, bounds: Bounds, unit: str | None, indicator: str = "") -> Compare:
    """The condition that a figure of this name is ``code`` (ge, le, gt, lt, eq) a value, or within bounds."""
    low, high = bounds
    if code in ("ge", "gt"):
        bounds = (low if low is not None else high), None
    elif code in ("le", "lt"):
        bounds = None, (high if high is not None else low)
    written = [figure(x, unit or "") for x in dict.fromkeys(bounds) if x is not None]
    words = f"{name.label}{_SIGNS[code]}{'～'.join(written)}"
    return Compare(name.kinds, *bounds, unit, indicator, above=code == "gt", below=code == "lt", words=words)


def _value(text: str, name: Name) -> tuple[int, Bounds, str | None] | None:
    """(length, bounds, unit) of the value at the beginning of ``text``; unit None = any."""
    blank = len(text) - len(text.lstrip())
    words = text[blank:]
    frame = next((f for f in find_numbers(words) if f.span.start == 0), None)
    if frame is not None and frame.type != "ordinal":
        end = blank + frame.span.end
        bounds = (frame.value, frame.value) if frame.value is not None else (frame.min, frame.max)
        unit = frame.unit or ""
    else:
        bare = _BARE.match(words)
        size = parse_number(bare[0].replace("−", "-").replace(" ", "")) if bare else None
        if bare is None or size is None:
            return None
        end, bounds, unit = blank + bare.end(), (size, size), ""
    to = _TO.match(text, end)
    upper = _value(text[to.end() :], name) if to and bounds[0] == bounds[1] else None
    if to and upper:  # 50万~100万
        unit = unit or upper[2] or ""
        return to.end() + upper[0], (bounds[0], upper[1][1]), unit or None
    if not unit:
        told = _UNIT.match(text, end)
        if told and not _JOINS.match(told[0]):
            return told.end(), bounds, told[0]
        return end, bounds, name.unit or None
    return end, bounds, unit


def _spans(text: str, today: date) -> Iterator[Atom]:
    """A name with a range and no operator: 补贴比例50%~70%, 上限在50万到100万之间, 完成时限2025年1月至6月."""
    for found in _ranges().finditer(text):
        name, behind = names()[found["name"]], text[found.end() : found.end() + _AROUND]
        read: tuple[int, Compare | Due] | None = None
        if "due" in name.kinds:
            days = _day(behind, today)
            read = (days[0], _due("eq", days[1], days[2], name.label)) if days and days[1] else None
        elif (value := _value(behind, name)) and value[1][0] != value[1][1]:
            read = value[0], _compare(name, "eq", value[1], value[2])
        if read is None:
            continue
        end = found.end() + read[0]
        written = text[found.start() : end]
        end += len("之间") if text.startswith("之间", end) else 0
        note = _without_unit(written, name, read[1]) if isinstance(read[1], Compare) else ""
        yield Atom(found.start(), end, read[1], note)


def _dues(text: str, today: date) -> Iterator[Atom]:
    """A date with 到期, 截止 …; the words between must be the date and nothing else."""
    for found in _due_words().finditer(text):
        said = found[1]
        for at in range(len(said) - 1):  # 首台套2025年底前到期: words may stand before it
            days = _day(said[at:], today)
            if days is not None and days[0] == len(said) - at:
                if at and not _is_edge(said[at - 1 : at + 1]):
                    break
                start = found.start() + at
                yield Atom(start, found.end(), _due("eq", days[1], days[2], said[at:], found[2]))
                break


def _is_edge(pair: str) -> bool:
    """Whether a date may begin between two signs: not inside a figure."""
    return not (pair[0].isdigit() or pair[0] in ".-/")


def _day(text: str, today: date) -> tuple[int, str, str] | None:
    """(length, first day, last day) of the date at the beginning of ``text``; '' = open."""
    blank = len(text) - len(text.lstrip())
    words = text[blank:]
    anchor = Anchor(today.isoformat(), "day", "assumed")
    frame = next((f for f in find_times(words, anchor, True) if f.span.start == 0 and f.end), None)
    if frame is None or not frame.end:
        return None
    first = "" if _BEFORE.search(frame.span.text) or not frame.start else frame.start
    return blank + frame.span.end, first, frame.end


def _due(code: str, first: str, last: str, called: str, behind: str = "") -> Due:
    start = first or last
    one = timedelta(days=1)
    bounds = {
        "eq": (first, last),
        "ge": (start, ""),
        "gt": ((date.fromisoformat(last) + one).isoformat(), ""),
        "le": ("", last),
        "lt": ("", (date.fromisoformat(start) - one).isoformat()),
    }[code]
    said = f"{called}{behind}（{_between(*bounds)}）" if behind else f"{called}{start if code in ('ge', 'lt') else last}"
    if code == "eq" and not behind:
        said = f"完成时限在{_between(*bounds)}"
    return Due(*bounds, said)


def _between(first: str, last: str) -> str:
    if first == last:
        return first
    return f"{first}至{last}" if first and last else f"不晚于{last}" if last else f"不早于{first}"
