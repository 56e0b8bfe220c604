"""Forms of the pages of Word 表单."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from docintel.domain.forms import KINDS, NUMBERED
from docintel.web.forms import Day
from docintel.workflows.forms import SETTINGS


class OfficeForm(forms.Form):
    """What an office says of itself on every form; ``expected`` is the number of the choice that the page showed."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, label in SETTINGS.items():
            self.fields[key] = forms.CharField(label=label, required=False, max_length=200)


class _Made(forms.Form):
    """What every form asks for; empty stands for what the office says anyway."""

    day = Day(label="成文日期", required=False)
    contact = forms.CharField(label="联系人", required=False, max_length=60)
    phone = forms.CharField(label="联系电话", required=False, max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""


class NoticeForm(_Made):
    """督办通知单, 催办通知单."""

    unit = forms.ChoiceField(label="发给哪个单位", required=False)
    number = forms.CharField(
        label="编号",
        required=False,
        max_length=60,
        help_text="如 云督〔2026〕3号，接着上一份自动编号，可改；用过的不能再用。留空的，表上空着手填，也不登记",
    )
    limit = Day(label="反馈时限", required=False)
    demand = forms.CharField(
        label="办理要求",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一条；留空的用默认的要求",
    )
    cc = forms.CharField(label="抄送", required=False, max_length=200)
    field_order = ("unit", "number", "limit", "demand", "day", "contact", "phone", "cc")

    def __init__(self, units: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = list(units) or [("", "事项没有写明主办单位")]  # type: ignore[attr-defined]  # ChoiceField, typed as Field


class NumberFilterForm(forms.Form):
    """Filters of the register of numbers; every field may be empty."""

    text = forms.CharField(label="编号、单位、经办人或事项编号", required=False)
    kind = forms.ChoiceField(label="表单", required=False, choices=[("", "全部"), *((k, KINDS[k]) for k in NUMBERED)])
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    def __init__(self, years: Sequence[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [("", "全部"), *((y, f"{y}年") for y in years)]  # type: ignore[attr-defined]  # ChoiceField, typed as Field


class OpinionForm(_Made):
    """征询意见表."""

    back = forms.CharField(label="交回期限", required=False, max_length=60, help_text="如 收到答复之日起15个工作日内")


class CircularForm(_Made):
    """情况通报."""

    title = forms.CharField(label="标题", required=False, max_length=100, help_text="留空的用“关于承诺事项办理情况的通报”")
    number = forms.CharField(label="发文字号", required=False, max_length=60)
    scope = forms.CharField(label="统计范围（写进正文）", required=False, max_length=100)
    demand = forms.CharField(
        label="下一步要求",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一条；留空的用默认的要求",
    )
    cc = forms.CharField(label="抄送", required=False, max_length=200)
    field_order = ("title", "number", "scope", "demand", "day", "contact", "phone", "cc")
