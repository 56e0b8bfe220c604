"""The paper's words as one flow: soft line breaks of hard-wrapped text removed on a copy, with an offset map back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from docintel.domain.spans import Span
from docintel.text.words import words

_STOPS = "。！？!?；;：:"
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十百零\d]+[条章节]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳]|附件|抄送)"
)
_OPENS_LINE = re.compile(r"\s*[（(〔【\[](?:[^（）()\n]{0,12}(?:单位|部门|牵头|时限)|此件|联系)")
_OWNERS_LINE = re.compile(r"(?:牵头|责任|配合|主办|协办|落实|承办)(?:单位|部门)[：:]")
_OWN_LINE = re.compile(
    r"(?:\d{1,2}\s*日|号|通知|方案|措施|意见|办法|细则|规划|计划|要点|政策|规定|政府|办公[厅室]|委员会|[厅局部委院])[）)]?$"
)


_CLAUSES = re.compile("[，。；]")
"""A title or a signature has no clauses."""
_BRACKETS = re.compile("[（(〔）)〕]")
_LONGEST_ASIDE = 240  # letters of a bracket: the owners of a point


_KEPT = re.compile(r"[^ \t\r\u3000\xa0]+|(?<=[A-Za-z])[ \t\r\u3000\xa0](?=[\x00-\x7f])")
"""What a line of PDF text holds besides the spaces around digits; those between Latin words stay."""


@dataclass(frozen=True, slots=True)
class Flow:
    """``text`` is the document's text without soft breaks; ``back[i]`` is the offset of ``text[i]`` in ``source`` (None: the same)."""

    source: str
    text: str
    back: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """The document's words behind flow[start:end] (non-empty)."""
        if self.back is None:
            return Span.of(self.source, start, end)
        return Span.of(self.source, self.back[start], self.back[end - 1] + 1)

    def offset(self, index: int) -> int:
        """The document's offset of flow position ``index``."""
        if self.back is None or not self.back:
            return index
        return self.back[index] if index < len(self.back) else self.back[-1] + 1


@lru_cache(maxsize=4)
def flow_of(text: str) -> Flow:
    """The flow of a document's text; the identity unless the text is hard-wrapped (a PDF's lines kept as lines) or torn."""
    lines = text.split("\n")
    soft = soft_breaks(text)
    if soft is None:
        whole = _with_paragraphs(text, len(lines))
        return _mended(text, whole) if _torn(text) else Flow(text, whole, None)
    out: list[str] = []
    back: list[int] = []
    offset = 0
    for n, line in enumerate(lines):
        _copy(line, offset, out, back)
        offset += len(line) + 1
        if n + 1 < len(lines) and n not in soft:
            out.append("\n")
            back.append(offset - 1)
    return Flow(text, "".join(out), tuple(back))


@lru_cache(maxsize=4)  # the paper's benefits are read from lines of their own
def soft_breaks(text: str) -> frozenset[int] | None:
    """The lines, by number, whose break only wraps a paragraph; None where a text is not hard-wrapped."""
    lines = text.split("\n")
    width = _wrap_width(lines)
    if not width:
        return None
    inside = _inside_rows(lines)
    soft: set[int] = set()
    opened = ""  # what stands behind a bracket that the lines so far have not closed
    for n in range(len(lines) - 1):
        opened = _opened(opened + lines[n].strip())
        if opened and lines[n].strip() and lines[n + 1].strip() and not _NUMBERED.match(lines[n + 1]):
            soft.add(n)  # （牵头单位： / 市教育局；…）: no paragraph ends inside a bracket that the next lines close
        elif _soft(lines[n], lines[n + 1], width, n in inside):
            soft.add(n)
        else:
            opened = ""
    return frozenset(soft)


def _opened(words: str) -> str:
    """The end of ``words`` from the outermost bracket that it leaves open; "" where a sentence has ended behind it or it is too long."""
    depth, begin = 0, 0
    for mark in _BRACKETS.finditer(words):
        if mark.group() in "（(〔":
            begin = begin if depth else mark.start()
            depth += 1
        elif depth:
            depth -= 1
    rest = words[begin:] if depth else ""
    return rest if len(rest) <= _LONGEST_ASIDE and "。" not in rest else ""


_SEAM = re.compile(r"(?<=[一-鿿，、；]) (?=[一-鿿])")
"""A space between two Chinese letters: where a row of print ended in a text whose rows were joined by spaces."""
_ROWS_END = re.compile(r"(?<=[一-鿿，、；\d〔（(“]) +(?=[一-鿿\d（(“])|(?<=[一-鿿]) +(?=，)")


def _torn(text: str) -> bool:
    """Whether the spaces of a text are what is left of its rows of print: they cut words in two, which no writer does."""
    seams = [m.start() for m in _SEAM.finditer(text) if _CLAUSES.search(text, m.end(), m.end() + 40)]  # no list of names
    if len(seams) < _FEW_SEAMS:
        return False
    cut = sum(1 for at in seams if _inside_word(text[max(0, at - 6) : at], text[at + 1 : at + 7]))
    return cut >= _CUT_WORDS * len(seams)


_FEW_SEAMS = 12
_CUT_WORDS = 0.25  # of the seams; in texts whose spaces part headings, names and columns it is below .05


def _inside_word(before: str, after: str) -> bool:
    """Whether a word runs over from the one side to the other."""
    joined, seam = before + after, len(before)
    return any(joined.startswith(word, at) for word in set(words(joined)) for at in range(max(0, seam - len(word) + 1), seam))


def _mended(source: str, text: str) -> Flow:
    """The flow of a torn text: without the spaces that its rows of print left (``text``: of the same length as ``source``)."""
    out: list[str] = []
    back: list[int] = []
    at = 0
    for seam in _ROWS_END.finditer(text):
        out.append(text[at : seam.start()])
        back.extend(range(at, seam.start()))
        at = seam.end()
    out.append(text[at:])
    back.extend(range(at, len(text)))
    return Flow(source, "".join(out), tuple(back))


_INDENT = re.compile(
    r"(?<=\S)[^\S\n]*(?:(?:\u3000\u3000|[^\S\n]{4})[^\S\n]*(?=\S)|[^\S\n]{2}(?=[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]))"
)
"""The indent of a paragraph whose break was lost: two full spaces, four of another kind, or two before a number."""


def _with_paragraphs(text: str, lines: int) -> str:
    """Web text in one line keeps of its paragraphs only their indents: breaks put there, at equal length."""
    if lines > 5 or len(text) < 400 or len(_INDENT.findall(text)) < 4:
        return text
    return _INDENT.sub(lambda m: "\n" + m.group()[1:], text)


def _wrap_width(lines: list[str]) -> int:
    """The column at which a hard-wrapped text breaks; 0 when breaks are paragraph ends."""
    long = [s for s in (line.strip() for line in lines) if len(s) >= 12]
    if len(long) < 8:
        return 0
    ends = sum(1 for s in long if s[-1] not in _STOPS + "”）)】")
    full = sorted(map(len, long))
    if ends < 0.35 * len(full) or median(full) > 60 or full[int(0.96 * (len(full) - 1))] > 70:
        return 0
    return full[int(0.9 * (len(full) - 1))]


def _copy(line: str, offset: int, out: list[str], back: list[int]) -> None:
    """Append a line, leaving out the spaces that PDF text puts around digits and at line ends."""
    for run in _KEPT.finditer(line):
        out.append(run.group())
        back.extend(range(offset + run.start(), offset + run.end()))


def _inside_rows(lines: list[str]) -> frozenset[int]:
    """The lines that end within a row of print, by their number.

    Some PDF text breaks rows that are set apart behind a comma or a full stop: the pieces of a row add up to the width of print, and so
    tell a break within it from the end of a paragraph, whose next row begins two characters in.
    """
    sizes = [_size(line.strip()) for line in lines]
    full = sorted(s for s in sizes if s >= 12)
    if not full:
        return frozenset()  # lists of figures and letters: long by their signs, narrow in print
    width = full[int(0.9 * (len(full) - 1))]
    pieces = sum(1 for line, s in zip(lines, sizes, strict=True) if s < 0.6 * width and line.rstrip().endswith(("，", "、")))
    if pieces < 0.04 * len(full):
        return frozenset()
    found = set()
    at = 2.0
    for n, line in enumerate(lines[:-1]):
        words, after = line.strip(), lines[n + 1].strip()
        at += sizes[n]
        if not words or not after or _NUMBERED.match(after):
            at = 2.0
            continue
        at = 0.0 if at >= width - 1.5 else at
        if words[-1] in "。！？；;" or (words[-1] in "）)" and not _OWN_LINE.search(words)):
            if not _OWN_LINE.search(after) and _fits(sizes, n + 1, at, width) and not _fits(sizes, n + 1, 2.0, width):
                found.add(n)
            else:
                at = 2.0
    return frozenset(found)


_HALF = re.compile("[\x00-\u2000]")


def _size(words: str) -> float:
    """The width of print in characters: a figure or letter takes half of one."""
    return len(words) - 0.5 * len(_HALF.findall(words))


def _fits(sizes: list[float], n: int, at: float, width: float) -> bool:
    """Whether the pieces from line ``n`` on fill a row of which ``at`` is taken."""
    while n < len(sizes) and at < width - 1.5:
        at += sizes[n]
        n += 1
    return abs(at - width) <= 1.5


def _soft(line: str, following: str, width: int, inside: bool) -> bool:
    """Whether the break between two lines only wraps a paragraph; ``inside``: it stands within a row of print."""
    a, b = line.strip(), following.strip()
    if not a or not b or _NUMBERED.match(b) or _OPENS_LINE.match(b):
        return False
    number = _NUMBERED.match(a)
    if number and number.end() == len(a):
        return True
    if inside:
        return True
    if a[-1] in _STOPS + "）)":
        return a[-1] not in "：:）)" and len(a) >= width - 2
    if (_OWN_LINE.search(a) and len(a) < 0.8 * width and not _CLAUSES.search(a)) or (_OWNERS_LINE.match(a) and len(a) < 0.9 * width):
        return False
    return not number or len(a) >= 0.8 * width or a[-1] in "，、"
