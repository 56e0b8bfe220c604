"""A clause without line breaks, blanks and quotation marks, with a map back to the paper's offsets: names are looked up on the copy."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.spans import Span

_DROP = frozenset(" \t\r\n\u3000\u00a0“”\"'‘’「」『』《》〈〉")
_FOLD = str.maketrans(
    {"(": "（", ")": "）", ",": "，", ";": "；", ":": "：", "％": "%", "—": "-", "－": "-", "～": "-", "~": "-", "–": "-"}
)


@dataclass(frozen=True, slots=True)
class Clean:
    """``text`` is the copy; ``at[i]`` the offset of its character i in ``source``, which begins at ``base`` of the paper."""

    text: str
    at: tuple[int, ...]
    source: str
    base: int

    def span(self, start: int, end: int) -> Span:
        """[start, end) of the copy as a span of the paper; an empty stretch gives the empty span at its place."""
        if not self.at or end <= start:
            place = self.at[min(start, len(self.at) - 1)] if self.at else 0
            return Span(self.base + place, self.base + place, "")
        a, b = self.at[start], self.at[end - 1] + 1
        return Span(self.base + a, self.base + b, self.source[a:b])


def clean(source: str, base: int = 0) -> Clean:
    """The copy of ``source``; half-width punctuation becomes full-width, dashes become ``-``."""
    kept = [i for i, c in enumerate(source) if c not in _DROP]
    return Clean("".join(source[i] for i in kept).translate(_FOLD), tuple(kept), source, base)


def squeeze(text: str) -> str:
    """Only the copy's text."""
    return "".join(c for c in text if c not in _DROP).translate(_FOLD)
