"""Forms of the pages of 办理结果."""

from __future__ import annotations

from typing import Any

from django import forms

from docintel.domain.outcomes import OUTCOMES, SATISFACTIONS, Scheme
from docintel.domain.papers import KIND_NAMES
from docintel.web.forms import Day

_SAID = [("", "没有记"), *SATISFACTIONS.items()]
_KINDS = [("", "全部"), *((k, KIND_NAMES[k]) for k in ("reply_cppcc", "reply_npc"))]


class OutcomesForm(forms.Form):
    """Filters of the list of replies."""

    text = forms.CharField(label="标题、文号或案号", required=False)
    issuer = forms.CharField(label="答复单位", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=_KINDS)
    year = forms.RegexField(r"^\d{4}$", label="答复年份", required=False)
    outcome = forms.ChoiceField(label="办理结果", required=False, choices=[("", "全部"), *OUTCOMES.items(), ("unknown", "含义未明")])
    satisfaction = forms.ChoiceField(label="满意度", required=False, choices=[("", "全部"), *SATISFACTIONS.items()])
    look_again = forms.BooleanField(label="该回头看的", required=False)
    redo = forms.BooleanField(label="不满意、应重办的", required=False)


class OutcomeForm(forms.Form):
    """A result; ``expected`` is the reply's revision that the page showed."""

    letter = forms.ChoiceField(label="类别", required=False)
    follow_up = forms.BooleanField(label="这是回头看的结果（第二次）", required=False)
    satisfaction = forms.ChoiceField(label="委员（代表）对办理结果", required=False, choices=_SAID)
    attitude = forms.ChoiceField(label="对办理态度", required=False, choices=_SAID)
    day = Day(label="日期")
    note = forms.CharField(label="说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    item_id = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    scheme = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, scheme: Scheme | None, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        letters = [(x.letter, x.words if x.letter == x.words else f"{x.letter}　{x.words}") for x in scheme.letters] if scheme else []
        self.fields["letter"].choices = [("", "不记类别"), *letters]  # type: ignore[attr-defined]  # ChoiceField, typed as Field


class SchemeForm(forms.Form):
    """The office's choice of a scheme; ``expected`` is the number of the choice that the page showed."""

    scheme = forms.ChoiceField(label="分类办法")
    note = forms.CharField(label="说明", required=False, max_length=500)
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, schemes: dict[str, Scheme], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["scheme"].choices = [(s.key, s.name) for s in schemes.values()]  # type: ignore[attr-defined]
