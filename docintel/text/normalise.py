"""A clean copy of a text with a map back: the copy is read, the original is quoted (docs/rooms.md)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
)
# Left as they are: ASCII, dashes and quotes, Chinese punctuation, enclosed numbers (① would become the digit 1), Chinese characters.
_PLAIN = (
    "\\n\\r\\t\x20-\x7e\u00b7\u00d7\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u2460-\u2bff\u3001-\u33ff\u4e00-\u9fff，。；：！？（）｛｝［］"
)
_SQUARED = "\u3300-\u33ff\u2236"  # ㎡, ㎞ and the ratio sign ∶ are read as letters
_invisible = re.compile(f"[{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` is the clean copy; from each of ``starts`` on, original offset = copy offset + the value of ``shifts`` beside it."""

    text: str
    source_length: int
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def back(self, i: int) -> int:
        """Offset in the original of offset ``i`` in the copy; ``len(text)`` maps to the end of the original."""
        if i >= len(self.text):
            return self.source_length
        k = bisect_right(self.starts, i) - 1
        return i + self.shifts[k] if k >= 0 else i

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the copy as offsets into the original; a span that is not empty never comes back empty."""
        return self.back(start), (self.back(end - 1) + 1 if end > start else self.back(start))


@cache
def _simplified() -> dict[int, str]:
    rows = files("docintel.text").joinpath("data/simplified.tsv").read_text(encoding="utf-8").splitlines()
    return {ord(a): b for a, b in (row.split("\t") for row in rows if row and not row.startswith("#"))}


@cache
def _odd() -> re.Pattern[str]:
    traditional = re.escape("".join(map(chr, _simplified())))
    return re.compile(f"[^{_PLAIN}]|[{traditional}{_SQUARED}]")


# What a wrapped line goes on with: 2025⏎年底前, 200⏎元, 3万张⏎以上, 第⏎十七条, 1000、⏎2000元.
_WRAPPED = (
    r"\n(?:(?<=[\d０-９一二三四五六七八九十百千万亿]\n)"
    r"(?=年|月[底末\d初前]|日|[个家项万亿名户所条件处张座台套辆亩吨][^人]|元|%|％|平方|公[里顷]|人次|以[上下内]|左右|[余多])"
    r"|(?<=[年月日底末元家个项人名户所件处张座台套辆亩吨%％]\n)"
    r"(?=以[上下内][，。；、的）)]|以前|之前|左右|前[，,完建实基达形出将要全]|底前?[，,完建实基])"
    r"|(?<=[年月]\n)(?=\d{1,2} ?[月日]|[一二三四五六七八九十]{1,3}[月日])"
    r"|(?<=工\n)(?=作日)|(?<=工作\n)(?=日)|(?<=以\n)(?=[上下内])|(?<=第\n)(?=[\d一二三四五六七八九十])|(?<=\d、\n)(?=\d+[、元万])|(?<=\d\n)(?=、\d))"
)


@cache
def _odd_or_wrapped() -> re.Pattern[str]:
    return re.compile(f"{_odd().pattern}|{_WRAPPED}")


@cache
def clean_char(c: str) -> str:
    """A character of the odd kind as the clean copy holds it: '' for invisible ones, NFKC else, traditional simplified."""
    if _invisible.match(c):
        return ""
    if c in "\v\f\x1c\x1d\x1e\x85\u2028\u2029":
        return "\n"
    if c.isspace():
        return " "
    if c == "\u2236":
        return ":"
    # A lone combining mark is left alone: NFKC would put a space before it.
    return (c if unicodedata.combining(c) else unicodedata.normalize("NFKC", c)).translate(_simplified())


@lru_cache(maxsize=4)  # the times and the numbers of a paper are read from the same copy
def normalise(text: str, unwrap: bool = False) -> Normalised:
    """A copy with half-width letters and digits, NFKC, plain spaces, no invisible characters, simplified characters.

    Full-width Chinese punctuation and enclosed numbers stay as they are. ``unwrap`` takes out the line breaks that a hard-wrapped page
    puts inside a number or a time (3万张⏎以上). Every offset of the copy maps back with ``.back``.
    """
    parts: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    done = at = shift = 0  # done: in the original; at: in the copy
    for mark in (_odd_or_wrapped() if unwrap else _odd()).finditer(text):
        i = mark.start()
        parts.append(text[done:i])
        at += i - done
        done = i + 1
        piece = "" if mark.group() == "\n" else clean_char(mark.group())
        parts.append(piece)
        for offset in range(at, at + len(piece) + 1):
            now = (i if offset < at + len(piece) else done) - offset
            if now != shift:
                shift = now
                if starts and starts[-1] == offset:
                    shifts[-1] = shift
                else:
                    starts.append(offset)
                    shifts.append(shift)
        at += len(piece)
    if not parts:
        return Normalised(text, len(text))
    parts.append(text[done:])
    return Normalised("".join(parts), len(text), tuple(starts), tuple(shifts))


def fold(text: str) -> str:
    """Text as index and query compare it: NFKC, simplified, lower case, no invisible characters; offsets are not kept."""
    if not text.isascii():
        text = _invisible.sub("", unicodedata.normalize("NFKC", text)).translate(_simplified())
    return text.lower()
