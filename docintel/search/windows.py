"""What is indexed: neighbouring provisions of a paper joined into windows of up to WINDOW characters.

A point of one line says too little for words or meaning to find it, and a reader wants its neighbours; a window never crosses a
heading of the two upper levels once it is a third full, and a provision longer than a window is cut between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docintel.domain.passages import Passage
from docintel.text.sentences import clauses, units

WINDOW = 900  # characters; a result beyond 1,200 is of no use to a reader
FULL = 0.35  # share from which a new heading begins a new window
GAP = 8  # characters between two provisions that may be bridged: white space, no line of text
CUT = 400  # a sentence longer than this is cut at commas

_SUM = re.compile(r"[\d一二三四五六七八九十百千]\s*(?:万|亿|千|百)?\s*(?:元|[%％‰])|百分之[一二三四五六七八九十]")
_FOLD = re.compile(r"\s*\n\s*")
_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’"
_SPACE = re.compile(rf"(?<=[{_CJK}])[ \t\u3000]+|[ \t\u3000]+(?=[{_CJK}])")


@dataclass(frozen=True, slots=True)
class Window:
    """[start, end) of a paper with the provisions in it. ``text`` is the paper's own; ``plain`` reads as one line."""

    doc: str
    start: int
    end: int
    text: str
    heading: str
    parts: tuple[Passage, ...]

    @property
    def plain(self) -> str:
        """The words without line breaks and without the blanks that typesetting left between Chinese characters."""
        return plain(self.text)

    @property
    def names_sum(self) -> bool:
        """Whether a sum of money or a rate stands in it."""
        return bool(_SUM.search(self.text))


def plain(text: str) -> str:
    """One line: hard line breaks and blanks beside Chinese characters are taken out."""
    return _SPACE.sub("", _FOLD.sub("", text)).strip()


def windows(passages: Iterable[Passage]) -> list[Window]:
    """The windows over one paper's passages, in order."""
    out: list[Window] = []
    group: list[Passage] = []
    for passage in sorted((piece for p in passages for piece in _pieces(p)), key=lambda p: (p.start, p.end)):
        if group and not _joins(group, passage):
            out.append(_window(group))
            group = []
        group.append(passage)
    if group:
        out.append(_window(group))
    return out


def _joins(group: Sequence[Passage], passage: Passage) -> bool:
    first, last = group[0], group[-1]
    if passage.end - first.start > WINDOW or passage.start - last.end > GAP:
        return False
    turned = _upper(passage.heading_path) != _upper(last.heading_path)
    return not (turned and last.end - first.start > FULL * WINDOW)


def _upper(path: str) -> tuple[str, ...]:
    return tuple(path.split(" > ")[:2])


def _window(group: Sequence[Passage]) -> Window:
    text, at = group[0].text, group[0].end
    for p in group[1:]:
        if p.end <= at:
            continue
        text += "\n" * max(0, p.start - at) + p.text[max(0, at - p.start) :]  # what stands between is not known here; offsets stay
        at = p.end
    return Window(group[0].doc, group[0].start, at, text, _common(group), tuple(group))


def _common(group: Sequence[Passage]) -> str:
    """The headings that all provisions of the window stand under; the first one's where they share none."""
    paths = [p.heading_path.split(" > ") for p in group]
    shared = [names[0] for names in zip(*paths, strict=False) if len(set(names)) == 1]
    return " > ".join(shared) or group[0].heading_path


def _pieces(passage: Passage) -> Iterator[Passage]:
    """The passage itself, or cut between sentences into pieces of at most WINDOW characters."""
    if passage.end - passage.start <= WINDOW:
        yield passage
        return
    start = last = 0
    for stop in (*_stops(passage.text), len(passage.text)):
        if stop - start > WINDOW and last > start:
            yield _piece(passage, start, last)
            start = last
        while stop - start > WINDOW:  # no mark at all: a table read as one line
            yield _piece(passage, start, start + WINDOW)
            start += WINDOW
        last = stop
    if start < len(passage.text):
        yield _piece(passage, start, len(passage.text))


def _stops(text: str) -> Iterator[int]:
    """Where the text may be cut: ends of sentences, and of clauses in a long one."""
    for begin, end in units(text):
        if end - begin > CUT:
            at = begin
            for _, stop in clauses(text, begin, end):
                if stop - at > CUT // 2:
                    yield stop
                    at = stop
        yield end


def _piece(passage: Passage, start: int, end: int) -> Passage:
    return replace(passage, start=passage.start + start, end=passage.start + end, text=passage.text[start:end])
