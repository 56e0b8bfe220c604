"""``fold`` for many texts at once, by a table over code points; and what a word index reads of them: words, pairs of characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from docintel.text.normalise import fold
from docintel.text.words import HAN, other_words, segmenter

Codes = NDArray[np.uint32]
_SIZE = 0x10000  # code points in the table; texts with others take the long way
_FEW = 20_000  # characters for which the table is not worth its making (a tenth of a second)
_LONG = 0xFFFFFFFF  # this character is not folded by itself alone
_SEP = "\x00"  # between texts: no word holds it
_NEWLINE, _BLANK = 10, 32
_PAIRED = (0x4E00, 0x9FFF)  # characters of which pairs are made


@cache
def _table() -> Codes:
    """Code point → its folded code point, or _LONG: it becomes several characters or none, or joins with its neighbours."""
    table = np.full(_SIZE, _LONG, np.uint32)
    for point in range(1, _SIZE):
        c = chr(point)
        if unicodedata.category(c)[0] not in "MC" and not _may_join(point) and len(folded := fold(c)) == 1:
            table[point] = ord(folded)
    table[[9, 10, 13]] = 9, 10, 13
    table[0x3A3] = _LONG  # Σ is another letter at the end of a word
    return table


def _may_join(point: int) -> bool:
    """Korean letters make syllables together."""
    return 0x1100 <= point <= 0x11FF or 0xA960 <= point <= 0xA97F or 0xAC00 <= point <= 0xD7FF


def fold_all(texts: Sequence[str]) -> list[str]:
    """``fold`` of each text. A batch costs a tenth of the texts one by one."""
    joined = _SEP.join(texts)
    if len(joined) < _FEW:
        return [fold(t) for t in texts]
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    table = _table()
    folded = np.where(codes < _SIZE, table[np.minimum(codes, _SIZE - 1)], _LONG)
    folded[codes == 0] = 0
    odd = np.flatnonzero(folded == _LONG)
    if len(odd):
        folded[odd] = _BLANK
    out = _text(folded).split(_SEP)
    if len(out) != len(texts):  # a text holds the separator itself
        return [fold(t) for t in texts]
    starts = np.cumsum([0, *(len(t) + 1 for t in texts[:-1])])
    for k in set((np.searchsorted(starts, odd, "right") - 1).tolist()):
        out[k] = fold(texts[k])
    return out


def word_lines(folded: Sequence[str]) -> list[str]:
    """The words (as ``docintel.text.words.words`` cuts them) of each folded text joined by blanks, in no particular order."""
    low, high = (ord(c) for c in HAN)
    lines = _lines(" ".join(segmenter()(_kept(folded, low, high))), len(folded))
    if lines is None:
        return [" ".join([*segmenter()(_kept([t], low, high).replace(_SEP, "\n")), *other_words(t)]) for t in folded]
    return [f"{line} {' '.join(more)}" if (more := other_words(text)) else line for line, text in zip(lines, folded, strict=True)]


def _kept(texts: Sequence[str], low: int, high: int) -> str:
    """The texts with separators between, every character outside low … high a line break."""
    codes = _codes(_SEP.join(texts))
    return _text(np.where(((codes >= low) & (codes <= high)) | (codes == 0), codes, _NEWLINE))


def pair_lines(folded: Sequence[str]) -> list[str]:
    """Pairs of neighbouring Chinese characters of each folded text, joined by blanks."""
    codes = _codes(_SEP.join(folded) + "\n")
    han = (codes >= _PAIRED[0]) & (codes <= _PAIRED[1])
    at = np.flatnonzero((codes[:-1] == 0) | (han[:-1] & han[1:]))  # where a pair or, behind a separator, a new text begins
    out = np.full((len(at), 3), _BLANK, np.uint32)
    out[:, 0], out[:, 1] = codes[at], codes[at + 1]
    out[out[:, 0] == 0, 1] = _BLANK
    lines = _lines(_text(out.ravel()), len(folded)) if folded else []
    return [_pairs(t) for t in folded] if lines is None else lines


def _pairs(folded: str) -> str:
    return pair_lines([folded.replace(_SEP, "\n")])[0]


def _lines(joined: str, count: int) -> list[str] | None:
    """One line a text; None when a text held the separator."""
    lines = joined.split(_SEP)
    return lines if len(lines) == count else None


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _text(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
