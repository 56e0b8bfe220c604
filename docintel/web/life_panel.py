"""The panel of a row's life: the forms of the steps that the viewer may take, bound again where one was refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from docintel.domain.ledger import LedgerRow
from docintel.domain.life import ASKED_IN, Assignment, Life
from docintel.domain.people import Viewer
from docintel.text.measures import figure
from docintel.web import forms_life as forms
from docintel.web.forms_life import StepForm
from docintel.workflows import handle
from docintel.workflows.handle import Step

LABELS = {
    "assign": "交办",
    "accept": "签收",
    "feedback": "反馈",
    "ask": "申请退回、延期、中止",
    "sign": "会签",
    "review": "审核",
    "decide": "批复",
    "withdraw": "撤回交办",
    "resume": "恢复办理",
    "close": "销号",
    "reopen": "重新办理",
    "evidence": "提交佐证材料",
    "unproof": "撤回",
    "subtask": "分解任务",
    "part": "完成",
    "drop": "取消",
    "period": "本期销号",
}
CHOICES = {
    "sign": ("agrees", (("yes", "同意"), ("no", "不同意"))),
    "review": ("verdict", (("pass", "通过"), ("back", "退回重报"))),
    "decide": ("verdict", (("grant", "同意"), ("refuse", "不同意"))),
}
"""Steps whose form ends in two buttons: their name and (value, label)."""
_FORMS: dict[str, type[StepForm]] = {
    "accept": StepForm,
    "withdraw": forms.WhyForm,
    "resume": forms.ResumeForm,
    "reopen": forms.ResumeForm,
    "close": forms.NoteForm,
    "period": forms.NoteForm,
    "unproof": forms.WhyForm,
    "drop": forms.WhyForm,
    "part": forms.PartForm,
    "sign": forms.SignForm,
    "review": forms.ReviewForm,
    "decide": forms.DecideForm,
    "subtask": forms.SubTaskForm,
}
AT_ONCE = ("accept",)
"""Steps that are a button alone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A step on the page: where its form goes, the form, its buttons (name, value, label), whether it stands open."""

    step: Step
    label: str
    form: StepForm
    buttons: tuple[tuple[str, str, str], ...]
    open: bool = False

    @property
    def url(self) -> str:
        """The name of its address."""
        return f"life_{self.step.name}"

    @property
    def at_once(self) -> bool:
        """Whether it is a button alone."""
        return self.step.name in AT_ONCE

    @property
    def key(self) -> str:
        """The id of its form on the page."""
        return f"{self.step.name}-{self.step.number}-{self.step.assignment}"


def make(name: str, row: LedgerRow, life: Life, today: date, *sent: Any, **first: Any) -> StepForm:
    """The form of a step, empty with ``first``, or bound to what was ``sent`` (data, files)."""
    options: dict[str, Any] = {"initial": first, "label_suffix": "", "auto_id": f"{name}-{first.get('number', 0)}-%s"}
    if name == "feedback":
        return forms.FeedbackForm(*sent, periods=life.instances, courses=row.courses, **options)
    if name == "evidence":
        reported = [(r.number, f"{r.goal}：{figure(r.value, r.unit)}（{r.day}）") for r in row.reports if r.value is not None]
        return forms.EvidenceForm(*sent, figures=reported, **options)
    if name == "ask":
        one = next((a for a in life.live if a.number == first.get("number")), None)
        kinds = [k for k, states in ASKED_IN.items() if one is None or (a_may(one, k, today) and one.state in states)]
        return forms.AskForm(*sent, kinds=kinds, **options)
    if name == "assign":
        return forms.AssignForm(*sent, **options)
    return _FORMS[name](*sent, **options)


def a_may(one: Assignment, kind: str, today: date) -> bool:
    """A return can be asked for only within its term."""
    return kind != "return" or one.return_by is None or today <= one.return_by


def panel(viewer: Viewer, row: LedgerRow, life: Life, today: date, refused: tuple[Step, StepForm] | None = None) -> dict[str, Any]:
    """What the template shows: the life, its standing, the steps by assignment, row, evidence, sub-task and period."""
    shown = list(_shown(viewer, row, life, today, refused))
    of_assignment: dict[int, list[Shown]] = {}
    of_part: dict[str, Shown] = {}
    of_row: list[Shown] = []
    for one in shown:
        if one.step.assignment:
            of_assignment.setdefault(one.step.assignment, []).append(one)
        elif one.step.number:
            of_part[f"{one.step.name}-{one.step.number}"] = one
        else:
            of_row.append(one)
    return {
        "life": life,
        "standing": handle.standing(life),
        "steps_of": of_assignment,
        "parts": of_part,
        "row_steps": of_row,
        "can": {one.step.name for one in shown},
        "units": handle.units() if any(one.step.name in ("assign", "subtask") for one in shown) else [],
        "today": today,
    }


def _shown(viewer: Viewer, row: LedgerRow, life: Life, today: date, refused: tuple[Step, StepForm] | None) -> Iterator[Shown]:
    by_number = {a.number: a for a in life.assignments}
    for step in handle.steps(viewer, life):
        field, choices = CHOICES.get(step.name, ("", ()))
        label = LABELS[step.name]
        buttons = tuple((field, value, words) for value, words in choices) or (("", "", label),)
        one = by_number.get(step.assignment)
        if refused and _same(refused[0], step):
            yield Shown(step, label, _again(refused[1], one.revision if one else life.revision), buttons, open=True)
            continue
        first: dict[str, Any] = {"item": life.item_id, "expected": one.revision if one else life.revision, "number": step.number}
        first |= _first(step, life, one, today)
        if step.name in ("sign", "review", "decide", "unproof", "part", "drop", "period", "evidence", "subtask"):
            first["expected"] = None  # these cannot be done twice, and another's word on the row takes nothing from them
        yield Shown(step, label, make(step.name, row, life, today, **first), buttons, open=step.name in ("review", "sign", "decide"))


def _same(refused: Step, step: Step) -> bool:
    return (refused.name, refused.number) == (step.name, step.number) and refused.assignment in (0, step.assignment)


def _again(form: StepForm, revision: int) -> StepForm:
    """A refused form as it was typed; the person sees what is there now, so his next try is about that."""
    sent = dict(form.data.items())
    form.data = sent | ({"expected": str(revision)} if sent.get("expected") else {})
    return form


def _first(step: Step, life: Life, one: Assignment | None, today: date) -> dict[str, Any]:
    """What a form starts with."""
    if step.name == "assign":
        sure = [p for p in life.proposed if p.certain and p.unit not in {a.unit for a in life.live}]
        named = {role: "、".join(p.name for p in sure if p.role == role) for role in ("lead", "support")}
        return named | {"limit": life.limit}
    if step.name == "sign":
        return {"signer": step.assignment}
    if step.name == "part":
        return {"done": today}
    if step.name == "decide" and one and one.asked:
        return {"until": one.asked.until}
    return {}
