"""BENEFIT items (guide §5): one for each beneficiary or tier, with conditions, sums, duration, stacking, validity and providers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from docintel.domain.findings import Benefit, BenefitDuration, Owner, Unit
from docintel.domain.ids import content_id
from docintel.domain.papers import Paper
from docintel.domain.spans import Evidence, Span
from docintel.extract.benefit_amounts import amount, sums
from docintel.extract.benefit_clauses import unlabelled
from docintel.extract.benefit_fields import Fields
from docintel.extract.benefit_flow import Flow
from docintel.extract.benefit_lists import Listed, listed
from docintel.extract.benefit_statements import Statement, statements_of
from docintel.extract.benefit_terms import Terms, benefit_type, duration, is_benefit, stacking, terms
from docintel.extract.benefit_tiers import Tier, tiers
from docintel.extract.benefit_words import pattern
from docintel.extract.canonical import bodies_of
from docintel.extract.item_ids import distinct
from docintel.text.conditions import read_condition

_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、章条]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|[一二三四五六七八九]是)"
)
_LABEL = 12  # letters of a field's name
_NEAR = 600  # letters over which a party is remembered
_ENTRY = re.compile(r"[（(]\s*\d{1,2}\s*[）)]|\d{1,2}[.．、]|[①-⑳]")
_ANAPHOR = re.compile(r"(?:上述|以上|该|此项|两项|奖励|补[贴助]|资助|贴息|所需|具体|基金支付|其中)")


class Owners(Protocol):
    """Whoever knows the public bodies behind a stretch of a paper."""

    def owners(self, start: int, end: int) -> tuple[Owner, ...]:
        """The owners of [start, end)."""
        ...


def find_benefits(paper: Paper, units: tuple[Unit, ...], owners: Owners | None = None) -> tuple[Benefit, ...]:
    """The paper's benefits in text order, read from its units labelled BENEFIT. Never raises on any text."""
    finder = _Finder(paper, units, owners)
    if not finder.labelled:
        return ()
    found = [b for flow, stated in statements_of(paper.text) for b in finder.of_paragraph(flow, stated)]
    found += finder.rest()
    return tuple(distinct(sorted(found, key=lambda b: (b.start, b.end, b.clause.start if b.clause else 0))))


@dataclass(slots=True)
class _Context:
    """What the words before say to the next statement: the party they named."""

    beneficiary: Span | None = None
    before: Span | None = None  # as it was when the current statement began
    listing: bool = False  # whether a lead-in ending in ： still holds


class _Finder:
    def __init__(self, paper: Paper, units: tuple[Unit, ...], owners: Owners | None) -> None:
        self.paper = paper
        self.units = units
        self.owners = owners
        self.starts = [u.start for u in units]
        self.labelled = [u.start for u in units if "BENEFIT" in u.labels]
        self.covered: set[int] = set()
        self.context = _Context()
        self.fields = Fields(paper.text)

    def touches(self, flow: Flow) -> bool:
        """Whether a unit labelled BENEFIT overlaps the paragraph."""
        first = bisect_right(self.labelled, flow.at[-1]) - 1
        return first >= 0 and self._unit(self.labelled[first]).end > flow.at[0]

    def _unit(self, offset: int) -> Unit:
        return self.units[max(bisect_right(self.starts, offset) - 1, 0)]

    def of_paragraph(self, flow: Flow, stated: tuple[Statement, ...]) -> Iterator[Benefit]:
        """The benefits of one paragraph; what it says of the party is kept for the list that it leads in."""
        self.fields.take(flow)
        entry = _ENTRY.match(flow.text) is not None
        self.context.listing = self.context.listing and entry
        emits = self.touches(flow)
        sure = {id(self._unit(flow.at[s.grants[0][0]])) for s in stated if is_benefit(s)} if emits else set()
        for statement in self._joined(flow, list(stated)) if emits else stated:
            self._remember(statement)
            if not emits:
                continue
            if statement.absorbed and not self._owns_money(statement):
                continue
            alone = id(self._unit(flow.at[statement.grants[0][0]])) not in sure
            if self._labelled(flow, statement.grants[0]) and (is_benefit(statement) or (alone and statement.rank)):
                yield from self._items(statement)
        self.context.listing = self.context.listing or flow.text.endswith(("：", ":"))

    def _owns_money(self, statement: Statement) -> bool:
        """A grant with a sum of its own stands beside its named cases; without one it only leads them in."""
        return any(s.frame.unit == "CNY" for s in sums(statement))

    def _labelled(self, flow: Flow, letters: tuple[int, int]) -> bool:
        return "BENEFIT" in self._unit(flow.at[letters[0]]).labels

    def _joined(self, flow: Flow, found: list[Statement]) -> list[Statement]:
        """A joint ceiling whose sentence is itself labelled BENEFIT is a ceiling of each benefit of the sentence before it."""
        out = list(found)
        for i, one in enumerate(found):
            own = tuple(j for j in one.joint if self._labelled(flow, j))
            sentence = self._unit(flow.at[one.grants[0][0]])
            k = i
            while own and k >= 0 and self._unit(flow.at[found[k].grants[0][0]]) is sentence:
                out[k] = replace(out[k], grants=(*out[k].grants, *own), joint=())
                k -= 1
        return out

    def _items(self, statement: Statement) -> Iterator[Benefit]:
        flow, text = statement.flow, self.paper.text
        said = terms(statement)
        more = listed(flow, statement, text)
        beneficiary = flow.span(text, *said.beneficiary) if said.beneficiary else None
        evidence = self._evidence([(flow.at[a], flow.at[b - 1] + 1) for a, b in _sentences(flow, _ranges(statement))] + list(more.lines))
        base = self._benefit(statement, said, more, evidence)
        inherited = beneficiary or (self.fields.who if self.fields.kind == "standard" else None) or self._inherited(statement)
        for tier in tiers(statement, sums(statement, inherited.text if inherited else "")):
            yield self._tier(replace(base, beneficiary=inherited), statement, tier)

    def _remember(self, statement: Statement) -> None:
        """Keep the party that a statement behind 对… names for the next ones."""
        self.context.before = self.context.beneficiary
        said = terms(statement)
        if said.beneficiary:
            self.context.beneficiary = statement.flow.span(self.paper.text, *said.beneficiary)

    def _inherited(self, statement: Statement) -> Span | None:
        """The party named before, where this one only names another case (重新认定的给予10万元), also in the list below its lead-in."""
        last, begins = self.context.before, statement.flow.at[0]
        start = statement.flow.at[statement.start]
        own = statement.conds and any(
            pattern("terms", name).match(statement.flow.text, statement.conds[0][0]) for name in ("lead", "invite")
        )
        if last is None or own or not 0 <= start - last.end < _NEAR:
            return None
        return last if begins <= last.start or self.context.listing else None

    def _benefit(self, statement: Statement, said: Terms, more: Listed, evidence: tuple[Span, ...]) -> Benefit:
        flow, text, head = statement.flow, self.paper.text, self.paper.head
        clause = flow.span(text, _opening(statement), statement.end)
        reported = head.doc_kind == "interpretation"
        lasting, stack = duration(statement), stacking(statement)
        asked = (*(flow.span(text, a, b) for a, b in said.conditions), *more.conditions, *self.fields.open())
        return Benefit(
            item_id="",
            label="BENEFIT",
            evidence=evidence,
            found=Evidence(f"rule:benefit-{statement.cue}", confidence=0.9 if statement.rank == 2 else 0.7, cue=statement.cue),
            attribution="reported" if reported else "own",
            source_doc=head.source_doc if reported else None,
            owners=self.owners.owners(clause.start, clause.end) if self.owners else (_issuer(self.paper),),
            status=_status(self.paper, statement),
            benefit_type=benefit_type(statement),
            conditions=tuple(map(read_condition, asked)),
            validity=head.validity,
            duration=_duration(flow.span(text, *lasting[0]), lasting[1]) if lasting else None,
            stacking=flow.span(text, *stack) if stack else None,
            region=head.region,
            clause=clause,
        )

    def _tier(self, base: Benefit, statement: Statement, tier: Tier) -> Benefit:
        text = self.paper.text
        name = statement.flow.span(text, *tier.at).text if tier.at else None
        amounts = tuple(amount(statement, text, s) for s in tier.sums)
        words = re.sub(r"\s", "", base.clause.text if base.clause else "")
        return replace(base, item_id=content_id("bn", _key(self.paper), words, name or ""), tier=name, amounts=amounts)

    def _evidence(self, ranges: list[tuple[int, int]]) -> tuple[Span, ...]:
        """The reference units that the ranges touch."""
        touched: set[int] = set()
        for start, end in ranges:
            first = max(bisect_right(self.starts, start) - 1, 0)
            for i in range(first, len(self.units)):
                if self.units[i].start >= end:
                    break
                if self.units[i].end > start:
                    touched.add(i)
        if touched:
            touched |= self._owner_line(max(touched))
        self.covered |= touched
        return tuple(Span.of(self.paper.text, self.units[i].start, self.units[i].end) for i in sorted(touched))

    def _owner_line(self, last: int) -> set[int]:
        """The owner line that closes the point (guide G3): the next one before another point begins."""
        for i in range(last + 1, min(last + 12, len(self.units))):
            if "OWNER" in self.units[i].labels:
                return {i}
            if _NUMBERED.match(self.paper.text, self.units[i].start, self.units[i].end):
                break
        return set()

    def rest(self) -> Iterator[Benefit]:
        """Units labelled BENEFIT from which no statement was read: an item without sums, of low confidence.

        A unit that only speaks on about the benefit before it (奖励金上不封顶) is none of its own.
        """
        for i, unit in enumerate(self.units):
            if "BENEFIT" not in unit.labels or i in self.covered:
                continue
            if i - 1 in self.covered and _ANAPHOR.match(self.paper.text, unit.start, unit.end):
                self.covered.add(i)
                continue
            if not pattern("clauses", "hint").search(self.paper.text, unit.start, unit.end):
                continue
            span = Span.of(self.paper.text, unit.start, unit.end)
            head = self.paper.head
            yield Benefit(
                content_id("bn", _key(self.paper), re.sub(r"\s", "", span.text)),
                "BENEFIT",
                (span,),
                Evidence("rule:benefit-label", confidence=0.3),
                attribution="reported" if head.doc_kind == "interpretation" else "own",
                owners=self.owners.owners(unit.start, unit.end) if self.owners else (_issuer(self.paper),),
                status=_status(self.paper, None),
                validity=head.validity,
                region=head.region,
                clause=span,
            )


def _opening(statement: Statement) -> int:
    """Where the words of a benefit begin: with the grant that a named case belongs to, with the sentence that alone names the party."""
    if statement.cue == "field":
        return unlabelled(statement.flow.text, 0, statement.start + 1) if statement.start < _LABEL else statement.start
    if statement.lead or not statement.conds or statement.text.startswith("其中"):
        return min(a for a, _ in (*statement.shared, *statement.lead, (statement.start, 0)))
    return statement.start


def unit_spans(paper: Paper, units: tuple[Unit, ...], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The reference units that the spans touch, in text order."""
    starts = [u.start for u in units]
    touched: set[int] = set()
    for span in spans:
        for i in range(max(bisect_right(starts, span.start) - 1, 0), len(units)):
            if units[i].start >= span.end:
                break
            if units[i].end > span.start:
                touched.add(i)
    return tuple(Span.of(paper.text, units[i].start, units[i].end) for i in sorted(touched)) or spans


def _ranges(statement: Statement) -> list[tuple[int, int]]:
    above = (*statement.lead, *statement.shared) if statement.cue == "field" else ()
    return [*above, *statement.conds, *statement.grants]


def _sentences(flow: Flow, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges out to the ends of their sentences, where a sentence runs over several lines; elsewhere the unit is the sentence."""
    if not flow.wrapped:
        return ranges
    text, out = flow.text, []
    for a, b in ranges:
        stop = _SENTENCE_END.search(text, b - 1)
        out.append((max(text.rfind(mark, 0, a) for mark in "。！？") + 1, stop.end() if stop else len(text)))
    return out


_SENTENCE_END = re.compile("[。！？]")


def _key(paper: Paper) -> str:
    return paper.head.doc_number or paper.head.title or paper.doc_id


def _issuer(paper: Paper) -> Owner:
    return bodies_of(paper).owner(Owner(None, None, "responsible", "implied_issuer"))


def _duration(span: Span, iso: str) -> BenefitDuration:
    return BenefitDuration(span, iso, modality="原则上" if "原则上" in span.text else None)


def _status(paper: Paper, statement: Statement | None) -> str:
    """Guide §5: a draft's benefits are drafts, a reply announces what it does not quote from a paper in force."""
    head = paper.head
    if head.status == "draft_for_comment":
        return "draft"
    if head.doc_kind in ("reply_cppcc", "reply_npc"):
        return "announced"
    return "in_force" if head.status == "in_force" or head.doc_kind == "interpretation" else "unknown"
