"""Other papers that a paper names, with their numbers and what it does with them: 根据《…》（…号）, 《…》同时废止."""

from __future__ import annotations

import re

from docintel.domain.papers import Citation
from docintel.domain.spans import Span
from docintel.structure.kinds import name_of
from docintel.structure.para import Para
from docintel.structure.shapes import NUMBER_TAIL, NUMBER_YEAR

_TITLE = re.compile(r"[《〈](?P<t>[^《》〈〉]{2,90}(?:[《〈][^《》〈〉]{2,90}[》〉][^《》〈〉]{0,40})?)[》〉]")
_NUMBER_BEHIND = re.compile(
    rf"\s*[（(]\s*(?P<n>[^（）()《》。]{{0,24}}?(?:{NUMBER_YEAR}{NUMBER_TAIL}|第\s*\d{{1,4}}\s*号))"
    r"(?:[，,；;][^（）()。]{0,60}|[^（）()《》。]{0,12})[)）]"
)
_BARE = re.compile(
    rf"(?:(?:根据|依据|按照|依照|遵照|按|落实|执行|的)\s*)?(?P<n>[一-龥]{{2,12}}{NUMBER_YEAR}{NUMBER_TAIL})"
    r"(?=\s*(?:文件|文|通知|规定|意见|同时废止|废止))"
)
_CUES = (("basis", re.compile("根据|依据|按照|依照|遵照|参照")), ("implements", re.compile("贯彻|落实|执行|推进实施")))
_CUE_FAR = re.compile(r"[，,][^，,]*[，,]")
_MARKED = re.compile(r"[《〈][^《》]*(?:《[^》]*》[^《》]*)?[》〉](?:[（(][^（）()]*[)）])?")
_CHANGES = re.compile(r"(?:修改|修订|修正)[^。；，]{0,20}$")
_REPEALED = re.compile(
    r"^[^。；《]{0,60}?(?:同时|一并|相应|即行|予以|均|即|自行|自[^，。]{2,30}起)?\s*(?:废止|失效|停止执行|不再执行|停止施行)"
)
_ENDS_TERM = re.compile(r"^[^。；《]{0,60}?(?:不再|未)(?:废止|失效)|^[^。；《]{0,40}?(?:有效期|规定的).{0,20}(?:失效|废止)的")
_AMENDED = re.compile(
    r"^[^。；，《]{0,12}?(?:作如下修改|修改为|进行修改|修改如下|作出修改|作如下修订|予以修改)"
    r"|^(?:第[^，。；]{1,20}条)?[^，。；《]{0,8}修改为"
)
_SHORT = re.compile(r"简称\s*[“《〈]?$")
_SHORT_NAME = re.compile(r"简称\s*[“《〈]+([^“”《》〈〉]{2,20})[”》〉]")
_CHAIN = re.compile(r"^\s*(?:[（(][^（）()]{0,60}[)）])?\s*(?:[、，,和及与]|以及)\s*(?:原|原有的)?\s*$")
_MOST = 200
"""Papers that one paper may cite; a list of thousands (a register of repealed papers) is cut there."""


def read_citations(text: str, paras: list[Para], own: tuple[str | None, ...]) -> tuple[Citation, ...]:
    """The papers cited, each once, in the order of their first naming; ``own`` are titles that are no other paper's.

    A name in 《》 counts when it ends as a paper's does (办法, 条例, 通知 …) or a 文号 stands behind it.
    The relation is the strongest that any of its namings has.
    """
    skip = {_key(t) for t in own if t} | {_key(name) for name in _SHORT_NAME.findall(text)}
    found: dict[str, Citation] = {}
    for para in paras:
        if "《" not in para.text and "〈" not in para.text and "号" not in para.text:
            continue
        for citation in _of_paragraph(text, para):
            key = _key(citation.title) or citation.number or ""
            if key in skip or len(found) >= _MOST:
                continue
            found[key] = _stronger(found.get(key), citation)
    return tuple(found.values())


_RANK = ("cites", "basis", "implements", "amends", "repeals")


def _stronger(before: Citation | None, new: Citation) -> Citation:
    if before is None:
        return new
    number = before.number or new.number
    best = max(before, new, key=lambda c: _RANK.index(c.relation))
    return Citation(before.title, number, best.relation, best.span if best.relation == "repeals" else before.span)


def _key(title: str) -> str:
    return re.sub(r"[\s《》〈〉“”]", "", title)


def _of_paragraph(text: str, para: Para) -> list[Citation]:
    words = para.text
    marks: list[tuple[int, int, str, str | None]] = []
    for m in _TITLE.finditer(words):
        number = _NUMBER_BEHIND.match(words, m.end())
        if (number or name_of(m.group("t"))) and not _SHORT.search(words, max(0, m.start() - 8), m.start()):
            code = _clean(number.group("n")) if number else None
            marks.append((m.start(), number.end() if number else m.end(), _clean(m.group("t")), code))
    if not marks and "号" in words:
        for m in _BARE.finditer(words):
            marks.append((m.start("n"), m.end(), "", _clean(m.group("n"))))
    out: list[Citation] = []
    relation = "cites"
    for k in range(len(marks) - 1, -1, -1):  # from the end: 《甲》、《乙》同时废止 repeals both
        start, end, title, code = marks[k]
        chained = k + 1 < len(marks) and bool(_CHAIN.match(words[end : marks[k + 1][0]]))
        behind = words[end : end + 90]
        if not (chained and relation in ("repeals", "amends")):
            relation = _relation(words[max(0, start - 130) : start], behind)
        out.append(Citation(title, code, relation, Span.of(text, para.back(start), para.back(end - 1) + 1)))
    return out[::-1]


def _relation(before: str, behind: str) -> str:
    if _REPEALED.match(behind) and not _ENDS_TERM.match(behind):
        return "repeals"
    sentence = re.split("[。；]", before)[-1]
    if _AMENDED.match(behind) or _CHANGES.search(sentence):
        return "amends"
    plain = _MARKED.sub("", sentence)
    cues = [(m.start(), name) for name, pattern in _CUES for m in pattern.finditer(plain)]
    return max(cues)[1] if cues and not _CUE_FAR.search(plain, max(cues)[0]) else "cites"


def _clean(words: str) -> str:
    return re.sub(r"\s", "", words)
