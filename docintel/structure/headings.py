"""Where the heading of a numbered point ends: its first sentence when that names the point and more follows, or a line without a stop."""

from __future__ import annotations

import re

from docintel.structure.numbers import HEADS, Number
from docintel.structure.para import Para

HEADING_MAX = 60
"""A longer line is body, not a heading (GB/T 9704 headings are one line)."""

INLINE_MAX = 40
"""A longer first sentence in a paragraph is body."""

BODIED_MAX = 30
"""A whole sentence longer than this above an unnumbered paragraph is its first paragraph, not its heading."""

LEAD_MAX = 22
"""A longer clause before a colon leads in what follows and names nothing."""

_ARTICLE_NAME = re.compile(r"\s*[【\[（(〔][^】\])）〕。]{2,24}[】\])）〕]")
_ARTICLE_LINE = re.compile(r"\s{1,4}[^\s。；：:，,]{2,20}(?=\n|$)")
_STOP = re.compile("[。；;：:！？!?]")
_SENTENCE = re.compile(
    r"的[，,]|[，,][^，,]*[，,][^，,]*[，,]|给予|不得|应当|必须|不低于|不超过|[按由对][^，,]{2,20}(?:负责|担任|兼任|补助|奖励|补贴)"
    r"|\d{4}年|\d+(?:\.\d+)?\s*[%％万亿元个家名]|[您贵]|^(?:我|你)[局市县区委厅镇省]|已经?[^，,]{2,20}了|下列|以下"
)
"""A first sentence with one of these tells something; it is no name of the point."""


def heading_end_of(text: str, para: Para, n: Number, following: int, *, parental: bool, bodied: bool, listed: bool = False) -> int:
    """Where the heading ends; ``n.end`` when the point has none.

    A point that is one whole sentence has a heading only with points (``parental``) or an unnumbered paragraph (``bodied``) below;
    ``listed``: an item of a list parted by ； has none.
    """
    stop = min(para.end, following)
    if n.style in HEADS:
        return para.end
    if n.style == "article":
        named = _ARTICLE_NAME.match(text, n.end, stop) or (_ARTICLE_LINE.match(text, n.end, stop) if bodied or parental else None)
        return named.end() if named else n.end
    mark = _STOP.search(text, n.end, stop)
    first = mark.start() if mark else stop
    if mark is None:
        return first if first - n.end <= HEADING_MAX and not (listed and n.value > 1) else n.end
    if listed or first - n.end > HEADING_MAX or mark.group() in "；;！!":
        return n.end
    words, whole = text[n.end : first], not text[mark.end() : stop].strip()
    if mark.group() in "：:":
        return mark.end() if len(words) <= LEAD_MAX and not re.search("[，,]", words) else n.end
    if whole and not parental and not (bodied and len(words) <= BODIED_MAX):
        return n.end
    if mark.group() in "？?":
        return mark.end()
    told = len(words) > INLINE_MAX or bool(_SENTENCE.search(words))
    return n.end if told else mark.end()
