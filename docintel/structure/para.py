"""One logical paragraph of a text, with the offset of each of its characters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EDGES = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff\u200b\u200e\u200f*#"
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,40}\]")


@dataclass(slots=True)  # not frozen: made a hundred thousand times a second, and never leaves the room
class Para:
    """Words of one paragraph without the line breaks of hard wrapping; ``at[i]`` is the offset of ``text[i]`` (None = start + i)."""

    start: int
    end: int
    text: str
    at: tuple[int, ...] | None = None
    row: bool = False  # a table's row, cells parted by tabs: no number in it opens a point
    mark: int = 0  # depth of a heading that the file itself marks (# of Markdown, a heading style), 0 = none

    def back(self, i: int) -> int:
        """The document offset of ``text[i]``; of ``len(text)``, the end."""
        if i >= len(self.text):
            return self.end
        return self.start + i if self.at is None else self.at[i]


def trim(text: str, start: int, end: int) -> Para | None:
    """text[start:end] without white space, Markdown marks and bookmarks at its edges; None when nothing is left."""
    words = text[start:end]
    bare = words.lstrip(_EDGES)
    start += len(words) - len(bare)
    bare = bare.rstrip(_EDGES)
    mark = _BOOKMARK.match(bare)
    if mark:
        return trim(text, start + mark.end(), start + len(bare))
    return Para(start, start + len(bare), bare) if bare else None
