"""How far a subject holds (guide §4 basis scope): for every clause of a reading the one that names who acts there."""

from __future__ import annotations

import re
from typing import NamedTuple

from docintel.extract.labelled import Labelled
from docintel.extract.names import bare_name, ends_like_body, is_public
from docintel.extract.owner_lines import names_no_body
from docintel.extract.partners import helpers_in
from docintel.extract.phrases import PREPOSITION, verbs, walk
from docintel.extract.reader import Reading
from docintel.text.cue import cue

PRONOUN = re.compile(r"^(?:我[局委厅部办院市省区县镇州]|我们|该[部委局厅办院]|本[局委厅部办院])$")


class Holder(NamedTuple):
    """The clause that names a subject, the name's place in its text, its sentence; what 该局 takes up; whether it is a heading's name."""

    clause: int
    start: int
    end: int
    sentence: int
    meant: str | None = None
    header: bool = False


_THEME = cue(r"全[国省市县区州镇乡](?![民体面]|所有|各)[一-龥]{2}")
_SANCTION = cue(r"追究|追责|问责|扣分|取消|追缴|约谈|通报批评")
_LEADS = cue(r"负责|牵头|会同|联合|商")
_GRAVER = re.compile(r"(?:情节|后果|涉嫌|构成|逾期|拒不|造成|触犯|引发|屡)[^，。]{0,24}的$")
_DUTY_OF = cue(r"(?P<name>[^，。是]{2,40}?)是[^，]{0,24}(?:责任主体|责任人|责任单位|牵头单位|主管部门|负责人)$")
_DUTY_BY = cue(r"(?<!自)由(?P<name>[^，。由]{2,24}?)(?:负责|承担|牵头)(?:[^，、]{0,6}(?:实施|落实|推进|办理|管理))?$")
_WHOLE = re.compile(r"(?:各|有关|[省市区县镇乡州]|[一-龥]{2,4}[省市区县镇乡州])(?:(?![是的为])[一-龥、（）()])*")
_JOINS = re.compile(r"[、和及]")
_BARE_DUTY = cue(r"要(?!求)|应当|必须")
_BODIES = re.compile(r"(?:机关|部门|单位|机构|系统|街道|乡镇|组织)$")
_PRINCIPLE = cue(r"政府(?:引导|主导|搭台|推动|支持)")
_TEAM = re.compile(r"(?!成立|组建|设立|建立|分为|各)[一-龥]{2,10}(?<!小)(?<!分)(?<!的)(?<!重)(?<!编)(?<!改)组")
"""（一）安全保卫组: a working group of a plan heads its duties."""
_TERRITORY = re.compile(
    r"全[国省市县区州镇乡]$|(?:(?:^|中心|人民|重点)城市|城乡|小区|场所|住所|户区|保护区|缓冲区|景区|城区|[院校厂片库]区|强[国省市区县])$"
)
"""Ends of names that tell where something is so, not who acts."""


def holders(reading: Reading) -> list[Holder | None]:
    """The holder of every clause's subject, in the order of the clauses."""
    walk = _Walk(reading)
    return [walk.step(i) for i in range(len(reading.clauses))]


class _Walk:
    """A named subject holds to the end of its paragraph, one behind 由 to the semicolon (由X牵头), or as far as it goes on acting.

    我局/我们 of a promise holds for the section.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.local: Holder | None = None
        self.house: Holder | None = None  # 我局, 我们
        self.lead: tuple[int | None, Holder] | None = None  # (point, subject) of a lead-in whose list follows
        self.led: Holder | None = None  # behind 由
        self.place: tuple[int | None, int | None] = (None, None)
        self.section: int | None = None

    def step(self, i: int) -> Holder | None:
        labelled = self.reading.clauses[i]
        clause = labelled.clause
        self._enter(i, labelled)
        if "全" in clause.text and _THEME.match(clause.text, labelled.head.lead) and not _speaks(labelled):
            self.local = None  # 全市新建公园3个: the territory is the theme, whoever acted before
        elif _is_name(labelled):
            self.local, self.led = Holder(i, 0, len(clause.text), clause.sentence, None, clause.heading), None
            self.lead = clause.point, self.local  # what it must do is numbered below it
        elif named := _named(labelled):
            own = Holder(i, *named, clause.sentence)
            if self._holds_alone(own, labelled):
                return own
        elif labelled.label == "META" and labelled.prospective and (told := _told(labelled)) and PRONOUN.match(clause.text[slice(*told)]):
            self.house, self.local, self.led = Holder(i, *told, clause.sentence), None, None  # 我局将加强配合，做好以下工作：
        if self.led and self.led.clause < i and not _LEADS.match(self._words(self.led), self.led.end) and not _goes_on(labelled):
            self.led = None  # 由县财政局安排资金，各村出工
        found = self.led or self.local or self.house
        if labelled.label == "META" and clause.mark in ("：", ":") and (told := _told(labelled)):
            self.lead = clause.point, Holder(i, *told, clause.sentence)  # X要做好以下工作：
        if clause.mark in ("；", ";") and not self._graver(i + 1):
            self.led = None
        if found and found.sentence == clause.sentence and clause.mark in ("：", ":"):
            self.lead = clause.point, found
        if found is self.local and found and found.sentence != clause.sentence and _SANCTION.search(clause.text):
            return self.house  # who fails is called to account by the one who issues the paper
        return found

    def _graver(self, i: int) -> bool:
        """Whether the next degree of a penalty follows: 由税务机关责令改正；情节严重的，处以罚款."""
        return i < len(self.reading.clauses) and bool(_GRAVER.match(self.reading.clauses[i].clause.text))

    def _holds_alone(self, own: Holder, labelled: Labelled) -> bool:
        """Keep a named subject for the clauses that follow; True where it acts in its own clause alone."""
        clause = labelled.clause
        name = clause.text[own.start : own.end]
        if name.startswith("该"):
            self.local = own._replace(meant=self._meant(name))
        elif PRONOUN.match(name) and labelled.prospective:
            self.house, self.local, self.led = own, None, None
        elif not labelled.head.by or (clause.text.endswith("牵头") and clause.mark in ("，", ",")):
            self.local, self.led = own, None
        elif self.local and self.local.sentence == clause.sentence and not _LEADS.match(clause.text, own.end):
            return True  # 市文物局组织活动，护岸由市水利局加固，举办比赛: the sentence has its subject
        elif not _PRINCIPLE.match(clause.text, own.start):  # 由政府引导、企业参与 names no body
            self.led = own
        return False

    def _enter(self, i: int, labelled: Labelled) -> None:
        """What a new section, paragraph, point or sentence leaves of the subject."""
        clause = labelled.clause
        if self.led and self.led.sentence != clause.sentence:
            self.led = None
        top = self._section(clause.point)
        if top != self.section:
            self.local = self.house = None
        self.section = top
        if (clause.paragraph, clause.point) != self.place:
            same = clause.point == self.place[1]
            goes_on = i > 0 and same and self.reading.clauses[i - 1].clause.mark in ("；", ";")
            goes_on = goes_on or (same and bool(_BARE_DUTY.match(clause.text, labelled.head.lead)))
            self.place = (clause.paragraph, clause.point)
            goes_on = goes_on or (same and self.local is not None and self.local.header)
            self.local = self.local if goes_on else self._listed(clause.point)
        elif self.local and self.house and self.local.sentence != clause.sentence:
            self.local = None  # back to the house that promises

    def _words(self, holder: Holder) -> str:
        return self.reading.clauses[holder.clause].clause.text

    def _listed(self, point: int | None) -> Holder | None:
        """The subject of the lead-in above a list item."""
        if self.lead is None or point is None:
            self.lead = None
            return None
        above, holder = self.lead
        outline = self.reading.outline
        below = above in outline.path(point)[1:] if above is not None else outline.points[outline.path(point)[-1]].level >= 3
        self.lead = self.lead if below else None
        return holder if below else None

    def _meant(self, name: str) -> str | None:
        """The bureau named before in the paragraph that 该局 takes up."""
        if self.local is None:
            return None
        before = self.reading.clauses[self.local.clause].clause.text[self.local.start : self.local.end]
        return self.local.meant or (before if before[-1] == name[-1] else None)

    def _section(self, point: int | None) -> int | None:
        """The outermost numbered point above; 一是 and 首先 open no section."""
        outline = self.reading.outline
        found = [i for i in outline.path(point) if outline.points[i].level < 5]
        return found[-1] if found else None


def _named(labelled: Labelled) -> tuple[int, int] | None:
    """The name of the body that a clause says acts."""
    text = labelled.clause.text
    return None if labelled.label in ("META", "PROPOSAL", "OWNER") or helpers_in(text) else _told(labelled)


def _goes_on(labelled: Labelled) -> bool:
    """Whether a clause begins with what is done, not with a topic of its own: 由区财政局追回资金，并依法处理."""
    text = labelled.clause.text
    at, _, _ = walk(text, labelled.head.lead, "")
    return bool(verbs().match(text, at) or PREPOSITION.match(text, at))


def _speaks(labelled: Labelled) -> bool:
    """全市婚姻登记机关将…: the territory only opens the name of the bodies that will act."""
    place = labelled.head.subject
    return bool(labelled.head.modal and place and _BODIES.search(labelled.clause.text[slice(*place)]))


def _is_name(labelled: Labelled) -> bool:
    """（二）市水利局。 or 市水利局：负责…: a body's name alone heads what it must do."""
    clause = labelled.clause
    if clause.heading and _TEAM.fullmatch(clause.text):
        return True
    if labelled.head.verb or clause.point is None or not (clause.heading or clause.mark in ("：", ":")) or not 3 < len(clause.text) <= 30:
        return False
    return _is_body(clause.text) and is_public(clause.text) and _WHOLE.fullmatch(clause.text) is not None


def _told(labelled: Labelled) -> tuple[int, int] | None:
    text, place = labelled.clause.text, labelled.head.subject
    if place is None and "是" in text:
        duty = _DUTY_OF.match(text, labelled.head.lead)  # X是责任主体，要…
        place = duty.span("name") if duty else None
    if place is None and "由" in text and (by := _DUTY_BY.search(text)):
        place = by.span("name")  # 管道的敷设由属地政府负责
    place = place and (place[0], bare_name(text, *place))
    return place if place and _is_body(text[slice(*place)]) else None


def _is_body(name: str) -> bool:
    """A subject that can own a duty: a public body, a pronoun, or a named institution told to act."""
    last = _JOINS.split(name)[-1]
    named = ends_like_body(last) and not names_no_body(name) and not _TERRITORY.search(last)
    return named or bool(PRONOUN.match(name))
