"""Who works with the ledger: units and their tree, members with a role, and what everybody did (审计)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from docintel.domain.people import ROLES
from docintel.store.columns import Json
from docintel.store.models.bodies import Body
from docintel.store.models.kept import Kept


class Unit(models.Model):
    """承办单位: a unit that items are assigned to. ``body`` joins it to the gazetteer; ``aliases`` are names as papers write them."""

    name = models.CharField("名称", max_length=200, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位")
    body = models.ForeignKey(Body, models.SET_NULL, null=True, blank=True, related_name="units", verbose_name="机构")
    aliases = Json("公文中的写法", default=list, blank=True)
    email = models.EmailField("邮箱", blank=True, default="")
    phone = models.CharField("电话", max_length=60, blank=True, default="")
    stopped = models.BooleanField("停用", default=False)
    created = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """人员: the role of a user, and the unit he works in. ``feed`` opens his calendar feed without sign-in.

    ``first_password``: somebody else gave him the password that he has; he must choose one before anything else is open to him.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="member", verbose_name="用户")
    role = models.CharField("角色", max_length=20, choices=ROLES, default="staff")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="单位")
    feed = models.CharField("日历订阅码", max_length=64, blank=True, default="", db_index=True)
    first_password = models.BooleanField("首次密码未改", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ("user__username",)

    def __str__(self) -> str:
        return f"{self.user.get_username()} {self.get_role_display()}"


class Audit(Kept):
    """审计记录: sign-ins, refusals, exports, changes of people and settings. What happens to ledger rows is in History."""

    when = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    who = models.CharField("用户", max_length=150, blank=True, default="")
    address = models.CharField("地址", max_length=60, blank=True, default="")
    act = models.CharField("动作", max_length=40, db_index=True)
    subject = models.TextField("对象", blank=True, default="")
    detail = models.TextField("内容", blank=True, default="")
    allowed = models.BooleanField("准许", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ("-when", "-id")

    def __str__(self) -> str:
        return f"{self.when} {self.who} {self.act} {self.subject}"
