"""A label for every comma clause: rules of wording first, then past or future scope (guide §2, §3, §8a)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.papers import HeadMatter
from docintel.extract import cues, lexicon, wording
from docintel.extract.grammar import Head, head
from docintel.extract.outline import Clause, Outline


@dataclass(slots=True)
class Labelled:
    """A clause with what the rules made of it. ``label`` None = part of its neighbours (a modifier or a tail)."""

    clause: Clause
    head: Head
    label: str | None
    prospective: bool
    rule: str
    goal: bool = False


def label_clauses(outline: Outline, prospective: bool, year: int) -> list[Labelled]:
    """Every clause of the outline with its label; ``prospective`` is the paper's default scope, ``year`` its anchor's (0: unknown)."""
    labeller = _Labeller(outline, prospective, year)
    groups: dict[int, list[Clause]] = {}
    for clause in outline.clauses:
        groups.setdefault(clause.sentence, []).append(clause)
    return [found for clauses in groups.values() for found in labeller.sentence(clauses)]


def default_prospective(matter: HeadMatter) -> bool:
    """Guide §3-1: replies and news look back, everything else looks forward."""
    if matter.doc_kind in ("reply_cppcc", "reply_npc"):
        return False
    return not (matter.doc_kind == "other" and bool(re.search(r"函|报告|总结|情况", (matter.title or "")[-8:])))


class _Labeller:
    """Walks a paper's sentences and keeps the scope that cues open (guide §3)."""

    def __init__(self, outline: Outline, prospective: bool, year: int) -> None:
        self.outline = outline
        self.default = self.prospective = prospective
        self.year = year
        self.paragraph = -1
        self.point: int | None = None
        self.override = False  # a lead-in …如下 holds to the end of its list
        self.encourage = False
        self.words = ""  # of the sentence
        self.body = _body_start(outline)

    def sentence(self, clauses: list[Clause]) -> list[Labelled]:
        """The labelled clauses of one sentence."""
        first = clauses[0]
        start, end = self.outline.sentences[first.sentence]
        self.words = self.outline.text[start:end].strip()
        self.encourage = False
        self._enter(first)
        if start < self.body:
            return [Labelled(c, head(c.text), "META", False, "head-matter") for c in clauses]
        whole = self._whole(first)
        out: list[Labelled] = []
        for segment in _segments(clauses):
            words = self.outline.text[segment[0].start : segment[-1].end]
            out += [self._one(clause, words, whole) for clause in segment]
        self._lead_in(whole, out)
        return out

    def _one(self, clause: Clause, segment: str, whole: str | None) -> Labelled:
        read = head(clause.text)
        if clause.owner_line:
            return Labelled(clause, read, "OWNER", self.prospective, "owner-line")
        if whole:
            return Labelled(clause, read, whole, False, f"sentence-{whole.lower()}")
        self._scope(clause.text)
        past = cues.past(clause.text)
        prospective = self.prospective and not (past == "c" and not cues.future(clause.text))
        goal = bool(wording.GOAL.search(self.outline.headings(clause.point))) and prospective
        label, rule = self._heading(clause.text, read, prospective) if clause.heading else self._wording(clause, read, segment, past)
        if rule == "scope":
            label = _by_scope(clause, read, prospective, past, goal)
        return Labelled(clause, read, label, prospective, rule, goal)

    def _lead_in(self, whole: str | None, out: list[Labelled]) -> None:
        """A sentence that ends in …如下： opens its scope for the list it introduces."""
        opens = bool(re.search(r"(?:下一步|今后|将|拟|部署|打算|主要任务|重点)[^。]*[：:]$", self.words))
        if opens and (whole == "META" or (not whole and self.prospective)):
            self.override = self.prospective = True
        if whole in ("PROPOSAL", "META") and wording.PROPOSAL.search(self.words) and re.search(r"收悉|如下[：:]?$", self.words):
            out[0].label, out[-1].label = "PROPOSAL", "META"

    def _enter(self, clause: Clause) -> None:
        """Reset the scope at a new paragraph or point."""
        if clause.paragraph == self.paragraph and clause.point == self.point:
            return
        fresh = clause.paragraph != self.paragraph
        self.paragraph, self.point = clause.paragraph, clause.point
        if self.override:
            return
        heads = self.outline.headings(clause.point)
        if wording.GROUP_PAST.search(heads):
            self.prospective = False
        elif wording.GROUP_NEXT.search(heads) and not re.search(r"的(?:建议|提案)|关于", heads):
            self.prospective = True
        elif fresh:
            self.prospective = self.default

    def _whole(self, first: Clause) -> str | None:
        """META and PROPOSAL are decided by the sentence as a whole, so is idle talk by its heading."""
        bare = self.words
        if lexicon.patterns("meta").search(bare):
            return "META"
        point = self.outline.points[first.point] if first.point is not None else None
        quoted = bool(point and point.head and first.heading and wording.QUOTED.search(self.outline.text[slice(*point.head)]))
        if quoted or wording.PROPOSAL.search(first.text) or wording.PROPOSAL.search(bare):
            return "PROPOSAL"
        if point and point.children and first.heading:
            return "META"
        if re.search(r"^(?:问|答)[：:]|[？?]$", bare):
            return "META" if bare[-1] in "？?" else "BACKGROUND"
        if point is None and len(bare) <= 40 and bare[-1] not in "。；，：:！”" and "\t" not in bare:
            return "META"
        heads = self.outline.headings(first.point)
        if wording.GROUP_IDLE.search(heads) and not wording.GOAL.search(heads) and not first.heading:
            return "BACKGROUND"
        return None

    def _heading(self, text: str, read: Head, prospective: bool) -> tuple[str | None, str]:
        if not prospective:
            return "ACHIEVE", "heading-past"
        if wording.ENCOURAGE.match(text, read.act) or re.search(r"^[^，。]{1,6}支持", text):
            return "ENCOURAGE", "heading"
        return ("COMMIT" if read.verb else "META"), "heading"

    def _wording(self, clause: Clause, read: Head, segment: str, past: str) -> tuple[str | None, str]:
        """The label that the clause's own words decide; rule "scope" where they leave it open."""
        text = clause.text
        if lexicon.patterns("background").search(text) or wording.RESTRICT.search(text):
            return "BACKGROUND", "background"
        encouraged = self._encouraged(text, read, past)
        if encouraged:
            return encouraged
        if wording.is_benefit(text, segment) and not (past and not re.search(r"对[^，。]{2,30}(?:给予|予以)", text)):
            return "BENEFIT", "benefit"
        if wording.PROHIBIT.search(text):
            return "PROHIBIT", "prohibit"
        if wording.PRIVATE.search(text):
            return "BACKGROUND", "private-duty"
        if wording.PERMIT.search(text) and not past:
            return "PERMIT", "permit"
        return None, "scope"

    def _encouraged(self, text: str, read: Head, past: str) -> tuple[str, str] | None:
        """鼓励/支持 and how far it reaches (§8a-5, 17, 21)."""
        at = read.lead if read.subject is None else read.subject[1]
        found = wording.ENCOURAGE.match(text, read.act) or wording.ENCOURAGE.match(text, at)
        if found:
            counted = re.search(r"\d+(?:家|个|所|项|名|人|户|条)", text) and "鼓励" not in found.group()
            if self.prospective and counted:
                return None
            self.encourage = text[found.end() :].strip() != ""
            in_force = "鼓励" in found.group() and re.search(r"20\d\d年", self.words)
            forward = not past and (self.prospective or bool(in_force))
            return ("ENCOURAGE" if forward else "ACHIEVE"), "encourage"
        if self.encourage and not wording.STOP_ENCOURAGE.match(text, read.act) and not wording.BENEFIT.search(text):
            return ("ENCOURAGE" if self.prospective else "ACHIEVE"), "encourage-reach"
        return None

    def _scope(self, text: str) -> None:
        """Guide §3-2: a cue opens a scope that lasts to the paragraph's end or the next opposite cue."""
        if cues.future(text):
            self.prospective = True
            return
        if cues.past(text) == "p":
            self.prospective = False
            return
        year = wording.YEAR.search(text)
        if year and self.year and not self.override:
            if int(year.group(1)) < self.year and "《" not in text[: year.start()]:
                self.prospective = False
            elif int(year.group(1)) > self.year:
                self.prospective = True


def _by_scope(clause: Clause, read: Head, prospective: bool, past: str, goal: bool) -> str | None:
    if prospective:
        return "COMMIT" if wording.acts(clause.text, read, goal) else None
    return None if clause.mark in "，," and not read.verb and not past and len(clause.text) < 12 else "ACHIEVE"


def _body_start(outline: Outline) -> int:
    """Where the head matter ends: the first sentence that ends in 。 or the first numbered point."""
    for start, end in outline.sentences:
        if outline.text[end - 1] in "。；！？”）" and re.search(r"[。；]", outline.text[start:end]):
            return start
    return outline.points[0].start if outline.points else 0


def _segments(clauses: list[Clause]) -> list[list[Clause]]:
    """Clauses between semicolons and points: a rule and its ceiling stand in one segment."""
    out: list[list[Clause]] = [[]]
    for clause in clauses:
        if out[-1] and (out[-1][-1].point != clause.point or out[-1][-1].owner_line or clause.owner_line):
            out.append([])
        out[-1].append(clause)
        if clause.mark in ";；":
            out.append([])
    return [s for s in out if s]
