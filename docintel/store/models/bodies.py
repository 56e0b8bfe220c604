"""机构名录: bodies, the papers that name them in full, the short names that people gave them."""

from __future__ import annotations

from django.db import models

from docintel.store.models.papers import Paper


class Body(models.Model):
    """机构: ``function`` of ``place`` (a region path, parts joined by /). Learned ones rest on their sightings; people's stay."""

    place = models.TextField("行政区划")
    function = models.TextField("职能名称")
    name = models.TextField("全称", db_index=True)
    by_person = models.BooleanField("人工认定", default=False)
    stopped = models.BooleanField("停用", default=False)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="writings", verbose_name="即")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="former", verbose_name="现为")
    successor_since = models.DateField("更名日期", null=True, blank=True)
    changed = models.BooleanField("待重新归并", default=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ("place", "name")
        constraints = (models.UniqueConstraint(fields=("place", "function"), name="one_body"),)

    def __str__(self) -> str:
        return self.name


class BodySighting(models.Model):
    """机构出处: a paper names the body in full, ``where`` as in domain.bodies.WHERE."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="sightings", verbose_name="机构")
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="sightings", verbose_name="公文")
    where = models.CharField("出处", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "机构出处"
        constraints = (models.UniqueConstraint(fields=("body", "paper", "where"), name="one_sighting"),)

    def __str__(self) -> str:
        return f"{self.body_id} {self.paper_id} {self.where}"


class BodyAlias(models.Model):
    """机构简称: what a person said that a name means at a place; no body = the name means none. Readings never touch it."""

    place = models.TextField("行政区划")
    function = models.TextField("简称")
    own = models.BooleanField("不带层级字", default=False)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="aliases", verbose_name="机构")
    who = models.CharField("经办人", max_length=150)
    when = models.DateTimeField("时间", auto_now=True)
    note = models.TextField("说明", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "机构简称"
        ordering = ("place", "function")
        constraints = (models.UniqueConstraint(fields=("place", "function", "own"), name="one_alias"),)

    def __str__(self) -> str:
        return f"{self.place} {self.function}"
