"""What the lights go by beside the papers: values that people reported, and the rules that an office chose."""

from __future__ import annotations

from django.db import models

from docintel.store.models.items import Obligation
from docintel.store.models.kept import Kept


class Progress(Kept):
    """进度填报: a value of a target on a day. A correction is a new row that names the one it ``corrects``; a null value takes that back.

    Targets are made anew with every reading, so a report keeps the words and the unit of its own.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reports", verbose_name="承诺事项")
    target = models.TextField("指标")
    unit = models.TextField("单位", blank=True, default="")
    value = models.FloatField("数值", null=True, blank=True)
    day = models.DateField("截至日期")
    start = models.BooleanField("起点值", default=False)
    poor = models.BooleanField("质量不达标", default=False)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正")
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("佐证说明", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "进度填报"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.target} {self.value} {self.day}"


class LightChoice(Kept):
    """亮灯规则的选定: the newest row is in force. ``text`` is the office's own file, "" for the shipped rules."""

    rules = models.CharField("规则", max_length=100)
    text = models.TextField("自定规则文件", blank=True, default="")
    limit = models.CharField("默认时限", max_length=100, blank=True, default="")
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("说明", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "亮灯规则的选定"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.rules} {self.limit}".strip()
