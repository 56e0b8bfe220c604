"""Who changed what, what a person decided, and what the index must still learn."""

from __future__ import annotations

from django.db import models

from docintel.domain.review import ACT_KINDS
from docintel.store.columns import Json
from docintel.store.models.kept import Kept
from docintel.store.models.papers import Paper


class Review(models.Model):
    """人工更正: a dated decision on one field that a new reading never overwrites; ``stamp`` is the hash of the text it was made on."""

    kind = models.CharField("对象类别", max_length=10)  # item | paper
    subject = models.TextField("对象编号")
    field = models.CharField("字段", max_length=40)
    value = Json("值", null=True)
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("说明", blank=True, default="")
    stamp = models.CharField("原文指纹", max_length=16, blank=True, default="")
    undone_by = models.CharField("撤销人", max_length=150, blank=True, default="")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人工更正"
        ordering = ("when", "id")
        indexes = (models.Index(fields=("kind", "subject"), name="review_subject"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.field}"


class Act(models.Model):
    """审核操作: one act of a reviewer with all that is needed to take it back. ``before``: item id → its columns as they were."""

    kind = models.CharField("操作", max_length=10, choices=ACT_KINDS)
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公文")
    before = Json("此前", default=dict)
    made = Json("新立的事项", default=list)  # item ids
    decisions = Json("写下的更正", default=list)  # primary keys of Review
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    note = models.TextField("说明", blank=True, default="")
    undone_by = models.CharField("撤销人", max_length=150, blank=True, default="")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核操作"
        ordering = ("id",)
        indexes = (models.Index(fields=("who", "undone_at", "id"), name="act_to_undo"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {len(self.before)} 项"


class History(Kept):
    """修改记录."""

    kind = models.CharField("对象类别", max_length=10)
    subject = models.TextField("对象编号")
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    field = models.CharField("字段", max_length=40)
    old = models.TextField("原值", blank=True, default="")
    new = models.TextField("新值", blank=True, default="")
    note = models.TextField("说明", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "修改记录"
        ordering = ("when", "id")
        indexes = (models.Index(fields=("kind", "subject"), name="history_subject"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.field}：{self.old}→{self.new}"


class Outbox(models.Model):
    """索引待办: which passages the index must add, replace or drop; written with the records, in their transaction."""

    doc_id = models.TextField("文档编号")
    upserts = Json("更新的条款", default=list)
    deletes = Json("删除的条款", default=list)
    created = models.DateTimeField("时间", auto_now_add=True)
    done = models.DateTimeField("完成时间", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "索引待办"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.doc_id} +{len(self.upserts)} -{len(self.deletes)}"
