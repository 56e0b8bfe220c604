"""What an office settles for itself, what it says to its units, how replies turned out."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from docintel.domain.outcomes import SATISFACTIONS
from docintel.store.columns import Json
from docintel.store.models.items import Obligation
from docintel.store.models.kept import Kept
from docintel.store.models.life import Assignment
from docintel.store.models.papers import Paper
from docintel.store.models.people import Unit


class OfficeChoice(Kept):
    """本单位设置: the newest row of a key is in force (limits, outcome scheme, days of notices, column names …)."""

    key = models.CharField("设置", max_length=100, db_index=True)
    value = Json("值", null=True)
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("说明", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "本单位设置"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.key


class Outcome(Kept):
    """办理结果: class ``letter`` of ``scheme`` for a reply, or for one row of it; ``follow_up``: the second result (回头看).

    A correction is a new row that names the one it ``corrects``. Without a letter it records what was said of the handling alone.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="outcomes", verbose_name="公文")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="outcomes", verbose_name="承诺事项")
    scheme = models.CharField("分类办法", max_length=40, blank=True, default="")
    letter = models.CharField("类别", max_length=20, blank=True, default="")
    satisfaction = models.CharField("对办理结果", max_length=20, blank=True, default="", choices=SATISFACTIONS)
    attitude = models.CharField("对办理态度", max_length=20, blank=True, default="", choices=SATISFACTIONS)
    follow_up = models.BooleanField("回头看", default=False)
    day = models.DateField("日期")
    note = models.TextField("说明", blank=True, default="")
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正")

    class Meta:
        verbose_name = verbose_name_plural = "办理结果"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.paper_id} {self.scheme} {self.letter}"


class FormNumber(models.Model):
    """编号登记: a number that a 督办通知单 or 催办通知单 went out under. Only ``voided_…`` (作废) is written later; no line is deleted.

    ``bare``: the number as it is compared (〔〕 for every bracket, no blanks, no leading noughts); ``serial`` its last figure;
    ``items``: ids of the rows on the form, parted by blanks.
    """

    kind = models.CharField("表单", max_length=20)
    year = models.IntegerField("年度")
    number = models.CharField("编号", max_length=60)
    bare = models.CharField("编号（比较用）", max_length=80)
    serial = models.BigIntegerField("序号", null=True)
    unit = models.CharField("发往单位", max_length=200, blank=True, default="")
    items = models.TextField("事项", blank=True, default="")
    day = models.DateField("成文日期")
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    voided_by = models.CharField("作废人", max_length=150, blank=True, default="")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.TextField("作废原因", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "编号登记"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("kind", "year", "bare"), condition=models.Q(voided_at=None), name="form_number_once"),
        )

    def __str__(self) -> str:
        return self.number


class Notice(Kept):
    """通知, 催办: what was said to a unit, or to the secretariat (no unit). ``key`` keeps the same notice from being sent twice."""

    key = models.CharField("去重键", max_length=200, unique=True)
    kind = models.CharField("类别", max_length=20, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="单位")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="承诺事项")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="交办")
    title = models.TextField("标题")
    words = models.TextField("内容", blank=True, default="")
    rule = models.TextField("依据", blank=True, default="")
    who = models.CharField("发出人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class Delivery(Kept):
    """通知送达: one attempt on one channel."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries", verbose_name="通知")
    channel = models.CharField("方式", max_length=20)
    address = models.TextField("地址", blank=True, default="")
    ok = models.BooleanField("成功")
    problem = models.TextField("问题", blank=True, default="")
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知送达"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"


class Seen(models.Model):
    """已读: a user has opened a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="seen", verbose_name="通知")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "已读"
        constraints = (models.UniqueConstraint(fields=("notice", "user"), name="seen_once"),)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.user_id}"


class SheetImport(Kept):
    """导入的台账: the file by digest, how its columns were read, what came of its cells. A conflict waits for a SheetChoice."""

    name = models.TextField("文件名")
    sha256 = models.CharField("文件摘要", max_length=64, db_index=True)
    columns = Json("列的对应", default=dict)
    report = Json("结果", default=dict)
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入的台账"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class SheetChoice(Kept):
    """冲突的处理: which side a person took for one conflicting cell of an import."""

    sheet = models.ForeignKey(SheetImport, models.PROTECT, related_name="choices", verbose_name="导入")
    cell = models.CharField("单元格", max_length=40)
    took = models.CharField("采用", max_length=10)  # here | there
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "冲突的处理"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("sheet", "cell"), name="one_sheet_choice"),)

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.cell} {self.took}"
