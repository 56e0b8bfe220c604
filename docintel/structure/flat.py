"""Flat text (all line breaks lost): where the parts of a paper met, told by their wording."""

from __future__ import annotations

import re

from docintel.structure.shapes import DATE, NUMBER_TAIL, NUMBER_YEAR, ORG_TAIL, PERSON
from docintel.text.cue import cue

HEAD = 700
"""The head matter of a paper stands within this many characters."""

_GAP = re.compile(r"(?<=\S)(?:[\u2002\u2003\u3000]\s+|\s{4,})(?=\S)")
_SIGN = cue(
    rf"(?<=[。；;！!？）)”\d \u3000\u2002\u2003\xa0表单录准案法图书明度工])([一-龥（）、]{{3,40}}?{ORG_TAIL}|{PERSON})"
    rf"[^\S\t]*(?:[（(][^）)]{{1,6}}[)）])?[^\S\t]*({DATE})\s*"
    r"(?!至|起|前|以|，|、|期|印|—|-|之|日|举|召|在|与|和|及|第|修|公布|发布|开|受|的|[）)])"
)
_DATE_ALONE = cue(rf"(?<=\s{{4}}){DATE}(?=附件|[（(])")
_PUBLIC = cue(r"[（(](?:此件|本文)[^（）()]{2,14}[)）]\s*(?=\S)")
_KIND = "方案|办法|措施|意见|规定|细则|规则|计划|规划|政策|清单|制度|要点|目录|指南|预案|通知|条例|标准|规程|决定|机制|公告|通告"
_TITLE = cue(
    rf"\**(?:附件\s*\d{{0,2}}\s*[:：]?)?([^。；：:，]{{4,90}}?(?:{_KIND})(?:\s*[（(][^）)]{{1,14}}[)）]){{0,2}})\**"
    r"\s*(?=为|根据|第一[章条]|按照|近年来|一、|为了|依据|当前|[（(]?\d{4}年\d)"
)
_TAIL = cue(
    r"(?:(?<=[。；）)\d日”])|(?<=名单)|(?<=条件))\s*"
    r"(?=相关附件：|附件[1１一]?[：:.．]?|抄送[：:]|[（(]此件|[（(]本文有删减|[（(]联系人|联系人[：:]|联系人及电话|二维码开始)"
)
_LETTERHEAD = (
    "答复函|答复意见|答复|局|委员会|政府|办公室|办公厅|厅|院|文件|函|通知|意见|决定|批复|方案|措施|办法|细则|规定|规划|计划|要点|政策"
)
_NUMBER = re.compile(rf"(?:^|(?<=[\s）)])|(?:{_LETTERHEAD}))(?P<n>[一-龥]{{2,9}}?{NUMBER_YEAR}{NUMBER_TAIL})")
_LABEL = re.compile(
    r"(?P<signer>签\s*发\s*人\s*[：:]\s*[一-龥]\s?[一-龥]{1,2}(?=\s|办理|类别|类\s|答复|关于|对|[A-E（(]|$))"
    r"|(?P<class>(?:办理结果|办理类别|答复类别|类别标记|办复类别|类\s*别)\s*[：:]\s*[（(“]?[A-EＡ-Ｅ]类?[)）”]?|[（(][A-E]类?[)）]|(?<![A-Za-z\d])[A-E]\s?类)"
    r"|(?P<web>发布(?:时间|日期)\s*[：:]\s*\d{4}-\d{1,2}-\d{1,2}(?:\s*\d{1,2}:\d{2})?|来源\s*[：:]\s*[一-龥]{4,24}(?=\s{2}|发布|近日|$))"
)
_SUBJECT = re.compile(
    r"(?:关于|对(?!外)|《)[^。：:]{4,100}?(?:答复函|答\s复\s函|答复意见|联合答复|答复|复函|的函|通知|意见|公告|通告|决定|批复|解读|措施|办法|细则|规定|规划|计划|要点|方案)"
    r"(?=\s*(?:[一-龥]{2,9}[〔\[（(﹝【]\s*[12]\d{3}|来源|发布|近日|签\s*发|办理|类\s*别|[（(][A-E]|[A-E]类|[^。：:《》]{2,160}[：:]))"
)
_TO = re.compile(r"\s*[^。：:]{2,200}?[：:](?=\S)")
_OFFICES = re.compile(
    r"\s*[^：:。]{2,160}?(?:政府|部门|单位|机构|局|委|厅|办|处|企业|学校|代表|委员|同志|公司|省|市|室|院|会|中心|办事处|所|社区|镇|乡)"
    r"[^：:。，]{0,40}[：:](?=\S)"
)


def cut_points(body: str) -> set[int]:
    """Offsets in ``body`` where a line break was lost: head matter, sign-offs, the title of a carried part, the tail."""
    cuts = {m.end() for m in _GAP.finditer(body)} | _head_cuts(body)
    for sign in _SIGN.finditer(body):
        cuts.update((sign.start(1), sign.start(2), sign.end(2)))
        public = _PUBLIC.match(body, sign.end(2))
        title = _TITLE.match(body, public.end() if public else sign.end(2))
        cuts.update(m.end() for m in (public, title) if m)
    cuts.update(m.end() for m in _DATE_ALONE.finditer(body))
    cuts.update(m.end() for m in _TAIL.finditer(body))
    return cuts


def _head_cuts(body: str) -> set[int]:
    """Number, signer, class, title and addressee at the head, in whatever order they stand."""
    head = body[:HEAD]
    stop = head.find("。")
    zone = head[: stop if stop >= 0 else HEAD]
    marks = _marks(zone)
    cuts = {end for mark in marks for end in mark}
    at = max((end for start, end in marks if _only_marks(zone, marks, end)), default=0)
    subject = _SUBJECT.search(zone, at)
    if subject:
        cuts.update((at, subject.end()))
        at = max([subject.end(), *(end for start, end in marks if start >= subject.end() and start - subject.end() < 60)])
        to = _TO.match(body, at)
        return cuts | ({to.end()} if to else set())
    title = _TITLE.match(body, at)
    offices = _OFFICES.match(body, title.end() if title else at)
    return cuts | {m.end() for m in (title, offices) if m}


def _marks(zone: str) -> list[tuple[int, int]]:
    """[(start, end)] of the document number, the signer, the class and web labels, outside quotations."""
    found = [m.span("n") for m in _NUMBER.finditer(zone)] + [m.span() for m in _LABEL.finditer(zone)]
    return sorted((a, b) for a, b in found if zone[:a].count("《") == zone[:a].count("》") and zone[max(0, a - 1) : a] not in ("（", "("))


def _only_marks(zone: str, marks: list[tuple[int, int]], end: int) -> bool:
    """Whether nothing but marks and a letterhead stands before ``end``: the title comes after it."""
    rest = zone[:end]
    for a, b in reversed([m for m in marks if m[1] <= end]):
        rest = rest[:a] + rest[b:]
    return not re.search("关于|对|《|[，：:。]", rest) and len(rest) < 40
