"""Where the heading of a numbered point ends: its first sentence when that names the point and more follows, or a line without a stop."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.structure.numbers import HEADS, Number
from docintel.structure.para import Para
from docintel.text.cue import cue
from docintel.text.headings import common_heading

HEADING_MAX = 60
"""A longer line is body, not a heading (GB/T 9704 headings are one line)."""

INLINE_MAX = 40
"""A longer first sentence in a paragraph is body."""

BODIED_MAX = 30
"""A whole sentence longer than this above an unnumbered paragraph is its first paragraph, not its heading."""

ARTICLE_MAX = 22
"""A longer line behind 第X条 is its text, not its name."""

FLAT_LONG = 100
"""Characters of a point in which a break behind its heading may have been lost."""

LEAD_MAX = 22
"""A longer clause before a colon leads in what follows and names nothing."""

_ARTICLE_NAME = re.compile(r"\s*[【\[（(〔][^】\])）〕。]{2,24}[】\])）〕]")
_STOP = re.compile("[。；;：:！？!?]")
_SENTENCE = re.compile(
    r"的[，,]|[，,][^，,]*[，,][^，,]*[，,]|给予|不得|应当|必须|不低于|不超过|[按由对][^，,]{2,20}(?:负责|担任|兼任|补助|奖励|补贴)"
    r"|\d{4}年|\d+(?:\.\d+)?\s*[%％万亿元个家名]|[您贵]|^(?:我|你)[局市县区委厅镇省]|已经?[^，,]{2,20}了|下列|以下"
)
"""A first sentence with one of these tells something; it is no name of the point."""


_BRACKET = re.compile(r"[（(〔\[][^（()）〔〕\[\]]*[)）〕\]]")
_OWNERS = cue(r"\s*[（(〔\[](?:牵头|责任|配合|主办|协办|承办|完成)(?:单位|部门|时限|领导|处室|科室|人)")


@dataclass(frozen=True, slots=True)
class Below:
    """What stands under a point: numbered points (``parental``), an unnumbered paragraph (``bodied``); ``listed``: items parted by ；."""

    parental: bool
    bodied: bool
    listed: bool


def heading_end_of(para: Para, n: Number, stop: int, below: Below) -> int:
    """Where the heading ends, as a place in the paragraph's words; ``n.to`` when the point has none. ``stop``: where the next point begins.

    A point that is one whole sentence has a heading only with points or an unnumbered paragraph below; an item of a list has none.
    """
    if n.style in HEADS:
        return len(para.text)
    words = para.text[:stop]
    if n.style == "article":
        named = _ARTICLE_NAME.match(words, n.to)
        if named:
            return named.end()
        line = stop == len(para.text) and stop - n.to <= ARTICLE_MAX and not _STOP.search(words, n.to)
        return stop if line and (below.bodied or below.parental) and not re.search("[，,]", words[n.to :]) else n.to
    plain = _BRACKET.sub(lambda m: "□" * len(m.group()), words)
    mark = _STOP.search(plain, n.to)
    owners = _OWNERS.search(words, n.to)
    first = min(mark.start() if mark else stop, owners.start() if owners else stop)
    if first - n.to > HEADING_MAX:
        return _glued(words, n)
    if mark is None or (owners and owners.start() < mark.start()):
        return first if not below.listed or below.bodied or below.parental or n.value == 1 else n.to
    if below.listed or mark.group() in "；;！!":
        return n.to
    name, whole = words[n.to : first], not words[mark.end() :].strip()
    if mark.group() in "：:":
        return mark.end() if len(name) <= LEAD_MAX and not re.search("[，,]", name) else n.to
    if whole and not below.parental and not (below.bodied and len(name) <= BODIED_MAX):
        return n.to
    if mark.group() in "？?":
        return mark.end()
    told = len(name) > INLINE_MAX or bool(_SENTENCE.search(name))
    return _glued(words, n) if told else mark.end()


def _glued(words: str, n: Number) -> int:
    """一、目标任务紧扣…: a common heading whose break was lost; only in paragraphs so long that breaks were lost in them."""
    known = common_heading().match(words, n.to) if n.style == "cn" and len(words) - n.to > FLAT_LONG else None
    return known.end() if known else n.to
