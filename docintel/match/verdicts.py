"""``match``: every offer against one enterprise → verdicts, best first.

eligible: all conditions met, in force (or not knowable), place holds the firm. unknown: nothing fails, something open is named.
ineligible: a condition fails or the paper is not in force; the words are named (law 5). Offers for other places are left
out (convention 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from docintel.domain.enterprises import ConditionResult, Enterprise, Payout, Verdict
from docintel.domain.offers import Offer
from docintel.domain.standing import Standing
from docintel.match import amounts, features, ladders, lead, lexicon, region
from docintel.match.asking import FAILED, MET, UNKNOWN, Asking
from docintel.match.clause import Branch, Clause, read_clause
from docintel.match.conditions import answers
from docintel.match.paying import names_firm, paid_to, standard
from docintel.match.portrait import Portrait, portrait
from docintel.match.statements import Statement, statements
from docintel.match.subject import subjects

LIMIT = 60
"""How many verdicts an enterprise gets at most."""

_ORDER = {"eligible": 0, "unknown": 1, "ineligible": 2}


def match(
    enterprise: Enterprise,
    offers: Iterable[Offer],
    as_of: date,
    limit: int = LIMIT,
    similarity: Mapping[tuple[str, int], float] | None = None,
) -> tuple[Verdict, ...]:
    """Verdicts of the offers whose place holds the enterprise, best first, at most ``limit``.

    ``similarity``: (doc, start of the benefit) → closeness 0–1 of the clause to the firm's needs, handed in by a workflow that may ask the
    search room; without it only words count.
    """
    firm = portrait(enterprise)
    found: list[Verdict] = []
    near = (o for o in offers if region.covers(o, firm.place) is not False)
    for statement in statements(near):
        offer = statement.offer
        verdict = judge(firm, statement, as_of, (similarity or {}).get((offer.doc, offer.benefit.start), 0.0))
        found.append(verdict)
    ranked = sorted(ladders.only_highest(found), key=lambda v: (-v.score, v.doc, v.span.start))
    return tuple(ranked[:limit])


def judge(firm: Portrait, statement: Statement, as_of: date, similar: float = 0.0) -> Verdict:
    """One statement."""
    offer, span = statement.offer, statement.span
    state = offer.standing(as_of)
    clause = read_clause(span.text, span.start)
    before = lead.before(offer, span, statement.previous)
    place = region.offer_place(offer)
    asking = Asking(firm, as_of, state.start, place, before.words, offer.title or "", clause.clean.text)
    shared = lead.conditions(before, clause, asking, names_firm(clause))
    verdict, conditions, branch = _best_branch(clause, shared, asking)
    if region.covers(offer, firm.place) is None:
        conditions = (*conditions, ConditionResult(span, UNKNOWN, None, "文件适用地区或企业所在地区"))
        verdict = "unknown" if verdict == "eligible" else verdict
    verdict = _with_force(verdict, state)
    missing = _missing(conditions, verdict, state)
    amount: Payout | None = None
    if verdict != "ineligible":
        amount = amounts.payout(branch, clause, asking, conditions, conditional=verdict == "unknown")
    score = features.score(firm, offer, span, verdict=verdict, conditions=conditions, amount=amount, similar=similar, asking=asking)
    return Verdict(
        doc=offer.doc,
        span=span,
        verdict=verdict,
        conditions=conditions,
        missing=missing,
        amount=amount,
        in_force=state.in_force,
        why=_why(verdict, conditions, state, missing),
        score=score,
        title=offer.title,
        heading=offer.path[-1] if offer.path else "",
    )


def _best_branch(clause: Clause, shared: tuple[ConditionResult, ...], asking: Asking) -> tuple[str, tuple[ConditionResult, ...], Branch]:
    """The alternative with the best verdict; ties go to the first."""
    best: tuple[int, str, tuple[ConditionResult, ...], Branch] | None = None
    for branch in clause.branches():
        own = answers(branch.asks, clause, asking, payee=names_firm(clause))
        given = (*paid_to(branch, clause, asking), *standard(branch, clause), *_for_people(clause, asking))
        conditions = (*shared, *own, *given)
        if not shared and not own and not names_firm(clause):
            conditions = (*conditions, _no_conditions(clause))
        verdict = _verdict(conditions)
        if best is None or _ORDER[verdict] < best[0]:
            best = (_ORDER[verdict], verdict, conditions, branch)
    if best is None:
        return _verdict(shared), shared, Branch((), ())
    return best[1:]


def _for_people(clause: Clause, asking: Asking) -> tuple[ConditionResult, ...]:
    """A paper for people (老年人, 个人所得税 …) is for a firm only where the clause names firms."""
    found = lexicon.cues("person_paper").search(asking.title) or re.search("个人所得税|个人养老金", clause.clean.text)
    named = [s for p in clause.parts for s in subjects(p.text) if s.kind in ("firm", "title")]
    if not found or any("纳税人" not in s.words for s in named):
        return ()
    span = clause.clean.span(0, len(clause.clean.text))
    return (ConditionResult(span, FAILED, f"文件面向个人（“{found.group()}”），不是企业"),)


def _no_conditions(clause: Clause) -> ConditionResult:
    """A clause that only sets a sum: who may have it stands elsewhere in the paper."""
    return ConditionResult(
        clause.clean.span(0, len(clause.clean.text)), UNKNOWN, None, "申报条件（本条只载标准，条件见同一文件的其他条款）"
    )


def _verdict(conditions: tuple[ConditionResult, ...]) -> str:
    results = {c.result for c in conditions}
    return "ineligible" if FAILED in results else "unknown" if UNKNOWN in results else "eligible"


def _with_force(verdict: str, state: Standing) -> str:
    if state.in_force is False:
        return "ineligible"
    return "unknown" if verdict == "eligible" and state.reason == "age" else verdict


def _missing(conditions: tuple[ConditionResult, ...], verdict: str, state: Standing) -> tuple[str, ...]:
    if verdict != "unknown":
        return ()
    found = [c.missing for c in conditions if c.result == UNKNOWN and c.missing]
    if state.reason == "age":
        found.append(state.words)
    return tuple(dict.fromkeys(found))


def _why(verdict: str, conditions: tuple[ConditionResult, ...], state: Standing, missing: tuple[str, ...]) -> str:
    """One sentence for the enterprise."""
    failed = [c for c in conditions if c.result == FAILED]
    if state.in_force is False:
        fits = "条件" + ("不符" if failed else "相符" if all(c.result == MET for c in conditions) else "待核实")
        return f"{fits}，但{state.words}"
    if verdict == "ineligible":
        return "不符合：" + "；".join(f"“{c.span.text}”（{c.fact or c.missing or '不满足'}）" for c in failed)
    if verdict == "unknown":
        return "待核实：" + "；".join(missing)
    met = "；".join(f"“{c.span.text}”（{c.fact}）" if c.fact else f"“{c.span.text}”" for c in conditions if c.result == MET)
    return ("符合：" + met if met else "条款未设具体条件") + (f"；{state.words}" if state.in_force is None else "")
