"""The life of a row as people act in it: who may do what is decided here, how it is kept in store.life.

``viewer`` is who acts: a unit acts for itself and what is under it, the secretariat for all. Every function raises NotFound (a row that the
viewer may not see is not there for him), NotAllowed, BadInput and StoreConflict, each in words, and changes nothing then.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import PurePath

from django.db import transaction

from docintel import settings
from docintel.domain import life_steps
from docintel.domain.life import Announced, BulkAssigned, Life
from docintel.domain.life_steps import Standing, Step
from docintel.domain.people import Viewer
from docintel.errors import BadInput, DocintelError, NotAllowed, NotFound
from docintel.store import handling
from docintel.store.handling import Term, Terms
from docintel.store.items import get_item, sees
from docintel.store.life import announced, assignments, evidence, feedback, instances, reading, requests, subtasks, tasks
from docintel.store.life import units as units_
from docintel.store.life.assignments import Given
from docintel.store.life.evidence import KeptFile, Proof
from docintel.store.life.feedback import Words
from docintel.store.life.tasks import TaskList
from docintel.store.models import Obligation
from docintel.store.originals import Originals
from docintel.store.units import Proposals

__all__ = ["Given", "KeptFile", "Proof", "Standing", "Step", "TaskList", "Term", "Terms", "Words"]
_BULK = 2000
"""Rows of one 批量交办 at most."""


def units() -> list[tuple[int, str]]:
    """(number, name) of every unit that rows can be given to."""
    return units_.usable()


def named_units(words: str) -> list[int]:
    """Numbers of the units that 市教育局、市财政局 names. Raises BadInput naming those that are none."""
    return units_.named(n for n in re.split(r"[、，,；;\s]+", words) if n)


def steps(viewer: Viewer, found: Life) -> tuple[Step, ...]:
    """The steps that the viewer may take now."""
    return life_steps.steps(found, viewer)


def standing(found: Life) -> Standing:
    """Where a row stands and whose turn it is."""
    return life_steps.standing(found)


# --- looking -------------------------------------------------------------------------------------------------------------


def life(viewer: Viewer, item_id: str, today: date) -> Life:
    """The life of a row; a recurring one gets the instances that are missing up to today."""
    item = _seen(viewer, item_id)
    instances.make_up(today, item)
    return reading.life(item.item_id, today)


def task_lists(viewer: Viewer, today: date) -> list[TaskList]:
    """我的工作 of a viewer; nobody's where the role has none."""
    instances.make_up(today)
    if viewer.may("decide"):
        return tasks.for_secretariat(today)
    return tasks.for_units(viewer.units, today) if viewer.may("answer") else []


def waiting_to_assign(today: date) -> list[str]:
    """Ids of the rows that wait to be given to units, as many as one 批量交办 takes."""
    found = next(x for x in tasks.for_secretariat(today) if x.key == "assign")
    return [t.item_id for t in found.tasks[:_BULK]]


def make_instances(today: date) -> int:
    """Makes the instances that are missing up to ``today``; how many."""
    return instances.make_up(today)


def found_papers(viewer: Viewer) -> list[tuple[str, str, Announced]]:
    """(row, its text, paper) of every open row whose announced paper is in the library by now. Reads every such row."""
    _must(viewer, "decide")
    return [(item.item_id, item.text, paper) for item, paper in announced.of(announced.open_rows())]


def evidence_file(viewer: Viewer, number: int) -> tuple[str, bytes]:
    """(name, bytes) of a file given as evidence, for those who may see the row."""
    item_id, name, sha256, _ = evidence.file(number)
    _seen(viewer, item_id)
    data = _files().read(sha256)
    if data is None:
        raise NotFound(f"佐证文件“{name}”在数据文件夹里找不到或已损坏；请用 docintel doctor 查看，从备份中取回")
    return name, data


# --- the secretariat ------------------------------------------------------------------------------------------------------


def assign(viewer: Viewer, item_id: str, given: Sequence[Given], words: str, *, today: date, expected: int | None = None) -> list[int]:
    """交办 to units; a limit that a person sets lies not in the past. Numbers of the assignments."""
    _must(viewer, "assign")
    own = reading.proposed_limit(get_item(item_id), today)[0]
    for one in given:
        if one.limit and one.limit < today and one.limit != own:
            raise BadInput(f"办理时限{one.limit}早于今天（{today}）；请填写今天以后的日期")
    return assignments.assign(item_id, given, words, viewer.name, expected)


def assign_proposed(viewer: Viewer, item_ids: Sequence[str], words: str, today: date, *, by_order: bool = False) -> BulkAssigned:
    """批量交办: each row to the units its owners mean, where every one of them is certain; the rest is listed with the reason.

    ``by_order``: of 责任单位 listed without 牵头 the first is 主办, the others 协办; without it such rows are left.
    """
    _must(viewer, "assign")
    if len(item_ids) > _BULK:
        raise BadInput(f"一次最多批量交办{_BULK}项，现有{len(item_ids)}项；请先按单位或时限筛选")
    done: list[str] = []
    left: list[tuple[str, str, str]] = []
    meanings = Proposals()
    for item_id in dict.fromkeys(item_ids):
        item = get_item(item_id)
        proposed = units_.proposed(item, meanings)
        why = assignments.why_not_in_bulk(item, proposed, by_order=by_order)
        if not why:
            limit = reading.proposed_limit(item, today)[0]
            given = [Given(p.unit, p.role, limit) for p in proposed if p.unit is not None]
            try:
                assignments.assign(item.item_id, given, words, viewer.name, item.revision)
            except DocintelError as error:
                why = str(error)
        if why:
            left.append((item.item_id, item.text, why))
        else:
            done.append(item.item_id)
    return BulkAssigned(tuple(done), tuple(left))


def withdraw(viewer: Viewer, number: int, why: str, expected: int | None = None) -> str:
    """撤回 of an assignment; the row's id, as of every function below that takes a number."""
    _must(viewer, "assign")
    item_id = _assignment(viewer, number)[0]
    assignments.withdraw(number, why, viewer.name, expected)
    return item_id


def resume(viewer: Viewer, number: int, why: str, limit: date | None = None, expected: int | None = None) -> str:
    """恢复办理 of a suspended assignment."""
    _must(viewer, "decide")
    item_id = _assignment(viewer, number)[0]
    assignments.resume(number, why, viewer.name, limit, expected)
    return item_id


def close(viewer: Viewer, item_id: str, note: str = "", expected: int | None = None) -> None:
    """销号 of a done row that has evidence."""
    _must(viewer, "decide")
    assignments.close(item_id, viewer.name, note, expected)


def reopen(viewer: Viewer, item_id: str, why: str, limit: date | None = None, expected: int | None = None) -> None:
    """重新办理 of a done or closed row."""
    _must(viewer, "decide")
    assignments.reopen(item_id, why, viewer.name, limit, expected)


def review(viewer: Viewer, number: int, *, passed: bool, words: str = "", days: int | None = None, today: date) -> str:
    """审核 of a final feedback; without ``days`` the office's own number of days to mend it."""
    _must(viewer, "decide")
    item_id = _of_feedback(viewer, number)
    if not passed and days is None:
        days = (handling.term("mend").after(today) - today).days
    feedback.review(number, passed=passed, words=words, who=viewer.name, days=days)
    return item_id


def decide(viewer: Viewer, number: int, *, granted: bool, words: str = "", until: date | None = None, today: date) -> str:
    """批复 of a request."""
    _must(viewer, "decide")
    item_id = _of_request(viewer, number)
    requests.decide(number, granted=granted, words=words, who=viewer.name, today=today, until=until)
    return item_id


def close_instance(viewer: Viewer, number: int, note: str = "") -> str:
    """销号 of a period of a recurring row."""
    _must(viewer, "decide")
    item_id = instances.item_of(number)
    instances.close(number, viewer.name, note)
    return item_id


# --- the units ------------------------------------------------------------------------------------------------------------


def accept(viewer: Viewer, number: int, expected: int | None = None) -> str:
    """签收."""
    item_id = _own(viewer, number)
    assignments.accept(number, viewer.name, expected)
    return item_id


def give_feedback(
    viewer: Viewer, number: int, kind: str, said: Words, *, today: date, proofs: Sequence[Proof] = (), **how: int | None
) -> str:
    """反馈 (``kind`` progress or final) with figures and evidence; ``instance``: of which period, ``expected``: the revision as seen."""
    item_id = _own(viewer, number)
    feedback.give(number, kind, said, viewer.name, today=today, proofs=proofs, **how)
    return item_id


def countersign(viewer: Viewer, number: int, signer: int, *, agrees: bool, words: str = "") -> str:
    """会签 of feedback ``number`` by the unit of assignment ``signer``."""
    item_id = _own(viewer, signer)
    feedback.countersign(number, signer, agrees=agrees, words=words, who=viewer.name)
    return item_id


def ask(viewer: Viewer, number: int, kind: str, reason: str, *, today: date, until: date | None = None, expected: int | None = None) -> str:
    """申请 退回, 延期 or 中止."""
    item_id = _own(viewer, number)
    requests.ask(number, kind, reason, viewer.name, today=today, until=until, expected=expected)
    return item_id


def add_evidence(viewer: Viewer, item_id: str, proof: Proof, expected: int | None = None) -> int:
    """佐证材料 for a row that is one's own."""
    _must(viewer, "answer")
    item = _seen(viewer, item_id)
    return evidence.add(item.item_id, proof, viewer.name, expected=expected)


def add_all_evidence(viewer: Viewer, item_id: str, proofs: Sequence[Proof]) -> list[int]:
    """Several at once, all or none."""
    with transaction.atomic():
        return [add_evidence(viewer, item_id, proof) for proof in proofs]


def withdraw_evidence(viewer: Viewer, number: int, why: str) -> str:
    """Takes evidence back: what one gave oneself, or one's unit gave; the secretariat any."""
    _must(viewer, "answer")
    item_id, who, unit = evidence.giver(number)
    _seen(viewer, item_id)
    if viewer.only_units is not None and who != viewer.name and unit not in viewer.units:
        raise NotAllowed("这件佐证材料不是本单位提交的，不能撤回；请与督查室联系")
    evidence.withdraw(number, why, viewer.name)
    return item_id


def add_subtask(viewer: Viewer, item_id: str, text: str, *, unit: int | None = None, due: date | None = None) -> int:
    """分解任务, by a lead unit that is at work or the secretariat."""
    _must(viewer, "answer")
    item = _seen(viewer, item_id)
    if viewer.only_units is not None and not reading.leads(item, viewer.units):
        raise NotAllowed("只有主办单位和督查室可以分解任务")
    return subtasks.add(item.item_id, text, viewer.name, unit=unit, due=due)


def end_subtask(viewer: Viewer, number: int, *, done: date | None, note: str = "") -> str:
    """A sub-task is done (by its unit, a lead unit or the secretariat) or dropped (None; not by its unit)."""
    _must(viewer, "answer")
    item_id, unit = subtasks.item_of(number)
    item = _seen(viewer, item_id)
    if viewer.only_units is not None and not reading.leads(item, viewer.units) and (done is None or unit not in viewer.units):
        raise NotAllowed("这项分解任务不是本单位的" if done else "只有主办单位和督查室可以取消分解任务")
    subtasks.end(number, viewer.name, done=done, note=note)
    return item_id


def keep_file(name: str, data: bytes) -> KeptFile:
    """Keeps the bytes of a file that is to be evidence. Raises BadInput where it is empty or too large."""
    shown = PurePath(name.replace("\\", "/")).name or "未命名"
    if not data:
        raise BadInput(f"文件“{shown}”是空的；请检查后重新选择")
    check_size(shown, len(data))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        _files().keep(sha256, data)
    except OSError as error:
        raise DocintelError(f"佐证文件“{shown}”没有保存（{error.strerror or error}）；请检查 {settings.EVIDENCE} 的空间和权限") from error
    return KeptFile(shown, sha256, len(data), mimetypes.guess_type(shown)[0] or "")


def most_megabytes() -> int:
    """How large a file given as evidence may be, in MB."""
    return handling.most_bytes() // 2**20


def check_size(name: str, size: int) -> None:
    """Raises BadInput where a file is too large to be evidence, before it is read."""
    most = handling.most_bytes()
    if size > most:
        raise BadInput(f"文件“{name}”有 {size / 2**20:.0f} MB，佐证文件最多 {most / 2**20:.0f} MB；请压缩或分成几个文件")


# --- the office's terms ---------------------------------------------------------------------------------------------------


def all_terms() -> list[Terms]:
    """The terms an office chooses (退回, 重报), with those in force."""
    return [handling.terms(kind) for kind in handling.KINDS]


def choose_term(viewer: Viewer, kind: str, key: str, note: str = "", expected: int | None = None) -> Terms:
    """Puts another term in force."""
    _must(viewer, "rules")
    return handling.choose(kind, key, viewer.name, note, expected)


# --- who may --------------------------------------------------------------------------------------------------------------


def _files() -> Originals:
    return Originals(settings.EVIDENCE)


def _must(viewer: Viewer, act: str) -> None:
    if not viewer.may(act):
        raise NotAllowed("您的角色不能办理这一步；如有需要请与督查室或系统管理员联系")


def _seen(viewer: Viewer, item_id: str) -> Obligation:
    """The row. Raises NotFound where it is not there for the viewer."""
    item = get_item(item_id)
    if not sees(viewer.only_units, item_id):
        raise NotFound(f"台账中没有编号 {item_id}；用 docintel ledger list 查看编号")
    return item


def _assignment(viewer: Viewer, number: int) -> tuple[str, int]:
    """(row, unit) of an assignment that the viewer may see."""
    item_id, unit = assignments.item_of(number)
    _seen(viewer, item_id)
    return item_id, unit


def _own(viewer: Viewer, number: int) -> str:
    """The row of an assignment that the viewer answers for."""
    _must(viewer, "answer")
    item_id, unit = assignments.item_of(number)
    if viewer.only_units is None or unit in viewer.units:
        return item_id  # withdrawn meanwhile: the step itself says so
    _seen(viewer, item_id)
    raise NotAllowed("这次交办是给别的单位的，不能代为办理")


def sees_part(kind: str, viewer: Viewer, number: int | str) -> bool:
    """Whether the viewer may see the row of an assignment, feedback, request, evidence, sub-task or period."""
    try:
        _seen(viewer, ROW_OF[kind](int(number)))
    except (NotFound, ValueError):
        return False
    return True


ROW_OF: dict[str, Callable[[int], str]] = {
    "assignment": lambda n: assignments.item_of(n)[0],
    "feedback": lambda n: assignments.item_of(feedback.assignment_of(n))[0],
    "asked": lambda n: assignments.item_of(requests.assignment_of(n))[0],
    "evidence": lambda n: evidence.giver(n)[0],
    "subtask": lambda n: subtasks.item_of(n)[0],
    "instance": instances.item_of,
}
"""What an address names by number → the row it belongs to. Raises NotFound."""


def _of_feedback(viewer: Viewer, number: int) -> str:
    return _assignment(viewer, feedback.assignment_of(number))[0]


def _of_request(viewer: Viewer, number: int) -> str:
    return _assignment(viewer, requests.assignment_of(number))[0]
