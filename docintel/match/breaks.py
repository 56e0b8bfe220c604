"""Where sentences begin in a provision, hard-wrapped or not."""

from __future__ import annotations

import re

_MARK = re.compile(r"[。；;！？]")
_NEW_LINE = re.compile(
    r"[ \u3000\t]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|第[一二三四五六七八九十百]+条|[①-⑳]"
)
_SHORT = 20
"""A line of fewer characters ends a paragraph; hard-wrapped lines are longer."""


def breaks(text: str) -> list[int]:
    """Offsets at which a sentence begins: 0, after 。；！？, after a paragraph's last line. Lines of hard-wrapped papers run on."""
    out = [0]
    line = 0
    for i, c in enumerate(text):
        if _MARK.match(c):
            out.append(i + 1)
        elif c == "\n":
            short = line > 0 and len(text[line:i].strip()) < _SHORT  # the first line may be the rest of one
            line = i + 1
            if short or _NEW_LINE.match(text, line) or text[:i].rstrip().endswith(("：", ":")):
                out.append(line)
    return out


def last_break(text: str) -> int:
    """Where the sentence that ``text`` ends in begins; blank stretches at the end belong to it."""
    return max(b for b in breaks(text) if b == 0 or b < len(text) or not text[b:].strip())
