"""What is indexed: neighbouring provisions of a paper joined into windows of up to WINDOW characters.

A point of one line says too little for words or meaning to find it, and a reader wants its neighbours; a window never crosses a
heading of the two upper levels once it is a third full, and a provision longer than a window is cut between sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from docintel.domain.facts import Fact, standing_in
from docintel.domain.passages import Passage
from docintel.text.sentences import clauses, units

WINDOW = 900  # characters; a result beyond 1,200 is of no use to a reader
FULL = 0.35  # share from which a new heading begins a new window
GAP = 8  # characters between two provisions that may be bridged: white space, no line of text
CUT = 400  # a sentence longer than this is cut at commas

_SUM = re.compile(r"[\d一二三四五六七八九十百千]\s*(?:万|亿|千|百)?\s*(?:元|[%％‰])|百分之[一二三四五六七八九十]")
_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’"
_BLANKS = re.compile("[ \t\u3000]+")
_SPACE = re.compile(rf"(?<=[{_CJK}])[ \t\u3000]+|[ \t\u3000]+(?=[{_CJK}])")


Piece = tuple[int, int, int]
"""A passage's number in its paper's list, and [start, end) of what of it is meant."""


@dataclass(frozen=True)
class Window:
    """[start, end) of a paper with the provisions in it. ``text`` is the paper's own; ``plain`` reads as one line."""

    doc: str
    start: int
    end: int
    text: str
    heading: str
    parts: tuple[Passage, ...]

    @cached_property
    def plain(self) -> str:
        """The words without line breaks and without the blanks that typesetting left between Chinese characters."""
        return plain(self.text)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The promises and benefits some of whose words stand in it."""
        return standing_in((fact for part in self.parts for fact in part.facts), self.start, self.end)

    @property
    def names_sum(self) -> bool:
        """Whether a sum of money or a rate stands in it."""
        return bool(_SUM.search(self.text))


def plain(text: str) -> str:
    """One line: hard line breaks and blanks beside Chinese characters are taken out."""
    text = "".join([line.strip() for line in text.split("\n")])
    return _BLANKS.sub(_closed, text) if " " in text or "\t" in text or "\u3000" in text else text


def _closed(blanks: re.Match[str]) -> str:
    """The blanks without those beside Chinese characters. Looked at one by one: _SPACE alone tries every character of the text."""
    before, after = blanks.string[max(0, blanks.start() - 1) : blanks.start()], blanks.string[blanks.end() : blanks.end() + 1]
    if "\u4e00" <= before <= "\u9fff":
        return ""
    closed = _SPACE.sub("", f"{before}{blanks.group()}{after}")
    return closed[len(before) : len(closed) - len(after)]


def windows(passages: Iterable[Passage]) -> list[Window]:
    """The windows over one paper's passages, in order."""
    held = list(passages)
    return [window([_part(held[n], start, end) for n, start, end in group]) for group in _groups(held)]


def _groups(passages: Sequence[Passage]) -> list[list[Piece]]:
    """The windows over one paper's passages as the pieces in them, in order."""
    out: list[list[Piece]] = []
    upper = [_upper(p.heading_path) for p in passages]
    pieces = (piece for n, p in enumerate(passages) for piece in _pieces(n, p))
    for piece in sorted(pieces, key=lambda piece: (piece[1], piece[2])):
        if out and _joins(out[-1], piece, upper):
            out[-1].append(piece)
        else:
            out.append([piece])
    return out


def _joins(group: Sequence[Piece], piece: Piece, upper: Sequence[tuple[str, ...]]) -> bool:
    first, last = group[0], group[-1]
    if piece[2] - first[1] > WINDOW or piece[1] - last[2] > GAP:
        return False
    return upper[piece[0]] == upper[last[0]] or last[2] - first[1] <= FULL * WINDOW


@lru_cache(maxsize=1 << 12)
def _upper(path: str) -> tuple[str, ...]:
    return tuple(path.split(" > ")[:2])


def window(parts: Sequence[Passage]) -> Window:
    """The window that pieces of one paper's passages make."""
    text, at = [parts[0].text], parts[0].end
    for p in parts[1:]:
        if p.end <= at:
            continue
        text.append("\n" * max(0, p.start - at) + p.text[max(0, at - p.start) :])  # what stands between is not known here; offsets stay
        at = p.end
    return Window(parts[0].doc, parts[0].start, at, "".join(text), _common(parts), tuple(parts))


def joined(made: Iterable[Window]) -> list[Passage]:
    """The passages that a paper's windows were made of: the pieces of one stand behind one another."""
    found: dict[str, list[Passage]] = {}
    for one in made:
        for part in one.parts:
            found.setdefault(part.passage_id, []).append(part)
    return [_one(pieces) for pieces in found.values()]


def _one(pieces: Sequence[Passage]) -> Passage:
    if len(pieces) == 1:
        return pieces[0]
    start, end = pieces[0].start, pieces[-1].end
    facts = standing_in((fact for piece in pieces for fact in piece.facts), start, end)
    return replace(pieces[0], end=end, text="".join(p.text for p in pieces), facts=facts)


def _common(group: Sequence[Passage]) -> str:
    """The headings that all provisions of the window stand under; the first one's where they share none."""
    paths = list(dict.fromkeys(p.heading_path for p in group))
    if len(paths) == 1:
        return paths[0]
    shared = [names[0] for names in zip(*(path.split(" > ") for path in paths), strict=False) if len(set(names)) == 1]
    return " > ".join(shared) or group[0].heading_path


def _part(passage: Passage, start: int, end: int) -> Passage:
    if start == passage.start and end == passage.end:
        return passage
    return replace(passage, start=start, end=end, text=passage.text[start - passage.start : end - passage.start])


def _pieces(number: int, passage: Passage) -> Iterator[Piece]:
    """The passage itself, or cut between sentences into pieces of at most WINDOW characters."""
    at = passage.start
    if passage.end - at <= WINDOW:
        yield number, at, passage.end
        return
    start = last = 0
    for stop in (*_stops(passage.text), len(passage.text)):
        if stop - start > WINDOW and last > start:
            yield number, at + start, at + last
            start = last
        while stop - start > WINDOW:  # no mark at all: a table read as one line
            yield number, at + start, at + start + WINDOW
            start += WINDOW
        last = stop
    if start < len(passage.text):
        yield number, at + start, at + len(passage.text)


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
