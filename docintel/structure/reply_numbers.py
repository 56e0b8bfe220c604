"""Faults of an outline's numbers: gaps, repeats, two styles at one level, order turned, wrong marks (GB/T 9704-2012 §7.3.3)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from docintel.domain.checks import Fault
from docintel.domain.papers import Paper, Section
from docintel.domain.spans import Span
from docintel.text.numerals import parse_number

_STYLES = (
    ("cn", re.compile(r"([一二三四五六七八九十]{1,3})\s*[、．.]")),
    ("cnp", re.compile(r"[（(〔]\s*([一二三四五六七八九十]{1,3})\s*[)）〕]")),
    ("ar", re.compile(r"(\d{1,2})\s*[.．、]")),
    ("arp", re.compile(r"[（(]?\s*(\d{1,2})\s*[)）]")),
)
_ORDER = [name for name, _ in _STYLES]
_GOOD = {"cn": "{}、", "cnp": "（{}）", "ar": "{}.", "arp": "（{}）"}
_MARKS = re.compile(
    r"(?m)^[ \t\u3000]*(?:(?P<cnp>[（(][一二三四五六七八九十]{1,3}[)）])[、，,.．]"
    r"|(?P<cn>[一二三四五六七八九十]{1,3})[．.,，](?!\d)|(?P<ar>\d{1,2})、)"
)

Make = Callable[..., list[Fault]]


def number_faults(paper: Paper, fault: Make) -> Iterator[Fault]:
    """Every fault of the numbers of the text; ``fault`` makes one from its code. Points inside a sentence (一是 …) are no numbers."""
    text = paper.text
    groups: dict[tuple[int | None, str], list[tuple[int, Section]]] = {}
    by_parent: dict[int | None, list[tuple[str, Section]]] = {}
    styles: dict[int, str] = {}
    for at, section in enumerate(paper.sections):
        told = _read(section.number)
        if told is None:
            continue
        style, value = told
        styles[at] = style
        groups.setdefault((section.parent, style), []).append((value, section))
        by_parent.setdefault(section.parent, []).append((style, section))
        above = styles.get(section.parent) if section.parent is not None else None
        if above and _ORDER.index(style) < _ORDER.index(above) and paper.sections[section.parent or 0].number:
            yield from fault("number_order", _span(text, section), words=section.number, above=paper.sections[section.parent or 0].number)
    for (parent, style), rows in groups.items():
        yield from _sequence(text, style, rows, parent, fault)
    for rows_ in by_parent.values():
        yield from _mixed(text, rows_, fault)
    yield from _marks(text, fault)


def _read(number: str) -> tuple[str, int] | None:
    for style, pattern in _STYLES:
        m = pattern.fullmatch(number.strip())
        if m:
            value = parse_number(m.group(1))
            return (style, int(value)) if value else None
    return None


def _span(text: str, section: Section) -> Span:
    return Span.of(text, section.start, min(section.heading_end or section.start + 12, section.start + 40))


def _sequence(text: str, style: str, rows: list[tuple[int, Section]], parent: int | None, fault: Make) -> Iterator[Fault]:
    first, section = rows[0]
    if first != 1 and (len(rows) > 1 or parent is None):
        yield from fault("number_first", _span(text, section), words=section.number)
    for (before, one), (after, other) in itertools.pairwise(rows):
        if after == before:
            yield from fault("number_again", _span(text, other), words=other.number)
        elif after != before + 1 and after != 1:  # 1 again: a list of its own begins
            yield from fault("number_gap", _span(text, other), before=one.number, after=other.number)


def _mixed(text: str, rows: list[tuple[str, Section]], fault: Make) -> Iterator[Fault]:
    """Two styles among the points of one level, both used again: 一、 2、 3、 四、."""
    runs = [rows[0]]
    runs += [row for before, row in itertools.pairwise(rows) if row[0] != before[0]]
    if len(runs) > 2 or (len(runs) == 2 and len(rows) > 2):
        yield from fault("number_mixed", _span(text, runs[1][1]), before=runs[0][1].number, after=runs[1][1].number)


def _marks(text: str, fault: Make) -> Iterator[Fault]:
    """One fault for each style, at its first place."""
    found: dict[str, list[re.Match[str]]] = {}
    for m in _MARKS.finditer(text):
        found.setdefault(m.lastgroup or "cn", []).append(m)
    for style, places in found.items():
        m = places[0]
        value = re.sub(r"[^\d一二三四五六七八九十]", "", m.group(style))
        span = Span.of(text, m.start(style), m.end())
        yield from fault("number_mark", span, words=m.group().strip(), good=_GOOD[style].format(value), n=len(places))
