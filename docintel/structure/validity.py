"""From when to when a paper is in force: its commencement clause, else the years of its title (guide §5, §6)."""

from __future__ import annotations

import re

from docintel.domain.papers import Anchor, Validity
from docintel.domain.spans import Span
from docintel.structure.para import Para
from docintel.text.dates import find_times

_CLAUSE = re.compile(
    r"(?:起|开始)[^，。；]{0,8}(?:施行|实施|执行|生效|试行)|(?:有效期|施行期|实施期|执行期|试行期)"
    r"|(?:政策|本)[^，。]{0,8}期限"
)
_SENTENCE = re.compile(r"[^。]+")
MAX_CLAUSES = 6
"""Clauses read a paper, from its end: commencement stands in the last articles (附则)."""

_OTHER_PAPER = re.compile(r"《[^》]+》[^，。]{0,16}?自[^，。]{2,20}起|原《|同时废止")
_OWN = re.compile(r"本[一-龥]{2,6}自|^\s*自")
_WHOLE = re.compile(
    r"本[一-龥]{1,8}[自从于有为期政]|本(?:办法|措施|政策|意见|细则|规定|方案|通知|文件|规则|条例)|上述|以上|各项|起[^，。；]{0,8}(?:施行|实施|执行|生效|试行)"
)
"""A term that stands without one of these is that of a single measure (…，执行期限至2023年12月31日)."""

_TITLE_YEARS = re.compile(r"(?P<a>20\d{2})\s*年?\s*[-—－–~～至]+\s*(?P<b>20\d{2})\s*年?")


def read_validity(text: str, paras: list[Para], title: str | None, issue: str | None, reported: bool) -> Validity | None:
    """The last clause that speaks of the paper itself, else the years in its title; None when it states neither.

    ``reported``: an explanation speaks of the paper it explains, so clauses of named papers count.
    """
    found = _clause(text, paras, issue, reported)
    if found:
        return found
    return title_years(title)


def title_years(title: str | None) -> Validity | None:
    """（2025—2027年） in a title: the first day of the first year to the last of the last."""
    years = _TITLE_YEARS.search(title or "")
    if years and int(years.group("a")) <= int(years.group("b")):
        return Validity(f"{years.group('a')}-01-01", f"{years.group('b')}-12-31", "title")
    return None


def title_year(title: str | None) -> str | None:
    """The first year that a title names."""
    m = re.search(r"(20\d{2})\s*(?:年|[-—－–~～至]\s*20\d{2})", title or "")
    return m.group(1) if m else None


def _clause(text: str, paras: list[Para], issue: str | None, reported: bool) -> Validity | None:
    anchor = Anchor(issue, "day", "issue_date") if issue else None
    best: Validity | None = None
    for para, m in reversed(_clauses(paras, reported)):
        start, end = _read(m.group(), anchor)
        if not (start or end) or (best and best.end and not end):
            continue
        if best and end and not start and not best.end:
            start = best.start
        best = Validity(start, end, "clause", Span.of(text, para.back(m.start()), para.back(m.end() - 1) + 1))
    return best


def _clauses(paras: list[Para], reported: bool) -> list[tuple[Para, re.Match[str]]]:
    """The last sentences on commencement or term, last first; those on another paper are left out."""
    out: list[tuple[Para, re.Match[str]]] = []
    for para in reversed(paras):
        if ("期" not in para.text and "起" not in para.text and "开始" not in para.text) or not _CLAUSE.search(para.text):
            continue
        for m in reversed(list(_SENTENCE.finditer(para.text))):
            words = m.group()
            other = not reported and _OTHER_PAPER.search(words) and not _OWN.search(words)
            if _CLAUSE.search(words) and _WHOLE.search(words) and not other and len(words) < 400:
                out.append((para, m))
            if len(out) == MAX_CLAUSES:
                return out
    return out


def _read(words: str, anchor: Anchor | None) -> tuple[str | None, str | None]:
    """(first day, last day) of the clause."""
    start = end = None
    for frame in find_times(words, anchor):
        if frame.role == "validity":
            start, end = frame.start or start, frame.end or end
        elif frame.role == "start" and frame.rule == "in_force":
            start = start or frame.start
    return (start, end) if not (start and end) or start <= end else (start, None)
