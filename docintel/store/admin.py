"""The tables in Django's administration, to look at: changes go through the ledger, so that each has its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth import models as auth
from django.http import HttpRequest

from docintel.store import models

if TYPE_CHECKING:  # Django's classes take type arguments only in its stubs
    _Admin = admin.ModelAdmin[Any]
    _Tabular = admin.TabularInline[Any, Any]
else:
    _Admin, _Tabular = admin.ModelAdmin, admin.TabularInline


class ReadOnly(_Admin):
    """Shown, searched and filtered; never added, changed or deleted here."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Inline(_Tabular):
    """Parts of an obligation, shown with it."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _Owners(Inline):
    model = models.Owner


class _Deadlines(Inline):
    model = models.Deadline


class _Targets(Inline):
    model = models.Target


@admin.register(models.Paper)
class PaperAdmin(ReadOnly):
    """公文."""

    list_display = ("doc_id", "title", "doc_kind", "doc_number", "issuer", "issue_date", "status", "version")
    list_filter = ("doc_kind", "status")
    search_fields = ("doc_id", "title", "doc_number", "issuer")
    exclude = ("head",)


@admin.register(models.Obligation)
class ObligationAdmin(ReadOnly):
    """承诺事项."""

    list_display = ("item_id", "text", "state", "strength", "due", "needs_review")
    list_filter = ("state", "strength", "needs_review")
    search_fields = ("item_id", "text")
    inlines: ClassVar = [_Owners, _Deadlines, _Targets]
    exclude = ("data",)


@admin.register(models.Benefit)
class BenefitAdmin(ReadOnly):
    """惠企条款."""

    list_display = ("item_id", "text", "benefit_type", "beneficiary", "rate", "cap", "status")
    list_filter = ("benefit_type", "status")
    search_fields = ("item_id", "text", "beneficiary")
    exclude = ("data",)


@admin.register(models.History)
class HistoryAdmin(ReadOnly):
    """修改记录."""

    list_display = ("when", "who", "subject", "field", "old", "new", "note")
    list_filter = ("field", "who")
    search_fields = ("subject", "note")


@admin.register(models.Progress)
class ProgressAdmin(ReadOnly):
    """进度填报."""

    list_display = ("id", "obligation", "target", "value", "unit", "day", "who", "corrects")
    search_fields = ("obligation__item_id", "target", "note")


@admin.register(models.LightChoice)
class LightChoiceAdmin(ReadOnly):
    """亮灯规则的选定."""

    list_display = ("when", "who", "rules", "limit", "note")


@admin.register(models.Review)
class ReviewAdmin(ReadOnly):
    """人工更正."""

    list_display = ("when", "who", "subject", "field", "note", "undone_by")
    search_fields = ("subject", "note")


@admin.register(models.Unit)
class UnitAdmin(ReadOnly):
    """承办单位."""

    list_display = ("name", "parent", "body", "email", "stopped")
    search_fields = ("name",)


@admin.register(models.Member)
class MemberAdmin(ReadOnly):
    """人员."""

    list_display = ("user", "role", "unit")
    list_filter = ("role",)
    search_fields = ("user__username", "unit__name")
    exclude = ("feed",)


@admin.register(models.Audit)
class AuditAdmin(ReadOnly):
    """审计记录."""

    list_display = ("when", "who", "address", "act", "allowed", "subject", "detail")
    list_filter = ("act", "allowed")
    search_fields = ("who", "subject")


@admin.register(models.FormNumber)
class FormNumberAdmin(ReadOnly):
    """编号登记."""

    list_display = ("kind", "year", "number", "unit", "day", "who", "when", "voided_by")
    list_filter = ("kind", "year")
    search_fields = ("number", "unit")


@admin.register(models.Notice)
class NoticeAdmin(ReadOnly):
    """通知."""

    list_display = ("when", "kind", "unit", "title", "who")
    list_filter = ("kind",)
    search_fields = ("title", "words")


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnly):
    """通知送达."""

    list_display = ("when", "notice", "channel", "address", "ok", "problem")
    list_filter = ("channel", "ok")


admin.site.unregister((auth.User, auth.Group))  # roles, not Django's groups, say what people may do


@admin.register(auth.User)
class UserAdmin(ReadOnly):
    """用户: kept on the pages 人员, where each change is told to the audit, and none is deleted."""

    list_display = ("username", "first_name", "is_active", "last_login")
    search_fields = ("username", "first_name")
    exclude = ("password",)


@admin.register(models.Outbox)
class OutboxAdmin(ReadOnly):
    """索引待办."""

    list_display = ("id", "doc_id", "created", "done")
