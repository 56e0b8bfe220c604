"""Whether a body that a paper or promise names is the one that was asked for."""

from __future__ import annotations

from functools import lru_cache

from docintel.text.abbreviations import abbreviates
from docintel.text.bodies import read_name

EXACT = "="
"""Before a name in a filter: this name and no other."""
_LEVELS = "省市县区州旗"

_read = lru_cache(maxsize=1 << 16)(lambda name: read_name(name, ()))


def is_named(asked: str, name: str) -> bool:
    """Whether ``name`` holds the words asked for, or is exactly what stands behind "="."""
    return name == asked[1:] if asked.startswith(EXACT) else asked in name


def is_body(asked: str, name: str) -> bool:
    """As :func:`is_named`, or ``asked`` is a short form of the name: 科技局, 市科技局, 广安市科技局 of 广安市科学技术局."""
    if is_named(asked, name) or asked.startswith(EXACT):
        return is_named(asked, name)
    return abbreviates(asked, name) or _is_short(asked, name)


def _is_short(asked: str, name: str) -> bool:
    level, rest = (asked[0], asked[1:]) if asked[0] in _LEVELS and len(asked) > 2 else ("", asked)
    meant = _read(name)
    if meant is not None:
        place, function = "".join(meant.place[-1:]), meant.function
    else:  # a place that the tree does not know
        stem, mark, function = name.partition(level or "市")
        place = stem + mark if function else ""
    return place.endswith(level) and (rest == function or (bool(function) and abbreviates(rest, function)))
