"""What was found in papers: obligations with their parts, benefits, norms. Rows are never deleted, only marked as gone."""

from __future__ import annotations

from django.db import models

from docintel.domain.findings import OWNER_ROLES
from docintel.domain.ledger import ORIGINS, STATES
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.store.columns import Json
from docintel.store.models.bodies import Body
from docintel.store.models.papers import Paper

UNSETTLED = "new"
"""An owner that the gazetteer has not looked at since it was written."""
ROLE_NAMES = dict(zip(OWNER_ROLES, ("牵头", "责任", "会同", "配合"), strict=True))


class Item(models.Model):
    """Shared columns. ``data`` is the reading as the program found it; other columns are in force (corrections applied)."""

    item_id = models.CharField("编号", max_length=100, unique=True)
    found_id = models.CharField("识别编号", max_length=100)
    label = models.CharField("类别", max_length=20)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    text = models.TextField("事项")
    source_text = models.TextField("原文")
    text_hash = models.CharField("原文指纹", max_length=16)
    data = Json("识别结果", default=dict)
    found_by = models.CharField("识别方式", max_length=100, blank=True, default="")
    confidence = models.FloatField("把握", default=1.0)
    version = models.PositiveIntegerField("所在版本", default=1)
    gone_since = models.DateTimeField("新版本中已不见", null=True, blank=True)
    review_stamp = models.CharField("复核时的原文指纹", max_length=16, blank=True, default="")
    needs_review = models.BooleanField("需要复核", default=False)
    revision = models.PositiveIntegerField("修改次数", default=0)
    created = models.DateTimeField("建立时间", auto_now_add=True)
    updated = models.DateTimeField("更新时间", auto_now=True, db_index=True)  # store.remembered asks for the newest

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.item_id} {self.text[:30]}"


class Obligation(Item):
    """承诺事项: one ledger row."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="obligations", verbose_name="公文")
    kind = models.CharField("性质", max_length=20, default="action")
    strength = models.CharField("承诺力度", max_length=20, blank=True, default="", choices=STRENGTH_NAMES, db_index=True)
    specificity = models.CharField("具体程度", max_length=20, blank=True, default="")
    state = models.CharField("办理状态", max_length=20, default="proposed", choices=STATES, db_index=True)
    due = models.DateField("完成时限", null=True, blank=True, db_index=True)
    due_words = Json("时限原文", default=list)
    due_flags = Json("时限说明", default=list)
    due_by_person = models.BooleanField("时限由人工填写", default=False)
    recurrence = Json("周期", default=list)
    conditions = Json("附带条件", default=list)
    flags = Json("说明", default=list)
    outcome_class = models.TextField("办理结果", blank=True, default="")
    progress = models.TextField("进展情况", blank=True, default="")
    note = models.TextField("备注", blank=True, default="")
    origin = models.CharField("来历", max_length=10, default="read", choices=ORIGINS, db_index=True)
    extra = Json("本单位台账的其他列", default=dict)  # name of the column → words
    made_from = Json("由哪些事项而来", default=list)  # item ids, for a row that a person split off or merged

    class Meta:
        verbose_name = verbose_name_plural = "承诺事项"
        ordering = ("paper", "start")
        indexes = (  # the review queue walks them in order, whatever the size of the ledger
            models.Index(fields=("state", "gone_since", "paper", "start", "id"), name="queue_by_place"),
            models.Index(fields=("state", "gone_since", "confidence", "paper", "start"), name="queue_by_confidence"),
            models.Index(fields=("paper", "start"), condition=models.Q(needs_review=True), name="queue_of_changed"),
        )


class Action(models.Model):
    """举措."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="actions", verbose_name="承诺事项")
    order = models.PositiveIntegerField("次序")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    text = models.TextField("举措")
    strength = models.CharField("承诺力度", max_length=20, blank=True, default="", choices=STRENGTH_NAMES)
    specificity = models.CharField("具体程度", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "举措"
        ordering = ("obligation", "order")

    def __str__(self) -> str:
        return self.text


class Owner(models.Model):
    """责任单位 in force: the program's, or a person's where one was written.

    ``canonical`` and ``resolved`` are what the paper alone says; ``body`` and ``settled`` what the gazetteer makes of it.
    """

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="owners", verbose_name="承诺事项")
    order = models.PositiveIntegerField("次序")
    role = models.CharField("角色", max_length=20, choices=ROLE_NAMES)
    name = models.TextField("名称（原文）", blank=True, default="")
    canonical = models.TextField("全称", blank=True, default="")
    basis = models.CharField("依据", max_length=40, blank=True, default="")
    by_person = models.BooleanField("人工填写", default=False)
    resolved = models.CharField("全称依据", max_length=20, blank=True, default="")
    scope = models.TextField("所指行政区划", blank=True, default="")  # "": the name says no single body
    function = models.TextField("所指职能", blank=True, default="")
    own = models.BooleanField("不带层级字", default=False)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="owners", verbose_name="机构")
    settled = models.CharField("归并依据", max_length=20, blank=True, default=UNSETTLED, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "责任单位"
        ordering = ("obligation", "order")
        indexes = (models.Index(fields=("scope", "function"), name="owner_means"),)

    def __str__(self) -> str:
        return self.name or self.canonical


class Deadline(models.Model):
    """完成时限: the words and how they were read."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="deadlines", verbose_name="承诺事项")
    order = models.PositiveIntegerField("次序")
    words = models.TextField("原文")
    role = models.CharField("作用", max_length=20)
    rule = models.CharField("读法", max_length=100, blank=True, default="")
    earliest = models.DateField("起", null=True, blank=True)
    latest = models.DateField("止", null=True, blank=True)
    every = models.CharField("周期", max_length=40, blank=True, default="")
    flags = Json("说明", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "完成时限"
        ordering = ("obligation", "order")

    def __str__(self) -> str:
        return self.words


class Target(models.Model):
    """量化指标."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="targets", verbose_name="承诺事项")
    order = models.PositiveIntegerField("次序")
    words = models.TextField("原文")
    indicator = models.TextField("指标", blank=True, default="")
    comparator = models.CharField("比较", max_length=20, blank=True, default="")
    value = models.FloatField("数值", null=True, blank=True)
    low = models.FloatField("下限", null=True, blank=True)
    high = models.FloatField("上限", null=True, blank=True)
    unit = models.TextField("单位", blank=True, default="")
    change = models.CharField("总量或增量", max_length=10, blank=True, default="")  # to | by
    period = models.CharField("周期", max_length=40, blank=True, default="")
    per = models.TextField("按什么计", blank=True, default="")  # 每课时40元: 课时
    due = models.DateField("自己的时限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "量化指标"
        ordering = ("obligation", "order")

    def __str__(self) -> str:
        return f"{self.indicator}{self.words}"


class Benefit(Item):
    """惠企条款: ``rate`` in per cent and ``cap`` in yuan are the largest named, for filters."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="benefits", verbose_name="公文")
    status = models.CharField("效力", max_length=20, blank=True, default="")
    benefit_type = models.CharField("支持方式", max_length=40, blank=True, default="", db_index=True)
    beneficiary = models.TextField("支持对象", blank=True, default="")
    valid_from = models.CharField("有效期起", max_length=20, blank=True, default="")
    valid_until = models.CharField("有效期止", max_length=20, blank=True, default="")
    rate = models.FloatField("最高比例（%）", null=True, blank=True)
    cap = models.FloatField("最高金额（元）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "惠企条款"
        ordering = ("paper", "start")


class Norm(Item):
    """鼓励、允许、禁止."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="norms", verbose_name="公文")
    status = models.CharField("效力", max_length=20, blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "鼓励与约束条款"
        ordering = ("paper", "start")
