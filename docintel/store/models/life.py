"""The life of a row: 交办, 签收, 反馈, 会签, 申请, 佐证, 分解任务, 周期任务. What is said is written once; history tells every change."""

from __future__ import annotations

from django.db import models

from docintel.domain.life import ASSIGNMENT_STATES, EVIDENCE_KINDS, FEEDBACK_KINDS, REQUEST_KINDS, UNIT_ROLES
from docintel.store.models.items import Obligation
from docintel.store.models.kept import Kept
from docintel.store.models.lights import Progress
from docintel.store.models.papers import Paper
from docintel.store.models.people import Unit


class Instance(models.Model):
    """本期任务: one period of a recurring row, closed by itself."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="instances", verbose_name="承诺事项")
    start = models.DateField("本期起")
    end = models.DateField("本期止")
    closed = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.CharField("销号人", max_length=150, blank=True, default="")
    note = models.TextField("说明", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "本期任务"
        ordering = ("obligation", "start")
        constraints = (models.UniqueConstraint(fields=("obligation", "start"), name="one_instance"),)

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.start}—{self.end}"


class Assignment(models.Model):
    """交办: a row given to a unit. ``limit`` is the day by which the unit must have done it (moved by a granted 延期)."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="assignments", verbose_name="承诺事项")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="承办单位")
    role = models.CharField("主办或协办", max_length=10, choices=UNIT_ROLES)
    state = models.CharField("办理环节", max_length=20, choices=ASSIGNMENT_STATES, default="sent", db_index=True)
    limit = models.DateField("办理时限", null=True, blank=True, db_index=True)
    words = models.TextField("交办意见", blank=True, default="")
    assigned_by = models.CharField("交办人", max_length=150)
    assigned_at = models.DateTimeField("交办时间", auto_now_add=True)
    accepted_by = models.CharField("签收人", max_length=150, blank=True, default="")
    accepted_at = models.DateTimeField("签收时间", null=True, blank=True)
    finished_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "交办"
        ordering = ("obligation", "-role", "id")  # lead after support in letters, so descending
        constraints = (
            models.UniqueConstraint(
                fields=("obligation", "unit"), condition=~models.Q(state__in=("returned", "withdrawn")), name="one_live_assignment"
            ),
        )

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.unit} {self.get_role_display()}"


class SubTask(models.Model):
    """分解任务: a part of a row with its own unit and limit."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="subtasks", verbose_name="承诺事项")
    text = models.TextField("任务")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="subtasks", verbose_name="单位")
    due = models.DateField("时限", null=True, blank=True)
    done = models.DateField("完成日期", null=True, blank=True)
    who = models.CharField("建立人", max_length=150)
    created = models.DateTimeField("建立时间", auto_now_add=True)
    dropped = models.BooleanField("取消", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "分解任务"
        ordering = ("obligation", "id")

    def __str__(self) -> str:
        return self.text[:40]


class Feedback(Kept):
    """反馈: what a unit says of its assignment; ``final`` asks for review. ``instance`` for a period of a recurring row."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="feedbacks", verbose_name="交办")
    instance = models.ForeignKey(Instance, models.PROTECT, null=True, blank=True, related_name="feedbacks", verbose_name="本期任务")
    kind = models.CharField("类别", max_length=10, choices=FEEDBACK_KINDS)
    text = models.TextField("办理情况")
    problems = models.TextField("存在问题", blank=True, default="")
    plans = models.TextField("下步打算", blank=True, default="")
    who = models.CharField("填报人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "反馈"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:40]


class Verdict(Kept):
    """审核意见 of the secretariat on a final feedback: passed, or sent back with the reason and days to mend it."""

    feedback = models.OneToOneField(Feedback, models.PROTECT, related_name="verdict", verbose_name="反馈")
    passed = models.BooleanField("通过")
    words = models.TextField("意见", blank=True, default="")
    days = models.PositiveIntegerField("几天内重报", null=True, blank=True)
    who = models.CharField("审核人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ("id",)

    def __str__(self) -> str:
        return "通过" if self.passed else "退回"


class Countersign(Kept):
    """会签: a supporting unit's word on the lead's final feedback."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="countersigns", verbose_name="主办反馈")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="countersigns", verbose_name="协办")
    agrees = models.BooleanField("同意")
    words = models.TextField("意见", blank=True, default="")
    who = models.CharField("会签人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "会签"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("feedback", "assignment"), name="one_countersign"),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {'同意' if self.agrees else '不同意'}"


class Request(Kept):
    """申请: 退回, 延期 (``until``), 中止; decided by one Decision."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="requests", verbose_name="交办")
    kind = models.CharField("类别", max_length=12, choices=REQUEST_KINDS)
    reason = models.TextField("理由")
    until = models.DateField("申请延至", null=True, blank=True)
    who = models.CharField("申请人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reason[:30]}"


class Decision(Kept):
    """批复 of a request; ``until`` the day granted, which may differ from the one asked for."""

    request = models.OneToOneField(Request, models.PROTECT, related_name="decision", verbose_name="申请")
    granted = models.BooleanField("同意")
    until = models.DateField("延至", null=True, blank=True)
    words = models.TextField("意见", blank=True, default="")
    who = models.CharField("批复人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "批复"
        ordering = ("id",)

    def __str__(self) -> str:
        return "同意" if self.granted else "不同意"


class Evidence(Kept):
    """佐证: a file (kept in the data folder by digest), a paper of the library, or a reported figure with its date."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="evidence", verbose_name="承诺事项")
    feedback = models.ForeignKey(Feedback, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name="反馈")
    kind = models.CharField("类别", max_length=10, choices=EVIDENCE_KINDS)
    title = models.TextField("名称")
    sha256 = models.CharField("文件摘要", max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField("大小", null=True, blank=True)
    media_type = models.CharField("文件类型", max_length=100, blank=True, default="")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公文")
    figure = models.ForeignKey(Progress, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报")
    day = models.DateField("日期", null=True, blank=True)
    note = models.TextField("说明", blank=True, default="")
    who = models.CharField("提交人", max_length=150)
    when = models.DateTimeField("时间", auto_now_add=True)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="withdrawn_by", verbose_name="撤回")

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
