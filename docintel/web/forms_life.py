"""Forms of a row's life: 交办, 签收, 反馈, 会签, 申请, 审核, 批复, 佐证, 销号. ``item`` is the row that the page shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from docintel.domain.life import FEEDBACK_KINDS, REQUEST_KINDS, Instance
from docintel.domain.progress import Course


class Day(forms.DateField):
    """A day picked from the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # the browser takes no other form


def _text(label: str, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=5000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Files(), required=False, **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, [] without any."""
        given = data if isinstance(data, (list, tuple)) else [data]
        return [file for file in given if file]


class StepForm(forms.Form):
    """What every step knows: the row, and the revision that the page showed."""

    item = forms.CharField(max_length=100, widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AssignForm(StepForm):
    """交办."""

    lead = forms.CharField(
        label="主办单位（多个用顿号隔开）", required=False, max_length=1000, widget=forms.TextInput(attrs={"list": "units"})
    )
    support = forms.CharField(label="协办单位（多个用顿号隔开）", required=False, max_length=2000)
    limit = Day(label="办理时限", required=False)
    words = _text("交办意见", required=False)


class WhyForm(StepForm):
    """A step that needs a reason."""

    why = _text("理由")


class ResumeForm(WhyForm):
    """恢复办理, 重新办理: with a reason and a new limit."""

    limit = Day(label="新的办理时限", required=False)


class NoteForm(StepForm):
    """A step with an optional word."""

    note = forms.CharField(label="说明", required=False, max_length=5000)


class FeedbackForm(StepForm):
    """反馈, with the values of the row's targets and files at once."""

    kind = forms.ChoiceField(label="类别", choices=list(FEEDBACK_KINDS.items()), widget=forms.RadioSelect, initial="progress")
    instance = forms.TypedChoiceField(label="哪一期", required=False, coerce=int, empty_value=None)
    text = _text("办理情况", 4)
    problems = _text("存在问题", required=False)
    plans = _text("下步打算", required=False)
    attached = FilesField(label="佐证文件（可选多个）")

    def __init__(self, *args: Any, periods: Sequence[Instance] = (), courses: Sequence[Course] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.goals = {f"figure{n}": c.goal for n, c in enumerate(courses)}
        for name, course in zip(self.goals, courses, strict=True):
            self.fields[name] = forms.CharField(label=f"实际值：{course.goal}", required=False, max_length=60, help_text=_standing(course))
        if courses:
            self.fields["day"] = Day(label="数据截至", required=False, initial=date.today)
        open_ = [(i.number, f"{i.name}（截至{i.end}）") for i in periods if i.closed is None]
        if open_:
            self.fields["instance"].choices = [("", "全项"), *open_]  # type: ignore[attr-defined]  # ChoiceField, typed as Field
        else:
            del self.fields["instance"]
        self.order_fields(["kind", "instance", "text", *self.goals, "day", "problems", "plans", "attached"])

    def figures(self, today: date) -> list[tuple[str, str, date]]:
        """(target, value, day) of the values that were given."""
        day = self.cleaned_data.get("day") or today
        return [(goal, self.cleaned_data[name], day) for name, goal in self.goals.items() if self.cleaned_data.get(name)]


def _standing(course: Course) -> str:
    """What should be reached by now, beside the field."""
    if course.expected is None or course.expected_value is None:
        return ""
    return f"按序时应达 {course.expected * 100:.0f}%"


class AskForm(StepForm):
    """申请."""

    kind = forms.ChoiceField(label="申请", choices=list(REQUEST_KINDS.items()), widget=forms.RadioSelect)
    until = Day(label="申请延至（延期时填）", required=False)
    reason = _text("理由")

    def __init__(self, *args: Any, kinds: Sequence[str] = tuple(REQUEST_KINDS), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(k, REQUEST_KINDS[k]) for k in kinds]  # type: ignore[attr-defined]


class SignForm(StepForm):
    """会签; two buttons say 同意 or 不同意."""

    signer = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.ChoiceField(choices=[("yes", "同意"), ("no", "不同意")], widget=forms.HiddenInput, required=False)
    words = _text("会签意见", required=False)


class ReviewForm(StepForm):
    """审核; two buttons say 通过 or 退回重报."""

    verdict = forms.ChoiceField(choices=[("pass", "通过"), ("back", "退回重报")], widget=forms.HiddenInput, required=False)
    words = _text("审核意见", required=False)
    days = forms.IntegerField(label="退回后几天内重报", required=False, min_value=1, max_value=365)


class DecideForm(StepForm):
    """批复; two buttons say 同意 or 不同意."""

    verdict = forms.ChoiceField(choices=[("grant", "同意"), ("refuse", "不同意")], widget=forms.HiddenInput, required=False)
    until = Day(label="延至", required=False)
    words = _text("批复意见", required=False)


class EvidenceForm(StepForm):
    """佐证材料: files, a paper of the library, or a reported figure."""

    attached = FilesField(label="上传文件（可选多个）")
    doc = forms.CharField(label="或馆内公文（编号）", required=False, max_length=500)
    figure = forms.TypedChoiceField(label="或填报数据", required=False, coerce=int, empty_value=None)
    note = forms.CharField(label="说明", required=False, max_length=2000)

    def __init__(self, *args: Any, figures: Sequence[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["figure"].choices = [("", "不选"), *figures]  # type: ignore[attr-defined]
        if not figures:
            self.fields["figure"].widget = forms.HiddenInput()


class SubTaskForm(StepForm):
    """分解任务."""

    text = forms.CharField(label="任务", max_length=500)
    unit = forms.CharField(label="承办单位", required=False, max_length=200, widget=forms.TextInput(attrs={"list": "units"}))
    due = Day(label="时限", required=False)


class PartForm(StepForm):
    """A sub-task is done on a day."""

    done = Day(label="完成日期")


class TermForm(forms.Form):
    """A choice of the office's terms."""

    kind = forms.CharField(max_length=40)
    key = forms.CharField(max_length=40)
    note = forms.CharField(required=False, max_length=500)
    expected = forms.IntegerField(required=False)


class BulkForm(forms.Form):
    """批量交办: the rows ticked, or all that the filters leave."""

    words = _text("交办意见", required=False)
    by_order = forms.BooleanField(label="责任单位没有写明牵头的，按排序推定：排在第一的主办，其余协办", required=False)
