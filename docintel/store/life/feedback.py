"""反馈, 会签, 审核: what units say of their assignments, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from docintel.domain.life import FEEDBACK_KINDS
from docintel.errors import BadInput, StoreConflict
from docintel.store import progress, states
from docintel.store.items import tell
from docintel.store.life import evidence, held, instances
from docintel.store.life.evidence import Proof
from docintel.store.models import Assignment, Countersign, Feedback, Instance, Obligation, Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit says: how it went, problems, what comes next; ``figures``: (target's words, value, day) reported with it."""

    text: str
    problems: str = ""
    plans: str = ""
    figures: Sequence[tuple[str, str, date]] = ()


@transaction.atomic
def give(number: int, kind: str, said: Words, who: str, *, today: date, proofs: Sequence[Proof] = (), **how: int | None) -> int:
    """反馈 of an assignment; its number. A final one on the whole row waits for review, one on a period (``instance``) for its closing.

    Figures become reports of the row's targets and evidence. ``expected``: the assignment's revision as seen.
    Raises NotFound, BadInput, StoreConflict; nothing is kept then.
    """
    item, row = held.hold_assignment(number, who, how.get("expected"))
    if kind not in FEEDBACK_KINDS:
        raise BadInput(f"没有“{kind}”这种反馈；可用：{'、'.join(f'{k}（{v}）' for k, v in FEEDBACK_KINDS.items())}")
    if row.state != "accepted":
        todo = {"sent": "请先签收", "reported": "请等待审核"}.get(row.state, "请联系督查室")
        raise BadInput(f"{row.unit}的交办现为“{row.get_state_display()}”，不能反馈；{todo}")
    period = _period(item, how.get("instance"))
    found = Feedback(
        assignment=row,
        instance=period,
        kind=kind,
        text=held.words(said.text, "办理情况"),
        problems=held.words(said.problems, "存在问题", needed=False),
        plans=held.words(said.plans, "下步打算", needed=False),
        who=who,
    )
    found.save()
    of = f"（{instances.name_of(period)}）" if period else ""
    tell(item.item_id, who, "feedback", old="", new=f"{row.unit}：{found.get_kind_display()}{of}", note=found.text[:200])
    if kind == "final" and period is None:
        states.move_assignment(row, item, "final", who)
    held.touch(item, row)
    for goal, value, day in said.figures:
        written = progress.report(item.item_id, value, day, who, today=today, goal=goal, note=f"{row.unit}反馈")
        evidence.add(item.item_id, Proof(figure=written.number), who, feedback=found.pk)
    for proof in proofs:
        evidence.add(item.item_id, proof, who, feedback=found.pk)
    return int(found.pk)


def _period(item: Obligation, number: int | None) -> Instance | None:
    if number is None:
        return None
    found = held.part(Instance, number, "本期任务")
    if found.obligation_id != item.pk:
        raise BadInput(f"编号为 {number} 的本期任务不是 {item.item_id} 的；请刷新页面后再试")
    if found.closed:
        raise BadInput(f"{instances.name_of(found)}已于{found.closed}销号；请选还没有销号的一期")
    return found


@transaction.atomic
def countersign(number: int, signer: int, *, agrees: bool, words: str, who: str) -> None:
    """会签: the supporting unit of assignment ``signer`` agrees, or not and why, to the lead's final feedback ``number``.

    Raises NotFound, BadInput, StoreConflict (signed before, or the feedback no longer waits).
    """
    item, row = held.hold_assignment(signer, who)
    found = held.part(Feedback, number, "反馈")
    _waiting(found, item)
    if row.role != "support" or row.pk not in {a.pk for a in held.live(item, "support")} or row.state == "suspended":
        raise BadInput(f"{row.unit}现在不是这一项的协办单位，不用会签")
    if found.assignment.role != "lead" or found.instance_id is not None:
        raise BadInput("只有主办单位对全项的办结反馈需要会签")
    if Countersign.objects.filter(feedback=found, assignment=row).exists():
        raise StoreConflict(f"{row.unit}已经会签过这次反馈")
    note = held.words(words, "不同意的理由" if not agrees else "会签意见", needed=not agrees)
    Countersign(feedback=found, assignment=row, agrees=agrees, words=note, who=who).save()
    tell(item.item_id, who, "countersign", old="", new=f"{row.unit}：{'同意' if agrees else '不同意'}", note=note)
    held.touch(item, row)


def _waiting(found: Feedback, item: Obligation) -> None:
    """Raises where a feedback does not wait for review."""
    if found.assignment.obligation_id != item.pk:
        raise BadInput("这次反馈不是这一项的；请刷新页面后再试")
    if found.kind != "final":
        raise BadInput("进展反馈不用审核，只审核办结反馈")
    if Verdict.objects.filter(feedback=found).exists():
        raise StoreConflict("这次反馈已经有人审核过；请看过审核意见")
    if found.instance_id is None and found.assignment.state != "reported":
        raise StoreConflict(f"{found.assignment.unit}的交办现为“{found.assignment.get_state_display()}”，这次反馈不再等待审核")


@transaction.atomic
def review(number: int, *, passed: bool, words: str, who: str, days: int | None = None) -> None:
    """审核 of a final feedback: passed, or sent back with the reason and ``days`` to mend it.

    A lead's feedback passes when every supporting unit has signed; without that, or against one that does not agree, ``words`` say why.
    With the last lead passed the row is done; a period's feedback closes the period. Raises NotFound, BadInput, StoreConflict.
    """
    found = held.part(Feedback, number, "反馈")
    item, row = held.hold_assignment(found.assignment_id, who)
    found.refresh_from_db()
    _waiting(found, item)
    note = held.words(words, "退回重报的理由" if not passed else "审核意见", needed=not passed)
    if passed:
        _signed_by_all(found, row, item, note)
    if days is not None and not 1 <= days <= 365:
        raise BadInput(f"重报天数写的是 {days}；应当在 1 到 365 之间")
    Verdict(feedback=found, passed=passed, words=note, days=None if passed else days, who=who).save()
    tell(item.item_id, who, "verdict", old=f"{row.unit}：{found.text[:80]}", new="通过" if passed else "退回重报", note=note)
    if found.instance is not None:
        if passed:
            instances.end(found.instance, item, who, note)
        held.touch(item, row)
        return
    row.finished_at = timezone.now() if passed else None
    states.move_assignment(row, item, "pass" if passed else "send_back", who, note)
    if passed and row.role == "lead" and item.state == "in_progress" and all(a.state == "passed" for a in held.live(item, "lead")):
        states.move(item, "done", who, f"{row.unit}办结反馈审核通过")
    else:
        held.touch(item)


def _signed_by_all(found: Feedback, row: Assignment, item: Obligation, note: str) -> None:
    """Raises BadInput where a lead's feedback lacks a 会签 and the secretariat gives no reason to do without."""
    if row.role != "lead" or found.instance_id is not None or note:
        return
    signed = dict(Countersign.objects.filter(feedback=found).values_list("assignment_id", "agrees"))
    asked = [a for a in held.live(item, "support") if a.state != "suspended"]
    missing = [str(a.unit) for a in asked if a.pk not in signed]
    against = [str(a.unit) for a in asked if signed.get(a.pk) is False]
    if missing:
        raise BadInput(f"{'、'.join(missing)}还没有会签；请等会签，或在审核意见中写明不等会签的理由")
    if against:
        raise BadInput(f"{'、'.join(against)}不同意这次反馈；请在审核意见中写明仍予通过的理由")


def assignment_of(number: int) -> int:
    """The assignment of a feedback. Raises NotFound."""
    return held.part(Feedback, number, "反馈").assignment_id
