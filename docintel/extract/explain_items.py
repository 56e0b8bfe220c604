"""Why a finding has its parts: action, strength, specificity, owners, deadlines, numbers; the parts of benefits and norms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docintel.domain.explanations import LABEL_NAMES, Explained, Reason
from docintel.domain.expressions import TimeFrame
from docintel.domain.findings import Action, Benefit, Item, Norm, Owner, Reading, Target
from docintel.domain.phrases import GRADES
from docintel.domain.spans import Evidence, Span
from docintel.extract import lexicon
from docintel.extract.actions import made
from docintel.extract.canonical import bodies_of
from docintel.extract.explain_clauses import clauses_in
from docintel.extract.labelled import Labelled
from docintel.extract.owners import OwnerFinder
from docintel.extract.reader import read
from docintel.extract.reasons import say
from docintel.text.explain import BASES, certainty, explain, repeated, rule_name

ROLES = {"lead": "牵头", "responsible": "责任", "co": "会同", "support": "配合"}
SPECIFICITIES = {"measurable": "可核对", "deliverable": "可交付", "general": "一般"}
AMOUNT_RULES = {
    "rate": "按比例",
    "fixed": "定额",
    "cap": "上限",
    "floor": "起点",
    "reduction": "减免",
    "per_unit": "按数量计",
    "range": "区间",
    "quota": "名额",
}
STATUSES = {"in_force": "现行", "announced": "答复中说明", "draft": "征求意见", "expired": "已失效", "unknown": "不明"}
_ABOUT = {"deadline": "完成时限", "period": "完成时限", "start": "开始时间"}


class ItemExplainer:
    """Explains the items of one reading."""

    def __init__(self, found: Reading) -> None:
        self._found, self._paper = found, found.paper
        self._owners = OwnerFinder(found.paper, found.units)

    def explained(self, unit: tuple[int, int], at: tuple[int, int]) -> Iterator[Explained]:
        """What was found in a unit, and in an owner line the actions that it speaks for; ``at`` is the asked place."""
        for item in self._found.items:
            if isinstance(item, Benefit):
                spans = [s for s in ((item.clause,) if item.clause else item.evidence) if _touch(s, unit)]
                if spans:
                    yield self._one(item, item.clause or spans[0], tuple(self._benefit(item)), at)
                continue
            if isinstance(item, Norm) and not item.actions and any(_touch(s, unit) for s in item.evidence):
                yield self._one(item, item.evidence[0], tuple(self._refusal(item)), at)
            inside = [a for a in item.actions if _touch(a.span, unit)]
            for action in inside:
                reasons = self._norm(item, action) if isinstance(item, Norm) else self._action(item, action)
                yield self._one(item, action.span, tuple(reasons), at)
            if not inside and any(o.span and _touch(o.span, unit) for o in item.owners):
                for action in item.actions:
                    told = [self._owner(o, action) for o in self._of(item, action) if o.span and _touch(o.span, unit)]
                    if told:
                        yield self._one(item, action.span, tuple(told), at)

    def _one(self, item: Item, span: Span, reasons: tuple[Reason, ...], at: tuple[int, int]) -> Explained:
        return Explained(item.item_id, item.label, span, reasons, _touch(span, at))

    # actions ---------------------------------------------------------------------------------------------------------

    def _action(self, item: Item, action: Action) -> Iterator[Reason]:
        labelled = self._clause(action)
        evidence = action.evidence
        words = _told(labelled, evidence) if labelled else ""
        how = say("action", _rule(evidence), words=words)
        yield Reason("怎么认出", how, "", evidence.found_by, (action.span,), evidence.confidence)
        yield _strength(action, labelled)
        yield self._specificity(item, action)
        yield from (self._owner(o, action) for o in self._of(item, action))
        yield from self._due(item, action)
        if action.condition:
            why = "条件成就以后才办"
            yield Reason("附带条件", action.condition.text, why, "rule:condition", (action.condition,))
        yield from (self._target(item.targets[i], item) for i in action.target_idx)

    def _clause(self, action: Action) -> Labelled | None:
        """The clause that an action was read from: the last one that it touches (a time of its own may stand before)."""
        found = [reading.clauses[i] for reading, i in clauses_in(self._paper, action.span.start, action.span.end)]
        return next((c for c in found if c.label == "COMMIT"), found[0] if found else None)

    @staticmethod
    def _specificity(item: Item, action: Action) -> Reason:
        words = "、".join(item.targets[i].number.span.text for i in action.target_idx)
        thing = words or made("".join(action.span.text.split())) or ""
        return Reason(
            "具体程度", SPECIFICITIES[action.specificity], say("specificity", action.specificity, words=thing), "rule:specificity"
        )

    # owners ----------------------------------------------------------------------------------------------------------

    @staticmethod
    def _of(item: Item, action: Action) -> tuple[Owner, ...]:
        return tuple(item.owners[i] for i in action.owner_idx) or item.owners

    def _owner(self, owner: Owner, action: Action) -> Reason:
        name = owner.name or owner.canonical or "发文机关"
        words = (owner.span,) if owner.span else ()
        since = ""
        if owner.basis == "scope" and (held := self._subject(action.span)):
            words, since = (held,), held.text
        why = say("owner", owner.basis, words=name, since=since)
        return Reason("责任单位", f"{name}（{ROLES[owner.role]}）", f"{why}；{self._full(owner)}", f"rule:{owner.basis}", words)

    def _subject(self, span: Span) -> Span | None:
        for reading, i in clauses_in(self._paper, span.start, span.end):
            if reading is read(self._paper):
                return self._owners.subject_at(i)
        return None

    def _full(self, owner: Owner) -> str:
        """How the full name was found, or why it was not."""
        if owner.name is None:
            return say("canonical", "implied" if owner.canonical else "no-issuer")
        if owner.canonical is None:
            return say("canonical", bodies_of(self._paper).open_because(owner.name), words=owner.name)
        return f"全称“{owner.canonical}”：{say('canonical', owner.resolved or 'written', words=owner.name)}"

    # times and numbers -----------------------------------------------------------------------------------------------

    def _due(self, item: Item, action: Action) -> Iterator[Reason]:
        for i in action.deadline_idx:
            yield self._time(item.deadlines[i])
        if action.recurrence:
            repeat = action.recurrence
            yield Reason("周期", repeated(repeat), f"“{repeat.span.text}”：{rule_name('every')}", "rule:every", (repeat.span,))
        if not action.deadline_idx and not action.recurrence:
            yield Reason("完成时限", "没有", "本分句没有期限，前面也没有管到这里的期限", "rule:none")

    def _time(self, frame: TimeFrame) -> Reason:
        validity = self._paper.head.validity
        about, _, value = explain(frame, self._paper.head.anchor).partition("：")
        why = [f"“{frame.span.text}”：{rule_name(frame.rule)}"]
        if validity and validity.basis == "title" and (frame.start, frame.end) == (validity.start, validity.end):
            why.append("正是标题写明的年份")
        elif self._counts_from_anchor(frame):
            anchor = self._paper.head.anchor
            why.append(f"年份按{BASES.get(anchor.basis, '成文日期')} {anchor.value} 补上" if anchor.value else "文中没有日期，不能推算")
        why.append(f"把握：{certainty(frame)}")
        return Reason(_ABOUT.get(frame.role, about), value, "；".join(why), f"rule:{frame.rule}", (frame.span,))

    @staticmethod
    def _counts_from_anchor(frame: TimeFrame) -> bool:
        """Whether the anchor gave the year: none is written, and the words of the frame do not say from when they count."""
        return not frame.relative_to and not re.search(r"\d{4}|五”", frame.span.text)

    @staticmethod
    def _target(target: Target, item: Item) -> Reason:
        value = explain(target.number).partition("：")[2]
        counted = f"“{target.indicator.text}”" if target.indicator else "（原文没有写明数的是什么）"
        due = f"；期限见“{item.deadlines[target.deadline].span.text}”" if target.deadline is not None else ""
        why = f"“{target.number.span.text}”：{rule_name(target.number.rule)}，数的是{counted}{due}"
        words = (target.number.span, *((target.indicator,) if target.indicator else ()))
        return Reason("量化指标", value, why, f"rule:{target.number.rule}", words)

    # benefits and norms ----------------------------------------------------------------------------------------------

    def _benefit(self, item: Benefit) -> Iterator[Reason]:
        found = item.found
        cue = _rule(found).removeprefix("benefit-")
        words = (item.clause,) if item.clause else ()
        yield Reason("怎么认出", f"用语是{say('benefit', cue)}", say("sure", f"{found.confidence:.1f}"), found.found_by, words)
        if item.beneficiary:
            yield Reason("受益对象", item.beneficiary.text, "得到资金、减免或服务的一方", found.found_by, (item.beneficiary,))
        if item.conditions:
            spans = tuple(c.span for c in item.conditions)
            yield Reason("申报条件", "；".join(s.text for s in spans), "对象前面的限定，或条款列出的条件", found.found_by, spans)
        for amount in item.amounts:
            value = explain(amount.number).partition("：")[2]
            base = f"，以“{amount.base_of.text}”为基数" if amount.base_of else ""
            why = f"“{amount.number.span.text}”：{AMOUNT_RULES[amount.rule]}{base}"
            yield Reason("支持标准", value, why, f"rule:{amount.number.rule}", (amount.number.span,))
        yield Reason("效力", STATUSES.get(item.status, item.status), self._status(item.status), "rule:status")
        yield from (self._provider(o, item.clause or item.evidence[0]) for o in item.owners)

    def _provider(self, owner: Owner, clause: Span) -> Reason:
        name = owner.name or owner.canonical or "发文机关"
        held = self._subject(clause) if owner.basis == "scope" else owner.span
        why = say("owner", owner.basis, words=name, since=held.text if held else name)
        return Reason("兑现单位", name, f"{why}；{self._full(owner)}", f"rule:{owner.basis}", (held,) if held else ())

    def _status(self, status: str) -> str:
        head = self._paper.head
        if status == "draft":
            return "公文是征求意见稿"
        if head.doc_kind in ("reply_cppcc", "reply_npc"):
            return "答复函里说明，没有引用现行文件"
        return "公文已经印发，没有写明失效" if status == "in_force" else "公文没有写明效力"

    @staticmethod
    def _refusal(item: Norm) -> Iterator[Reason]:
        what = LABEL_NAMES[item.label]
        yield Reason(what, what, f"“{item.found.cue}”：说明不办或现在办不了，不列为承诺", item.found.found_by, item.evidence)
        if item.reason:
            yield Reason("理由", item.reason.text, "答复写明的理由", item.found.found_by, (item.reason,))
        for condition in item.conditions:
            yield Reason("条件", condition.span.text, "答复写明的条件", item.found.found_by, (condition.span,))

    @staticmethod
    def _norm(item: Item, action: Action) -> Iterator[Reason]:
        cue = action.evidence.cue
        words = f"“{cue}”：" if cue else ""
        what = {"ENCOURAGE": "请别人去做", "PERMIT": "可以做", "PROHIBIT": "不许做"}[item.label]
        yield Reason(LABEL_NAMES[item.label], what, f"{words}不是本单位要办的事，不列为承诺", action.evidence.found_by, (action.span,))
        if action.addressed_to:
            yield Reason("对象", action.addressed_to.text, "对谁说的", action.evidence.found_by, (action.addressed_to,))


def _touch(span: Span, stretch: tuple[int, int]) -> bool:
    return span.start < stretch[1] and span.end > stretch[0]


def _rule(evidence: Evidence) -> str:
    return evidence.found_by.partition(":")[2]


def _told(labelled: Labelled, evidence: Evidence) -> str:
    """The words by which the rule found the action: the verb, or what tells the duty."""
    text, read_ = labelled.clause.text, labelled.head
    if _rule(evidence) == "told":
        subject = text[slice(*read_.subject)] if read_.subject else ""
        return "”“".join(x for x in (subject, read_.modal) if x)
    return text[slice(*read_.verb)] if read_.verb else ""


def _strength(action: Action, labelled: Labelled | None) -> Reason:
    grade, cue = action.strength or "firm", action.evidence.cue
    if grade != "firm" or labelled is None:
        row = next((r for r in lexicon.rows(grade) if cue and re.search(r[0], action.span.text)), None) if grade != "enabling" else None
        return Reason("力度", GRADES[grade], say("strength", grade, words=cue or "", phrase=row[1] if row else ""), f"rule:{grade}")
    modal = labelled.head.modal
    words = f"，“{modal}”表示一定去做" if modal else "，说将来的范围里不加助词的动词就是硬承诺"
    return Reason("力度", GRADES[grade], f"没有降低力度的线索{words}", "rule:firm")
