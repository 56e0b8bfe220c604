"""Papers, their versions by content, and the provisions of the current version."""

from __future__ import annotations

from django.db import models

from docintel.store.columns import Json


class Paper(models.Model):
    """公文: one paper whatever its versions. Columns hold the head matter in force (a person's correction wins over the reading).

    ``sheet``: it stands for a 台账 that was brought in; people say what is in it, so that the program finds nothing there.
    """

    doc_id = models.TextField("文档编号", unique=True)
    stem = models.TextField("文件名", db_index=True)
    title = models.TextField("标题", blank=True, default="")
    doc_kind = models.CharField("文种", max_length=40, blank=True, default="", db_index=True)
    kind_name = models.TextField("文种名称", blank=True, default="")
    doc_number = models.TextField("发文字号", blank=True, default="")
    issuer = models.TextField("发文机关", blank=True, default="")
    issue_date = models.CharField("成文日期", max_length=20, blank=True, default="", db_index=True)
    region = models.TextField("地区", blank=True, default="")
    region_path = models.TextField("行政区划", blank=True, default="")
    status = models.CharField("效力状态", max_length=40, blank=True, default="")
    session = models.TextField("届次", blank=True, default="")
    case_number = models.TextField("案号", blank=True, default="")
    proposal_title = models.TextField("案由", blank=True, default="")
    reply_class = models.TextField("办理结果类别", blank=True, default="")
    valid_from = models.CharField("有效期起", max_length=20, blank=True, default="")
    valid_until = models.CharField("有效期止", max_length=20, blank=True, default="")
    title_key = models.TextField("标题（比对用）", blank=True, default="", db_index=True)
    number_key = models.TextField("文号（比对用）", blank=True, default="", db_index=True)
    head = Json("版头信息", default=dict)
    from_catalogue = Json("取自目录的字段", default=list)
    catalogue = Json("目录行", null=True, blank=True)
    version = models.PositiveIntegerField("当前版本", default=1)
    sheet = models.BooleanField("导入的台账", default=False)
    stamp = models.CharField("识别结果指纹", max_length=64, blank=True, default="")
    created = models.DateTimeField("入库时间", auto_now_add=True)
    updated = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "公文"
        ordering = ("doc_id",)

    def __str__(self) -> str:
        return self.title or self.doc_id


HEAVY = ("text", "blocks", "lines", "tables", "sections", "units")
"""Columns of a version that lists of versions leave in the database."""


class PaperVersion(models.Model):
    """公文版本: the bytes once read, known by their digest; every offset points into ``text``. Kept for good."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions", verbose_name="公文")
    number = models.PositiveIntegerField("版本号")
    sha256 = models.CharField("文件摘要", max_length=64, db_index=True)
    source = models.TextField("来源文件")
    member = models.TextField("压缩包或邮件中的名称", null=True, blank=True)
    other_sources = Json("同内容的其他文件", default=list)
    media_type = models.CharField("文件类型", max_length=20)
    title_hint = models.TextField("文件自带标题", null=True, blank=True)
    text = models.TextField("全文")
    blocks = Json("段落", default=list)
    lines = Json("各行位置", null=True, blank=True)  # NULL: a file without pages
    pages = Json("各页大小", null=True, blank=True)
    doubts = Json("识别存疑处", null=True, blank=True)
    tables = Json("表格", default=list)
    sections = Json("层次", default=list)
    units = Json("句段标注", default=list)
    warnings = Json("提示", default=list)
    reader = models.CharField("读取程序版本", max_length=40, blank=True, default="")
    added = models.DateTimeField("读入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "公文版本"
        constraints = (models.UniqueConstraint(fields=("paper", "number"), name="one_version_number"),)

    def __str__(self) -> str:
        return f"{self.paper_id} v{self.number}"


class Provision(models.Model):
    """条款 of the current version; its words are ``text[start:end]`` of that version."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="provisions", verbose_name="公文")
    provision_id = models.CharField("条款编号", max_length=100)
    order = models.PositiveIntegerField("次序")
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    number = models.TextField("序号", blank=True, default="")
    heading = models.TextField("小标题", blank=True, default="")
    path = Json("上级标题", default=list)
    page = models.PositiveIntegerField("页码", null=True, blank=True)
    text_hash = models.CharField("文字指纹", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "条款"
        ordering = ("paper", "order")
        constraints = (models.UniqueConstraint(fields=("paper", "provision_id"), name="one_provision_id"),)

    def __str__(self) -> str:
        return f"{self.number}{self.heading}" or self.provision_id
