"""A label for every comma clause: rules of wording first, then past or future scope (guide §2, §3, §8a)."""

from __future__ import annotations

import re
from bisect import bisect_right

from docintel.extract import cues, wording
from docintel.extract import sentence_rules as rules
from docintel.extract.grammar import Head, head, masked
from docintel.extract.headings import body_start, heading_label, looks_forward, own_line, settle_headings, stands_alone, unglued
from docintel.extract.labelled import Labelled, Opening, Setting
from docintel.extract.lexicon import AnyTold, Told
from docintel.extract.outline import Clause, Outline
from docintel.extract.partners import helpers_in
from docintel.text.cue import cue


def label_clauses(outline: Outline, setting: Setting) -> list[Labelled]:
    """Every clause of the outline with its label."""
    labeller = _Labeller(outline, setting)
    groups: dict[int, list[Clause]] = {}
    for clause in outline.clauses:
        groups.setdefault(clause.sentence, []).append(clause)
    runs = (run for n, clauses in groups.items() for run in unglued(clauses, *outline.sentences[n], outline))
    out = [found for run in runs for found in labeller.sentence(*run)]
    settle_headings(out, outline)
    return out


class _Labeller:
    """Walks a paper's sentences and keeps the scope that cues open (guide §3)."""

    def __init__(self, outline: Outline, setting: Setting) -> None:
        self.outline = outline
        self.above: dict[int | None, list[str]] = {}  # point → the headings above its clauses
        self.goals: dict[int | None, bool] = {}  # point → whether it lies under a heading of goals
        self.idling: dict[int | None, str] = {}  # point → the heading of principles, scope, application papers that it lies under, or ""
        self.guiding: dict[int | None, bool] = {}  # point → whether its heading is one of attitude (总体要求)
        self.scopes: dict[int, Opening | None] = {}  # point → the scope that its own heading opens: it looks back or forward
        self.setting = setting
        self.prospective = setting.prospective
        self.opened = False  # the scope was opened by a cue, not by default
        self.default = self.opening = Opening("default", setting.prospective)
        self.paragraph = -1
        self.point: int | None = None
        self.review = False  # the section looks back: 争取 and 确保 there are what was done
        self.override = False  # a lead-in …如下 holds to the end of its list
        self.reach: str | None = None  # ENCOURAGE, PERMIT or PROHIBIT that holds to the sentence's end
        self.since = (0, 0)  # where the reach began
        # (point, label, words) of a rule that lists its conditions below
        self.listing: tuple[int | None, str, tuple[int, int]] | None = None
        self.end = 0  # of the sentence
        self.words = self.recent = ""  # of the sentence; with some words before it
        self.body = body_start(outline)

    def sentence(self, clauses: list[Clause], start: int, end: int) -> list[Labelled]:
        """The labelled clauses of one sentence, which fill [start, end) of the flow."""
        first, self.end = clauses[0], end
        self.words = self.outline.text[start:end].strip()
        self.recent = self.outline.text[max(0, start - 300) : end]
        self.reach = None
        self._enter(first)
        if start < self.setting.letter:
            field = wording.META.told(self.words) or own_line(self.outline, first, self.words)  # a field of the page, its title
            return [Labelled(c, head(c.text), "META" if field else "PROPOSAL", False, "own-line" if field else "letter") for c in clauses]
        if start < self.body:
            return [Labelled(c, head(c.text), "META", False, "head-matter") for c in clauses]
        if "\t" in self.words:
            return self._row(clauses)
        whole = self._whole(first)
        if whole and whole[0] in ("META", "BACKGROUND") and any(self._gives(c) for c in clauses):
            whole = None  # flat text keeps a heading and the benefit behind it in one sentence
        said = rules.answers_from(clauses) if whole and whole[0] == "PROPOSAL" else len(clauses)
        self.quoting = ""
        out = [self._one(clause, whole if n < said and not self._promised(whole, clause) else None) for n, clause in enumerate(clauses)]
        rules.explain_answer(out[1 if out[0].rule == "topic" and out[0].label else said :])
        rules.purpose_run(out)
        rules.condition_run(out)
        rules.bare_state(out)
        rules.spare_cases(out, self.outline)
        rules.spare_courtesy(out)
        self._lead_in(whole[0] if whole else None, out)
        self._opens_conditions(out)
        return out

    def _promised(self, whole: _Whole | None, clause: Clause) -> bool:
        """A promise beside thanks."""
        return whole is not None and whole[0] == "META" and "谢" in self.words and rules.told_promise(clause.text, head(clause.text))

    def _row(self, clauses: list[Clause]) -> list[Labelled]:
        """A row of a table that is no task table: it may give something, it promises nothing by itself."""
        return [Labelled(c, head(c.text), "BENEFIT" if self._gives(c) else None, True, "table-row") for c in clauses]

    def _one(self, clause: Clause, whole: _Whole | None) -> Labelled:
        read = head(clause.text)
        if clause.owner_line:
            return Labelled(clause, read, "OWNER", self.prospective, "owner-line")
        if clause.heading and clause.text.startswith("【") and not self._gives(clause):
            return Labelled(clause, read, None, self.prospective, "title")
        if whole and whole[1] == "idle-sentence" and self.setting.prospective and wording.PROMISED.told(clause.text):
            return Labelled(clause, read, "COMMIT", True, "promised", told=wording.PROMISED)
        if whole and not (whole[1] == "idle-sentence" and wording.TOPIC.told(clause.text)):
            return Labelled(clause, read, whole[0], False, whole[1], told=whole[2], on=whole[3], since=whole[4])
        if wording.TOPIC.told(clause.text):
            label = "PROPOSAL" if re.search("您|委员|代表|提案|你们|贵[委局会党]|建议中|信中", clause.text) else None
            return Labelled(clause, read, label, False, "topic", told=wording.TOPIC)
        self._scope(clause, read)
        if self.reach == "PARTY":
            self.reach = "BACKGROUND" if read.modal in _OUGHT and not read.subject else None
        past = cues.past(clause.text, read.verb[0] if read.verb else None, self.prospective)
        prospective = self.prospective and not (past == "c" and not self._ahead(clause.text, read)[0])
        goal = self._in_goal(clause) and prospective
        label, rule, told = (
            heading_label(clause.text, read, prospective)
            if clause.heading and not self._gives(clause)
            else self._wording(clause, read, past)
        )
        if label is None and clause.mark in ("，", ",") and "的" in clause.text and wording.PARTY_TOPIC.search(clause.text):
            self._reaches("PARTY", clause)  # 未按比例安排就业的用人单位，应当…
        if rule == "scope":
            label = self._by_scope(clause, read, prospective, past, goal)
        return Labelled(clause, read, label, prospective, rule, goal, None, told, "", self.opening, past, self.since)

    def _in_goal(self, clause: Clause) -> bool:
        """A goal paragraph: the lowest heading above it says 目标 (§8a-7: there every state is an action)."""
        if clause.heading:
            return False
        if clause.point not in self.goals:
            heads = self._heads(clause)
            self.goals[clause.point] = bool(heads) and wording.GOAL.told(heads[0])
        return self.goals[clause.point]

    def _heads(self, clause: Clause) -> list[str]:
        """The headings above a clause, innermost first."""
        if clause.point not in self.above:
            path = [self.outline.points[i] for i in self.outline.path(clause.point)]
            self.above[clause.point] = [self.outline.text[slice(*p.head)].strip() for p in path if p.head]
        return self.above[clause.point]

    def _lead_in(self, whole: str | None, out: list[Labelled]) -> None:
        """A sentence that ends in …如下： opens its scope for the list it introduces."""
        opens = self.words.endswith(("：", ":")) and _LEAD_IN.search(self.words[-24:])
        if opens and (whole == "META" or (not whole and self.prospective)) and not cues.past(self.words):
            self.override = self.prospective = True
            self.opening = Opening("lead-in", True, out[0].clause.start, out[-1].clause.end)
            for one in out:
                one.prospective = True  # 我局将做好以下工作： names who will do what follows
        if whole in ("PROPOSAL", "META") and wording.RECEIPT.told(self.words):
            out[0].label, out[-1].also = "PROPOSAL", "META"
            out[0].rule, out[0].told, out[0].on = "receipt", wording.RECEIPT, self.words
        elif whole == "BACKGROUND" and wording.GLUED_HEAD.told(self.words):
            out[0].label, out[-1].also = "META", "BACKGROUND"
            out[0].rule, out[0].told = "glued-head", wording.GLUED_HEAD

    def _opens_conditions(self, out: list[Labelled]) -> None:
        if out[-1].rule in ("private-duty", "private-reach") and out[-1].clause.mark in ("：", ":"):  # 申请人应当承担以下义务：
            self.listing = (out[-1].clause.point, "BACKGROUND", (out[0].clause.start, out[-1].clause.end))
            return
        if _CONDITIONS.search(self.words):
            labels = [found.label for found in out]
            rule = next((k for k in ("BENEFIT", "PROHIBIT", "PERMIT") if k in labels), "BACKGROUND")
            self.listing = (out[-1].clause.point, rule, (out[0].clause.start, out[-1].clause.end))

    def _enter(self, clause: Clause) -> None:
        """Reset the scope at a new paragraph or point."""
        if clause.paragraph == self.paragraph and clause.point == self.point:
            return
        fresh = clause.paragraph != self.paragraph
        self.paragraph, self.point = clause.paragraph, clause.point
        if self.listing and self.listing[0] not in self.outline.path(clause.point)[1:]:
            self.listing = None
        self.review = False
        if self.override:
            return
        scope = self._section_scope(clause)
        self.review = scope is not None and not scope.prospective
        if scope is not None:
            self.opening, self.prospective, self.opened = scope, scope.prospective, True
        elif fresh:
            self.opening, self.prospective, self.opened = self.default, self.setting.prospective, False

    def _section_scope(self, clause: Clause) -> Opening | None:
        """现状 looks back, 下一步打算 looks forward: the innermost heading that says so wins."""
        for index in self.outline.path(clause.point):
            if index not in self.scopes:
                head = self.outline.points[index].head or (0, 0)
                forward = looks_forward(self.outline.text[slice(*head)].strip())
                self.scopes[index] = None if forward is None else Opening("heading", forward, *head)
            if self.scopes[index] is not None:
                return self.scopes[index]
        return None

    def _whole(self, first: Clause) -> _Whole | None:
        """META and PROPOSAL are decided by the sentence as a whole, so is idle talk by its heading."""
        bare = self.words
        point = self.outline.points[first.point] if first.point is not None else None
        begins = bool(point and point.start <= first.start <= point.body)
        if len(bare) <= _META_LENGTH and wording.META.told(bare):
            return "META", "courtesy", wording.META, bare, _NONE
        if not begins and own_line(self.outline, first, self.words):
            return "META", "own-line", None, bare, _NONE
        title = self.outline.text[slice(*point.head)].strip() if point and point.head and first.heading else ""
        behind = self.outline.text[first.start : self.end].strip() if begins else ""
        if behind and wording.QUOTED.told(title or behind):
            return "PROPOSAL", "quoted", wording.QUOTED, title or behind, _NONE
        if behind and wording.NAMED_TOPIC.told(title or behind):
            return "META", "named-topic", wording.NAMED_TOPIC, title or behind, _NONE
        if wording.PROPOSAL.told(first.text) or wording.PROPOSAL.told(bare):
            return "PROPOSAL", "proposal", wording.PROPOSAL, bare, _NONE
        if title and wording.PROHIBIT.told(title) and _CASES.search(title):
            return "PROHIBIT", "prohibit", wording.PROHIBIT, title, _NONE  # 有下列情形之一的，不得申报： rules over the points below it
        if point and point.children and title and not title.startswith("【"):
            edge = (point.head or (0, 0))[1]
            alone = stands_alone(self.outline.text[edge : self.end], first, edge)
            return ("META", "group-heading", None, title, _NONE) if alone else None
        if point and title and point.number.endswith("章"):
            return "META", "group-heading", None, title, _NONE
        if self.listing and begins and first.mark:
            return self.listing[1], "listed", None, bare, self.listing[2]
        return self._idle(first, bare)

    def _idle(self, first: Clause, bare: str) -> _Whole | None:
        if bare.endswith(("？", "?")) or bare.startswith(("问：", "问:", "答：", "答:")):
            return "META" if bare[-1] in "？?" else "BACKGROUND", "question", None, bare, _NONE
        if self.setting.reported and re.search(r"(?:发布|印发|出台|制定)了?《", bare) and not cues.future(bare):
            return "ACHIEVE", "issued", None, bare, _NONE
        if wording.IDLE_SENTENCE.told(bare):
            return "BACKGROUND", "idle-sentence", wording.IDLE_SENTENCE, bare, _NONE
        heads = self._heads(first)
        if first.heading and (first.mark or len(bare) - len(heads[0] if heads else bare) < _GLUED_BODY):
            return None
        if first.point not in self.idling:
            self.idling[first.point] = next((h for h in heads if wording.idles(h)), "")
            self.guiding[first.point] = bool(heads) and wording.GUIDING.told(heads[0])
        idle = self.idling[first.point]
        if not idle and self.guiding[first.point] and not wording.TASKED.told(masked(bare)):
            return "BACKGROUND", "idle-heading", wording.GUIDING, heads[0], _NONE
        return ("BACKGROUND", "idle-heading", wording.GROUP_IDLE, idle, _NONE) if idle else None

    def _wording(self, clause: Clause, read: Head, past: str) -> _Told:
        """The label that the clause's own words decide; rule "scope" where they leave it open."""
        text = clause.text
        if (
            self._gives(clause)
            and not rules.own_act(clause.text, read, self.words, self._before(clause))
            and not (past and not self.prospective and not re.search(r"给予|予以|免|享受", text))
        ):
            return "BENEFIT", "benefit", None
        for told in _IDLE.telling(text):
            if not (told is wording.BACKGROUND and rules.governed(told, text, read)):
                return "BACKGROUND", "background", told
        if wording.COURTEOUS.told(text):
            return "META", "courtesy", wording.COURTEOUS
        encouraged = self._encouraged(clause, read, past)
        if encouraged:
            return *encouraged, None
        if clause.mark in "，," and (text.endswith("的") or _IF.match(text)):
            return None, "condition", None
        if rules.forbids(text, read):
            return "PROHIBIT", "prohibit", wording.PROHIBIT
        if wording.PRIVATE.told(text):
            self._reaches("BACKGROUND", clause)
            return "BACKGROUND", "private-duty", wording.PRIVATE
        if wording.PARTY_PHRASE.told(text) or rules.only_topic(clause, read):
            return None, "party", None
        if not past and rules.permits(text, read):
            self._reaches(None if re.search("允许|准予", text) else "PERMIT", clause)
            return "PERMIT", "permit", wording.PERMIT
        return self._reached(clause, read)

    def _reached(self, clause: Clause, read: Head) -> _Told:
        """What an earlier clause of the sentence reaches; a public body that takes over ends a private duty."""
        if self.reach == "BACKGROUND":
            if not read.subject:
                return "BACKGROUND", "private-reach", None
            self.reach = None
        if self.reach == "PERMIT" and not read.subject and not read.modal:
            if self._before(clause).rstrip().endswith(("；", ";")) or wording.STOP_ENCOURAGE.match(clause.text, read.act):
                self.reach = None
            else:
                return None, "permit-reach", None
        elif self.reach == "PERMIT" and read.modal in (*_OUGHT, "要", "将"):
            self.reach = None
        return None, "scope", None

    def _reaches(self, label: str | None, clause: Clause) -> None:
        self.reach, self.since = label, (clause.start, clause.end)

    def _gives(self, clause: Clause) -> bool:
        """Whether the clause lies in a stretch that gives an outside party something."""
        given = self.setting.benefits
        if not given:
            return False
        at = bisect_right(given, (clause.start, clause.end))
        return any(a < clause.end and b > clause.start for a, b in given[max(at - 1, 0) : at + 1])

    def _before(self, clause: Clause) -> str:
        return self.outline.text[self.outline.sentences[clause.sentence][0] : clause.start]

    def _encouraged(self, clause: Clause, read: Head, past: str) -> tuple[str, str] | None:
        """鼓励/支持 and how far it reaches (§8a-5, 17, 21)."""
        text = clause.text
        found = rules.invitation(text, read)
        if found:
            counted = re.search(r"\d+(?:家|个|所|项|名|人|户|条)", text) and "鼓励" not in found.group()
            if self.prospective and counted:
                return None
            done = re.search(
                r"(?:发展|壮大|建设|迁建|就业|做大做强|研发|研究|应用|推广|攻关|转化)$", text
            ) and not wording.ACTS_INSIDE.told(text[found.end() :])
            self.reach = None if done or rules.invites_nobody(text, found) else "ENCOURAGE"
            in_force = "鼓励" in found.group() and (past != "p") and re.search(r"20\d\d年[，,]?[^。]{0,12}(?:出台|印发)", self.recent)
            asked = re.match("恳?请|建议", found.group()) and not past  # the party is asked now, whatever the scope
            forward = (not past and self.prospective) or bool(in_force) or bool(asked)
            self._reaches("ASKED" if self.reach and asked else self.reach, clause)
            return ("ENCOURAGE" if forward else "ACHIEVE"), "encourage"
        if self.reach not in ("ENCOURAGE", "ASKED") or read.subject:
            return None
        stops = wording.STOP_ENCOURAGE.match(text, read.act) or wording.DUE.search(text) or "将" in read.modal
        if stops or wording.COUNTED.told(text):
            return None
        return ("ENCOURAGE" if self.prospective or self.reach == "ASKED" else "ACHIEVE"), "encourage-reach"

    def _by_scope(self, clause: Clause, read: Head, prospective: bool, past: str, goal: bool) -> str | None:
        named = wording.NOMINAL.told(clause.text) and len(clause.text) <= 10 and "了" not in clause.text
        if clause.mark and clause.mark in "：:" and (named or wording.SPEECH.told(clause.text)):
            return None
        if clause.text.endswith(rules.SAYING_ENDS) and rules.SAYS.search(clause.text):
            return None
        if read.subject and wording.ROLE_ONLY.match(clause.text, read.subject[1]):
            return None  # 由X牵头， X、Y配合， say who; what follows says what
        if clause.mark in ("，", ",") and helpers_in(clause.text):
            return None  # and X、Y配合， who helps
        if prospective:
            return "COMMIT" if wording.acts(clause.text, read, goal) else None
        if past or read.verb or (self.opened and len(clause.text) > 5):
            return "ACHIEVE"
        return None

    def _scope(self, clause: Clause, read: Head) -> None:
        """Guide §3-2: a cue opens a scope that lasts to the paragraph's end or the next opposite cue."""
        text = clause.text
        dated = "年" in text
        if dated:
            text = _SPELT_YEAR.sub(lambda m: m.group().translate(_FIGURES), text)
        if self.setting.reported and not self.opened and _FIRST_PERSON.match(text):
            self.prospective, self.opening = False, Opening("reported", False, clause.start, clause.end)
        if self._quotes(text):
            return
        due = wording.DUE.search(text) if dated else None
        ahead = bool(due) and int((due.group(1) or due.group(2)) if due else 0) >= self.setting.year > 0
        forward, words = self._ahead(text, read)
        if not forward and clause.mark and clause.mark in "：:" and rules.SAYS.search(text) and text.endswith(("承诺", "答应", "表示")):
            forward, words = True, text
        if forward or ahead:
            self._open("future" if forward else "due", True, clause, words)
            return
        year = wording.YEAR.search(text) if dated and self.setting.year and not self.override else None
        named = int(year.group(1) or year.group(2)) if year else 0
        if named > self.setting.year:
            self._open("year", True, clause, text)
            return
        if cues.past(text, None, self.setting.prospective) == "p":
            self._open("past", False, clause, text)
            return
        if 0 < named < self.setting.year and (not self.setting.prospective or "同比" in self.words):
            self._open("year", False, clause, text)

    def _ahead(self, text: str, read: Head) -> tuple[bool, str]:
        """(whether a cue looks forward, the words it was looked for in): beside 已 and 了 neither hope nor 明年 does."""
        if not cues.future(text):
            return False, text
        had = rules.HAD.match(cues.past_words(text, read.verb[0] if read.verb else None))
        words = wording.HOPE.sub("", text) if self.review or had else text
        return cues.future(words) and not (had and rules.DATED.match(cues.future_words(words))), words

    def _quotes(self, text: str) -> bool:
        """2022年印发《X》，明确到2025年…: what another paper says opens no scope in the sentence that looks back on it."""
        if not self.prospective and "《" in text and rules.ISSUED.search(text):
            self.quoting = "issued"
        elif self.quoting == "issued" and rules.SAYING.match(text):
            self.quoting = "quoted"
        return self.quoting == "quoted" and not _FIRST_PERSON.match(text)

    def _open(self, kind: str, prospective: bool, clause: Clause, words: str) -> None:
        self.opening, self.prospective, self.opened = Opening(kind, prospective, clause.start, clause.end, words), prospective, True


_Told = tuple[str | None, str, Told | None]
"""(label, rule, the list that decided)"""
_Whole = tuple[str, str, Told | None, str, tuple[int, int]]
"""(label of a sentence, rule, the list that decided, what was put to it, the words it reaches over from)"""
_NONE = (0, 0)
_IDLE = AnyTold(wording.BACKGROUND, wording.RESTRICT, wording.COPULA)
_OUGHT = ("应", "应当", "应该", "须", "必须", "需", "需要")
_IF = cue(r"(?:如果?|若|倘若|一旦)(?![期实下数约意是同何今干])[^，。]{4,}")  # 如转入的年限存在重复，
_CASES = re.compile(r"有?(?:下列|以下)(?:情形|情况|行为)")
_LEAD_IN = cue(
    r"(?:下一步|今后|拟做|部署|打算|主要任务|重点|从[^，。]{1,6}方面|措施|工作|安排|意见|[件项]实?事)(?:(?!答复|函复|回复)[^，。]){0,8}[：:]$"
)
_CONDITIONS = cue(
    r"(?:下列|以下|如下)(?:条件|情形|情况|要求|标准|材料|程序|规定|方式|行为之一)|应当?(?:达到|具备|符合|满足)(?:以下|下列|如下)"
)
_SPELT_YEAR = cue(r"[一二][○〇零一二三四五六七八九]{3}(?=年)")  # 从二○一○年起
_FIGURES = str.maketrans("○〇零一二三四五六七八九", "000123456789")
_GLUED_BODY = 20  # more than this behind a heading in its sentence is a body whose break was lost: 一、指导思想以…为指导
_META_LENGTH = 300  # longer sentences say something
_FIRST_PERSON = re.compile(r"(?:为[^，]*，)?(?:我们|本市|我市|我省|本省|我区|我县|我[局委厅部])")
