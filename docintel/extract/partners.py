"""Who acts beside the subject of a clause: 会同X, 与X共同, X、Y配合 (guide §4 owners: roles co and support, partners)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docintel.extract.names import ends_like_body, split_names
from docintel.extract.phrases import verbs
from docintel.extract.subjects import BESIDE, JOINTLY, partner_end
from docintel.text.cue import cue


class Partner(NamedTuple):
    """A name [start, end) of a clause's text with its role; ``joint``: it also acts in the clauses that follow in the sentence."""

    start: int
    end: int
    role: str
    joint: bool


_OPENING = cue(rf"会同|(?<=[局厅部办院心]){BESIDE}|{JOINTLY}|联动|协同|商请|(?<=[将拟，局委厅部门办])商(?=[市省区县有相同])")
_LIST = cue(
    rf"(?:会同|{BESIDE}|{JOINTLY}|联动|协同|商请|商)(?P<list>[一-龥（）()、“”]{{2,60}}?)(?=(?:等(?:部门|单位|有关方面)?)?(?:共同|继续|密切|积极|研究|建立|开展|加强|强化|制定|出台|推进|推动|于|在|对|做好|优化|印发|把|将|跟踪|引导|认真|，|,|$|完善|组织|落实|设立|实施|拟|尽快|进一步|每年|合力|抓|指导))"
)
_WITH = cue(
    r"与(?P<list>[一-龥（）()、]{2,40}?)(?:等(?:部门|单位)?)?(?:共同|一起|一道|密切联动|联合|协同|(?:密切)?(?P<meets>合作|协作|对接))"
)
_HELPS = re.compile(
    r"(?P<list>[一-龥（）()、]{2,60}?)(?:等(?:有关|相关)?(?:部门|单位)?)?(?:按(?:照)?(?:各自)?职责(?:分工)?|积极|密切|共同|予以)?(?:配合|参与|协助|协办)$"
)
_MAKES_OTHERS = cue(r"(?:指导|督促|推动|推进|引导|支持|鼓励|要求|协调|组织)(?=[一-龥、（）]{2,})")


def partners_in(text: str, subject: tuple[int, int] | None, act: int) -> Iterator[Partner]:
    """The partners that a clause names, public and private, in text order; ``act`` is where its own action begins."""
    for opening in _OPENING.finditer(text):
        at = opening.end()
        if opening.group() in ("联合", "联动", "协同") and verbs().match(text, at):
            continue  # 联合印发, 协同推进: an adverb
        if text.startswith("、", at):
            continue  # 三级联动、各部门协同的机制
        if opening.start() > act and _MAKES_OTHERS.match(text, act):
            continue  # 指导各地会同X: the partner of the one who is guided
        stop = partner_end(text, opening.start())
        listed = None if stop > at else _LIST.match(text, opening.start())
        if listed:
            stop = listed.end("list")
        for a, b in split_names(text, at, stop) if stop > at else ():
            yield Partner(a, b, "co", True)
    for match in _WITH.finditer(text) if "与" in text else ():
        if match["meets"] and match.start() != (subject[1] if subject else act):
            continue  # 加强与X的对接: an object
        for a, b in split_names(text, match.start("list"), match.end("list")):
            yield Partner(a, b, "co", match.end() == len(text))


def helpers_in(text: str) -> list[Partner]:
    """派出所、工商所等单位配合: a clause that says nothing but who helps the lead of its sentence."""
    found = _HELPS.match(text) if text.endswith(("配合", "参与", "协助", "协办")) else None
    if not found or found["list"].startswith("由"):
        return []
    names = split_names(text, found.start("list"), found.end("list"))
    return [Partner(a, b, "support", True) for a, b in names] if names and ends_like_body(text[slice(*names[-1])]) else []
