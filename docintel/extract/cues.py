"""Past and future cues of a clause (guide §3) and the other cues that decide its label (guide §2)."""

from __future__ import annotations

import re

from docintel.extract import lexicon
from docintel.extract.grammar import is_future_jiang


def past(text: str) -> str:
    """'p' = a cue that opens a retrospective scope, 'c' = one of its own clause, '' = none."""
    out = ""
    for pattern, reach in _past_rows():
        if pattern.search(text):
            if reach == "p":
                return "p"
            out = "c"
    return out


def _past_rows() -> list[tuple[re.Pattern[str], str]]:
    global _PAST  # noqa: PLW0603 - compiled once
    if not _PAST:
        _PAST = [(re.compile(row[0]), row[1]) for row in lexicon.rows("past")]
    return _PAST


_PAST: list[tuple[re.Pattern[str], str]] = []


def future(text: str) -> bool:
    """Whether the clause holds a cue that opens a prospective scope."""
    if lexicon.patterns("future").search(text):
        return True
    return any(is_future_jiang(text, m.start()) for m in re.finditer(r"将(?!军|近|来|相)", text))
