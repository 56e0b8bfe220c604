"""The note under a law's title (题注): 2021年9月29日 某省第十三届人民代表大会常务委员会第三十一次会议通过."""

from __future__ import annotations

import re

from docintel.structure.days import read_days
from docintel.structure.para import Para
from docintel.structure.shapes import DATE

_NOTE = re.compile(rf"^[（(]?\s*{DATE}\s*(?P<who>[一-龥\s]{{2,60}}).{{0,60}}?(?:通过|公布|发布|批准|修订|修正|施行)", re.S)
_BODY = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+届)?(?P<national>全国人民代表大会常务委员会|全国人民代表大会)"
    r"|^(?P<name>[一-龥]{2,24}?)(?:第[一二三四五六七八九十百]+届)?(?P<kind>人民代表大会常务委员会|人民代表大会|人大常委会)|^(?P<other>[一-龥]{2,20}?(?:人民政府|国务院|委员会|部|局))"
)
_MEETING = re.compile("会议|会第|令|公告|公布|修正")
_IN_FORCE = re.compile(r"\s*(?:日)?起?[^，。\d]{0,4}(?:施行|实施|执行)")
NOTE_LONG = 400
_LAST = ("通过", "公布", "发布", "修订", "修正")


def read_adoption(paras: list[Para]) -> tuple[str | None, str | None]:
    """(body that adopted the paper, ISO day of its adoption or last revision) from the notes above the first article."""
    issuer = day = None
    for para in paras[:12]:
        note = _NOTE.match(para.text) if "。" not in para.text and len(para.text) < NOTE_LONG else None
        if not note or not _MEETING.search(para.text):
            continue
        issuer = issuer or _body("".join(note.group("who").split()))
        if any(word in para.text for word in _LAST):
            passed = [d for _, end, d in read_days(para.text) if not _IN_FORCE.match(para.text, end)]
            day = passed[-1] if passed else day
    return issuer, day


def _body(words: str) -> str | None:
    m = _BODY.match(words)
    if not m:
        return None
    if m.group("kind"):
        return m.group("name") + m.group("kind")
    return m.group("national") or m.group("other")
