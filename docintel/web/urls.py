"""Addresses of the pages and the JSON API."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from docintel.web.api import api
from docintel.web.sign_in import ChangePassword
from docintel.web.views import (
    bodies,
    check,
    explain,
    home,
    ledger,
    life,
    lights,
    match,
    notices,
    pages,
    papers,
    people,
    review,
    search,
    statistics,
    status,
    units,
    upload,
)

admin.site.site_header = "docintel 管理"
admin.site.site_title = "docintel 管理"
admin.site.index_title = "用户、公文与台账"

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", auth.LoginView.as_view(redirect_authenticated_user=True, extra_context={"office": settings.OIDC}), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", ChangePassword.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("upload/", upload.upload, name="upload"),
    path("upload/progress/<slug:token>/", upload.progress, name="upload_progress"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<str:key>/", papers.paper, name="paper"),
    path("papers/<str:key>/explain/", explain.explain, name="paper_explain"),
    path("papers/<str:key>/pane/", pages.pane, name="paper_pane"),
    path("papers/<str:key>/pages/<int:page>.png", pages.picture, name="paper_picture"),
    path("papers/<str:key>/original/", pages.original, name="paper_original"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export.xlsx", ledger.export, name="ledger_export"),
    path("ledger/<str:item_id>/", ledger.row, name="ledger_row"),
    path("ledger/<str:item_id>/state/", ledger.state, name="ledger_state"),
    path("ledger/<str:item_id>/correct/", ledger.correct, name="ledger_correct"),
    path("ledger/<str:item_id>/progress/", ledger.report, name="ledger_report"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/table.csv", statistics.export, name="statistics_export"),
    path("check/", check.check, name="check"),
    path("ledger/<str:item_id>/remind/", notices.remind, name="ledger_remind"),
    path("notices/", notices.notices, name="notices"),
    path("notices/seen/", notices.seen, name="notices_seen"),
    path("notices/feed/", notices.renew_feed, name="notices_feed"),
    path("notices/rules/", notices.rules, name="notice_rules"),
    path("calendar/<str:token>.ics", notices.calendar, name="calendar"),
    path("tasks/", life.tasks, name="tasks"),
    path("tasks/assign/", life.bulk, name="tasks_assign"),
    path("ledger/<str:item_id>/assign/", life.assign, name="life_assign"),
    path("ledger/<str:item_id>/close/", life.close, name="life_close"),
    path("ledger/<str:item_id>/reopen/", life.reopen, name="life_reopen"),
    path("ledger/<str:item_id>/evidence/", life.evidence, name="life_evidence"),
    path("ledger/<str:item_id>/subtasks/", life.subtask, name="life_subtask"),
    path("assignments/<int:assignment>/accept/", life.accept, name="life_accept"),
    path("assignments/<int:assignment>/feedback/", life.feedback, name="life_feedback"),
    path("assignments/<int:assignment>/ask/", life.ask, name="life_ask"),
    path("assignments/<int:assignment>/withdraw/", life.withdraw, name="life_withdraw"),
    path("assignments/<int:assignment>/resume/", life.resume, name="life_resume"),
    path("feedback/<int:feedback>/countersign/", life.sign, name="life_sign"),
    path("feedback/<int:feedback>/review/", life.review, name="life_review"),
    path("requests/<int:asked>/decide/", life.decide, name="life_decide"),
    path("evidence/<int:evidence>/", life.file, name="evidence_file"),
    path("evidence/<int:evidence>/withdraw/", life.unproof, name="life_unproof"),
    path("subtasks/<int:subtask>/done/", life.part, name="life_part"),
    path("subtasks/<int:subtask>/drop/", life.drop, name="life_drop"),
    path("instances/<int:instance>/close/", life.period, name="life_period"),
    path("handling/", life.handling, name="handling"),
    path("review/", review.queue, name="review"),
    path("review/undo/", review.undo, name="review_undo"),
    path("review/bulk/", review.bulk, name="review_bulk"),
    path("review/add/<str:key>/", review.add, name="review_add"),
    path("review/<str:item_id>/", review.card, name="review_card"),
    path("review/<str:item_id>/act/", review.act, name="review_act"),
    path("lights/", lights.rules, name="lights"),
    path("lights/rules.toml", lights.rules_file, name="lights_file"),
    path("phrases/", explain.phrases, name="phrases"),
    path("bodies/", bodies.listed, name="bodies"),
    path("bodies/decide/", bodies.decide, name="bodies_decide"),
    path("bodies/<str:name>/", bodies.body, name="body"),
    path("bodies/<str:name>/change/", bodies.change, name="body_change"),
    path("search/", search.search, name="search"),
    path("match/", match.match, name="match"),
    path("people/", people.listed, name="people"),
    path("people/<str:name>/", people.person, name="person"),
    path("people/<str:name>/change/", people.change, name="person_change"),
    path("units/", units.tree, name="units"),
    path("units/import/", units.take, name="units_import"),
    path("units/<int:unit>/", units.unit, name="unit"),
    path("units/<int:unit>/change/", units.change, name="unit_change"),
    path("audit/", people.audit_lines, name="audit"),
    path("audit/export.csv", people.audit_export, name="audit_export"),
    path("status/", status.status, name="status"),
    path("api/", api.urls),
    path("admin/", include((admin.site.urls[0], "admin"), namespace="admin")),
]
if settings.OIDC:
    from mozilla_django_oidc import views as oidc

    urlpatterns += [
        path("office/", oidc.OIDCAuthenticationRequestView.as_view(), name="oidc_authentication_init"),
        path("office/callback/", oidc.OIDCAuthenticationCallbackView.as_view(), name="oidc_authentication_callback"),
    ]
