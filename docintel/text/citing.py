"""How papers are named by other papers: normal forms of 文号 and titles, so that a citation finds the paper it means."""

from __future__ import annotations

import re

from docintel.text.normalise import fold

_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,12}?)\s*[〔\[【﹝((（]\s*(\d{4})\s*[〕\]】﹞))）]\s*(?:第\s*)?0*(\d+)\s*号")
_YEAR = re.compile(r"[〔\[【﹝((（]\s*\d{4}\s*[〕\]】﹞))）]")  # without it a text holds no number; found a hundred times as fast
_ORDER = re.compile(r"([\u4e00-\u9fff]{2,20}令)\s*第?\s*0*(\d+)\s*号")
_CARRIED = re.compile(r"(?:印发|转发|批转|发布|公布|施行|实施)[《〈“\"]?(?P<title>.+?)[》〉”\"]?的(?:通知|公告|通告|决定|函)$")
_MARKS = re.compile(r"[\s《》〈〉“”\"'‘’（）()〔〕\[\]【】、，,。:：·—\-－]")
_ABOUT = re.compile(r"^[^关]{2,40}(?:人民政府|政府|办公[厅室]|委员会|[局厅部委院署办会])(?:关于)(?=.{4,})")
LEAST = 6
"""Characters below which a title is too common to name one paper."""


def numbers_in(text: str) -> tuple[str, ...]:
    """Normal forms of the document numbers in ``text``, whatever their brackets: 国发[2018]41号 → 国发〔2018〕41号."""
    if not _YEAR.search(text):
        return ()
    found = (f"{m.group(1)}〔{m.group(2)}〕{m.group(3)}号" for m in _NUMBER.finditer(fold(text)))
    return tuple(dict.fromkeys(found))


def without_numbers(text: str) -> str:
    """``text`` with a blank where a document number stood."""
    return _NUMBER.sub(" ", text)


def number_key(number: str | None) -> str:
    """A document number as citations are compared: 国发〔2018〕41号, 中山市人民政府令16号; '' where it is none."""
    words = "".join((number or "").split())
    found = numbers_in(words)
    if found:
        return found[0]
    order = _ORDER.search(fold(words))
    return f"{order.group(1)}{order.group(2)}号" if order else ""


def title_key(title: str | None) -> str:
    """A title as citations are compared: the paper that a notice carries, without its issuer and without marks; '' where too short.

    广安市人民政府关于印发《X办法》的通知 and X办法 are one, and so are 广安市人民政府关于Y的意见 and 关于Y的意见.
    """
    words = fold("".join((title or "").split()))
    carried = _CARRIED.search(words)
    words = carried.group("title") if carried else words
    about = _ABOUT.match(words)
    words = words[about.end() :] if about else words.removeprefix("关于")
    key = _MARKS.sub("", words)
    return key if len(key) >= LEAST else ""
