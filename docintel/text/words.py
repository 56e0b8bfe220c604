"""The only home of the segmenter: one way of cutting words for the index and for the query.

jieba's dictionary and algorithm, run by rjieba (Rust). Letters and digits are cut here, because the two engines differ only there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from docintel.text.normalise import fold

HAN = ("\u4e00", "\u9fd5")  # first and last of what jieba calls Chinese; the two engines agree on it
_HAN = "-".join(HAN)
_OTHER = rf"[^\W_{_HAN}]+(?:[.\-_/:][^\W_{_HAN}]+)*"
_RUN = re.compile(rf"([{_HAN}]+)|{_OTHER}")
_OTHERS = re.compile(_OTHER)
_JOINT = re.compile(r"[.\-_/:]")


@cache
def segmenter() -> Callable[[str], list[str]]:
    """The engine's search-mode cut for a run of Chinese characters: rjieba, or jieba where no wheel of rjieba exists."""
    try:
        import rjieba  # noqa: PLC0415 - loads its dictionary, so only on the first use
    except ImportError:
        import jieba  # noqa: PLC0415

        jieba.setLogLevel(60)
        return jieba.lcut_for_search  # type: ignore[no-any-return]
    return rjieba.cut_for_search


def words(text: str) -> list[str]:
    """Words in order of the text, folded (NFKC, lower case, simplified); long words come after their parts; punctuation is left out."""
    out: list[str] = []
    cut = segmenter()
    for run in _RUN.finditer(fold(text)):
        han = run.group(1)
        if han:
            out.extend(cut(han))
            continue
        out.extend(_with_parts(run.group()))
    return out


def other_words(folded: str) -> list[str]:
    """The words of a folded text that are letters and digits: a part of :func:`words`."""
    return [word for run in _OTHERS.findall(folded) for word in _with_parts(run)]


def _with_parts(run: str) -> list[str]:
    parts = _JOINT.split(run)
    return [*parts, run] if len(parts) > 1 else [run]
