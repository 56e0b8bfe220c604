"""发文机关: the bodies that sign; else the body the title names, the letterhead, the 文号 with its place, the stated source."""

from __future__ import annotations

import re
from functools import cache

from docintel.domain.spans import Span
from docintel.structure.para import Para
from docintel.structure.signoff import org_tails, orgs_of
from docintel.text.places import find_places, place_path

_LETTERHEAD = re.compile(r"^(?P<who>[一-龥（）()、]{4,40}?)\s*(?:文\s*件|令|公告)$")
_SOURCE = re.compile(
    r"(?:来\s*源|发布机构|发文机[关构]|发布单位|信息来源|答复部门|答复单位)\**\s*[：:]\s*\**(?P<who>[一-龥（）()、，,\s]{3,60}?)(?=\s{2,}|\t|发布|浏览|时间|【|日期|字号|$)"
)
_PRESS = re.compile(r"日报|晚报|新华|新闻|电视|央广|网$|记者|发布$|暂无|原创|本站")  # a page's source that issues no papers
_OFFICE = re.compile(r"(?:政|府)办")
_GOVERNMENT = re.compile(r"(?:政|府)(?:规|发|函|字|〔|\[|（|\()")


@cache
def _title_body() -> re.Pattern[str]:
    """The bodies that a title begins with: 澜州市教育局 澜州市财政局关于…."""
    return re.compile(rf"^(?P<who>(?:[一-龥（）()、·]{{2,40}}?(?:{org_tails()})\s*)+?)(?=关于|印发|转发|批转|对(?!外)|公布|发布|[\s《])")


def issuer_of(orgs: tuple[str, ...], title: str | None, number: str | None, top: list[str], foot: list[str]) -> str | None:
    """The issuing bodies joined by 、, as the paper writes them; None when it names none. ``top`` and ``foot`` are its outer lines."""
    if orgs:
        return "、".join(_whole(o) for o in orgs)
    named = _title_body().match(title or "")
    if named:
        return "、".join(named.group("who").split())
    for line in top:
        head = _LETTERHEAD.match(line.strip())
        if head:
            return head.group("who")
    alone = next((orgs_of(line) for line in top[:4] if orgs_of(line)), ())
    if alone:
        return "、".join(alone)
    stated = next((m for line in [*top, *foot] if (m := _SOURCE.search(line))), None)
    name = stated.group("who").strip() if stated else ""
    if stated and (orgs_of(name) or stated.group().startswith("答复")) and not _PRESS.search(name):
        return name
    return _by_number(number, title)


def _whole(name: str) -> str:
    """附件名 and signature run together in flat text: …任务分工表广安市人民政府 → 广安市人民政府."""
    for start, _, _ in find_places(name):
        if start > 0 and re.search(r"(?:表|分工|清单|目录|名单|附件|图|说明|书|册)$", name[:start]):
            return name[start:]
    return name


def mark_issuer(text: str, paras: list[Para], issuer: str | None, spans: dict[str, Span]) -> None:
    """Notes where the (first) issuing body is written, nearest to the end."""
    name = (issuer or "").split("、")[0]
    para = next((p for p in reversed(paras) if name in p.text and len(p.text) < 120), None) if name else None
    if para:
        at = para.text.index(name)
        spans["issuer"] = Span.of(text, para.back(at), para.back(at + len(name) - 1) + 1)


def _by_number(number: str | None, title: str | None) -> str | None:
    """梧政办发〔2021〕39号 on a paper of 梧岭县 is the county government's office: 办公厅 of a province, 办公室 below."""
    place = "".join(place_path(title or "")[-1:])
    if not number or not title or not place or not title.startswith(place):
        return None
    if _OFFICE.search(number):
        return place + ("人民政府办公厅" if place.endswith(("省", "自治区")) else "人民政府办公室")
    return place + "人民政府" if _GOVERNMENT.search(number) else None
