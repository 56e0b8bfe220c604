"""What a paper does to another one, in its own words: repeals and amendments."""

from __future__ import annotations

from django.db import models

from docintel.store.models.papers import Paper


class Relation(models.Model):
    """公文关系: ``by`` repeals or amends the paper that it names; ``target`` is that paper where the library holds it."""

    by = models.ForeignKey(Paper, models.CASCADE, related_name="changes", verbose_name="公文")
    relation = models.CharField("关系", max_length=20, choices=(("repeals", "废止"), ("amends", "修改")))
    title = models.TextField("所指公文", blank=True, default="")
    number = models.TextField("所指文号", blank=True, default="")
    title_key = models.TextField("标题（比对用）", blank=True, default="", db_index=True)
    number_key = models.TextField("文号（比对用）", blank=True, default="", db_index=True)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    target = models.ForeignKey(Paper, models.SET_NULL, null=True, blank=True, related_name="changed_by", verbose_name="库中公文")

    class Meta:
        verbose_name = verbose_name_plural = "公文关系"
        ordering = ("by", "start")

    def __str__(self) -> str:
        return f"{self.by_id} {self.relation} {self.title or self.number}"
