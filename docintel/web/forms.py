"""Forms of the pages; Django validates, the messages are Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from docintel.domain.ledger import COLOURS, STATES
from docintel.domain.papers import KIND_NAMES
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.domain.review import ORDERS
from docintel.domain.standing import STATE_NAMES
from docintel.domain.statistics import GROUPINGS
from docintel.workflows import find

LEDGER_STRENGTHS = {code: name for code, name in STRENGTH_NAMES.items() if code != "enabling"}
SIZES = ("大", "中", "小", "微")
STAGES = ("初创", "成长", "成熟")


def _choices(names: dict[str, str], empty: str = "全部") -> list[tuple[str, str]]:
    return [("", empty), *names.items()]


class Day(forms.DateField):
    """A day picked from the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})  # the browser takes no other form


class LedgerFilterForm(forms.Form):
    """Filters of the ledger list; every field may be empty."""

    text = forms.CharField(label="事项含有", required=False)
    owner = forms.CharField(label="承办单位", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=_choices(STATES))
    strength = forms.ChoiceField(label="力度", required=False, choices=_choices(LEDGER_STRENGTHS))
    light = forms.ChoiceField(label="亮灯", required=False, choices=_choices(COLOURS))
    dated = forms.ChoiceField(label="时限", required=False, choices=[("", "全部"), ("yes", "有时限"), ("no", "未定时限")])
    due_after = Day(label="到期不早于", required=False)
    due_before = Day(label="到期不晚于", required=False)
    year = forms.RegexField(r"^\d{4}$", label="公文年份", required=False)
    kind = forms.ChoiceField(label="公文类别", required=False, choices=_choices(KIND_NAMES))
    doc, figure, by, key, region = (forms.CharField(required=False, widget=forms.HiddenInput) for _ in range(5))


class StateForm(forms.Form):
    """A change of state; ``expected`` is the state that the page showed, so that two people do not overwrite each other."""

    state = forms.ChoiceField(label="改为", choices=list(STATES.items()))
    expected = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CorrectForm(forms.Form):
    """Corrections of a row by a person; empty fields stay as they are. ``expected`` is the row's revision that the page showed."""

    text = forms.CharField(label="督办事项", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    lead = forms.CharField(label="牵头（责任）单位", required=False, help_text="多个单位用顿号隔开")
    support = forms.CharField(label="配合单位", required=False, help_text="多个单位用顿号隔开")
    due = Day(label="完成时限", required=False)
    progress = forms.CharField(label="进展情况", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)


class QueueForm(forms.Form):
    """Filters of the review queue."""

    order = forms.ChoiceField(label="次序", required=False, choices=list(ORDERS.items()))
    unit = forms.CharField(label="承办单位", required=False, max_length=100)
    below = forms.FloatField(label="把握不高于", required=False, min_value=0, max_value=1, widget=forms.NumberInput(attrs={"step": "0.05"}))
    changed = forms.BooleanField(label="只看原文有变的", required=False)
    doc = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class AddForm(forms.Form):
    """A row that the program missed: the place of its words in the paper and what it says."""

    start = forms.IntegerField(min_value=0, max_value=1_000_000_000, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, max_value=1_000_000_000, widget=forms.HiddenInput)
    text = forms.CharField(label="督办事项", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    lead = forms.CharField(label="牵头（责任）单位", required=False, max_length=1000, help_text="多个单位用顿号隔开；空着即发文单位")
    support = forms.CharField(label="配合单位", required=False, max_length=1000)
    due = forms.CharField(label="完成时限", required=False, max_length=100, help_text="2025-12-31 或 2025年底前")
    targets = forms.CharField(label="量化指标", required=False, max_length=1000, help_text="多项用分号隔开")
    strength = forms.ChoiceField(label="承诺力度", required=False, choices=list(LEDGER_STRENGTHS.items()))


class BodiesForm(forms.Form):
    """Filters of the gazetteer."""

    text = forms.CharField(label="全称或简称", required=False)
    place = forms.CharField(label="地区", required=False)


class DecideForm(forms.Form):
    """What a short name means: one of the candidates, another full name, or no body."""

    place = forms.CharField()
    function = forms.CharField()
    own = forms.BooleanField(required=False)
    full = forms.CharField(required=False)
    nobody = forms.BooleanField(required=False)


class BodyForm(forms.Form):
    """Changes of a body's entry."""

    into = forms.CharField(label="归并到（全称）", required=False)
    since = Day(label="更名日期（机构改革时填）", required=False)
    note = forms.CharField(label="说明", required=False)


class ReportForm(forms.Form):
    """A value that a target has reached; ``expected`` is the row's revision that the page showed."""

    goal = forms.ChoiceField(label="指标")
    value = forms.CharField(label="数值（连单位）", required=False, max_length=60)
    day = Day(label="截至日期")
    note = forms.CharField(label="佐证说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    start = forms.BooleanField(label="这是计划开始时的起点值", required=False)
    poor = forms.BooleanField(label="质量不达标", required=False)
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, goals: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["goal"].choices = [(g, g) for g in dict.fromkeys(goals)]  # type: ignore[attr-defined]  # ChoiceField, typed as Field


class RulesForm(forms.Form):
    """A choice of light rules; ``expected`` is the number of the choice that the page showed."""

    rules = forms.ChoiceField(label="规则")
    limit = forms.ChoiceField(label="没有写时限的承诺", required=False)
    file = forms.FileField(label="或上传自定规则（.toml）", required=False)
    text = forms.CharField(label="自定规则", required=False, max_length=200_000, widget=forms.HiddenInput, strip=False)
    note = forms.CharField(label="说明", required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, rules: Sequence[tuple[str, str]], limits: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rules"].choices = list(rules)  # type: ignore[attr-defined]  # ChoiceField, typed as Field
        self.fields["limit"].choices = [("", "不设默认时限"), *limits]  # type: ignore[attr-defined]


class StatisticsForm(forms.Form):
    """What is counted, and by what."""

    by = forms.ChoiceField(required=False, choices=list(GROUPINGS.items()), widget=forms.HiddenInput)
    region = forms.CharField(label="地区", required=False)
    owner = forms.CharField(label="承办单位", required=False)


class CheckForm(forms.Form):
    """A draft reply and the proposal that it answers."""

    draft = forms.FileField(label="答复稿", help_text="Word、WPS、PDF、OFD 或文本")
    proposal = forms.FileField(label="提案（建议）原文", required=False, help_text="附上可以逐条核对；没有的话按答复所引的建议核对")


class SearchForm(forms.Form):
    """A question and the filters that go with it."""

    q = forms.CharField(label="查什么", required=False, max_length=500)
    region = forms.CharField(label="地区", required=False)
    kind = forms.ChoiceField(label="文种", required=False, choices=_choices(KIND_NAMES))
    status = forms.ChoiceField(label="效力", required=False, choices=_choices(STATE_NAMES))
    issuer = forms.CharField(label="发文机关", required=False)
    since = Day(label="成文不早于", required=False)
    until = Day(label="成文不晚于", required=False)
    on = Day(label="按哪一天的效力", required=False)
    owner, benefit_kind, beneficiary, has_deadline, has_target = (
        forms.CharField(required=False, max_length=200, widget=forms.HiddenInput) for _ in range(5)
    )


class ConditionForm(forms.Form):
    """A condition on a figure that is written into the question."""

    JOINS = (("且", "同时符合（且）"), ("或", "符合其一（或）"), ("且 非", "排除（非）"))
    n_join = forms.ChoiceField(label="与前面的条件", required=False, choices=JOINS)
    n_name = forms.ChoiceField(label="数字", required=False, choices=lambda: [(name, name) for name in find.figure_names()])
    n_sign = forms.ChoiceField(label="比较", required=False, choices=[(s, f"{s} {name}") for s, name in find.SIGNS.items()])
    n_value = forms.CharField(label="数值或日期", required=False, max_length=40)
    n_unit = forms.CharField(label="单位", required=False, max_length=10, widget=forms.TextInput(attrs={"list": "units"}))
    units = ("%", "元", "万元", "亿元", "个百分点", "家", "个", "人", "户", "项", "平方米", "公里", "张")


class CompareForm(forms.Form):
    """What is compared, or a place of a paper (``doc`` and ``at``) whose measure is looked for elsewhere."""

    q = forms.CharField(label="对比什么", required=False, max_length=500)
    region = forms.CharField(label="只看（省或市）", required=False)
    on = Day(label="按哪一天的效力", required=False)
    per_place = forms.IntegerField(label="每地最多", required=False, min_value=1, max_value=20)


class PapersForm(forms.Form):
    """Filters of the list of papers."""

    text = forms.CharField(label="标题或文号", required=False)
    kind = forms.ChoiceField(label="文种", required=False, choices=[("", "全部"), *KIND_NAMES.items()])


class ProfileForm(forms.Form):
    """An enterprise's facts. Lists (qualifications, facts) come as repeated plain inputs beside this form."""

    name = forms.CharField(label="企业名称", initial="（未填写名称）", required=False)
    province = forms.CharField(label="省（直辖市）", required=False)
    city = forms.CharField(label="市", required=False)
    district = forms.CharField(label="区县", required=False)
    industry = forms.CharField(label="行业", required=False)
    size = forms.ChoiceField(label="规模", required=False, choices=[("", "未知"), *((s, s + "型") for s in SIZES)])
    stage = forms.ChoiceField(label="阶段", required=False, choices=[("", "未知"), *((s, s + "期") for s in STAGES)])
    founded = Day(label="成立日期", required=False)
    employees = forms.IntegerField(label="从业人数", required=False, min_value=0)
    revenue_cny = forms.FloatField(label="年营业收入（万元）", required=False, min_value=0)
    rd_cny = forms.FloatField(label="年研发投入（万元）", required=False, min_value=0)
    as_of = Day(label="按哪一天的政策", required=False)
    needs = forms.CharField(label="需求（一行一条，用自己的话）", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def profile(self, qualifications: list[dict[str, Any]], facts: list[dict[str, Any]]) -> dict[str, Any]:
        """The profile in the JSON shape that ``docintel match`` reads; money in CNY."""
        data = self.cleaned_data
        money = {key: data[key] * 10_000 for key in ("revenue_cny", "rd_cny") if data.get(key) is not None}
        plain = {k: data[k] for k in ("name", "industry", "size", "stage", "employees") if data.get(k) not in (None, "")}
        days = {k: data[k].isoformat() for k in ("founded", "as_of") if data.get(k)}
        region = {k: data[k] for k in ("province", "city", "district") if data.get(k)}
        needs = [line.strip() for line in (data.get("needs") or "").splitlines() if line.strip()]
        return {
            "id": "form",
            "name": "",
            **plain,
            **money,
            **days,
            "region": region,
            "qualifications": qualifications,
            "facts": facts,
            "needs": needs,
        }
