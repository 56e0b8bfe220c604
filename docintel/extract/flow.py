"""The paper's words as one flow: soft line breaks of hard-wrapped text removed on a copy, with an offset map back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from docintel.domain.spans import Span

_STOPS = "。！？!?；;：:"
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十百零\d]+[条章节]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳]|附件|抄送)"
)
_OPENS_LINE = re.compile(r"\s*[（(〔【\[](?:[^（）()\n]{0,12}(?:单位|部门|牵头|时限)|此件|联系)")
_OWN_LINE = re.compile(
    r"(?:\d{1,2}\s*日|号|通知|方案|措施|意见|办法|细则|规划|计划|要点|政策|规定|政府|办公[厅室]|委员会|[厅局部委院])[）)]?$"
)


_IN_BRACKET = re.compile(r"[（(〔][^（()）〔〕。]{0,60}$")


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
    """The flow of a document's text; the identity unless the text is hard-wrapped (a PDF's lines kept as lines)."""
    lines = text.split("\n")
    width = _wrap_width(lines)
    if not width:
        return Flow(text, _with_paragraphs(text, len(lines)), None)
    out: list[str] = []
    back: list[int] = []
    offset = 0
    for n, line in enumerate(lines):
        _copy(line, offset, out, back)
        offset += len(line) + 1
        if n + 1 < len(lines) and not _soft(line, lines[n + 1], width):
            out.append("\n")
            back.append(offset - 1)
    return Flow(text, "".join(out), tuple(back))


_INDENT = re.compile(r"(?<=[^ \s\u3000])\u3000\u3000+(?=[^\s\u3000])")


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


def _soft(line: str, following: str, width: int) -> bool:
    """Whether the break between two lines only wraps a paragraph."""
    a, b = line.strip(), following.strip()
    if a and b and _IN_BRACKET.search(a):
        return True  # （牵头单位： / 市教育局；…）: no paragraph ends inside a bracket that the next lines close
    if not a or not b or _NUMBERED.match(b) or _OPENS_LINE.match(b):
        return False
    number = _NUMBERED.match(a)
    if number and number.end() == len(a):
        return True
    if a[-1] in _STOPS + "）)":
        return a[-1] not in "：:）)" and len(a) >= width - 2
    if _OWN_LINE.search(a) and len(a) < 0.8 * width:
        return False
    return not number or len(a) >= 0.8 * width or a[-1] in "，、"
