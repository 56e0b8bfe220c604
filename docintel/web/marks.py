"""Text with marked spans → paragraphs of segments that a template can print. Pure: no HTML is made here."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Mark:
    """[start, end) is a finding of ``kind`` (a CSS word); ``ref`` names the item it belongs to. SENTENCE: a sentence to be asked about."""

    start: int
    end: int
    kind: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under the same marks. ``starts`` are the items that begin here (for anchors in the page)."""

    text: str
    kinds: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    sentence: tuple[int, int] | None = None  # the part of a sentence on this line that the segment belongs to

    @property
    def css(self) -> str:
        """Class names of the marks, e.g. ``m m-commit m-deadline``."""
        return " ".join(["m", *(f"m-{k}" for k in self.kinds)]) if self.kinds else ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text; ``start`` is its offset."""

    start: int
    segments: tuple[Segment, ...]


def paragraphs(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> Iterator[Paragraph]:
    """The non-blank lines of text[start:end], cut wherever a mark begins or ends; marks may overlap and nest."""
    end = len(text) if end is None else end
    ordered = sorted(marks, key=lambda m: (m.start, -m.end))
    position, begun = start, 0
    active: list[Mark] = []
    while position < end:
        line_end = text.find("\n", position, end)
        line_end = end if line_end < 0 else line_end
        active = [m for m in active if m.end > position]
        while begun < len(ordered) and ordered[begun].start < line_end:
            if ordered[begun].end > position:
                active.append(ordered[begun])
            begun += 1
        if text[position:line_end].strip():
            yield Paragraph(position, tuple(_segments(text, position, line_end, active)))
        position = line_end + 1


def _segments(text: str, start: int, end: int, marks: list[Mark]) -> Iterator[Segment]:
    cuts = sorted({start, end, *(p for m in marks for p in (m.start, m.end) if start < p < end)})
    for a, b in itertools.pairwise(cuts):
        here = [m for m in marks if m.start < b and m.end > a]
        told = next((m for m in here if m.kind == SENTENCE), None)
        yield Segment(
            text[a:b],
            tuple(dict.fromkeys(m.kind for m in here if m is not told)),
            tuple(dict.fromkeys(m.ref for m in here if m.ref)),
            tuple(dict.fromkeys(m.ref for m in here if m.ref and m.start == a)),
            (max(told.start, start), min(told.end, end)) if told else None,
        )
