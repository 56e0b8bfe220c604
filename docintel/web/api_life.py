"""The JSON API of a row's life: what waits, each step, evidence. ``revision`` is what was seen; 409 when it was changed meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Field, File, Query, Router, Schema
from ninja.files import UploadedFile

from docintel.domain.serial import dump
from docintel.errors import BadInput, NotFound
from docintel.web.access import viewer_of
from docintel.workflows import handle
from docintel.workflows.handle import Given, Proof, Words

router = Router(tags=["办理"])
Number = Field(ge=1, le=2**62)
_Text = Field("", max_length=5000)


class Problem(Schema):
    """What went wrong and what to do, in words for a person."""

    detail: str


_ANSWERS: Any = {200: dict[str, Any], 403: Problem, 404: Problem, 409: Problem, 422: Problem}


def _life(request: HttpRequest, item_id: str) -> dict[str, Any]:
    """The life of a row as JSON, with where it stands and the steps that the caller may take."""
    who = viewer_of(request)
    found = handle.life(who, item_id, timezone.localdate())
    return {"life": dump(found), "standing": dump(handle.standing(found)), "steps": dump(handle.steps(who, found))}


@router.get("/ledger/{item_id}/life", response=_ANSWERS, summary="一项承诺的办理")
def life(request: HttpRequest, item_id: str) -> dict[str, Any]:
    """Assignments with feedback and requests, evidence, sub-tasks, periods, where it stands, the steps that the caller may take."""
    return _life(request, item_id)


class TasksQuery(Schema):
    """A list of 我的工作 by its key, and which part of it."""

    list: str | None = Field(None, max_length=20)
    offset: int = Field(0, ge=0, le=10_000_000)
    limit: int = Field(50, ge=1, le=1000)


@router.get("/tasks", response=_ANSWERS, summary="我的工作")
def tasks(request: HttpRequest, query: Query[TasksQuery]) -> dict[str, Any]:
    """Every list with its number of tasks; with ``list`` the tasks of one."""
    lists = handle.task_lists(viewer_of(request), timezone.localdate())
    counts = [{"key": x.key, "name": x.name, "what": x.what, "count": len(x.tasks)} for x in lists]
    if query.list is None:
        return {"lists": counts}
    found = next((x for x in lists if x.key == query.list), None)
    if found is None:
        raise NotFound(f"没有“{query.list}”这一类工作；现有：{'、'.join(x.key for x in lists) or '无'}")
    return {"count": len(found.tasks), "tasks": dump(found.tasks[query.offset : query.offset + query.limit])}


class GivenTo(Schema):
    """A unit that is to get the row; ``limit`` none = no limit."""

    unit: int = Number
    role: Literal["lead", "support"] = "lead"
    limit: date | None = None


class Assigning(Schema):
    """交办."""

    given: list[GivenTo] = Field(max_length=50)
    words: str = _Text
    revision: int


@router.post("/ledger/{item_id}/assign", response=_ANSWERS, summary="交办")
def assign(request: HttpRequest, item_id: str, body: Assigning) -> dict[str, Any]:
    """Give the row to units."""
    given = [Given(g.unit, g.role, g.limit) for g in body.given]
    handle.assign(viewer_of(request), item_id, given, body.words, today=timezone.localdate(), expected=body.revision)
    return _life(request, item_id)


class Bulk(Schema):
    """批量交办: row ids. ``by_order``: of 责任单位 listed without 牵头 the first is 主办, the others 协办."""

    rows: list[str] = Field(max_length=2000)
    words: str = _Text
    by_order: bool = False


@router.post("/assignments/proposed", response=_ANSWERS, summary="批量交办")
def assign_proposed(request: HttpRequest, body: Bulk) -> dict[str, Any]:
    """Give rows to the units that their owners mean, where every one is certain; the rest is listed."""
    given = handle.assign_proposed(viewer_of(request), body.rows, body.words, timezone.localdate(), by_order=body.by_order)
    done: dict[str, Any] = dump(given)
    return done


class Seen(Schema):
    """The assignment's revision as seen."""

    revision: int | None = None


@router.post("/assignments/{assignment}/accept", response=_ANSWERS, summary="签收")
def accept(request: HttpRequest, assignment: int, body: Seen) -> dict[str, Any]:
    """Accept an assignment."""
    return _life(request, handle.accept(viewer_of(request), assignment, body.revision))


class Why(Seen):
    """A reason."""

    why: str = _Text
    limit: date | None = None


@router.post("/assignments/{assignment}/withdraw", response=_ANSWERS, summary="撤回交办")
def withdraw(request: HttpRequest, assignment: int, body: Why) -> dict[str, Any]:
    """Withdraw an assignment."""
    return _life(request, handle.withdraw(viewer_of(request), assignment, body.why, body.revision))


@router.post("/assignments/{assignment}/resume", response=_ANSWERS, summary="恢复办理")
def resume(request: HttpRequest, assignment: int, body: Why) -> dict[str, Any]:
    """Resume a suspended assignment, with a new ``limit`` if given."""
    return _life(request, handle.resume(viewer_of(request), assignment, body.why, body.limit, body.revision))


class Figure(Schema):
    """A value of a target with its unit (1500个) on a day."""

    target: str = Field(max_length=500)
    value: str = Field(max_length=60)
    day: date


class Reporting(Seen):
    """反馈."""

    kind: Literal["progress", "final"]
    text: str = Field(max_length=5000)
    problems: str = _Text
    plans: str = _Text
    figures: list[Figure] = Field([], max_length=50)
    instance: int | None = Field(None, ge=1, le=2**62)


@router.post("/assignments/{assignment}/feedback", response=_ANSWERS, summary="反馈")
def feedback(request: HttpRequest, assignment: int, body: Reporting) -> dict[str, Any]:
    """Report progress, or the end; values of targets at once."""
    said = Words(body.text, body.problems, body.plans, [(f.target, f.value, f.day) for f in body.figures])
    who, today = viewer_of(request), timezone.localdate()
    item_id = handle.give_feedback(who, assignment, body.kind, said, today=today, expected=body.revision, instance=body.instance)
    return _life(request, item_id)


class Asking(Seen):
    """申请."""

    kind: Literal["return", "extension", "suspension"]
    reason: str = Field(max_length=5000)
    until: date | None = None


@router.post("/assignments/{assignment}/requests", response=_ANSWERS, summary="申请退回、延期、中止")
def ask(request: HttpRequest, assignment: int, body: Asking) -> dict[str, Any]:
    """Ask for a return, an extension or a suspension."""
    who, today = viewer_of(request), timezone.localdate()
    return _life(request, handle.ask(who, assignment, body.kind, body.reason, today=today, until=body.until, expected=body.revision))


class Deciding(Schema):
    """批复."""

    granted: bool
    words: str = _Text
    until: date | None = None


@router.post("/requests/{asked}/decision", response=_ANSWERS, summary="批复")
def decide(request: HttpRequest, asked: int, body: Deciding) -> dict[str, Any]:
    """Decide a request."""
    who, today = viewer_of(request), timezone.localdate()
    return _life(request, handle.decide(who, asked, granted=body.granted, words=body.words, until=body.until, today=today))


class Signing(Schema):
    """会签 by the unit of assignment ``signer``."""

    signer: int = Number
    agrees: bool
    words: str = _Text


@router.post("/feedback/{feedback}/countersign", response=_ANSWERS, summary="会签")
def countersign(request: HttpRequest, feedback: int, body: Signing) -> dict[str, Any]:
    """Countersign a lead's final feedback."""
    return _life(request, handle.countersign(viewer_of(request), feedback, body.signer, agrees=body.agrees, words=body.words))


class Reviewing(Schema):
    """审核."""

    passed: bool
    words: str = _Text
    days: int | None = Field(None, ge=1, le=365)


@router.post("/feedback/{feedback}/review", response=_ANSWERS, summary="审核")
def review(request: HttpRequest, feedback: int, body: Reviewing) -> dict[str, Any]:
    """Pass a final feedback, or send it back."""
    who, today = viewer_of(request), timezone.localdate()
    return _life(request, handle.review(who, feedback, passed=body.passed, words=body.words, days=body.days, today=today))


class RowStep(Schema):
    """A step of the whole row; ``revision`` is the row's."""

    words: str = _Text
    limit: date | None = None
    revision: int


@router.post("/ledger/{item_id}/close", response=_ANSWERS, summary="销号")
def close(request: HttpRequest, item_id: str, body: RowStep) -> dict[str, Any]:
    """Close a done row that has evidence."""
    handle.close(viewer_of(request), item_id, body.words, body.revision)
    return _life(request, item_id)


@router.post("/ledger/{item_id}/reopen", response=_ANSWERS, summary="重新办理")
def reopen(request: HttpRequest, item_id: str, body: RowStep) -> dict[str, Any]:
    """Reopen a done or closed row, for a reason."""
    handle.reopen(viewer_of(request), item_id, body.words, body.limit, body.revision)
    return _life(request, item_id)


class Proving(Schema):
    """A paper of the library, or a reported figure by its number."""

    doc: str = Field("", max_length=500)
    figure: int | None = Field(None, ge=1, le=2**62)
    note: str = _Text


@router.post("/ledger/{item_id}/evidence", response=_ANSWERS, summary="佐证：公文或数据")
def evidence(request: HttpRequest, item_id: str, body: Proving) -> dict[str, Any]:
    """Give a paper or a figure as evidence."""
    handle.add_evidence(viewer_of(request), item_id, Proof(doc=body.doc, figure=body.figure, note=body.note))
    return _life(request, item_id)


@router.post("/ledger/{item_id}/evidence/file", response=_ANSWERS, summary="佐证：文件")
def evidence_upload(request: HttpRequest, item_id: str, file: File[UploadedFile]) -> dict[str, Any]:
    """Give a file as evidence."""
    who = viewer_of(request)
    handle.life(who, item_id, timezone.localdate())  # nothing is kept of a file for a row that is not there for the caller
    if file.name is None or file.size is None:
        raise BadInput("没有收到文件；请用 multipart/form-data 的 file 字段上传")
    handle.check_size(file.name, file.size)
    handle.add_evidence(who, item_id, Proof(file=handle.keep_file(file.name, file.read())))
    return _life(request, item_id)


@router.get("/evidence/{evidence}", response={200: None, 404: Problem}, summary="佐证文件")
def evidence_file(request: HttpRequest, evidence: int) -> HttpResponse:
    """The bytes of a file given as evidence."""
    name, data = handle.evidence_file(viewer_of(request), evidence)
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@router.post("/evidence/{evidence}/withdraw", response=_ANSWERS, summary="撤回佐证")
def withdraw_evidence(request: HttpRequest, evidence: int, body: Why) -> dict[str, Any]:
    """Take evidence back, for a reason."""
    return _life(request, handle.withdraw_evidence(viewer_of(request), evidence, body.why))


class Part(Schema):
    """分解任务."""

    text: str = Field(max_length=500)
    unit: int | None = Field(None, ge=1, le=2**62)
    due: date | None = None


@router.post("/ledger/{item_id}/subtasks", response=_ANSWERS, summary="分解任务")
def subtask(request: HttpRequest, item_id: str, body: Part) -> dict[str, Any]:
    """Add a sub-task."""
    handle.add_subtask(viewer_of(request), item_id, body.text, unit=body.unit, due=body.due)
    return _life(request, item_id)


class PartEnd(Schema):
    """``done`` on a day, or none: dropped, for the reason in ``note``."""

    done: date | None = None
    note: str = _Text


@router.post("/subtasks/{subtask}/end", response=_ANSWERS, summary="分解任务完成或取消")
def end_subtask(request: HttpRequest, subtask: int, body: PartEnd) -> dict[str, Any]:
    """End a sub-task."""
    return _life(request, handle.end_subtask(viewer_of(request), subtask, done=body.done, note=body.note))


@router.post("/instances/{instance}/close", response=_ANSWERS, summary="本期销号")
def close_instance(request: HttpRequest, instance: int, body: PartEnd) -> dict[str, Any]:
    """Close a period of a recurring row."""
    return _life(request, handle.close_instance(viewer_of(request), instance, body.note))
