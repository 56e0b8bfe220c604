"""The life of a row on the pages: every step one address, 我的工作, 批量交办, evidence files, the office's terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from docintel.domain.people import Viewer
from docintel.errors import DocintelError, NotAllowed, NotFound
from docintel.web import life_panel
from docintel.web.access import viewer_of
from docintel.web.forms_life import BulkForm, FeedbackForm, StepForm, TermForm
from docintel.web.typed import whole
from docintel.web.views import ledger
from docintel.web.views.paging import page_of, query_without_page
from docintel.workflows import handle, track
from docintel.workflows.handle import Given, Proof, Step, Words

_SHOWN = 15
"""Tasks of a list on the page of all lists."""
_Data = Mapping[str, Any]


def _step(name: str, done: str, run: Callable[[Viewer, int, _Data, StepForm], object]) -> Callable[..., HttpResponse]:
    """The view of a step: what was typed stays on the page where it is refused."""

    @require_POST
    def view(request: HttpRequest, item_id: str = "", **part: int) -> HttpResponse:
        number = next(iter(part.values()), 0)
        item_id = item_id or request.POST.get("item", "")
        who, today = viewer_of(request), timezone.localdate()
        try:
            row, life = track.get_row(item_id, today), handle.life(who, item_id, today)
            form = life_panel.make(name, row, life, today, request.POST, request.FILES)
            if form.is_valid():
                run(who, number, {**form.cleaned_data, "item": item_id}, form)
                messages.success(request, done)
                return redirect(f"{reverse('ledger_row', args=[item_id])}#life")
            wrong = "、".join(str(form.fields[f].label or f) if f in form.fields else f for f in form.errors)
            problem = f"请检查{wrong}"
        except NotFound as error:
            raise Http404(str(error)) from error
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except DocintelError as error:
            problem = str(error)
        messages.error(request, f"没有保存：{problem}")
        assignment = request.POST.get("signer" if name == "sign" else "assignment", "")
        step = Step(name, number, whole(assignment) or 0)
        return ledger.row_page(request, item_id, (step, form), status=409)

    return view


def _proofs(files: Any, note: str = "") -> list[Proof]:
    """The files given, kept. Raises BadInput."""
    for file in files:
        handle.check_size(file.name, file.size)
    return [Proof(file=handle.keep_file(file.name, file.read()), note=note) for file in files]


def _assign(who: Viewer, _: int, data: _Data, form: StepForm) -> None:
    leads, supports = (handle.named_units(data[role]) for role in ("lead", "support"))
    given = [Given(u, role, data["limit"]) for role, units in (("lead", leads), ("support", supports)) for u in units]
    handle.assign(who, data["item"], given, data["words"], today=timezone.localdate(), expected=data["expected"])


def _feedback(who: Viewer, number: int, data: _Data, form: StepForm) -> None:
    today = timezone.localdate()
    figures = form.figures(today) if isinstance(form, FeedbackForm) else []
    said = Words(data["text"], data["problems"], data["plans"], figures)
    how = {"expected": data["expected"], "instance": data.get("instance")}
    handle.give_feedback(who, number, data["kind"], said, today=today, proofs=_proofs(data["attached"]), **how)


def _evidence(who: Viewer, _: int, data: _Data, form: StepForm) -> None:
    proofs = _proofs(data["attached"], data["note"])
    if data["doc"] or data["figure"] or not proofs:
        proofs.append(Proof(doc=data["doc"], figure=data["figure"], note=data["note"]))
    handle.add_all_evidence(who, data["item"], proofs)


def _subtask(who: Viewer, _: int, data: _Data, form: StepForm) -> None:
    units = handle.named_units(data["unit"])
    handle.add_subtask(who, data["item"], data["text"], unit=units[0] if units else None, due=data["due"])


def _today() -> Any:
    return timezone.localdate()


assign = _step("assign", "已交办。", _assign)
accept = _step("accept", "已签收。", lambda who, n, d, _: handle.accept(who, n, d["expected"]))
feedback = _step("feedback", "反馈已保存。", _feedback)
ask = _step(
    "ask",
    "申请已提交，等待督查室批复。",
    lambda who, n, d, _: handle.ask(who, n, d["kind"], d["reason"], today=_today(), until=d["until"], expected=d["expected"]),
)
sign = _step(
    "sign", "已会签。", lambda who, n, d, _: handle.countersign(who, n, d["signer"], agrees=d["agrees"] == "yes", words=d["words"])
)
review = _step(
    "review",
    "审核意见已保存。",
    lambda who, n, d, _: handle.review(who, n, passed=d["verdict"] == "pass", words=d["words"], days=d["days"], today=_today()),
)
decide = _step(
    "decide",
    "批复已保存。",
    lambda who, n, d, _: handle.decide(who, n, granted=d["verdict"] == "grant", words=d["words"], until=d["until"], today=_today()),
)
withdraw = _step("withdraw", "交办已撤回。", lambda who, n, d, _: handle.withdraw(who, n, d["why"], d["expected"]))
resume = _step("resume", "已恢复办理。", lambda who, n, d, _: handle.resume(who, n, d["why"], d["limit"], d["expected"]))
close = _step("close", "已销号。", lambda who, _, d, __: handle.close(who, d["item"], d["note"], d["expected"]))
reopen = _step("reopen", "已重新办理。", lambda who, _, d, __: handle.reopen(who, d["item"], d["why"], d["limit"], d["expected"]))
evidence = _step("evidence", "佐证材料已保存。", _evidence)
unproof = _step("unproof", "佐证材料已撤回。", lambda who, n, d, _: handle.withdraw_evidence(who, n, d["why"]))
subtask = _step("subtask", "分解任务已建立。", _subtask)
part = _step("part", "分解任务已完成。", lambda who, n, d, _: handle.end_subtask(who, n, done=d["done"]))
drop = _step("drop", "分解任务已取消。", lambda who, n, d, _: handle.end_subtask(who, n, done=None, note=d["why"]))
period = _step("period", "本期已销号。", lambda who, n, d, _: handle.close_instance(who, n, d["note"]))


@require_GET
def file(request: HttpRequest, evidence: int) -> HttpResponse:
    """A file given as evidence, to be saved; never opened in the page's own name."""
    try:
        name, data = handle.evidence_file(viewer_of(request), evidence)
    except NotFound as error:
        raise Http404(str(error)) from error
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """我的工作: every list with its first tasks, or one list by pages (``?list=``)."""
    who, today = viewer_of(request), timezone.localdate()
    lists = handle.task_lists(who, today)
    asked = request.GET.get("list")
    if asked == "papers" and who.may("decide"):
        return render(
            request,
            "docintel/found_papers.html",
            {"nav": "tasks", "page": page_of(request, handle.found_papers(who)), "query": "list=papers"},
        )
    one = next((x for x in lists if x.key == asked), None)
    context = {
        "nav": "tasks",
        "lists": [{"list": x, "count": len(x.tasks), "some": x.tasks[:_SHOWN]} for x in lists] if one is None else [],
        "one": one,
        "page": page_of(request, one.tasks) if one else None,
        "query": query_without_page(request),
        "may_decide": who.may("decide"),
        "may_assign": who.may("assign"),
        "bulk": BulkForm(label_suffix=""),
    }
    return render(request, "docintel/tasks.html", context)


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """批量交办 of the rows that were ticked, to the units their owners mean."""
    form = BulkForm(request.POST)
    rows = handle.waiting_to_assign(timezone.localdate()) if request.POST.get("all") else request.POST.getlist("row")
    try:
        if not form.is_valid() or not rows:
            messages.error(request, "没有交办：请先选择事项。")
            return redirect(f"{reverse('tasks')}?list=assign")
        data = form.cleaned_data
        done = handle.assign_proposed(viewer_of(request), rows, data["words"], timezone.localdate(), by_order=data["by_order"])
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except DocintelError as error:
        messages.error(request, f"没有交办：{error}")
        return redirect(f"{reverse('tasks')}?list=assign")
    return render(request, "docintel/bulk_assigned.html", {"nav": "tasks", "done": done})


@require_http_methods(["GET", "POST"])
def handling(request: HttpRequest) -> HttpResponse:
    """办理规矩: the terms an office chooses."""
    who = viewer_of(request)
    if request.method == "POST":
        form = TermForm(request.POST)
        try:
            if not form.is_valid():
                messages.error(request, "没有保存：请选择一种。")
            else:
                data = form.cleaned_data
                found = handle.choose_term(who, data["kind"], data["key"], data["note"], data["expected"])
                messages.success(request, f"“{found.name}”已改为{found.now.name}。")
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except DocintelError as error:
            messages.error(request, f"没有保存：{error}")
        return redirect("handling")
    context = {"nav": "handling", "terms": handle.all_terms(), "may": who.may("rules"), "most": handle.most_megabytes()}
    return render(request, "docintel/handling.html", context)
