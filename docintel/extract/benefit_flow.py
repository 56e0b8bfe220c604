"""Paragraphs as they read: hard-wrapped lines joined, white space and page numbers taken out, every letter with its offset."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docintel.domain.spans import Span
from docintel.extract.flow import soft_breaks

_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十百]{1,4}[、章节]|第\s*[一二三四五六七八九十百\d]+\s*[条章节]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳●■◆]|附件|附\s*则)"
)
_PAGE_NUMBER = re.compile(r"\s*(?:[—–-]\s*\d{1,3}\s*[—–-]|\d{1,3})\s*$")
_STOPS = "。！？；：;:!?】"
_SOLID = re.compile(r"[\S\t]+")
_GAP = re.compile(r"(?<=\S)(?: {3,}|\u3000{2,})(?=\S)")
_COLUMNS = 2  # gaps of a line that holds cells
_WRAP_WIDTH = 64  # text of A4 pages breaks at 25–50 Chinese letters a line


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A paragraph without white space, a comma between the cells of a row; letter ``i`` stands at offset ``at[i]`` of the paper."""

    text: str
    at: Sequence[int]
    row: bool = False  # a row of a table
    wrapped: bool = False  # of several lines

    def span(self, source: str, start: int, end: int) -> Span:
        """The letters [start, end) as a span of ``source``, inner line breaks included."""
        return Span.of(source, self.at[start], self.at[end - 1] + 1)


def wrapped(text: str) -> bool:
    """Whether the lines are broken by a page's width and not by paragraphs."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    return len(lengths) > 12 and lengths[int(len(lengths) * 0.95)] <= _WRAP_WIDTH


def paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """For each paragraph the [start, end) of its lines; lines of hard-wrapped text are joined until a stop or a number."""
    join = wrapped(text)
    soft = (soft_breaks(text) if join else None) or frozenset()
    lines: list[tuple[int, int]] = []
    at = 0
    for n, line in enumerate(text.split("\n")):
        start, at = at, at + len(line) + 1
        if join and lines and (not line.strip() or _PAGE_NUMBER.match(line)):
            continue  # a page break inside a sentence
        if lines and (not join or (text[lines[-1][1] - 1] in _STOPS and n - 1 not in soft) or _NUMBERED.match(line)):
            yield lines
            lines = []
        if stripped := line.strip():
            begin = start + line.index(stripped)
            lines.append((begin, begin + len(stripped)))
    if lines:
        yield lines


def flows(text: str) -> Iterator[Flow]:
    """The paragraphs of a paper's text, white space taken out."""
    for lines in paragraphs(text):
        if len(lines) == 1 and (row := _cells(text, *lines[0])):
            yield row
            continue
        runs = [m for start, end in lines for m in _SOLID.finditer(text, start, end)]
        at = range(*runs[0].span()) if len(runs) == 1 else [i for m in runs for i in range(*m.span())]
        joined = "".join([m.group() for m in runs])
        yield Flow(joined.replace("\t", "，"), at, "\t" in joined, len(lines) > 1)


def _cells(text: str, start: int, end: int) -> Flow | None:
    """A line of text whose cells are set apart by wide gaps, as tables are kept in plain text."""
    if "   " not in text[start:end] and "\u3000\u3000" not in text[start:end]:
        return None
    gaps = {m.start() for m in _GAP.finditer(text, start, end)}
    if len(gaps) < _COLUMNS:
        return None
    kept = [i for i in range(start, end) if i in gaps or not text[i].isspace()]
    return Flow("".join("，" if i in gaps else text[i] for i in kept), kept, True)
