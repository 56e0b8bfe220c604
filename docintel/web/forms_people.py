"""Forms of 人员, 单位, 审计记录."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from docintel.domain.people import AUDITED, ROLES, UnitRow


def _unit_choices(units: Sequence[UnitRow], empty: str, *, stopped: bool = False) -> list[tuple[str, str]]:
    return [("", empty), *((str(u.number), "　" * u.depth + u.name) for u in units if stopped or not u.stopped)]


class MemberForm(forms.Form):
    """A user's role and unit; ``expected`` is his version that the page showed."""

    full_name = forms.CharField(label="姓名", required=False, max_length=150)
    role = forms.ChoiceField(label="角色", choices=list(ROLES.items()), initial="unit")
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None, help_text="承办单位的人员必填")
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, units: Sequence[UnitRow], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = _unit_choices(units, "（无）")  # type: ignore[attr-defined]  # ChoiceField, typed as Field


class NewMemberForm(MemberForm):
    """A new user."""

    name = forms.CharField(label="用户名", max_length=150, help_text="登录用，字母、数字或汉字，建好后不能改")
    outside = forms.BooleanField(label="只用统一登录，不设密码", required=False)
    field_order = ("name", "full_name", "role", "unit", "outside")


class UnitForm(forms.Form):
    """A unit; ``expected`` is its version that the page showed."""

    name = forms.CharField(label="名称", max_length=200)
    parent = forms.TypedChoiceField(label="上级单位", required=False, coerce=int, empty_value=None)
    aliases = forms.CharField(label="公文中的写法", required=False, help_text="多个用顿号隔开，如 市教委、教育局")
    email = forms.CharField(label="邮箱", required=False, max_length=254)
    phone = forms.CharField(label="电话", required=False, max_length=60)
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, units: Sequence[UnitRow], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].choices = _unit_choices(units, "（没有上级）", stopped=True)  # type: ignore[attr-defined]


class UnitListForm(forms.Form):
    """An office's own list."""

    file = forms.FileField(label="单位名单（.xlsx、.csv）")


class AuditForm(forms.Form):
    """Filters of the audit; every field may be empty."""

    who = forms.CharField(label="用户", required=False)
    act = forms.ChoiceField(label="动作", required=False, choices=[("", "全部"), *AUDITED.items()])
    since = forms.DateField(label="不早于", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(label="不晚于", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
