"""What changed between two texts, as runs of words: figures and Latin words whole, Chinese sign by sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.DOTALL)
_SHORT = 2  # signs that both texts share by chance between two changes are part of the change


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """(kind, words) in reading order; kinds ``same``, ``gone`` (only in ``old``), ``new`` (only in ``new``)."""
    out: list[tuple[str, str]] = []
    for kind, words in _runs(_TOKEN.findall(old), _TOKEN.findall(new)):
        if out and out[-1][0] == kind:
            out[-1] = (kind, out[-1][1] + words)
        else:
            out.append((kind, words))
    return out


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    gone, come = "", ""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (kind, a, b, c, d) in enumerate(blocks):
        inner = 0 < at < len(blocks) - 1
        if kind == "equal" and not (inner and b - a < _SHORT):
            yield from ((k, w) for k, w in (("gone", gone), ("new", come)) if w)
            gone, come = "", ""
            yield "same", "".join(old[a:b])
        else:
            gone, come = gone + "".join(old[a:b]), come + "".join(new[c:d])
    yield from ((k, w) for k, w in (("gone", gone), ("new", come)) if w)
